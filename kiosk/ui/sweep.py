"""A new picture that comes on from one side: each frame draws the strip that has become visible."""

from collections.abc import Iterable

from kiosk.ui.box import EMPTY, Box

_HASTE = 1.4
"""The speed it begins with, as a multiple of its mean; it ends with what is left of two."""

_FRAME_SECONDS = 1 / 60
"""The first frame shows as much as those that follow."""


class Sweep:
    """Which part of an area is to be drawn at which moment."""

    def __init__(
        self, area: Box, seconds: float, *, leftward: bool = False, first_share: float = 0.0
    ) -> None:
        """`leftward`: from the right side to the left. Begins with the first frame.

        `first_share`: so much of the area comes at once, from 0 to 1.
        """
        self._area = area
        self._seconds = max(seconds, 1e-6)
        self._leftward = leftward
        self._first_share = first_share
        self._began: float | None = None
        self._done = 0.0

    @property
    def over(self) -> bool:
        """Whether all of the area has been drawn."""
        return self._done >= 1.0

    def boxes(self, changed: Iterable[Box], now: float) -> list[Box]:
        """What to draw at this moment, in seconds: the next strip, and what changed behind it."""
        if self._began is None:
            self._began = now - _FRAME_SECONDS
        elapsed = min(1.0, (now - self._began) / self._seconds)
        before, self._done = self._done, max(self._done, self._eased(elapsed))
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

    def _eased(self, share: float) -> float:
        """Slower and slower, but to the end so fast that each frame shows more than a sliver."""
        first = self._first_share
        return first + (1 - first) * share * (_HASTE - (_HASTE - 1) * share)
