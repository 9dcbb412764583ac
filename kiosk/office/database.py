"""How the coordinator's SQLite file is opened, changed, and spoken of when it fails.

The file lies on an office PC, perhaps on a share, and is copied by hand now and then: between two
commands it is whole by itself (`journal_mode=DELETE`; WAL keeps part of it in a second file and
needs a local disk), and with `synchronous=EXTRA` no power cut takes back what was committed.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kiosk.database import statements
from kiosk.errors import CollectionError, InputError, MachineError
from kiosk.office import diary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCHEMA: Final = Path(__file__).resolve().parent / "schema"
VERSION: Final = 4
"""The newest `schema/merge-<version>.sql`."""
APPLICATION: Final = 0x4B53_4755
"""What marks a SQLite file as a collection (`PRAGMA application_id`): KSGU."""
WAIT_SECONDS: Final = 10.0
"""How long another program is waited for."""

_PAGE_BYTES: Final = 16 << 10  # several sealed sign-ups to a page, instead of one
_CACHE_KIB: Final = 64 << 10
_PRAGMAS: Final = {
    "journal_mode": ("DELETE", "delete"),
    "synchronous": ("EXTRA", 3),
    "secure_delete": ("ON", 1),
    "foreign_keys": ("ON", 1),
    "cell_size_check": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "temp_store": ("MEMORY", 2),
}
"""What must hold on every connection: as it is set, and as it is read back."""
_MACHINE: Final = {
    "SQLITE_FULL": ("the disk is full", "free some space"),
    "SQLITE_READONLY": ("it may not be written", "look at its rights"),
    "SQLITE_BUSY": ("another program is using it", "close that one, and try again"),
    "SQLITE_CANTOPEN": ("it cannot be opened", "look at its folder and its rights"),
}


def connect(
    file: Path, *, create: bool, demo: bool, anew: Callable[[], None] = lambda: None
) -> sqlite3.Connection:
    """A connection to the collection in `file`; with `create` made, if there is none.

    A file that is empty is none. `anew` is called before one is made, and may refuse by raising.
    Raises InputError if there is none, or it is newer; CollectionError if it is empty, damaged or
    something else; MachineError if the disk or another program is in the way.
    """
    with told(file):
        is_new = not file.exists()
        if is_new:
            if not create:
                raise InputError(
                    f"there is no collection {file}", "name the right file, or collect something"
                )
            anew()
            file.parent.mkdir(parents=True, exist_ok=True)
            # The journal that SQLite writes beside it gets the same rights.
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = sqlite3.connect(
            file.absolute(), isolation_level=None, timeout=WAIT_SECONDS, uri=True
        )
        try:
            _prepare(connection, file, demo=demo, anew=anew if create else lambda: _empty(file))
        except BaseException:
            connection.close()
            if is_new:  # on a full disk: an empty file would be missed for ever after
                with contextlib.suppress(OSError):
                    file.unlink(missing_ok=True)
            raise
    return connection


@contextlib.contextmanager
def changing(connection: sqlite3.Connection, file: Path) -> Iterator[None]:
    """All of it is durable when this ends, or none of it happened."""
    with told(file):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise


@contextlib.contextmanager
def told(file: Path) -> Iterator[None]:
    """What SQLite cannot do, in words: MachineError, or InputError for a damaged file."""
    try:
        yield
    except OSError as error:
        raise MachineError(
            f"{file} cannot be used: {error.strerror}", "look at its folder and its rights"
        ) from error
    except UnicodeDecodeError as error:
        # Python reads in UTF-8 what SQLite complains of, too.
        raise damaged(file) from error
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "decode" in str(error):
            raise damaged(file) from error
        for begins, (what, advice) in _MACHINE.items():
            if name.startswith(begins):
                raise MachineError(f"{file}: {what}", advice) from error
        raise MachineError(f"{file}: the disk fails ({name})", "take the backup") from error


def day(text: str, file: Path) -> date:
    """A day as it lies there. Raises CollectionError if it is none: something altered it."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise damaged(file) from error


def damaged(file: Path) -> CollectionError:
    """That a collection does not read as it was written."""
    return CollectionError(
        "damaged",
        f"{file} is damaged, or no collection",
        f"put its backup in its place: {diary.restoring(file)}",
    )


def _empty(file: Path) -> None:
    raise CollectionError(
        "gone",
        f"{file} is empty",
        f"put its backup in its place: {diary.restoring(file)}",
    )


def _prepare(
    connection: sqlite3.Connection, file: Path, *, demo: bool, anew: Callable[[], None]
) -> None:
    """Set what must hold, read it back, look whether the file is whole, apply the schema."""
    connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    for name, (value, read_back) in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
        if _pragma(connection, name) != read_back:
            raise MachineError(f"{file}: SQLite does not take {name}={value}", "try another disk")
    if _pragma(connection, "quick_check(1)") != "ok":
        raise damaged(file)
    version, mark = _pragma(connection, "user_version"), _pragma(connection, "application_id")
    empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if mark != APPLICATION and not (empty and version == mark == 0):
        raise CollectionError(
            "damaged",
            f"{file} is no collection of sign-ups",
            f"name another file, or put its backup in its place: {diary.restoring(file)}",
        )
    if version > VERSION:
        raise InputError(f"{file} is of a newer program", "bring this program up to date")
    if version < VERSION:
        if empty:
            anew()
        _migrate(connection, file, version, demo=demo if empty else None)


def _migrate(
    connection: sqlite3.Connection, file: Path, version: int, *, demo: bool | None
) -> None:
    """Apply the schema from `version` on; `demo` says of which kind a new collection is."""
    with changing(connection, file):
        for number in range(version + 1, VERSION + 1):
            for statement in statements(SCHEMA / f"merge-{number:03}.sql"):
                connection.execute(statement)
        if demo is not None:
            connection.execute("INSERT INTO collection VALUES (?)", (demo,))
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _pragma(connection: sqlite3.Connection, name: str) -> Any:  # noqa: ANN401 - SQLite's own types
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def address(file: Path) -> str:
    """What another file is called in SQL: its path, or where that is no text its address."""
    try:
        str(file).encode()
    except UnicodeEncodeError:
        return file.absolute().as_uri()
    return str(file.absolute())
