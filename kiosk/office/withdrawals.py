"""What was taken back, in the coordinator's collection: proved, by its own kiosk, or only said.

A proof counts for the sign-up wherever it was given, whenever it comes. Without one a kiosk speaks
for itself alone. All of this is called inside one change of the collection.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from kiosk.office.collection_rows import Claim, Removal
from kiosk.signups import code as codes

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from kiosk.signups.erasure import Entry
    from kiosk.signups.event import Event

PROVED: Final = ""
"""In the place of a kiosk: whichever it is."""
CODES_AT_ONCE: Final = 20
"""So many codes are tried for one bundle, at a tenth of a second each; the others wait for the next
time. A kiosk that asks for more is none that visitors use."""
_UNTRIED: Final = (
    "right IS NULL AND EXISTS "
    "(SELECT 1 FROM event WHERE event.id = claim.id AND event.kind = 'sign-up')"
)

_SAID: Final = (
    "NOT EXISTS (SELECT 1 FROM erased "
    "WHERE erased.id = withdrawal.id AND erased.kiosk = withdrawal.kiosk)"
)
"""By its kiosk, and not by the coordinator about one of that kiosk's sign-ups."""


def take_back(db: sqlite3.Connection, kiosk: str, events: Iterable[Event]) -> list[Removal]:
    """Take back what these withdrawals of one kiosk prove, and what is its own."""
    removed = []
    for event in events:
        proved, *of_format_1 = event.ids
        removed += withdraw(db, [(proved, PROVED if event.proof else kiosk, event.id)])
        for id_ in of_format_1:
            removed += withdraw(db, [(id_, kiosk, event.id)])
            db.execute(
                "INSERT OR IGNORE INTO claim VALUES (?, ?, ?, NULL)", (id_, event.code, event.id)
            )
    return removed


def try_codes(db: sqlite3.Connection, ids: Sequence[str] | None) -> list[Removal]:
    """Try codes that came with withdrawals, where a sign-up is here that they may take back.

    None stands for all ids.
    """
    found = db.execute(
        f"SELECT id, code, act FROM claim WHERE {_UNTRIED} "  # noqa: S608 - fixed words
        "AND (?1 IS NULL OR id IN (SELECT value FROM json_each(?1))) LIMIT ?2",
        (None if ids is None else json.dumps(list(ids)), CODES_AT_ONCE),
    ).fetchall()
    removed = []
    for id_, code, act in found:
        right = codes.proof_of(code).old_id == id_
        db.execute("UPDATE claim SET right = ? WHERE id = ? AND code = ?", (right, id_, code))
        if right:
            removed += withdraw(db, [(id_, PROVED, act)])
    return removed


def withdraw(db: sqlite3.Connection, rows: Sequence[tuple[str, str, str]]) -> list[Removal]:
    """Take back by id, kiosk (or `PROVED`) and act. What of it was kept until now."""
    db.executemany("INSERT OR IGNORE INTO withdrawal VALUES (?, ?, ?)", rows)
    return [
        Removal(*row)
        for id_, kiosk, _ in rows
        for row in db.execute(
            "DELETE FROM sign_up WHERE id = ?1 AND (?2 = '' OR kiosk = ?2) "
            "RETURNING kiosk, number, sealed",
            (id_, kiosk),
        ).fetchall()
    ]


def held(db: sqlite3.Connection) -> tuple[Claim, ...]:
    """What kiosks say, without proof, was taken back of the sign-ups of others."""
    found = db.execute(
        "SELECT withdrawal.kiosk, sign_up.kiosk, sign_up.number FROM withdrawal "  # noqa: S608 - fixed words
        "JOIN sign_up ON sign_up.id = withdrawal.id AND sign_up.kiosk <> withdrawal.kiosk "
        f"WHERE withdrawal.kiosk <> '' AND {_SAID} ORDER BY 1, 2, 3"
    )
    together: dict[tuple[str, str], list[int]] = {}
    for by, kiosk, number in found:
        together.setdefault((by, kiosk), []).append(number)
    return tuple(Claim(by, kiosk, tuple(numbers)) for (by, kiosk), numbers in together.items())


def honour(db: sqlite3.Connection, kiosk: str) -> list[Removal]:
    """Take back all that this kiosk says was taken back, without proof."""
    found = db.execute(
        f"SELECT id, '', act FROM withdrawal WHERE kiosk = ?1 AND {_SAID} AND EXISTS "  # noqa: S608 - fixed words
        "(SELECT 1 FROM sign_up WHERE sign_up.id = withdrawal.id)",
        (kiosk,),
    ).fetchall()
    return withdraw(db, found)


def count(db: sqlite3.Connection) -> int:
    """How many sign-ups were ever taken back, whether or not they had arrived."""
    acts: int = db.execute(
        "SELECT count(DISTINCT act) FROM withdrawal AS it WHERE kiosk = '' OR EXISTS "
        "(SELECT 1 FROM event WHERE event.id = it.id AND event.kiosk = it.kiosk "
        "AND event.kind = 'sign-up')"
    ).fetchone()[0]
    return acts


def erase(db: sqlite3.Connection, entries: Iterable[Entry]) -> list[Removal]:
    """Take sign-ups back by the coordinator's word, which goes to the kiosks too."""
    rows = [(id_, kiosk) for kiosk, id_ in entries]
    db.executemany("INSERT OR IGNORE INTO erased VALUES (?, ?)", rows)
    return withdraw(db, [(id_, kiosk, id_) for id_, kiosk in rows])
