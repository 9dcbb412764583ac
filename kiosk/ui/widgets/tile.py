"""A large button with a sign, a name and how it stands there."""

from __future__ import annotations

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.layout import Layout

from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.theming import ThemeBehavior


class Tile(Pressable, BoxLayout):
    """One thing that staff may do."""

    icon = StringProperty("")
    text = StringProperty("")
    line = StringProperty("")
    """How it stands, in a few words."""
    alert = BooleanProperty(False)
    """Something there needs a person."""


class TileGrid(ThemeBehavior, Layout):
    """Fills its room with tiles of the same size, in reading order."""

    columns = NumericProperty(3)
    highest = NumericProperty(240)
    """Height of a tile at most, in pixels of the 1080-pixel design."""
    gap = NumericProperty(20)
    """Between two, in the same pixels."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        later = Clock.create_trigger(self.do_layout, -1)
        for name in ("pos", "size", "children", "theme", "columns"):
            self.fbind(name, later)

    def do_layout(self, *_: object) -> None:
        """Give each tile its place."""
        tiles = list(reversed(self.children))
        if not tiles or min(self.size) <= 0:
            return
        gap, columns = self.theme.px(self.gap), int(self.columns)
        lines = -(-len(tiles) // columns)
        high = min(self.theme.px(self.highest), (self.height - gap * (lines - 1)) / lines)
        wide = (self.width - gap * (columns - 1)) / columns
        for number, tile in enumerate(tiles):
            line, column = divmod(number, columns)
            tile.size_hint = (None, None)
            tile.size = (round(wide), round(high))
            left = self.x + column * (wide + gap)
            tile.pos = (round(left), round(self.top - (line + 1) * high - line * gap))
