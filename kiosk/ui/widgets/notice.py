"""A card that says one thing: a sign, a sentence, and what to do."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ObjectProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.theme import Theme


class Notice(BoxLayout):
    """As high as its words; takes no room without any."""

    theme = ObjectProperty(Theme(), rebind=True)
    icon = StringProperty("")
    text = StringProperty("")
    line = StringProperty("")
    large = BooleanProperty(False)
    """What the page is about."""
    tone = OptionProperty("calm", options=["calm", "mark", "bare"])
    """"mark": a person is needed."""


class StickStrip(BoxLayout):
    """What there is to know first, and a button that leads there; no room without words."""

    theme = ObjectProperty(Theme(), rebind=True)
    icon = StringProperty("")
    text = StringProperty("")
    line = StringProperty("")
    mark = BooleanProperty(False)
    way = StringProperty("")

    __events__ = ("on_follow",)

    def on_follow(self) -> None:
        """Somebody goes there."""
