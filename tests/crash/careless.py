"""Kiosks that keep sign-ups badly: whoever judges crashes must see it.

Each does one thing less than the real one, and says that all is well.
"""

import sqlite3
from datetime import timedelta
from pathlib import Path

from crowd import Crowd
from premises import TODAY, answers

from kiosk.database import Database
from kiosk.signups import bundle, store
from kiosk.signups.carry import carry
from kiosk.signups.intake import VisitorCode

BATCH = 20


class Hasty(Crowd):
    """Says "saved" at once, and saves when twenty visitors have waited."""

    def live(self) -> None:
        """Nothing but sign-ups."""
        waiting: list[str] = []
        while True:
            id_ = f"{self._dice.getrandbits(128):032x}"
            self._tell(f"begin sign-up {id_}")
            self._tell(f"done sign-up {id_}")
            waiting.append(id_)
            if len(waiting) == BATCH:
                for one in waiting:
                    self._intake.save(answers(one), VisitorCode("", one))
                waiting.clear()


class Unsynced(Crowd):
    """Commits, and leaves it to the system when that reaches the disk."""

    def live(self) -> None:
        """Nothing but sign-ups."""
        with self._intake.stores() as stores:
            path = stores[0].identity.folder / store.NAME
        self._intake.close()
        opened = store.Store(Database(unsynced(path), path, store.KIND))
        while True:
            id_ = f"{self._dice.getrandbits(128):032x}"
            self._tell(f"begin sign-up {id_}")
            opened.sign_up(id_, TODAY + timedelta(days=365), b"sealed " + id_.encode())
            self._tell(f"done sign-up {id_}")


class UnsyncedCarrier(Crowd):
    """Writes to the stick as everybody does who never lost one."""

    def live(self) -> None:
        """A few sign-ups, carried away; then more, without end."""
        for _ in range(5):
            self.sign_up()
        with self._intake.stores() as stores:
            elsewhere = self._premises.disk / "elsewhere"
            elsewhere.mkdir()
            paths = carry(stores, elsewhere, TODAY).written
        for path in paths:
            self._write(self._premises.stick / path, (elsewhere / path).read_bytes())
            self._tell(f"done carrying {path}")
        while True:
            self.sign_up()

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True)
        part = path.with_suffix(".part")
        part.write_bytes(content)
        part.replace(path)
        assert bundle.read(path.read_bytes())


def unsynced(path: Path) -> sqlite3.Connection:
    """The database at `path`, which syncs nothing."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    return connection
