"""How the file of a database is made, found whole, brought up to date, and moved aside."""

import contextlib
import itertools
import os
import shutil
import sqlite3
import struct
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from kiosk.database import replica
from kiosk.database.kind import DatabaseKind, code
from kiosk.files import sync_folder, unused_path

ROOM_BYTES: Final = 256 << 10
"""With less free than this nothing is opened to be written: SQLite's index takes 32 KiB, which a
file system gives as late as they are used; where there are none left the program would be ended."""
_BUSY_SECONDS: Final = 5.0
_TABLES: Final = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"


def open_database(
    path: Path, kind: DatabaseKind, *, make: Callable[[sqlite3.Connection], object] | None
) -> sqlite3.Connection:
    """The database at `path`, found whole, to be read and written.

    Where there is none it is made, with its folder, and `make` puts in what it begins with; None
    makes none. What lies in its log is in the database, and synced, when this returns: after a
    failed sync it may have been in memory only. Raises the errors of its kind.
    """
    with kind.wrap_errors(path):
        if make is None:
            path.stat()
        if replica.is_in_the_way(path) or kind.is_cut(replica.content_of(replica.log_of(path))):
            raise kind.fault(path, "damaged")
        if kind.has_log:
            folder = next((one for one in path.parents if one.is_dir()), path.parent)
            if shutil.disk_usage(folder).free < ROOM_BYTES:
                raise kind.fault(path, "full")
        if make and not path.exists():
            _make(path, kind, make)
        path.stat()
        try:
            connection = connect(path)
            with close_on_error(connection):
                _look_after(connection, path, kind)
                return connection
        except sqlite3.Error as error:
            with path.open("rb") as file:
                header = file.read(100)
            if code(error) == sqlite3.SQLITE_ERROR or not _is_ours(header, kind):
                raise kind.fault(path, "damaged", error) from error
            raise


def copy_database(path: Path, kind: DatabaseKind) -> sqlite3.Connection:
    """A copy in memory of the database at `path`, found whole, to be read.

    Raises the errors of its kind.
    """
    with kind.wrap_errors(path):
        try:
            is_cut = kind.is_cut(replica.content_of(replica.log_of(path)))
            connection = replica.of(path)
        except (sqlite3.Error, OSError) as error:
            raise kind.fault(path, "broken", error) from error
        with close_on_error(connection):
            if is_cut:
                raise kind.fault(path, "damaged")
            try:
                _look_after(connection, path, kind, copy=True)
            except sqlite3.Error as error:
                raise kind.fault(path, "damaged", error) from error
            connection.execute("PRAGMA query_only = 1")
            return connection


def aside(path: Path) -> Path:
    """Move a damaged database, which is closed, out of the way, with its log: nothing is deleted.

    Returns the folder it lies in now, beside where it was. Raises OSError.
    """
    folder = unused_path(path.with_name(f"{path.name}.damaged"))
    folder.mkdir(mode=0o700)
    for file in (path, *replica.beside(path)):
        with contextlib.suppress(FileNotFoundError):
            file.rename(folder / file.name)
    sync_folder(folder)
    sync_folder(path.parent)
    return folder


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the file at `path`, which is there; for any thread, one at a time."""
    return sqlite3.connect(
        f"{replica.address(path.absolute())}?mode=rw",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )


def upgrade(connection: sqlite3.Connection, kind: DatabaseKind, to: int) -> None:
    """Apply what of the schema is missing, whole and together with its number."""
    if _version(connection) >= to:
        return
    with transaction(connection):
        for number in range(_version(connection) + 1, to + 1):  # another may have been as quick
            for statement in _statements(kind.schema[number - 1]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
            if kind.own:
                connection.execute(f"UPDATE {kind.own} SET version = ?", (number,))  # noqa: S608 - a fixed word


def empty_log(connection: sqlite3.Connection) -> bool:
    """Write what is in the log into the database, sync it, and leave an empty log.

    False if another program is reading just now. Raises sqlite3.Error.
    """
    # This lets others write meanwhile, and leaves little to do while they must wait.
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, how: str = "IMMEDIATE") -> Iterator[None]:
    """All of it, durable when this ends, or nothing of it. Raises sqlite3.Error."""
    connection.execute(f"BEGIN {how}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After some errors SQLite has rolled back by itself.
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def close_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    """Close the connection if what is inside fails."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.close()
        raise


def _make(path: Path, kind: DatabaseKind, make: Callable[[sqlite3.Connection], object]) -> None:
    """A new database that only this user may read, durable with its name.

    It gets its name when it is whole: a power cut leaves none, or one that can be opened.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    for left in (part, *replica.beside(part)):
        left.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with contextlib.closing(connect(part)) as connection:
            connection.execute(f"PRAGMA page_size = {kind.page_bytes}")
            connection.execute(f"PRAGMA application_id = {kind.application}")
            _set(connection, part, kind)
            upgrade(connection, kind, len(kind.schema))
            with transaction(connection):
                make(connection)
            empty_log(connection)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    part.rename(path)
    sync_folder(path.parent)


def _look_after(
    connection: sqlite3.Connection, path: Path, kind: DatabaseKind, *, copy: bool = False
) -> None:
    """Find the database, or a copy of it in memory, whole, and bring it up to date."""
    if _pragma(connection, "application_id") != kind.application:
        raise kind.fault(path, "damaged")
    with transaction(connection, "DEFERRED"):  # of one moment: another may be upgrading now
        version = _version(connection)
        if kind.own and connection.execute(f"SELECT version FROM {kind.own}").fetchall() != [  # noqa: S608 - a fixed word
            (version,)
        ]:
            raise kind.fault(path, "damaged")
        if version > len(kind.schema):
            raise kind.fault(path, "newer")
        # None is ever made without its tables.
        if version < 1 or (
            kind.is_strict
            and connection.execute(_TABLES).fetchall() != _tables(kind.schema[:version])
        ):
            raise kind.fault(path, "damaged")
    if not copy:
        _set(connection, path, kind)
    check = "integrity_check(1)" if kind.is_strict else "quick_check(1)"
    if _pragma(connection, check) != "ok" or (
        kind.is_strict and connection.execute("PRAGMA foreign_key_check").fetchone()
    ):
        raise kind.fault(path, "damaged")
    upgrade(connection, kind, len(kind.schema))
    if not kind.is_sound(connection):
        raise kind.fault(path, "damaged")
    empty_log(connection)


def _set(connection: sqlite3.Connection, path: Path, kind: DatabaseKind) -> None:
    """Make the connection as careful as it must be, and see that it is."""
    connection.execute(f"PRAGMA cache_size = -{kind.cache_kib}")
    for name, value in kind.pragmas.items():
        connection.execute(f"PRAGMA {name} = {value}")
        if _pragma(connection, name) != value:
            raise kind.fault(path, "broken")


def _pragma(connection: sqlite3.Connection, name: str) -> int | str:
    found: int | str = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return found


def _version(connection: sqlite3.Connection) -> int:
    return int(_pragma(connection, "user_version"))


@cache
def _tables(schema: tuple[Path, ...]) -> list[tuple[str, ...]]:
    """The tables that these parts of a schema make."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as example:
        for statement in itertools.chain.from_iterable(map(_statements, schema)):
            example.execute(statement)
        return example.execute(_TABLES).fetchall()


def _is_ours(header: bytes, kind: DatabaseKind) -> bool:
    """Whether the first bytes of a file are as we wrote them."""
    mode = 2 if kind.has_log else 1
    return (
        len(header) == 100
        and header.startswith(b"SQLite format 3\0")
        and header[16:24] == struct.pack(">HBBBBBB", kind.page_bytes, mode, mode, 0, 64, 32, 32)
        and header[44:48] == struct.pack(">I", 4)  # the schema format
        and header[56:60] == struct.pack(">I", 1)  # UTF-8
        and header[68:72] == struct.pack(">I", kind.application)
    )


def _statements(file: Path) -> Iterator[str]:
    """The statements in a file of SQL; each ends at the end of a line."""
    statement = ""
    for line in file.read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
