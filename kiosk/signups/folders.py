"""The folders of the stores in one home: each is called as the kiosk whose events lie in it.

One that is called otherwise was renamed or copied by hand, or the file of another kiosk was put
into it. Every event carries its hash, which is that of one kiosk alone: so it is known whose they
are. The folder gets its name back. Where that is taken, what nobody else has of it goes on as a
further log of that kiosk, which only gives. Whatever is done here can be done again after a power
cut, and deletes nothing.
"""

import contextlib
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from kiosk import files
from kiosk.database import ROOM_BYTES, replica
from kiosk.notices import Notices
from kiosk.signups import key_file, salvage
from kiosk.signups.store import KIND, NAME

_KIOSK: Final = re.compile(r"(?!damaged-)[a-z0-9-]{1,32}")
_OTHERS: Final = re.compile(r"damaged-.*|\.new|\.salvaged|\.left-.*")
_ASTRAY: Final = ".astray-"
_LEFT: Final = ".left-"


def tell_stranded(folder: Path, notices: Notices) -> None:
    """Tell staff, once, that the key of this store is lost."""
    mark = folder / key_file.STRANDED
    if files.is_there(mark):
        return
    notices.add("key-lost", subject=folder.name)
    with contextlib.suppress(OSError):
        mark.touch()


def is_name(name: str) -> bool:
    """Whether a folder with a store may be called so."""
    return bool(_KIOSK.fullmatch(name))


def is_further(name: str, kiosk: str) -> bool:
    """Whether a folder of this name holds a further log of this kiosk."""
    return bool(re.fullmatch(rf"{re.escape(kiosk)}-\d+", name))


def of(signups: Path) -> list[Path]:
    """The folders with a store, or with what is left of one."""
    return sorted(
        path for path in signups.glob("*") if is_name(path.name) and has_been_a_store(path)
    )


def has_been_a_store(folder: Path) -> bool:
    """Whether a store lies here, or what is left of one whose file is gone."""
    file = folder / NAME
    left = (file, replica.log_of(file), *(folder / name for name in key_file.NAMES))
    try:
        return any(path.exists() for path in left)
    except PermissionError:
        return True  # nobody may look: it may well be


def settle(
    signups: Path, known: Collection[str], *, alone: Callable[[], None], notices: Notices
) -> None:
    """Give every folder the name of the kiosk whose events lie in it.

    `known` are the kiosks that this home has been; `alone` is called before anything is moved, and
    raises if others use the home. Raises StoreError.
    """
    with KIND.wrap_errors(signups / NAME):
        astray = _astray(signups, known)
        left = list(signups.glob(f"{_LEFT}*"))
        if not astray and not left:
            return
        alone()
        left += [_leave(folder) for folder in astray if folder.name in known]
        moved = [(_move(folder), kiosk) for folder, kiosk in astray.items()]
        for folder, kiosk in moved:
            if os.path.lexists(signups / kiosk):
                _join(folder, kiosk, notices)
            else:
                folder.rename(signups / kiosk)
                notices.add("file-mended", subject=kiosk)
        for folder in left:
            place = folder.with_name(folder.name.removeprefix(_LEFT))
            if os.path.lexists(place):
                shutil.rmtree(folder, ignore_errors=True)
            else:
                folder.rename(place)
        files.sync_folder(signups)


def _astray(signups: Path, known: Collection[str]) -> dict[Path, str]:
    """Folders in which events of another kiosk lie than they are called, and whose those are."""
    if not signups.is_dir() or shutil.disk_usage(signups).free < ROOM_BYTES:
        return {}
    stores = [
        folder
        for folder in sorted(signups.iterdir())
        if not _OTHERS.fullmatch(folder.name) and files.is_file(folder / NAME)
    ]
    owners = {folder: _owner(folder, known) for folder in stores}
    return {folder: kiosk for folder, kiosk in owners.items() if kiosk != folder.name}


def _owner(folder: Path, known: Collection[str]) -> str:
    """The kiosk whose events lie in a folder: by its store, if the events do not say otherwise."""
    kiosk = _own(folder)[0]
    fits = kiosk == folder.name or is_further(folder.name, kiosk)
    if fits or salvage.events_of(folder, folder.name):
        return folder.name
    for one in [kiosk] if kiosk else sorted(known):
        if salvage.events_of(folder, one):
            return one
    is_likely = kiosk and (kiosk in known or folder.name not in known)
    return kiosk if is_likely else folder.name


def _own(folder: Path) -> tuple[str, str, bool]:
    """Kiosk, public key, and whether it is a demo, as a store says; empty if it does not."""
    file = folder / NAME
    if replica.is_in_the_way(file):
        return "", "", False
    address = f"{replica.address(file.absolute())}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as store:
            store.row_factory = sqlite3.Row
            own = dict(store.execute("SELECT * FROM own").fetchone() or {})
    except (sqlite3.Error, OSError, UnicodeDecodeError):
        own = salvage.own(folder)
    kiosk = str(own.get("kiosk", ""))
    return (kiosk if is_name(kiosk) else ""), str(own.get("public", "")), bool(own.get("demo"))


def _leave(folder: Path) -> Path:
    """A folder to be put in the place of one whose store is another's: its own is missed there.

    A key stays with whom it belongs to.
    """
    left = folder.with_name(f"{_LEFT}{folder.name}")
    shutil.rmtree(left, ignore_errors=True)
    left.mkdir(mode=0o700)
    (left / NAME).touch(0o600)
    public = _own(folder)[1]
    key = key_file.read(folder, public, mend=False)
    if not (public and key and key.signer.public == public):
        key_file.take(folder, left)
        for name in key_file.NAMES:
            (folder / name).unlink(missing_ok=True)
    return left


def _move(folder: Path) -> Path:
    """Have its name free for whom it belongs to."""
    if folder.name.startswith(_ASTRAY):
        return folder
    moved = files.unused_path(folder.with_name(f"{_ASTRAY}{folder.name}"))
    folder.rename(moved)
    return moved


def _join(folder: Path, kiosk: str, notices: Notices) -> None:
    """Have what nobody else has of a kiosk's events go on as a further log; the rest is aside."""
    logs = [one for one in of(folder.parent) if one.name == kiosk or is_further(one.name, kiosk)]
    there = {event.hash(kiosk) for log in logs for event, _, _ in salvage.events_of(log, kiosk)}
    found = [one for one in salvage.events_of(folder, kiosk) if one[0].hash(kiosk) not in there]
    sealed = sum(content is not None for _, _, content in found)

    def tell() -> None:
        notices.add("sign-ups-salvaged" if sealed else "file-mended", sealed or 1, subject=kiosk)

    if found:
        _, public, demo = _own(folder)
        place = files.unused_path(folder.with_name(kiosk))
        salvage.put(found, folder, place, kiosk, demo=demo, public=public, tell=tell)
    else:
        tell()
    salvage.move_aside(folder, kiosk)
