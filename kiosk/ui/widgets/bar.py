"""Buttons in a row, or in more rows where the letters are too large for one."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.layout import Layout

from kiosk.ui.widgets.theming import ThemeBehavior

_SQUEEZE = 0.86
"""Buttons may shrink to this part of their width before the row breaks."""
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

    def do_layout(self, *_: object) -> None:
        """Break into rows and give each button its place."""
        buttons = self._shown()
        for one in self.children:
            if one not in buttons:
                # Out of sight at its own size: Kivy leaves a rectangle without any size as it was.
                one.pos = (-10000, -10000)
        gap = self.theme.px(_GAP_PX)
        rows = _rows([one.natural_width for one in buttons], self.width, self._gaps(buttons))
        heights = []
        start = 0
        for row in rows:
            heights.append(max(one.wanted_height for one in buttons[start : start + row]))
            start += row
        total = sum(heights) + gap * max(0, len(rows) - 1)
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
        if self.stretch or not (single or parted) or sum(natural) > room:
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


def _rows(widths: list[float], room: float, gaps: list[float]) -> list[int]:
    """How many buttons stand in each row: as few rows as possible, evenly filled.

    `gaps`: before each, where it is not the first.
    """
    for rows in range(1, len(widths) + 1):
        least, extra = divmod(len(widths), rows)
        # The later rows take the odd ones: the way on stands in the widest place. But one that
        # keeps away from the button before it does not come to stand right under that.
        later = [least + (1 if number >= rows - extra else 0) for number in range(rows)]
        for counts in sorted((later, later[::-1]), key=lambda counts: _torn(counts, gaps)):
            starts = [sum(counts[:number]) for number in range(rows)]
            if all(
                sum(widths[start : start + count]) * _SQUEEZE + sum(gaps[start + 1 : start + count])
                <= room
                for start, count in zip(starts, counts, strict=True)
            ):
                return counts
    return [1] * len(widths)


def _torn(counts: list[int], gaps: list[float]) -> int:
    """How many rows begin with a button that keeps away from the one before it."""
    starts = [sum(counts[:number]) for number in range(1, len(counts))]
    return sum(gaps[start] > min(gaps) for start in starts)
