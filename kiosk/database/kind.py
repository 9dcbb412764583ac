"""What a database is for, how careful it is, and what errors of SQLite and the disk mean for it."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kiosk.errors import DatabaseError, DatabaseFault, KioskError

UNWRITABLE: Final = frozenset({"read-only", "full"})
"""Why a database cannot be written that may well be read."""
PRAGMAS: Final[dict[str, str | int]] = {
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
WORDS: Final[Mapping[DatabaseFault, tuple[str, str]]] = {
    "missing": ("are not there", "bring back the disk or folder that holds them"),
    "read-only": ("may not be written", "give this user the right to write there"),
    "full": ("have no room left on the disk", "free some space"),
    "damaged": ("are damaged", "start the kiosk: it moves them aside and begins anew"),
    "newer": ("were kept by a newer version of this program", "install that version again"),
    "broken": ("cannot be read or written", "look after the disk; nothing was taken away"),
}
"""What is wrong, and what to do."""


def plainly(
    kind: DatabaseKind, path: Path, reason: DatabaseFault, cause: BaseException | None
) -> KioskError:
    """The error to raise about a database whose kind has no other words for it."""
    del cause
    what, advice = WORDS[reason]
    return DatabaseError(reason, f"{kind.words} in {path.parent} {what}", advice)


@dataclass(frozen=True, slots=True)
class DatabaseKind:
    """The purpose of a database: its words, its number, its schema and its errors."""

    words: str
    """What it keeps, for sentences: "the packs"."""
    application: int
    """In the header of the file: nobody else's database is taken for ours. From 1 to 2^31 - 1."""
    schema: tuple[Path, ...]
    """SQL in files, each of which brings it one version further."""
    pragmas: Mapping[str, str | int] = field(default_factory=lambda: PRAGMAS)
    page_bytes: int = 4096
    cache_kib: int = 2000
    own: str = ""
    """A table of one row that has the version a second time: one damaged byte is no upgrade."""
    is_cut: Callable[[bytes], bool] = lambda _: False
    """Whether a write-ahead log lost what was committed, as SQLite would not notice."""
    is_sound: Callable[[sqlite3.Connection], bool] = lambda _: True
    """Whether every value is as it was written, as SQLite cannot know. May raise sqlite3.Error."""
    is_strict: bool = True
    """Looked at closely, as what is small: every index, and how every table was made."""
    error: Callable[[DatabaseKind, Path, DatabaseFault, BaseException | None], KioskError] = plainly

    @property
    def has_log(self) -> bool:
        """Whether part of it may lie in a write-ahead log."""
        return self.pragmas["journal_mode"] == "wal"

    def fault(
        self, path: Path, reason: DatabaseFault, cause: BaseException | None = None
    ) -> KioskError:
        """The error to raise about the database at `path`."""
        return self.error(self, path, reason, cause)

    @contextlib.contextmanager
    def wrap_errors(self, path: Path) -> Iterator[None]:
        """Errors of SQLite and of the disk become those of the database at `path`."""
        try:
            yield
        except sqlite3.Error as error:
            raise self.fault(path, _OF_SQLITE.get(code(error), "broken"), error) from error
        except UnicodeDecodeError as error:
            # Python reads in UTF-8 what SQLite complains of, too.
            raise self.fault(path, "damaged", error) from error
        except OSError as error:
            raise self.fault(path, _OF_SYSTEM.get(error.errno, "broken"), error) from error


def code(error: sqlite3.Error) -> int:
    """What went wrong: the low byte of SQLite's code, of which the rest says where.

    Only Python's own complaint about text that is no UTF-8 has none.
    """
    unreadable = sqlite3.SQLITE_CORRUPT if isinstance(error, sqlite3.OperationalError) else 0
    return int(getattr(error, "sqlite_errorcode", unreadable)) & 0xFF


def is_of_the_disk(error: KioskError) -> bool:
    """Whether what failed may leave in memory what is not on the disk."""
    cause = error.__cause__
    return not (isinstance(cause, sqlite3.Error) and code(cause) in _HARMLESS)
