"""The way into the corner: one finger, held still on the top-left of the glass for three seconds.

Visitors come by there as well. A tap, a swipe, a rest of the hand, a second finger: none of them is
a hold, and none of them is disturbed by somebody looking for one.
"""

from kiosk.clock import Clock

HOLD_SECONDS = 3.0
SEEN_AFTER_SECONDS = 1.0
"""From then on a sign says that something happens."""
ZONE = 150 / 1080
"""Width and height of the place to hold, in shorter sides of the glass."""
STILL = 40 / 1080
"""A finger that moves farther from where it went down is a swipe."""
_FORGOTTEN_SECONDS = 30.0
"""A finger down for so long was never told to have left: a driver lost it."""


class Hold:
    """Follows all fingers on the glass."""

    def __init__(self, clock: Clock) -> None:
        """Begin without any finger."""
        self._clock = clock
        self._fingers: dict[object, float] = {}
        self._holding: object | None = None
        self._since = 0.0
        self._from = (0.0, 0.0)

    def down(self, finger: object, x: float, y: float) -> None:
        """A finger comes down: `x` from left, `y` from the top, in shorter sides of the glass."""
        now = self._clock.seconds()
        alone = all(now - since >= _FORGOTTEN_SECONDS for since in self._fingers.values())
        if alone:
            self._fingers.clear()
        self._fingers[finger] = now
        self._holding = None
        if alone and 0 <= x <= ZONE and 0 <= y <= ZONE:
            self._holding, self._since, self._from = finger, now, (x, y)

    def move(self, finger: object, x: float, y: float) -> None:
        """A finger moves; in the same units."""
        far = max(abs(x - self._from[0]), abs(y - self._from[1])) > STILL
        if finger == self._holding and far:
            self._holding = None

    def up(self, finger: object) -> None:
        """A finger leaves."""
        self._fingers.pop(finger, None)
        if finger == self._holding:
            self._holding = None

    def stalled(self, seconds: float) -> None:
        """The glass stood still for so long: nobody knows whether the finger stayed."""
        self._since += seconds

    def stop(self) -> None:
        """End the hold, used or forbidden: the finger must come down anew."""
        self._holding = None

    @property
    def progress(self) -> float:
        """How much of the hold has passed since it can be seen, from 0 to 1; 0: there is none."""
        if self._holding is None:
            return 0.0
        held = self._clock.seconds() - self._since
        return min(1.0, max(0.0, (held - SEEN_AFTER_SECONDS) / (HOLD_SECONDS - SEEN_AFTER_SECONDS)))

    @property
    def holding(self) -> bool:
        """Whether a finger may be about to open the corner."""
        return self._holding is not None
