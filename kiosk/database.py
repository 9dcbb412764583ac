"""One SQLite file of this program: made, opened and brought up to date, durable.

WAL with synchronous=FULL loses nothing that was committed (sqlite.org/wal.html). Errors of SQLite
and of the disk become DatabaseErrors, about what the file keeps. After a write at which the disk
failed nothing more is written: what a failed sync left in memory may look durable to the next one.
Close the database, and open it anew.

A process that opens and closes the file beside SQLite takes SQLite's locks away
(sqlite.org/howtocorrupt.html, 2.2): nobody else may look into it while it is open.

Where the disk is read-only or full a database can still be read, from a copy in memory.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import threading
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from kiosk import replica
from kiosk.errors import DatabaseError
from kiosk.files import is_file, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self

    from kiosk.errors import DatabaseFault

ROOM_BYTES: Final = 256 << 10
"""With less free than this nothing is opened to be written: SQLite's index takes 32 KiB, which a
file system gives as late as they are used; where there are none left the program would be ended."""
UNWRITABLE: Final = frozenset({"read-only", "full"})
"""Why a database cannot be written that may well be read."""
_BUSY_SECONDS: Final = 5.0
_TABLES: Final = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
_PRAGMAS: Final = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "cell_size_check": 1,
    "trusted_schema": 0,
    "temp_store": 2,  # no temporary files
}
"""Set, and read back, on every connection."""
_OF_SQLITE: Final[dict[int, DatabaseFault]] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_CANTOPEN: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}
_OF_SYSTEM: Final[dict[int | None, DatabaseFault]] = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read-only",
    errno.EACCES: "read-only",
    errno.EPERM: "read-only",
}
_HARMLESS: Final = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_FULL,
}
"""After these the next transaction may do better."""
_WORDS: Final[dict[DatabaseFault, tuple[str, str]]] = {
    "missing": ("are not there", "bring back the disk or folder that holds them"),
    "read-only": ("may not be written", "give this user the right to write there"),
    "full": ("have no room left on the disk", "free some space"),
    "damaged": ("are damaged", "start the kiosk: it moves them aside and begins anew"),
    "newer": ("were kept by a newer version of this program", "install that version again"),
    "broken": ("cannot be read or written", "look after the disk; nothing was taken away"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a database is for."""

    words: str
    """What it keeps, for sentences: "the packs"."""
    application: int
    """In the header of the file: nobody else's database is taken for ours. From 1 to 2^31 - 1."""
    schema: tuple[Path, ...]
    """SQL in files, each of which brings it one version further."""


class Database:
    """A database that is open; for any thread, one at a time."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        kind: Kind,
        unwritable: DatabaseError | None = None,
    ) -> None:
        """Made by `open`."""
        self.path = path
        self.kind = kind
        self.unwritable = unwritable
        """Why this is a copy in memory; None if what is written is kept."""
        self._connection = connection
        self._lock = threading.RLock()
        # SQLite keeps the log beside the file itself, wherever a link to it lies.
        real = path.resolve()
        self._names = (str(real), str(replica.log_of(real)))
        self._files = [] if unwritable else self._identities()
        self._fault: DatabaseError | None = None

    @classmethod
    def open(cls, path: Path, kind: Kind, *, make: bool = True, copy: bool = False) -> Self:
        """The database at `path`, found whole; made, with its folder, if there is none.

        Without `make` one that is not there is "missing". With `copy`, one that may not be written
        is read all the same: see `unwritable`. Raises DatabaseError.
        """
        try:
            connection = _opened(path, kind, make=make)
            with told(path, kind), _closed_on_error(connection):
                return cls(connection, path, kind)
        except DatabaseError as error:
            if not copy or error.reason not in UNWRITABLE or not is_file(path):
                raise
            return cls(_copied(path, kind), path, kind, error)

    def close(self) -> None:
        """Leave one file without a log, if the disk allows it; again without harm."""
        with self._lock:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is executed inside, durable when this ends, or nothing of it.

        Raises DatabaseError; whatever is raised inside takes all of it back.
        """
        with self._lock:
            if self._fault:
                raise self._fault
            if self.unwritable:
                self._try_again()
            try:
                with told(self.path, self.kind):
                    with _transaction(self._connection):
                        yield self._connection
                    if self._identities() != self._files:
                        raise fault(self.path, self.kind, "missing")
            except DatabaseError as error:
                self._fault = error if _is_of_the_disk(error) else None
                raise

    def rows(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """What a question finds. Raises DatabaseError."""
        with self._lock, told(self.path, self.kind):
            return self._connection.execute(sql, values).fetchall()

    def _try_again(self) -> None:
        """There may be room now. Raises why not."""
        connection = _opened(self.path, self.kind, make=False)
        self._connection.close()
        self._connection, self.unwritable = connection, None
        self._files = self._identities()

    def _identities(self) -> list[tuple[int, int]]:
        """Which files the names in the folder stand for: a lost disk leaves its names, or none."""
        found = [os.stat(name) for name in self._names]  # noqa: PTH116 - half the time of Path
        return [(one.st_dev, one.st_ino) for one in found]


def aside(path: Path) -> Path:
    """Move a damaged database, which is closed, out of the way, with its log: nothing is deleted.

    Returns the folder it lies in now, beside where it was. Raises OSError.
    """
    places = (path.with_name(f"{path.name}.damaged-{number}") for number in count(1))
    folder = next(one for one in places if not one.exists())
    folder.mkdir(mode=0o700)
    for file in (path, replica.log_of(path), path.with_name(f"{path.name}-shm")):
        with contextlib.suppress(FileNotFoundError):
            file.rename(folder / file.name)
    sync_folder(folder)
    sync_folder(path.parent)
    return folder


@contextlib.contextmanager
def told(path: Path, kind: Kind) -> Iterator[None]:
    """Errors of SQLite and of the disk become DatabaseErrors about the database at `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise fault(path, kind, _OF_SQLITE.get(_code(error), "broken")) from error
    except UnicodeDecodeError as error:
        # Python reads in UTF-8 what SQLite complains of, too.
        raise fault(path, kind, "damaged") from error
    except OSError as error:
        raise fault(path, kind, _OF_SYSTEM.get(error.errno, "broken")) from error


def fault(path: Path, kind: Kind, reason: DatabaseFault) -> DatabaseError:
    """The error to raise about the database at `path`."""
    what, advice = _WORDS[reason]
    return DatabaseError(reason, f"{kind.words} in {path.parent} {what}", advice)


def refuse_without_room(path: Path, kind: Kind) -> None:
    """Raise DatabaseError ("full") if there is no room to open a database at `path`."""
    folder = next((one for one in path.parents if one.is_dir()), path.parent)
    if shutil.disk_usage(folder).free < ROOM_BYTES:
        raise fault(path, kind, "full")


def _opened(path: Path, kind: Kind, *, make: bool) -> sqlite3.Connection:
    """A connection to the database at `path`, found whole, to be read and written."""
    with told(path, kind):
        if not make:
            path.stat()
        if replica.is_in_the_way(path):
            raise fault(path, kind, "damaged")
        refuse_without_room(path, kind)
        if make and not path.exists():
            _make(path, kind)
        path.stat()
        connection = _connect(path)
        with _closed_on_error(connection):
            _look_after(connection, path, kind)
            return connection


def _copied(path: Path, kind: Kind) -> sqlite3.Connection:
    """A copy in memory of the database at `path`, found whole, to be read."""
    with told(path, kind):
        try:
            connection = replica.of(path)
        except (sqlite3.Error, OSError) as error:
            raise fault(path, kind, "broken") from error
        with _closed_on_error(connection):
            _look_after(connection, path, kind, copy=True)
            connection.execute("PRAGMA query_only = 1")
            return connection


def _make(path: Path, kind: Kind) -> None:
    """A new database that only this user may read, durable with its name.

    It gets its name when it is whole: a power cut leaves none, or one that can be opened.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    for left in (part, replica.log_of(part), part.with_name(f"{part.name}-shm")):
        left.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with contextlib.closing(_connect(part)) as connection:
        connection.execute(f"PRAGMA application_id = {kind.application}")
        _set(connection, part, kind)
        _upgrade(connection, kind, len(kind.schema))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    part.rename(path)
    sync_folder(path.parent)


def _look_after(
    connection: sqlite3.Connection, path: Path, kind: Kind, *, copy: bool = False
) -> None:
    """Find the database, or a copy of it in memory, whole, and bring it up to date."""
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != kind.application:
            raise fault(path, kind, "damaged")
        with _transaction(connection, "DEFERRED"):  # of one moment: another may be upgrading now
            version = _version(connection)
            if version > len(kind.schema):
                raise fault(path, kind, "newer")
            # None is ever made without its tables.
            if version < 1 or connection.execute(_TABLES).fetchall() != _tables_of(kind, version):
                raise fault(path, kind, "damaged")
        if not copy:
            _set(connection, path, kind)
        if (
            connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",)
            or connection.execute("PRAGMA foreign_key_check").fetchone()
        ):
            raise fault(path, kind, "damaged")
    except sqlite3.Error as error:
        if _code(error) == sqlite3.SQLITE_ERROR:  # the tables make no sense to SQLite
            raise fault(path, kind, "damaged") from error
        raise
    _upgrade(connection, kind, len(kind.schema))
    # After a failed sync the log may have been in memory only.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,  # one at a time, but from any thread
    )


def _set(connection: sqlite3.Connection, path: Path, kind: Kind) -> None:
    """Make the connection as careful as it must be, and see that it is."""
    for name, value in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != value:
            raise fault(path, kind, "broken")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _upgrade(connection: sqlite3.Connection, kind: Kind, to: int) -> None:
    """Apply what of the schema is missing, each part whole and together with its number."""
    for number in range(_version(connection) + 1, to + 1):
        with _transaction(connection):
            if _version(connection) >= number:
                continue  # another program was as quick
            for statement in statements(kind.schema[number - 1]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


def statements(file: Path) -> Iterator[str]:
    """The statements in a file of SQL; each ends at the end of a line."""
    statement = ""
    for line in file.read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _tables_of(kind: Kind, version: int) -> list[tuple[str, str, str, str | None]]:
    """How a database of this version is built."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as example:
        _upgrade(example, kind, version)
        return example.execute(_TABLES).fetchall()


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection, how: str = "IMMEDIATE") -> Iterator[None]:
    connection.execute(f"BEGIN {how}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After some errors SQLite has rolled back by itself.
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _is_of_the_disk(error: DatabaseError) -> bool:
    """Whether what failed may leave in memory what is not on the disk."""
    return not (isinstance(cause := error.__cause__, sqlite3.Error) and _code(cause) in _HARMLESS)


def _code(error: sqlite3.Error) -> int:
    """What went wrong: the low byte of SQLite's code, of which the rest says where.

    Only Python's own complaint about text that is no UTF-8 has none.
    """
    unreadable = sqlite3.SQLITE_CORRUPT if isinstance(error, sqlite3.OperationalError) else 0
    return int(getattr(error, "sqlite_errorcode", unreadable)) & 0xFF


@contextlib.contextmanager
def _closed_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    """Close the connection if what is inside fails."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.close()
        raise
