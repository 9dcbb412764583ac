"""What a kiosk writes down, made without a kiosk: events in a chain, and sealed bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kiosk.keys.signing import Signer
from kiosk.signups import bundle, receipt
from kiosk.signups.code import Proof
from kiosk.signups.event import BEGINNING, Event
from kiosk.signups.store import Store

KIOSK = "k-ab12cd34"
RETENTION = date(2019, 10, 1)


def acknowledge(stick: Path, signer: Signer) -> None:
    """Lay a receipt for everything on the stick onto it."""
    arrived: dict[str, list[receipt.Entry]] = {}
    for path in stick.rglob("*.tar"):
        header = bundle.read(path.read_bytes()).header
        entries = [(event.number, event.id, event.hash(header.kiosk)) for event in header.events]
        arrived.setdefault(header.kiosk, []).extend(entries)
    (stick / receipt.FOLDER).mkdir(exist_ok=True)
    for portion in receipt.portions(arrived, datetime(2018, 10, 5, tzinfo=UTC)):
        content = receipt.write(portion, signer)
        (stick / receipt.FOLDER / receipt.name(content)).write_bytes(content)


def entries(store: Store, *numbers: int) -> list[receipt.Entry]:
    """How a receipt names these events of a store; all of them if no number is given."""
    return [
        (event.number, event.id, event.hash(store.kiosk))
        for event in store.events(1, 9999)
        if not numbers or event.number in numbers
    ]


class Logbook:
    """The events of one kiosk, from its first."""

    def __init__(
        self, kiosk: str = KIOSK, seed: bytes = b"kiosk" * 6 + b"ab", *, demo: bool = True
    ) -> None:
        self.kiosk = kiosk
        self.signer = Signer(seed)
        self.demo = demo
        self.events: list[Event] = []
        self.sealed: dict[int, bytes] = {}
        """Of the sign-ups whose bytes are still there, by number."""

    def sign_up(
        self, id_: str, sealed: bytes, retention: date = RETENTION, *, doubtful: bool = False
    ) -> Event:
        """One more sign-up."""
        self.sealed[len(self.events) + 1] = sealed
        return self._append(
            kind="sign-up",
            id=id_,
            retention=retention,
            sealed_sha256=hashlib.sha256(sealed).hexdigest(),
            format=2 if doubtful else 1,
            doubtful=doubtful,
        )

    def withdraw(self, what: str | Proof) -> Event:
        """One more withdrawal; the sealed bytes, if they are here, are deleted.

        With no more than an id it is of format 1, as older programs wrote it.
        """
        if isinstance(what, str):
            return self._end(what, kind="withdrawal")
        proof = {"format": 2, "proof": what.secret, "code": what.code}
        return self._end(what.id, kind="withdrawal", **proof)

    def expire(self, event: Event) -> Event:
        """Keep a sign-up no longer."""
        return self._end(event.id, kind="expiry")

    def _end(self, id_: str, **event: Any) -> Event:
        for one in self.events:
            if one.id == id_:
                self.sealed.pop(one.number, None)
        return self._append(id=id_, retention=None, sealed_sha256=None, **event)

    def _append(self, **event: Any) -> Event:
        before = self.events[-1].hash(self.kiosk) if self.events else BEGINNING
        self.events.append(Event(number=len(self.events) + 1, before=before, **event))
        return self.events[-1]

    def header(
        self, first: int = 1, last: int | None = None, carrier: Logbook | None = None
    ) -> bundle.Header:
        """The header over the events from `first` to `last`; `carrier` signs if its key is lost."""
        return bundle.header(
            self.events[first - 1 : last],
            self.sealed,
            kiosk=self.kiosk,
            key=(carrier or self).signer.public,
            demo=self.demo,
            carrier=carrier.kiosk if carrier else None,
        )

    def bundle(
        self, first: int = 1, last: int | None = None, carrier: Logbook | None = None
    ) -> bytes:
        """The bundle of those events."""
        header = self.header(first, last, carrier)
        sealed = {event.number: self.sealed[event.number] for event in header.sign_ups}
        return bundle.write(header, sealed, (carrier or self).signer)


def id_(number: int) -> str:
    """An id that differs for each number."""
    return proof_of(number).id


def proof_of(number: int) -> Proof:
    """What proves a withdrawal of the sign-up with that id, without a code."""
    return Proof(hashlib.sha256(str(number).encode()).hexdigest())


def busy(sealed: Sequence[bytes]) -> Logbook:
    """A log of sign-ups with these bytes; then the first is taken back, and one from elsewhere."""
    logbook = Logbook()
    for number, content in enumerate(sealed):
        logbook.sign_up(id_(number), content)
    logbook.withdraw(id_(0))
    logbook.withdraw(id_(-1))
    return logbook
