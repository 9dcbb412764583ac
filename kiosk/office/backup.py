"""A second copy of the collection, on another disk; only what was read back from it has arrived.

The copy is written beside its name, synced, dropped from memory, opened anew and read to the end:
every sealed sign-up must still have its hash. What that copy holds may be deleted at the kiosks; so
a receipt is written from it and from nothing else.

An older copy goes once a newer one holds all that it held: what was taken back, or may not be kept
any longer, is then gone from the backup too. One that holds more stays, and is told; what was
erased goes out of it all the same.
"""

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeAlias

from kiosk import files
from kiosk.errors import KioskError, MachineError
from kiosk.office import erasures
from kiosk.office.collection import Collection
from kiosk.signups.erasure import Entry
from kiosk.signups.receipt import Entry as Arrived
from kiosk.usb import system_files

Progress: TypeAlias = Callable[[float, str], None]
PART: Final = ".part"
_WHEN = "%Y%m%dT%H%M%SZ"
_MARK = r"-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}"
_MOST_FOLDERS: Final = 10_000
"""Below one folder of backups; where there are more somebody named a whole disk."""
ASIDE: Final = ".damaged-"
"""Behind the name of a collection, where it was moved aside."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was read back."""

    file: Path
    arrived: Mapping[str, tuple[Arrived, ...]]
    """By kiosk, the events that need not be kept there any longer: all but sign-ups that are
    neither in the copy, nor taken back, nor deleted by the kiosk itself."""
    sign_ups: int
    """How many lie in the copy."""
    left: tuple[Path, ...]
    """Older copies that hold something which this one does not, or cannot be read."""
    same_disk: bool
    """Whether the copy lies on the disk of the collection: then it is little help."""
    erased: tuple[Entry, ...] = ()
    """What is to go out of the kiosks, too."""


def make(
    collection: Collection,
    folder: Path,
    now: datetime,
    today: date | None,
    progress: Progress = lambda _done, _at: None,
) -> Backup:
    """Copy the collection into `folder`, and read the copy back. Older copies there go.

    `today` is None if it is not certain what day it is: then no copy goes by its date. Raises
    MachineError if the folder cannot be written, or does not keep what is written.
    """
    erasures.honour(collection)
    stem = collection.file.stem
    file = folder / f"{stem}-{now.strftime(_WHEN)}-{secrets.token_hex(2)}.db"
    part = file.with_name(file.name + PART)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        make_private(part)
        collection.copy(part, lambda done: progress(done / 2, ""))
        settle(part)
        arrived, sign_ups, erased = _read_back(part, lambda done: progress((1 + done) / 2, ""))
        erasures.add(collection.file, folder, erased, now.date())
        part.replace(file)
        files.sync_folder(folder)
        if erased:
            erase(collection.file, folder, erased)
        left = _clear(file, stem, today)
        same_disk = folder.stat().st_dev == collection.file.stat().st_dev
    except OSError as error:
        raise MachineError(
            f"the backup in {folder} could not be written: {error.strerror}",
            "see whether the disk is there, has room, and may be written",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return Backup(file, arrived, sign_ups, left, same_disk, erased)


def name_pattern(collection: Path) -> re.Pattern[str]:
    """How the backups of a collection are called.

    One that somebody copied is one, too: ` (1)` stands behind its name then.
    """
    return re.compile(re.escape(collection.stem) + _MARK + r".*\.db")


def make_private(file: Path) -> None:
    """Make an empty file that nobody else may read. Raises OSError."""
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def settle(file: Path) -> None:
    """Have the file on the disk, and out of memory where the system knows how."""
    with file.open("r+b") as opened:
        os.fsync(opened.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def erase(collection: Path, folder: Path, entries: Sequence[Entry]) -> tuple[int, tuple[Path, ...]]:
    """Take these sign-ups out of every backup of a collection, for good; also in folders below.

    In how many they are erased now, and what cannot be opened.
    """
    pattern = name_pattern(collection)
    copies: list[Path] = []
    closed: list[Path] = []
    walk = os.walk(folder, onerror=lambda error: closed.append(Path(error.filename)))
    for count, (at, below, names) in enumerate(walk):
        if count == _MOST_FOLDERS:
            closed.append(folder)
            break
        below[:] = sorted(name for name in below if not system_files.is_litter(name))
        copies += [Path(at, name) for name in sorted(names) if pattern.fullmatch(name)]
    done, left = _erase(copies, entries)
    return done, (*closed, *left)


def erase_aside(collection: Path, entries: Sequence[Entry]) -> tuple[int, tuple[Path, ...]]:
    """Take these sign-ups out of what was moved aside when the collection was put back.

    In how many files they are erased now, and which cannot be opened.
    """
    begins = f"{collection.stem}{ASIDE}"
    try:
        there = sorted(path for path in collection.parent.iterdir() if path.name.startswith(begins))
        return _erase([path for path in there if path.is_file() and path.stat().st_size], entries)
    except OSError:
        return 0, (collection.parent,)


def _erase(copies: Sequence[Path], entries: Sequence[Entry]) -> tuple[int, tuple[Path, ...]]:
    left = []
    for path in copies:
        try:
            with Collection(path) as copy:
                copy.withdrawals.erase(entries)
        except KioskError:
            left.append(path)
    return len(copies) - len(left), tuple(left)


def _read_back(
    file: Path, progress: Callable[[float], None]
) -> tuple[dict[str, tuple[Arrived, ...]], int, tuple[Entry, ...]]:
    """The number of sign-ups in a copy, every byte of it read, and its erasures."""
    try:
        with Collection(file) as copy:
            sign_ups, expected = 0, max(1, copy.count())
            for kept in copy.sign_ups():
                if sign_ups % 500 == 0:
                    progress(sign_ups / expected)
                if hashlib.sha256(kept.sealed).hexdigest() != kept.sealed_sha256:
                    raise _altered(file)
                sign_ups += 1
            arrived = {kiosk: _arrived(copy, kiosk) for kiosk in copy.kiosks()}
            return arrived, sign_ups, copy.withdrawals.erasures()
    except KioskError as error:
        raise _altered(file) from error


def _arrived(copy: Collection, kiosk: str) -> tuple[Arrived, ...]:
    """The events of one kiosk that need not be kept there any longer."""
    rows = list(copy.events(kiosk))
    expired = {row.id for row in rows if row.kind == "expiry"}
    return tuple(
        (row.number, row.id, row.hash)
        for row in rows
        if row.kind != "sign-up" or row.kept or row.withdrawn or row.id in expired
    )


def _altered(file: Path) -> MachineError:
    return MachineError(
        f"the backup in {file.parent} does not read as it was written", "use another disk"
    )


def _clear(file: Path, stem: str, today: date | None) -> tuple[Path, ...]:
    """Delete older copies that hold nothing more. Which stay."""
    pattern = re.compile(re.escape(stem) + _MARK + rf"\.db({re.escape(PART)})?")
    others = sorted(
        path for path in file.parent.iterdir() if path != file and pattern.fullmatch(path.name)
    )
    left = []
    with Collection(file) as copy:
        for path in others:
            if path.suffix == PART or copy.covers(path, today):
                path.unlink()
            else:
                left.append(path)
    files.sync_folder(file.parent)
    return tuple(left)
