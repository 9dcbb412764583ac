"""A label, and what is so, large."""

from __future__ import annotations

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.theme import Theme


class Fact(BoxLayout):
    """Cannot be pressed: something to read, or to read out."""

    theme = ObjectProperty(Theme(), rebind=True)
    label = StringProperty("")
    value = StringProperty("")
    line = StringProperty("")
    """In small letters under it."""
