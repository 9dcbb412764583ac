"""A line of help beside an answer; and, where the answer is not right, the sign that says so."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.panel import Panel


class Hint(Panel, BoxLayout):
    """As high as its words; takes no room without any."""

    text = StringProperty("")
    wrong = BooleanProperty(False)
    """Something is missing or not right: yellow, bold, with a sign."""
    role = StringProperty("body")
    """Of the words while nothing is wrong."""
    lines = NumericProperty(2)
    """At most so many: longer words shrink."""
