"""An hour of the day, and how loud it may be then: as full as it is loud."""

from kivy.properties import NumericProperty, StringProperty

from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.panel import Panel
from kiosk.ui.widgets.press import Pressable


class Hour(Pressable, Panel, BoxLayout):
    """A button that leads to the hour's next limit."""

    text = StringProperty("")
    line = StringProperty("")
    limit = NumericProperty(1.0)
    """From 0 to 1."""
