"""How fast the loop turns: at every frame while something moves, ten times a second at rest.

Kivy's loop wakes for each frame even when nothing happens: 2 % of a processor all day. At rest it
waits here for the next thing that is due, and SDL ends the wait at the first touch or key.
"""

from collections.abc import Callable

from kivy.clock import Clock
from kivy.config import Config

from kiosk.ui import sdl

_REST_SECONDS = 0.1
"""A worker that brings something back waits no longer than this for the loop."""
_TOUCH_SECONDS = 0.0
"""A touch is answered by the very next frame."""


class Pace:
    """Takes the place of the clock's own wait between two frames."""

    def __init__(self, busy: Callable[[], bool]) -> None:
        """`busy`: whether something may come that no event of the clock tells of."""
        self._frame_seconds = 1 / max(1, Config.getint("graphics", "maxfps"))
        self._busy = busy
        self._wait = sdl.wait()
        self._touched = False
        """Whether something came in during the last wait, and is read now."""

    def begin(self) -> None:
        """Wait like this from the next frame on, where SDL can."""
        if self._wait is not None:
            Clock.idle = self._idle

    def end(self) -> None:
        """Let Kivy wait as it does."""
        if self._wait is not None:
            del Clock.idle

    def _idle(self) -> float:
        """Wait for the next frame; its moment, as Kivy's clock tells time."""
        clock = Clock
        began = clock._last_tick  # noqa: SLF001 - what `idle` is there to set
        if self._touched:
            wanted = _TOUCH_SECONDS
        elif self._busy():
            wanted = self._frame_seconds
        else:
            wanted = min(max(self._frame_seconds, clock.get_min_timeout() - began), _REST_SECONDS)
        left = began + wanted - clock.time()
        hurried, self._touched = self._touched, False
        if left > 0 and self._wait is not None:
            self._touched = self._wait(left) and not hurried
        now = clock.time()
        clock._dt = now - began  # noqa: SLF001 - the same
        clock._last_tick = now  # noqa: SLF001 - the same
        return float(now)
