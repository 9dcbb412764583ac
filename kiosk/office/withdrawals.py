"""What was taken back, in the coordinator's collection: proved, by its own kiosk, or only said.

A proof counts for the sign-up wherever it was given, whenever it comes. Without one a kiosk speaks
for itself alone.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from kiosk.database import Database
from kiosk.office import database
from kiosk.office.collection_rows import Claim, Removal
from kiosk.signups import code as codes
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


class Withdrawals:
    """What was taken back of one collection."""

    def __init__(self, kept: Database) -> None:
        """As it lies in this database."""
        self._kept = kept
        self._db = kept.connection

    def count(self) -> int:
        """How many sign-ups were ever taken back, whether or not they had arrived."""
        with self._kept.wrap_errors():
            acts: int = self._db.execute(
                "SELECT count(DISTINCT act) FROM withdrawal AS it WHERE kiosk = '' OR EXISTS "
                "(SELECT 1 FROM event WHERE event.id = it.id AND event.kiosk = it.kiosk "
                "AND event.kind = 'sign-up')"
            ).fetchone()[0]
        return acts

    def withdraw(self, *ids: str) -> list[Removal]:
        """Take the sign-up with one of these ids back, for good, by the word of who sits here.

        What of it was here until now.
        """
        return self._take_back([(id_, PROVED, ids[0]) for id_ in ids])

    def add(self, kiosk: str, events: Iterable[Event]) -> list[Removal]:
        """Take back what the withdrawals among these of one kiosk prove, and what is its own."""
        removed = []
        for event in events:
            if event.kind != "withdrawal":
                continue
            proved, *of_format_1 = event.ids
            removed += self._take_back([(proved, PROVED if event.proof else kiosk, event.id)])
            for id_ in of_format_1:
                removed += self._take_back([(id_, kiosk, event.id)])
                claim = (id_, event.code, event.id)
                self._db.execute("INSERT OR IGNORE INTO claim VALUES (?, ?, ?, NULL)", claim)
        return removed

    def try_codes(self, ids: Sequence[str] | None = None) -> list[Removal]:
        """Try codes that were not tried yet, as many as for one bundle. What they took back.

        Only where a sign-up is here that they may take back; of these `ids`, or of all.
        """
        removed = []
        with database.changing(self._kept):
            found = self._db.execute(
                f"SELECT id, code, act FROM claim WHERE {_UNTRIED} "  # noqa: S608 - fixed words
                "AND (?1 IS NULL OR id IN (SELECT value FROM json_each(?1))) LIMIT ?2",
                (None if ids is None else json.dumps(ids), CODES_AT_ONCE),
            ).fetchall()
            for id_, code, act in found:
                right = codes.proof_of(code).old_id == id_
                self._db.execute(
                    "UPDATE claim SET right = ? WHERE id = ? AND code = ?", (right, id_, code)
                )
                if right:
                    removed += self._take_back([(id_, PROVED, act)])
        return removed

    def claims(self) -> tuple[Claim, ...]:
        """What kiosks say, without proof, was taken back of the sign-ups of others."""
        together: dict[tuple[str, str], list[int]] = {}
        with self._kept.wrap_errors():
            for by, kiosk, number in self._db.execute(
                "SELECT withdrawal.kiosk, sign_up.kiosk, sign_up.number FROM withdrawal "  # noqa: S608 - fixed words
                "JOIN sign_up ON sign_up.id = withdrawal.id AND sign_up.kiosk <> withdrawal.kiosk "
                f"WHERE withdrawal.kiosk <> '' AND {_SAID} ORDER BY 1, 2, 3"
            ):
                together.setdefault((by, kiosk), []).append(number)
        return tuple(Claim(by, kiosk, tuple(numbers)) for (by, kiosk), numbers in together.items())

    def honour(self, kiosk: str) -> list[Removal]:
        """Take back all that this kiosk says was taken back, without proof. What was here."""
        with database.changing(self._kept):
            found = self._db.execute(
                f"SELECT id, '', act FROM withdrawal WHERE kiosk = ?1 AND {_SAID} AND EXISTS "  # noqa: S608 - fixed words
                "(SELECT 1 FROM sign_up WHERE sign_up.id = withdrawal.id)",
                (kiosk,),
            ).fetchall()
            return self._take_back(found)

    def erase(self, entries: Iterable[Entry]) -> list[Removal]:
        """Take these sign-ups back, for good, here and in the kiosks. What of them was here."""
        rows = [(id_, kiosk) for kiosk, id_ in entries]
        with database.changing(self._kept):
            self._db.executemany("INSERT OR IGNORE INTO erased VALUES (?, ?)", rows)
            return self._take_back([(id_, kiosk, id_) for id_, kiosk in rows])

    def erasures(self) -> tuple[Entry, ...]:
        """What was erased, and must leave the kiosks too."""
        with self._kept.wrap_errors():
            return tuple(self._db.execute("SELECT kiosk, id FROM erased ORDER BY id, kiosk"))

    def _take_back(self, rows: Sequence[tuple[str, str, str]]) -> list[Removal]:
        """Take back by id, kiosk (or `PROVED`) and act. What of it was kept until now."""
        with database.changing(self._kept):
            self._db.executemany("INSERT OR IGNORE INTO withdrawal VALUES (?, ?, ?)", rows)
            return [
                Removal(*row)
                for id_, kiosk, _ in rows
                for row in self._db.execute(
                    "DELETE FROM sign_up WHERE id = ?1 AND (?2 = '' OR kiosk = ?2) "
                    "RETURNING kiosk, number, sealed",
                    (id_, kiosk),
                ).fetchall()
            ]
