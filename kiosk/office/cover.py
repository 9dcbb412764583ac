"""Whether one collection holds all that another does: then that one is no longer needed."""

import sqlite3
from datetime import date
from pathlib import Path
from typing import Final

from kiosk.office import database, retention

_MORE: Final = (
    "SELECT * FROM other.kiosk WHERE key <> '' EXCEPT SELECT * FROM main.kiosk",
    "SELECT * FROM other.carrier EXCEPT SELECT * FROM main.carrier",
    "SELECT * FROM other.event EXCEPT SELECT * FROM main.event",
    "SELECT id, kiosk FROM other.withdrawal EXCEPT SELECT id, kiosk FROM main.withdrawal",
    "SELECT id, code FROM other.claim EXCEPT SELECT id, code FROM main.claim",
    (
        "SELECT 1 FROM other.erased AS it WHERE NOT EXISTS (SELECT 1 FROM main.erased AS here "
        "WHERE here.id = it.id AND ('' IN (it.kiosk, here.kiosk) OR here.kiosk = it.kiosk))"
    ),
    (
        "SELECT id, sealed_sha256 FROM other.sign_up AS it "  # noqa: S608 - fixed words
        f"WHERE coalesce({retention.LAST.format(it='it')} >= :today, 1) "
        "AND NOT EXISTS (SELECT 1 FROM main.withdrawal AS w "
        "WHERE w.id = it.id AND w.kiosk IN ('', it.kiosk)) "
        "EXCEPT SELECT id, sealed_sha256 FROM main.sign_up"
    ),
)
"""What another collection holds more, each as a question; without a row the answer is nothing."""


def covers(db: sqlite3.Connection, other: Path, today: date | None) -> bool:
    """Whether all that the collection in the file `other` holds is in `db`, or rightly gone.

    Both are of the newest schema. Without `today` no day is past.
    """
    db.execute("ATTACH ? AS other", (database.address(other),))
    try:
        past = {"today": today.isoformat() if today else ""}
        return not any(db.execute(sql, past).fetchone() for sql in _MORE)
    finally:
        db.execute("DETACH other")
