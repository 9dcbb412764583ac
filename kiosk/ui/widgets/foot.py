"""The foot of a screen: its buttons, always at the same place."""

from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.widgets.theming import ThemeBehavior


class Foot(ThemeBehavior, BoxLayout):
    """Holds one bar."""
