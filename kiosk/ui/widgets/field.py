"""Where typed text stands, on one line, with the place where the next character goes."""

from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.i18n import bidi
from kiosk.ui.shaping import ShapedText
from kiosk.ui.typeface import drawn_signs
from kiosk.ui.widgets.panel import Panel
from kiosk.ui.widgets.theming import DrawnWidget
from kiosk.ui.widgets.words import measure

_CARET_PX = 5
_ROLE = "heading"


class Field(Panel, DrawnWidget):
    """Shows text and caret; a touch puts the caret there. Knows nothing of keyboards.

    What is typed never becomes markup. Text longer than the field is shown around the caret.
    """

    draws = ("text", "caret", "latin")
    text = StringProperty("")
    caret = NumericProperty(0)
    """The caret stands before this character."""
    latin = BooleanProperty(False)
    """An address or a code: read from left to right in every language."""

    __events__ = ("on_place",)

    _first = 0

    def on_place(self, index: int) -> None:
        """Somebody touched the text before character `index`."""

    @property
    def _font(self) -> tuple[str, float]:
        theme = self.theme
        letters = min(theme.letters(_ROLE), self.height * 0.62)
        return str(theme.font_of_weight(400)), round(letters)

    def _width_of(self, text: str) -> int:
        return measure(text, *self._font)[0] if text else 0

    def _window(self) -> tuple[int, int]:
        """Which characters are shown: around the caret, as many as fit."""
        room = self.width - 2 * self._margin
        first = min(self._first, int(self.caret))
        while first < self.caret and self._width_of(self.text[first : int(self.caret)]) > room:
            first += 1
        last = len(self.text)
        while last > self.caret and self._width_of(self.text[first:last]) > room:
            last -= 1
        # Room left over on the right shows more of the beginning.
        while first > 0 and self._width_of(self.text[first - 1 : last]) <= room:
            first -= 1
        self._first = first
        return first, last

    @property
    def _margin(self) -> float:
        return float(self.theme.px(32))

    @property
    def _right(self) -> bool:
        """Whether the text begins at the right."""
        return not self.latin and bidi.base(self.text, right=self.theme.rtl)

    def _left(self, shown: str) -> float:
        """The left side of what is shown, in pixels."""
        if self._right:
            return float(self.x + self.width - self._margin - self._width_of(shown))
        return float(self.x + self._margin)

    def _draw(self) -> None:
        if self.height < 2:
            return
        palette = self.theme.palette
        first, last = self._window()
        shown = drawn_signs(self.text[first:last])
        self._drawn.add(Color(*palette.ink))
        self._write(shown)
        self._drawn.add(Color(*palette.caret))
        x = self._left(shown) + self._caret_px(shown, int(self.caret) - first)
        high = self.height * 0.6
        width = self.theme.px(_CARET_PX)
        self._drawn.add(Rectangle(pos=(round(x), self.center_y - high / 2), size=(width, high)))

    def _caret_px(self, shown: str, at: int) -> float:
        """How far from the left side of what is shown the caret stands before character `at`.

        Where directions meet it stays with the character behind it: there the next one comes.
        """
        x = 0.0
        beside = max(0, at - 1)
        for run in bidi.runs(shown, right=self._right):
            wide = self._width_of(run.text)
            if run.start <= beside < run.start + len(run.text):
                passed = self._width_of(run.text[: at - run.start])
                return x + (wide - passed if run.right else passed)
            x += wide
        return x

    def _write(self, text: str) -> None:
        if not text:
            return
        font, font_px = self._font
        label = ShapedText(
            text=text,
            font_name=font,
            font_size=font_px,
            base_direction="rtl" if self._right else None,
        )
        label.refresh()
        if label.texture is not None:
            # From the top of a line of Latin: Arabic reaches lower, on the same base.
            usual = measure("x", font, font_px)[1]
            y = self.center_y + usual / 2 - label.texture.height
            place = (round(self._left(text)), round(y))
            self._drawn.add(Rectangle(texture=label.texture, pos=place, size=label.texture.size))

    def on_touch_down(self, touch: Any) -> bool:
        """Put the caret where the finger is."""
        if not self.collide_point(*touch.pos):
            return False
        first, last = self._window()
        shown = drawn_signs(self.text[first:last])
        x = touch.x - self._left(shown)
        best = min(range(len(shown) + 1), key=lambda at: abs(self._caret_px(shown, at) - x))
        self.dispatch("on_place", first + best)
        return True
