"""A card that says one thing: a sign, a sentence, and what to do."""

from kivy.properties import BooleanProperty, OptionProperty, StringProperty

from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.panel import Panel


class Callout(Panel, BoxLayout):
    """As high as its words; takes no room without any."""

    icon = StringProperty("")
    text = StringProperty("")
    line = StringProperty("")
    large = BooleanProperty(False)
    """What the page is about."""
    tone = OptionProperty("calm", options=["calm", "mark", "bare"])
    """"mark": a person is needed."""


class StickStrip(BoxLayout):
    """What there is to know first, and a button that leads there; no room without words."""

    icon = StringProperty("")
    text = StringProperty("")
    line = StringProperty("")
    mark = BooleanProperty(False)
    way = StringProperty("")

    __events__ = ("on_follow",)

    def on_follow(self) -> None:
        """Somebody goes there."""
