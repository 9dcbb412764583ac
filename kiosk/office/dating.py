"""Whether the date of the coordinator's computer may be believed: what is deleted by it is gone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from kiosk import clock
from kiosk.errors import MachineError, UsageError
from kiosk.office import diary

MOST_AHEAD: Final = timedelta(days=120)
"""A date so far past the last evening is asked about: what it deletes does not come back."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """Whether the date of this computer may be believed, and by what."""

    now: datetime
    last: datetime | None
    """The last evening that was believed; None before the first."""
    evidence: bool
    """Whether the machine itself can say something for its clock."""
    is_confirmed: bool = False
    """Whether somebody said that the date is right."""

    def floor(self, newest: date | None) -> datetime | None:
        """A moment that has surely passed; `newest` is the newest day a kiosk was sure of."""
        if self.last is not None or newest is None:
            return self.last
        return datetime.combine(newest, time(), UTC)

    def before(self, newest: date | None) -> date | None:
        """Today, to refuse by what comes in; None if only the machine itself can say what it is."""
        is_first = self.last is None and not self.is_confirmed and newest is None
        return None if is_first else self.sure(newest)

    def day(self, newest: date | None) -> date:
        """The day to reckon with: today's; if that is doubted, one that surely has been."""
        floor = self.floor(newest)
        return self.now.date() if floor is None or self.believes(newest) else floor.date()

    def sure(self, newest: date | None) -> date | None:
        """Today, to delete by; None if that is doubted."""
        return self.now.date() if self.believes(newest) else None

    def is_behind(self, newest: date | None) -> bool:
        """Whether it is before a moment that has surely passed: so is no clock that is right."""
        floor = self.floor(newest)
        return floor is not None and self.now < floor

    def believes(self, newest: date | None) -> bool:
        """Whether it may be today's date, with `newest` of what came in."""
        floor = self.floor(newest)
        if self.is_confirmed or floor is None:
            return self.is_confirmed or self.evidence
        # Clocks differ by hours, and days by where on earth they are.
        return -_DAY <= self.now - floor <= MOST_AHEAD

    def doubt(self) -> MachineError:
        """A sentence: the date of this computer may be wrong."""
        day = self.now.date()
        return MachineError(
            f"the date of this computer may be wrong: {day}; nothing was deleted by date",
            f"set its clock; or if it is right, say so: --today {day}",
        )


def of(
    collection: Path, now: datetime, typed: datetime | None = None, *, last: datetime | None = None
) -> DateEvidence:
    """The evidence for today's date beside the collection in this file.

    `last` is the last evening, if somebody else than its diary remembers it. Raises UsageError if
    another day was `typed` than this computer shows.
    """
    if typed is not None and typed.date() != now.date():
        raise UsageError(
            f"for this computer it is {now.date()}, not {typed.date()}", "set its clock first"
        )
    return DateEvidence(
        now=now,
        last=diary.read(collection).last or last,
        evidence=bool(clock.evidence_of_machine()),
        is_confirmed=typed is not None,
    )
