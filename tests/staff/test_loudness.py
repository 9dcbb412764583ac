"""How loud films are."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import InputError
from kiosk.staff.loudness import Loudness
from kiosk.timetable import Cap

HALL = Loudness.read(0.5, "22-8:0.1, 12-14:0.2, 13-15:0.3")


@pytest.mark.parametrize(
    ("hour", "loud"), [(10, 0.5), (23, 0.1), (0, 0.1), (8, 0.5), (12, 0.2), (13, 0.2), (14, 0.3)]
)
def test_films_are_as_loud_as_staff_chose_but_not_above_the_hours_limit(
    hour: int, loud: float
) -> None:
    """Where two limits hold, the lower one does."""
    assert HALL.at(time(hour)) == loud
    assert HALL.at(datetime(2018, 10, 1, hour, 59, tzinfo=UTC)) == loud


def test_with_a_doubtful_clock_every_hour_may_be_the_quietest() -> None:
    """A library is quiet: who does not know the hour keeps to the lowest limit."""
    assert HALL.at(None) == 0.1
    assert Loudness(0.4).at(None) == 0.4


def test_muted_is_silent() -> None:
    """At any hour."""
    muted = Loudness.read(0.5, "22-8:0.1", muted=True)
    assert muted.at(time(10)) == muted.at(None) == 0
    assert muted.cap_at(time(10)) == 1


def test_limits_that_cannot_be_read_are_told() -> None:
    """In a sentence, as everything in the settings."""
    with pytest.raises(InputError):
        Loudness.read(0.5, "night: quiet")


caps = st.builds(Cap, st.integers(0, 23), st.integers(1, 24), st.floats(0, 1))


@given(level=st.floats(0, 1), caps=st.lists(caps, max_size=5).map(tuple), hour=st.integers(0, 23))
def test_it_is_never_above_what_was_chosen_nor_above_any_limit(
    level: float, caps: tuple[Cap, ...], hour: int
) -> None:
    """Nor is it ever louder because nobody knows the hour."""
    loud = Loudness(level, caps)
    assert loud.at(time(hour)) <= level
    assert all(loud.at(time(hour)) <= cap.most for cap in caps if cap.holds(hour))
    assert loud.at(None) <= loud.at(time(hour))
