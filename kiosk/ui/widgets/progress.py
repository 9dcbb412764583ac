"""How far something has come: a bar that never lies."""

from kivy.properties import AliasProperty, NumericProperty
from kivy.uix.widget import Widget

from kiosk.ui.widgets.theming import ThemeBehavior


class Progress(ThemeBehavior, Widget):
    """Filled from the side where reading begins."""

    fraction = NumericProperty(0.0)
    """From 0 to 1."""

    def _done_px(self) -> float:
        return float(max(self.height, self.width * min(1, max(0, self.fraction))))

    done_px = AliasProperty(_done_px, bind=("size", "fraction"))
    """Width in pixels of the part that is done."""


class ProgressCircle(ThemeBehavior, Widget):
    """A small circle that fills, seen on any picture: a finger must stay a little longer."""

    inherits_theme = False  # it is for staff: without a visitor's wishes

    fraction = NumericProperty(0.0)
    """From 0 to 1."""
