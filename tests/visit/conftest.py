"""A visit at a glass that stands in no library in particular."""

import random

import pytest
from clocks import HandWoundClock

from kiosk.exhibit import model
from kiosk.visit import scene as scenes
from kiosk.visit.attract import Loop
from kiosk.visit.timings import Timings
from kiosk.visit.visit import Visit


class Hand:
    """Somebody at the glass, with a hand for the clock as well."""

    def __init__(self, exhibit: model.Exhibit, clock: HandWoundClock, seed: int = 1) -> None:
        self.exhibit = exhibit
        self.clock = clock
        self.timings = Timings()
        self.loop = Loop(exhibit, random.Random(seed), self.timings)  # noqa: S311 - no secret
        self.visit = Visit(exhibit, self.loop, clock, self.timings)

    def wait(self, seconds: float, step: float = 0.25) -> None:
        """Let time pass as the stage does, with a tick now and then."""
        until = self.clock.seconds() + seconds
        while self.clock.seconds() < until:
            self.clock.wind(min(step, until - self.clock.seconds()))
            self.visit.tick()

    def wake(self) -> Visit:
        """Touch the glass, and wait until it has settled."""
        self.visit.touch()
        self.settle()
        return self.visit

    def go(self, *way: scenes.Scene) -> Visit:
        """Open one scene after another, as fast as the glass lets anybody."""
        for scene in way:
            self.visit.touch()
            self.visit.open(scene)
            self.settle()
        return self.visit

    def settle(self) -> None:
        """Wait just long enough for the next press to count."""
        self.clock.wind(self.timings.debounce_seconds)


@pytest.fixture
def hand(exhibit: model.Exhibit, clock: HandWoundClock) -> Hand:
    """Somebody in front of a glass that plays its loop."""
    return Hand(exhibit, clock)
