"""Where the counts are kept: rows that are only ever added, one for each thing a visit opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

    from kiosk.tally.counts import Day, OfCooperative, Opened, Sums


class Tally:
    """The counts of one kiosk, on its disk."""

    @classmethod
    def open(cls, folder: Path, *, make: bool = True) -> Self:
        """The tally in `folder`; `make` one if there is none. Raises MachineError."""
        raise NotImplementedError

    def add(self, day: date | None, opened: Collection[Opened]) -> None:
        """Count one visit, durable when this returns. Raises MachineError: then nothing of it is.

        `day` is None where the calendar is doubtful: it is counted, but nobody knows when.
        """
        raise NotImplementedError

    def since(self) -> date | None:
        """The first day that is known. Raises MachineError."""
        raise NotImplementedError

    def per_day(self) -> tuple[Day, ...]:
        """What was opened, by day. Raises MachineError."""
        raise NotImplementedError

    def per_cooperative(self) -> tuple[OfCooperative, ...]:
        """What was opened, by cooperative. Raises MachineError."""
        raise NotImplementedError

    def sums(self) -> Sums:
        """All of it, as it was at one moment. Raises MachineError."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the disk; again without harm."""
        raise NotImplementedError
