"""Is this odd date really right? What it means stands beside the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.ui.corner.messages import NOT_SET
from kiosk.ui.corner.question import AskingPage

if TYPE_CHECKING:
    from kiosk.staff import pages


class SureDatePage(AskingPage):
    """A year is mistyped in a moment, and sign-ups go by it: so it is asked twice."""

    def show(self, page: pages.SureDateRoute) -> None:
        """Ask it."""
        self.title = self.say("Are you sure of this date?")
        local = page.local or self.staff.moment.local
        day = self.dates.day(local.date(), year=True)
        self.name = f"{day[:1].upper()}{day[1:]}, {self.dates.hour(local.time())}"
        self.who = self.digits = self.digits_label = ""
        self.no_text = self.say("No")
        self.yes_text = self.say("Yes, I am sure")
        known = self.dates.plain(page.doubt.known.date(), year=True)
        if self.staff.failed is not None:
            self.sentence = self.say(NOT_SET)
        elif page.doubt.why == "before":
            self.sentence = self.say(
                "The kiosk takes it to be {day} at least: it was on then. If you are sure, it goes "
                "by your date from now on, and deletes nothing by date for three days."
            ).format(day=known)
        elif page.doubt.why == "pack":
            self.sentence = self.say(
                "What is on the screen was made on {day}, and that is later. If you are sure, that "
                "day was wrong. Then tell the coordinator."
            ).format(day=known)
        else:
            self.sentence = self.say(
                "This kiosk was last on on {day}, long before this. Look at the year once more: if "
                "it is wrong, sign-ups count as older than they are."
            ).format(day=known)

    def yes(self) -> None:
        """So be it."""
        self.staff.sure_of_date()
