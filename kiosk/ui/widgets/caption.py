"""One caption over a film."""

from __future__ import annotations

from kivy.properties import (
    BooleanProperty,
    ListProperty,
    NumericProperty,
    StringProperty,
)

from kiosk.ui.shaping import ShapedLabel
from kiosk.ui.widgets.theming import ThemeBehavior
from kiosk.ui.widgets.words import measure


class Caption(ThemeBehavior, ShapedLabel):
    """White words on a dark plate near the foot of the film, as wide as they are."""

    role = StringProperty("heading")
    at_top = BooleanProperty(False)
    """Near the top of the film's room, instead of its foot."""
    area = ListProperty([0, 0, 0, 0])
    """x, y, width, height of the film's room."""
    plate = NumericProperty(0)
    """Width in pixels of the longest line."""

    def plate_of(self, text: str, font_px: float, font: str, room_px: float) -> float:
        """How wide the plate must be: as its longest line, or as wide as lines may be."""
        widest = max((measure(line, font, font_px)[0] for line in text.split("\n")), default=0)
        return float(min(widest, room_px * 0.86))
