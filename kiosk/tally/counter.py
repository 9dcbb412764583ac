"""Counts one visit after the other, and never disturbs one: the disk is somebody else's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kiosk.tally.counts import Kind, Sums


class Counter:
    """Collects what a visit opens; a thread writes it down when the visit has ended.

    All calls return at once, and none raises: what the disk refuses is told in the journal.
    """

    def __init__(self, folder: Path) -> None:
        """Touches no disk yet."""
        raise NotImplementedError

    def opened(self, kind: Kind, cooperative: str | None = None) -> None:
        """Somebody opened this: once a visit is enough. The first begins a visit."""
        raise NotImplementedError

    def ended(self, day: date | None) -> None:
        """The visit is over; `day` is None where the calendar is doubtful. Without one: nothing."""
        raise NotImplementedError

    def sums(self) -> Sums | None:
        """All that was counted; None if the disk does not say. Waits for the disk: on a worker."""
        raise NotImplementedError

    def close(self, deadline_seconds: float) -> bool:
        """Write what waits; whether it was done in time."""
        raise NotImplementedError
