"""A small coloured label."""

from __future__ import annotations

from kivy.properties import ColorProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.theme import Theme


class Chip(BoxLayout):
    """A sign and a word in a cooperative's colour. Not a button."""

    theme = ObjectProperty(Theme(), rebind=True)
    text = StringProperty("")
    icon = StringProperty("")
    most = NumericProperty(0)
    """Width in pixels at most; 0: as wide as it is."""
    colour = ColorProperty((0, 0, 0, 1))
