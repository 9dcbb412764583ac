"""One answer on the last look: what it is, what was answered, and that it can be changed."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.press import Pressable


class Answer(Pressable, BoxLayout):
    """A row of a table, all of which is a button that leads back to its question."""

    label = StringProperty("")
    text = StringProperty("")
    change = StringProperty("")
    last = BooleanProperty(False)
    """No line under it: the frame of the table is there."""
    wanted_height = NumericProperty(0)
    """Height in pixels that its words take."""
