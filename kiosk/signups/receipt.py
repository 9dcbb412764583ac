"""A receipt: the coordinator's signed word that sign-ups arrived and lie in the backup.

A kiosk that meets one deletes the sealed bytes of just what it names. How it is signed: see
`envelope`. Beside receipts lie erasures: what the coordinator took back for somebody who asked.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from kiosk.errors import InputError, KioskError, UntrustedError
from kiosk.signups import envelope, erasure
from kiosk.signups.event import KioskId, Number, Sha256, SignUpId
from kiosk.stick import Folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from kiosk.keys.signing import Signer
    from kiosk.signups.store import Store

FORMAT: Final = 1
FOLDER = "KIOSK-RECEIPTS"
"""Where receipts lie on a stick."""
MAX_BYTES = envelope.MAX_BYTES
MAX_ENTRIES = 50_000
"""What arrived beyond this goes into a second receipt."""

Entry: TypeAlias = tuple[Number, SignUpId, Sha256]
"""One event that arrived: its number, the id of its sign-up, and `Event.hash`."""

_KIND: Final = envelope.Kind(
    "receipt", "this receipt", "copy it again, or ask the coordinator for a new one"
)


class Receipt(BaseModel):
    """What arrived, by kiosk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = FORMAT
    at: AwareDatetime
    """When it was written, by the coordinator's clock."""
    arrived: dict[KioskId, tuple[Entry, ...]]

    def of(self, kiosk: str) -> tuple[Entry, ...]:
        """What arrived of one kiosk's events."""
        return self.arrived.get(kiosk, ())


def portions(arrived: Mapping[str, Sequence[Entry]], at: datetime) -> Iterator[Receipt]:
    """Receipts for all that arrived, by kiosk, each small enough to be written."""
    room = MAX_ENTRIES
    portion: dict[str, tuple[Entry, ...]] = {}
    for kiosk in sorted(arrived):
        entries = sorted(arrived[kiosk])
        while entries:
            portion[kiosk] = tuple(entries[:room])
            entries = entries[room:]
            room -= len(portion[kiosk])
            if not room:
                yield Receipt(at=at, arrived=portion)
                room, portion = MAX_ENTRIES, {}
    if portion:
        yield Receipt(at=at, arrived=portion)


def name(content: bytes) -> str:
    """The name of a receipt's file, in `KIOSK-RECEIPTS/`."""
    return f"{hashlib.sha256(content).hexdigest()}.json"


def write(receipt: Receipt, signer: Signer) -> bytes:
    """The receipt, signed with the coordinator's receipt key.

    Raises KioskError if it names too much: see `portions`.
    """
    return envelope.write(receipt.model_dump_json(), _KIND, signer)


def read(content: bytes, key: str) -> Receipt:
    """The receipt in these bytes, signed by the owner of `key` (64 hexadecimal digits).

    Raises UntrustedError if somebody else signed it, or it was altered; InputError if it is none,
    is cut short, or of a newer format.
    """
    body = envelope.read(content, _KIND, key)
    try:
        return Receipt.model_validate_json(body)
    except ValidationError as error:
        raise InputError("this is signed, but it is no receipt", _KIND.advice) from error


@dataclass(frozen=True, slots=True)
class Taken:
    """What the receipts on a stick did."""

    receipts: int
    """So many were signed by the coordinator and taken; also those taken before."""
    wiped: int
    """The sealed bytes of so many sign-ups were deleted now."""
    refused: tuple[tuple[str, KioskError], ...]
    """The files that are no receipt or erasure for this kiosk, and why."""


def take(stores: Sequence[Store], folder: Path, key: str) -> Taken:
    """Take all receipts and erasures in `folder` that the owner of `key` signed; again harmless.

    Each store deletes the sealed bytes of just those of its events that they name. Raises
    MachineError if the folder cannot be read, or a store not be written: then this can be done
    again.
    """
    taken = wiped = 0
    refused: list[tuple[str, KioskError]] = []
    with ExitStack() as opened:
        found = opened.enter_context(Folder.open(folder)).folder(FOLDER)
        if found is None:
            return Taken(0, 0, ())
        opened.enter_context(found)
        for name in found.names():
            # A Mac leaves a file `._name` beside each `name`.
            if name.startswith("."):
                continue
            try:
                if name.endswith(erasure.ENDING):
                    erased = erasure.read(found.read(name, MAX_BYTES), key).erased
                    wiped += sum(store.wipe(*erased) for store in stores)
                    continue
                if not name.endswith(".json"):
                    continue
                receipt = read(found.read(name, MAX_BYTES), key)
            except (InputError, UntrustedError) as error:
                refused.append((name, error))
                continue
            taken += 1
            for store in stores:
                if entries := receipt.of(store.kiosk):
                    wiped += store.acknowledge(entries)
    return Taken(taken, wiped, tuple(refused))
