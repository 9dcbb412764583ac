"""What staff say of the date."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from clocks import HandWoundClock
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.clock import CorrectedClock, Evidence, trusted
from kiosk.errors import UsageError
from kiosk.station.correction import Correction

LIMBURG = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2018, 10, 3, 12, tzinfo=UTC)
FLOOR = datetime(2018, 9, 7, 12, tzinfo=UTC)
NTP = Evidence(network_time=True)


class Machine:
    """A machine whose battery is flat, so that it begins in 2000."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "staff" / "date.json"
        self.clock = HandWoundClock(datetime(2000, 1, 1, tzinfo=UTC))

    def start(self, boot: str = "boot 1") -> Correction:
        """The program starts in this boot."""
        return Correction(self.file, self.clock, boot)

    def now(self, correction: Correction) -> datetime:
        """What it takes for now."""
        return CorrectedClock(self.clock, correction.offset).now()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine of which nobody has said anything."""
    return Machine(tmp_path)


def test_a_date_that_staff_confirmed_is_believed_until_the_next_boot(machine: Machine) -> None:
    """Until staff say something the date is the machine's, and from the next boot on again."""
    machine.clock.set_calendar(NOON)
    machine.start().confirm()
    again = machine.start()
    assert again.offset() == timedelta()
    assert again.corroborate(Evidence()) == Evidence(confirmed=True)
    assert trusted(NOON, FLOOR, again.corroborate(Evidence()))
    assert not machine.start("boot 2").is_confirmed
    correction = machine.start("boot 2")
    assert not correction.is_confirmed
    assert correction.offset() == timedelta()
    assert correction.corroborate(Evidence()) == Evidence()


def test_a_date_that_staff_set_runs_on_until_the_next_boot(machine: Machine) -> None:
    """Set on the glass in local time, kept as an offset: the machine's clock is never touched."""
    correction = machine.start()
    correction.set(NOON.astimezone(LIMBURG))
    machine.clock.wind(60)
    for one in (correction, machine.start()):
        assert machine.now(one) == NOON + timedelta(seconds=60)
        assert trusted(machine.now(one), FLOOR, one.corroborate(Evidence()))
    assert machine.clock.now().year == 2000
    assert machine.start("boot 2").offset() == timedelta()


def test_what_was_set_can_be_confirmed_and_set_again(machine: Machine) -> None:
    """The last word counts; there is none for a clock at the end of the calendar."""
    correction = machine.start()
    correction.set(NOON)
    correction.confirm()
    assert machine.now(correction) == NOON
    correction.set(NOON + timedelta(days=1))
    assert machine.now(correction) == NOON + timedelta(days=1)
    machine.clock.set_calendar(datetime(9999, 12, 31, tzinfo=UTC))
    with pytest.raises(UsageError, match="no such date"):
        correction.confirm()


def test_network_time_knows_better_than_what_staff_set(machine: Machine) -> None:
    """When it comes in the machine's clock is right, and the offset would make it wrong."""
    correction = machine.start()
    correction.set(NOON)
    machine.clock.set_calendar(NOON)
    assert correction.corroborate(NTP) == NTP
    assert machine.now(correction) == NOON
    assert not machine.start().is_confirmed
    with pytest.raises(UsageError, match="network"):
        correction.set(NOON)
    correction.confirm()  # of which there is nothing to correct
    assert correction.corroborate(NTP).confirmed


def test_without_a_known_boot_the_word_holds_while_the_program_runs(machine: Machine) -> None:
    """Longer would be to believe a clock that may have stopped since."""
    correction = machine.start("")
    correction.set(NOON)
    assert correction.is_confirmed
    assert not machine.file.exists()
    assert not machine.start("").is_confirmed


def test_a_full_disk_does_not_stop_staff_from_setting_the_date(machine: Machine) -> None:
    """It holds until the program ends."""
    machine.file.mkdir(parents=True)
    correction = machine.start()
    correction.set(NOON)
    assert machine.now(correction) == NOON
    assert correction.corroborate(NTP) == NTP


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
def test_a_damaged_word_is_none(machine: Machine, content: bytes) -> None:
    """Staff are asked again."""
    machine.file.parent.mkdir()
    machine.file.write_bytes(content)
    correction = machine.start()
    assert not correction.is_confirmed
    assert correction.offset() == timedelta()


@settings(max_examples=40)
@given(begin=st.datetimes(timezones=st.just(UTC)), moment=st.datetimes(timezones=st.just(UTC)))
def test_whatever_staff_set_is_believed_or_refused(
    tmp_path_factory: pytest.TempPathFactory, begin: datetime, moment: datetime
) -> None:
    """Nothing in between: what is taken is trusted, also after a restart of the program."""
    machine = Machine(tmp_path_factory.mktemp("home"))
    machine.clock.set_calendar(begin)
    correction = machine.start()
    try:
        correction.set(moment)
    except UsageError:
        assert not correction.is_confirmed
        return
    for one in (correction, machine.start()):
        assert abs(machine.now(one) - moment) < timedelta(milliseconds=1)
    assert trusted(moment, None, correction.corroborate(Evidence()))
