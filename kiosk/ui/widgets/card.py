"""A cooperative as a card."""

from kivy.graphics.texture import Texture
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.ui.widgets.press import Pressable

_STEPS = 1024
"""As fine as the glass: the nearest will do, found in two thirds of the time by a program."""


class Card(Pressable, FloatLayout):
    """Photo, name and one line. In high contrast the words stand under the photo, not on it."""

    gallery = ObjectProperty(None, allownone=True)
    photo = ObjectProperty(None, allownone=True)
    name = StringProperty("")
    social_right = StringProperty("")
    summary = StringProperty("")
    icon = StringProperty("")
    colour = StringProperty("#1F2430")
    gradient = ObjectProperty(None, allownone=True)
    words_height = NumericProperty(0)


def gradient() -> Texture:
    """From dark at the foot to clear, one pixel wide: stretched over every card."""
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
