"""Things to choose from: as many as one likes, and nothing is chosen beforehand."""

from __future__ import annotations

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.layout import Layout

from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.theming import ThemeBehavior


class Choice(Pressable, BoxLayout):
    """A box to tick, with words. A touch anywhere on it counts."""

    text = StringProperty("")
    line = StringProperty("")
    """Words of second rank under it."""
    icon = StringProperty("")
    colour = StringProperty("#1F2430")
    """Of the sign."""
    chosen = BooleanProperty(False)
    role = StringProperty("label")


class ChoiceGrid(ThemeBehavior, Layout):
    """Choices in columns, on as many pages as they need."""

    high = NumericProperty(112)
    """Height of a choice, in pixels of the 1080-pixel design; grows with the letters."""
    gap = NumericProperty(16)
    """Between two, in the same pixels."""
    columns = NumericProperty(1)
    page = NumericProperty(0)
    pages = NumericProperty(1)
    """How many pages the choices take in this room."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        later = Clock.create_trigger(self.do_layout, -1)
        for name in ("pos", "size", "children", "theme", "columns", "page", "high"):
            self.fbind(name, later)

    def do_layout(self, *_: object) -> None:
        """Give each choice of this page its place; the others are out of sight and reach."""
        choices = list(reversed(self.children))
        if not choices or self.height < 2:
            return
        gap = self.theme.px(self.gap)
        high = self.theme.px(self.high) * self.theme.scale
        rows = max(1, int((self.height + gap) // (high + gap)))
        columns = int(self.columns)
        room = rows * columns
        self.pages = -(-len(choices) // room)
        page = min(self.page, self.pages - 1)
        width = (self.width - gap * (columns - 1)) / columns
        for number, choice in enumerate(choices):
            choice.size_hint = (None, None)
            choice.size = (width, min(high, self.height))
            line, column = divmod(number - page * room, columns)
            if 0 <= number - page * room < room:
                choice.pos = (
                    self.x + column * (width + gap),
                    self.top - (line + 1) * choice.height - line * gap,
                )
            else:
                choice.pos = (-20000, 0)
