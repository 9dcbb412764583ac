"""Who made the pictures, films, letters and signs, and under which licence."""

from __future__ import annotations

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty

from kiosk.ui.widgets.row import Row
from kiosk.ui.widgets.screen import Company, KioskScreen
from kiosk.visit import scene as scenes

_TOOLS = (
    ("Atkinson Hyperlegible Next", "Braille Institute of America · SIL Open Font License 1.1"),
    ("Material Symbols", "Google · Apache License 2.0"),
)
"""What ships with the program itself."""


class CreditsScreen(KioskScreen):
    """Every photo and film, in the order of the cooperatives."""

    counter = StringProperty("")
    first = BooleanProperty(True)
    last = BooleanProperty(True)
    number = NumericProperty(0)
    room = ListProperty([0, 0])

    def __init__(self, company: Company, **kwargs: object) -> None:
        self._scene: scenes.Credits | None = None
        self._set_for: object = None
        self._later = Clock.create_trigger(self._set, -1)
        super().__init__(company, **kwargs)
        self.bind(room=self._later)

    def _entries(self) -> list[tuple[str, str]]:
        entries = []
        for cooperative in self.company.exhibit.cooperatives:
            name = cooperative.name.into(self.language)
            made = [(self.say("Photo"), [photo.credit for photo in cooperative.photos])]
            made.append((self.say("Film"), [film.credit for film in cooperative.films]))
            for word, shown in made:
                for number, credit in enumerate(shown, start=1):
                    which = f" {number}" if len(shown) > 1 else ""
                    entries.append(
                        (
                            f"{name} · {word}{which}",
                            f"{credit.author} · {credit.licence} · {credit.source}",
                        )
                    )
        return entries + list(_TOOLS)

    def show(self, scene: scenes.Credits) -> None:
        """Bring on this page."""
        self._scene = scene
        self._set()
        self._later()

    def _set(self, *_: object) -> None:
        if self._scene is None or min(self.room) <= 1:
            return
        wanted = (self._scene, tuple(self.room), self.theme, self.language)
        if wanted == self._set_for:
            return
        self._set_for = wanted
        entries = self._entries()
        columns = 2 if self.theme.landscape and self.theme.text_size == 0 else 1
        high = self.theme.px(180) * self.theme.scale
        per_page = max(1, int((self.room[1] + self.theme.px(16)) / (high + self.theme.px(16))))
        per_page *= columns
        total = -(-len(entries) // per_page)
        number = min(self._scene.page, total - 1)
        self.number = number
        self.first, self.last = number == 0, number == total - 1
        self.counter = self.say("page {n} of {total}").format(n=number + 1, total=total)
        rows = self.ids.rows
        rows.columns = columns
        rows.clear_widgets()
        for title, line in entries[number * per_page : (number + 1) * per_page]:
            rows.add_widget(Row(lead_width=1, role="small", title=title, line=line))

    def turn(self, by: int) -> None:
        """Turn the page."""
        if by > 0 and self.last:
            self.visit.back()
        else:
            self.visit.replace(scenes.Credits(max(0, self.number + by)))
