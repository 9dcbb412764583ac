"""Days on which the library is closed: a month to press them in."""

import calendar
from datetime import date

from babel import Locale
from babel.dates import format_date
from kivy.properties import StringProperty

from kiosk import timetable
from kiosk.staff import pages, stepper
from kiosk.ui.corner.page import CornerPage, put_in
from kiosk.ui.corner.week import closed_of, short_names
from kiosk.ui.staffroom import StaffRoom
from kiosk.ui.widgets.press import Press

_WEEKS = 6


class ClosedDaysPage(CornerPage):
    """Each press holds at once."""

    month = StringProperty("")
    hint = StringProperty("")
    names = StringProperty("")

    def __init__(self, room: StaffRoom, **kwargs: object) -> None:
        super().__init__(room, **kwargs)
        self._dates: list[date | None] = [None] * (7 * _WEEKS)
        faces = [Press(role="body", size_hint=(1, 1)) for _ in self._dates]
        self._faces = put_in(self.ids.days, faces, self._toggle)

    def show(self, page: pages.ClosedDaysRoute) -> None:
        """Lay out the month."""
        self._page = page
        self.title = self.say("Closed days")
        month = format_date(page.month, "MMMM y", locale=Locale(self.language))
        self.month = month[:1].upper() + month[1:]
        self.hint = self.trouble() or self.say("Press the days on which the library is closed.")
        closed = closed_of(self)
        short = short_names(self.language)
        for number, label in enumerate(reversed(self.ids.names.children)):
            label.text = short[number]
        first, length = calendar.monthrange(page.month.year, page.month.month)
        self._dates = [
            page.month.replace(day=place - first + 1) if first <= place < first + length else None
            for place in range(7 * _WEEKS)
        ]
        for face, day in zip(self._faces, self._dates, strict=True):
            face.text = str(day.day) if day is not None else ""
            face.opacity = 1 if day is not None else 0
            face.chosen = day in closed

    def _toggle(self, place: int, _face: Press) -> None:
        day = self._dates[place]
        if day is not None and self.staff.settings is not None:
            closed = closed_of(self) ^ {day}
            self.staff.set(closed_days=timetable.days_words(closed))

    def turn(self, by: int) -> None:
        """Another month."""
        self.staff.corner.go(pages.ClosedDaysRoute(stepper.turn_month(self._page.month, by)))

    _page = pages.ClosedDaysRoute(date(2000, 1, 1))
