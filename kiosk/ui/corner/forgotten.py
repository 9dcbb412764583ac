"""Nobody knows the PIN: what the coordinator must hear, and what comes back."""

from kivy.properties import StringProperty

from kiosk.staff import pages
from kiosk.ui.corner.page import CornerPage


class ForgottenPage(CornerPage):
    """Id and number, large enough to read out over the telephone."""

    kiosk = StringProperty("")
    number = StringProperty("")

    def show(self, page: pages.ForgottenRoute) -> None:
        """Group the digits, so that they can be read out."""
        self.title = self.say("Forgot the PIN?")
        self.kiosk = page.kiosk or self.say("not known yet")
        self.number = f"{page.number[:4]} {page.number[4:]}"
