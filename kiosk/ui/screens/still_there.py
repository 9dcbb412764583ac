"""Are you still there? One question, one button, and the seconds that are left."""

from kivy.properties import StringProperty

from kiosk.ui.widgets.screen import KioskScreen
from kiosk.visit import scene as scenes


class StillThereScreen(KioskScreen):
    """Lies over where the visitor was. Any touch goes on from there; the visit sees to that."""

    seconds = StringProperty("")

    def show(self, scene: scenes.StillThereScene) -> None:
        """Count down."""
        self.seconds = str(scene.seconds_left)
