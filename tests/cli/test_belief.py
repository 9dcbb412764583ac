"""When a running kiosk believes its calendar, and what it remembers of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from kiosk.cli.belief import belief
from kiosk.clock import Evidence
from kiosk.paths import Home

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import HandWoundClock

NOW = datetime(2018, 9, 10, 10, tzinfo=UTC)
BATTERY = Evidence(battery_clock=True)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A kiosk's home."""
    return Home(tmp_path)


def test_a_believed_date_is_the_floor_after_the_next_start(
    home: Home, clock: HandWoundClock
) -> None:
    """A calendar that ran back while the plug was out is doubted."""
    assert belief(home, clock, lambda: BATTERY)(NOW)
    again = belief(home, clock, lambda: BATTERY)
    assert not again(NOW - timedelta(days=1))
    assert again(NOW + timedelta(hours=1))


def test_a_doubted_date_is_no_floor(home: Home, clock: HandWoundClock) -> None:
    """Else a wrong clock would make the right one look wrong for ever."""
    assert not belief(home, clock, Evidence)(NOW + timedelta(days=300))
    assert belief(home, clock, lambda: BATTERY)(NOW)


def test_a_hand_set_date_is_believed_and_never_a_floor(home: Home, clock: HandWoundClock) -> None:
    """A demonstration in 2018 leaves no trace in the kiosk."""
    assert belief(home, clock, lambda: Evidence(hand_set=True))(NOW)
    assert not home.last_seen.exists()


@pytest.mark.parametrize("damage", [b"", b"\x00\x00", b"2018-09-10", b"tomorrow\n"])
def test_a_damaged_memory_is_no_memory(home: Home, clock: HandWoundClock, damage: bytes) -> None:
    """A power cut in the file of the last date costs that date, not the show."""
    home.last_seen.write_bytes(damage)
    assert belief(home, clock, lambda: BATTERY)(NOW)


def test_the_floor_rises_while_the_kiosk_runs_but_not_all_the_time(
    home: Home, clock: HandWoundClock
) -> None:
    """Once in ten minutes is enough, and spares the disk."""
    believes = belief(home, clock, lambda: BATTERY)
    believes(NOW)
    first = home.last_seen.read_text(encoding="ascii")
    clock.wind(seconds=60)
    believes(NOW + timedelta(seconds=60))
    assert home.last_seen.read_text(encoding="ascii") == first
    clock.wind(seconds=600)
    believes(NOW + timedelta(seconds=660))
    assert home.last_seen.read_text(encoding="ascii") > first


def test_a_disk_that_takes_nothing_does_not_end_the_show(
    tmp_path: Path, clock: HandWoundClock
) -> None:
    """The date is believed; only the memory of it is missing."""
    (tmp_path / "file").write_bytes(b"")
    assert belief(Home(tmp_path / "file" / "home"), clock, lambda: BATTERY)(NOW)


def test_network_time_that_comes_in_late_is_believed(home: Home, clock: HandWoundClock) -> None:
    """NTP may take a while after the plug goes in: the kiosk asks again."""
    said = [Evidence(), Evidence(network_time=True)]
    believes = belief(home, clock, lambda: said.pop(0))
    assert not believes(NOW)
    clock.wind(seconds=61)
    assert believes(NOW)


def test_what_staff_confirm_counts_at_once(home: Home, clock: HandWoundClock) -> None:
    """They stand at the glass, and do not wait a minute for it."""
    said: list[bool] = []
    believes = belief(home, clock, Evidence, confirmed=lambda: bool(said))
    assert not believes(NOW)
    said.append(True)
    assert believes(NOW)


def test_it_is_never_earlier_than_what_is_on(home: Home, clock: HandWoundClock) -> None:
    """A pack that was made in October is not shown in September."""
    believes = belief(home, clock, lambda: BATTERY, made=lambda: NOW + timedelta(days=20))
    assert not believes(NOW)
    assert believes(NOW + timedelta(days=21))
