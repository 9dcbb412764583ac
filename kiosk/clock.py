"""What time it is. Nothing else in the kiosk asks the operating system.

When the calendar may be believed is decided here too: see `trusted`.
"""

import ctypes
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol

MAX_AHEAD = timedelta(days=400)
"""A calendar further past the floor than this is not believed: no kiosk sleeps for a year."""
JUMP = timedelta(days=7)
"""A calendar further past the last run than this is shown to staff before it wipes anything."""
EARLIEST = datetime(1970, 1, 3, tzinfo=UTC)
LATEST = datetime(9900, 1, 1, tzinfo=UTC)
"""The clock of a machine says nothing outside these: any time zone, and any number of days that a
sign-up may be kept, can be added without leaving the calendar's years."""
_TIME_ERROR = 5


class Clock(Protocol):
    """Two clocks in one: a calendar for what is kept, a stopwatch for waiting."""

    def now(self) -> datetime:
        """The date and time, in UTC. May be wrong: an offline kiosk drifts."""

    def seconds(self) -> float:
        """Seconds since some moment in the past. Never runs backwards."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """The machine's calendar, within `EARLIEST` and `LATEST`."""
        try:
            return bounded(datetime.now(UTC))
        except (OverflowError, ValueError):
            return LATEST

    def seconds(self) -> float:
        """The machine's stopwatch, which goes on while the machine sleeps.

        Whoever wakes it must not find what the visitor before was typing. On Linux the monotonic
        clock stands still in sleep, and the boot clock does not (clock_gettime(2)); on Windows
        Python's monotonic clock goes on by itself.
        """
        if sys.platform == "linux":
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        return time.monotonic()


class CorrectedClock:
    """A clock whose calendar is wrong, and by how much staff have said."""

    def __init__(self, machine: Clock, offset: Callable[[], timedelta]) -> None:
        """Add what `offset` says at that moment to the calendar; the stopwatch is untouched."""
        self._machine = machine
        self._offset = offset

    def now(self) -> datetime:
        """The calendar, corrected; uncorrected where that would leave the calendar's years."""
        now = self._machine.now()
        try:
            return bounded(now + self._offset())
        except OverflowError:
            return now

    def seconds(self) -> float:
        """The stopwatch of the machine."""
        return self._machine.seconds()


class HandSetClock:
    """A calendar set by hand for a demonstration; it runs on from there."""

    def __init__(self, start: datetime, stopwatch: Clock) -> None:
        """Read `start` (in UTC) now, and run on by `stopwatch`."""
        self._start = start
        self._stopwatch = stopwatch
        self._began = stopwatch.seconds()

    def now(self) -> datetime:
        """The given moment, plus the time since."""
        return self._start + timedelta(seconds=self.seconds() - self._began)

    def seconds(self) -> float:
        """The stopwatch it was given."""
        return self._stopwatch.seconds()


def bounded(moment: datetime) -> datetime:
    """The moment, or the nearest that every calculation with dates can stand."""
    return max(EARLIEST, min(moment, LATEST))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a calendar might be believed."""

    battery_clock: bool = False
    """A battery clock was read at boot."""
    network_time: bool = False
    """NTP has synchronised since boot."""
    confirmed: bool = False
    """Staff have said since boot that the date is right."""
    hand_set: bool = False
    """The date was given on the command line for a demonstration: always believed."""

    def __bool__(self) -> bool:
        """Whether there is any evidence at all."""
        return self.battery_clock or self.network_time or self.confirmed


def evidence_of_machine(
    platform: str = sys.platform,
    clocks: Path = Path("/sys/class/rtc"),
    adjtimex: Callable[[object], int] | None = None,
) -> Evidence:
    """What this machine can say for its calendar. Anything that cannot be read is no evidence.

    On Linux the kernel tells in `clocks` whether it took its time from a battery clock, and
    adjtimex(2) whether NTP disciplines it: tests hand in their own.
    """
    if platform == "win32":
        # A PC that runs Windows has a battery clock.
        return Evidence(battery_clock=True)
    return Evidence(
        battery_clock=_read_at_boot(clocks), network_time=_synchronised(adjtimex or _adjtimex)
    )


def _read_at_boot(clocks: Path) -> bool:
    """Whether the kernel took its time from a battery clock (`hctosys`)."""
    try:
        return any(
            file.read_text(encoding="ascii").strip() == "1" for file in clocks.glob("rtc*/hctosys")
        )
    except (OSError, UnicodeDecodeError):
        return False


def _adjtimex(timex: object) -> int:
    """Ask the C library."""
    return int(ctypes.CDLL(None, use_errno=True).adjtimex(timex))


def _synchronised(adjtimex: Callable[[object], int]) -> bool:
    """Whether NTP disciplines the kernel's clock: adjtimex says TIME_ERROR where it does not."""
    try:
        # All zero asks without setting; struct timex has 208 bytes on 64-bit Linux, else fewer.
        state = adjtimex(ctypes.create_string_buffer(512))
    except (AttributeError, OSError):
        return False
    return 0 <= state < _TIME_ERROR


@dataclass(frozen=True, slots=True)
class DateDoubt:
    """Why a date is asked a second time before it is taken."""

    why: Literal["before", "ahead", "pack"]
    """It is before the last run; long after it; before the pack that is on was made."""
    known: datetime
    """That run, or when that pack was made."""


def date_doubt(
    moment: datetime, *, seen: datetime | None, made: datetime | None
) -> DateDoubt | None:
    """What is odd about a date that staff give; None if nothing is.

    `seen` is the last moment this kiosk was on, `made` when its pack was made; None is not known.
    Less than a day back is a clock that was a little ahead.
    """
    if made is not None and moment < made:
        return DateDoubt("pack", made)
    if seen is not None and moment < seen - timedelta(days=1):
        return DateDoubt("before", seen)
    if seen is not None and moment - seen > JUMP:
        return DateDoubt("ahead", seen)
    if seen is None and made is not None and moment - made > MAX_AHEAD:
        return DateDoubt("ahead", made)
    return None


def last_seen(path: Path) -> datetime | None:
    """The latest moment this kiosk knows to have passed, in UTC; None if it knows none."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return None
        seen = datetime.fromisoformat(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
    return bounded(seen) if seen.tzinfo is not None else None


def trusted(now: datetime, floor: datetime | None, evidence: Evidence) -> bool:
    """Whether `now` may be believed.

    `floor` is the latest moment known to have passed (pack date, last run, last export), or None.
    A calendar before it ran back; one far past it jumped. In between it still needs evidence.
    """
    if evidence.hand_set:
        return True
    return bool(evidence) and possible(now, floor)


def possible(now: datetime, floor: datetime | None) -> bool:
    """Whether it may be this late: not before `floor`, nor far past it."""
    return floor is None or timedelta() <= now - floor <= MAX_AHEAD
