"""How much of a frame counts as time in which a finger was surely down.

SDL hands over what fingers did between two frames, and Kivy knows no other time than that of its
frames: a finger that came and went during one long frame seems to have stayed all the while. So a
long frame counts as a short one, and what may have been a tap is a tap.
"""

from collections.abc import Callable
from typing import Any, Final

from kivy.clock import Clock

MOST_SECONDS: Final = 0.1
"""A machine that draws ten frames a second still hears a long press as one."""


def sure(frame_seconds: float) -> float:
    """The part of this frame's time that counts, in seconds."""
    return min(frame_seconds, MOST_SECONDS)


class LongPress:
    """A finger that stays somewhere: after so many sure seconds something happens, once."""

    def __init__(self, seconds: float, then: Callable[[], None]) -> None:
        """The finger comes down now."""
        self._left = seconds
        self._then = then
        self._event: Any = Clock.schedule_interval(self._count, 0)

    def _count(self, frame_seconds: float) -> None:
        self._left -= sure(frame_seconds)
        if self._left <= 0:
            self._event.cancel()
            # Before this frame is drawn, and after what fingers did before it was heard.
            self._event = Clock.schedule_once(lambda _: self._then(), -1)

    def cancel(self) -> None:
        """The finger has left."""
        self._event.cancel()
