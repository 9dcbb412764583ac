"""A bundle: events of one kiosk, carried away. Signed by the kiosk's own key, and immutable.

A plain tar: `header.json`, `header.sig`, and `<number>-<id>.age` for each sign-up whose sealed
bytes are still there. In ten years stock `tar` and `age` still open it. The same events and the
same sealed bytes give the same bundle, to the byte; its name holds its SHA-256.

Verified before it is parsed: `header.json` begins, in every format there will be, with its format
and the key it is signed with, so that nothing else of it is looked at before the signature is. That
key says only that all of it is of one hand: whose hand, and whether it is admitted, is the
coordinator's to know.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)

from kiosk.errors import BundleError, BundleFault, KioskError
from kiosk.exhibit.model import Frozen
from kiosk.keys.signing import SIGNATURE_BYTES, Signer, verify
from kiosk.signups import tar
from kiosk.signups.event import BEGINNING, Event, KioskId, Number, Sha256
from kiosk.signups.seal import MAX_SEALED_BYTES

FORMAT: Final = 2
"""The newest; a bundle whose events are all of format 1 is one of format 1, to the byte."""
FOLDER = "KIOSK-SIGNUPS"
"""Where bundles lie on a stick: in it a folder for each kiosk."""
MAX_EVENTS = 500
MAX_BYTES = 4 << 20
"""No bundle is larger: whoever reads one holds it in memory."""

_FRAME_BYTES = 8 << 10
_EVENT_BYTES = 512
"""More than one event takes in the header."""
_HEADER = "header.json"
_SIGNATURE = "header.sig"
_HEADER_BYTES = 1 << 20
_BEGINS = re.compile(rb'\{"format":([0-9]{1,4}),"key":"([0-9a-f]{64})"[,}]')
_HEX = re.compile(rb"[0-9a-f]{%d}" % (2 * SIGNATURE_BYTES))
_ADVICE: dict[BundleFault, str] = {
    "cut short": "copy it from the stick again, or export at the kiosk again",
    "bad signature": "export at the kiosk again, with a stick that stays in sight",
    "altered": "export at the kiosk again, with a stick that stays in sight",
    "newer": "this kiosk is newer than this program: bring the program up to date",
    "not a bundle": "leave it where it is: it has nothing to do with sign-ups",
}


class Header(Frozen):
    """The header of a bundle, as JSON. The order of the fields is part of the format."""

    format: Literal[1, 2]
    key: Sha256
    """The public key of the kiosk that signs: Ed25519, as 64 hexadecimal digits."""
    kiosk: KioskId
    """Whose events these are."""
    demo: bool
    """Sealed to the published demo keys: worth nothing but a demonstration."""
    first: Number
    last: Number
    events: Annotated[tuple[Event, ...], Field(min_length=1, max_length=MAX_EVENTS)]
    """All events from `first` to `last`, in order, each tied to the one before."""
    gone: tuple[Number, ...]
    """Numbers of the sign-ups whose sealed bytes were deleted before this was made: received,
    taken back, or past their retention day."""
    carrier: KioskId | None = None
    """The kiosk that signs, where the key of the one whose events these are is lost. Of format
    2."""

    @model_serializer(mode="wrap")
    def _as_then(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A header of format 1 is written as it was then, to the byte."""
        written: dict[str, Any] = whole(self)
        if self.format == 1:
            del written["carrier"]
        return written

    @model_validator(mode="after")
    def _whole(self) -> Header:
        """Of format 2 only if something in it is; no number missing, and the chain unbroken."""
        if self.format != needed_format(self.events, self.carrier) or self.carrier == self.kiosk:
            raise ValueError("this is not of the format it says")
        numbers = [event.number for event in self.events]
        if numbers != list(range(self.first, self.last + 1)):
            raise ValueError("the events are not all those from first to last")
        befores = [event.before for event in self.events]
        hashes = [event.hash(self.kiosk) for event in self.events]
        if befores[1:] != hashes[:-1] or (self.first == 1) != (befores[0] == BEGINNING):
            raise ValueError("the chain of events is broken")
        sign_ups = {event.number for event in self.events if event.kind == "sign-up"}
        if list(self.gone) != sorted(sign_ups.intersection(self.gone)):
            raise ValueError("only sign-ups can be gone, each once, in order")
        return self

    @property
    def sign_ups(self) -> tuple[Event, ...]:
        """The sign-ups whose sealed bytes are in the bundle."""
        gone = set(self.gone)
        return tuple(
            event for event in self.events if event.kind == "sign-up" and event.number not in gone
        )


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was verified: one hand wrote all of it, and nothing is missing."""

    header: Header
    sealed: Mapping[int, bytes]
    """The sealed bytes of each sign-up that has them here, by number."""
    sha256: str
    """Of the whole file."""


def needed_format(events: Iterable[Event], carrier: str | None) -> Literal[1, 2]:
    """The oldest format that can hold these: what is of format 1 stays readable to all."""
    return 2 if carrier or any(event.format > 1 for event in events) else 1


def header(  # noqa: PLR0913 - what is carried, whose it is, and by whom
    events: Sequence[Event],
    sealed: Mapping[int, bytes],
    *,
    kiosk: str,
    key: str,
    demo: bool,
    carrier: str | None = None,
) -> Header:
    """The header over `events`, all from the first to the last; `sealed` are those still there.

    `key` is the public key of the kiosk, or of its `carrier`. Raises KioskError if these are no
    events in a row.
    """
    try:
        return Header(
            format=needed_format(events, carrier),
            key=key,
            kiosk=kiosk,
            demo=demo,
            first=events[0].number,
            last=events[-1].number,
            events=tuple(events),
            gone=tuple(
                event.number
                for event in events
                if event.kind == "sign-up" and event.number not in sealed
            ),
            carrier=carrier,
        )
    except (IndexError, ValidationError) as error:
        raise KioskError("these events cannot go into one bundle") from error


def name(first: int, sha256: str) -> str:
    """The name of a bundle's file, in `KIOSK-SIGNUPS/<kiosk>/`."""
    return f"{first:08}-{sha256}.tar"


def room(sealed: Sequence[bytes | None]) -> int:
    """How many of these events, from the first on, surely go into one bundle.

    Each is told by its sealed bytes, None where it has none.
    """
    left = MAX_BYTES - _FRAME_BYTES
    for count, content in enumerate(sealed[:MAX_EVENTS]):
        left -= _EVENT_BYTES + (len(tar.member("", content)) if content is not None else 0)
        if left < 0:
            return count
    return min(len(sealed), MAX_EVENTS)


def write(header: Header, sealed: Mapping[int, bytes], signer: Signer) -> bytes:
    """The bundle, signed by the kiosk. `sealed`: the bytes of just the sign-ups that are not gone.

    Raises KioskError if they are not, if the key is not the kiosk's, or if the bundle would be
    larger than `MAX_BYTES`.
    """
    if signer.public != header.key:
        raise KioskError("a bundle is signed by its own kiosk only")
    if {event.number: event.sealed_sha256 for event in header.sign_ups} != {
        number: hashlib.sha256(content).hexdigest() for number, content in sealed.items()
    }:
        raise KioskError("the sealed bytes are not those of the bundle's sign-ups")
    described = header.model_dump_json().encode("ascii")
    signature = signer.sign("bundle", described).hex().encode("ascii")
    parts = [tar.member(_HEADER, described), tar.member(_SIGNATURE, signature)]
    parts += [tar.member(_member(event), sealed[event.number]) for event in header.sign_ups]
    content = b"".join((*parts, tar.END))
    if len(content) > MAX_BYTES:
        raise KioskError("this bundle is too large")
    return content


def begins(content: bytes) -> bool:
    """Whether these bytes, the first of a file, may be those of a bundle."""
    return content.startswith(_HEADER.encode("ascii") + b"\0") and content[257:262] == b"ustar"


def read(content: bytes) -> Bundle:
    """The bundle in these bytes, if every one of them is as it was written.

    Raises BundleError, whose `kind` says what is wrong; nothing of a faulty bundle can be used.
    """
    if len(content) > MAX_BYTES:
        raise _fault("not a bundle", "this is larger than any bundle")
    reader = tar.Reader(content)
    try:
        described = _read_header(reader)
        read = _parse(described)
        sealed = {event.number: _read_sealed(reader, event) for event in read.sign_ups}
        reader.end()
    except tar.CutShort:
        raise _fault("cut short", "this bundle was cut short") from None
    except tar.Altered:
        raise _fault("altered", "this bundle was altered") from None
    return Bundle(read, sealed, hashlib.sha256(content).hexdigest())


def _read_header(reader: tar.Reader) -> bytes:
    """The bytes of the header, whose signature is found right."""
    try:
        described = reader.take(_HEADER, _HEADER_BYTES)
    except tar.Altered:
        raise _fault("not a bundle", "this is no bundle of a kiosk") from None
    signature = reader.take(_SIGNATURE, 2 * SIGNATURE_BYTES)
    begins = _BEGINS.match(described)
    if not (
        begins
        and _HEX.fullmatch(signature)
        and verify(begins[2].decode(), "bundle", described, bytes.fromhex(signature.decode()))
    ):
        raise _fault("bad signature", "the signature under this bundle is not right")
    if int(begins[1]) > FORMAT:
        raise _fault("newer", "this bundle is of a newer format")
    return described


def _parse(described: bytes) -> Header:
    """The header. A kiosk writes it in one way only: anything else was made by other means."""
    try:
        header = Header.model_validate_json(described)
    except ValidationError:
        header = None
    if header is None or header.model_dump_json().encode() != described:
        raise _fault("not a bundle", "this is signed, but not as a kiosk does it")
    return header


def _read_sealed(reader: tar.Reader, event: Event) -> bytes:
    """The sealed bytes of a sign-up, the next in the tar."""
    content = reader.take(_member(event), MAX_SEALED_BYTES)
    if hashlib.sha256(content).hexdigest() != event.sealed_sha256:
        raise tar.Altered
    return content


def _member(event: Event) -> str:
    return f"{event.number:08}-{event.id}.age"


def _fault(kind: BundleFault, what: str) -> BundleError:
    return BundleError(kind, what, _ADVICE[kind])
