"""What this is, who organises and supports it, whom to ask, and where it stands when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kivy.clock import Clock
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)

from kiosk.ui.widgets.page import Page, Typesetter
from kiosk.ui.widgets.row import Row
from kiosk.ui.widgets.screen import Company, KioskScreen
from kiosk.visit import scene as scenes

if TYPE_CHECKING:
    from kiosk.exhibit.model import Place

_PARTNERS = "partners"
_CONTACT = "contact"
_PLACES = "places"
_ROWS = 6
"""Partners or places on one page: so many can be read in the largest letters, both ways up."""


_NOT_LAID_OUT = ((0, 0), (100, 100))
"""Sizes a widget has before its layout gave it one."""


class AboutScreen(KioskScreen):
    """First the text, in as many pages as it needs; then who; then where and when."""

    title = StringProperty("")
    part = StringProperty("text")
    """What this page tells: text, partners, contact or places."""
    split = BooleanProperty(False)
    """Partners and contact take a page each."""
    page: Page | None = ObjectProperty(None, allownone=True)
    accent = ColorProperty((0, 0, 0, 1))
    photo = ObjectProperty(None, allownone=True)
    gallery = ObjectProperty(None, allownone=True)
    contact = StringProperty("")
    email = StringProperty("")
    link = StringProperty("")
    counter = StringProperty("")
    first = BooleanProperty(True)
    last = BooleanProperty(False)
    prose_size = ListProperty([0, 0])
    number = NumericProperty(0)

    def __init__(self, company: Company, **kwargs: object) -> None:
        self._pages: list[Page] = []
        self._set_for: object = None
        self._scene: scenes.About | None = None
        self._later = Clock.create_trigger(self._set, -1)
        super().__init__(company, **kwargs)
        self.bind(prose_size=self._later)

    def show(self, scene: scenes.About) -> None:
        """Bring on this page."""
        self._scene = scene
        self.gallery = self.company.gallery
        self.accent = self.theme.accent(self.company.exhibit.look.accent or "#1F2430")
        self._set()
        self._later()

    def _set(self, *_: object) -> None:
        """Divide the text over pages when the room, the letters or the words changed."""
        if self._scene is None or tuple(self.prose_size) in _NOT_LAID_OUT:
            return
        exhibit = self.company.exhibit
        blocks = exhibit.about.get(self.language) or next(iter(exhibit.about.values()))
        wanted = (blocks, tuple(self.prose_size), self.theme)
        if wanted != self._set_for:
            self._set_for = wanted
            self._pages = Typesetter(self.theme, *self.prose_size).pages(blocks)
        texts = len(self._pages)
        # With large letters, whom to ask takes a page of its own: its code must stay readable.
        self.split = self.theme.text_size > 0
        after = [(_PARTNERS, it) for it in range(max(1, -(-len(exhibit.partners) // _ROWS)))]
        after += [(_CONTACT, 0)] if self.split else []
        after += [(_PLACES, it) for it in range(-(-len(exhibit.places) // _ROWS))]
        total = texts + len(after)
        number = min(self._scene.page, total - 1)
        self.number = number
        self.first, self.last = number == 0, number == total - 1
        self.counter = self.say("page {n} of {total}").format(n=number + 1, total=total)
        if number < texts:
            self.part, self.page = "text", self._pages[number]
            cooperatives = exhibit.cooperatives
            self.photo = cooperatives[-1 - number % len(cooperatives)].photos[0]
            self.title = exhibit.title.into(self.language)
        else:
            self.part, page = after[number - texts]
            self.title = {
                _PARTNERS: self.say("Who is behind this"),
                _CONTACT: self.say("A question?"),
                _PLACES: self.say("Where it stands, and when"),
            }[self.part]
            self._partners(page if self.part == _PARTNERS else 0)
            self._places(page if self.part == _PLACES else 0)

    def _partners(self, page: int) -> None:
        exhibit = self.company.exhibit
        rows = self.ids.partners
        rows.clear_widgets()
        for partner in exhibit.partners[page * _ROWS : (page + 1) * _ROWS]:
            rows.add_widget(
                Row(
                    lead_width=1,
                    gallery=self.company.gallery,
                    picture=partner.logo,
                    title=partner.name,
                    line=partner.role.into(self.language),
                )
            )
        self.contact = exhibit.contact.name
        self.email = exhibit.contact.email
        self.link = exhibit.contact.link or ""

    def _places(self, page: int) -> None:
        rows = self.ids.places
        rows.clear_widgets()
        first = page * _ROWS
        shown = self.company.exhibit.places[first : first + _ROWS]
        for number, place in enumerate(shown, start=first + 1):
            rows.add_widget(
                Row(
                    lead=str(number),
                    lead_width=self.theme.letters("label") * 1.4,
                    title=f"{place.town} · {place.library}",
                    line=self._when(place),
                )
            )

    def _when(self, place: Place) -> str:
        """What is known of a place's days, and nothing else."""
        parts = []
        year = self.company.notice().with_year
        period = place.exhibition
        if period is not None and (period.first_day or period.last_day):
            parts.append(self.dates.period(period.first_day, period.last_day, year=year))
        if period is not None and period.note is not None:
            parts.append(period.note.into(self.language))
        opening = place.opening
        if opening is not None:
            day = self.dates.plain(opening.date, year=year)
            if opening.starts is not None:
                day += f", {self.dates.hour(opening.starts)}"
            parts.append(self.say("opening {day}").format(day=day))
        return " · ".join(parts)

    def turn(self, by: int) -> None:
        """Turn the page; past the last stands what was before."""
        number = self.number + by
        if number < 0 or (by > 0 and self.last):
            self.visit.back()
        else:
            self.visit.replace(scenes.About(number))

    def sources(self) -> None:
        """Who made the pictures."""
        self.visit.open(scenes.Credits())

    def leave(self) -> None:
        """Give the picture back."""
        self.photo = None
        self.page = None
        self._scene = None
