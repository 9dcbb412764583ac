"""What this is, who organises and supports it, whom to ask, and where it stands when."""

from kivy.properties import BooleanProperty, StringProperty

from kiosk.exhibit.agenda import Agenda
from kiosk.exhibit.model import Block, Place
from kiosk.ui.widgets.grid import Row
from kiosk.ui.widgets.paging import PagedScreen
from kiosk.visit import scene as scenes

_ROWS = 6
"""Partners or places on one page: so many can be read in the largest letters, both ways up."""


class AboutScreen(PagedScreen):
    """First the text, in as many pages as it needs; then who; then where and when."""

    part = StringProperty("text")
    """What this page tells: text, partners, contact or places."""
    split = BooleanProperty(False)
    """Partners and contact take a page each."""
    contact = StringProperty("")
    email = StringProperty("")
    link = StringProperty("")

    def show(self, scene: scenes.AboutScene) -> None:
        """Bring on this page."""
        exhibit = self.context.exhibit
        self.accent = self.theme.accent(exhibit.look.accent or "#1F2430")
        # With large letters, whom to ask takes a page of its own: its code must stay readable.
        self.split = self.theme.text_size > 0
        self.contact = exhibit.contact.name
        self.email = exhibit.contact.email
        self.link = exhibit.contact.link or ""
        super().show(scene)

    def text(self) -> tuple[Block, ...]:
        """What the author wrote."""
        about = self.context.exhibit.about
        return about.get(self.language) or next(iter(about.values()))

    def _after(self) -> list[tuple[str, int]]:
        """The pages after the text: which part, and the number of its first row."""
        exhibit = self.context.exhibit
        return [
            *(("partners", first) for first in range(0, max(1, len(exhibit.partners)), _ROWS)),
            *([("contact", 0)] if self.split else []),
            *(("places", first) for first in range(0, len(exhibit.places), _ROWS)),
        ]

    def also(self) -> int:
        """Who, whom to ask, and where."""
        return len(self._after())

    def scene_of(self, number: int) -> scenes.AboutScene:
        """By its number."""
        return scenes.AboutScene(number)

    def turned(self) -> None:
        """Beside each page of text another cooperative; then the rows."""
        exhibit = self.context.exhibit
        if self.page is not None:
            self.part = "text"
            beside = -1 - self.number % len(exhibit.cooperatives)
            self.photo = exhibit.cooperatives[beside].photos[0]
            self.title = exhibit.title.into(self.language)
            return
        self.part, first = self._after()[self.number - len(self._pages)]
        self.title = {
            "partners": self.say("Who is behind this"),
            "contact": self.say("A question?"),
            "places": self.say("Where it stands, and when"),
        }[self.part]
        for grid in (self.ids.partners, self.ids.places):
            grid.clear_widgets()
        if self.part == "places":
            notice = self.context.notice()
            standing = Agenda(exhibit).standing(notice)
            for number, place in enumerate(exhibit.places[first : first + _ROWS], start=first + 1):
                is_here = place.id == standing
                mark = self.say("You are here") if notice.here else self.say("Now here")
                when = self._when(place)
                self.ids.places.add_widget(
                    Row(
                        lead=str(number),
                        lead_width=self.theme.letters("label") * 1.4,
                        title=f"{place.town} · {place.library}",
                        line=" · ".join(part for part in (mark, when) if part) if is_here else when,
                        marked=is_here,
                    )
                )
            return
        for partner in exhibit.partners[first : first + _ROWS]:
            self.ids.partners.add_widget(
                Row(
                    lead_width=1,
                    gallery=self.gallery,
                    picture=partner.logo,
                    title=partner.name,
                    line=partner.role.into(self.language),
                )
            )

    def _when(self, place: Place) -> str:
        """What is known of a place's days, and nothing else."""
        parts = []
        year = self.context.notice().with_year
        period = place.exhibition
        if period is not None and (period.first_day or period.last_day):
            parts.append(self.dates.period(period.first_day, period.last_day, year=year))
        if period is not None and period.note is not None:
            parts.append(period.note.into(self.language))
        opening = place.opening
        if opening is not None:
            day = self.dates.plain(opening.date, year=year)
            if opening.starts is not None:
                hour = self.dates.hour(opening.starts)
                day = self.say("{first}, {second}").format(first=day, second=hour)
            parts.append(self.say("opening {day}").format(day=day))
        return " · ".join(parts)

    def withdraw(self) -> None:
        """Somebody has a code, and wants to be forgotten."""
        self.visit.open(scenes.WithdrawScene())

    def sources(self) -> None:
        """Who made the pictures."""
        self.visit.open(scenes.CreditsScene())
