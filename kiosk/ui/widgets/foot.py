"""The foot of a screen: its buttons, always at the same place."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.theme import Theme


class Foot(BoxLayout):
    """Holds one bar."""

    theme = ObjectProperty(Theme(), rebind=True)
