"""The moment after a scene has changed, in which nothing can be pressed."""

from kiosk.clock import Clock
from kiosk.visit.timings import Timings


class Debounce:
    """Counts from the last change of scene, as long as the glass does not stand still."""

    def __init__(self, clock: Clock, timings: Timings) -> None:
        """Begin settled."""
        self._clock = clock
        self._timings = timings
        self._until = clock.seconds()
        self._stalled = False

    @property
    def pending(self) -> bool:
        """Whether a touch was meant for the scene before."""
        return self._clock.seconds() < self._until

    def begin(self) -> None:
        """The scene has changed."""
        self._stalled = False
        self._count_anew()

    def stalled(self, seconds: float) -> None:
        """The glass drew nothing for the last `seconds`: what was tapped meanwhile comes now.

        Only the first time: where every frame takes long, people wait, and then press.
        """
        if not self._stalled and self._clock.seconds() - seconds < self._until:
            self._stalled = True
            self._count_anew()

    def _count_anew(self) -> None:
        self._until = self._clock.seconds() + self._timings.debounce_seconds
