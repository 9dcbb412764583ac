"""Upright rectangles on the glass, in pixels from its lower left corner."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """From (left, bottom) to (right, top); empty where they cross."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """Square pixels."""
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)

    @property
    def rectangle(self) -> tuple[int, int, int, int]:
        """Left, bottom, width and height of the whole pixels that it touches."""
        left, bottom = math.floor(self.left), math.floor(self.bottom)
        width, height = math.ceil(self.right) - left, math.ceil(self.top) - bottom
        return left, bottom, max(0, width), max(0, height)

    def grown(self, margin_px: float) -> Box:
        """So much larger on each side."""
        return Box(
            self.left - margin_px,
            self.bottom - margin_px,
            self.right + margin_px,
            self.top + margin_px,
        )

    def __or__(self, other: Box) -> Box:
        """The smallest box around both; an empty one adds nothing."""
        if not self.area:
            return other
        if not other.area:
            return self
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )

    def __and__(self, other: Box) -> Box:
        """What lies in both: may be empty."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )


EMPTY = Box(0, 0, 0, 0)


def merged(boxes: Iterable[Box], most: int) -> list[Box]:
    """At most so many boxes that cover these: those that waste least by being joined are joined."""
    left: list[Box] = []
    for box in boxes:
        apart = [other for other in left if not (other & box).area]
        joined = box
        for other in left:
            if (other & box).area:
                joined |= other
        left = [*apart, joined] if joined.area else apart
    while len(left) > most:
        pairs = [(one, other) for at, one in enumerate(left) for other in left[:at]]
        one, other = min(pairs, key=lambda pair: _waste(*pair))
        left = [box for box in left if box is not one and box is not other]
        left.append(one | other)
    return left


def _waste(one: Box, other: Box) -> float:
    return (one | other).area - one.area - other.area
