"""What can be read of a damaged shelf: above all with whom the kiosk is enrolled, and how far.

Without that a kiosk would take an old pack again, or anybody's. Nothing is believed that its own
signatures do not bear out, and of packs only those whose index is whole.
"""

import contextlib
import hashlib
import logging
import shutil
import sqlite3
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Targets

from kiosk.database import Database, DatabaseKind, aside
from kiosk.errors import PreparedError
from kiosk.exhibit import prepared
from kiosk.files import read, sync_folder
from kiosk.keys import root, signing
from kiosk.packs import finishing, label, metadata, shelf_rows
from kiosk.packs.verification import MAX_VERSION

log = logging.getLogger(__name__)


def replace(path: Path, kind: DatabaseKind, blobs: Path) -> Path:
    """Move the damaged database at `path` aside, and put what can be read in its place.

    Returns the folder it lies in now. A power cut at any moment loses nothing: see `finish`. Raises
    MachineError if the folder cannot be written.
    """
    saving = path.with_name(f"{path.name}.saving")
    with kind.wrap_errors(path):
        for left in path.parent.glob(f"{saving.name}*"):
            left.unlink()
        database = Database.open(saving, kind)
        try:
            _into(database, path, blobs)
        finally:
            database.close()
        saving.replace(finishing.saved(path))
        sync_folder(path.parent)
        moved = aside(path)
        finishing.finish(path)
    log.error("the shelf was damaged, and lies in %s now", moved.name)
    return moved


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
        sql.execute("UPDATE sum SET sha256 = ?", (shelf_rows.total(sql),))


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
    """With whom the kiosk is enrolled, and what it accepted last: from what is signed, if it is."""
    rows = _rows(
        old, "SELECT name, since, version, exhibit, timestamp, snapshot, targets FROM publisher"
    )
    if not rows or not roots:
        return None
    name, since, version, exhibit, *contents = rows[0]
    newest = root.read(roots[-1])
    signed = [
        content if metadata.is_signed(newest, role, content) else b""
        for role, content in zip(("timestamp", "snapshot", Targets.type), contents, strict=True)
    ]
    with contextlib.suppress(RepositoryError, ValidationError):
        targets = Metadata[Targets].from_bytes(signed[-1]).signed
        named = label.Label.model_validate(targets.unrecognized_fields.get(label.KEY))
        name, version, exhibit = named.publisher, targets.version, named.exhibit
        since = since if _is_moment(since) else named.made.isoformat()
    if not (_is_moment(since) and isinstance(name, str) and isinstance(exhibit, str)):
        return None
    if not (isinstance(version, int) and 1 <= version <= MAX_VERSION):
        return None
    return (name, signing.fingerprint(root.keys_of(newest)[0]), since, version, exhibit, *signed)


def _is_moment(words: object) -> bool:
    try:
        return datetime.fromisoformat(str(words)).tzinfo is not None
    except ValueError:
        return False


def _packs(old: sqlite3.Connection, blobs: Path) -> list[tuple[tuple[Any, ...], dict[str, int]]]:
    """The packs whose index is whole, with all their files."""
    found = []
    for row in _rows(old, f"SELECT {shelf_rows.COLUMNS} FROM pack"):  # noqa: S608 - fixed words
        with contextlib.suppress(PreparedError, OSError, ValueError, TypeError, AttributeError):
            pack = shelf_rows.pack(row)
            index = blobs / pack.index
            content = read(index)
            is_plain = min(pack.number, pack.version, pack.bytes) > 0 and all(pack.title.values())
            if is_plain and hashlib.sha256(content).hexdigest() == index.name:
                files = prepared.media(prepared.read_index(index)) | {index.name: len(content)}
                found.append((row, files))
    return found


def _rows(old: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    """What can be read; nothing if SQLite cannot."""
    with contextlib.suppress(sqlite3.Error, UnicodeDecodeError):
        return old.execute(sql).fetchall()
    return []
