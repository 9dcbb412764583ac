"""An erasure: the coordinator's signed word that these sign-ups go out of every kiosk.

It lies among the receipts, and travels with them: `KIOSK-RECEIPTS/<sha256>.erasure`. Programs that
know of none pass it over. It names sign-ups by their ids alone, so that it counts whichever kiosk
keeps one, whatever has arrived.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from kiosk.errors import InputError
from kiosk.signups import envelope
from kiosk.signups.event import SignUpId

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from kiosk.keys.signing import Signer

ENDING: Final = ".erasure"
MAX_ENTRIES: Final = 50_000
"""What is erased beyond this goes into a second one."""
_KIND: Final = envelope.Kind(
    "erasure", "this erasure", "copy it again, or ask the coordinator for a new one"
)


class Erasure(BaseModel):
    """What is to go."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    at: AwareDatetime
    """When it was written, by the coordinator's clock."""
    erased: Annotated[tuple[SignUpId, ...], Field(max_length=MAX_ENTRIES)]


def portions(erased: Sequence[str], at: datetime) -> Iterator[Erasure]:
    """Erasures for all of these, each small enough to be written."""
    for first in range(0, len(erased), MAX_ENTRIES):
        yield Erasure(at=at, erased=tuple(erased[first : first + MAX_ENTRIES]))


def name(content: bytes) -> str:
    """The name of its file, in `KIOSK-RECEIPTS/`."""
    return hashlib.sha256(content).hexdigest() + ENDING


def write(erasure: Erasure, signer: Signer) -> bytes:
    """The erasure, signed with the coordinator's receipt key."""
    return envelope.write(erasure.model_dump_json(), _KIND, signer)


def read(content: bytes, key: str) -> Erasure:
    """The erasure in these bytes, signed by the owner of `key`.

    Raises UntrustedError if somebody else signed it, or it was altered; InputError if it is none,
    is cut short, or of a newer format.
    """
    body = envelope.read(content, _KIND, key)
    try:
        return Erasure.model_validate_json(body)
    except ValidationError as error:
        raise InputError("this is signed, but it is no erasure", _KIND.advice) from error
