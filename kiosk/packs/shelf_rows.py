"""Packs and publishers as they stand in the shelf's database, and what is written there.

All that writes runs inside one transaction of `kiosk.packs.shelf`. See kiosk/packs/schema.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from kiosk.errors import RefusedError
from kiosk.packs.offer import Anchor, Offer
from kiosk.packs.trial_rules import Trial

if TYPE_CHECKING:
    import sqlite3

COLUMNS: Final = (
    "number, version, exhibit, title, publisher, made, installed, index_sha256, bytes, stood"
)
_ORDERS: Final = {
    "publisher": "only_one",
    "root": "version",
    "pack": "number",
    "blob": "pack, sha256",
    "coming": "sha256",
    "pointer": "only_one",
}
"""All that is kept, and in which order it is summed up."""
FORGET_OLDER: Final = (
    "DELETE FROM pack WHERE NOT EXISTS (SELECT 1 FROM pointer"
    " WHERE number IN (on_, previous, last, showing))"
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whom this kiosk is enrolled with."""

    name: str
    fingerprint: str
    """Twenty digits of the root key, in groups of four."""
    since: datetime


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was installed here."""

    number: int
    """Counts the packs installed here; never used again."""
    version: int
    """Counts the publisher's packs."""
    exhibit: str
    title: Mapping[str, str]
    """By language, the exhibit's own first."""
    publisher: str
    """Its name."""
    made: datetime
    installed: datetime
    index: str
    """The SHA-256 of its `exhibit.json`."""
    bytes: int
    """The length of all its files together."""
    stood: bool = True
    """Its trial is over."""

    def title_in(self, language: str) -> str:
        """The title in `language`, or in the exhibit's own."""
        title = self.title.get(language)
        return title if title is not None else next(iter(self.title.values()))


def made_at(pack: Pack, last: Pack | None) -> datetime:
    """When this pack was made, as far as its publisher still says so.

    Where the `last` pack has an earlier date, this one was dated ahead by mistake: the publisher's
    newest word counts, also where staff turn back to this one.
    """
    return min(pack.made, last.made) if last is not None else pack.made


def total(sql: sqlite3.Connection) -> str:
    """The SHA-256 of all that is kept: SQLite does not see a changed byte inside of a value."""
    whole = hashlib.sha256()
    for table, order in _ORDERS.items():
        for row in sql.execute(f"SELECT * FROM {table} ORDER BY {order}"):  # noqa: S608 - fixed words
            for value in (table, *row):
                content = value if isinstance(value, bytes) else str(value).encode()
                whole.update(b"%d %b" % (len(content), content))
    return whole.hexdigest()


def is_sound(sql: sqlite3.Connection) -> bool:
    """Whether all that is kept is as it was written."""
    ((kept,),) = sql.execute("SELECT sha256 FROM sum")
    if kept == "":
        return not any(sql.execute("SELECT 1 FROM publisher UNION ALL SELECT 1 FROM pack"))
    return bool(kept == total(sql))


def pack(row: tuple[Any, ...]) -> Pack:
    """The pack in a row of `COLUMNS`."""
    number, version, exhibit, title, publisher, made, installed, index, length, stood = row
    return Pack(
        number,
        version,
        exhibit,
        MappingProxyType(json.loads(title)),
        publisher,
        datetime.fromisoformat(made),
        datetime.fromisoformat(installed),
        index,
        length,
        bool(stood),
    )


def refuse_overtaken(offer: Offer, anchor: Anchor | None) -> None:
    """Refuse an offer that was examined before something else was accepted."""
    from kiosk.keys import canonical  # noqa: PLC0415 - slow to load, and for new packs only

    new = offer.anchor
    if anchor is None:
        return
    if len(new.roots) < len(anchor.roots) or not all(map(canonical.same, anchor.roots, new.roots)):
        raise RefusedError(
            "publisher",
            "this kiosk has just been enrolled with another publisher",
            "look at the stick again",
        )
    if new.version < anchor.version and len(new.roots) == len(anchor.roots):
        raise RefusedError("older", "a newer pack has just been loaded", "nothing needs to be done")


def remember(sql: sqlite3.Connection, offer: Offer, now: datetime) -> None:
    """Keep what was accepted, and from whom."""
    sql.execute(
        "INSERT OR REPLACE INTO publisher VALUES"
        " (1, ?, ?, COALESCE((SELECT since FROM publisher), ?), ?, ?, ?, ?, ?)",
        (
            offer.publisher,
            offer.fingerprint,
            now.isoformat(),
            offer.version,
            offer.exhibit,
            offer.anchor.timestamp,
            offer.anchor.snapshot,
            offer.anchor.targets,
        ),
    )
    sql.executemany("INSERT OR REPLACE INTO root VALUES (?, ?)", enumerate(offer.anchor.roots, 1))


def insert(sql: sqlite3.Connection, offer: Offer, now: datetime) -> int:
    """Put a new pack on the shelf. Returns its number."""
    number = sql.execute(
        f"INSERT INTO pack ({COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, 0)",  # noqa: S608 - fixed words
        (
            offer.version,
            offer.exhibit,
            json.dumps(dict(offer.title), ensure_ascii=False),
            offer.publisher,
            offer.made.isoformat(),
            now.isoformat(),
            offer.index,
            offer.bytes,
        ),
    ).lastrowid
    sql.executemany(
        "INSERT INTO blob VALUES (?, ?, ?)",
        ((number, blob.sha256, blob.bytes) for blob in offer.blobs),
    )
    return number or 0


def turn(sql: sqlite3.Connection, number: int, on: Pack | None) -> None:
    """Turn the pointer to this pack; what was `on` is the previous one now."""
    sql.execute("UPDATE pointer SET on_ = ?, previous = ?", (number, on.number if on else None))


def keep(sql: sqlite3.Connection, trial: Trial) -> None:
    """Keep how the trial goes."""
    sql.execute(
        "UPDATE pointer SET boot = ?, in_order = ?, crashes = ?, dark_boots = ?, lit = ?",
        astuple(trial),
    )
