"""The coordinator's collection: one SQLite file with what came in from all kiosks.

A set. Sign-ups lie in it sealed, as they came, beside what names nobody; an event, a withdrawal and
a kiosk are there or are not. So the same bundles make the same collection, in any order and any
number of times. Of a sign-up that comes with two contents both are kept, and one of them is used:
the one whose hash sorts first, whichever came first. A kiosk that gives the same id to something of
its own takes nothing away from another: theirs are two sign-ups.

Taken back is a sign-up whose withdrawal is proved, or was written by its own kiosk. What a kiosk
says about sign-ups of others without proof is kept and told, and takes nothing away.
"""

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any, Final, Self

from kiosk.errors import KioskError, UntrustedError
from kiosk.office import collection_rows, cover, database, retention
from kiosk.office.collection_rows import Arrival, BundleChange, EventRow, SealedSignUp
from kiosk.office.facts import SignUpFacts
from kiosk.office.withdrawals import Withdrawals
from kiosk.signups.event import Event

_STEPS: Final = 100_000
"""Of SQLite's machine, between two looks at how far it is: some milliseconds."""


class Collection:
    """An open collection. Not for two threads at once. Close it, or use it in a `with`."""

    def __init__(
        self,
        file: Path,
        *,
        demo: bool | None = None,
        create: bool = False,
        anew: Callable[[], None] = lambda: None,
    ) -> None:
        """Open the collection in `file`; with `create`, make it if there is none.

        `demo` says which kind is meant; None takes either. `anew` may refuse to make one, by
        raising. Raises InputError if there is none, or it is damaged, newer or something else;
        UntrustedError if it is of the other kind; MachineError if the disk, or another program, is
        in the way.
        """
        self.file = file
        self._kept = database.connect(file, create=create, demo=bool(demo), anew=anew)
        self._db = self._kept.connection
        self.withdrawals = Withdrawals(self._kept)
        if demo is not None and demo != self.demo:
            self.close()
            raise UntrustedError(
                f"{file} holds {'real sign-ups' if demo else 'demonstrations'}, "
                f"and these are {'the demo' if demo else 'real'} keys",
                "name another collection, or the other keys",
            )

    def __enter__(self) -> Self:
        """The collection itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the file. Twice does no harm."""
        self._kept.close()

    @property
    def demo(self) -> bool:
        """Whether it holds demonstrations, and nothing real."""
        return bool(self._one("SELECT demo FROM collection"))

    def kiosks(self) -> dict[str, str]:
        """The kiosks whose bundles are taken, with their public keys.

        Empty is the key of one that was met only through its `carriers`.
        """
        return dict(self._rows("SELECT kiosk, key FROM kiosk ORDER BY kiosk"))

    def has_met(self, kiosk: str) -> bool:
        """Whether anything of this kiosk is taken."""
        return bool(self._one("SELECT EXISTS (SELECT 1 FROM kiosk WHERE kiosk = ?)", kiosk))

    def admit(self, kiosk: str, key: str) -> None:
        """Take this kiosk's bundles from now on. Raises KioskError if it has another key."""
        with database.changing(self._kept):
            self._db.execute("INSERT OR IGNORE INTO kiosk VALUES (?, ?)", (kiosk, key))
            self._db.execute("UPDATE kiosk SET key = ? WHERE kiosk = ? AND key = ''", (key, kiosk))
        if self.kiosks()[kiosk] != key:
            raise KioskError("a kiosk keeps its key")

    def carriers(self, kiosk: str) -> dict[str, str]:
        """Who may bring what this kiosk kept before its key was lost: public keys and ids."""
        return dict(self._rows("SELECT key, carrier FROM carrier WHERE kiosk = ?", kiosk))

    def admit_carrier(self, kiosk: str, carrier: str, key: str) -> None:
        """Take from now on what `carrier` brings of this kiosk."""
        with database.changing(self._kept):
            self._db.execute("INSERT OR IGNORE INTO kiosk VALUES (?, '')", (kiosk,))
            self._db.execute(
                "INSERT OR IGNORE INTO carrier VALUES (?, ?, ?)", (kiosk, key, carrier)
            )

    def lacks(self, kiosk: str, events: Iterable[Event]) -> set[int]:
        """Numbers of those whose sealed bytes are not here, and were not taken back."""
        sign_ups = [event for event in events if event.kind == "sign-up"]
        ids = [event.id for event in sign_ups]
        here = set(
            self._rows(
                "SELECT id, sealed_sha256 FROM sign_up "
                "WHERE id IN (SELECT value FROM json_each(?))",
                json.dumps(ids),
            )
        )
        back = self._taken_back(kiosk, ids)
        return {
            event.number
            for event in sign_ups
            if event.id not in back and (event.id, event.sealed_sha256) not in here
        }

    def is_settled(self, kiosk: str, event: Event) -> bool:
        """Whether a sign-up is kept, or was taken back: a second copy of it is of no use."""
        return bool(
            self._one(
                "SELECT EXISTS (SELECT 1 FROM sign_up WHERE id = ?1 AND sealed_sha256 = ?2) "
                "OR EXISTS (SELECT 1 FROM withdrawal WHERE id = ?1 AND kiosk IN ('', ?3))",
                event.id,
                event.sealed_sha256,
                kiosk,
            )
        )

    def take(
        self, kiosk: str, events: Sequence[Event], arrivals: Sequence[Arrival]
    ) -> BundleChange:
        """Add what one bundle of an admitted kiosk brought; all of it, or nothing."""
        sign_ups = [event for event in events if event.kind == "sign-up"]
        with database.changing(self._kept):
            known = self._known(sign_ups)
            withdrawn = self.withdrawals.count()
            self._db.executemany(
                f"INSERT OR IGNORE INTO event VALUES ({', '.join('?' * 12)})",  # noqa: S608 - no words
                collection_rows.of_events(kiosk, events),
            )
            removed = self.withdrawals.add(kiosk, events)
            removed += self.withdrawals.try_codes([id_ for event in events for id_ in event.ids])
            new = self._keep(kiosk, arrivals)
            self._agree(kiosk, known)
            twice = self._which(kiosk, known, "GROUP BY id HAVING count(*) > 1")
            withdrawn = self.withdrawals.count() - withdrawn
            return BundleChange(new, withdrawn, tuple(removed), frozenset(twice))

    def expire(self, today: date) -> int:
        """Delete what may not be kept any longer, facts and all. How many were deleted."""
        self.lay_here(today)
        with database.changing(self._kept):
            past = f"DELETE FROM sign_up WHERE {retention.LAST.format(it='sign_up')} < ?"  # noqa: S608 - fixed words
            return self._db.execute(past, (today.isoformat(),)).rowcount

    def lay_here(self, today: date) -> None:
        """Of sign-ups whose own day is doubtful it is sure that they were here `today`.

        From the first such day is counted how long they may be kept; as long as was promised.
        """
        with database.changing(self._kept):
            days = {"today": today.isoformat(), "most": retention.MOST_DAYS}
            self._db.execute(retention.LAY_HERE, days)

    def count_undated(self, *, unsure: bool = False) -> int:
        """How many sign-ups are used whose own day is doubtful; `unsure`: without a sure day."""
        return int(
            self._one(
                "SELECT count(*) FROM used WHERE (doubtful OR NOT day_trusted) "  # noqa: S608 - fixed words
                f"AND (NOT ?1 OR {retention.LAST_USED} IS NULL)",
                unsure,
            )
        )

    def doubtful(self, kiosk: str, ids: Iterable[str]) -> set[str]:
        """The `ids` that are kept here although nobody knows on which day they were given."""
        return self._which(kiosk, ids, "AND (doubtful OR NOT day_trusted)")

    def _known(self, sign_ups: Sequence[Event]) -> list[str]:
        """The ids of those that came before, or that stand twice among these."""
        ids = Counter(event.id for event in sign_ups)
        before = self._rows(
            "SELECT DISTINCT id FROM event WHERE id IN (SELECT value FROM json_each(?)) "
            "AND kind = 'sign-up'",
            json.dumps(list(ids)),
        )
        return list({id_ for (id_,) in before} | {id_ for id_, times in ids.items() if times > 1})

    def _which(self, kiosk: str, ids: Iterable[str], so: str) -> set[str]:
        """Those of these sign-ups of one kiosk that are `so`."""
        sql = "SELECT id FROM sign_up WHERE id IN (SELECT value FROM json_each(?)) AND kiosk = ? "
        return {id_ for (id_,) in self._rows(sql + so, json.dumps(list(ids)), kiosk)}

    def conflicts(self) -> tuple[tuple[str, int], ...]:
        """Kiosk and number of every sign-up that came with more than one content."""
        found = self._rows(
            "SELECT kiosk, number FROM sign_up WHERE (id, kiosk) IN "
            "(SELECT id, kiosk FROM sign_up GROUP BY id, kiosk HAVING count(*) > 1) "
            "ORDER BY kiosk, number"
        )
        return tuple((kiosk, number) for kiosk, number in found)

    def sign_ups(
        self, today: date | None = None, *, contested: bool = False
    ) -> Iterator[SealedSignUp]:
        """The sign-ups to be used, in order of day, kiosk and number; without those past `today`.

        One of each, or all contents of those that are `contested`, too. Nothing may change the
        collection meanwhile.
        """
        table = "sign_up AS used" if contested else "used"
        found = self._rows(
            f"SELECT id, kiosk, number, {retention.LAST_USED} AS last, sealed, sealed_sha256 "  # noqa: S608 - fixed words
            f"FROM {table} WHERE coalesce(last >= ?, 1) ORDER BY day, kiosk, number, id",
            today.isoformat() if today else "",
        )
        for id_, kiosk, number, ends, sealed, sha256 in found:
            last = database.day(ends, self.file) if ends else None
            yield SealedSignUp(id_, kiosk, number, last, sealed, sha256)

    def facts(self, today: date | None = None) -> Iterator[SignUpFacts]:
        """The facts of the sign-ups to be used, without names, in the order of `sign_ups`."""
        found = self._rows(
            "SELECT day, day_trusted AND NOT doubtful, language, place, town, "  # noqa: S608 - fixed words
            "cooperatives, workshops "
            f"FROM used WHERE coalesce({retention.LAST_USED} >= ?, 1) "
            "ORDER BY day, kiosk, number, id",
            today.isoformat() if today else "",
        )
        for columns in found:
            try:
                yield SignUpFacts.read(columns)
            except (ValueError, TypeError) as error:
                raise database.damaged(self.file) from error

    def events(self, kiosk: str) -> Iterator[EventRow]:
        """All events of one kiosk, by number and hash."""
        found = self._rows(
            "SELECT number, hash, kind, id, before, sealed_sha256, CASE WHEN doubtful OR EXISTS "
            "(SELECT 1 FROM sign_up WHERE sign_up.kiosk = event.kiosk AND sign_up.id = event.id "
            "AND NOT day_trusted) THEN (SELECT last FROM sure WHERE sure.kiosk = event.kiosk "
            "AND sure.id = event.id) ELSE retention END, "
            "EXISTS (SELECT 1 FROM used WHERE used.id = event.id "
            "AND used.sealed_sha256 = event.sealed_sha256), "
            "EXISTS (SELECT 1 FROM withdrawal WHERE withdrawal.id = event.id "
            "AND withdrawal.kiosk IN ('', event.kiosk)) "
            "FROM event WHERE kiosk = ? ORDER BY number, hash",
            kiosk,
        )
        for number, hash_, kind, id_, before, sealed, until, kept, withdrawn in found:
            day = database.day(until, self.file) if until else None
            yield EventRow(
                number, hash_, kind, id_, before, sealed, day, bool(kept), bool(withdrawn)
            )

    def town(self, kiosk: str) -> str | None:
        """Where a kiosk stood last, by its newest sign-up that is kept; None if nobody knows."""
        found = self._rows(
            "SELECT town FROM sign_up WHERE kiosk = ? AND town IS NOT NULL "
            "ORDER BY number DESC, id LIMIT 1",
            kiosk,
        )
        return next((town for (town,) in found), None)

    def count(self, *, before: date | None = None) -> int:
        """How many sign-ups are used, past their day or not; or only those past it `before`."""
        return int(
            self._one(
                f"SELECT count(*) FROM used WHERE ?1 IS NULL OR {retention.LAST_USED} < ?1",  # noqa: S608 - fixed words
                before.isoformat() if before else None,
            )
        )

    def size(self) -> int:
        """How much it holds: events seen, sign-ups kept, and those taken back."""
        counts = ("event", "sign_up", "withdrawal")
        return sum(self._one(f"SELECT count(*) FROM {table}") for table in counts)  # noqa: S608

    def newest_day(self) -> date | None:
        """The newest day on which a kiosk that was sure of its clock took a sign-up."""
        found = self._one("SELECT max(day) FROM sign_up WHERE day_trusted")
        return database.day(found, self.file) if found else None

    def copy(self, file: Path, progress: Callable[[float], None] = lambda _: None) -> None:
        """Write all of it to `file`, which is empty. Not durable yet. Raises MachineError."""

        def look() -> None:
            with contextlib.suppress(OSError, ZeroDivisionError):
                progress(min(1.0, file.stat().st_size / self.file.stat().st_size))

        with database.KIND.wrap_errors(file), contextlib.ExitStack() as undo:
            self._db.set_progress_handler(look, _STEPS)
            undo.callback(self._db.set_progress_handler, None, 0)
            self._db.execute("VACUUM INTO ?", (database.address(file),))

    def covers(self, other: Path, today: date | None) -> bool:
        """Whether all that the collection in the file `other` holds is here, or rightly gone.

        Without `today` no day is past. False also if `other` cannot be read.
        """
        try:
            with Collection(other) as older:
                if older.demo != self.demo:
                    return False
        except KioskError:
            return False
        with database.KIND.wrap_errors(other):
            return cover.covers(self._db, other, today)

    def _keep(self, kiosk: str, arrivals: Sequence[Arrival]) -> int:
        """Add those that were not taken back. How many were not kept before."""
        back = self._taken_back(kiosk, [arrival.event.id for arrival in arrivals])
        return self._db.executemany(
            f"INSERT OR IGNORE INTO sign_up VALUES ({', '.join('?' * 14)})",  # noqa: S608 - no words
            [
                collection_rows.of_sign_up(kiosk, arrival)
                for arrival in arrivals
                if arrival.event.id not in back
            ],
        ).rowcount

    def _taken_back(self, kiosk: str, ids: Sequence[str]) -> set[str]:
        """Those of these sign-ups of one kiosk that were taken back."""
        found = self._rows(
            "SELECT id FROM withdrawal "
            "WHERE id IN (SELECT value FROM json_each(?)) AND kiosk IN ('', ?)",
            json.dumps(ids),
            kiosk,
        )
        return {id_ for (id_,) in found}

    def _agree(self, kiosk: str, ids: Iterable[str]) -> None:
        """Of a sign-up that stands under two numbers the first number and day count."""
        self._db.executemany(
            "UPDATE sign_up SET (number, retention) = (SELECT min(number), min(retention) "
            "FROM event WHERE event.kiosk = ?1 AND event.id = ?2 "
            "AND event.sealed_sha256 = sign_up.sealed_sha256) "
            "WHERE kiosk = ?1 AND id = ?2 AND 1 < (SELECT count(*) FROM event WHERE id = ?2 "
            "AND kind = 'sign-up')",
            [(kiosk, id_) for id_ in ids],
        )

    def together(self) -> AbstractContextManager[object]:
        """All that is changed inside is durable when it ends, or none of it happened."""
        return self._kept.transaction()

    def _rows(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - SQL's
        with self._kept.wrap_errors():
            yield from self._db.execute(sql, values)

    def _one(self, sql: str, *values: Any) -> Any:  # noqa: ANN401 - SQLite's own types
        with self._kept.wrap_errors():
            return self._db.execute(sql, values).fetchone()[0]
