"""Where typed text stands, on one line, with the place where the next character goes."""

from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.properties import NumericProperty, StringProperty

from kiosk.ui.shaping import ShapedText
from kiosk.ui.widgets.panel import Panel
from kiosk.ui.widgets.theming import DrawnWidget
from kiosk.ui.widgets.words import measure

_CARET_PX = 5
_ROLE = "heading"


class Field(Panel, DrawnWidget):
    """Shows text and caret; a touch puts the caret there. Knows nothing of keyboards.

    What is typed never becomes markup. Text longer than the field is shown around the caret.
    """

    draws = ("text", "caret")
    text = StringProperty("")
    caret = NumericProperty(0)
    """The caret stands before this character."""

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

    def _draw(self) -> None:
        if self.height < 2:
            return
        palette = self.theme.palette
        first, last = self._window()
        self._drawn.add(Color(*palette.ink))
        self._write(self.text[first:last])
        self._drawn.add(Color(*palette.caret))
        x = self.x + self._margin + self._width_of(self.text[first : int(self.caret)])
        high = self.height * 0.6
        width = self.theme.px(_CARET_PX)
        self._drawn.add(Rectangle(pos=(round(x), self.center_y - high / 2), size=(width, high)))

    def _write(self, text: str) -> None:
        if not text:
            return
        font, font_px = self._font
        label = ShapedText(text=text, font_name=font, font_size=font_px)
        label.refresh()
        if label.texture is not None:
            y = self.center_y - label.texture.height / 2
            place = (round(self.x + self._margin), round(y))
            self._drawn.add(Rectangle(texture=label.texture, pos=place, size=label.texture.size))

    def on_touch_down(self, touch: Any) -> bool:
        """Put the caret where the finger is."""
        if not self.collide_point(*touch.pos):
            return False
        first, last = self._window()
        x = touch.x - self.x - self._margin
        best = min(
            range(first, last + 1),
            key=lambda at: abs(self._width_of(self.text[first:at]) - x),
        )
        self.dispatch("on_place", best)
        return True
