"""The way into the staff's corner, and what is none."""

import pytest
from clocks import HandWoundClock

from kiosk.staff.hold import HOLD_SECONDS, SEEN_AFTER_SECONDS, STILL, ZONE, Hold

MIDDLE = ZONE / 2


@pytest.fixture
def hold(clock: HandWoundClock) -> Hold:
    """Nobody touches the glass."""
    return Hold(clock)


def test_three_seconds_are_a_hold(hold: Hold, clock: HandWoundClock) -> None:
    """A finger that stays: for a second nothing is seen, then a sign fills, and then it is done."""
    hold.down(1, MIDDLE, MIDDLE)
    assert hold.holding
    clock.wind(SEEN_AFTER_SECONDS)
    assert hold.progress == 0
    clock.wind(1)
    assert hold.progress == pytest.approx(0.5)
    clock.wind(HOLD_SECONDS)
    assert hold.progress == 1
    hold.stop()
    assert hold.progress == 0
    hold.up(1)


def test_a_trembling_hand_holds_too(hold: Hold, clock: HandWoundClock) -> None:
    """Small moves are none."""
    hold.down(1, MIDDLE, MIDDLE)
    hold.move(1, MIDDLE + STILL * 0.9, MIDDLE - STILL * 0.9)
    hold.move(2, 0.9, 0.9)
    clock.wind(HOLD_SECONDS)
    assert hold.progress == 1


def test_a_swipe_is_no_hold(hold: Hold, clock: HandWoundClock) -> None:
    """A finger that moves away is a visitor's, also when it comes back."""
    hold.down(1, MIDDLE, MIDDLE)
    hold.move(1, MIDDLE + STILL * 1.1, MIDDLE)
    hold.move(1, MIDDLE, MIDDLE)
    clock.wind(HOLD_SECONDS)
    assert (hold.holding, hold.progress) == (False, 0)


def test_taps_and_a_long_press_elsewhere_are_no_hold(hold: Hold, clock: HandWoundClock) -> None:
    """However often somebody taps there."""
    for finger in range(20):
        hold.down(finger, MIDDLE, MIDDLE)
        clock.wind(0.3)
        hold.up(finger)
    clock.wind(HOLD_SECONDS)
    assert hold.progress == 0
    for place in ((ZONE * 1.1, 0.01), (0.01, ZONE * 1.1), (1.7, 0.9), (-0.1, 0.01)):
        hold.down(1, *place)
        clock.wind(HOLD_SECONDS)
        assert hold.progress == 0, place
        hold.up(1)


def test_two_fingers_are_no_hold(hold: Hold, clock: HandWoundClock) -> None:
    """Neither together, nor one after the other, nor when the second leaves again."""
    hold.down(1, 0.5, 0.5)
    hold.down(2, MIDDLE, MIDDLE)
    clock.wind(HOLD_SECONDS)
    assert hold.progress == 0
    hold.up(1)
    clock.wind(HOLD_SECONDS)
    assert hold.progress == 0
    hold.up(2)
    hold.down(3, MIDDLE, MIDDLE)
    hold.down(4, 0.5, 0.5)
    hold.up(4)
    clock.wind(HOLD_SECONDS)
    assert hold.progress == 0
    hold.up(3)
    hold.down(5, MIDDLE, MIDDLE)
    clock.wind(HOLD_SECONDS)
    assert hold.progress == 1


def test_a_finger_that_was_lost_is_forgotten(hold: Hold, clock: HandWoundClock) -> None:
    """A driver that never told of a finger's leaving keeps staff out for half a minute only."""
    hold.down(1, 0.5, 0.5)
    clock.wind(31)
    hold.down(2, MIDDLE, MIDDLE)
    clock.wind(HOLD_SECONDS)
    assert hold.progress == 1


def test_a_glass_that_stood_still_saw_no_hold(hold: Hold, clock: HandWoundClock) -> None:
    """Whether the finger stayed meanwhile nobody knows; it has to stay on for the rest."""
    hold.down(1, MIDDLE, MIDDLE)
    clock.wind(HOLD_SECONDS)
    hold.stalled(HOLD_SECONDS - 0.1)
    assert hold.progress == 0
    clock.wind(HOLD_SECONDS)
    assert hold.progress == 1
