"""How soon somebody may try a code again: wrong ones cost more and more time."""

from kiosk.clock import Clock

FREE_TRIES = 5
"""So many wrong codes cost nothing: people misread."""
FIRST_PAUSE_SECONDS = 15.0
LONGEST_PAUSE_SECONDS = 300.0


class RetryPause:
    """Counts wrong tries by the stopwatch, over all visitors of one kiosk."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wrong = 0
        self._until = clock.seconds()

    @property
    def wait_seconds(self) -> float:
        """How long nobody may try; 0 when somebody may."""
        return max(0.0, self._until - self._clock.seconds())

    def wrong(self) -> None:
        """A wrong code was tried: after the free ones each pause is twice the one before."""
        self._wrong += 1
        over = self._wrong - FREE_TRIES
        if over >= 0:
            pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(over, 10))
            self._until = self._clock.seconds() + pause

    def right(self) -> None:
        """A code was right: the count begins anew."""
        self._wrong = 0
