"""The coordinator under test: collects what lies on the stick, and writes receipts."""

from collections import Counter
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from premises import TODAY, name_of
from promises import Promises

from kiosk.keys.keyring import Daily
from kiosk.office import merge
from kiosk.office.collection import Collection
from kiosk.signups import receipt, seal
from kiosk.signups.signup import SignUp

AT = datetime(2018, 10, 5, 20, tzinfo=UTC)


class Evening:
    """One coordinator with a collection of their own. Close it."""

    def __init__(self, file: Path, stick: Path, daily: Daily) -> None:
        self._file = file
        self._stick = stick
        self._daily = daily
        self.arrived: set[str] = set()
        """Sign-ups that were ever collected: a kiosk may wipe these, once it has its receipt."""

    @cached_property
    def _collection(self) -> Collection:
        """Made by who needs it first: most states of a disk are judged without one."""
        return Collection(self._file, demo=True, create=True)

    def close(self) -> None:
        """Close the collection, if there is one."""
        if "_collection" in vars(self):
            self._collection.close()

    def collect(self) -> list[str]:
        """Take what lies on the stick; what was refused of it, which is a fault."""
        collected = merge.collect(
            self._collection, [self._stick], self._daily, today=TODAY, admit=lambda _: True
        )
        self.arrived |= {row.id for row in self._collection.sign_ups()}
        return [
            *(f"{refusal.reason}: {refusal.file.name}" for refusal in collected.refused),
            *(f"cannot be read: {path.name}" for path in collected.unread),
        ]

    def write_receipts(self) -> None:
        """Say on the stick what arrived."""
        arrived = {
            kiosk: [
                (row.number, row.id, row.hash)
                for row in self._collection.events(kiosk)
                if row.kind != "sign-up" or row.kept or row.withdrawn
            ]
            for kiosk in self._collection.kiosks()
        }
        folder = self._stick / receipt.FOLDER
        folder.mkdir(exist_ok=True)
        for portion in receipt.portions(arrived, AT):
            content = receipt.write(portion, self._daily.receipt)
            (folder / receipt.name(content)).write_bytes(content)

    def broken(self, promises: Promises) -> list[str]:
        """Every promise a kiosk made that its coordinator, who has all of it now, sees broken."""
        kept = {row.id: row.sealed for row in self._collection.sign_ups()}
        return [
            *(f"lost: {id_}" for id_ in promises.saved - promises.leaving - set(kept)),
            *(f"gone, but kept: {id_}" for id_ in promises.left & set(kept)),
            *(f"nobody began: {id_}" for id_ in set(kept) - promises.begun),
            *(
                f"another's answers: {id_}"
                for id_, sealed in kept.items()
                if not self._is(id_, sealed)
            ),
            *(f"two contents: number {number}" for _, number in self._collection.conflicts()),
            *self._numbers(),
        ]

    def _is(self, id_: str, sealed: bytes) -> bool:
        """Whether this is what that visitor answered."""
        opened = SignUp.from_bytes(seal.unseal(sealed, self._daily.identity))
        return (opened.id, opened.name) == (id_, name_of(id_))

    def _numbers(self) -> list[str]:
        """Of each kiosk every number came once, and about each sign-up one event of a kind."""
        faults = []
        for kiosk in self._collection.kiosks():
            rows = list(self._collection.events(kiosk))
            if [row.number for row in rows] != list(range(1, len(rows) + 1)):
                faults.append(f"not every number of {kiosk} came just once")
            times = Counter((row.kind, row.id) for row in rows)
            faults += [f"twice: {kind} {id_}" for (kind, id_), so in times.items() if so > 1]
        return faults
