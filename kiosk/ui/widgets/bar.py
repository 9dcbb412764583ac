"""Buttons in a row, or in more rows where the letters are too large for one."""

from itertools import combinations, pairwise
from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.layout import Layout

from kiosk.ui.widgets.theming import ThemeBehavior

_GAP_PX = 16
_APART_PX = 110
"""More than a finger. What keeps away also does so from what follows, where there is room."""


class Bar(ThemeBehavior, Layout):
    """Rows of buttons in reading order; those from the first `far` one stand at the far end."""

    stretch = BooleanProperty(False)
    """Buttons fill the width, also in one row."""
    minimum_height = NumericProperty(0)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.size_hint_y = None
        self._later = Clock.create_trigger(self.do_layout, -1)
        for name in ("pos", "size", "children", "theme", "stretch"):
            self.fbind(name, self._later)

    def add_widget(self, widget: Any, *args: object, **kwargs: object) -> None:
        """Follow the button's natural width."""
        widget.bind(natural_width=self._later, height=self._later, absent=self._later)
        super().add_widget(widget, *args, **kwargs)

    def height_at(self, width: float, without: Any = None) -> float:
        """Height in pixels of its rows at this width, as if this button were not there."""
        buttons = [
            one
            for one in reversed(self.children)
            if not one.absent and (without is None or one.uid != without.uid)
        ]
        rows = _rows([one.least_width for one in buttons], width, self._gaps(buttons))
        high = max((one.wanted_height for one in buttons), default=0.0)
        return float(high * len(rows) + self.theme.px(_GAP_PX) * max(0, len(rows) - 1))

    def do_layout(self, *_: object) -> None:
        """Break into rows and give each button its place."""
        buttons = self._shown()
        for one in self.children:
            if one not in buttons:
                # Out of sight at its own size: Kivy leaves a rectangle without any size as it was.
                one.pos = (-10000, -10000)
        gap = self.theme.px(_GAP_PX)
        rows = _rows([one.least_width for one in buttons], self.width, self._gaps(buttons))
        heights = []
        start = 0
        for row in rows:
            heights.append(max(one.wanted_height for one in buttons[start : start + row]))
            start += row
        # In whole pixels: who lays this out gives it as many, and it would never come to rest.
        total = round(sum(heights) + gap * max(0, len(rows) - 1))
        top = self.y + total
        start = 0
        for row, height in zip(rows, heights, strict=True):
            top -= height
            self._place(buttons[start : start + row], top, height, single=len(rows) == 1)
            start += row
            top -= gap
        self.minimum_height = self.height = total

    def _shown(self) -> list[Any]:
        """The buttons that have a place, in reading order."""
        return [one for one in reversed(self.children) if not one.absent]

    def _gaps(self, buttons: list[Any]) -> list[float]:
        """The least room before each, unless it is the first of its row."""
        return [self.theme.px(_APART_PX if one.apart else _GAP_PX) for one in buttons]

    def _place(self, row: list[Any], y: float, height: float, *, single: bool) -> None:
        """Place one row of buttons."""
        natural = [one.natural_width for one in row]
        gaps = [0.0, *self._gaps(row)[1:]]
        room = self.width - sum(gaps)
        parted = [number for number, one in enumerate(row) if number and one.apart]
        if sum(natural) > room:
            widths = _narrowed(natural, [one.least_width for one in row], room)
        elif self.stretch or not (single or parted):
            factor = room / max(1, sum(natural))
            widths = [width * factor for width in natural]
        else:
            widths = natural
        far = next((number for number, one in enumerate(row) if one.far), len(row))
        x = self.x
        spare = self._spare(room - sum(widths), parted, far)
        for number, (one, width, gap) in enumerate(zip(row, widths, gaps, strict=True)):
            x += gap + spare.get(number, 0.0)
            one.pos = (self.theme.from_start(self.x, self.x + self.width, width, x - self.x), y)
            one.size = (width, height)
            x += width

    def _spare(self, room: float, parted: list[int], far: int) -> dict[int, float]:
        """What is left over of a row, by the number of the button before which it stands.

        All of it before the first at the far end; what keeps away stands in the middle.
        """
        least = self.theme.px(_APART_PX - _GAP_PX)
        shared = (room + least * len(parted)) / (len(parted) + 1)
        before = max(0.0, shared - least)
        return {**dict.fromkeys(parted, before), far: room - before * len(parted)}


class VisitBar(Bar):
    """Begins with the ways back, which are the same on every screen."""

    screen = ObjectProperty(None, allownone=True, rebind=True)
    leads_home = BooleanProperty(True)

    def on_screen(self, _bar: Bar, screen: Any) -> None:
        """Other buttons stand here while it is read aloud."""
        if screen is not None:
            screen.fbind("read_aloud", self._later)

    def _shown(self) -> list[Any]:
        """The way back, and what belongs to this moment."""
        shown = super()._shown()
        reading = self.screen is not None and self.screen.read_aloud
        back = self.children[-1:]
        return [one for one in shown if one in back or one.while_reading == reading]


def _narrowed(natural: list[float], least: list[float], room: float) -> list[float]:
    """Widths of buttons that are to be narrower: their margins give way, and words only after."""
    if sum(least) > room:
        return [low * room / sum(least) for low in least]
    spare = (room - sum(least)) / max(1.0, sum(natural) - sum(least))
    return [low + (high - low) * spare for low, high in zip(least, natural, strict=True)]


def _rows(widths: list[float], room: float, gaps: list[float]) -> list[int]:
    """How many buttons stand in each row: as few rows as possible, and none much wider.

    `gaps`: before each, where it is not the first.
    """

    def wide(first: int, last: int) -> float:
        return sum(widths[first:last]) + sum(gaps[first + 1 : last])

    for rows in range(1, len(widths) + 1):
        found = []
        for cuts in combinations(range(1, len(widths)), rows - 1):
            ends = (0, *cuts, len(widths))
            widest = max(wide(first, last) for first, last in pairwise(ends))
            # One that keeps away from the button before it does not come to stand right under it.
            torn = sum(gaps[cut] > min(gaps) for cut in cuts)
            if widest <= room:
                found.append((torn, widest, [last - first for first, last in pairwise(ends)]))
        if found:
            # The later rows take the odd ones: the way on stands in the widest place.
            return min(found)[2]
    return [1] * len(widths)
