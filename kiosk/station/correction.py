"""What staff say of the date ("Klopt deze datum?"), until the machine boots again.

The machine's own clock is never touched: what staff set is kept as an offset to it. When network
time comes in afterwards the machine knows better, and the offset is let go.

No date is refused for ever: what seems impossible is asked a second time (`clock.date_doubt`), and
then taken. A kiosk that knew better than everybody at the library could never be mended there.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk import files
from kiosk.clock import Clock, Evidence, bounded
from kiosk.errors import MachineError, UsageError

log = logging.getLogger(__name__)

_MAX_BYTES = 1 << 10
_MOST_SECONDS = 10_000 * 366 * 86_400


class _Word(BaseModel):
    """What staff said, as it is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal[1] = 1
    boot: Annotated[str, Field(max_length=200)]
    """The boot it was said in; it holds for no other."""
    offset_seconds: Annotated[float, Field(ge=-_MOST_SECONDS, le=_MOST_SECONDS)]


class Correction:
    """The word of the staff on one machine. Threads may ask it; one of them tells it."""

    def __init__(self, file: Path, machine: Clock, boot: str) -> None:
        """Read what was said since this `boot` (see `boot.boot`); empty: the boot is not known.

        `machine` is the clock as it is, without our offset. A damaged file is no word at all.
        """
        self._file = file
        self._machine = machine
        self._boot = boot
        self._evidence = Evidence()
        self._word = _read(file, boot)

    @property
    def is_confirmed(self) -> bool:
        """Whether staff have said since boot that the date is right, or set it."""
        return self._word is not None

    def offset(self) -> timedelta:
        """What is added to the machine's clock: `CorrectedClock(machine, correction.offset)`."""
        return timedelta(seconds=self._word.offset_seconds if self._word else 0)

    def confirm(self) -> None:
        """The date on the glass is right. Raises UsageError if there is no such date.

        A disk that does not keep it is no fault: then it holds until the program ends.
        """
        self._say(self.offset())

    def set(self, moment: datetime) -> None:
        """It is this moment now, in any time zone. Raises as `confirm` does.

        Raises UsageError too while network time keeps the machine's clock.
        """
        if self._evidence.network_time:
            raise UsageError(
                "this machine has the time from the network",
                "if it is wrong, the time zone may be: ask who looks after the machine",
            )
        self._say(moment - self._machine.now())

    def corroborate(self, evidence: Evidence) -> Evidence:
        """The machine's evidence with the staff's word; lets go of an offset that NTP has mended.

        Call it with every new `clock.evidence_of_machine`.
        """
        self._evidence = evidence
        if evidence.network_time and self.offset():
            log.warning("network time has come in: the date that staff had set is let go")
            self._word = None
            try:
                self._file.unlink(missing_ok=True)
            except OSError as error:
                log.warning("%s could not be removed: %s", self._file.name, error.strerror)
        return replace(evidence, confirmed=evidence.confirmed or self.is_confirmed)

    def _say(self, offset: timedelta) -> None:
        """Hold it, and keep it for this boot if that is known and the disk takes it."""
        try:
            moment = self._machine.now() + offset
        except OverflowError as error:
            raise _no_such_date() from error
        if moment != bounded(moment):
            raise _no_such_date()
        self._word = _Word(boot=self._boot, offset_seconds=offset.total_seconds())
        if not self._boot:
            return
        try:
            files.replace(self._file, self._word.model_dump_json().encode() + b"\n")
        except MachineError as error:
            log.warning("the date holds until the program ends: %s", error)


def _no_such_date() -> UsageError:
    return UsageError("there is no such date", "look at the year as well")


def _read(file: Path, boot: str) -> _Word | None:
    """What was said since this boot, if anything."""
    try:
        word = _Word.model_validate_json(files.read(file, _MAX_BYTES))
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        log.warning("%s cannot be read, and is no word: %s", file.name, type(error).__name__)
        return None
    return word if boot and word.boot == boot else None
