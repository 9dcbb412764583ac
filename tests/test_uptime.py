"""How many days a kiosk was on, whatever its calendar says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from kiosk.uptime import STANDS_DAYS, Uptime, UptimeFile, read

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import HandWoundClock

HOUR = 3600


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where it is kept."""
    return tmp_path / "running.json"


def on(file: Path, clock: HandWoundClock, boot: str, hours: float) -> Uptime:
    """The program runs for so long in this boot."""
    running = Uptime(file, clock, boot)
    for _ in range(round(hours * 6)):
        clock.wind(600)
        running.tick()
    return running


def test_a_kiosk_that_is_never_off_counts_as_the_earth_does(
    file: Path, clock: HandWoundClock
) -> None:
    """A day is 24 hours."""
    assert on(file, clock, "boot 1", 23.9).days == 0
    assert on(file, clock, "boot 1", 48.2).days == 3


def test_a_kiosk_that_is_off_at_night_counts_as_the_library_does(
    file: Path, clock: HandWoundClock
) -> None:
    """Eight hours, then the plug."""
    for day in range(5):
        assert on(file, clock, f"boot {day}", 8).days == day


def test_a_machine_that_starts_over_and_over_counts_next_to_nothing(
    file: Path, clock: HandWoundClock
) -> None:
    """Nor does a program that starts over in one boot."""
    for start in range(20):
        running = on(file, clock, f"boot {start}", 1 / 6)
    assert running.days <= 1
    for _ in range(20):
        running = on(file, clock, "the same boot", 1 / 6)
    assert running.days <= 1


def test_time_asleep_is_no_time_on(file: Path, clock: HandWoundClock) -> None:
    """Nobody could read anything on a glass that was dark."""
    running = on(file, clock, "boot 1", 1)
    clock.wind(days=30)
    running.tick()
    assert running.days == 0


def test_where_the_boot_is_not_known_only_whole_days_count(
    file: Path, clock: HandWoundClock
) -> None:
    """Slower, never faster."""
    for _ in range(3):
        running = on(file, clock, "", 7.9)
    assert running.days == 0
    assert on(file, clock, "", 1).days == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        bytes(90),
        b"{",
        b"[]",
        b'{"format":2}',
        b'{"days":-1}',
        b'{"days":1e99}',
        b'{"seconds":NaN}',
        b'{"jumped_from":"2018-01-01"}',
        b" " * 100_000,
        None,
    ],
)
def test_a_damaged_file_is_none_and_said_to_be(
    file: Path, clock: HandWoundClock, content: bytes | None
) -> None:
    """Days are counted anew: what waits for days waits longer, and nothing goes early."""
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    running = Uptime(file, clock, "boot 1")
    assert running.was_damaged
    assert (running.days, running.stands, running.jumped_from) == (0, False, None)
    assert read(file) is None
    on(file, clock, "boot 1", 1)
    assert (read(file) is not None) == (content is not None)


def test_a_missing_file_is_a_new_kiosk(file: Path, clock: HandWoundClock) -> None:
    """Nothing to tell."""
    assert not Uptime(file, clock, "boot 1").was_damaged


def test_a_disk_that_takes_nothing_does_not_stop_the_counting(
    tmp_path: Path, clock: HandWoundClock
) -> None:
    """It holds until the program ends."""
    (tmp_path / "file").write_bytes(b"")
    running = on(tmp_path / "file" / "running.json", clock, "boot 1", 24 * STANDS_DAYS + 1)
    assert running.stands


def test_a_jump_waits_for_staff_also_after_a_boot(file: Path, clock: HandWoundClock) -> None:
    """The first moment before it is what they are shown."""
    before = datetime(2018, 10, 3, tzinfo=UTC)
    file.write_text(UptimeFile(boot="boot 1", days=9).model_dump_json(), encoding="ascii")
    running = Uptime(file, clock, "boot 1")
    running.jump(before)
    running.jump(before.replace(year=2019))
    found = read(file)
    assert found
    file.write_text(found.model_copy(update={"days": 20}).model_dump_json(), encoding="ascii")
    again = Uptime(file, clock, "boot 2")
    assert again.jumped_from == before
    assert not again.stands
    again.settle()
    assert again.stands
    assert Uptime(file, clock, "boot 2").stands


def test_no_number_of_days_is_too_much(file: Path, clock: HandWoundClock) -> None:
    """Whatever stands in the file, what was written is read again."""
    file.write_text('{"format":1,"days":1000000,"seconds":86400}')
    days = on(file, clock, "boot 1", 1).days
    assert (days, Uptime(file, clock, "boot 2").was_damaged) == (1_000_000, False)
