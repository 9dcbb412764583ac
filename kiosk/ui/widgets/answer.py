"""One answer on the last look: what it is, what was answered, and that it can be changed."""

from kivy.properties import StringProperty

from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.panel import Panel
from kiosk.ui.widgets.press import Pressable


class Answer(Pressable, Panel, BoxLayout):
    """A button that leads back to its question."""

    icon = StringProperty("")
    label = StringProperty("")
    text = StringProperty("")
    change = StringProperty("")
