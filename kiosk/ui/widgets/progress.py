"""How far something has come: a bar that never lies."""

from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from kiosk.ui.widgets.theming import ThemeBehavior


class Progress(ThemeBehavior, Widget):
    """Filled from the left."""

    fraction = NumericProperty(0.0)
    """From 0 to 1."""


class ProgressCircle(ThemeBehavior, Widget):
    """A small circle that fills, seen on any picture: a finger must stay a little longer."""

    inherits_theme = False  # it is for staff: without a visitor's wishes

    fraction = NumericProperty(0.0)
    """From 0 to 1."""
