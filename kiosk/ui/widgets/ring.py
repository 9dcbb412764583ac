"""A small circle that fills: something happens, and a finger must stay a little longer."""

from __future__ import annotations

from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.ui.theme import Theme


class Ring(Widget):
    """Seen on any picture."""

    theme = ObjectProperty(Theme(), rebind=True)
    fraction = NumericProperty(0.0)
    """From 0 to 1."""
