"""How many days this kiosk was on, and for how many of them its date has stood. No calendar asked.

A calendar may be wrong by years; a stopwatch and the number of boots are not. A day is over after
24 hours of running, or at a boot after six: a kiosk that is switched off every night counts as the
library does, one that is never off as the earth does, and a machine that starts over and over
counts next to nothing. Time in which the machine slept is not counted.
"""

import logging
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from kiosk import files
from kiosk.clock import Clock
from kiosk.errors import MachineError

log = logging.getLogger(__name__)

STANDS_DAYS: Final = 3
"""So many days of running a date must have stood, undisputed, before anything is wiped by it."""

_DAY_SECONDS: Final = 86_400
_MOST_DAYS: Final = 1_000_000
_SHORT_DAY_SECONDS: Final = 6 * 3600
"""A day that ends with the plug being pulled has at least so many."""
_SLEPT_SECONDS: Final = 900
"""Between two ticks, seconds apart, so much passes only where the machine slept."""
_WRITE_SECONDS: Final = 600
_MAX_BYTES: Final = 4 << 10


class UptimeFile(BaseModel):
    """The file of a kiosk's uptime."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal[1] = 1
    boot: Annotated[str, Field(max_length=200)] = ""
    """The last boot it ran in; empty where the machine does not tell."""
    days: Annotated[int, Field(ge=0, le=_MOST_DAYS)] = 0
    """Whole days it was on."""
    seconds: Annotated[float, Field(ge=0, le=_DAY_SECONDS)] = 0
    """Of the day that is not over."""
    since: Annotated[int, Field(ge=0, le=_MOST_DAYS)] = 0
    """How many days it had been on when its date was last disputed."""
    jumped_from: AwareDatetime | None = None
    """The last moment before a jump forward that nobody has confirmed."""
    wrong_pack: AwareDatetime | None = None
    """When a pack says that it was made, of which staff say that this cannot be."""


def read(file: Path) -> UptimeFile | None:
    """What `file` says; None if nothing that can be understood. Nothing is changed."""
    try:
        return UptimeFile.model_validate_json(files.read(file, _MAX_BYTES))
    except (OSError, ValidationError):
        return None


class Uptime:
    """Counts the days that a kiosk was on. For any thread; one program at a time."""

    def __init__(self, file: Path, clock: Clock, boot: str) -> None:
        """Go on from `file` in this `boot` (see `station.boot.boot`); empty: the boot is not known.

        A damaged file is none: then days are counted anew, and what waits for days waits longer.
        """
        self._file = file
        self._clock = clock
        self._guard = threading.Lock()
        found = read(file)
        self.was_damaged = found is None and file.exists()
        """Whether there was something that could not be understood."""
        self._kept = found or UptimeFile()
        if self._kept.since > self._kept.days:
            self._kept = self._kept.model_copy(update={"since": self._kept.days})
        self._ticked = clock.seconds()
        self._written = self._ticked - _WRITE_SECONDS
        if boot != self._kept.boot:
            over = bool(boot) and self._kept.seconds >= _SHORT_DAY_SECONDS
            days, seconds = self._kept.days, self._kept.seconds
            self._take(boot=boot, days=days + over, seconds=0 if over else seconds)

    @property
    def days(self) -> int:
        """Whole days it was on."""
        return self._kept.days

    @property
    def stands(self) -> bool:
        """Whether the date has stood for long enough to wipe something by it."""
        kept = self._kept
        return kept.jumped_from is None and kept.days - kept.since >= STANDS_DAYS

    @property
    def jumped_from(self) -> datetime | None:
        """The last moment before a jump that nobody has confirmed."""
        return self._kept.jumped_from

    @property
    def wrong_pack(self) -> datetime | None:
        """When a pack says it was made, of which staff say that this cannot be."""
        return self._kept.wrong_pack

    def tick(self) -> None:
        """Let time pass. Call it at least every few minutes; the disk is written now and then."""
        with self._guard:
            now = self._clock.seconds()
            passed, self._ticked = now - self._ticked, now
            if 0 < passed < _SLEPT_SECONDS:
                over, seconds = divmod(self._kept.seconds + passed, _DAY_SECONDS)
                self._take(days=self._kept.days + int(over), seconds=seconds)
            if now - self._written >= _WRITE_SECONDS:
                self._write()

    def dispute(self) -> None:
        """The date is another than it was: from now on the new one has to stand."""
        self._keep(since=self._kept.days)

    def jump(self, before: datetime) -> None:
        """The date jumped forward; `before` was the last moment. It waits for a word of staff."""
        if self._kept.jumped_from is None:
            self._keep(since=self._kept.days, jumped_from=before.astimezone(UTC))

    def settle(self) -> None:
        """A jump is one no more: staff have seen the date and say it is right, or it went back."""
        if self._kept.jumped_from is not None:
            self._keep(jumped_from=None)

    def disbelieve(self, made: datetime) -> None:
        """Staff say that a pack cannot have been made then: it was a clock that was ahead."""
        self._keep(wrong_pack=made.astimezone(UTC))

    def _keep(self, **values: object) -> None:
        with self._guard:
            self._take(**values)
            self._write()

    def _take(self, **values: object) -> None:
        kept = self._kept.model_copy(update=values)
        self._kept = kept.model_copy(update={"days": min(kept.days, _MOST_DAYS)})

    def _write(self) -> None:
        self._written = self._clock.seconds()
        try:
            files.replace(self._file, self._kept.model_dump_json().encode() + b"\n")
        except MachineError as error:
            # In memory it holds; a disk that takes nothing is told elsewhere.
            log.debug("%s: %s", self._file.name, error)
