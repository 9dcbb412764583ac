"""Sign-ups to a stick, and receipts from it, while visitors go on: with a ledger of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from kiosk.errors import KioskError
    from kiosk.paths import Home


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many sign-ups are here, for the staff corner. Counts only."""

    waiting: int = 0
    """Never carried away."""
    kept: int = 0
    """Still here: also what was carried, but of which no receipt came."""
    since: date | None = None
    """The day the oldest of those waiting was given, as far as is known."""
    last_bundle: date | None = None
    """The last day on which something was carried away, as far as is known."""
    fading: int = 0
    """Of those waiting, how many reach their last day within 30 days."""
    leaving: int = 0
    """Of those carried, how many are wiped within 30 days, because no receipt came."""
    faults: tuple[KioskError, ...] = ()
    """What is wrong with stores here: the counts are without them."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one stick brought and took. Whatever happened, it can all be done again."""

    sign_ups: int = 0
    """So many sign-ups lie on the stick now, in bundles that have not arrived."""
    new: int = 0
    """So many bundles were written now."""
    there: int = 0
    """So many lay there already, whole."""
    receipts: int = 0
    """So many receipts of the coordinator were taken; also those taken before."""
    wiped: int = 0
    """Sign-ups that arrived, and were deleted here now."""
    refused: tuple[tuple[str, KioskError], ...] = ()
    """Files that are no receipt for this kiosk, and why."""
    status: bool = False
    """Whether the state of this kiosk and its tally lie on the stick."""
    faults: tuple[KioskError, ...] = ()
    """What went wrong, here or with the stick; empty if nothing did."""

    @property
    def is_whole(self) -> bool:
        """Whether everything that should be on the stick is there."""
        return not self.faults


def waiting(
    home: Home, *, machine: str, demo: bool, today: date | None, retention_days: int | None
) -> Waiting:
    """What waits to be carried away. May take a moment: on a worker. Raises nothing of a disk.

    `today` is None where the calendar is doubtful. `retention_days` are those of the enrolled
    publisher's terms: they tell when a sign-up was given. Raises UsageError if `demo` does not
    fit the home.
    """
    raise NotImplementedError


def carry(  # noqa: PLR0913 - all that it depends on is passed in
    home: Home,
    stick: Path,
    *,
    machine: str,
    demo: bool,
    receipt_key: str | None,
    today: date | None,
    status: Callable[[], bytes] | None = None,
) -> Result:
    """Take the receipts on the stick, then write all that has not arrived, then how this kiosk is.

    On a worker. Only receipts that the owner of `receipt_key` signed count: None takes none.
    `today` is None where the calendar is doubtful. `status` is asked when all else is done.
    A stick that is full or pulled out, a store that fails: both are in the result. Raises
    UsageError if `demo` does not fit the home.
    """
    raise NotImplementedError
