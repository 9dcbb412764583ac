"""An event: a sign-up, a withdrawal or an expiry, numbered per kiosk, each tied to the one before.

What stands outside the seal, and no more: number, kind, id, retention day, and hashes. Who holds
only these learns how many, and until when; not who.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

FORMAT = 1
BEGINNING = "0" * 64
"""The hash before a kiosk's first event."""

KioskId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
SignUpId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[int, Field(ge=1, le=99_999_999)]
Kind = Literal["sign-up", "withdrawal", "expiry"]


class Event(BaseModel):
    """One event, without what is sealed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

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

    @model_validator(mode="after")
    def _sealed_or_not(self) -> Event:
        """A sign-up has sealed bytes and a retention day; nothing else has."""
        is_sign_up = self.kind == "sign-up"
        if is_sign_up != (self.sealed_sha256 is not None) or is_sign_up != (
            self.retention is not None
        ):
            raise ValueError("sealed bytes and a retention day belong to sign-ups only")
        return self

    def hash(self, kiosk: str) -> str:
        """SHA-256 over all of it and over whose it is: changing one event changes every later."""
        written = "\n".join(
            (
                f"kiosk event {FORMAT}",
                kiosk,
                str(self.number),
                self.kind,
                self.id,
                self.retention.isoformat() if self.retention else "-",
                self.sealed_sha256 or "-",
                self.before,
            )
        )
        return hashlib.sha256(written.encode("ascii")).hexdigest()
