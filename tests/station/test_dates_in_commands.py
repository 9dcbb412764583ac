"""The date as commands take it: like the kiosk that runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from kiosk.clock import Evidence
from kiosk.paths import Home
from kiosk.station import date_trust
from kiosk.station.boot import boot
from kiosk.station.correction import Correction
from kiosk.uptime import UptimeFile

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import HandWoundClock

BATTERY = Evidence(battery_clock=True)
NOON = datetime(2018, 10, 3, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A kiosk's home."""
    return Home(tmp_path)


def test_a_home_that_knows_nothing_believes_no_battery(home: Home, clock: HandWoundClock) -> None:
    """A new PC at 2099 must not find every pack too old, nor any sign-up."""
    clock.set_calendar(NOON.replace(year=2099))
    assert date_trust.believed(home, clock, BATTERY) is None
    assert date_trust.believed(home, clock, Evidence(network_time=True)) == clock.now()
    Correction(home.staff / "date.json", clock, boot()).confirm(None)
    assert date_trust.believed(home, clock, Evidence()) == (clock.now() if boot() else None)


def test_what_staff_set_counts_for_commands_too(home: Home, clock: HandWoundClock) -> None:
    """A battery that is a year ahead, mended on the glass, is not a year ahead in a command."""
    home.last_seen.write_text(NOON.isoformat())
    clock.set_calendar(NOON + timedelta(days=365))
    assert date_trust.believed(home, clock, BATTERY) == clock.now()
    Correction(home.staff / "date.json", clock, boot()).set(NOON + timedelta(hours=1), None)
    expected = timedelta(hours=1) if boot() else timedelta(days=365)
    assert date_trust.believed(home, clock, BATTERY) == NOON + expected


def test_a_clock_before_the_last_run_is_doubted(home: Home, clock: HandWoundClock) -> None:
    """As on the glass."""
    home.last_seen.write_text((NOON + timedelta(days=9)).isoformat())
    clock.set_calendar(NOON)
    assert date_trust.believed(home, clock, BATTERY) is None


def test_a_pack_that_staff_disbelieve_is_no_floor(home: Home) -> None:
    """The publisher's PC was ahead: they said so, twice."""
    made = NOON + timedelta(days=700)
    assert date_trust.floor(home, made) == made
    home.running.write_text(UptimeFile(wrong_pack=made).model_dump_json())
    assert date_trust.floor(home, made) is None
    assert date_trust.floor(home, made + timedelta(days=1)) == made + timedelta(days=1)
