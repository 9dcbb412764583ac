"""A cooperative as a card: its photo, and beside or under it the words. Nothing lies on a photo."""

import math

from kivy.graphics.texture import Texture
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.ui.theme import Theme
from kiosk.ui.widgets.heights import height_at
from kiosk.ui.widgets.press import Pressable

_STEPS = 1024
"""As fine as the glass: the nearest will do, found in two thirds of the time by a program."""
_PADDING_PX = (26, 10)


class Card(Pressable, FloatLayout):
    """Photo, name and one line, and what it is about where there is room."""

    gallery = ObjectProperty(None, allownone=True)
    photo = ObjectProperty(None, allownone=True)
    name = StringProperty("")
    social_right = StringProperty("")
    summary = StringProperty("")
    icon = StringProperty("")
    colour = StringProperty("#1F2430")
    beside_px = NumericProperty(0)
    """Width of the photo beside the words; 0: it stands above them."""
    under_px = NumericProperty(0)
    """Height of the words under the photo."""
    above = NumericProperty(0)
    """1: what it is about stands over the name."""

    def words_height(self, width: float, *, above: bool = False) -> float:
        """Height in pixels of the words in a column of this width; endless if a word breaks."""
        across, up = (self.theme.px(side) for side in _PADDING_PX)
        words = [self.ids.name, self.ids.summary, *([self.ids.right] if above else [])]
        if any(one.breaks_at(width - 2 * across) for one in words):
            return math.inf
        return float(2 * up + sum(height_at(one, width - 2 * across) for one in words))

    @staticmethod
    def corners_of(theme: Theme, beside_px: float) -> list[float]:
        """Radius of each corner of the photo, from the upper left one on."""
        round_ = theme.px(24)
        if not beside_px:
            return [round_, round_, 0, 0]
        return [0, round_, round_, 0] if theme.rtl else [round_, 0, 0, round_]


def gradient() -> Texture:
    """From dark at the foot to clear, one pixel wide: stretched under words on a film."""
    texture = Texture.create(size=(1, _STEPS), colorfmt="rgba")
    values = bytearray()
    # First row at the top, like every texture of the pool: RoundedRectangle expects it so.
    for step in reversed(range(_STEPS)):
        height = step / (_STEPS - 1)
        ease = max(0.0, 1 - height / 0.86) ** 0.9
        values += bytes((18, 20, 28, round(235 * min(1.0, ease * 1.35))))
    texture.blit_buffer(bytes(values), colorfmt="rgba", bufferfmt="ubyte")
    texture.wrap = "clamp_to_edge"
    texture.mag_filter = texture.min_filter = "nearest"
    texture.flip_vertical()
    return texture
