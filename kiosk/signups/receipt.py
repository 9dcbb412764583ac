"""A receipt: the coordinator's signed word that sign-ups arrived and lie in the backup.

A kiosk that meets one deletes the sealed bytes of just what it names. In the file stand the text of
the receipt, as one string of JSON, and the signature over that text: nothing in it is looked at
before the signature is.

    {"format":1,"body":"…","signature":"…"}
"""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from kiosk.errors import InputError, KioskError, UntrustedError
from kiosk.keys.signing import SIGNATURE_BYTES, verify
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
MAX_BYTES = 16 << 20
"""No receipt is larger: whoever reads one holds it in memory."""
MAX_ENTRIES = 50_000
"""What arrived beyond this goes into a second receipt."""

Entry: TypeAlias = tuple[Number, SignUpId, Sha256]
"""One event that arrived: its number, the id of its sign-up, and `Event.hash`."""

_BEGINS = re.compile(rb'\{"format":([0-9]{1,4}),"body":(?=")')
_ENDS = re.compile(rb',"signature":"([0-9a-f]{%d})"\}\n' % (2 * SIGNATURE_BYTES))
_ADVICE = "copy it again, or ask the coordinator for a new one"
_END_BYTES = len(',"signature":""}\n') + 2 * SIGNATURE_BYTES


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
    body = receipt.model_dump_json()
    written = _written(body, signer.sign("receipt", body.encode()))
    if len(written) > MAX_BYTES:
        raise KioskError("this receipt names more than one can hold")
    return written


def read(content: bytes, key: str) -> Receipt:
    """The receipt in these bytes, signed by the owner of `key` (64 hexadecimal digits).

    Raises UntrustedError if somebody else signed it, or it was altered; InputError if it is none,
    is cut short, or of a newer format.
    """
    body, signature = _opened(content)
    if not verify(key, "receipt", body, signature):
        raise UntrustedError(
            "this receipt is not signed by the coordinator of this kiosk",
            "nothing was deleted; ask the coordinator for a new one",
        )
    try:
        return Receipt.model_validate_json(body)
    except ValidationError as error:
        raise InputError("this is signed, but it is no receipt", _ADVICE) from error


@dataclass(frozen=True, slots=True)
class Taken:
    """What the receipts on a stick did."""

    receipts: int
    """So many were signed by the coordinator and taken; also those taken before."""
    wiped: int
    """The sealed bytes of so many sign-ups were deleted now."""
    refused: tuple[tuple[str, KioskError], ...]
    """The files that are no receipt for this kiosk, and why."""


def take(stores: Sequence[Store], folder: Path, key: str) -> Taken:
    """Take all receipts in `folder` that the owner of `key` signed; again without harm.

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
            if not name.endswith(".json") or name.startswith("."):
                continue
            try:
                receipt = read(found.read(name, MAX_BYTES), key)
            except (InputError, UntrustedError) as error:
                refused.append((name, error))
                continue
            taken += 1
            for store in stores:
                if entries := receipt.of(store.kiosk):
                    wiped += store.acknowledge(entries)
    return Taken(taken, wiped, tuple(refused))


def _written(body: str, signature: bytes) -> bytes:
    text = f'{{"format":{FORMAT},"body":{json.dumps(body)},"signature":"{signature.hex()}"}}\n'
    return text.encode("ascii")


def _opened(content: bytes) -> tuple[bytes, bytes]:
    """The text of a receipt and the signature, as they stand there. Raises InputError."""
    begins = _BEGINS.match(content)
    ends = _ENDS.fullmatch(content, max(0, len(content) - _END_BYTES))
    if begins and int(begins[1]) > FORMAT:
        raise InputError(
            "this receipt is of a newer format", "bring this kiosk's program up to date"
        )
    try:
        if len(content) > MAX_BYTES or not begins or not ends:
            raise ValueError  # noqa: TRY301 - one sentence for all of it
        # It begins with a quotation mark: a string is all that the parser can find.
        body = json.loads(content[begins.end() : ends.start()])
        signature = bytes.fromhex(ends[1].decode("ascii"))
        if _written(body, signature) != content:
            raise ValueError  # noqa: TRY301 - the same
        return body.encode(), signature
    except ValueError as error:
        raise InputError("this is no whole receipt", _ADVICE) from error
