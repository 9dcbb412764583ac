"""A ring of keys: what a publisher and coordinator own, made once, in one folder.

    DIR/daily/keys.age         pack key, receipt key and age key, for every week
    DIR/daily/public.json      all public halves
    DIR/recovery/keys.age      root key and a second age key: to be carried somewhere else
    DIR/recovery/public.json   all public halves

`keys.age` is sealed with a passphrase as stock `age --passphrase` does it, and what is inside is an
identity file of stock `age`, with the signing keys in its comments. So in ten years
`age -d -i DIR/daily/keys.age FILE` still opens a sign-up, without this program.

`daily/public.json` is written last: where it is missing, the making was interrupted.
"""

from __future__ import annotations

import contextlib
import json
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyrage

from kiosk import files
from kiosk.errors import InputError, MachineError, UntrustedError, UsageError
from kiosk.keys import signing
from kiosk.keys.signing import Signer

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
SHORTEST = 8
"""Characters of a passphrase. A short sentence is better."""

DAILY, RECOVERY = "daily", "recovery"
SEALED, PUBLIC = "keys.age", "public.json"
_MAX_BYTES = 64 << 10
_HEX = r"[0-9a-f]{64}"


@dataclass(frozen=True, slots=True)
class Public:
    """The public halves: nothing secret."""

    recipients: tuple[str, str]
    """Age keys (`age1…`) that sign-ups are sealed to: the daily one and the recovery one."""
    receipt: str
    """Who may say that sign-ups arrived: a public Ed25519 key, 64 hexadecimal digits."""
    pack: str
    """Who may sign packs, the same way."""
    root: str
    """Who may replace all other keys, the same way."""

    @property
    def fingerprint(self) -> str:
        """Twenty digits of the root key, for people to compare."""
        return signing.fingerprint(self.root)


@dataclass(frozen=True, slots=True)
class Daily:
    """The private halves for every week. Its `repr` shows none of them."""

    identity: str = field(repr=False)
    """Opens sign-ups: a private age key (`AGE-SECRET-KEY-1…`)."""
    receipt: Signer
    pack: Signer


@dataclass(frozen=True, slots=True)
class Recovery:
    """The private halves that lie somewhere else. Its `repr` shows none of them."""

    identity: str = field(repr=False)
    """Opens sign-ups too: a private age key (`AGE-SECRET-KEY-1…`)."""
    root: Signer


def new(folder: Path, passphrase: str) -> Public:
    """Make a ring in `folder`, which is empty or not there yet; both halves get one passphrase.

    Takes seconds: the passphrase is made costly to guess. Raises UsageError if something is in
    `folder` or the passphrase is too short, MachineError if the disk is full or may not be written.
    """
    secret = _tidy(passphrase)
    if len(secret) < SHORTEST:
        raise UsageError(
            f"a passphrase of {len(secret)} characters is soon guessed",
            f"take at least {SHORTEST}: a short sentence is easy to remember",
        )
    refuse_what_is_there(folder)
    identity, spare = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    pack, receipt, root = Signer.new(), Signer.new(), Signer.new()
    public = Public(
        recipients=(str(identity.to_public()), str(spare.to_public())),
        receipt=receipt.public,
        pack=pack.public,
        root=root.public,
    )
    daily = _written(DAILY, {"pack": pack, "receipt": receipt}, str(identity))
    recovery = _written(RECOVERY, {"root": root}, str(spare))
    told = _told(public)
    try:
        for half in (RECOVERY, DAILY):
            (folder / half).mkdir(mode=0o700, parents=True, exist_ok=True)
        for half, text in ((RECOVERY, recovery), (DAILY, daily)):
            _put(folder / half / SEALED, bytes(pyrage.passphrase.encrypt(text, secret)))
        files.sync_folder(folder)
        files.sync_folder(folder.parent)
    except OSError as error:
        raise MachineError(
            f"{folder} could not be written: {error.strerror}",
            "free some space or give this user the right to write there",
        ) from error
    for half in (RECOVERY, DAILY):
        _put(folder / half / PUBLIC, told)
    return public


def read_public(folder: Path) -> Public:
    """The public halves of the ring in `folder`, with or without its recovery half.

    Raises InputError if there is no whole ring, or its halves do not belong together.
    """
    daily, recovery = folder / DAILY / PUBLIC, folder / RECOVERY / PUBLIC
    found = [_read_public(path) for path in (daily, recovery) if path.is_file()]
    if not found:
        raise _no_ring(folder)
    if found[0] != found[-1]:
        raise InputError(
            f"{daily} and {recovery} are of different keys", "name a folder with keys of one making"
        )
    if not daily.is_file() and (folder / DAILY / SEALED).exists():
        raise _half_made(folder)
    return found[0]


def open_daily(folder: Path, passphrase: str) -> Daily:
    """The private keys for every week, of the ring in `folder`. Takes seconds.

    Raises InputError if there are none or the passphrase is wrong, UntrustedError if the public
    halves beside them are not theirs.
    """
    public = read_public(folder)
    seeds, identity = _opened(folder / DAILY / SEALED, DAILY, ("pack", "receipt"), passphrase)
    daily = Daily(identity=identity, receipt=Signer(seeds["receipt"]), pack=Signer(seeds["pack"]))
    _compare(
        folder,
        (public.recipients[0], public.receipt, public.pack),
        (_public_age(identity), daily.receipt.public, daily.pack.public),
    )
    return daily


def open_recovery(folder: Path, passphrase: str) -> Recovery:
    """The private keys that lie somewhere else: `folder` holds `recovery`. Raises as `open_daily`.

    The passphrase is the one the ring was made with.
    """
    public = read_public(folder)
    seeds, identity = _opened(folder / RECOVERY / SEALED, RECOVERY, ("root",), passphrase)
    recovery = Recovery(identity=identity, root=Signer(seeds["root"]))
    _compare(
        folder,
        (public.recipients[1], public.root),
        (_public_age(identity), recovery.root.public),
    )
    return recovery


def refuse_what_is_there(folder: Path) -> None:
    """See that `new` may write in `folder`: nothing is ever written over.

    Raises UsageError if something is there, InputError if it is a ring half made, MachineError if
    the folder cannot be read.
    """
    halves = (folder / DAILY, folder / RECOVERY)
    try:
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file", "name a folder that is empty or new")
        there = set(folder.iterdir()) if folder.is_dir() else set()
        begun = [path for half in there.intersection(halves) for path in half.iterdir()]
    except OSError as error:
        raise MachineError(
            f"{folder} cannot be read: {error.strerror}", "name a folder that this user may write"
        ) from error
    if begun and there <= set(halves) and not (folder / DAILY / PUBLIC).exists():
        raise _half_made(folder)
    if begun or not there <= set(halves):
        raise UsageError(f"{folder} is there already", "name a folder that is empty or new")


def sound_recipient(words: str) -> bool:
    """Whether this is a public age key as `age-keygen` writes it, whose checksum is right."""
    try:
        return str(pyrage.x25519.Recipient.from_str(words)) == words
    except pyrage.RecipientError:
        return False


def _tidy(passphrase: str) -> str:
    """The same passphrase on every keyboard: composed (NFC). Raises UsageError if it is no text."""
    try:
        passphrase.encode()
    except UnicodeEncodeError as error:
        raise UsageError("this passphrase is not text", "write it in UTF-8") from error
    return unicodedata.normalize("NFC", passphrase)


def _half_made(folder: Path) -> InputError:
    return InputError(
        f"the keys in {folder} are not whole: their making was interrupted, "
        f"or {DAILY}/{PUBLIC} was lost",
        f"copy {PUBLIC} from {RECOVERY} if you have it; if these keys were never used, "
        "remove the folder and make new ones",
    )


def _no_ring(folder: Path) -> InputError:
    if (folder / DAILY / SEALED).exists() or (folder / RECOVERY / SEALED).exists():
        return _half_made(folder)
    if (folder / SEALED).exists():
        return InputError(f"{folder} is one half of the keys", f"name {folder.absolute().parent}")
    return InputError(f"there are no keys in {folder}", f"make them with: kiosk keys new {folder}")


def _put(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read; its folder is closed to others already."""
    files.replace(path, content)
    with contextlib.suppress(OSError):  # a stick may know no permissions
        path.chmod(0o600)


def _written(half: str, signers: dict[str, Signer], identity: str) -> bytes:
    """What is sealed: an identity file of age."""
    lines = [f"# kiosk {half} keys, format {FORMAT}"]
    lines += [f"# {name}: {signer.seed.hex()}" for name, signer in signers.items()]
    return "\n".join([*lines, identity, ""]).encode("ascii")


def _told(public: Public) -> bytes:
    """The public halves as JSON."""
    content = {
        "format": FORMAT,
        "recipients": public.recipients,
        "receipt": public.receipt,
        "pack": public.pack,
        "root": public.root,
    }
    return (json.dumps(content, indent=1) + "\n").encode("ascii")


def _read(path: Path) -> bytes:
    """A small file. Raises InputError."""
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", "bring the keys") from error
    if len(content) > _MAX_BYTES:
        raise _damaged(path)
    return content


def _damaged(path: Path) -> InputError:
    return InputError(f"{path} is damaged", "take your copy of the keys")


def _read_public(path: Path) -> Public:
    try:
        written = json.loads(_read(path))
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error
    if not isinstance(written, dict):
        raise _damaged(path)
    form = written.pop("format", None)
    if isinstance(form, int) and form > FORMAT:
        raise InputError(f"{path} was made by a newer kiosk", "update the program")
    match written:
        case {
            "recipients": [str(daily), str(spare)],
            "receipt": str(receipt),
            "pack": str(pack),
            "root": str(root),
            **more,
        } if form == FORMAT and not more and daily != spare:
            if all(map(sound_recipient, (daily, spare))) and all(
                map(signing.sound_public, (receipt, pack, root))
            ):
                return Public((daily, spare), receipt, pack, root)
    raise _damaged(path)


def _opened(
    path: Path, half: str, names: tuple[str, ...], passphrase: str
) -> tuple[dict[str, bytes], str]:
    """The seeds called `names`, and the private age key, in a sealed file. Raises InputError."""
    sealed = _read(path)
    try:
        text = bytes(pyrage.passphrase.decrypt(sealed, _tidy(passphrase))).decode("ascii")
    except pyrage.DecryptError as error:
        raise _not_opened(path, sealed, str(error)) from error
    except UnicodeDecodeError as error:
        raise _damaged(path) from error
    seeds = "".join(rf"# {name}: (?P<{name}>{_HEX})\n" for name in names)
    pattern = rf"# kiosk {half} keys, format (?P<format>\d+)\n"
    newer = re.match(pattern, text)
    if newer and int(newer["format"]) > FORMAT:
        raise InputError(f"{path} was made by a newer kiosk", "update the program")
    match = re.fullmatch(pattern + seeds + r"(?P<identity>AGE-SECRET-KEY-1[A-Z0-9]+)\n", text)
    if not match:
        raise _damaged(path)
    return {name: bytes.fromhex(match[name]) for name in names}, match["identity"]


def _not_opened(path: Path, sealed: bytes, why: str) -> InputError:
    """What the age library means."""
    if "Excessive" in why:
        return InputError(
            f"{path} was sealed on a much faster computer", "open it on that one, or a faster one"
        )
    if why == "Decryption failed" and sealed.startswith(b"age-encryption.org/v1\n-> scrypt "):
        return InputError(f"this passphrase does not open {path}", "type it again")
    return _damaged(path)


def _public_age(identity: str) -> str:
    try:
        return str(pyrage.x25519.Identity.from_str(identity).to_public())
    except pyrage.IdentityError:
        return ""


def _compare(folder: Path, told: tuple[str, ...], own: tuple[str, ...]) -> None:
    """Refuse public halves that somebody put beside private keys they do not belong to."""
    if told != own:
        raise UntrustedError(
            f"the public keys in {folder} do not belong to its private ones",
            "take your copy of the keys, and look who can write in this folder",
        )
