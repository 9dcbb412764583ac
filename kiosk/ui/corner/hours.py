"""When the library is open: a week at a glance; each day leads to its own hours."""

from kivy.properties import BooleanProperty, StringProperty

from kiosk.staff import pages, stepper
from kiosk.timetable import Week
from kiosk.ui.corner.page import CornerPage, put_in
from kiosk.ui.corner.week import closed_of, day_names, spans_words, week_of
from kiosk.ui.staffroom import StaffRoom
from kiosk.ui.widgets.grid import Tile


class HoursPage(CornerPage):
    """Outside these hours the glass is black."""

    hint = StringProperty("")
    closed = StringProperty("")
    """Words of the way to closed days."""
    always = BooleanProperty(True)

    def __init__(self, room: StaffRoom, **kwargs: object) -> None:
        super().__init__(room, **kwargs)
        self._week: Week = {}
        self._days = put_in(self.ids.days, [Tile(icon="schedule") for _ in range(7)], self._go)

    def show(self, _page: pages.HoursRoute) -> None:
        """Say of each day when it is open."""
        self.title = self.say("Opening hours")
        settings = self.staff.settings
        self._week = week_of(self)
        self.always = not self._week
        if self.always:
            hint = self.say("The kiosk is always on. Press a day to choose its hours.")
        else:
            hint = self.say("Outside these hours the screen is black. Press a day to change it.")
        self.hint = self.trouble() or hint
        names = day_names(self.language)
        for day, tile in enumerate(self._days):
            spans = self._week.get(day, ()) if self._week else (stepper.ALL_DAY,)
            tile.text = names[day]
            tile.line = spans_words(self, spans)
            tile.disabled = settings is None
        days = closed_of(self)
        self.closed = self.say("Closed days") + (f" ({len(days)})" if days else "")

    def _go(self, day: int, _tile: Tile) -> None:
        spans = self._week.get(day, ()) if self._week else (stepper.ALL_DAY,)
        self.staff.corner.go(pages.DayRoute(day, spans))

    def always_on(self) -> None:
        """No hours at all."""
        self.staff.set(hours="")

    def go_closed(self) -> None:
        """To the days on which it is closed."""
        today = self.staff.moment.local.date()
        self.staff.corner.go(pages.ClosedDaysRoute(today.replace(day=1)))
