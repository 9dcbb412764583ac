"""Rows of a store: events as they are written, read, checked and counted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from kiosk.signups.event import BEGINNING, Event

if TYPE_CHECKING:
    import sqlite3

KEPT_AFTER_EXPORT: Final = timedelta(days=90)
"""A kiosk keeps a sign-up at most so long after it was first exported."""
WARNED_BEFORE: Final = timedelta(days=30)
"""So long before a sign-up would be wiped unread, staff are told."""
COLUMNS: Final = "number, kind, id, retention, sealed_sha256, before, format, proof, code, doubtful"
"""Those that make an event."""


@dataclass(frozen=True, slots=True)
class Range:
    """Events that make one bundle, frozen before it was first written."""

    first: int
    last: int
    sha256: str
    """Of the bundle, as it was when last frozen."""
    exported: bool
    """Whether it was ever safe on a stick."""
    day: date | None
    """The first day it was; None if not, or if the calendar was doubtful."""
    arrived: bool
    """Whether receipts have named every event of it."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sign-ups, for staff. Counts only, no contents."""

    taken: int
    """In all."""
    kept: int
    """Sealed bytes still here: no receipt yet, not withdrawn, not expired."""
    waiting: int
    """Of those kept, never exported."""
    last_export: date | None
    """The last day on which something went away for the first time, as far as is known."""
    fading: int
    """Of those waiting, how many reach their retention day within 30 days (or have)."""
    leaving: int
    """Of those exported, how many are wiped by date within 30 days, because no receipt came."""


def insert(
    connection: sqlite3.Connection,
    kiosk: str,
    event: Event,
    sealed: bytes | None,
    *,
    arrived: bool = False,
) -> None:
    """Write one event of this kiosk, with its hash."""
    hash_ = event.hash(kiosk)
    own = dict(event) | {"retention": event.retention.isoformat() if event.retention else None}
    connection.execute(
        f"INSERT INTO event ({COLUMNS}, hash, arrived, sealed) VALUES ({', '.join('?' * 13)})",  # noqa: S608 - fixed words
        (*map(own.get, COLUMNS.split(", ")), hash_, hash_ if arrived else None, sealed),
    )


def event(row: Sequence[object]) -> Event:
    """The event in a row of `COLUMNS`. Raises ValidationError if it is none."""
    return Event.model_validate(dict(zip(COLUMNS.split(", "), row, strict=True)))


def day(written: str | None) -> date | None:
    """A day as it is written down."""
    return date.fromisoformat(written) if written else None


def is_whole(connection: sqlite3.Connection, kiosk: str, *, holes: bool) -> bool:
    """Whether every event fits its hash, its sealed bytes and the event before.

    With `holes`, numbers may be missing. Raises sqlite3.Error.
    """
    number, before = 0, BEGINNING
    sql = f"SELECT {COLUMNS}, hash, sealed FROM event ORDER BY number"  # noqa: S608 - fixed words
    for *row, hash_, sealed in connection.execute(sql):
        try:
            found = event(row)
        except ValidationError:
            return False
        follows = found.number == number + 1
        if (
            found.hash(kiosk) != hash_
            or not (follows or holes)
            or (follows and found.before != before)
            or (sealed is not None and hashlib.sha256(sealed).hexdigest() != found.sealed_sha256)
        ):
            return False
        number, before = found.number, hash_
    return True


def count(connection: sqlite3.Connection, today: date | None) -> Counts:
    """How many sign-ups; without `today` nobody is warned of dates. Raises sqlite3.Error."""
    soon = today + WARNED_BEFORE if today else None
    waits = (
        "sealed IS NOT NULL AND NOT EXISTS (SELECT 1 FROM frozen"
        " WHERE event.number BETWEEN first AND last AND exported IS NOT NULL)"
    )
    taken, kept, waiting, fading, last_export = connection.execute(
        "SELECT count(*) FILTER (WHERE kind = 'sign-up'), count(sealed),"  # noqa: S608 - fixed words
        f" count(*) FILTER (WHERE {waits}),"
        f" count(*) FILTER (WHERE {waits} AND retention <= ? AND NOT doubtful),"
        " (SELECT max(day) FROM frozen) FROM event",
        (soon.isoformat() if soon else "",),
    ).fetchone()
    leaving = len(due(connection, soon)) if soon else 0
    return Counts(taken, kept, waiting, day(last_export), fading, leaving)


def due(connection: sqlite3.Connection, today: date) -> list[tuple[int, str]]:
    """Number and id of what was exported and is to be wiped by date. Raises sqlite3.Error.

    Nothing goes by a retention day that is doubtful; that it was exported long ago is sure.
    """
    return connection.execute(
        "SELECT number, id FROM event JOIN frozen ON number BETWEEN first AND last"
        " WHERE sealed IS NOT NULL AND exported IS NOT NULL"
        " AND ((retention < ? AND NOT doubtful) OR day < ?)"
        " ORDER BY number",
        (today.isoformat(), (today - KEPT_AFTER_EXPORT).isoformat()),
    ).fetchall()
