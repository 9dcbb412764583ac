"""The report: one page of HTML with everything in it, to look at, to print and to pass on.

Counts only. Every chart is a table whose rows carry their bar, so that who cannot see the bars
hears the numbers, and who copies the page keeps them. All that came from a kiosk is escaped.
`report.html` has what is always there, `report.css` the looks.
"""

import base64
from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from babel import Locale

from kiosk.i18n.catalogue import Catalogue
from kiosk.i18n.dates import Dates
from kiosk.office.census import Kiosk, in_words
from kiosk.office.columns import spoken
from kiosk.office.figures import Figures, Week

MOST_ROWS: Final = 20
"""Rows of one table: an exhibit has eighteen cooperatives at most."""
_COLOURS: Final = {
    "towns": "#006B7D",
    "languages": "#7A3E8E",
    "cooperatives": "#4F6B1E",
    "evenings": "#9C3D2E",
    "weeks": "#2F5D8A",
}
_FONTS: Final = {
    400: "KioskSans-Regular.ttf",
    700: "KioskSans-Bold.ttf",
}
_CHART: Final = (720, 170)
_SKELETON: Final = Path(__file__).with_suffix(".html")
_STYLE: Final = Path(__file__).with_suffix(".css")


def page(
    figures: Figures,
    today: date,
    catalogue: Catalogue,
    language: str = "nl",
    fonts: Path | None = None,
) -> str:
    """The page, in UTF-8. The letters in the folder `fonts` are put into it, if it is given."""
    return _Page(figures, today, catalogue, language).html(fonts)


class _Page:
    """A report while it is written."""

    def __init__(self, figures: Figures, today: date, catalogue: Catalogue, language: str) -> None:
        self._figures = figures
        self._today = today
        self._language = language
        self._say = catalogue.say(language)
        self._count = catalogue.count(language)
        self._dates = Dates(language, catalogue)
        self._locale = Locale(language)
        self._nothing = _note(self._say("None yet."))

    def html(self, fonts: Path | None) -> str:
        """The whole page."""
        figures, say = self._figures, self._say
        example = say("Example: made of a demonstration, not of real sign-ups.")
        today = self._dates.plain(self._today, year=True)
        return Template(_SKELETON.read_text("utf-8")).substitute(
            language=escape(self._language),
            title=escape(say("Report of the sign-ups")),
            today=escape(today),
            style=_faces(fonts) + _STYLE.read_text("utf-8"),
            demo=f'<p class="demo">{escape(example)}</p>' if figures.demo else "",
            lead=escape(say("As known on {day}").format(day=today)),
            tiles=self._tiles(),
            **self._charts(),
            weeks=self._weeks(),
            kiosks=self._kiosks(),
            note=_note(say("This report holds counts, and no names.")),
        )

    def _charts(self) -> dict[str, str]:
        """The tables with bars, by what they count."""
        figures, say, day, locale = self._figures, self._say, self._dates.plain, self._locale
        towns = [(one.name or say("Place not known"), one.count) for one in figures.towns]
        languages = [(spoken(one.name, locale), one.count) for one in figures.languages]
        chosen = [(one.name, one.count) for one in figures.cooperatives]
        evenings = [(f"{e.town}, {day(e.day, year=True)}", e.count) for e in figures.evenings]
        several = say("A visitor can choose several, or none.")
        charts = (
            ("towns", say("By place"), say("Place"), towns),
            ("languages", say("By language"), say("Spoken language"), languages),
            ("cooperatives", say("By cooperative"), say("Cooperative"), chosen, several),
            ("evenings", say("By workshop"), say("Workshop"), evenings),
        )
        return {chart[0]: self._bars(*chart) for chart in charts}

    def _tiles(self) -> str:
        figures, say = self._figures, self._say
        tiles = [
            (say("Sign-ups"), figures.total),
            (say("Taken back"), figures.withdrawn),
            (say("Places"), sum(1 for one in figures.towns if one.name)),
            (say("Languages"), len(figures.languages)),
        ]
        shown = [
            f"<div{' class=first' if at == 0 else ''}><dt>{escape(words)}</dt><dd>{n}</dd></div>"
            for at, (words, n) in enumerate(tiles)
        ]
        return f'<dl class="tiles">{"".join(shown)}</dl>'

    def _bars(
        self, kind: str, title: str, what: str, rows: Sequence[tuple[str, int]], note: str = ""
    ) -> str:
        """A table whose rows carry a bar."""
        shown, rest = list(rows[:MOST_ROWS]), sum(count for _, count in rows[MOST_ROWS:])
        if rest:
            shown.append((self._say("All others"), rest))
        most = max((count for _, count in shown), default=1)
        body = "".join(
            f'<tr><th scope="row">{escape(name)}</th>'
            f"<td>{_bar(count / most, _COLOURS[kind])}</td>"
            f'<td class="n">{count}</td></tr>'
            for name, count in shown
        )
        head = (
            f'<thead class="hidden"><tr><th scope="col">{escape(what)}</th><td></td>'
            f'<th scope="col">{escape(self._say("Sign-ups"))}</th></tr></thead>'
        )
        table = f'<table class="bars">{head}<tbody>{body}</tbody></table>'
        notes = _note(note) if note and rows else ""
        wide = " class=wide" if kind in {"cooperatives", "evenings"} else ""
        return _section(title, (table if rows else self._nothing) + notes, wide)

    def _weeks(self) -> str:
        figures, say = self._figures, self._say
        earlier = self._count(
            "{n} sign-up came before these weeks.",
            "{n} sign-ups came before these weeks.",
            figures.earlier,
        )
        undated = self._count(
            "Of {n} sign-up the day is not certain; it is not in this chart.",
            "Of {n} sign-ups the day is not certain; they are not in this chart.",
            figures.undated,
        )
        chart = self._columns(figures.weeks) if figures.weeks else self._nothing
        chart += _note(earlier) if figures.earlier else ""
        chart += _note(undated) if figures.undated else ""
        return _section(say("By week"), chart, ' class="weeks"')

    def _columns(self, weeks: Sequence[Week]) -> str:
        """A column for each week; the same as a table for who cannot see it."""
        width, height = _CHART
        floor, top = height - 24, 18
        step = min(90.0, width / len(weeks))
        most = max(week.count for week in weeks) or 1
        every = -(-44 // int(step)) if step < 44 else 1  # a label needs so much room
        parts = [f'<line x1="0" y1="{floor}" x2="{width}" y2="{floor}" stroke="#D9D2C5"/>']
        for at, week in enumerate(weeks):
            middle = step * (at + 0.5)
            tall = (floor - top) * week.count / most
            parts.append(
                f'<rect x="{middle - step * 0.36:.1f}" y="{floor - tall:.1f}" rx="2" '
                f'width="{step * 0.72:.1f}" height="{tall:.1f}" fill="{_COLOURS["weeks"]}"/>'
            )
            if week.count:
                parts.append(
                    f'<text x="{middle:.1f}" y="{floor - tall - 5:.1f}">{week.count}</text>'
                )
            if at % every == 0:
                day = escape(self._dates.short(week.monday))
                at_x = min(max(middle, 18), width - 18)
                parts.append(f'<text class="day" x="{at_x:.1f}" y="{height - 6}">{day}</text>')
        rows = "".join(
            f'<tr><th scope="row">{escape(self._dates.plain(week.monday, year=True))}</th>'
            f"<td>{week.count}</td></tr>"
            for week in weeks
        )
        head = (
            f'<thead><tr><th scope="col">{escape(self._say("Week from Monday"))}</th>'
            f'<th scope="col">{escape(self._say("Sign-ups"))}</th></tr></thead>'
        )
        return (
            f'<svg viewBox="0 0 {width} {height}" aria-hidden="true">{"".join(parts)}</svg>'
            f'<div class="hidden"><table>{head}<tbody>{rows}</tbody></table></div>'
        )

    def _kiosks(self) -> str:
        say = self._say
        texts = [say("Kiosk"), say("Last seen in")]
        numbers = [say("Sign-ups"), say("Highest number")]
        head = "".join(f'<th scope="col">{escape(words)}</th>' for words in texts)
        head += "".join(f'<th scope="col" class=n>{escape(words)}</th>' for words in numbers)
        head += f'<th scope="col">{escape(say("Whole?"))}</th>'
        body = "".join(self._kiosk(kiosk) for kiosk in self._figures.kiosks)
        table = f'<table class="kiosks"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        return _section(say("Kiosks"), table if self._figures.kiosks else self._nothing)

    def _kiosk(self, kiosk: Kiosk) -> str:
        say = self._say
        wrong = []
        if kiosk.missing:
            wrong.append(say("missing: {numbers}").format(numbers=_numbers(kiosk.missing)))
        if kiosk.without:
            wrong.append(say("without contents: {numbers}").format(numbers=_numbers(kiosk.without)))
        if kiosk.twice:
            wrong.append(say("double: {numbers}").format(numbers=_numbers(kiosk.twice)))
        whole = escape("; ".join(wrong) or say("yes"))
        return (
            f'<tr><th scope="row">{escape(kiosk.kiosk)}</th>'
            f"<td>{escape(kiosk.town or say('not known'))}</td>"
            f'<td class="n">{kiosk.sign_ups}</td><td class="n">{kiosk.last}</td>'
            f"<td{' class=bad' if wrong else ''}>{whole}</td></tr>"
        )


def _section(title: str, body: str, look: str = "") -> str:
    return f"<section{look}><h2>{escape(title)}</h2>{body}</section>"


def _note(words: str) -> str:
    return f'<p class="note">{escape(words)}</p>'


def _bar(share: float, colour: str) -> str:
    """A bar as wide as this share of its place."""
    return (
        '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{100 * share:.2f}" height="10" fill="{colour}"/></svg>'
    )


def _numbers(ranges: Sequence[tuple[int, int]]) -> str:
    """`3, 12–14`, the first few."""
    return in_words(ranges[:8], "{first}–{last}") + (", …" if len(ranges) > 8 else "")


def _faces(folder: Path | None) -> str:
    """The letters themselves, as CSS."""
    if folder is None:
        return ""
    return "\n".join(
        '@font-face { font-family: "Kiosk Sans"; '
        f"font-weight: {weight}; src: url(data:font/ttf;base64,"
        f"{base64.b64encode((folder / name).read_bytes()).decode('ascii')}) }}"
        for weight, name in _FONTS.items()
    )
