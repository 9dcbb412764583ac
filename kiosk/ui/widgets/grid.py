"""Cards in a grid: the largest cards for their number, none left alone."""

from __future__ import annotations

from kivy.clock import Clock
from kivy.uix.layout import Layout

from kiosk.ui.widgets.theming import ThemeBehavior

_WIDTH_OF_A_CARD = 2.3
"""A card's width to its height, at best: a line of words needs width."""
_UNEVEN = 0.15
"""How bad it is that a row has a card less than the others."""


def rows(count: int, width: float, height: float) -> list[int]:
    """How many of `count` cards stand in each row, the first row first.

    Chosen so that a card comes nearest to its best shape; the rows differ by one card at most, and
    the earlier rows are the shorter: the first card may be large, the last is never alone.
    """
    best: tuple[float, list[int]] | None = None
    for number in range(1, count + 1):
        least, extra = divmod(count, number)
        per_row = [least + (1 if row >= number - extra else 0) for row in range(number)]
        shape = (width / max(per_row)) / (height / number)
        uneven = _UNEVEN * (number - extra) if extra else 0.0
        badness = (
            abs(shape / _WIDTH_OF_A_CARD - 1)
            if shape > _WIDTH_OF_A_CARD
            else (_WIDTH_OF_A_CARD / shape - 1)
        )
        if best is None or badness + uneven < best[0]:
            best = (badness + uneven, per_row)
    return best[1] if best else []


class CardGrid(ThemeBehavior, Layout):
    """Lays its cards out in rows of equal height."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        later = Clock.create_trigger(self.do_layout, -1)
        self.bind(pos=later, size=later, children=later, theme=later)

    def do_layout(self, *_: object) -> None:
        """Give each card its place, in reading order."""
        cards = list(reversed(self.children))
        if not cards or min(self.size) <= 0:
            return
        gap = self.theme.px(24)
        counts = rows(len(cards), self.width, self.height)
        height = (self.height - gap * (len(counts) - 1)) / len(counts)
        top = self.top
        for count in counts:
            width = (self.width - gap * (count - 1)) / count
            for column in range(count):
                card = cards.pop(0)
                card.pos = (round(self.x + column * (width + gap)), round(top - height))
                card.size = (round(width), round(height))
            top -= height + gap
