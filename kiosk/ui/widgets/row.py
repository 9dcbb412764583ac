"""Rows of facts: something short, a title, a line."""

from __future__ import annotations

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.layout import Layout

from kiosk.ui.widgets.theming import ThemeBehavior


class Row(ThemeBehavior, BoxLayout):
    """One row. Not a button."""

    lead = StringProperty("")
    title = StringProperty("")
    line = StringProperty("")
    gallery = ObjectProperty(None, allownone=True)
    picture = ObjectProperty(None, allownone=True)
    """Sizes of a picture that stands before the words, such as a logo."""
    quiet = BooleanProperty(False)
    """Of second rank: over, or elsewhere."""
    role = StringProperty("label")
    """Of the title."""
    lead_width = NumericProperty(0)
    """Width of the short words in pixels; 0 leaves them their own."""


class RowGrid(ThemeBehavior, Layout):
    """Rows under each other; two columns where the glass is wide and they fit."""

    highest = NumericProperty(150)
    """Height of a row at most, in pixels of the 1080-pixel design; grows with the letters."""
    columns = NumericProperty(0)
    """0: two in landscape with normal letters, else one."""

    wanted_height = NumericProperty(0)
    """Height in pixels at which no row is lower than it likes."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        later = Clock.create_trigger(self.do_layout, -1)
        for name in ("pos", "size", "children", "theme", "columns"):
            self.fbind(name, later)

    def do_layout(self, *_: object) -> None:
        """Give each row its place, in reading order."""
        rows = list(reversed(self.children))
        if not rows:
            self.wanted_height = 0
            return
        columns = self.columns or (2 if self.theme.landscape else 1)
        per_column = -(-len(rows) // columns)
        gap = self.theme.px(16)
        gaps = gap * (per_column - 1)
        likes = self.theme.px(self.highest) * self.theme.scale
        self.wanted_height = likes * per_column + gaps
        height = min(likes, (self.height - gaps) / per_column)
        width = (self.width - gap * (columns - 1)) / columns
        for number, row in enumerate(rows):
            line, column = divmod(number, columns)
            row.size_hint = (None, None)
            row.size = (width, height)
            row.pos = (
                self.x + column * (width + gap),
                self.top - (line + 1) * height - line * gap,
            )
