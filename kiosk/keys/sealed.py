"""A file of private keys, sealed with a passphrase: an identity file of stock `age`.

    # kiosk daily keys, format 1
    # pack: 64 hexadecimal digits
    # receipt: 64 hexadecimal digits
    AGE-SECRET-KEY-1…
    AGE-SECRET-KEY-1…                  (of before the last `keys rotate`, if there was one)

sealed as `age --passphrase` does it (C2SP age, the scrypt recipient).
"""

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self, TypeVar

import pyrage

from kiosk.errors import InputError, KioskError, MachineError, PassphraseError, UsageError
from kiosk.keys import scrypt
from kiosk.keys.signing import Signer

FORMAT = 1
MAX_BYTES = 64 << 10
"""No file of keys has a tenth of this."""


@dataclass(frozen=True, slots=True)
class Private:
    """What such a file holds; the signing keys are fields of each kind. Its `repr` shows none."""

    half: ClassVar[str]
    """The half of a ring that these are."""
    names: ClassVar[tuple[str, ...]]
    """Of the fields with a signing key."""
    identity: str = field(repr=False)
    """Opens sign-ups: a private age key (`AGE-SECRET-KEY-1…`)."""
    earlier: tuple[str, ...] = field(default=(), repr=False, kw_only=True)
    """Age keys that this one took the place of, newest first: they open what is older."""

    @classmethod
    def new(cls, earlier: tuple[str, ...] = ()) -> Self:
        """Fresh keys."""
        signers = {name: Signer.new() for name in cls.names}
        return cls(str(pyrage.x25519.Identity.generate()), earlier=earlier, **signers)

    @property
    def signers(self) -> dict[str, Signer]:
        """The signing keys, by their names."""
        return {name: getattr(self, name) for name in self.names}

    @property
    def identities(self) -> tuple[str, ...]:
        """Every private age key that opens sign-ups, newest first."""
        return (self.identity, *self.earlier)

    @property
    def recipients(self) -> tuple[str, ...]:
        """The public half (`age1…`) of each of them."""
        return tuple(map(recipient, self.identities))


Keys = TypeVar("Keys", bound=Private)


def recipient(identity: str) -> str:
    """The public half (`age1…`) of a private age key."""
    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def tidy(passphrase: str) -> str:
    """The passphrase composed (NFC), equal from every keyboard. Raises UsageError if no text."""
    try:
        passphrase.encode()
    except UnicodeEncodeError as error:
        raise UsageError("this passphrase is not text", "write it in UTF-8") from error
    return unicodedata.normalize("NFC", passphrase)


def seal(private: Private, passphrase: str, work: int) -> bytes:
    """The file of this half of a ring: a passphrase is made costly to guess, by so much `work`.

    See `keys.scrypt`. Raises MachineError if this computer has too little memory free.
    """
    lines = [f"# kiosk {private.half} keys, format {FORMAT}"]
    lines += [f"# {name}: {signer.seed.hex()}" for name, signer in private.signers.items()]
    text = "\n".join([*lines, *private.identities, ""])
    try:
        return scrypt.encrypt(text.encode("ascii"), tidy(passphrase), work)
    except scrypt.Unopened as error:
        raise MachineError(
            f"to seal keys takes {error.megabytes} MB of memory, and so much is not free",
            "close other programs, and try again",
        ) from None


def unseal(path: Path, kind: type[Keys], passphrase: str) -> Keys:
    """The keys of this kind in the file at `path`. Takes seconds.

    Raises PassphraseError if the passphrase is wrong, another InputError if this is no such file;
    MachineError if this computer has too little memory free.
    """
    content = read(path)
    try:
        text = scrypt.decrypt(content, tidy(passphrase)).decode("ascii")
    except scrypt.Unopened as error:
        raise _fault(path, error) from None
    except UnicodeDecodeError as error:
        raise damaged(path) from error
    heading = rf"# kiosk {kind.half} keys, format ([1-9][0-9]{{0,5}})\n"
    newer = re.match(heading, text)
    if newer and int(newer[1]) > FORMAT:
        raise InputError(f"{path} was made by a newer kiosk", "update the program")
    seeds = "".join(rf"# {name}: (?P<{name}>[0-9a-f]{{64}})\n" for name in kind.names)
    ages = r"(?P<identities>(?:AGE-SECRET-KEY-1[A-Z0-9]+\n)+)"
    match = re.fullmatch(heading + seeds + ages, text)
    if match is None:
        raise damaged(path)
    identity, *earlier = match["identities"].split()
    try:
        for each in (identity, *earlier):
            recipient(each)
    except pyrage.IdentityError as error:
        raise damaged(path) from error
    signers = {name: Signer(bytes.fromhex(match[name])) for name in kind.names}
    return kind(identity, earlier=tuple(earlier), **signers)


def _fault(path: Path, error: scrypt.Unopened) -> KioskError:
    match error.why:
        case "wrong":
            return PassphraseError(f"this passphrase does not open {path}", "type it again")
        case "costly":
            what = f"{path} was sealed on a much faster computer, or is damaged"
            return InputError(what, "take your copy of the keys")
        case "memory":
            return MachineError(
                f"{path} takes {error.megabytes} MB of memory to open, and so much is not free",
                "close other programs, and try again; the passphrase was not even tried",
            )
    return damaged(path)


def read(path: Path, most: int = MAX_BYTES) -> bytes:
    """A small file of keys, public or private, of at most so many bytes. Raises InputError."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", "bring the keys") from error
    if len(content) > most:
        raise damaged(path)
    return content


def damaged(path: Path) -> InputError:
    """The error for a file of keys that is damaged."""
    return InputError(f"{path} is damaged", "take your copy of the keys")
