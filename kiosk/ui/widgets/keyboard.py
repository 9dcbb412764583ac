"""The keyboard on the glass: draws a board, and brings presses to it.

Each key reaches to its neighbours, so that a finger that comes down between two still types. A
long press shows what else the key offers; the choices stay until one is taken, or another place
is touched, so sliding is a short cut and never the only way.
"""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.ui.shaping import ShapedLabel
from kiosk.ui.widgets import frames
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.theming import ThemeBehavior
from kiosk.ui.widgets.words import Icon, measure

HOLD_SECONDS = 0.45
_ICONS = {"shift": "shift", "backspace": "backspace"}
_MARGIN_PX = 16
_LEAST_KEY_PX = 90
_SIGN_PX = 44


class Key(Pressable, ShapedLabel):
    """One key. Shown a little smaller than it can be hit.

    It draws its letters itself: with widgets of their own a keyboard takes three times the memory.
    """

    icon = StringProperty("")
    on = BooleanProperty(False)
    """Holds, as shift does."""
    squeeze = NumericProperty(1.0)
    """What the letters shrink by to fit."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for name in ("theme", "text", "size"):
            self.fbind(name, self._measure)
        self._sign: Icon | None = None
        for name in ("theme", "pos", "size", "icon", "color"):
            self.fbind(name, self._place_sign)

    def _place_sign(self, *_: object) -> None:
        """Few keys have a sign: it is made for these only."""
        if self._sign is None and self.icon:
            self._sign = Icon(halign="center")
            self.add_widget(self._sign)
        if self._sign is not None:
            self._sign.icon, self._sign.colour = self.icon, self.color
            self._sign.letters = _SIGN_PX / self.theme.scale
            self._sign.pos, self._sign.box = self.pos, self.size

    def _measure(self, *_: object) -> None:
        letters = self.theme.letters("label")
        high = measure("Ág", self.theme.font_of_weight(600), letters)[1]
        wide = measure(self.text, self.theme.font_of_weight(600), letters)[0] if self.text else 0
        room = self.theme.px(24)
        self.squeeze = min(
            1.0,
            max(0.1, self.width - room) / max(1, wide),
            max(0.1, self.height - room) / max(1, high),
        )


class Choices(ThemeBehavior, FloatLayout):
    """What a long press offers: a row of keys over the keyboard."""


class Keyboard(ThemeBehavior, FloatLayout):
    """Shows `board`; every press makes another board, and tells of it."""

    board = ObjectProperty(None, allownone=True)
    """A `visit.keyboard.Board`."""
    away = BooleanProperty(False)
    """Takes no room: something else is asked."""
    full_height = NumericProperty(0)
    """Height in pixels that it takes otherwise."""

    __events__ = ("on_typed",)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._keys: list[Key] = []
        self._shown: list[Any] = []
        self._choices: Choices | None = None
        self._hold: frames.LongPress | None = None
        self._held = False
        later = Clock.create_trigger(self._place, -1)
        for name in ("pos", "size", "theme", "board"):
            self.fbind(name, later)

    def on_typed(self, board: Any) -> None:
        """A key was pressed; `board` is what came of it."""

    def on_board(self, *_: object) -> None:
        """Another board: choices of the old one are gone."""
        self.close_choices()

    def _place(self, *_: object) -> None:
        """Give every key its place and its face."""
        if self.board is None or self.height < 2:
            return
        rows = self.board.rows
        keys = [key for row in rows for key in row]
        while len(self._keys) < len(keys):
            key = Key(size_hint=(None, None))
            key.bind(on_press=self._pressed, on_release=self._released)
            self._keys.append(key)
            self.add_widget(key)
        for one in self._keys[len(keys) :]:
            one.pos = (-20000, 0)
        self._shown = keys
        margin = self.theme.px(_MARGIN_PX)
        wide = max(self.board.width, self._least_width())
        # Upright the twelve keys of some alphabets need the whole width to be as wide as a finger.
        beside = max(0, min(margin, (self.width - self.theme.px(_LEAST_KEY_PX) * wide) / 2))
        unit = (self.width - 2 * beside) / wide
        high = (self.height - margin) / len(rows)
        faces = iter(self._keys)
        for number, row in enumerate(rows):
            x = self.center_x - sum(key.width for key in row) * unit / 2
            y = self.top - margin / 2 - (number + 1) * high
            for key in row:
                face = next(faces)
                face.text, face.on = key.label, key.on
                face.icon = _ICONS.get(key.kind, "")
                face.pos, face.size = (x, y), (key.width * unit, high)
                x += key.width * unit

    def _least_width(self) -> float:
        """In landscape keys are not twice as wide as they are high."""
        return 13.2 if self.theme.landscape else 0.0

    def _pressed(self, face: Key) -> None:
        key = self._shown[self._keys.index(face)]
        self._held = False
        self._let_go()
        if key.choices:
            self._hold = frames.LongPress(HOLD_SECONDS, lambda: self._offer(face))

    def _released(self, face: Key) -> None:
        self._let_go()
        if self._held or self._keys.index(face) >= len(self._shown):
            return
        self._type(self._shown[self._keys.index(face)], None)

    def _let_go(self) -> None:
        if self._hold is not None:
            self._hold.cancel()
            self._hold = None

    def _type(self, key: Any, choice: str | None) -> None:
        self.board = self.board.press(key, choice)
        self.dispatch("on_typed", self.board)

    def _offer(self, face: Key) -> None:
        """Show what else this key has, over it and within the glass."""
        key = self._shown[self._keys.index(face)]
        self._held = True
        self.close_choices()
        bed = Choices(size_hint=(None, None))
        widest = max(len(one) for one in key.choices)
        wide = face.width if widest == 1 else max(face.width, self.theme.px(26 * widest + 40))
        columns = max(1, min(len(key.choices), int((self.width - 8) // wide)))
        lines = -(-len(key.choices) // columns)
        bed.size = (columns * wide, lines * face.height)
        bed.x = max(self.x + 4, min(face.center_x - bed.width / 2, self.right - bed.width - 4))
        bed.y = face.top
        for number, choice in enumerate(key.choices):
            line, column = divmod(number, columns)
            one = Key(text=choice, size_hint=(None, None))
            one.size = (wide, face.height)
            one.pos = (bed.x + column * wide, bed.top - (line + 1) * face.height)
            one.bind(on_release=lambda _, choice=choice: self._choose(key, choice))
            bed.add_widget(one)
        self._choices = bed
        self.add_widget(bed)

    def _choose(self, key: Any, choice: str) -> None:
        self.close_choices()
        self._type(key, choice)

    def close_choices(self) -> None:
        """Take the choices away."""
        self._let_go()
        if self._choices is not None:
            self.remove_widget(self._choices)
            self._choices = None

    def on_touch_down(self, touch: Any) -> bool:
        """While choices stand there a touch takes one of them, or sends them away."""
        if self._choices is None:
            return bool(super().on_touch_down(touch))
        if not self._choices.on_touch_down(touch):
            self.close_choices()
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """A finger that slid from the key onto a choice takes it."""
        if self._choices is not None and self._held and touch.grab_current is None:
            for one in self._choices.children:
                if one.collide_point(*touch.pos) and touch.ox != touch.x:
                    one.dispatch("on_release")
                    return True
        return bool(super().on_touch_up(touch))
