"""Is this the right date and time? Yes, or set it."""

from kivy.properties import StringProperty

from kiosk.staff import pages
from kiosk.ui.corner.messages import NOT_SET
from kiosk.ui.corner.page import CornerPage


class CalendarPage(CornerPage):
    """As large as a clock on a wall."""

    day = StringProperty("")
    hour = StringProperty("")
    hint = StringProperty("")

    def show(self, _page: pages.CalendarRoute) -> None:
        """Say what the kiosk takes for now, and whether it believes that."""
        self.title = self.say("Date and time")
        moment = self.staff.moment
        day = self.dates.day(moment.local.date(), year=True)
        self.day = day[:1].upper() + day[1:]
        self.hour = self.dates.hour(moment.local.time())
        if self.staff.failed is not None:
            self.hint = self.say(NOT_SET)
        elif moment.jumped:
            self.hint = self.say(
                "The date jumped ahead since this kiosk was last on. Is it right? Until you say so "
                "nothing is deleted by date."
            )
        elif moment.trusted:
            self.hint = self.say("The kiosk believes this date.")
        else:
            self.hint = self.say(
                "The kiosk does not know whether this is right. Until you say so it does not say "
                "“today” or “in 2 days” to visitors, and opening hours do not count."
            )

    def set(self) -> None:
        """The date is wrong: go and set another."""
        self.staff.corner.go(pages.SetCalendarRoute(self.staff.moment.local.replace(second=0)))
