"""When sign-ups of which no receipt ever came go from a kiosk by date. Slowly, and never silently.

A receipt wipes at once; a date is less sure. So, in this order:

- the calendar must be believed, and its date have stood for some days of running (`uptime`);
- staff must have been told of each sign-up for `TOLD_DAYS` days on which the kiosk was on;
- no more go in one day than a person would expect (`most`): for more, staff are asked.

What is told, and for how many days, lies in one file. A damaged one is none: then it is told anew.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk import files
from kiosk.errors import MachineError
from kiosk.signups.event_rows import WARNED_BEFORE

if TYPE_CHECKING:
    from kiosk.signups.store import Store
from kiosk.uptime import Uptime

log = logging.getLogger(__name__)

TOLD_DAYS: Final = 30
"""So many days of running staff are told of a sign-up before it goes."""
MOST: Final = 20
"""No more go in one day of running without asking staff."""
FEW: Final = 5
"""So few may always go."""
_MAX_BYTES: Final = 8 << 20

_Days = Annotated[int, Field(ge=0, le=1_000_000)]
_Numbers = dict[str, list[_Days]]
"""By kiosk."""


class _ExpiryFile(BaseModel):
    """The file: for how many days staff were told of each sign-up."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal[1] = 1
    counted: _Days = 0
    """The day of running up to which was counted."""
    told: dict[str, dict[str, _Days]] = {}
    """By kiosk and number: for how many days of running it was told."""
    wiped: _Days = 0
    """How many went on that day of running already."""
    asked: _Numbers = {}
    """What waits for a word of staff."""
    allowed: _Numbers = {}
    """What staff let go."""


def to_confirm(file: Path) -> int:
    """How many sign-ups wait for a word of staff before they go. Changes nothing."""
    found = _read(file)
    return _count(found.asked) if found else 0


def most(kept: int) -> int:
    """How many of so many may go in one day without a question: few, or a tenth, and never many."""
    return max(FEW, min(MOST, kept // 10))


class Expiry:
    """Lets sign-ups go by date. For any thread; the stores are the caller's to guard."""

    def __init__(self, file: Path, running: Uptime) -> None:
        """Read `file`, where the days of telling are kept; `running` counts days."""
        self._file = file
        self._running = running
        self._guard = threading.Lock()
        found = _read(file)
        self.was_damaged = found is None and file.exists()
        """Whether there was something that could not be understood."""
        self._kept = found or _ExpiryFile(counted=running.days)

    @property
    def to_confirm(self) -> int:
        """How many sign-ups wait for a word of staff; 0: nobody is asked."""
        return _count(self._kept.asked)

    def allow(self) -> None:
        """Staff let go what they were asked about. It goes with the next `keep`."""
        with self._guard:
            if self._kept.asked:
                self._keep(allowed=self._kept.asked, asked={})

    def keep(self, stores: Sequence[Store], today: date) -> int:
        """Count another day that was told; wipe what may go. How many were wiped.

        `today` must come from a calendar that is believed. Raises StoreError.
        """
        with self._guard:
            if not self._running.stands:
                if self._kept.asked or self._kept.allowed:
                    self._keep(asked={}, allowed={})  # it was asked by another date
                return 0
            self._tell(stores, today)
            ripe = {
                store.kiosk: {
                    number
                    for number, _ in store.due(today)
                    if self._days_told(store, number) >= TOLD_DAYS
                }
                for store in stores
            }
            allowed = {
                kiosk: found.intersection(self._kept.allowed.get(kiosk, ()))
                for kiosk, found in ripe.items()
            }
            more = {kiosk: found - allowed[kiosk] for kiosk, found in ripe.items()}
            wiped = self._kept.wiped + _count(more)
            asks = wiped > most(sum(store.counts().kept for store in stores)) and bool(_count(more))
            goes = allowed if asks else ripe
            asked = {kiosk: sorted(found) for kiosk, found in more.items() if found and asks}
            if asked != self._kept.asked:
                self._keep(asked=asked)
            if _count(more) and not asks:
                self._keep(wiped=wiped)
            return sum(
                store.expire(today, only=goes[store.kiosk]) for store in stores if goes[store.kiosk]
            )

    def _tell(self, stores: Sequence[Store], today: date) -> None:
        """One day more for what is told today; what is told no more begins anew."""
        days = self._running.days - self._kept.counted
        if days == 0:
            return
        told = {
            store.kiosk: {
                str(number): self._days_told(store, number) + (days > 0)
                for number, _ in store.due(today + WARNED_BEFORE)
            }
            for store in stores
        }
        self._keep(counted=self._running.days, told=told, wiped=0)

    def _days_told(self, store: Store, number: int) -> int:
        return self._kept.told.get(store.kiosk, {}).get(str(number), 0)

    def _keep(self, **values: object) -> None:
        self._kept = self._kept.model_copy(update=values)
        try:
            files.replace(self._file, self._kept.model_dump_json().encode() + b"\n")
        except MachineError as error:
            # In memory it holds; a disk that takes nothing is told elsewhere.
            log.debug("%s: %s", self._file.name, error)


def _count(numbers: Mapping[str, Collection[int]]) -> int:
    return sum(map(len, numbers.values()))


def _read(file: Path) -> _ExpiryFile | None:
    try:
        return _ExpiryFile.model_validate_json(files.read(file, _MAX_BYTES))
    except (OSError, ValidationError):
        return None
