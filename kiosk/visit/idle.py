"""How long nobody has touched the glass, and how long that is no cause to ask."""

from kiosk.visit import scene as scenes
from kiosk.visit.timings import Timings

SLOW = (scenes.StoryScene, scenes.SignUpScene, scenes.PrivacyScene, scenes.WithdrawScene)
"""Scenes where people read or write."""


class IdleTimer:
    """Counts from the last touch, or from the end of a film that was watched meanwhile."""

    def __init__(self, timings: Timings, now: float) -> None:
        """Begin at `now`, in seconds of the stopwatch like all that follow."""
        self._timings = timings
        self._last_touch = now
        self._held_until = now

    def touched(self, now: float) -> None:
        """Somebody is there."""
        self._last_touch = now

    def seconds(self, now: float) -> float:
        """Seconds since somebody last touched, or a film last excused them."""
        return now - max(self._last_touch, self._held_until)

    def left(self, scene: scenes.Scene, now: float) -> float:
        """Seconds until this visit is over, the countdown and all; below 0 it was over before."""
        slow = isinstance(scenes.beneath(scene), SLOW)
        limit = self._timings.reading_seconds if slow else self._timings.idle_seconds
        return limit + self._timings.countdown_seconds - self.seconds(now)

    def excuse(self, now: float, remaining_ms: int, duration_ms: int) -> None:
        """A film plays: till it ends nobody has to touch.

        Never longer than the whole film after the last touch, whatever is said to remain, and a
        little grace.
        """
        ends = now + max(0, remaining_ms) / 1000
        at_last = self._last_touch + duration_ms / 1000
        self._held_until = min(ends, at_last) + self._timings.film_grace_seconds

    def excuse_no_more(self, now: float) -> None:
        """Nothing plays any more: waiting counts from now at the latest."""
        self._held_until = min(self._held_until, now)
