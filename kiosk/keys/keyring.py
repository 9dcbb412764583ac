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

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from kiosk import files
from kiosk.errors import InputError, MachineError, UntrustedError, UsageError
from kiosk.keys import pending, sealed
from kiosk.keys import root as roots
from kiosk.keys.public import FORMAT, Public
from kiosk.keys.scrypt import WORK
from kiosk.keys.sealed import Private
from kiosk.keys.signing import Signer

SHORTEST = 8
"""Characters of a passphrase. A short sentence is better."""

DAILY, RECOVERY = pending.DAILY, pending.RECOVERY
SEALED, PUBLIC = pending.SEALED, pending.PUBLIC


@dataclass(frozen=True, slots=True)
class Daily(Private):
    """The private halves for every week. Its `repr` shows none of them."""

    half = DAILY
    names = ("pack", "receipt")
    receipt: Signer
    pack: Signer


@dataclass(frozen=True, slots=True)
class Recovery(Private):
    """The private halves that lie somewhere else. Its `repr` shows none of them."""

    half = RECOVERY
    names = ("root",)
    root: Signer


def public_of(daily: Daily, recovery: Recovery) -> Public:
    """The public halves of these private ones."""
    return Public(
        recipients=(daily.recipients[0], recovery.recipients[0]),
        receipt=daily.receipt.public,
        pack=daily.pack.public,
        root=recovery.root.public,
    )


def new(folder: Path, passphrase: str, now: datetime | None = None, *, work: int = WORK) -> Public:
    """Make a ring in `folder`, which is empty or not there yet; both halves get one passphrase.

    With `now`, in UTC, also the root of the packs that it will sign: else the first `publish` makes
    that, and needs the recovery half once more.

    Takes seconds: the passphrase is made costly to guess, by so much `work`. Raises UsageError if
    something is in `folder` or the passphrase is too short; MachineError if memory is lacking, or
    the disk is full or may not be written.
    """
    length = len(sealed.tidy(passphrase))
    if length < SHORTEST:
        raise UsageError(
            f"a passphrase of {length} characters is soon guessed",
            f"take at least {SHORTEST}: a short sentence is easy to remember",
        )
    refuse_what_is_there(folder)
    daily, recovery = Daily.new(), Recovery.new()
    public = public_of(daily, recovery)
    try:
        for half in (RECOVERY, DAILY):
            (folder / half).mkdir(mode=0o700, parents=True, exist_ok=True)
        for keys in (recovery, daily):
            pending.put(folder / keys.half / SEALED, sealed.seal(keys, passphrase, work))
        if now is not None:
            first = roots.first(recovery.root, public.pack, now)
            pending.put(folder.joinpath(DAILY, *roots.FOLDER, "1.root.json"), first)
        files.sync_folder(folder)
        files.sync_folder(folder.parent)
    except OSError as error:
        raise files.not_written(folder, error) from error
    for half in (RECOVERY, DAILY):
        pending.put(folder / half / PUBLIC, public.to_bytes())
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
    daily = sealed.unseal(folder / DAILY / SEALED, Daily, passphrase)
    own = daily.recipients[0], daily.receipt.public, daily.pack.public
    _compare(folder, (public.recipients[0], public.receipt, public.pack), own)
    return daily


def open_recovery(folder: Path, passphrase: str) -> Recovery:
    """The private keys that lie somewhere else: `folder` holds `recovery`. Raises as `open_daily`.

    The passphrase is the one the ring was made with.
    """
    public = read_public(folder)
    recovery = sealed.unseal(folder / RECOVERY / SEALED, Recovery, passphrase)
    own = recovery.recipients[0], recovery.root.public
    _compare(folder, (public.recipients[1], public.root), own)
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
        begun = [path for half in there.intersection(halves) for path in _inside(half)]
    except OSError as error:
        raise MachineError(
            f"{folder} cannot be read: {error.strerror}", "name a folder that this user may write"
        ) from error
    if begun and there <= set(halves) and not (folder / DAILY / PUBLIC).exists():
        raise _half_made(folder)
    if begun or not there <= set(halves):
        raise UsageError(f"{folder} is there already", "name a folder that is empty or new")


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


def _read_public(path: Path) -> Public:
    try:
        public = Public.model_validate_json(sealed.read(path))
    except ValidationError as error:
        formats = [fault["input"] for fault in error.errors() if fault["loc"] == ("format",)]
        if any(isinstance(written, int) and written > FORMAT for written in formats):
            raise InputError(f"{path} was made by a newer kiosk", "update the program") from error
        raise sealed.damaged(path) from error
    if "format" not in public.model_fields_set:
        raise sealed.damaged(path)
    return public


def _compare(folder: Path, public: tuple[str, ...], own: tuple[str, ...]) -> None:
    """Refuse public halves that somebody put beside private keys they do not belong to."""
    if public != own:
        raise UntrustedError(
            f"the public keys in {folder} do not belong to its private ones",
            "take your copy of the keys, and look who can write in this folder",
        )
