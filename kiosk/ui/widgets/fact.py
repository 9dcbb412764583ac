"""A label, and what is so, large."""

from kivy.properties import StringProperty

from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.panel import Panel


class Fact(Panel, BoxLayout):
    """Cannot be pressed: something to read, or to read out."""

    label = StringProperty("")
    value = StringProperty("")
    line = StringProperty("")
    """In small letters under it."""
