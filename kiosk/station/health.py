"""How a kiosk is: what staff read, a code says, and a stick carries away. Facts only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from kiosk.notices import Notice
from kiosk.station.last_error import Trouble

Trust: TypeAlias = Literal["hand", "network", "confirmed", "battery", "none", "jumped"]
"""Why the calendar is believed: set by hand, NTP, confirmed by staff, a battery clock. Or why not:
nothing speaks for it; it ran back or jumped."""

Need: TypeAlias = Literal[
    "full", "read-only", "stranded", "shelf", "media", "back", "store", "fading", "leaving",
    "wipe", "carry", "clock", "jump", "disk", "old", "place", "settings",
    "resting", "pin", "counts",
]  # fmt: skip
"""What needs a person: a disk that is full, or may not be written; sign-ups at a kiosk that follows
nobody any more; packs that cannot be read; files of a pack that are lost; the newest pack is
not on; sign-ups that cannot be read, are wiped soon unread, are wiped soon without a receipt, are
past their day and too many to go without a word, wait for long; a doubtful calendar; one that
jumped ahead and that nobody has looked at; a disk that is nearly full; old content; a place that is
not known; settings that cannot be read; photos or films that failed,
and are tried again later; counts of visits that cannot be read; a PIN that cannot
be read, and opens to nobody."""

Why: TypeAlias = Literal["stalled", "unread", "fault", "damaged"]
"""Why something rests: it stood still, or did not begin; it could not be read; the program failed
while it was on; its file is not what was signed, so that it stays out."""


@dataclass(frozen=True, slots=True)
class OnPack:
    """A pack, as Health tells of it."""

    exhibit: str
    title: str
    version: int
    made: datetime
    """By the publisher's clock."""


@dataclass(frozen=True, slots=True)
class Resting:
    """A photo or film that failed on the glass, and is left out of the loop for now."""

    kind: Literal["photo", "film"]
    cooperative: str | None
    """Its id; None: a picture behind the introduction."""
    why: Why
    name: str = ""
    """Of the cooperative."""


@dataclass(frozen=True, slots=True)
class Health:
    """How one kiosk is, at one moment. Nothing about visitors but how many signed up."""

    at: datetime
    """By the kiosk's own calendar, where it stands."""
    version: str
    """Of the program."""
    kiosk: str | None = None
    """Its id; None if it has none yet."""
    digits: str | None = None
    """Of the kiosk's own key: what the coordinator compares before taking its sign-ups."""
    demo: bool = False
    place: str | None = None
    pack: OnPack | None = None
    """What is on; None: the exhibit that ships."""
    publisher: str | None = None
    """Whom this kiosk is enrolled with."""
    fingerprint: str | None = None
    """Of the publisher's root key."""
    on_trial: bool = False
    """The pack is new, and its first ten minutes are not over."""
    turned_back: OnPack | None = None
    """The newest pack, if it is not on: the program did not stand with it, or staff went back."""
    disk_free_bytes: int | None = None
    """Where the home is; None if the disk does not say."""
    memory_free_bytes: int | None = None
    clock: Trust = "none"
    trouble: Trouble | None = None
    """The last warning or error in the journal."""
    waiting: int = 0
    """Sign-ups never carried away."""
    kept: int = 0
    """Sign-ups still here."""
    not_found: int = 0
    """Sign-ups whose file is not where it should be."""
    since: date | None = None
    """The day the oldest of those waiting was given, as far as is known."""
    last_bundle: date | None = None
    """The last day on which something was carried away."""
    number: str | None = None
    """A one-time number for who forgot the PIN; None if nobody asked for one."""
    needs: tuple[Need, ...] = ()
    """What needs a person; empty if all is well."""
    notices: tuple[Notice, ...] = ()
    """What happened, and nobody has seen yet."""
    resting: tuple[Resting, ...] = ()
    """What failed in the loop. Only the program that runs knows it."""

    @property
    def is_well(self) -> bool:
        """Whether nothing needs a person."""
        return not self.calls

    @property
    def calls(self) -> int:
        """How many things need a person, or that one looks."""
        return len(self.needs) + len(self.notices)
