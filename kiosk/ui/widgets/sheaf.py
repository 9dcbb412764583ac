"""Words that belong together, on one card."""

from __future__ import annotations

from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.widgets.theming import ThemeBehavior


class Sheaf(ThemeBehavior, BoxLayout):
    """As high as what is in it."""
