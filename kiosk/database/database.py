"""A database that is open."""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Self

from kiosk.database import file, replica
from kiosk.database.kind import UNWRITABLE, DatabaseKind, is_of_the_disk
from kiosk.errors import DatabaseError, DatabaseFault, KioskError
from kiosk.files import is_file


class Database:
    """For any thread, one at a time."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        kind: DatabaseKind,
        unwritable: DatabaseError | None = None,
    ) -> None:
        """Made by `open`."""
        self.path = path
        self.kind = kind
        self.unwritable = unwritable
        """Why this is a copy in memory; None if what is written is kept."""
        self.connection = connection
        """For who asks in SQL, inside `told` or a transaction."""
        self._lock = threading.RLock()
        # SQLite keeps the log beside the file itself, wherever a link to it lies.
        real = path.resolve()
        names = (str(real), str(replica.log_of(real)))
        # On a share nobody knows by its number which file one is.
        self._names = names if kind.has_log else ()
        self._files = [] if unwritable else self._identities()
        self._fault: KioskError | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        kind: DatabaseKind,
        *,
        make: bool | Callable[[sqlite3.Connection], object] = True,
        copy: bool = False,
    ) -> Self:
        """The database at `path`, found whole; made, with its folder, if there is none.

        Without `make` one that is not there is "missing"; what it begins with `make` may put in.
        With `copy`, one that may not be written is read all the same: see `unwritable`. Raises
        the errors of its kind, most often DatabaseError.
        """
        first = make if callable(make) else (lambda _: None) if make else None
        try:
            connection = file.open_database(path, kind, make=first)
            with kind.wrap_errors(path), file.close_on_error(connection):
                return cls(connection, path, kind)
        except DatabaseError as error:
            if not copy or error.reason not in UNWRITABLE or not is_file(path):
                raise
            return cls(file.copy_database(path, kind), path, kind, error)

    def close(self) -> None:
        """Leave one file without a log, if the disk allows it; again without harm."""
        with self._lock:
            with contextlib.suppress(sqlite3.Error):
                file.empty_log(self.connection)
            with contextlib.suppress(sqlite3.Error):
                self.connection.close()

    def wrap_errors(self) -> AbstractContextManager[None]:
        """Errors of SQLite and of the disk become those of this database."""
        return self.kind.wrap_errors(self.path)

    def fault(self, reason: DatabaseFault) -> KioskError:
        """The error to raise about this database."""
        return self.kind.fault(self.path, reason)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is executed inside, durable when this ends, or nothing of it.

        Raises the errors of its kind; whatever is raised inside takes all of it back.
        """
        with self._lock:
            if self._fault:
                raise self._fault
            if self.unwritable:
                self._try_again()
            try:
                with self.wrap_errors():
                    with file.transaction(self.connection):
                        yield self.connection
                    if self._identities() != self._files:
                        raise self.fault("missing")
            except DatabaseError as error:
                self._fault = error if is_of_the_disk(error) else None
                raise

    def rows(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query. Raises the errors of its kind."""
        with self._lock, self.wrap_errors():
            return self.connection.execute(sql, values).fetchall()

    def empty_log(self) -> bool:
        """Have nothing in the log any more; False if another program is reading just now.

        Raises the errors of its kind.
        """
        with self._lock, self.wrap_errors():
            return file.empty_log(self.connection)

    def _try_again(self) -> None:
        """There may be room now. Raises why not."""
        connection = file.open_database(self.path, self.kind, make=None)
        self.connection.close()
        self.connection, self.unwritable = connection, None
        self._files = self._identities()

    def _identities(self) -> list[tuple[int, int]]:
        """Which files the names in the folder stand for: a lost disk leaves its names, or none."""
        found = [os.stat(name) for name in self._names]  # noqa: PTH116 - half the time of Path
        return [(one.st_dev, one.st_ino) for one in found]
