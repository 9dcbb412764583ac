"""Where a film's picture stands in its widget, and which part of it is seen."""

import math
from dataclasses import dataclass

from kiosk.media.player import Frame

_NEARLY_PX = 2.5
"""A frame that is so near to the size it should have is shown as it is, pixel by pixel."""


@dataclass(frozen=True, slots=True)
class FilmPlace:
    """A rectangle in the widget's parent, and the part of the frame that is drawn there.

    Pixels; in the parent from its lower left corner, in the frame from its upper left one.
    """

    pos: tuple[float, float]
    size: tuple[float, float]
    from_left: float
    from_top: float
    from_wide: float
    from_high: float
    exact: bool
    """Each pixel of the frame is a pixel of the window: all of these are whole numbers."""


@dataclass(frozen=True, slots=True)
class FilmRoom:
    """Where there is room for a film, and how it is to fill it."""

    x: float
    y: float
    width: float
    height: float
    cover: bool
    """All of the room, instead of the whole picture."""
    focus: tuple[float, float]
    """Where `cover` cuts, this stays: fractions from the left and from the top."""

    def wanted(self, frame: Frame) -> tuple[int, int]:
        """Width and height of a frame of this film that would be shown pixel by pixel; even."""
        wide, high = self._filling(frame)
        rounded = math.ceil if self.cover else math.floor
        even = (2 * rounded(round(side, 3) / 2) for side in (wide, high))
        width_px, height_px = (max(2, side) for side in even)
        return width_px, height_px

    def place(self, frame: Frame) -> FilmPlace:
        """Where this frame stands."""
        wide, high = self._filling(frame)
        gap = max(abs(wide - frame.width_px), abs(high - frame.height_px))
        exact = frame.pixels == "bgra" and gap < _NEARLY_PX and not self._shows_edge(frame)
        if exact:
            wide, high = frame.width_px, frame.height_px
        seen = min(wide, self.width), min(high, self.height)
        if exact:
            seen = math.floor(seen[0]), math.floor(seen[1])
        left = min(max(self.focus[0] * wide - seen[0] / 2, 0.0), wide - seen[0])
        top = min(max(self.focus[1] * high - seen[1] / 2, 0.0), high - seen[1])
        x, y = self.x + (self.width - seen[0]) / 2, self.y + (self.height - seen[1]) / 2
        if exact:
            left, top, x, y = math.floor(left), math.floor(top), math.floor(x), math.floor(y)
        across, up = frame.width_px / (wide or 1), frame.height_px / (high or 1)
        return FilmPlace(
            (x, y), seen, left * across, top * up, seen[0] * across, seen[1] * up, exact
        )

    def _filling(self, frame: Frame) -> tuple[float, float]:
        """Width and height of the whole picture, as large as the room wants it."""
        wide, high = frame.width_px * frame.pixel_aspect, frame.height_px
        across, up = self.width / wide, self.height / high
        scale = max(across, up) if self.cover else min(across, up)
        return wide * scale, high * scale

    def _shows_edge(self, frame: Frame) -> bool:
        """Whether this frame, as it is, would leave an edge free that is to be covered."""
        if not self.cover:
            return False
        return frame.width_px < math.floor(self.width) or frame.height_px < math.floor(self.height)
