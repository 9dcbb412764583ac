"""A small circle that fills: something happens, and a finger must stay a little longer."""

from __future__ import annotations

from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from kiosk.ui.widgets.theming import ThemeBehavior


class Ring(ThemeBehavior, Widget):
    """Seen on any picture."""

    inherits_theme = False  # it is for staff: without a visitor's wishes

    fraction = NumericProperty(0.0)
    """From 0 to 1."""
