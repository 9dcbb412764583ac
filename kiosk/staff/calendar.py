""""Klopt deze datum?" — what staff say of the date, until the machine boots again.

The machine's own clock is never touched: what staff set is kept as an offset to it. When network
time comes in afterwards the machine knows better, and the offset is let go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from pathlib import Path

    from kiosk.clock import Clock, Evidence


class Calendar:
    """The word of the staff on one machine."""

    def __init__(self, file: Path, machine: Clock, boot: str) -> None:
        """Read what was said since this `boot` (see `boot.boot`); empty: the boot is not known.

        `machine` is the clock as it is, without our offset. A damaged file is no word at all.
        """
        raise NotImplementedError

    @property
    def is_confirmed(self) -> bool:
        """Whether staff have said since boot that the date is right, or set it."""
        raise NotImplementedError

    def offset(self) -> timedelta:
        """What is added to the machine's clock: `clock.CorrectedClock(machine, calendar.offset)`."""
        raise NotImplementedError

    def confirm(self, floor: datetime | None) -> None:
        """The date on the glass is right.

        Raises UsageError if it cannot be: before `floor`, the latest moment known to have passed,
        or far past it (see `clock.trusted`); MachineError if it cannot be kept.
        """
        raise NotImplementedError

    def set(self, moment: datetime, floor: datetime | None) -> None:
        """It is this moment now, in any time zone. Raises as `confirm` does.

        Raises UsageError too while network time keeps the machine's clock.
        """
        raise NotImplementedError

    def heed(self, evidence: Evidence) -> Evidence:
        """The machine's evidence, and the staff's word with it. Lets go of an offset that NTP mends.

        Call it with every new `clock.evidence_of_machine`.
        """
        raise NotImplementedError
