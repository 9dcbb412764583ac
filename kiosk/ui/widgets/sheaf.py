"""Words that belong together, on one card."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.theme import Theme


class Sheaf(BoxLayout):
    """As high as what is in it."""

    theme = ObjectProperty(Theme(), rebind=True)
