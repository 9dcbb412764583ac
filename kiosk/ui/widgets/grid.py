"""Things of one size in rows and columns, and what stands in them: rows, tiles, choices."""

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.layout import Layout

from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.panel import Panel
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.theming import ThemeBehavior
from kiosk.ui.widgets.words import Words


class Grid(ThemeBehavior, Layout):
    """Gives each child its place in reading order. Lengths are of the 1080-pixel design."""

    columns = NumericProperty(1)
    highest = NumericProperty(0)
    """Height of a child at most; grows with the letters. 0: as high as there is room."""
    gap = NumericProperty(16)
    """Between two."""
    paged = BooleanProperty(False)
    """Children keep their height, on as many pages as they need; else they all share the room."""
    page = NumericProperty(0)
    pages = NumericProperty(1)
    """How many pages the children take in this room."""
    wanted_height = NumericProperty(0)
    """Height in pixels at which no child is lower than it likes."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        later = Clock.create_trigger(self.do_layout, -1)
        for name in ("pos", "size", "children", "theme", "columns", "highest", "page"):
            self.fbind(name, later)

    @property
    def per_page(self) -> int:
        """How many children have room at their own height."""
        gap, high = self.theme.px(self.gap), self.theme.px(self.highest) * self.theme.scale
        return max(1, int((self.height + gap) // (high + gap))) * int(self.columns)

    def turn(self) -> None:
        """The next page; after the last comes the first."""
        self.page = (self.page + 1) % self.pages

    def do_layout(self, *_: object) -> None:
        """Place the children of this page; the others are out of sight and reach."""
        cells = list(reversed(self.children))
        gap, columns = self.theme.px(self.gap), int(self.columns)
        high = self.theme.px(self.highest) * self.theme.scale
        lines = -(-len(cells) // columns)
        self.wanted_height = high * lines + gap * max(0, lines - 1)
        if not cells or min(self.size) < 2:
            return
        first = 0
        if self.paged:
            lines = self.per_page // columns
            self.pages = -(-len(cells) // self.per_page)
            first = min(self.page, self.pages - 1) * self.per_page
            high = min(high, self.height)
        counts = [columns] * lines
        if not self.paged:
            room = (self.height - gap * (len(counts) - 1)) / len(counts)
            high = min(high or room, room)
        for cell in cells:
            cell.size_hint = (None, None)
            cell.pos = (-20000, 0)
        coming = iter(cells[first:])
        for line, count in enumerate(counts):
            wide = (self.width - gap * (count - 1)) / count
            y = self.top - (line + 1) * high - line * gap
            for column, cell in zip(range(count), coming, strict=False):
                cell.size = (round(wide), round(high))
                x = self.theme.from_start(self.x, self.x + self.width, wide, column * (wide + gap))
                cell.pos = (round(x), round(y))


class Row(Panel, BoxLayout):
    """A fact: something short, a title, a line. Not a button."""

    is_cell = True
    """May stand beside others of its kind."""

    lead = StringProperty("")
    title = StringProperty("")
    line = StringProperty("")
    gallery = ObjectProperty(None, allownone=True)
    picture = ObjectProperty(None, allownone=True)
    """Sizes of a picture that stands before the words, such as a logo."""
    quiet = BooleanProperty(False)
    """Of second rank: over, or elsewhere."""
    marked = BooleanProperty(False)
    """The one that is meant: here, or now."""
    role = StringProperty("label")
    """Of the title."""
    lead_width = NumericProperty(0)
    """Width of the short words in pixels; 0 leaves them their own."""


class RowsHeading(Words):
    """Words over rows; never the last on a page."""

    heads = True


class Tile(Pressable, Panel, BoxLayout):
    """One thing that staff may do: a sign, a name, and how it stands there."""

    icon = StringProperty("")
    text = StringProperty("")
    line = StringProperty("")
    """How it stands, in a few words."""
    alert = BooleanProperty(False)
    """Something there needs a person."""


class Choice(Pressable, Panel, BoxLayout):
    """A box to tick, with words. A touch anywhere on it counts; nothing is ticked beforehand."""

    is_cell = True
    """May stand beside others of its kind."""
    least_px = 108
    """Height at least, in pixels of the 1080-pixel design."""

    text = StringProperty("")
    line = StringProperty("")
    """Words of second rank under it."""
    icon = StringProperty("")
    colour = StringProperty("#1F2430")
    """Of the sign."""
    chosen = BooleanProperty(False)
    role = StringProperty("label")
    fit = BooleanProperty(True)
    """Words shrink to the box; otherwise the box is to be as high as they are."""
    wanted_height = NumericProperty(0)
    """Height in pixels that its words take, unless they shrink."""
