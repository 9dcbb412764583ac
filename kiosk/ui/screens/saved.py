"""Thanks: it is safe, here is the code to take it back with, and the next evening to come to."""

from collections.abc import Sequence

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.exhibit.agenda import AgendaItem
from kiosk.exhibit.invitation import calendar_text
from kiosk.signups import code as codes
from kiosk.ui.widgets.panel import PanelBox
from kiosk.ui.widgets.screen import KioskScreen
from kiosk.visit import scene as scenes

_SLIM, _WIDE = 0.7, 1.5
"""Width to height: from the one up to the other both do not fit beside or above each other."""


class WorkshopPanel(PanelBox):
    """An evening: until when, where, and a code for the visitor's calendar."""

    day = StringProperty("")
    where = StringProperty("")
    code = StringProperty("")
    """iCalendar text."""
    advice = StringProperty("")
    """What to do with the code."""


class SavedScreen(KioskScreen):
    """Stands until the visitor is done, or a while after the last touch. No name stands on it."""

    code = StringProperty("")
    qr = StringProperty("")
    day = StringProperty("")
    """The evening that the visitor chose, or else the next; empty without any."""
    where = StringProperty("")
    calendar = StringProperty("")
    split = BooleanProperty(False)
    """Large letters, or glass of another shape: the code and the evening take a page each."""
    page = NumericProperty(0)

    def show(self, _scene: scenes.SignUpScene) -> None:
        """Show the code once."""
        self.qr = self.context.form.code
        self.code = codes.shown(self.qr) if self.qr else ""
        self._invite()
        stout = _SLIM < self.theme.width_px / self.theme.height_px < _WIDE
        self.split = bool(self.day) and (self.theme.text_size > 0 or stout)
        self.page = 0

    def _invite(self) -> None:
        """Say when it is: what was chosen, or else what is announced."""
        notice = self.context.notice()
        chosen = self.context.form.draft.workshops
        items = notice.coming
        wanted = [one for one in items if (one.place.id, one.workshop.date) in chosen]
        announced = [one for one in items if one.workshop == notice.workshop]
        coming = next(iter([*wanted, *announced]), None)
        if coming is None:
            self.day = self.where = self.calendar = ""
            return
        words = (
            self.say("See you on {day} in {town}")
            if wanted
            else self.say("You are welcome on {day} in {town}")
        )
        day = self.dates.day(coming.workshop.date, year=notice.with_year)
        self.day = words.format(day=day, town=coming.place.town)
        self.where = self._where(coming)
        self.calendar = calendar_text(
            coming.workshop,
            coming.place,
            self.context.exhibit,
            self.language,
            self.say("Workshop"),
        )

    def _where(self, coming: AgendaItem) -> str:
        """The library, and from when to when."""
        workshop, place = coming.workshop, coming.place
        if workshop.starts is None:
            return str(place.library)
        return f"{place.library}\n{self.dates.hours(workshop.starts, workshop.ends)}"

    def turn(self) -> None:
        """To the evening, or back to the code."""
        self.page = 1 - self.page

    def spell(self, words: str) -> Sequence[str]:
        """The code sign by sign."""
        return tuple(filter(str.isalnum, words)) if words == self.code else (words,)

    def leave(self) -> None:
        """Forget the code before the next visitor comes."""
        self.code = self.qr = ""
