"""What staff say of the date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.clock import CorrectedClock, Evidence, trusted
from kiosk.errors import UsageError
from kiosk.station.correction import Correction

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import HandWoundClock

LIMBURG = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2018, 10, 3, 12, tzinfo=UTC)
FLOOR = datetime(2018, 9, 7, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the word is kept."""
    return tmp_path / "staff" / "date.json"


@pytest.fixture
def flat(clock: HandWoundClock) -> HandWoundClock:
    """The clock of a machine whose battery is flat."""
    clock.set_calendar(datetime(2000, 1, 1, tzinfo=UTC))
    return clock


def test_until_staff_say_something_the_date_is_the_machines(
    file: Path, flat: HandWoundClock
) -> None:
    """And nobody has confirmed it."""
    calendar = Correction(file, flat, "boot 1")
    assert not calendar.is_confirmed
    assert calendar.offset() == timedelta()
    assert calendar.corroborated(Evidence()) == Evidence()


def test_a_date_that_staff_confirmed_is_believed_until_the_next_boot(
    file: Path, clock: HandWoundClock
) -> None:
    """A restart of the program asks nothing again; a boot does."""
    Correction(file, clock, "boot 1").confirm(FLOOR)
    again = Correction(file, clock, "boot 1")
    assert again.is_confirmed
    assert again.offset() == timedelta()
    assert again.corroborated(Evidence()) == Evidence(confirmed=True)
    assert trusted(clock.now(), FLOOR, again.corroborated(Evidence()))
    assert not Correction(file, clock, "boot 2").is_confirmed


def test_a_date_that_staff_set_runs_on_until_the_next_boot(
    file: Path, flat: HandWoundClock
) -> None:
    """Set on the glass in local time, kept as an offset: the machine's clock is never touched."""
    calendar = Correction(file, flat, "boot 1")
    calendar.set(NOON.astimezone(LIMBURG), FLOOR)
    flat.wind(60)
    again = Correction(file, flat, "boot 1")
    for one in (calendar, again):
        assert one.is_confirmed
        assert CorrectedClock(flat, one.offset).now() == NOON + timedelta(seconds=60)
        assert trusted(CorrectedClock(flat, one.offset).now(), FLOOR, one.corroborated(Evidence()))
    assert flat.now().year == 2000
    assert Correction(file, flat, "boot 2").offset() == timedelta()


def test_what_was_set_can_be_confirmed_and_set_again(file: Path, flat: HandWoundClock) -> None:
    """The last word holds."""
    calendar = Correction(file, flat, "boot 1")
    calendar.set(NOON, FLOOR)
    calendar.confirm(FLOOR)
    assert CorrectedClock(flat, calendar.offset).now() == NOON
    calendar.set(NOON + timedelta(days=1), FLOOR)
    assert CorrectedClock(flat, calendar.offset).now() == NOON + timedelta(days=1)


def test_a_date_before_one_that_has_passed_is_refused_with_a_sentence(
    file: Path, flat: HandWoundClock
) -> None:
    """A slip in the year would hide every workshop, or delete what must be kept."""
    calendar = Correction(file, flat, "boot 1")
    with pytest.raises(UsageError, match=r"cannot be 2017-10-03: on 2018-09-07") as caught:
        calendar.set(NOON.replace(year=2017), FLOOR)
    assert caught.value.advice
    with pytest.raises(UsageError, match="cannot be 2000-01-01"):
        calendar.confirm(FLOOR)
    assert not calendar.is_confirmed
    calendar.confirm(None)
    assert calendar.is_confirmed


def test_a_date_far_past_the_last_one_known_is_refused_too(
    file: Path, flat: HandWoundClock
) -> None:
    """It would not be believed anyway; newer content brings a newer date."""
    with pytest.raises(UsageError, match="the last this kiosk knows of") as caught:
        Correction(file, flat, "boot 1").set(NOON.replace(year=2028), FLOOR)
    assert "newest content" in caught.value.advice


def test_a_clock_that_jumped_to_the_end_of_the_calendar_cannot_be_confirmed(
    file: Path, flat: HandWoundClock
) -> None:
    """With what was set added, there is no such date."""
    calendar = Correction(file, flat, "boot 1")
    calendar.set(NOON, FLOOR)
    flat.set_calendar(datetime(9999, 12, 31, tzinfo=UTC))
    with pytest.raises(UsageError, match="no such date"):
        calendar.confirm(None)


def test_network_time_knows_better_than_what_staff_set(file: Path, flat: HandWoundClock) -> None:
    """When it comes in the machine's clock is right, and the offset would make it wrong."""
    calendar = Correction(file, flat, "boot 1")
    calendar.set(NOON, FLOOR)
    flat.set_calendar(NOON)
    assert calendar.corroborated(Evidence(network_time=True)) == Evidence(network_time=True)
    assert CorrectedClock(flat, calendar.offset).now() == NOON
    assert not Correction(file, flat, "boot 1").is_confirmed
    with pytest.raises(UsageError, match="network"):
        calendar.set(NOON, FLOOR)
    calendar.confirm(FLOOR)
    assert calendar.corroborated(Evidence(network_time=True)).confirmed


def test_network_time_leaves_a_date_that_was_confirmed(file: Path, clock: HandWoundClock) -> None:
    """There is nothing to correct."""
    calendar = Correction(file, clock, "boot 1")
    calendar.confirm(FLOOR)
    assert calendar.corroborated(Evidence(network_time=True)).confirmed


def test_on_a_machine_that_does_not_tell_its_boot_the_word_holds_while_the_program_runs(
    file: Path, flat: HandWoundClock
) -> None:
    """Longer would be to believe a clock that may have stopped since."""
    calendar = Correction(file, flat, "")
    calendar.set(NOON, FLOOR)
    assert calendar.is_confirmed
    assert not file.exists()
    assert not Correction(file, flat, "").is_confirmed


def test_a_full_disk_does_not_stop_staff_from_setting_the_date(
    file: Path, flat: HandWoundClock
) -> None:
    """It holds until the program ends."""
    file.mkdir(parents=True)
    calendar = Correction(file, flat, "boot 1")
    calendar.set(NOON, FLOOR)
    assert CorrectedClock(flat, calendar.offset).now() == NOON
    assert calendar.corroborated(Evidence(network_time=True)) == Evidence(network_time=True)


DAMAGES = {
    "nothing": b"",
    "zeros": bytes(50),
    "no number": b'{"format":1,"boot":"boot 1","offset_seconds":"1"}',
    "no finite number": b'{"format":1,"boot":"boot 1","offset_seconds":NaN}',
    "past every calendar": b'{"format":1,"boot":"boot 1","offset_seconds":1e15}',
    "a newer format": b'{"format":2,"boot":"boot 1","offset_seconds":0}',
    "far too much": b" " * 100_000,
}


@pytest.mark.parametrize("content", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_word_is_none(file: Path, flat: HandWoundClock, content: bytes) -> None:
    """Staff are asked again."""
    file.parent.mkdir()
    file.write_bytes(content)
    calendar = Correction(file, flat, "boot 1")
    assert not calendar.is_confirmed
    assert calendar.offset() == timedelta()


@settings(deadline=None, max_examples=40)
@given(
    machine=st.datetimes(timezones=st.just(UTC)),
    moment=st.datetimes(timezones=st.just(UTC)),
    floor=st.none() | st.datetimes(timezones=st.just(UTC)),
)
def test_whatever_staff_set_is_believed_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    new_clock: type[HandWoundClock],
    machine: datetime,
    moment: datetime,
    floor: datetime | None,
) -> None:
    """Nothing in between: what is taken is trusted, also after a restart of the program."""
    clock = new_clock(machine)
    file = tmp_path_factory.mktemp("home") / "date.json"
    calendar = Correction(file, clock, "boot 1")
    try:
        calendar.set(moment, floor)
    except UsageError:
        assert not calendar.is_confirmed
        return
    for one in (calendar, Correction(file, clock, "boot 1")):
        now = CorrectedClock(clock, one.offset).now()
        assert abs(now - moment) < timedelta(milliseconds=1)
    assert trusted(moment, floor, calendar.corroborated(Evidence()))
