"""Date and time, part by part."""

from datetime import datetime

from babel.dates import format_date
from kivy.properties import StringProperty

from kiosk.staff import pages, stepper
from kiosk.ui.corner.messages import NOT_SET
from kiosk.ui.corner.page import CornerPage


class SettingPage(CornerPage):
    """Nothing is kept till somebody says so."""

    whole = StringProperty("")
    """The date in words: a weekday tells a wrong day soonest."""
    day = StringProperty("")
    month = StringProperty("")
    year = StringProperty("")
    hour = StringProperty("")
    minute = StringProperty("")
    hint = StringProperty("")

    def show(self, page: pages.SetCalendarRoute) -> None:
        """Bring every part up to what has been turned so far."""
        local = self._local = page.local
        self.title = self.say("Set the date and time")
        words = self.dates.day(local.date(), year=True)
        self.whole = f"{words[:1].upper()}{words[1:]}, {self.dates.hour(local.time())}"
        self.day, self.year = str(local.day), str(local.year)
        self.month = format_date(local, "LLL", locale=self.language).removesuffix(".")
        self.hour, self.minute = f"{local.hour:02}", f"{local.minute:02}"
        self.hint = ""
        if self.staff.failed is not None:
            self.hint = self.say(NOT_SET)

    def step(self, part: stepper.Part, by: int) -> None:
        """One part later or earlier."""
        self.staff.corner.go(pages.SetCalendarRoute(stepper.turn(self._local, part, by)))

    def keep(self) -> None:
        """Set date and hour to what is shown."""
        self.staff.take_date(self._local)

    _local: datetime
