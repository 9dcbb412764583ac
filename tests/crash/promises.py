"""What visitors and staff were told, and what of it turns out not to be so."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from kiosk.signups.event import BEGINNING, Event
from kiosk.signups.store import Store


@dataclass(slots=True)
class Promises:
    """Everything one kiosk said, from its first start."""

    begun: set[str] = field(default_factory=set)
    """Sign-ups that somebody began to save."""
    saved: set[str] = field(default_factory=set)
    """Sign-ups acknowledged: these may never be lost."""
    leaving: set[str] = field(default_factory=set)
    """Sign-ups that somebody began to take back: they may be there or not."""
    left: set[str] = field(default_factory=set)
    """Sign-ups whose withdrawal was acknowledged: these may never come back."""
    carried: set[str] = field(default_factory=set)
    """Paths of bundles that were said to lie on the stick."""
    receipts: int = 0
    """Times that receipts were taken."""
    failures: list[str] = field(default_factory=list)
    """Sentences in which the kiosk said that it cannot."""
    faults: list[str] = field(default_factory=list)
    """What may never happen, and did."""

    def hear(self, lines: Iterable[str], *, in_doubt: bool = False) -> None:
        """Remember what a crowd told.

        What is told after the power went is in doubt: it was begun, and need not be done.
        """
        for line in lines:
            what, _, rest = line.partition(" ")
            if in_doubt and what == "done":
                continue
            act, _, about = rest.partition(" ")
            if what == "fault":
                self.faults.append(rest)
            elif what == "failed":
                self.failures.append(rest)
            elif act == "sign-up":
                (self.begun if what == "begin" else self.saved).add(about)
            elif act == "withdrawal":
                (self.leaving if what == "begin" else self.left).add(about)
            elif act == "carrying" and about:
                self.carried.add(about)
            elif act == "receipts":
                self.receipts += what == "done"


@dataclass(frozen=True, slots=True)
class Log:
    """What one store holds."""

    kiosk: str
    events: Sequence[Event]
    sealed: frozenset[int]
    """Numbers of the events whose sealed bytes are there, and are the right ones."""

    @classmethod
    def of(cls, store: Store) -> Log:
        """All of an open store."""
        events = store.events(1, store.last_number)
        sealed = frozenset(
            event.number
            for event in events
            if (content := store.sealed(event.number)) is not None
            and hashlib.sha256(content).hexdigest() == event.sealed_sha256
        )
        return cls(store.kiosk, events, sealed)


def broken(promises: Promises, log: Log, arrived: Collection[str] = ()) -> list[str]:
    """Every promise that a kiosk did not keep; `arrived` are sign-ups the coordinator has."""
    return [
        *_chain(log.kiosk, log.events),
        *_twice(log.events),
        *_lost(promises, log, arrived),
        *_strange(promises, log.events),
    ]


def _chain(kiosk: str, events: Sequence[Event]) -> list[str]:
    """Each event takes the next number, and the hash of the one before."""
    faults: list[str] = []
    before = BEGINNING
    for number, event in enumerate(events, 1):
        if event.number != number:
            return [*faults, f"number {number} is missing"]
        if event.before != before:
            faults.append(f"the chain breaks before number {number}")
        before = event.hash(kiosk)
    return faults


def _twice(events: Sequence[Event]) -> list[str]:
    seen: set[tuple[str, str]] = set()
    faults = []
    for event in events:
        if (event.kind, event.id) in seen:
            faults.append(f"twice: {event.kind} {event.id}")
        seen.add((event.kind, event.id))
    return faults


def _lost(promises: Promises, log: Log, arrived: Collection[str]) -> list[str]:
    numbers = {event.id: event.number for event in log.events if event.kind == "sign-up"}
    gone = {event.id for event in log.events if event.kind == "withdrawal"}
    kept = {id_ for id_, number in numbers.items() if number in log.sealed}
    tests: dict[str, Callable[[str], bool]] = {
        "lost": lambda id_: id_ in promises.saved and id_ not in numbers,
        "wiped": lambda id_: id_ in numbers and id_ not in kept | gone and id_ not in arrived,
        "taken back, but not gone": lambda id_: id_ in promises.left and id_ not in gone,
        "gone, but kept": lambda id_: id_ in gone & kept,
    }
    return [
        f"{fault}: {id_}"
        for fault, holds in tests.items()
        for id_ in sorted(promises.begun | set(numbers))
        if holds(id_)
    ]


def _strange(promises: Promises, events: Iterable[Event]) -> list[str]:
    """Nothing is there that nobody ever began."""
    begun = {"sign-up": promises.begun, "withdrawal": promises.leaving}
    return [
        f"nobody began: {event.kind} {event.id}"
        for event in events
        if event.id not in begun.get(event.kind, ())
    ]
