"""Parts under each other, on as many pages as the letters and the glass ask for.

Nothing is shrunk or cut to fit: what has no room on a page stands on the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty
from kivy.uix.layout import Layout

from kiosk.ui.box import Box
from kiosk.ui.widgets.heights import height_at
from kiosk.ui.widgets.theming import ThemeBehavior

_ENDLESS_PX = 1e6
_LEAST_PX = 200
"""Where a picture has no place aside, it has one above the first page if this much is left."""
_AWAY = (-20000, 0)
_HEARD = ("texture_size", "minimum_height", "natural_width", "absent", "text")
"""What of a part tells that it may need another height."""


@dataclass(frozen=True, slots=True)
class StackLine:
    """Parts beside each other, and how high they are in pixels."""

    parts: tuple[Any, ...]
    height_px: float

    @property
    def heads(self) -> bool:
        """Whether it is a heading, which never stands last on its page."""
        return getattr(self.parts[0], "heads", False)

    @property
    def grows(self) -> bool:
        """Whether it takes what is left of its page."""
        return any(part.size_hint_y is not None for part in self.parts)


def divide(
    lines: list[StackLine], room_px: float, gap_px: float, foot_px: float = 0.0
) -> list[list[StackLine]]:
    """Lines on pages of this height, in their order; at least one on each.

    `foot_px` of the first page is taken.
    """
    pages: list[list[StackLine]] = [[]]
    used = foot_px
    for line in lines:
        page = pages[-1]
        if page and used + gap_px + line.height_px > room_px + 1:
            carried: list[StackLine] = []
            while len(page) > 1 and page[-1].heads:
                carried.insert(0, page.pop())
            pages.append(carried)
            used = sum(one.height_px + gap_px for one in carried) - gap_px
        used += line.height_px + (gap_px if pages[-1] else 0.0)
        pages[-1].append(line)
    return pages


class Stack(ThemeBehavior, Layout):
    """Gives each part the height it needs, and shows those of one page.

    A part with a width of its own keeps it. A part without a height of its own takes what is left
    of its page; a `pinned` one stands at the foot of the first. One part may stand aside as
    long as all the others still fit on one page: beside them where the room is wide, else above.
    Lengths are in pixels of the 1080-pixel design.
    """

    page = NumericProperty(0)
    pages = NumericProperty(1)
    gap = NumericProperty(16)
    """Between two parts."""
    columns = NumericProperty(1)
    """Parts that are cells stand so many beside each other."""
    margin = ListProperty([0, 0, 0, 0])
    """Around the parts, but for the one aside: left, top, right, bottom."""
    aside: Any = ObjectProperty(None, allownone=True)
    """The part that stands aside."""
    inset = ListProperty([0, 0, 0, 0])
    """Around the part aside: left, top, right, bottom."""
    beside = ListProperty([0.46, 0.4, 0.34, 0.28])
    """Shares of the width it may have, best first."""
    above = ListProperty([0.52, 0.46, 0.38, 0.3, 0.24])
    """Shares of the height it may have, best first."""
    leads = BooleanProperty(True)
    """It stands before the others, not behind them."""
    needed = BooleanProperty(False)
    """Where it cannot stand aside it is the last part; else it is left out."""
    least = NumericProperty(0)
    """Its width or height at least."""
    wide = BooleanProperty(True)
    """It stands beside the others, not above them."""

    def __init__(self, **kwargs: object) -> None:
        self._later = Clock.create_trigger(self.do_layout, -1)
        super().__init__(**kwargs)
        for name in ("pos", "size", "children", "theme", "page", "gap", "columns", "margin",
                     "inset", "aside", "beside", "above", "needed", "least", "wide"):  # fmt: skip
            self.fbind(name, self._later)

    def add_widget(self, widget: Any, *args: object, **kwargs: object) -> None:
        """Follow what the part needs."""
        for name in _HEARD:
            if widget.property(name, quiet=True) is not None:
                widget.fbind(name, self._later)
        super().add_widget(widget, *args, **kwargs)

    def remove_widget(self, widget: Any, *args: object, **kwargs: object) -> None:
        """Follow it no more."""
        for name in _HEARD:
            if widget.property(name, quiet=True) is not None:
                widget.funbind(name, self._later)
        super().remove_widget(widget, *args, **kwargs)

    def turn(self, by: int = 1) -> None:
        """To the next page; after the last comes the first."""
        self.page = (self.page + by) % self.pages

    def do_layout(self, *_: object) -> None:
        """Choose where the part aside stands, and place the parts of this page."""
        if min(self.size) < 2:
            return
        gap = self.theme.px(self.gap)
        for aside, room in self._choices():
            pinned = self._pinned(room.right - room.left)
            foot = sum(line.height_px + gap for line in pinned)
            lines = self._lines(room, last=aside is None)
            pages = divide(lines, room.top - room.bottom, gap, foot)
            if len(pages) == 1:
                break
        self.pages = len(pages)
        for part in self.children:
            part.pos = _AWAY
        if aside is not None:
            self.aside.pos = aside.left, aside.bottom
            self.aside.size = aside.right - aside.left, aside.top - aside.bottom
        page = pages[int(min(self.page, len(pages) - 1))]
        if page is not pages[0]:
            pinned, foot = [], 0.0
        elif aside is None and self._has_aside and not self.needed:
            spare = room.top - room.bottom - foot - sum(line.height_px + gap for line in page)
            if spare >= self.theme.px(_LEAST_PX):
                page = [StackLine((self.aside.__self__,), spare), *page]
        self._place(page, Box(room.left, room.bottom + foot, room.right, room.top), gap)
        self._place(pinned, Box(room.left, room.bottom, room.right, room.bottom + foot - gap), gap)

    def height_for(self, width: float) -> float:
        """Height in pixels with which all stands on one page of this width."""
        gap, least = self.theme.px(self.gap), 0.0
        left, top, right, bottom = (self.theme.px(side) for side in self.margin)
        beside = self.wide and self._has_aside
        if beside:
            width, least = width * (1 - self.beside[0]), self.theme.px(self.least)
        lines = self._lines(Box(left, 0, width - right, _ENDLESS_PX), last=not beside)
        inner = sum(line.height_px + gap for line in lines) - gap
        return float(max(inner, least) + top + bottom)

    @property
    def _has_aside(self) -> bool:
        return self.aside is not None and not getattr(self.aside, "absent", False)

    def _is_aside(self, part: Any) -> bool:
        return self.aside is not None and part.uid == self.aside.uid

    def _pinned(self, width: float) -> list[StackLine]:
        """The parts that stand on every page."""
        parts = [part for part in reversed(self.children) if getattr(part, "pinned", False)]
        return [StackLine((part,), height_at(part, width)) for part in parts]

    def _choices(self) -> Iterator[tuple[Box | None, Box]]:
        """Places for the part aside, best first, with the room that is left; last without it."""
        all_ = Box(self.x, self.y, self.right, self.top)
        if self._has_aside:
            wide = self.wide
            side, shares = (self.width, self.beside) if wide else (self.height, self.above)
            for share in shares:
                part = round(side * share)
                if part < self.theme.px(self.least):
                    continue
                aside, rest = self._split(all_, part, wide=wide)
                fits = getattr(self.aside, "fits", None)
                if fits is None or fits(aside.right - aside.left, aside.top - aside.bottom):
                    yield aside, rest
        yield None, self._within(all_, self.margin)

    def _split(self, all_: Box, part: float, *, wide: bool) -> tuple[Box, Box]:
        """All of the room in two: for the part aside, so wide or high, and for the others."""
        left, bottom, right, top = all_.left, all_.bottom, all_.right, all_.top
        if wide and self.leads != self.theme.rtl:
            aside, rest = (left, bottom, left + part, top), (left + part, bottom, right, top)
        elif wide:
            aside, rest = (right - part, bottom, right, top), (left, bottom, right - part, top)
        elif self.leads:
            aside, rest = (left, top - part, right, top), (left, bottom, right, top - part)
        else:
            aside, rest = (left, bottom, right, bottom + part), (left, bottom + part, right, top)
        return self._within(Box(*aside), self.inset), self._within(Box(*rest), self.margin)

    def _within(self, box: Box, margin: Sequence[float]) -> Box:
        left, top, right, bottom = (self.theme.px(side) for side in margin)
        if self.theme.rtl:
            left, right = right, left
        return Box(box.left + left, box.bottom + bottom, box.right - right, box.top - top)

    def _lines(self, room: Box, *, last: bool) -> list[StackLine]:
        """All parts in lines of this width; the part aside as the `last` if it is needed."""
        width, gap = room.right - room.left, self.theme.px(self.gap)
        columns = int(self.columns)
        cell = (width - gap * (columns - 1)) / columns
        lines: list[StackLine] = []
        cells: list[Any] = []
        for part in reversed(self.children):
            if (
                self._is_aside(part)
                or getattr(part, "absent", False)
                or getattr(part, "pinned", False)
            ):
                continue
            if getattr(part, "is_cell", False):
                cells.append(part)
                if len(cells) < columns:
                    continue
            lines += _in_line(cells, cell)
            if cells:
                cells = []
                continue
            high = min(height_at(part, width), room.top - room.bottom)
            if high or part.size_hint_y is not None:
                lines.append(StackLine((part,), high))
        lines += _in_line(cells, cell)
        if last and self.needed and self._has_aside:
            least = max(self.theme.px(self.least), height_at(self.aside.__self__, width))
            lines.append(StackLine((self.aside.__self__,), min(least, room.top - room.bottom)))
        return lines

    def _place(self, lines: list[StackLine], room: Box, gap: float) -> None:
        """Put these lines under each other, from the top of the room on."""
        used = sum(line.height_px for line in lines) + gap * (len(lines) - 1)
        growing = sum(line.grows for line in lines)
        spare = max(0.0, room.top - room.bottom - used)
        top = room.top
        for line in lines:
            high = line.height_px + (spare / growing if line.grows else 0.0)
            columns = int(self.columns) if getattr(line.parts[0], "is_cell", False) else 1
            wide = (room.right - room.left - gap * (columns - 1)) / columns
            for column, part in enumerate(line.parts):
                own = part.width if part.size_hint_x is None else round(wide)
                part.size = own, round(high)
                across = column * (wide + gap)
                x = self.theme.from_start(room.left, room.right, own, across)
                part.pos = round(x), round(top - high)
            top -= high + gap


def _in_line(cells: list[Any], width: float) -> list[StackLine]:
    return [StackLine(tuple(cells), max(height_at(cell, width) for cell in cells))] if cells else []
