"""What the staff's corner asks of the rest of the kiosk, and of nobody else.

Each thing is small, so that a test hands in a simple one. Unless it says otherwise, a call may take
a while and is made on a worker; it raises KioskError when it cannot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from kiosk.notices import Kind
    from kiosk.packs.shelf_rows import Pack, Publisher
    from kiosk.settings import Settings
    from kiosk.station.carrying import Result, Waiting
    from kiosk.station.correction import Doubt
    from kiosk.station.health import Health
    from kiosk.station.inspection import Finding
    from kiosk.station.loading import State
    from kiosk.tally.counts import Sums
    from kiosk.usb.machine import Drive


class Gate(Protocol):
    """Keeps the PIN: `staff.pin.Pin`."""

    @property
    def is_set(self) -> bool:
        """Whether there is a PIN. At once."""

    @property
    def is_lost(self) -> bool:
        """Whether there is one that cannot be read: no digits open. At once."""

    def set(self, digits: str) -> None:
        """Keep this PIN. Raises UsageError for one that anybody would try first."""

    def try_(self, digits: str) -> bool:
        """Whether this is the PIN."""

    def pause_seconds(self) -> float:
        """How long nobody may try. At once."""


class Sticks(Protocol):
    """Knows which sticks are in: `usb.drives.Drives`."""

    def watch(self, changed: Callable[[tuple[Drive, ...]], None]) -> None:
        """Call `changed` now and whenever sticks come or go, on a thread of its own."""

    def writable(self, drive: Drive) -> Drive:
        """The same stick, to be written."""

    def eject(self, drive: Drive) -> None:
        """Write what is still in memory, and let go of it."""


class Loads(Protocol):
    """Loads packs on a thread of its own: `station.loading.Loader`. Its calls return at once."""

    @property
    def state(self) -> State:
        """What it is doing."""

    def listen(self, changed: Callable[[State], None]) -> None:
        """Call `changed` at each new state, on whichever thread."""

    def offer(self, path: Path) -> None:
        """Look at the stick with this root."""

    def load(self, *, trust: str | None = None, other: bool = False) -> None:
        """Load what is offered."""

    def cancel(self) -> None:
        """Stop."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the shelf holds."""

    on: Pack | None = None
    """None: the exhibit that ships."""
    previous: Pack | None = None
    """What one tap would go back to."""
    publisher: Publisher | None = None
    """Whom this kiosk is enrolled with."""
    given_up: Pack | None = None
    """What was turned back from at this start, because the program did not stand with it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What the kiosk takes for now."""

    local: datetime
    """Date and time as the library's own clocks show them, without a zone."""
    trusted: bool
    jumped: bool = False
    """It jumped ahead, and no staff have looked at it yet."""


class Confirm(Protocol):
    """Takes the date on the glass for right."""

    def __call__(self, *, sure: bool = False) -> None:
        """Raises UsageError for an odd date that nobody is `sure` of."""


class SetMoment(Protocol):
    """Takes this moment for now."""

    def __call__(self, local: datetime, *, sure: bool = False) -> None:
        """Raises UsageError for an odd one that nobody is `sure` of, or with network time."""


@dataclass(frozen=True, slots=True)
class Duties:
    """Everything the corner can do. Made once, in `cli/run.py`."""

    pin: Gate
    drives: Sticks
    loader: Loads
    look: Callable[[Path], Finding]
    """What is on the stick with this root, for us."""
    kiosk: Callable[[], str]
    """The id that Health shows."""
    number: Callable[[], str]
    """The one-time number for who forgot the PIN."""
    unlock: Callable[[Path], bool]
    """Forget the PIN if the stick with this root has the file for it; whether it had."""
    standing: Callable[[], Standing]
    back: Callable[[], object]
    """Turn to the previous pack. Raises UsageError if there is none."""
    forget: Callable[[], object]
    """Follow the publisher no more: what ships is shown, until somebody else is accepted."""
    waiting: Callable[[], Waiting]
    carry: Callable[[Path], Result]
    """Take receipts from the stick with this root, and write sign-ups and counts on it."""
    settings: Callable[[], Settings]
    change: Callable[[Mapping[str, object]], None]
    """Replace these settings on the disk."""
    moment: Callable[[], Moment]
    """At once, on the UI thread."""
    doubt: Callable[[datetime | None], Doubt | None]
    """What is odd about this moment by the library's own clocks; None: the one on the glass. At
    once. What is odd is asked a second time."""
    confirm: Confirm
    """Staff say that the date is right."""
    set_moment: SetMoment
    """It is this moment now, by the library's own clocks."""
    wipe: Callable[[], int]
    """Staff let sign-ups go that are past their day (see `Waiting.asked`). How many went."""
    sums: Callable[[], Sums]
    """The tally."""
    health: Callable[[], Health]
    notices_seen: Callable[[tuple[Kind, ...]], None]
    """Staff have read the notices of these kinds."""
    renew: Callable[[], None]
    """Show what shelf and settings say now. On the UI thread, and only while nobody is there."""
    restart: Callable[[], None]
    """End the program in order, to be started anew. On the UI thread."""
