"""A kiosk without loudspeakers knows it, and one film at a time has the loudspeakers."""

import pytest
from clocks import HandWoundClock
from filmmaker import in_another_process

from kiosk.media.sound import Loudspeaker, sound_available


class Ear:
    """Answers whether anything can be heard, and counts how often it was asked."""

    def __init__(self, *, hears: bool) -> None:
        self.hears = hears
        self.asked = 0

    def __call__(self) -> bool:
        """Listen."""
        self.asked += 1
        return self.hears


def test_a_machine_that_can_be_heard_is_asked_once(clock: HandWoundClock) -> None:
    """A mute one again after ten minutes: somebody may have put a loudspeaker in."""
    ear = Ear(hears=True)
    loudspeaker = Loudspeaker(clock, ear)
    assert ear.asked == 0
    for _ in range(3):
        assert loudspeaker.borrow(0)
        loudspeaker.give_back()
        clock.wind(days=1)
    assert ear.asked == 1
    ear = Ear(hears=False)
    loudspeaker = Loudspeaker(clock, ear)
    assert loudspeaker.borrow(0) is False
    clock.wind(599)
    ear.hears = True
    assert loudspeaker.borrow(0) is False
    clock.wind(1)
    assert loudspeaker.borrow(0) is True
    assert ear.asked == 2


def test_one_film_at_a_time_has_the_loudspeaker(clock: HandWoundClock) -> None:
    """Two films are never heard at once."""
    loudspeaker = Loudspeaker(clock, Ear(hears=True))
    assert loudspeaker.borrow(0) is True
    assert loudspeaker.borrow(0.01) is None
    loudspeaker.give_back()
    assert loudspeaker.borrow(0) is True


def test_silence_can_be_tried_again_and_again() -> None:
    """Trying leaves the sound device free for the next film."""
    assert [sound_available() for _ in range(3)] == [True] * 3


DRIVERS = {"a device that takes sound in": ("dummy", "True"), "no device": ("nonsense", "False")}


@pytest.mark.parametrize(("driver", "answer"), DRIVERS.values(), ids=DRIVERS.keys())
def test_a_moment_of_silence_tells_whether_sound_goes_anywhere(driver: str, answer: str) -> None:
    """Whether a film can be heard here is tried, not believed."""
    script = "from kiosk.media.sound import sound_available; print(sound_available())"
    assert in_another_process(script, driver=driver) == (0, answer)
