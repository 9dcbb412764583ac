"""The library is closed: the glass is black, and answers a touch with when it opens."""

from kivy.properties import BooleanProperty, StringProperty

from kiosk.ui.widgets.screen import KioskScreen
from kiosk.visit import scene as scenes


class NightScreen(KioskScreen):
    """Black; for a moment after a touch there are words."""

    asked = BooleanProperty(False)
    words = StringProperty("")
    opens = StringProperty("")

    def show(self, scene: scenes.NightScene) -> None:
        """Say when the library opens, if somebody wants to know."""
        self.asked = scene.asked
        self.is_black = not scene.asked
        self.words = self.say("The library is closed now")
        if scene.opens is None:
            self.opens = ""
            return
        day = self.dates.day(scene.opens.date())
        hour = self.dates.hour(scene.opens.time())
        self.opens = self.say("It opens on {day}, at {hour}").format(day=day, hour=hour)
