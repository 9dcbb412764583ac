"""Something went wrong. It is said calmly, and the way on is plain."""

from kiosk.ui.widgets.screen import KioskScreen
from kiosk.visit import scene as scenes


class TroubleScreen(KioskScreen):
    """A touch leads to the cards; so does a little time."""

    def show(self, _scene: scenes.TroubleScene) -> None:
        """The words stand in the layout."""
