"""What SQLite asks of the disk, written down: every write, sync, truncation and deletion.

A VFS between SQLite (that of apsw; the kiosk's own is a few years older, with the same log) and the
system. The real store is then spoken to through it: see `Spoken`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

import apsw


@dataclass(frozen=True, slots=True)
class Create:
    """A new, empty file takes this name."""

    name: str
    file: int


@dataclass(frozen=True, slots=True)
class Delete:
    """No file has this name any more."""

    name: str


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes of a file."""

    file: int
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """A file ends here."""

    file: int
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """When this is over, all that was asked of a file, and its name, is on the disk."""

    file: int


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody was told something: a line as a crowd tells it."""

    line: str


Change: TypeAlias = Create | Delete | Write | Truncate
Operation: TypeAlias = Change | Sync | Told


class Recorder(apsw.VFS):
    """Writes down what happens to one folder of databases. Close it when they are closed."""

    def __init__(self, folder: Path) -> None:
        self.before = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        """What lay in the folder when the record began; the files are numbered in this order."""
        self.operations: list[Operation] = []
        self._numbers = {name: number for number, name in enumerate(self.before)}
        self._files = len(self.before)
        self.name = f"recorder {id(self)}"
        super().__init__(self.name, "")

    def tell(self, line: str) -> None:
        """Remember at what moment somebody was told this."""
        self.operations.append(Told(line))

    def close(self) -> None:
        """Let SQLite forget it."""
        self.unregister()

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> RecordedFile:  # noqa: N802 - apsw's name
        """Open a file; a new one is noted."""
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else str(name))
        if not path.exists():
            self._numbers[path.name] = self._files
            self._files += 1
            self.operations.append(Create(path.name, self._numbers[path.name]))
        return RecordedFile(self, self._numbers[path.name], name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        """Delete a file."""
        super().xDelete(filename, syncdir)
        self.operations.append(Delete(Path(filename).name))


class RecordedFile(apsw.VFSFile):
    """One file."""

    def __init__(
        self,
        recorder: Recorder,
        number: int,
        name: str | apsw.URIFilename | None,
        flags: list[int],
    ) -> None:
        self._note = recorder.operations.append
        self._number = number
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        """Write."""
        super().xWrite(data, offset)
        self._note(Write(self._number, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        """Cut off, or make longer."""
        super().xTruncate(newsize)
        self._note(Truncate(self._number, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802
        """Sync."""
        super().xSync(flags)
        self._note(Sync(self._number))


class Rows:
    """What a statement gave, as a cursor of `sqlite3` tells it."""

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = iter(rows)
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        """The rows."""
        return self._rows

    def fetchone(self) -> Any:
        """The next row."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """The rest of them."""
        return list(self._rows)


class Spoken:
    """A connection of apsw that answers as one of `sqlite3` does, as far as a store asks."""

    def __init__(
        self,
        path: Path,
        recorder: Recorder,
        pragmas: Sequence[str],
        look: Callable[[], None] = lambda: None,
    ) -> None:
        """`look` is called before each statement: what else happened is noted in its place."""
        self._look = look
        self._connection = apsw.Connection(str(path), vfs=recorder.name)
        for pragma in pragmas:
            self.execute(f"PRAGMA {pragma}")

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Rows:
        """Run one statement, to its end."""
        self._look()
        before = self._connection.total_changes()
        rows = self._connection.execute(sql, tuple(values)).fetchall()
        return Rows(rows, self._connection.total_changes() - before)

    def close(self) -> None:
        """Close it."""
        self._connection.close()

    def as_sqlite3(self) -> sqlite3.Connection:
        """Itself, for who asks no more of it."""
        return cast("sqlite3.Connection", self)
