"""Things to press."""

import re
from typing import Any

from kivy.properties import (
    AliasProperty,
    BooleanProperty,
    ColorProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.widget import Widget

from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.panel import Panel
from kiosk.ui.widgets.theming import ThemeBehavior
from kiosk.ui.widgets.words import measure

_DIGITS = re.compile(r"\d+")
_STANDS_BACK = 0.35
_LEAST_MARGINS_PX = 28


def _widest(words: str) -> str:
    """The words with numbers that are as wide as any of so many digits."""
    digits = max((len(number) for number in _DIGITS.findall(words)), default=0)
    return _DIGITS.sub("0" * digits, words)


class Pressable(ThemeBehavior, ButtonBehavior):
    """Answers a finger: pressed while it is down, released where it went down."""

    def on_disabled(self, *_: object) -> None:
        """What cannot be pressed now stands back."""
        self.opacity = _STANDS_BACK if self.disabled else 1

    def on_touch_down(self, touch: Any) -> bool:
        """Take only touches on an enabled, visible thing: what is not seen is not pressed."""
        if self.opacity == 0 or self.disabled:
            return False
        return bool(super().on_touch_down(touch))

    def on_touch_up(self, touch: Any) -> bool:
        """A finger lifted from a screen that has gone presses nothing."""
        if touch.grab_current is self and self.get_parent_window() is None:
            touch.ungrab(self)
            self.state = "normal"
            return True
        return bool(super().on_touch_up(touch))


class Press(Pressable, Panel, Widget):
    """A button: a sign and words, shrunk where the button is narrower than they are."""

    text = StringProperty("")
    says = ListProperty([])
    """All that it says at one time or another: it is as wide for one as for the others."""
    icon = StringProperty("")
    trailing = BooleanProperty(False)
    """The sign stands after the words: it points onward."""

    def _sign_right(self) -> bool:
        return bool(self.trailing != self.theme.rtl)

    sign_right = AliasProperty(_sign_right, bind=("trailing", "theme"))
    """The sign stands to the right of the words."""
    primary = BooleanProperty(False)
    """The one button that leads on."""
    chosen = BooleanProperty(False)
    """Drawn filled: this wish is on."""
    role = StringProperty("label")
    high = NumericProperty(112)
    """Height in pixels of the 1080-pixel design."""
    absent = BooleanProperty(False)
    """Not there at all: takes no room and no touch."""
    while_reading = BooleanProperty(False)
    """Of a bar, takes the place of the others while the screen is read aloud."""
    far = BooleanProperty(False)
    """Stands at the far end of its bar, with all that follow."""
    apart = BooleanProperty(False)
    """A finger that means the button before it does not meet this one."""
    bare = BooleanProperty(False)
    """Words only, without an outline."""
    words_colour = ColorProperty((0, 0, 0, 1))
    wanted_height = NumericProperty(0)
    """Height in pixels with these letters."""
    natural_width = NumericProperty(0)
    """Width in pixels that words, sign and margins ask for."""
    least_width = NumericProperty(0)
    """The same with the narrowest margins: with less the words shrink."""
    words_width = NumericProperty(0)
    sign_px = NumericProperty(0)
    """Width of the sign with the room beside it."""
    squeeze = NumericProperty(1.0)
    """What the words shrink by to fit."""

    steady = False
    """As wide with any number in its words: the row must not break anew at another."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for name in ("theme", "text", "says", "icon", "role", "high", "size"):
            self.fbind(name, self._measure)
        self._measure()

    def _measure(self, *_: object) -> None:
        """What this button needs, and by how much its words shrink in the room it has."""
        theme = self.theme
        letters = theme.letters(self.role)
        font = theme.font(self.role)
        words = measure(self.text, font, letters)[0] if self.text else 0
        asked = measure(_widest(self.text), font, letters)[0] if self.steady else words
        asked = max(asked, *(measure(one, font, letters)[0] for one in self.says if one), 0)
        self.sign_px = theme.px(44 * theme.scale + 18) if self.icon else 0
        margins = theme.px(72)
        self.wanted_height = max(theme.px(self.high), letters * 1.3 + theme.px(44))
        self.natural_width = max(theme.px(104), asked + self.sign_px + margins)
        self.least_width = max(theme.px(104), asked + self.sign_px + theme.px(_LEAST_MARGINS_PX))
        over = self.width < words + self.sign_px + margins and words > 0
        room = self.width - self.sign_px - theme.px(_LEAST_MARGINS_PX)
        self.squeeze = max(0.3, min(1.0, room / words)) if over else 1.0
        self.words_width = words * self.squeeze


class Door(Pressable, Panel, BoxLayout):
    """A large way in: sign above, words, a line below."""

    text = StringProperty("")
    icon = StringProperty("")
    line = StringProperty("")
    colour = StringProperty("#1F2430")


class Doors(BoxLayout):
    """The ways in, beside each other; on every page of what they lead into."""

    pinned = True


class MorePress(Press):
    """Leads to the next page of a screen that takes more than one."""

    steady = True
    page = NumericProperty(0)
    pages = NumericProperty(1)
    screen = ObjectProperty(None, allownone=True, rebind=True)
    words = StringProperty("")
    """Where it leads, if that is a thing of its own."""


class Plate(Press):
    """Words between buttons, such as a page number. Cannot be pressed."""

    steady = True

    def on_touch_down(self, _touch: object) -> bool:
        """Nothing happens."""
        return False
