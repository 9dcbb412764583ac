"""What can be read of a damaged shelf: above all with whom the kiosk is enrolled, and how far.

Without that a kiosk would take an old pack again, or anybody's. Nothing is believed that its own
signatures do not bear out, and of packs only those whose index is whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tuf.api.metadata import Metadata, Targets

from kiosk.database import Database, aside, told
from kiosk.errors import PreparedError
from kiosk.exhibit import prepared
from kiosk.files import sync_folder
from kiosk.keys import root
from kiosk.packs import metadata

if TYPE_CHECKING:
    from kiosk.database import Kind

log = logging.getLogger(__name__)

_PACKS: Final = (
    "SELECT number, version, exhibit, title, publisher, made, installed, index_sha256, bytes, stood"
    " FROM pack"
)


def replace(path: Path, kind: Kind, blobs: Path) -> Path:
    """Move the damaged database at `path` aside, and put what can be read in its place.

    Returns the folder it lies in now. A power cut at any moment loses nothing: see `finish`. Raises
    MachineError if the folder cannot be written.
    """
    saving = path.with_name(f"{path.name}.saving")
    with told(path, kind):
        for left in path.parent.glob(f"{saving.name}*"):
            left.unlink()
        database = Database.open(saving, kind)
        try:
            _into(database, path, blobs)
        finally:
            database.close()
        saving.replace(_saved(path))
        sync_folder(path.parent)
        moved = aside(path)
        finish(path)
    log.error("the shelf was damaged, and lies in %s now", moved.name)
    return moved


def finish(path: Path) -> None:
    """Put a salvaged database in its place, if that was interrupted."""
    if not path.exists() and _saved(path).exists():
        _saved(path).rename(path)
        sync_folder(path.parent)


def _saved(path: Path) -> Path:
    return path.with_name(f"{path.name}.saved")


def _into(database: Database, damaged: Path, blobs: Path) -> None:
    """Put into a new, empty database what can be read of the damaged one, which stays as it is."""
    with tempfile.TemporaryDirectory(prefix="kiosk-shelf-", ignore_cleanup_errors=True) as private:
        copied = Path(private) / damaged.name
        for file in damaged.parent.glob(f"{damaged.name}*"):
            if file.is_file():
                shutil.copy(file, private)
        with contextlib.closing(sqlite3.connect(copied, isolation_level=None)) as old:
            roots = _roots(old)
            publisher = _publisher(old, roots)
            packs = _packs(old, blobs) if publisher else []
            pointers = _rows(old, "SELECT on_, previous, last FROM pointer")
    if not publisher:
        log.error("nothing of the damaged shelf can be used: nobody is enrolled any more")
        return
    numbers = {row[0] for row, _ in packs}
    with database.transaction() as sql:
        sql.executemany("INSERT INTO root VALUES (?, ?)", enumerate(roots, 1))
        sql.execute("INSERT INTO publisher VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)", publisher)
        for row, files in packs:
            sql.execute("INSERT INTO pack VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            sql.executemany(
                "INSERT INTO blob VALUES (?, ?, ?)",
                ((row[0], sha256, length) for sha256, length in files.items()),
            )
        for row in pointers:
            kept = [number if number in numbers else None for number in row]
            sql.execute("UPDATE pointer SET on_ = ?, previous = ?, last = ?", kept)


def _roots(old: sqlite3.Connection) -> tuple[bytes, ...]:
    """The roots, each signed by itself and by the one before; none if there is a hole."""
    found: list[bytes] = []
    for number, content in _rows(old, "SELECT version, metadata FROM root ORDER BY version"):
        before = found[-1] if found else None
        if number != len(found) + 1 or not root.follows(before, content, number):
            return ()
        found.append(content)
    return tuple(found)


def _publisher(old: sqlite3.Connection, roots: tuple[bytes, ...]) -> tuple[Any, ...] | None:
    """With whom the kiosk is enrolled, and what it accepted last."""
    rows = _rows(
        old,
        "SELECT name, fingerprint, since, version, exhibit, timestamp, snapshot, targets"
        " FROM publisher",
    )
    if not rows or not roots:
        return None
    *who, version, exhibit, timestamp, snapshot, targets = rows[0]
    newest = root.read(roots[-1])
    signed = [
        content if metadata.is_signed(newest, role, content) else b""
        for role, content in (
            ("timestamp", timestamp),
            ("snapshot", snapshot),
            (Targets.type, targets),
        )
    ]
    if signed[-1]:
        version = max(version, Metadata[Targets].from_bytes(targets).signed.version)
    return (*who, version, exhibit, *signed)


def _packs(old: sqlite3.Connection, blobs: Path) -> list[tuple[tuple[Any, ...], dict[str, int]]]:
    """The packs whose index is whole, with all their files."""
    found = []
    for row in _rows(old, _PACKS):
        index = blobs / str(row[7])
        with contextlib.suppress(PreparedError, OSError):
            content = index.read_bytes()
            if hashlib.sha256(content).hexdigest() == index.name:
                files = prepared.media(prepared.read_index(index)) | {index.name: len(content)}
                found.append((row, files))
    return found


def _rows(old: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    """What can be read; nothing if SQLite cannot."""
    with contextlib.suppress(sqlite3.Error, UnicodeDecodeError):
        return old.execute(sql).fetchall()
    return []
