"""The foot of a screen: its buttons, always at the same place."""

from kiosk.ui.widgets.mirror import BoxLayout


class Foot(BoxLayout):
    """Holds one bar."""
