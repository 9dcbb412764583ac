"""A receipt: the coordinator's signed word that sign-ups arrived and lie in the backup.

A kiosk that meets one deletes the sealed bytes of just what it names. How it is signed: see
`envelope`. Beside receipts lie erasures: what the coordinator took back for somebody who asked.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from pydantic import AwareDatetime

from kiosk.errors import InputError, KioskError, MachineError, UntrustedError
from kiosk.exhibit.model import Frozen
from kiosk.keys.signing import Signer, Use
from kiosk.signups import envelope, erasure
from kiosk.signups.erasure import Erasure
from kiosk.signups.event import KioskId, Number, Sha256, SignUpId
from kiosk.usb.stick import Folder
from kiosk.usb.system_files import is_litter

if TYPE_CHECKING:
    from kiosk.signups.store import Store

FORMAT: Final = 1
FOLDER = "KIOSK-RECEIPTS"
"""Where receipts lie on a stick."""
MAX_FOLDERS = 100
"""So many folders on a stick are looked into for it."""
MAX_BYTES = envelope.MAX_BYTES
MAX_ENTRIES = 50_000
"""What arrived beyond this goes into a second receipt."""

Entry: TypeAlias = tuple[Number, SignUpId, Sha256]
"""One event that arrived: its number, the id of its sign-up, and `Event.hash`."""


class Receipt(Frozen):
    """What arrived, by kiosk."""

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


def name(content: bytes, ending: str = ".json") -> str:
    """The name of a receipt's file, in `KIOSK-RECEIPTS/`; an erasure has another ending."""
    return f"{hashlib.sha256(content).hexdigest()}{ending}"


def write(said: Receipt | Erasure, signer: Signer) -> bytes:
    """The receipt or erasure, signed with the coordinator's receipt key.

    Raises KioskError if it names too much: see `portions`.
    """
    use: Use = "receipt" if isinstance(said, Receipt) else "erasure"
    return envelope.write(said.model_dump_json(), use, signer)


def read(content: bytes, key: str) -> Receipt:
    """The receipt in these bytes, signed by the owner of `key`. Raises as `envelope.read`."""
    return envelope.read(content, "receipt", key, Receipt)


@dataclass(frozen=True, slots=True)
class ReceiptSummary:
    """The effect of the receipts on a stick."""

    receipts: int
    """So many were signed by the coordinator and taken; also those taken before."""
    wiped: int
    """The sealed bytes of so many sign-ups were deleted now."""
    refused: tuple[tuple[str, KioskError], ...]
    """The files that are no receipt or erasure for this kiosk, and why."""


def folders(stick: Folder) -> Iterator[Folder]:
    """The folders with receipts on a stick: on itself, copies of that, and in folders on it.

    People move them, and an evening at which a folder on the stick was named puts them there.
    Raises MachineError if the stick cannot be read, or something else stands in the place of the
    first.
    """
    found = stick.folder(FOLDER)
    if found is not None:
        with found:
            yield found
    others = (name for name in stick.names() if name != FOLDER and not is_litter(name))
    inside = (name for name in others if stick.has_folder(name))
    for name in itertools.islice(inside, MAX_FOLDERS):
        with suppress(MachineError), ExitStack() as opened:  # somebody else's, and locked
            folder = stick.folder(name)
            if folder is not None:
                opened.enter_context(folder)
                found = folder if FOLDER in name else folder.folder(FOLDER)
                if found is not None:
                    yield opened.enter_context(found)


def take(stores: Sequence[Store], folder: Path, key: str) -> ReceiptSummary:
    """Take all receipts and erasures on a stick that the owner of `key` signed; again harmless.

    Each store deletes the sealed bytes of just those of its events that they name. Raises
    MachineError if the folder cannot be read, or a store not be written: then this can be done
    again.
    """
    wiped = 0
    taken: set[str] = set()
    refused: list[tuple[str, KioskError]] = []
    with Folder.open(folder) as stick:
        for found in folders(stick):
            # A Mac leaves a file `._name` beside each `name`.
            for file in (name for name in found.names() if not name.startswith(".")):
                try:
                    if file.endswith(erasure.ENDING):
                        erased = erasure.read(found.read(file, MAX_BYTES), key)
                        wiped += sum(store.wipe(*erased.of(store.kiosk)) for store in stores)
                    elif file.endswith(".json"):
                        content = found.read(file, MAX_BYTES)
                        receipt = read(content, key)
                        taken.add(name(content))
                        for store in stores:
                            if entries := receipt.of(store.kiosk):
                                wiped += store.acknowledge(entries)
                except (InputError, UntrustedError) as error:
                    refused.append((file, error))
    return ReceiptSummary(len(taken), wiped, tuple(refused))
