"""The public halves of a ring of keys: all that a kiosk that starts needs to know of keys."""

from typing import Final, Literal, Self

import pyrage
from pydantic import BaseModel, ConfigDict, model_validator

from kiosk.keys import signing

FORMAT: Final = 1


def sound_recipient(words: str) -> bool:
    """Whether this is a public age key as `age-keygen` writes it, whose checksum is right."""
    try:
        return str(pyrage.x25519.Recipient.from_str(words)) == words
    except pyrage.RecipientError:
        return False


class Public(BaseModel):
    """The public halves: nothing secret."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal[1] = FORMAT
    recipients: tuple[str, str]
    """Age keys (`age1…`) that sign-ups are sealed to: the daily one and the recovery one."""
    receipt: str
    """Who may say that sign-ups arrived: a public Ed25519 key, 64 hexadecimal digits."""
    pack: str
    """Who may sign packs, the same way."""
    root: str
    """Who may replace all other keys, the same way."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        """Each can be a key, and nobody is named twice."""
        daily, recovery = self.recipients
        is_sound = all(map(signing.sound_public, (self.receipt, self.pack, self.root)))
        if not is_sound or daily == recovery or not all(map(sound_recipient, self.recipients)):
            raise ValueError("these are no keys")
        return self

    @property
    def fingerprint(self) -> str:
        """Twenty digits of the root key, for people to compare."""
        return signing.fingerprint(self.root)

    def to_bytes(self) -> bytes:
        """As JSON."""
        return f"{self.model_dump_json(indent=1)}\n".encode("ascii")
