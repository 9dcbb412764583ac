"""What a kiosk writes down, made without a kiosk: events in a chain, and sealed bytes."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from kiosk.keys.signing import Signer
from kiosk.signups import bundle, receipt
from kiosk.signups.code import Proof
from kiosk.signups.event import BEGINNING, Event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

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


class Logbook:
    """The events of one kiosk, from its first."""

    def __init__(self, kiosk: str = KIOSK, seed: bytes = b"kiosk" * 6 + b"ab") -> None:
        self.kiosk = kiosk
        self.signer = Signer(seed)
        self.events: list[Event] = []
        self.sealed: dict[int, bytes] = {}
        """Of the sign-ups whose bytes are still there, by number."""

    @property
    def _before(self) -> str:
        return self.events[-1].hash(self.kiosk) if self.events else BEGINNING

    def sign_up(self, id_: str, sealed: bytes) -> Event:
        """One more sign-up."""
        event = Event(
            number=len(self.events) + 1,
            kind="sign-up",
            id=id_,
            retention=RETENTION,
            sealed_sha256=hashlib.sha256(sealed).hexdigest(),
            before=self._before,
        )
        self.sealed[event.number] = sealed
        self.events.append(event)
        return event

    def withdraw(self, id_: str | Proof) -> Event:
        """One more withdrawal; the sealed bytes, if they are here, are deleted.

        With no more than an id it is of format 1, as older programs wrote it.
        """
        proof = id_ if isinstance(id_, Proof) else None
        id_ = id_.id if isinstance(id_, Proof) else id_
        event = Event(
            number=len(self.events) + 1,
            kind="withdrawal",
            id=id_,
            retention=None,
            sealed_sha256=None,
            before=self._before,
            format=2 if proof else 1,
            proof=proof.secret if proof else None,
            code=proof.code if proof else None,
        )
        for one in self.events:
            if one.id == id_:
                self.sealed.pop(one.number, None)
        self.events.append(event)
        return event

    def header(self, first: int = 1, last: int | None = None) -> bundle.Header:
        """The header over the events from `first` to `last`."""
        return bundle.header(
            self.events[first - 1 : last],
            self.sealed,
            kiosk=self.kiosk,
            key=self.signer.public,
            demo=True,
        )

    def bundle(self, first: int = 1, last: int | None = None) -> bytes:
        """The bundle of those events."""
        header = self.header(first, last)
        sealed = {event.number: self.sealed[event.number] for event in header.kept}
        return bundle.write(header, sealed, self.signer)


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
