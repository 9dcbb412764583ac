"""The PIN pad: type it, or choose one, and what to do when nobody knows it."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.staff import pages
from kiosk.ui.corner.page import CornerPage


class PinPage(CornerPage):
    """Ten digits, as large as they can be."""

    sentence = StringProperty("")
    complaint = StringProperty("")
    typed = NumericProperty(0)
    shut = BooleanProperty(False)
    may_forget = BooleanProperty(False)

    def show(self, page: pages.PinRoute) -> None:
        """Say what is to be typed, and what was wrong with the last."""
        self.title = self.say("For staff")
        self.typed = page.digits
        self.shut = page.checking or page.wait_seconds > 0
        self.may_forget = page.purpose == "enter"
        self.sentence = {
            "enter": self.say("Type the PIN."),
            "choose": self.say("Choose a PIN of 4 to 8 digits. Only staff may know it."),
            "again": self.say("Type the same PIN once more."),
        }[page.purpose]
        self.complaint = self._complaint(page)

    def _complaint(self, page: pages.PinRoute) -> str:
        if page.checking:
            return str(self.say("One moment …"))
        said = {
            "": "",
            "wrong": self.say("That is not the PIN."),
            "short": self.say("A PIN has at least 4 digits."),
            "easy": self.say("Anybody would guess that PIN. Please choose another one."),
            "differ": self.say("That was not the same twice. Choose a PIN once more."),
            "failed": self.say("The kiosk could not keep that. Please try again."),
        }[page.complaint]
        if page.wait_seconds:
            wait = self.say("That was wrong a few times. Please wait {time}.").format(
                time=self._time(page.wait_seconds)
            )
            return f"{said} {wait}".strip()
        if self.staff.failed is not None:
            return self.trouble()
        return str(said)

    def _time(self, seconds: int) -> str:
        """Counted down so that one sees it move: `4:05`, under a minute `32 seconden`."""
        if seconds < 60:
            return str(self.dates.duration(seconds))
        return f"{seconds // 60}:{seconds % 60:02}"
