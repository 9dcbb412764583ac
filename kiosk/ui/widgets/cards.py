"""Cards in rows, on as few pages as their words allow; none is ever left alone in a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kivy.clock import Clock
from kivy.properties import NumericProperty
from kivy.uix.layout import Layout

from kiosk.ui.widgets.theming import ThemeBehavior

_AWAY = (-20000, 0)
_UNEVEN = 0.15
"""How much smaller a photo may be, so that no row has a card less than the others."""
_BESIDE = (0.42, 0.36, 0.3, 0.25)
"""Shares of a card's width that its photo may have beside the words, best first."""
_LONGEST = 1.35
"""A photo beside the words is not wider than this many times its height."""
_LEAST_PHOTO_PX = 100
"""Lower or narrower, nothing is seen on a photo."""


@dataclass(frozen=True, slots=True)
class CardLook:
    """How all cards are divided, in pixels."""

    beside_px: float
    """Width of the photo beside the words; 0: above them."""
    under_px: float
    """Height of the words under the photo."""
    seen_px: float
    """The smaller side of the photo."""


def rows_of(count: int, number: int) -> list[int]:
    """How many of `count` cards stand in each of these rows; the earlier rows are the shorter."""
    least, extra = divmod(count, number)
    return [least + (1 if row >= number - extra else 0) for row in range(number)]


class CardGrid(ThemeBehavior, Layout):
    """Gives each card the room that its words need, with the largest photo that leaves."""

    gap = NumericProperty(24)
    """Between two, in pixels of the 1080-pixel design."""
    page = NumericProperty(0)
    pages = NumericProperty(1)
    """How many the cards take in this room."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._later = Clock.create_trigger(self.do_layout, -1)
        for name in ("pos", "size", "children", "theme", "gap", "page"):
            self.fbind(name, self._later)

    def add_widget(self, widget: Any, *args: object, **kwargs: object) -> None:
        """Follow a card's words."""
        for name in ("name", "summary"):
            widget.fbind(name, self._later)
        super().add_widget(widget, *args, **kwargs)

    def do_layout(self, *_: object) -> None:
        """Place the cards of this page; the others are out of sight and reach."""
        cards = list(reversed(self.children))
        if not cards or min(self.size) < 2:
            return
        self.pages, rows, layout = self._divided(cards)
        each, extra = divmod(len(cards), self.pages)
        page = int(min(self.page, self.pages - 1))
        first = page * each + min(page, extra)
        for card in cards:
            card.size_hint = (None, None)
            card.pos = _AWAY
            card.beside_px, card.under_px = layout.beside_px, layout.under_px
        here = cards[first : first + each + (page < extra)]
        self._place(
            here, rows if len(here) == sum(rows) else rows_of(len(here), min(len(here), len(rows)))
        )

    def _divided(self, cards: list[Any]) -> tuple[int, list[int], CardLook]:
        """Number of pages, how many cards stand in each row of the fullest, and how they look."""
        for pages in range(1, len(cards) + 1):
            most = -(-len(cards) // pages)
            found = [
                (layout.seen_px * (1 - _UNEVEN if min(rows) < max(rows) else 1), rows, layout)
                for rows in (rows_of(most, number) for number in range(1, most + 1))
                for layout in self._layouts(cards, rows)
            ]
            if found:
                _, rows, layout = max(found, key=lambda one: one[0])
                return pages, rows, layout
        return len(cards), [1], CardLook(0.0, self.height, 0.0)

    def _layouts(self, cards: list[Any], rows: list[int]) -> Iterator[CardLook]:
        """Every way in which all cards can look in these rows: no word is cut."""
        width, height = self._size(max(rows), len(rows))
        least = self.theme.px(_LEAST_PHOTO_PX)
        for share in _BESIDE:
            part = round(min(width * share, height * _LONGEST))
            words = max(card.words_height(width - part) for card in cards)
            if min(part, height) >= least and words <= height:
                yield CardLook(part, 0.0, min(part, height))
        words = max(card.words_height(width) for card in cards)
        if height - words >= least:
            yield CardLook(0.0, round(words), min(width, height - words))

    def _size(self, columns: int, rows: int) -> tuple[float, float]:
        gap = self.theme.px(self.gap)
        return (
            round((self.width - gap * (columns - 1)) / columns),
            round((self.height - gap * (rows - 1)) / rows),
        )

    def _place(self, cards: list[Any], rows: list[int]) -> None:
        gap, coming = self.theme.px(self.gap), iter(cards)
        for line, count in enumerate(rows):
            wide, high = self._size(count, len(rows))
            y = self.top - (line + 1) * high - line * gap
            for column, card in zip(range(count), coming, strict=False):
                card.size = (wide, high)
                x = self.theme.from_start(self.x, self.right, wide, column * (wide + gap))
                card.pos = (round(x), round(y))
                room = wide - card.beside_px, high if card.beside_px else card.under_px
                card.above = float(card.words_height(room[0], above=True) <= room[1])
