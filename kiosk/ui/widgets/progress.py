"""How far something has come: a bar that never lies."""

from __future__ import annotations

from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.ui.theme import Theme


class Progress(Widget):
    """Filled from the left."""

    theme = ObjectProperty(Theme(), rebind=True)
    fraction = NumericProperty(0.0)
    """From 0 to 1."""
