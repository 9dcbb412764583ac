"""Faults of the program while it is on the glass: heard of, and counted."""

from collections import deque
from collections.abc import Callable

from kivy.base import ExceptionHandler, ExceptionManager

from kiosk.clock import Clock

_MOST_A_MINUTE = 5
"""With more than this, only a fresh start helps."""


class Faults:
    """How often something went wrong lately."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lately: deque[float] = deque(maxlen=_MOST_A_MINUTE)

    def too_many(self) -> bool:
        """Count one more: whether these are too many for one minute."""
        now = self._clock.seconds()
        often = len(self._lately) == _MOST_A_MINUTE and now - self._lately[0] < 60
        self._lately.append(now)
        return often


def hear(act: Callable[[Exception], None]) -> None:
    """Call `act` with every exception that nobody caught, and go on."""

    class Handler(ExceptionHandler):
        """Kivy asks it what to do."""

        def handle_exception(self, fault: Exception) -> int:
            act(fault)
            return int(ExceptionManager.PASS)

    ExceptionManager.add_handler(Handler())
