"""One SQLite file: how it is made, opened, checked and written, and what its errors mean.

WAL with synchronous=FULL loses nothing that was committed (sqlite.org/wal.html). Errors of SQLite
become StoreErrors here; after one, close the database and open it anew.

A process that opens and closes the file beside SQLite takes SQLite's locks away
(sqlite.org/howtocorrupt.html, 2.2): its header is looked at only when SQLite could not read it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk import replica
from kiosk.database import ROOM_BYTES, statements
from kiosk.errors import StoreError
from kiosk.signups import sqlite_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.errors import StoreFault

APPLICATION: Final = 0x6B6F736B
"""In the header of our databases (`kosk`)."""
SCHEMA: Final = tuple(Path(__file__).parent / "schema" / name for name in ("001.sql", "002.sql"))
"""Each brings a database one version further."""
_BUSY_SECONDS: Final = 5.0
_HEADER_BYTES: Final = 100
_PRAGMAS: Final = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "secure_delete": 1,  # what is deleted is overwritten with zeros
    "foreign_keys": 1,
    "cell_size_check": 1,
    "trusted_schema": 0,
    "temp_store": 2,  # no temporary files
}
"""Set, and read back, on every connection."""
_OF_SQLITE: Final[dict[int, StoreFault]] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_CANTOPEN: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}
_OF_SYSTEM: Final[dict[int | None, StoreFault]] = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read-only",
    errno.EACCES: "read-only",
    errno.EPERM: "read-only",
}
_WORDS: Final[dict[StoreFault, tuple[str, str]]] = {
    "missing": ("are not there", "bring back the disk or folder that holds them"),
    "read-only": ("may not be written", "give this user the right to write there"),
    "full": ("have no room left on the disk", "free some space"),
    "damaged": ("are damaged", "start the kiosk: it moves them aside and saves what can be read"),
    "keyless": ("cannot be signed: their key is lost", "start the kiosk: it becomes a new one"),
    "broken": ("cannot be read or written", "look after the disk; nothing was taken away"),
}


def make(path: Path) -> sqlite3.Connection:
    """A new, empty database at `path`, where there is none. Only this user may read it.

    Its schema is applied; its name in the folder is not durable yet. Raises StoreError.
    """
    with told(path):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = _connect(path)
        with closed_on_error(connection):
            connection.execute(f"PRAGMA page_size = {sqlite_pages.PAGE_BYTES}")
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            _set(connection, path)
            upgrade(connection)
    return connection


def open_(path: Path) -> sqlite3.Connection:
    """The database at `path`, found whole: its log, its header, its trees.

    What lies in its log is written into the database and synced before this returns: after a
    failed sync it may have been in memory only. Raises StoreError.
    """
    with told(path):
        path.stat()
        if replica.is_in_the_way(path) or sqlite_pages.is_cut_inside(
            replica.content_of(replica.log_of(path))
        ):
            raise fault(path, "damaged")
        refuse_without_room(path)
        try:
            return _open(path)
        except sqlite3.Error as error:
            with path.open("rb") as file:
                header = file.read(_HEADER_BYTES)
            if _code(error) == sqlite3.SQLITE_ERROR or not sqlite_pages.is_ours(
                header, APPLICATION
            ):
                raise fault(path, "damaged") from error
            raise


def copy(path: Path) -> sqlite3.Connection:
    """A copy in memory of the database at `path`, found whole; it cannot be changed.

    For a disk that may not be written. Raises StoreError.
    """
    with told(path):
        try:
            is_cut = sqlite_pages.is_cut_inside(replica.content_of(replica.log_of(path)))
            connection = replica.of(path)
        except (sqlite3.Error, OSError) as error:
            raise fault(path, "broken") from error
        with closed_on_error(connection):
            if is_cut:
                raise fault(path, "damaged")
            _refuse_strange(connection, path)
            _refuse_damaged(connection, path)
            upgrade(connection)
            connection.execute("PRAGMA query_only = 1")
        return connection


def refuse_without_room(path: Path) -> None:
    """Raise StoreError ("full") if there is no room to open a database at `path`, or OSError."""
    if shutil.disk_usage(path.parent).free < ROOM_BYTES:
        raise fault(path, "full")


def _open(path: Path) -> sqlite3.Connection:
    connection = _connect(path)
    with closed_on_error(connection):
        _refuse_strange(connection, path)
        _set(connection, path)
        _refuse_damaged(connection, path)
        upgrade(connection)
        empty_log(connection)
    return connection


def _refuse_strange(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError if it is not built as this program builds it."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise fault(path, "damaged")
    with _at_one_moment(connection):
        version = _version(connection)
        if version != connection.execute("SELECT version FROM own").fetchone()[0]:
            raise fault(path, "damaged")
        if version > len(SCHEMA):
            raise StoreError(
                "broken",
                f"the sign-ups in {path.parent} were kept by a newer version of this program",
                "install that version again",
            )
        if _tables(connection) != _tables_of(version):
            raise fault(path, "damaged")


def _refuse_damaged(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError if a tree of it is broken."""
    if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise fault(path, "damaged")


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,  # one at a time, but from any thread
    )


def _set(connection: sqlite3.Connection, path: Path) -> None:
    """Make the connection as careful as it must be, and see that it is."""
    for name, value in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != value:
            raise fault(path, "broken")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def upgrade(connection: sqlite3.Connection, to: int = len(SCHEMA)) -> None:
    """Apply what of the schema is missing, each part whole and together with its number.

    The number stands in the header, and in the one row of `own`: one damaged byte is no upgrade.
    """
    for number in range(_version(connection) + 1, to + 1):
        with transaction(connection):
            if _version(connection) >= number:
                continue  # another program was as quick
            for statement in statements(SCHEMA[number - 1]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("UPDATE own SET version = ?", (number,))


@contextlib.contextmanager
def _at_one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read inside is of one moment: another program may be upgrading just now."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _tables(connection: sqlite3.Connection) -> list[tuple[str, str, str, str | None]]:
    """How the database is built, in SQL."""
    sql = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
    return connection.execute(sql).fetchall()


def _tables_of(version: int) -> list[tuple[str, str, str, str | None]]:
    """How a database of this version is built."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as example:
        upgrade(example, version)
        return _tables(example)


def empty_log(connection: sqlite3.Connection) -> bool:
    """Write what is in the log into the database, sync it, and leave an empty log.

    False if another program is reading just now. Raises sqlite3.Error.
    """
    busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it, durable when this ends, or nothing of it. Raises sqlite3.Error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After some errors SQLite has rolled back by itself.
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the disk become StoreErrors about the database at `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise fault(path, _OF_SQLITE.get(_code(error), "broken")) from error
    except UnicodeDecodeError as error:
        # Python reads in UTF-8 what SQLite complains of, too.
        raise fault(path, "damaged") from error
    except OSError as error:
        raise fault(path, _OF_SYSTEM.get(error.errno, "broken")) from error


def _code(error: sqlite3.Error) -> int:
    """What went wrong: the low byte of SQLite's code, of which the rest says where.

    Only Python's own complaint about text that is no UTF-8 has none.
    """
    unreadable = sqlite3.SQLITE_CORRUPT if isinstance(error, sqlite3.OperationalError) else 0
    return int(getattr(error, "sqlite_errorcode", unreadable)) & 0xFF


def fault(path: Path, reason: StoreFault) -> StoreError:
    """The error to raise about the database at `path`."""
    what, advice = _WORDS[reason]
    return StoreError(reason, f"the sign-ups in {path.parent} {what}", advice)


@contextlib.contextmanager
def closed_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    """Close the connection if what is inside fails."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.close()
        raise
