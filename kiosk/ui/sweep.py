"""A new picture that comes on from one side: each frame draws the strip that has become visible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.ui.box import EMPTY, Box

if TYPE_CHECKING:
    from collections.abc import Iterable


class Sweep:
    """Which part of an area is to be drawn at which moment."""

    def __init__(self, area: Box, seconds: float, *, leftward: bool) -> None:
        """`leftward`: from the right side to the left. Begins with the first frame."""
        self._area = area
        self._seconds = max(seconds, 1e-6)
        self._leftward = leftward
        self._began: float | None = None
        self._done = 0.0

    @property
    def over(self) -> bool:
        """Whether all of the area has been drawn."""
        return self._done >= 1.0

    def boxes(self, changed: Iterable[Box], now: float) -> list[Box]:
        """What to draw at this moment, in seconds: the next strip, and what changed behind it."""
        if self._began is None:
            self._began = now
        elapsed = min(1.0, (now - self._began) / self._seconds)
        before, self._done = self._done, max(self._done, _eased(elapsed))
        shown = self._part(0.0, before)
        return [self._part(before, self._done), *(box & shown for box in changed)]

    def _part(self, start: float, end: float) -> Box:
        """The part of the area between these shares of the way."""
        area = self._area
        if end <= start:
            return EMPTY
        wide = area.right - area.left
        if self._leftward:
            return Box(area.right - wide * end, area.bottom, area.right - wide * start, area.top)
        return Box(area.left + wide * start, area.bottom, area.left + wide * end, area.top)


def _eased(share: float) -> float:
    """Begins with a quarter, so that the first frame shows something, and ends gently."""
    return 0.25 + 0.75 * (1 - (1 - share) ** 3)
