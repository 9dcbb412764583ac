"""What this is, who organises and supports it, whom to ask, and where it stands when."""

from kivy.properties import NumericProperty, StringProperty

from kiosk.exhibit.agenda import Agenda
from kiosk.exhibit.model import Block, Place
from kiosk.ui.widgets.grid import Row
from kiosk.ui.widgets.paging import PagedScreen
from kiosk.ui.widgets.screen import ScreenContext
from kiosk.visit import scene as scenes


class AboutScreen(PagedScreen):
    """First the text, in as many pages as it needs; then who; then where and when."""

    part = StringProperty("text")
    """What this page tells: text, partners, contact or places."""
    leaf = NumericProperty(0)
    """Number of the page within that part, from 0."""
    contact = StringProperty("")
    email = StringProperty("")
    link = StringProperty("")

    def show(self, scene: scenes.AboutScene) -> None:
        """Bring on this page."""
        exhibit = self.context.exhibit
        self.accent = self.theme.accent(exhibit.look.accent or "#1F2430")
        self.contact = exhibit.contact.name
        self.email = exhibit.contact.email
        self.link = exhibit.contact.link or ""
        self._write()
        super().show(scene)

    def __init__(self, context: ScreenContext, **kwargs: object) -> None:
        super().__init__(context, **kwargs)
        for part in ("partners", "contact", "places"):
            self.ids[part].fbind("pages", self._later)

    def text(self) -> tuple[Block, ...]:
        """What the author wrote."""
        about = self.context.exhibit.about
        return about.get(self.language) or next(iter(about.values()))

    def _after(self) -> list[tuple[str, int]]:
        """The pages after the text: which part, and the number of the page in it."""
        parts = ("partners", "contact", "places")
        return [
            (part, leaf)
            for part in parts
            if self.ids[part].children
            for leaf in range(int(self.ids[part].pages))
        ]

    def also(self) -> int:
        """Who, whom to ask, and where."""
        return len(self._after())

    def _write(self) -> None:
        """Write down who, and where and when, unless that is what stands there."""
        exhibit = self.context.exhibit
        notice = self.context.notice()
        standing = Agenda(exhibit).standing(notice)
        mark = self.say("You are here") if notice.here else self.say("Now here")
        lead = self.theme.letters("label") * 1.4
        places = []
        for number, place in enumerate(exhibit.places, start=1):
            is_here, when = place.id == standing, self._when(place)
            line = " · ".join(part for part in (mark, when) if part) if is_here else when
            title = f"{place.town} · {place.library}"
            places.append((str(number), lead, title, line, None, is_here))
        partners = [
            ("", 0.0, partner.name, partner.role.into(self.language), partner.logo, False)
            for partner in exhibit.partners
        ]
        if (partners, places) == self._written:
            return
        self._written = (partners, places)
        for grid, rows in ((self.ids.partners, partners), (self.ids.places, places)):
            grid.clear_widgets()
            for first, width, title, line, logo, marked in rows:
                row = Row(lead=first, lead_width=width, title=title, line=line, marked=marked)
                row.picture = logo
                row.gallery = self.gallery
                grid.add_widget(row)

    _written: object = None

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
        self.part, self.leaf = self._after()[self.number - len(self._pages)]
        self.title = {
            "partners": self.say("Who is behind this"),
            "contact": self.say("A question?"),
            "places": self.say("Where it stands, and when"),
        }[self.part]

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
