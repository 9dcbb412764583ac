"""When the kiosk believes its clock."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from clocks import HandWoundClock
from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import (
    MAX_AHEAD,
    CorrectedClock,
    Evidence,
    HandSetClock,
    SystemClock,
    bounded,
    evidence_of_machine,
    last_seen,
    possible,
    trusted,
)

TIME_ERROR = 5


FLOOR = datetime(2018, 9, 7, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
EVIDENCE = {
    "a battery clock": Evidence(battery_clock=True),
    "network time": Evidence(network_time=True),
    "a word of the staff": Evidence(confirmed=True),
}


@pytest.mark.parametrize("evidence", EVIDENCE.values(), ids=EVIDENCE.keys())
def test_a_clock_with_evidence_is_believed(evidence: Evidence) -> None:
    """From the floor until 400 days past it, any one evidence will do; else none helps."""
    for now in (FLOOR, FLOOR + SECOND, FLOOR + MAX_AHEAD):
        assert trusted(now, FLOOR, evidence)
        assert trusted(now, None, evidence)
    for now in (FLOOR - SECOND, FLOOR + MAX_AHEAD + SECOND):
        assert not trusted(now, FLOOR, evidence)


@given(now=st.datetimes(timezones=st.just(UTC)), floor=st.none() | st.just(FLOOR))
def test_a_clock_without_evidence_is_doubted(now: datetime, floor: datetime | None) -> None:
    """A plausible date alone is no evidence: a flat battery stops at a plausible date.

    A demonstration is on whatever day its author likes; that is no evidence of the machine.
    """
    assert not trusted(now, floor, Evidence())
    assert trusted(now, floor, Evidence(hand_set=True))
    assert not Evidence(hand_set=True)


def test_a_hand_set_clock_runs_on_from_its_date(clock: HandWoundClock) -> None:
    """By the stopwatch: what the calendar under it does is no matter."""
    hand_set = HandSetClock(FLOOR, clock)
    assert hand_set.now() == FLOOR
    clock.wind(90)
    clock.set_calendar(datetime(1970, 1, 1, tzinfo=UTC))
    assert hand_set.now() == FLOOR + timedelta(seconds=90)
    assert hand_set.seconds() == clock.seconds()


def test_the_machines_clock_is_in_utc_and_its_stopwatch_never_runs_backwards() -> None:
    """Whatever time zone the machine was set to."""
    machine = SystemClock()
    assert machine.now().tzinfo is UTC
    assert machine.seconds() <= machine.seconds()


def test_a_calendar_that_is_wrong_can_be_corrected(clock: HandWoundClock) -> None:
    """By days, whatever the stopwatch says; at the end of the calendar by none."""
    said = [timedelta()]
    corrected = CorrectedClock(clock, lambda: said[0])
    assert corrected.now() == clock.now()
    said[0] = timedelta(days=-365)
    assert corrected.now() == clock.now() - timedelta(days=365)
    clock.wind(60)
    assert corrected.now() == clock.now() - timedelta(days=365)
    assert corrected.seconds() == clock.seconds()
    clock.set_calendar(datetime(9999, 12, 31, tzinfo=UTC))
    assert CorrectedClock(clock, lambda: timedelta(days=365)).now() == clock.now()


@pytest.mark.parametrize("year", [1, 9999])
def test_a_floor_at_the_end_of_the_calendar_is_no_fault(year: int) -> None:
    """However a damaged file came by such a date."""
    edge = datetime(year, 6, 1, tzinfo=UTC)
    assert possible(edge, edge)
    assert not possible(FLOOR, edge)


@pytest.mark.parametrize(("said", "battery"), [("1\n", True), ("0\n", False), ("\xff", False)])
def test_a_battery_clock_that_was_read_counts(tmp_path: Path, said: str, *, battery: bool) -> None:
    """A clock that is there but was not read at boot says nothing of the date."""
    (tmp_path / "rtc0").mkdir()
    (tmp_path / "rtc0" / "hctosys").write_text(said, encoding="latin-1")
    evidence = evidence_of_machine("linux", tmp_path, lambda _: TIME_ERROR)
    assert evidence.battery_clock is battery
    assert not evidence.network_time


@pytest.mark.parametrize(("state", "network"), [(0, True), (1, True), (5, False), (-1, False)])
def test_network_time_counts_while_in_step(tmp_path: Path, state: int, *, network: bool) -> None:
    """TIME_ERROR (5) is what adjtimex answers on a machine that NTP never reached."""
    evidence = evidence_of_machine("linux", tmp_path, lambda _: state)
    assert evidence == Evidence(network_time=network)


def test_a_machine_that_tells_nothing_has_no_evidence(tmp_path: Path) -> None:
    """A PC with Windows has a battery; this machine can be asked."""

    def missing(_timex: object) -> int:
        raise AttributeError("adjtimex")

    assert not evidence_of_machine("linux", tmp_path / "nowhere", missing)
    assert evidence_of_machine("win32", tmp_path).battery_clock
    assert isinstance(evidence_of_machine(), Evidence)


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root may make a time namespace"
)
def test_the_stopwatch_goes_on_while_the_machine_sleeps() -> None:
    """A month of sleep stands between its two clocks here: the one that counts sleep is read."""
    slept = 30 * 86_400
    asks = (
        "import time; from kiosk.clock import SystemClock;"
        "print(SystemClock().seconds() - time.monotonic())"
    )
    command = ["unshare", "--time", "--boottime", str(slept), "--fork", sys.executable, "-c", asks]
    printed = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=60).stdout
    assert float(printed) > slept - 60


@pytest.mark.parametrize("word", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_moment_at_the_ends_of_time_can_be_reckoned_with(tmp_path: Path, word: str) -> None:
    """Whatever a damaged file says, it is a moment in every time zone."""
    (tmp_path / "last-seen").write_text(word, encoding="ascii")
    seen = last_seen(tmp_path / "last-seen")
    assert seen
    assert bounded(seen.astimezone(UTC)) == seen
