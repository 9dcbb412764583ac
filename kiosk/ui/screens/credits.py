"""Who made the pictures, films, letters and signs, and under which licence."""

from collections.abc import Iterator

from kiosk.speech.script import Line
from kiosk.ui.widgets.grid import Row
from kiosk.ui.widgets.heights import height_at
from kiosk.ui.widgets.paging import PagedScreen
from kiosk.ui.widgets.stack import StackLine, divide
from kiosk.visit import scene as scenes

_TOOLS = (
    ("Atkinson Hyperlegible Next", "Braille Institute of America · SIL Open Font License 1.1"),
    ("Noto Sans, Noto Sans Arabic", "The Noto Project Authors · SIL Open Font License 1.1"),
    ("Material Symbols", "Google · Apache License 2.0"),
)
"""What ships with the program itself."""


class CreditsScreen(PagedScreen):
    """Every photo and film, in the order of the cooperatives."""

    def text(self) -> tuple[tuple[str, str], ...]:
        """What it is, and who made it."""
        return (*self._works(), *_TOOLS)

    def _works(self) -> Iterator[tuple[str, str]]:
        for cooperative in self.context.exhibit.cooperatives:
            name = cooperative.name.into(self.language)
            for word, made in (
                (self.say("Photo"), [photo.credit for photo in cooperative.photos]),
                (self.say("Film"), [film.credit for film in cooperative.films]),
            ):
                for number, credit in enumerate(made, start=1):
                    which = f" {number}" if len(made) > 1 else ""
                    yield (
                        f"{name} · {word}{which}",
                        f"{credit.author} · {credit.licence} · {credit.source}",
                    )

    def script(self) -> tuple[Line, ...]:
        """Names and sources are not read aloud."""
        return ()

    def divide(self, text: tuple[tuple[str, str], ...]) -> list[tuple[tuple[str, str], ...]]:
        """As many on a page as there is room for."""
        rows = self.ids.rows
        gap, columns = self.theme.px(rows.gap), int(rows.columns)
        width = (rows.width - gap * (columns - 1)) / columns
        row = Row(role="small", theme=self.theme)
        lines = []
        for at in range(0, len(text), columns):
            beside = text[at : at + columns]
            lines.append(StackLine(beside, max(self._height(row, one, width) for one in beside)))
        return [
            tuple(work for line in page for work in line.parts)
            for page in divide(lines, rows.height, gap)
        ]

    @staticmethod
    def _height(row: Row, work: tuple[str, str], width: float) -> float:
        row.title, row.line = work
        return height_at(row, width)

    def scene_of(self, number: int) -> scenes.CreditsScene:
        """By its number."""
        return scenes.CreditsScene(number)

    def turned(self) -> None:
        """Write down those of this page."""
        if self.page == self._written:
            return
        self._written = self.page
        rows = self.ids.rows
        rows.clear_widgets()
        for title, line in self.page or ():
            rows.add_widget(Row(role="small", title=title, line=line))

    _written: object = None
    """The page whose rows stand there: to make them takes a moment."""
