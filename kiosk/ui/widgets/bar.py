"""Buttons in a row, or in more rows where the letters are too large for one."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.layout import Layout

from kiosk.ui.widgets.theming import ThemeBehavior

_SQUEEZE = 0.86
"""Buttons may shrink to this part of their width before the row breaks."""


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
        buttons = [one for one in reversed(self.children) if not one.absent]
        for one in self.children:
            if one.absent:
                # Out of sight at its own size: Kivy leaves a rectangle without any size as it was.
                one.pos = (-10000, -10000)
        gap = self.theme.px(16)
        rows = _rows([one.natural_width for one in buttons], self.width, gap)
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
            self._place(buttons[start : start + row], top, height, gap, single=len(rows) == 1)
            start += row
            top -= gap
        self.minimum_height = self.height = total

    def _place(self, row: list, y: float, height: float, gap: float, *, single: bool) -> None:
        """Place one row of buttons."""
        natural = [one.natural_width for one in row]
        room = self.width - gap * (len(row) - 1)
        if self.stretch or not single or sum(natural) > room:
            factor = room / max(1, sum(natural))
            widths = [width * factor for width in natural]
        else:
            widths = natural
        spare = room - sum(widths)
        x = self.x
        for one, width in zip(row, widths, strict=True):
            if one.far and spare > 0:
                x += spare
                spare = 0
            one.pos = (self.theme.from_start(self.x, self.right, width, x - self.x), y)
            one.size = (width, height)
            x += width + gap


class VisitBar(Bar):
    """Begins with the ways back, which are the same on every screen."""

    screen = ObjectProperty(None, allownone=True, rebind=True)
    leads_home = BooleanProperty(True)


def _rows(widths: list[float], room: float, gap: float) -> list[int]:
    """How many buttons stand in each row: as few rows as possible, evenly filled."""
    for rows in range(1, len(widths) + 1):
        least, extra = divmod(len(widths), rows)
        # The later rows take the odd ones: the way on stands in the widest place.
        counts = [least + (1 if number >= rows - extra else 0) for number in range(rows)]
        start = 0
        for count in counts:
            row = widths[start : start + count]
            if sum(row) * _SQUEEZE + gap * (count - 1) > room:
                break
            start += count
        else:
            return counts
    return [1] * len(widths)
