"""Is all well with this kiosk? In words for staff, and as a code to photograph and send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.clock import Clock, Evidence
    from kiosk.packs.shelf import Shelf
    from kiosk.paths import Home
    from kiosk.settings import Settings
    from kiosk.staff.trouble import Trouble

Trust: TypeAlias = Literal["hand", "confirmed", "network", "battery", "none", "jumped"]
"""Why the calendar is believed: set by hand, confirmed by staff, NTP, a battery clock. Or why not:
nothing speaks for it, or it ran back or jumped."""

Need: TypeAlias = Literal[
    "clock", "disk", "store", "carry", "fading", "leaving", "back", "shelf", "media", "settings",
    "place", "tally",
]  # fmt: skip
"""What needs a person."""


@dataclass(frozen=True, slots=True)
class OnPack:
    """A pack, as Health tells of it."""

    exhibit: str
    title: str
    version: int
    made: date
    """By the publisher's clock."""


@dataclass(frozen=True, slots=True)
class Health:
    """How one kiosk is, at one moment. Nothing about visitors but how many signed up."""

    at: datetime
    """By the kiosk's own calendar, in UTC."""
    version: str
    """Of the program."""
    kiosk: str | None
    """Its id; None if it never took a sign-up."""
    place: str | None
    pack: OnPack | None
    """What is on; None: the exhibit that ships."""
    publisher: str | None
    """Whom this kiosk is enrolled with."""
    fingerprint: str | None
    """Of the publisher's root key."""
    on_trial: bool
    """The pack is new, and its first ten minutes are not over."""
    turned_back: OnPack | None
    """A pack that was given up at this start, because the program did not stand with it."""
    disk_free_bytes: int | None
    """Where the home is; None if the disk does not say."""
    memory_free_bytes: int | None
    clock: Trust
    trouble: Trouble | None
    """The last warning or error in the journal."""
    waiting: int
    """Sign-ups never carried away."""
    kept: int
    """Sign-ups still here."""
    since: date | None
    """The day the oldest of those waiting was given, as far as is known."""
    last_bundle: date | None
    number: str | None
    """A one-time number for who forgot the PIN; None if nobody asked for one."""
    needs: tuple[Need, ...]
    """What needs a person; empty if all is well."""

    @property
    def is_well(self) -> bool:
        """Whether nothing needs a person."""
        return not self.needs

    def words(self, language: str) -> tuple[tuple[str, str], ...]:
        """What there is to say, as (label, value) lines, those that need a person first."""
        raise NotImplementedError

    def qr_text(self) -> str:
        """All of it in a few ASCII signs, `KIOSK1|…`, for a QR code. `read_qr` reads it."""
        raise NotImplementedError


def gather(  # noqa: PLR0913 - all that it depends on is passed in
    home: Home,
    *,
    clock: Clock,
    trusted: bool,
    evidence: Evidence,
    settings: Settings | None,
    shelf: Shelf | None,
    machine: str,
    demo: bool,
    number: str | None = None,
) -> Health:
    """Look everywhere, and say how it is. May take a moment: on a worker. Raises no KioskError.

    `settings` is None if they cannot be read, `shelf` if it cannot be opened. `machine` is
    `identity.machine()`.
    """
    raise NotImplementedError


def read_qr(text: str) -> tuple[tuple[str, str], ...]:
    """What stands in the code, as (label, value) lines in English. Raises InputError."""
    raise NotImplementedError
