"""Which pack is on, read before the shelf is opened: a kiosk that starts shows its picture first.

Nothing is written, mended or believed here. The shelf itself says a moment later what is on; until
then a picture of the wrong pack could be seen, and nothing else.
"""

import contextlib
import sqlite3
from pathlib import Path
from typing import Final

from kiosk.database import replica

_LOG_BYTES: Final = 256 << 10
"""A longer log takes too long to read; the shelf empties it when it is opened."""


def index_on(database: Path) -> str | None:
    """The SHA-256 of the index of the pack that is on; empty if none is, None if nobody knows."""
    try:
        if not database.exists():
            return ""
        log = replica.log_of(database)
        if replica.is_in_the_way(database) or (log.exists() and log.stat().st_size > _LOG_BYTES):
            return None
        with contextlib.closing(replica.of(database)) as copy:
            rows = copy.execute(
                "SELECT index_sha256 FROM pack WHERE number = (SELECT on_ FROM pointer)"
            ).fetchall()
    except (sqlite3.Error, OSError):
        return None
    return str(rows[0][0]) if rows else ""
