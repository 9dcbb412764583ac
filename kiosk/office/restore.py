"""The way back to a collection that is gone, empty, cut or damaged: from its backup.

Nobody begins anew by accident where a collection was: a new one would take the place of the
spreadsheet, and know nothing of who took a sign-up back.
"""

import contextlib
import errno
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from kiosk import files
from kiosk.errors import CollectionError, InputError, KioskError, MachineError
from kiosk.office import diary, erasures
from kiosk.office.backup import ASIDE, make_private, name_pattern, settle
from kiosk.office.collection import Collection
from kiosk.signups.erasure import Entry

_BESIDE: Final = ("", "-journal", "-wal", "-shm")
"""What SQLite may have left beside a file: it would spoil the one that takes its place."""


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """A collection that was put back."""

    backup: Path
    """What it was put back from."""
    sign_ups: int
    aside: tuple[Path, ...]
    """Where that lies now what stood in its place."""
    left: tuple[Path, ...]
    """Other backups that hold something more, or cannot be read."""
    erased: int
    """So many sign-ups were in it that had been erased since. They are not put back."""


def backups(file: Path, folder: Path) -> list[Path]:
    """The backups of the collection `file` in this folder, the newest first; none if it is gone."""
    pattern = name_pattern(file)
    try:
        found = sorted(path for path in folder.iterdir() if pattern.fullmatch(path.name))
    except OSError:
        return []
    return found[::-1]


def refuse_anew(
    file: Path, folders: Iterable[Path] = (), *, demo: bool, was_there: bool = False
) -> None:
    """Raise CollectionError if a collection was in `file`, as its backups or its diary tell.

    `folders` are where backups may lie; `was_there` says that somebody remembers it.
    """
    known = diary.read(file)
    for folder in dict.fromkeys((*folders, *known.backups)):
        held = [backup for backup in backups(file, folder) if _may_hold(backup, demo=demo)]
        if held:
            raise CollectionError(
                "gone",
                f"{file} is gone or empty, and there is a backup of it: {held[0]}",
                f"put it back: {diary.restoring(file, folder)}",
                diary.restoring(file, folder),
            )
    if was_there or known.last or known.backups:
        raise CollectionError(
            "gone",
            f"{file} is gone or empty, though it was there before, and no backup is found",
            "put the disk in on which it lies, or its backup; if all is lost, begin another file",
        )


def restore(file: Path, folder: Path, today: date | None) -> RestoreResult:
    """Put the collection `file` back from the backup in `folder` that holds most.

    What was erased since goes out of it, before it takes its place; by the lists beside the
    collection, with its backups and above them, and by every other backup there. What stands in
    its place is moved aside. Raises InputError if nothing can be put back, or
    `file` is whole; MachineError if the disk cannot.
    """
    _refuse_what_is_whole(file)
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    found = backups(file, folder)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        erased = erasures.read(file, [folder, folder.parent, *diary.read(file).backups])
        chosen = _copy_fullest(found, part, erased)
        if chosen is None:
            raise InputError(
                f"there is no whole backup of {file.name} in {folder}",
                f"its name begins with {file.stem}- and ends with .db: look where it went",
            )
        with Collection(part) as collection:
            gone = collection.withdrawals.erase(sorted(erased))
        aside = _put_aside(file)
        part.replace(file)
        files.sync_folder(file.parent)
    except OSError as error:
        raise MachineError(
            f"{file} could not be put back: {error.strerror}",
            "see whether the disk has room, and may be written",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    with Collection(file) as collection:
        others = [path for path in found if path != chosen]
        left = tuple(other for other in others if not collection.covers(other, today))
        return RestoreResult(chosen, collection.count(), aside, left, len(gone))


def _copy_fullest(found: Iterable[Path], part: Path, erased: set[Entry]) -> Path | None:
    """Copy the backup that holds most to `part`. Which that is; None if none can be read."""
    whole = [(count, path) for path in found if (count := _copy(path, part, erased)) is not None]
    if not whole:
        return None
    most, chosen = max(whole, key=lambda one: (one[0], one[1].name))
    if _copy(chosen, part, erased) != most:
        raise MachineError(f"{part.parent} does not keep what is written", "use another disk")
    return chosen


def _refuse_what_is_whole(file: Path) -> None:
    try:
        with Collection(file) as collection:
            holds = collection.size()
    except InputError:
        return
    if holds:
        raise InputError(
            f"{file} is whole", "move it away first, if you want the backup in its place"
        )


def _may_hold(copy: Path, *, demo: bool) -> bool:
    """Whether this backup holds anything of this kind; one that cannot be read may."""
    try:
        with Collection(copy) as collection:
            held = collection.kiosks() or collection.withdrawals.count()
            return collection.demo == demo and bool(held)
    except KioskError:
        return True


def _copy(backup: Path, part: Path, erased: set[Entry]) -> int | None:
    """Copy a backup to `part`, and count what that holds; None if it cannot be read.

    What it knows was erased goes into `erased`. The backup itself is not opened: it may be older
    than this program, on a disk that is locked.
    """
    part.unlink(missing_ok=True)
    make_private(part)
    try:
        shutil.copyfile(backup, part)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise
        return None  # another may be readable
    settle(part)
    try:
        with Collection(part) as collection:
            erased.update(collection.withdrawals.erasures())
            return collection.size()
    except InputError:
        return None


def _put_aside(file: Path) -> tuple[Path, ...]:
    """Move away what stands there, and what SQLite left beside it."""
    mark = secrets.token_hex(2)
    moved = []
    for end in _BESIDE:
        there = file.with_name(file.name + end)
        if there.exists():
            aside = file.with_name(f"{file.stem}{ASIDE}{mark}{file.suffix}{end}")
            there.rename(aside)
            moved.append(aside)
    return tuple(moved)
