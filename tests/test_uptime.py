"""How many days a kiosk was on, whatever its calendar says."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from clocks import HandWoundClock

from kiosk.uptime import STANDS_DAYS, Uptime, UptimeFile, read

HOUR = 3600


class Kiosk:
    """A kiosk that is on and off."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.clock = HandWoundClock()

    def start(self, boot: str) -> Uptime:
        """The program starts in this boot."""
        return Uptime(self.file, self.clock, boot)

    def on(self, boot: str, hours: float) -> Uptime:
        """The program runs for so long in this boot."""
        running = self.start(boot)
        for _ in range(round(hours * 6)):
            self.clock.wind(600)
            running.tick()
        return running


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    """A kiosk that was never on."""
    return Kiosk(tmp_path / "running.json")


def test_days_are_counted_as_the_earth_does_or_the_library(kiosk: Kiosk, tmp_path: Path) -> None:
    """A day is 24 hours of a kiosk that is never off, or eight, and then the plug."""
    assert kiosk.on("boot 1", 23.9).days == 0
    assert kiosk.on("boot 1", 48.2).days == 3
    by_day = Kiosk(tmp_path / "by-day.json")
    for day in range(5):
        assert by_day.on(f"boot {day}", 8).days == day


def test_a_machine_that_starts_over_and_over_counts_next_to_nothing(kiosk: Kiosk) -> None:
    """Nor does a program that starts over in one boot."""
    for start in range(20):
        running = kiosk.on(f"boot {start}", 1 / 6)
    assert running.days <= 1
    for _ in range(20):
        running = kiosk.on("the same boot", 1 / 6)
    assert running.days <= 1


def test_time_asleep_is_no_time_on(kiosk: Kiosk) -> None:
    """Nobody could read anything on a glass that was dark."""
    running = kiosk.on("boot 1", 1)
    kiosk.clock.wind(days=30)
    running.tick()
    assert running.days == 0


def test_where_the_boot_is_not_known_only_whole_days_count(kiosk: Kiosk) -> None:
    """Slower, never faster."""
    for _ in range(3):
        running = kiosk.on("", 7.9)
    assert running.days == 0
    assert kiosk.on("", 1).days == 1


DAMAGES = (
    *(b"", bytes(90), b"{", b"[]", b'{"format":2}', b'{"days":-1}', b'{"days":1e99}'),
    *(b'{"seconds":NaN}', b'{"jumped_from":"2018-01-01"}', b" " * 100_000, None),
)


@pytest.mark.parametrize("content", DAMAGES)
def test_a_damaged_file_is_none_and_said_to_be(kiosk: Kiosk, content: bytes | None) -> None:
    """Days are counted anew: what waits for days waits longer, and nothing goes early."""
    assert not kiosk.start("boot 1").was_damaged  # a missing one is that of a new kiosk
    if content is None:
        kiosk.file.mkdir()
    else:
        kiosk.file.write_bytes(content)
    running = kiosk.start("boot 1")
    assert running.was_damaged
    assert (running.days, running.stands, running.jumped_from) == (0, False, None)
    assert read(kiosk.file) is None
    kiosk.on("boot 1", 1)
    assert (read(kiosk.file) is not None) == (content is not None)


def test_a_disk_that_takes_nothing_does_not_stop_the_counting(kiosk: Kiosk) -> None:
    """It holds until the program ends."""
    kiosk.file.write_bytes(b"")
    kiosk.file /= "running.json"
    assert kiosk.on("boot 1", 24 * STANDS_DAYS + 1).stands


def test_a_jump_waits_for_staff_also_after_a_boot(kiosk: Kiosk) -> None:
    """The first moment before it is what they are shown."""
    before = datetime(2018, 10, 3, tzinfo=UTC)
    kiosk.file.write_text(UptimeFile(boot="boot 1", days=9).model_dump_json(), encoding="ascii")
    running = kiosk.start("boot 1")
    running.jump(before)
    running.jump(before.replace(year=2019))
    found = read(kiosk.file)
    assert found
    kiosk.file.write_text(found.model_copy(update={"days": 20}).model_dump_json(), encoding="ascii")
    again = kiosk.start("boot 2")
    assert again.jumped_from == before
    assert not again.stands
    again.settle()
    assert again.stands
    assert kiosk.start("boot 2").stands


def test_no_number_of_days_is_too_much(kiosk: Kiosk) -> None:
    """Whatever stands in the file, what was written is read again."""
    kiosk.file.write_text('{"format":1,"days":1000000,"seconds":86400}')
    days = kiosk.on("boot 1", 1).days
    assert (days, kiosk.start("boot 2").was_damaged) == (1_000_000, False)
