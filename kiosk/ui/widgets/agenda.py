"""The workshop, to press."""

from kivy.properties import StringProperty

from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.panel import Panel
from kiosk.ui.widgets.press import Pressable


class AgendaButton(Pressable, Panel, BoxLayout):
    """A calendar sign, the date, and where."""

    date = StringProperty("")
    where = StringProperty("")
