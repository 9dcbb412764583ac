"""When a running kiosk believes its calendar, and what it remembers of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from clocks import HandWoundClock

from kiosk.clock import Evidence
from kiosk.paths import Home
from kiosk.station import date_trust
from kiosk.station.boot import boot
from kiosk.station.correction import Correction
from kiosk.station.date_trust import Calendar
from kiosk.uptime import Uptime, UptimeFile, read

DAY = timedelta(days=1)
NOW = datetime(2018, 9, 10, 10, tzinfo=UTC)
BATTERY = Evidence(battery_clock=True)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A kiosk's home."""
    return Home(tmp_path)


def opened(
    home: Home, clock: HandWoundClock, ask: Callable[[], Evidence] = lambda: BATTERY, **more: Any
) -> Calendar:
    """A calendar of a kiosk that is on."""
    return Calendar(home, clock, ask, Uptime(home.running, clock, "boot"), **more)


def test_a_believed_date_is_the_floor_at_the_next_start(home: Home, clock: HandWoundClock) -> None:
    """A calendar that ran back while the plug was out is doubted."""
    assert opened(home, clock)(NOW)
    again = opened(home, clock)
    assert not again(NOW - timedelta(days=1))
    assert again(NOW + timedelta(hours=1))


def test_a_doubted_date_is_no_floor(home: Home, clock: HandWoundClock) -> None:
    """Else a wrong clock would make the right one look wrong for ever."""
    assert not opened(home, clock, Evidence)(NOW + timedelta(days=300))
    assert opened(home, clock)(NOW)


@pytest.mark.parametrize("damage", [b"", b"\x00\x00", b"2018-09-10", b"tomorrow\n"])
def test_a_damaged_memory_is_no_memory(home: Home, clock: HandWoundClock, damage: bytes) -> None:
    """A power cut in the file of the last date costs that date, not the show."""
    home.last_seen.write_bytes(damage)
    assert opened(home, clock)(NOW)


def test_the_floor_rises_now_and_then_while_it_runs(home: Home, clock: HandWoundClock) -> None:
    """Once in ten minutes is enough, and spares the disk."""
    believes = opened(home, clock)
    believes(NOW)
    first = home.last_seen.read_text(encoding="ascii")
    clock.wind(seconds=60)
    believes(NOW + timedelta(seconds=60))
    assert home.last_seen.read_text(encoding="ascii") == first
    clock.wind(seconds=600)
    believes(NOW + timedelta(seconds=660))
    assert home.last_seen.read_text(encoding="ascii") > first


def test_a_disk_that_takes_nothing_ends_no_show(tmp_path: Path, clock: HandWoundClock) -> None:
    """The date is believed; only the memory of it is missing."""
    (tmp_path / "file").write_bytes(b"")
    assert opened(Home(tmp_path / "file" / "home"), clock)(NOW)


def test_network_time_that_comes_in_late_is_believed(home: Home, clock: HandWoundClock) -> None:
    """NTP may take a while after the plug goes in: the kiosk asks again."""
    said = [Evidence(), Evidence(network_time=True)]
    believes = opened(home, clock, lambda: said.pop(0))
    assert not believes(NOW)
    clock.wind(seconds=61)
    assert believes(NOW)


def test_what_staff_confirm_counts_at_once(home: Home, clock: HandWoundClock) -> None:
    """They stand at the glass, and do not wait a minute for it."""
    said: list[bool] = []
    believes = opened(home, clock, Evidence, confirmed=lambda: bool(said))
    assert not believes(NOW)
    said.append(True)
    assert believes(NOW)


def test_it_is_never_earlier_than_what_is_on(home: Home, clock: HandWoundClock) -> None:
    """A pack that was made in October is not shown in September."""
    believes = opened(home, clock, made=lambda: NOW + timedelta(days=20))
    assert not believes(NOW)
    assert believes(NOW + timedelta(days=21))


class Machine:
    """A kiosk whose calendar is spoilt and mended, and which notes what it is told."""

    def __init__(self, home: Home, clock: HandWoundClock) -> None:
        self.home = home
        self.clock = clock
        self.evidence = BATTERY
        self.made: datetime | None = None
        self.boots = 0
        self.back: list[int] = []
        clock.set_calendar(NOW)
        self.boot()

    def boot(self) -> None:
        """The plug was out for a moment."""
        self.boots += 1
        self.running = Uptime(self.home.running, self.clock, f"boot {self.boots}")
        self.calendar = Calendar(
            self.home,
            self.clock,
            lambda: self.evidence,
            made=lambda: self.made,
            running=self.running,
            set_back=self.back.append,
        )

    def run(self, days: int) -> bool:
        """Be on for so long, and boot; whether the date is believed at the end.

        Most of it is only written down: a test does not wait for a thousand writes.
        """
        self.calendar(self.clock.now())
        kept = read(self.home.running) or UptimeFile()
        self.clock.wind(days=days)
        self.calendar(self.clock.now())
        written = kept.model_copy(update={"days": kept.days + days})
        self.home.running.write_text(written.model_dump_json(), encoding="ascii")
        self.boot()
        return self.calendar(self.clock.now())

    def jump(self, days: float) -> bool:
        """The calendar goes elsewhere; whether it is believed there."""
        self.clock.set_calendar(self.clock.now() + timedelta(days=days))
        self.clock.wind(61)
        return self.calendar(self.clock.now())


@pytest.fixture
def machine(home: Home, clock: HandWoundClock) -> Machine:
    """A kiosk with a battery clock, which was on for four days."""
    made = Machine(home, clock)
    assert made.run(4)
    assert made.running.stands
    return made


def test_a_date_has_to_stand_for_three_days_of_running(home: Home, clock: HandWoundClock) -> None:
    """Before anything is wiped by it."""
    machine = Machine(home, clock)
    machine.run(2)
    assert not machine.running.stands
    machine.run(1)
    assert machine.running.stands


@pytest.mark.parametrize("booted", [False, True])
def test_a_jump_ahead_counts_once_staff_have_seen_it(machine: Machine, *, booted: bool) -> None:
    """A year too far is believed on the glass, but it is no floor and wipes nothing."""
    before = machine.clock.now()
    if booted:
        machine.boot()
    assert machine.jump(300)
    assert machine.run(10)
    assert not machine.running.stands
    assert machine.calendar.seen is not None
    assert machine.calendar.seen - before < DAY
    machine.calendar.accept(machine.clock.now())
    assert machine.calendar.seen == machine.clock.now()
    assert machine.running.stands
    machine.boot()
    assert machine.running.stands


def test_a_jump_that_is_taken_back_leaves_no_trace_but_three_days(machine: Machine) -> None:
    """The right date is not doubted because of the wrong one."""
    machine.jump(300)
    machine.run(1)
    assert machine.jump(-300)
    assert machine.running.jumped_from is None
    assert not machine.running.stands
    machine.run(3)
    assert machine.running.stands


@pytest.mark.parametrize("days", [365, 30, 2])
def test_staff_take_a_wrong_date_back_and_the_floor_follows(machine: Machine, days: int) -> None:
    """A mistyped year is mended by whoever is there; it is told, and what stood before waits."""
    machine.jump(days)
    machine.calendar.accept(machine.clock.now())
    machine.run(1)
    machine.clock.set_calendar(machine.clock.now() - timedelta(days=days))
    machine.calendar.accept(machine.clock.now())
    assert machine.calendar(machine.clock.now())
    assert machine.back == [days]
    assert not machine.running.stands
    machine.boot()
    assert machine.run(3)
    assert machine.running.stands


def test_network_time_takes_a_wrong_floor_back(machine: Machine) -> None:
    """Nobody has to come for it."""
    machine.jump(365)
    machine.calendar.accept(machine.clock.now())
    machine.boot()
    assert not machine.jump(-365)
    machine.evidence = Evidence(network_time=True)
    machine.clock.wind(61)
    assert machine.calendar(machine.clock.now())
    assert machine.calendar.seen == machine.clock.now()
    assert machine.back == [365]
    machine.evidence = BATTERY
    machine.boot()
    assert machine.calendar(machine.clock.now())


def test_network_time_before_the_pack_is_doubted_until_staff_are_sure(machine: Machine) -> None:
    """The PC of the publisher may have been ahead: doubt is better than a lock, and it ends."""
    machine.made = machine.clock.now() + 300 * DAY
    machine.evidence = Evidence(network_time=True)
    machine.boot()
    assert not machine.calendar(machine.clock.now())
    machine.calendar.accept(machine.clock.now())
    assert machine.calendar(machine.clock.now())
    machine.boot()
    assert machine.calendar(machine.clock.now())
    machine.made += DAY  # the next pack speaks for itself
    assert not machine.calendar(machine.clock.now())


def test_a_closed_weekend_is_no_jump_and_a_few_minutes_are_no_correction(machine: Machine) -> None:
    """What happens every week starts no days anew; within one run another date does."""
    machine.boot()
    assert machine.jump(3)
    assert machine.running.stands
    machine.clock.set_calendar(machine.clock.now() - timedelta(minutes=20))
    machine.calendar.accept(machine.clock.now())
    assert machine.calendar(machine.clock.now())
    assert machine.running.stands
    assert machine.back == []
    assert machine.jump(3)
    assert not machine.running.stands


def test_a_floor_of_a_clock_at_2099_is_mended(home: Home, clock: HandWoundClock) -> None:
    """A new kiosk, set up on such a machine, knows nothing better at first."""
    machine = Machine(home, clock)
    clock.set_calendar(datetime(2099, 1, 1, tzinfo=UTC))
    assert machine.run(1)
    machine.boot()
    clock.set_calendar(NOW)
    assert not machine.calendar(NOW)
    machine.calendar.accept(NOW)
    assert machine.calendar(NOW)
    assert machine.back


# As commands take it


def test_a_home_that_knows_nothing_believes_no_battery(home: Home, clock: HandWoundClock) -> None:
    """A new PC at 2099 must not find every pack too old, nor any sign-up."""
    clock.set_calendar(NOW.replace(year=2099))
    assert date_trust.believed(home, clock, BATTERY) is None
    assert date_trust.believed(home, clock, Evidence(network_time=True)) == clock.now()
    Correction(home.staff / "date.json", clock, boot()).confirm()
    assert date_trust.believed(home, clock, Evidence()) == (clock.now() if boot() else None)


def test_what_staff_set_counts_for_commands_too(home: Home, clock: HandWoundClock) -> None:
    """A battery that is a year ahead, mended on the glass, is not a year ahead in a command."""
    home.last_seen.write_text(NOW.isoformat())
    clock.set_calendar(NOW + timedelta(days=365))
    assert date_trust.believed(home, clock, BATTERY) == clock.now()
    Correction(home.staff / "date.json", clock, boot()).set(NOW + timedelta(hours=1))
    expected = timedelta(hours=1) if boot() else timedelta(days=365)
    assert date_trust.believed(home, clock, BATTERY) == NOW + expected


def test_a_clock_before_the_last_run_is_doubted(home: Home, clock: HandWoundClock) -> None:
    """As on the glass."""
    home.last_seen.write_text((NOW + timedelta(days=9)).isoformat())
    clock.set_calendar(NOW)
    assert date_trust.believed(home, clock, BATTERY) is None


def test_a_pack_that_staff_disbelieve_is_no_floor(home: Home) -> None:
    """The publisher's PC was ahead: they said so, twice."""
    made = NOW + timedelta(days=700)
    assert date_trust.floor(home, made) == made
    home.running.write_text(UptimeFile(wrong_pack=made).model_dump_json())
    assert date_trust.floor(home, made) is None
    assert date_trust.floor(home, made + timedelta(days=1)) == made + timedelta(days=1)
