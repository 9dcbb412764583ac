"""An event: a sign-up, a withdrawal or an expiry, numbered per kiosk, each tied to the one before.

What stands outside the seal, and no more: number, kind, id, retention day, and hashes; of a
withdrawal what proves it. Who holds only these learns how many, and until when; not who.

Format 2 came with proofs, and with days that are known to be doubtful. A kiosk whose program was
brought up to date goes on in the same chain: events of format 1, then of format 2.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from kiosk.exhibit.model import Frozen
from kiosk.signups.code import Proof

FORMAT: Final = 2
"""What is written now; `Event.format` has what was written then."""
BEGINNING = "0" * 64
"""The hash before a kiosk's first event."""

KioskId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
SignUpId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[int, Field(ge=1, le=99_999_999)]
Code = Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{10}$")]
Kind = Literal["sign-up", "withdrawal", "expiry"]
_SINCE_FORMAT_2: Final = ("format", "proof", "code", "doubtful")


class Event(Frozen):
    """One event, without what is sealed."""

    number: Number
    """From 1, without gaps, never given twice by one kiosk."""
    kind: Kind
    id: SignUpId
    """Of the sign-up it is about."""
    retention: date | None
    """The last day a sign-up may be kept by anybody; None for the other kinds."""
    sealed_sha256: Sha256 | None
    """SHA-256 of a sign-up's sealed bytes, also when they are deleted; None for other kinds."""
    before: Sha256
    """Hash of this kiosk's event before, `BEGINNING` for its first."""
    format: Literal[1, 2] = 1
    """What follows is of format 2."""
    proof: Sha256 | None = None
    """Of a withdrawal: the secret that only the visitor's code gives. It fits the id."""
    code: Code | None = None
    """Of a withdrawal whose sign-up was not known here: the code, because it may be one of format
    1, whose id nothing else proves."""
    doubtful: bool = False
    """Of a sign-up: its retention day was reckoned from a clock that may be wrong. Nothing may be
    deleted or refused because of such a day."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the sign-ups it is about: of a withdrawal with a code, the one of format 1 as well."""
        if self.code is None or self.proof is None:
            return (self.id,)
        return (self.id, Proof(self.proof, self.code).old_id)

    @model_validator(mode="after")
    def _whole(self) -> Event:
        """In format 2 every withdrawal is proved, and only withdrawals are; a sign-up is sealed."""
        proved = self.format == FORMAT and self.kind == "withdrawal"
        if proved != (self.proof is not None) or (self.code and not proved):
            raise ValueError("proofs belong to withdrawals of format 2")
        if self.proof is not None and Proof(self.proof).id != self.id:
            raise ValueError("the proof is not that of this sign-up")
        is_sign_up = self.kind == "sign-up"
        if self.doubtful and not (self.format == FORMAT and is_sign_up):
            raise ValueError("only a sign-up of format 2 has a doubtful day")
        if {self.sealed_sha256 is not None, self.retention is not None} != {is_sign_up}:
            raise ValueError("sealed bytes and a retention day belong to sign-ups only")
        return self

    @model_serializer(mode="wrap")
    def _as_then(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """An event of format 1 is written as it was then, to the byte."""
        written: dict[str, Any] = whole(self)
        if self.format == 1:
            for name in _SINCE_FORMAT_2:
                del written[name]
        return written

    def hash(self, kiosk: str) -> str:
        """SHA-256 over all of it and over whose it is: changing one event changes every later."""
        day = self.retention.isoformat() if self.retention else "-"
        doubt = "doubtful" if self.doubtful else "-"
        more = (
            f"{self.proof or '-'}\n{self.code or '-'}\n{doubt}\n" if self.format == FORMAT else ""
        )
        written = (
            f"kiosk event {self.format}\n{kiosk}\n{self.number}\n{self.kind}\n{self.id}\n"
            f"{day}\n{self.sealed_sha256 or '-'}\n{more}{self.before}"
        )
        return hashlib.sha256(written.encode("ascii")).hexdigest()
