"""A small coloured label."""

from kivy.properties import ColorProperty, NumericProperty, StringProperty

from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.panel import Panel
from kiosk.ui.widgets.words import measure


class Chip(Panel, BoxLayout):
    """A sign and a word in a cooperative's colour. Not a button."""

    text = StringProperty("")
    icon = StringProperty("")
    most = NumericProperty(0)
    """Width in pixels at most; 0: as wide as it is."""
    colour = ColorProperty((0, 0, 0, 1))

    def shrink_of(self, text: str, most: float, font: str, font_px: float) -> float:
        """What its letters are multiplied by, so that it is not wider than it may be."""
        room = most - self.padding[0] - self.padding[2] - 2 * font_px  # for the sign
        wide = measure(text, font, font_px)[0]
        return min(1.0, room / wide) if most and wide and room > 0 else 1.0
