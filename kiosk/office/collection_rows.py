"""What goes into the coordinator's collection, and what comes out: row by row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kiosk.office.facts import Columns
from kiosk.signups.event import Event


@dataclass(frozen=True, slots=True)
class Arrival:
    """A sign-up that came in, was opened once, and is kept sealed."""

    event: Event
    sealed: bytes
    facts: Columns


@dataclass(frozen=True, slots=True)
class SealedSignUp:
    """A sign-up in the collection, still sealed."""

    id: str
    kiosk: str
    number: int
    retention: date | None
    """The last day it may be kept; None where only a doubtful one is known."""
    sealed: bytes
    sealed_sha256: str
    """What their hash was when they came."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A sign-up that was kept, and is taken back. Short-lived: only to tell whose it was."""

    kiosk: str
    number: int
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BundleChange:
    """What one bundle changed."""

    new: int
    """Sign-ups that are kept now and were not."""
    withdrawn: int
    """Sign-ups that were taken back now, whether they had come or not."""
    removed: tuple[Removal, ...]
    """Those of them that had come."""
    ambiguous: frozenset[str]
    """Ids in the bundle that came with more than one content from its kiosk."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one kiosk says was taken back of another's sign-ups, and cannot prove."""

    by: str
    """Who says so."""
    kiosk: str
    """Whose sign-ups these are."""
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in the collection; `hash` is what a receipt names it by."""

    number: int
    hash: str
    kind: str
    id: str
    before: str
    sealed_sha256: str | None
    retention: date | None
    """The last day a sign-up may be kept; None also where only a doubtful one is known."""
    kept: bool
    """Whether its sealed bytes are here."""
    withdrawn: bool
    """Whether its sign-up was taken back."""


def of_events(kiosk: str, events: Sequence[Event]) -> list[tuple[str | int | None, ...]]:
    """The rows of one bundle's events: in order, each tied to the one before."""
    hashes = [event.before for event in events[1:]] + [event.hash(kiosk) for event in events[-1:]]
    return [
        (
            kiosk,
            event.number,
            hash_,
            event.kind,
            event.id,
            event.retention.isoformat() if event.retention else None,
            event.sealed_sha256,
            event.before,
            event.format,
            event.proof,
            event.code,
            event.doubtful,
        )
        for event, hash_ in zip(events, hashes, strict=True)
    ]


def of_sign_up(kiosk: str, arrival: Arrival) -> tuple[str | int | bytes | None, ...]:
    """The row of a sign-up."""
    event = arrival.event
    retention = event.retention.isoformat() if event.retention else ""
    key = (event.id, event.sealed_sha256, kiosk, event.number, retention)
    return (*key, *arrival.facts, arrival.sealed, event.doubtful)
