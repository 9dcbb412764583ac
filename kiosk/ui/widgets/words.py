"""Words and signs on the glass."""

import bisect
import json
import math
from functools import lru_cache
from pathlib import Path

from kivy.properties import (
    AliasProperty,
    BooleanProperty,
    ColorProperty,
    ListProperty,
    NumericProperty,
    StringProperty,
)

from kiosk.exhibit.icons import MIRRORED
from kiosk.ui.shaping import ShapedLabel, ShapedText
from kiosk.ui.typeface import drawn
from kiosk.ui.widgets.theming import ThemeBehavior

_SMALLEST = 0.55
"""Words that must fit shrink to this part of their size..."""
_LEAST_WIDTH_PX = 2
"""With less, words were not laid out yet."""
_ENDLESS_PX = 1e6
_LEAST_PX = 24
"""...and large letters farther, down to so many pixels of the 1080-pixel design."""

_POINT_ON = {
    "arrow_back": "arrow_forward",
    "chevron_left": "chevron_right",
}
_MIRRORED = _POINT_ON | {right: left for left, right in _POINT_ON.items()}
"""Signs that point, and those that point the other way."""


class Words(ThemeBehavior, ShapedLabel):
    """Text in one role, wrapped to its width; as high as its lines unless told to `fit`."""

    text: str
    role = StringProperty("body")
    colour = ColorProperty(None, allownone=True)
    """None: ink."""
    fit = BooleanProperty(False)
    """Shrink until the words fit the height the layout gives."""
    most = NumericProperty(0)
    """Height in pixels at most: beyond it the words shrink. 0: as high as they are."""
    wrap = BooleanProperty(True)
    """Break lines at the width; otherwise one line, as wide as it is."""
    shrink = NumericProperty(1.0)
    """What the letters are multiplied by."""
    weight = NumericProperty(0)
    """400, 600 or 700; 0: what the role has."""
    leading = NumericProperty(0)
    """Line height as a factor; 0: what the role has."""

    def _font(self) -> str:
        if self.weight:
            return str(self.theme.font_of_weight(int(self.weight)))
        return str(self.theme.font(self.role))

    font = AliasProperty(_font, bind=("theme", "role", "weight"))
    """Path of the font file."""

    def _lines(self) -> float:
        return float(self.leading or self.theme.line_height(self.role))

    lines = AliasProperty(_lines, bind=("theme", "role", "leading"))
    """Line height as a factor."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.bind(
            theme=self._fit_words,
            role=self._fit_words,
            text=self._fit_words,
            size=self._fit_words,
            fit=self._fit_words,
            most=self._fit_words,
            font=self._fit_words,
            lines=self._fit_words,
        )
        self.fbind("wrap", self._fit_words)
        self.bind(text=self._draw_all)
        self._draw_all()
        self._fit_words()
        for name in ("texture_size", "text", "size_hint_y", "size_hint_x", "fit", "wrap"):
            self.fbind(name, self._take_room)
        self._take_room()

    def _draw_all(self, *_: object) -> None:
        """Leave no letter that would be an empty box."""
        self.text = drawn(self.text)

    def _take_room(self, *_: object) -> None:
        """Take the room the words need, where the layout leaves that to them; none for no words."""
        width, height = self.texture_size if self.text else (0, 0)
        if not self.fit and self.size_hint_y is None:
            self.height = height
        if not self.wrap and self.size_hint_x is None:
            self.width = width

    def _fit_words(self, *_: object) -> None:
        """Find the largest letters with which the words fit, never larger than the role's."""
        if not self.text or self.width < _LEAST_WIDTH_PX:
            return
        room = self.height if self.fit else self.most
        if room >= _LEAST_WIDTH_PX:
            self.shrink = self._shrunk(self.width, room)
            return
        broken = self.wrap and not self.fit and self.breaks_at(self.width)
        if broken or self._narrow:
            self._narrow = broken
            self.shrink = self._shrunk(self.width, _ENDLESS_PX) if broken else 1.0

    _narrow = False
    """Shrunk because a word was wider than its room."""

    @property
    def _letters(self) -> float:
        """Height of letters of their own size, in pixels."""
        return float(self.theme.letters(self.role))

    def _shrunk(self, width: float, room: float) -> float:
        """What the letters are multiplied by, where the words have this room."""
        letters, font = self.theme.letters(self.role), self.font
        smallest = min(_SMALLEST, self.theme.px(_LEAST_PX) / letters)
        sizes = [1 - step / 20 for step in range(20) if 1 - step / 20 > smallest]

        def fits(size: float) -> bool:
            return _height(self.text, font, letters * size, self.lines, width) <= room + 1

        found = 0 if fits(1.0) else bisect.bisect_left(sizes, True, lo=1, key=fits)
        return sizes[found] if found < len(sizes) else smallest

    def breaks_at(self, width: float) -> bool:
        """Whether a word is wider than this, in letters of their own size."""
        return _broken(self.text, self.font, self._letters, width)

    def height_at(self, width: float) -> float:
        """Height in pixels that these words ask for at this width, in letters of their own size."""
        if not self.text:
            return 0.0
        if not self.wrap:
            return float(self.texture_size[1])
        letters = self._letters
        high = _height(self.text, self.font, letters, self.lines, width)
        if math.isinf(high):
            letters *= self._shrunk(width, _ENDLESS_PX)
            high = _height(self.text, self.font, letters, self.lines, width)
        return min(high, self.most or _ENDLESS_PX)


@lru_cache(maxsize=1024)
def _height(text: str, font: str, font_px: float, line_height: float, width: float) -> float:
    """Height in pixels of these words in lines of this width; endless if a word is broken."""
    if _broken(text, font, font_px, width):
        return math.inf
    label = ShapedText(
        text=text,
        font_name=font,
        font_size=font_px,
        line_height=line_height,
        text_size=(width, None),
    )
    label.resolve_font_name()
    return float(label.render()[1])


def _broken(text: str, font: str, font_px: float, width: float) -> bool:
    """Whether a word is wider than this."""
    return any(measure(word, font, font_px)[0] > width for word in set(text.split()))


@lru_cache(maxsize=4096)
def measure(text: str, font: str, font_px: float) -> tuple[int, int]:
    """Width and height in pixels of one line of text."""
    label = ShapedText(text=text, font_name=font, font_size=font_px)
    label.resolve_font_name()
    width, height = label.get_extents(text)
    return int(width), int(height)


@lru_cache(maxsize=1)
def signs(assets: Path) -> dict[str, str]:
    """Icon names and their characters."""
    codes: dict[str, str] = json.loads((assets / "icons" / "icons.json").read_text("utf-8"))
    return {name: chr(int(code, 16)) for name, code in codes.items()}


class Icon(ThemeBehavior, ShapedLabel):
    """A sign from the icon font. Never alone: words stand beside it."""

    icon = StringProperty("")
    colour = ColorProperty(None, allownone=True)
    """None: ink."""
    letters = NumericProperty(36)
    """Height in pixels of the 1080-pixel design; grows with the visitor's text size."""
    box = ListProperty([-1, -1])
    """Width and height of its room in pixels; -1, -1: as large as the sign."""

    def _sign(self) -> str:
        if not self.icon:
            return ""
        known = signs(self.theme.assets)
        usual = known.get(self.icon, "")
        if not self.theme.rtl:
            return usual
        return known.get(_MIRRORED.get(self.icon, f"{self.icon}{MIRRORED}"), usual)

    sign = AliasProperty(_sign, bind=("icon", "theme"))

    def height_at(self, _width: float) -> float:
        """A sign is as high as its letters, however large its room."""
        return float(self.font_size) if self.icon else 0.0
