"""May the answers go? Asked of who stops in the middle of the form."""

from kiosk.ui.widgets.screen import KioskScreen
from kiosk.visit import scene as scenes


class DiscardScreen(KioskScreen):
    """Two answers, as large as each other: neither is pressed by mistake for the other."""

    def show(self, _scene: scenes.SignUpScene) -> None:
        """Ask; what it says is in its looks."""
