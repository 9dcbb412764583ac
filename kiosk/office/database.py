"""What the coordinator's SQLite file is, and how it is spoken of when it fails.

The file lies on an office PC, perhaps on a share, and is copied by hand now and then: between two
commands it is whole by itself (`journal_mode=DELETE`; WAL keeps part of it in a second file and
needs a local disk), and with `synchronous=EXTRA` no power cut takes back what was committed.
"""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Final

from kiosk.database import PRAGMAS, Database, DatabaseKind, replica
from kiosk.errors import CollectionError, DatabaseFault, InputError, KioskError, MachineError
from kiosk.office import diary

_SCHEMA: Final = Path(__file__).resolve().parent / "schema"
_MACHINE: Final[dict[str, tuple[str, str]]] = {
    "full": ("the disk is full", "free some space"),
    "read-only": ("it may not be written", "look at its folder and its rights"),
    "busy": ("another program is using it", "close that one, and try again"),
    "broken": ("the disk fails", "take the backup"),
}


def _error(
    _: DatabaseKind, file: Path, reason: DatabaseFault, cause: BaseException | None
) -> KioskError:
    """What cannot be done, in words: MachineError, or InputError for what somebody can mend."""
    if reason == "damaged":
        return damaged(file)
    if reason == "newer":
        return InputError(f"{file} is of a newer program", "bring this program up to date")
    if reason == "missing":
        return InputError(
            f"there is no collection {file}", "name the right file, or collect something"
        )
    if isinstance(cause, OSError):
        what = f"{file} cannot be used: {cause.strerror}"
        return MachineError(what, "look at its folder and its rights")
    name = getattr(cause, "sqlite_errorname", "")
    what, advice = _MACHINE["busy" if name.startswith("SQLITE_BUSY") else reason]
    return MachineError(f"{file}: {what}{f' ({name})' if reason == 'broken' else ''}", advice)


KIND: Final = DatabaseKind(
    "the collection",
    0x4B53_4755,  # KSGU
    tuple(_SCHEMA / f"merge-{number:03}.sql" for number in range(1, 5)),
    {**PRAGMAS, "journal_mode": "delete", "synchronous": 3, "secure_delete": 1},
    page_bytes=16 << 10,  # several sealed sign-ups to a page, instead of one
    cache_kib=64 << 10,
    is_strict=False,
    error=_error,
)
"""`synchronous` 3 is EXTRA."""


def connect(file: Path, *, create: bool, demo: bool, anew: Callable[[], None]) -> Database:
    """The collection in `file`; with `create` made, if there is none.

    A file that is empty is none. `anew` is called before one is made, and may refuse by raising.
    Raises InputError if there is none, or it is newer; CollectionError if it is empty, damaged or
    something else; MachineError if the disk or another program is in the way.
    """

    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO collection VALUES (?)", (demo,))

    with KIND.wrap_errors(file):
        is_empty = file.exists() and not file.stat().st_size
        if is_empty and not create:
            raise CollectionError("gone", f"{file} is empty", _advice(file))
        if create and (is_empty or not file.exists()):
            anew()
        if is_empty:
            file.unlink()
    return Database.open(file, KIND, make=fill if create else False)


def changing(kept: Database) -> AbstractContextManager[object]:
    """All of what is changed inside, or nothing; in a larger change a part of that one."""
    return kept.wrap_errors() if kept.connection.in_transaction else kept.transaction()


def day(text: str, file: Path) -> date:
    """A day as it lies there. Raises CollectionError if it is none: something altered it."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise damaged(file) from error


def damaged(file: Path) -> CollectionError:
    """The error for a collection that does not read as it was written."""
    what = f"{file} is damaged, or no collection of sign-ups"
    return CollectionError("damaged", what, _advice(file))


def _advice(file: Path) -> str:
    return f"put its backup in its place: {diary.restoring(file)}"


def address(file: Path) -> str:
    """What another file is called in SQL: its path, or where that is no text its address."""
    try:
        str(file).encode()
    except UnicodeEncodeError:
        return replica.address(file.absolute())
    return str(file.absolute())
