"""A ring of keys: what a publisher and coordinator own, made once, in one folder.

    DIR/daily/keys.age         pack key, receipt key and age key, for every week
    DIR/daily/public.json      all public halves
    DIR/daily/repository       whose packs these are, and the metadata of all of them
    DIR/recovery/keys.age      root key and a second age key: to be carried somewhere else
    DIR/recovery/public.json   all public halves

In ten years stock `age -d -i DIR/daily/keys.age FILE` still opens a sign-up, without this program:
see `keys.sealed`.

`daily/public.json` is written last: where it is missing, the making was interrupted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyrage

from kiosk import files
from kiosk.errors import InputError, MachineError, UntrustedError, UsageError
from kiosk.keys import pending, sealed, signing
from kiosk.keys import root as roots
from kiosk.keys.sealed import Private
from kiosk.keys.signing import Signer

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

FORMAT = 1
SHORTEST = 8
"""Characters of a passphrase. A short sentence is better."""

DAILY, RECOVERY = pending.DAILY, pending.RECOVERY
SEALED, PUBLIC = pending.SEALED, pending.PUBLIC


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
    earlier: tuple[str, ...] = field(default=(), repr=False)
    """Age keys of before `keys rotate`, newest first: they open sign-ups sealed to them."""

    @property
    def identities(self) -> tuple[str, ...]:
        """Every private age key that opens sign-ups, newest first."""
        return (self.identity, *self.earlier)

    @property
    def recipients(self) -> tuple[str, ...]:
        """The public half of each of them."""
        return tuple(map(sealed.recipient, self.identities))


@dataclass(frozen=True, slots=True)
class Recovery:
    """The private halves that lie somewhere else. Its `repr` shows none of them."""

    identity: str = field(repr=False)
    """Opens sign-ups too: a private age key (`AGE-SECRET-KEY-1…`)."""
    root: Signer
    earlier: tuple[str, ...] = field(default=(), repr=False)
    """Age keys of before `keys rotate --root`, newest first."""


def new(folder: Path, passphrase: str, now: datetime | None = None) -> Public:
    """Make a ring in `folder`, which is empty or not there yet; both halves get one passphrase.

    With `now`, in UTC, also the root of the packs that it will sign: else the first `publish` makes
    that, and needs the recovery half once more.

    Takes seconds: the passphrase is made costly to guess. Raises UsageError if something is in
    `folder` or the passphrase is too short, MachineError if the disk is full or may not be written.
    """
    length = len(sealed.tidy(passphrase))
    if length < SHORTEST:
        raise UsageError(
            f"a passphrase of {length} characters is soon guessed",
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
    private = {
        RECOVERY: Private(str(spare), {"root": root}),
        DAILY: Private(str(identity), {"pack": pack, "receipt": receipt}),
    }
    written = public_json(public)
    try:
        for half in private:
            (folder / half).mkdir(mode=0o700, parents=True, exist_ok=True)
        for half, keys in private.items():
            pending.put(folder / half / SEALED, sealed.seal(keys, half, passphrase))
        if now is not None:
            first = roots.first(root, pack.public, now)
            pending.put(folder.joinpath(DAILY, *roots.FOLDER, "1.root.json"), first)
        files.sync_folder(folder)
        files.sync_folder(folder.parent)
    except OSError as error:
        raise MachineError(
            f"{folder} could not be written: {error.strerror}",
            "free some space or give this user the right to write there",
        ) from error
    for half in private:
        pending.put(folder / half / PUBLIC, written)
    return public


def read_public(folder: Path) -> Public:
    """The public halves of the ring in `folder`, with or without its recovery half.

    Keys that were being replaced are put in their place first: see `keys.pending`. Raises
    InputError if there is no whole ring, or its halves do not belong together; MachineError if
    `folder` cannot be written when it has to be.
    """
    pending.finish(folder)
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
    private = sealed.unseal(folder / DAILY / SEALED, DAILY, ("pack", "receipt"), passphrase)
    receipt, pack = private.signers["receipt"], private.signers["pack"]
    _compare(
        folder,
        (public.recipients[0], public.receipt, public.pack),
        (private.recipient, receipt.public, pack.public),
    )
    return Daily(private.identity, receipt, pack, private.earlier)


def open_recovery(folder: Path, passphrase: str) -> Recovery:
    """The private keys that lie somewhere else: `folder` holds `recovery`. Raises as `open_daily`.

    The passphrase is the one the ring was made with.
    """
    public = read_public(folder)
    private = sealed.unseal(folder / RECOVERY / SEALED, RECOVERY, ("root",), passphrase)
    root = private.signers["root"]
    _compare(folder, (public.recipients[1], public.root), (private.recipient, root.public))
    return Recovery(private.identity, root, private.earlier)


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
        begun = [path for half in there.intersection(halves) for path in _inside(half)]
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


def _inside(half: Path) -> list[Path]:
    return list(half.iterdir()) if half.is_dir() else [half]


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


def public_json(public: Public) -> bytes:
    """The public halves as JSON."""
    content = {
        "format": FORMAT,
        "recipients": public.recipients,
        "receipt": public.receipt,
        "pack": public.pack,
        "root": public.root,
    }
    return (json.dumps(content, indent=1) + "\n").encode("ascii")


def _read_public(path: Path) -> Public:
    try:
        written = json.loads(sealed.read(path))
    except (ValueError, RecursionError) as error:
        raise sealed.damaged(path) from error
    if not isinstance(written, dict):
        raise sealed.damaged(path)
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
    raise sealed.damaged(path)


def _compare(folder: Path, public: tuple[str, ...], own: tuple[str, ...]) -> None:
    """Refuse public halves that somebody put beside private keys they do not belong to."""
    if public != own:
        raise UntrustedError(
            f"the public keys in {folder} do not belong to its private ones",
            "take your copy of the keys, and look who can write in this folder",
        )
