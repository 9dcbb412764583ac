"""A file of private keys, sealed with a passphrase: an identity file of stock `age`.

    # kiosk daily keys, format 1
    # pack: 64 hexadecimal digits
    # receipt: 64 hexadecimal digits
    AGE-SECRET-KEY-1…
    AGE-SECRET-KEY-1…                  (of before the last `keys rotate`, if there was one)

sealed as `age --passphrase` does it (C2SP age, the scrypt recipient).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyrage

from kiosk.errors import InputError, MachineError, PassphraseError, UsageError
from kiosk.keys import scrypt
from kiosk.keys.signing import Signer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = 1
MAX_BYTES = 64 << 10
"""No file of keys has a tenth of this."""


@dataclass(frozen=True, slots=True)
class Private:
    """What such a file holds. Its `repr` shows nothing secret."""

    identity: str = field(repr=False)
    """A private age key (`AGE-SECRET-KEY-1…`)."""
    signers: Mapping[str, Signer]
    """The signing keys, by their names."""
    earlier: tuple[str, ...] = field(default=(), repr=False)
    """Age keys that this one took the place of, newest first: they open what is older."""

    @property
    def recipient(self) -> str:
        """The public half of the age key (`age1…`)."""
        return recipient(self.identity)


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


def seal(private: Private, half: str, passphrase: str) -> bytes:
    """The file of this half of a ring. Takes seconds: a passphrase is made costly to guess."""
    lines = [f"# kiosk {half} keys, format {FORMAT}"]
    lines += [f"# {name}: {signer.seed.hex()}" for name, signer in private.signers.items()]
    text = "\n".join([*lines, private.identity, *private.earlier, ""])
    return bytes(pyrage.passphrase.encrypt(text.encode("ascii"), tidy(passphrase)))


def unseal(path: Path, half: str, names: tuple[str, ...], passphrase: str) -> Private:
    """The keys in the file at `path`, the signing keys by these names. Takes seconds.

    Raises PassphraseError if the passphrase is wrong, another InputError if this is no such file;
    MachineError if this computer has too little memory free.
    """
    content = read(path)
    try:
        text = scrypt.opened(content, tidy(passphrase)).decode("ascii")
    except scrypt.Wrong:
        raise PassphraseError(f"this passphrase does not open {path}", "type it again") from None
    except scrypt.TooCostly:
        raise InputError(
            f"{path} was sealed on a much faster computer, or is damaged",
            "take your copy of the keys",
        ) from None
    except scrypt.NoMemory as error:
        raise MachineError(
            f"{path} takes {error.megabytes} MB of memory to open, and so much is not free",
            "close other programs, and try again; the passphrase was not even tried",
        ) from error
    except (scrypt.Damaged, UnicodeDecodeError) as error:
        raise damaged(path) from error
    heading = rf"# kiosk {half} keys, format ([1-9][0-9]{{0,5}})\n"
    newer = re.match(heading, text)
    if newer and int(newer[1]) > FORMAT:
        raise InputError(f"{path} was made by a newer kiosk", "update the program")
    seeds = "".join(rf"# {name}: (?P<{name}>[0-9a-f]{{64}})\n" for name in names)
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
    signers = {name: Signer(bytes.fromhex(match[name])) for name in names}
    return Private(identity, signers, tuple(earlier))


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
