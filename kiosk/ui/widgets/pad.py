"""Ten digits to type a PIN with, and dots for what was typed."""

from kivy.graphics import Color, Ellipse, Line
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.gridlayout import GridLayout

from kiosk.staff.pin import SHORTEST
from kiosk.ui.theme import Rgba
from kiosk.ui.widgets.press import Press
from kiosk.ui.widgets.theming import DrawnWidget, ThemeBehavior

_ROWS = ("123", "456", "789", "<0>")


class PinPad(ThemeBehavior, GridLayout):
    """Three keys side by side, as on a telephone: the digits, one to erase, and one to go on."""

    shut = BooleanProperty(False)
    """Nothing can be typed now."""
    erase_text = StringProperty("")
    enter_text = StringProperty("")
    enough = BooleanProperty(False)
    """Something was typed: the way on is open."""

    __events__ = ("on_digit", "on_erase", "on_enter")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(cols=3, **kwargs)
        for sign in "".join(_ROWS):
            key = Press(size_hint=(1, 1), role="headline")
            if sign == "<":
                key.icon, key.role = "backspace", "label"
                self.fbind("erase_text", key.setter("text"))
                key.bind(on_release=lambda _: self.dispatch("on_erase"))
            elif sign == ">":
                key.role, key.primary, key.trailing, key.icon = (
                    "label",
                    True,
                    True,
                    "arrow_forward",
                )
                self.fbind("enter_text", key.setter("text"))
                key.bind(on_release=lambda _: self.dispatch("on_enter"))
                self._enter = key
            else:
                key.text = sign
                key.bind(on_release=lambda _, digit=sign: self.dispatch("on_digit", digit))
            self.add_widget(key)
        self.bind(shut=self._open, enough=self._open)
        self._open()

    def _open(self, *_: object) -> None:
        for key in self.children:
            key.disabled = self.shut or (key is self._enter and not self.enough)

    def on_digit(self, digit: str) -> None:
        """A digit was pressed."""

    def on_erase(self) -> None:
        """Take the last one back."""

    def on_enter(self) -> None:
        """The PIN is typed: go on."""


class Dots(DrawnWidget):
    """A dot for each digit typed, and rings for those that are to come at least."""

    draws = ("typed",)
    typed = NumericProperty(0)

    def _draw(self) -> None:
        side, gap = self.theme.px(36), self.theme.px(24)
        ink: Rgba = self.theme.palette.ink
        for number in range(max(SHORTEST, int(self.typed))):
            x, y = self.x + number * (side + gap), self.center_y - side / 2
            if number < self.typed:
                self._drawn.add(Color(*ink))
                self._drawn.add(Ellipse(pos=(x, y), size=(side, side)))
            else:
                self._drawn.add(Color(*self.theme.palette.track))
                thick = self.theme.outline_px / 2
                self._drawn.add(Line(ellipse=(x + 1, y + 1, side - 2, side - 2), width=thick))
