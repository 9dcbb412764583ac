"""Rows as high as their words, one under another, on as many pages as they need."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.layout import Layout

from kiosk.ui.widgets.theming import ThemeBehavior


class Table(ThemeBehavior, Layout):
    """Places its children, each of which says its `wanted_height`. Lengths are in pixels."""

    framed = BooleanProperty(False)
    """One frame around all rows, which touch each other."""
    gap = NumericProperty(0)
    """Between two rows."""
    page = NumericProperty(0)
    pages = NumericProperty(1)
    """How many pages the rows take in this room."""
    used = NumericProperty(0)
    """Height of the rows on this page."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._later = Clock.create_trigger(self.do_layout, -1)
        for name in ("pos", "size", "children", "theme", "gap", "page"):
            self.fbind(name, self._later)

    def add_widget(self, widget: Any, *args: object, **kwargs: object) -> None:
        """Follow the height of the row."""
        widget.size_hint = (None, None)
        widget.fbind("wanted_height", self._later)
        super().add_widget(widget, *args, **kwargs)

    def turn(self, by: int) -> bool:
        """To another page: 1 onward, -1 back. False if there is none."""
        if not 0 <= self.page + by < self.pages:
            return False
        self.page += by
        return True

    def do_layout(self, *_: object) -> None:
        """Give each row of this page its place; the others are out of sight and reach."""
        rows = list(reversed(self.children))
        if not rows or min(self.size) < 2:
            return
        divided = self._divided(rows)
        self.pages = len(divided)
        self.page = min(self.page, self.pages - 1)
        y = self.top
        for row in rows:
            row.width = round(self.width)
            if row not in divided[int(self.page)]:
                row.pos = (-20000, 0)
                continue
            below = y - min(row.wanted_height, self.height)
            row.height = round(y) - round(below)
            row.pos = (round(self.x), round(below))
            y = below - self.gap
        self.used = self.top - y - self.gap

    def _divided(self, rows: list[Any]) -> list[list[Any]]:
        """As many rows on each page as there is room for, one at least."""
        pages: list[list[Any]] = [[]]
        left = self.height
        for row in rows:
            if pages[-1] and row.wanted_height > left:
                pages.append([])
                left = self.height
            pages[-1].append(row)
            left -= row.wanted_height + self.gap
        return pages
