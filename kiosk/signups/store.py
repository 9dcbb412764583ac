"""Where one kiosk keeps its events, and the sealed bytes of sign-ups that have not arrived yet.

What a method wrote is durable when it returns. When one raises StoreError nothing was acknowledged:
close the store and open it anew, which makes durable or forgets whatever was half-way.

Nothing is deleted because it was exported. Sealed bytes are wiped by a receipt, by the visitor's
code, or by date once they were exported; the event stays. See kiosk/signups/schema.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from kiosk.database import PRAGMAS, WORDS, Database, DatabaseKind
from kiosk.errors import DatabaseFault, KioskError, StoreError
from kiosk.signups import event_rows, sqlite_pages
from kiosk.signups.code import Proof
from kiosk.signups.event import BEGINNING, FORMAT, Event, Kind
from kiosk.signups.event_rows import Counts, Range
from kiosk.signups.seal import MAX_SEALED_BYTES

log = logging.getLogger(__name__)

Withdrawal: TypeAlias = Literal["here", "elsewhere", "already"]
"""The sign-up was given here; or at another kiosk, as far as we know; or is withdrawn already."""

NAME: Final = "events.db"
_AT_ONCE: Final = 100
"""Sign-ups wiped in one transaction."""
_PAUSE_SECONDS: Final = 0.02
"""Between two of them, for who waits to write."""
_SCHEMA: Final = Path(__file__).parent / "schema"
_WORDS: Final = {
    **WORDS,
    "damaged": ("are damaged", "start the kiosk: it moves them aside and saves what can be read"),
    "keyless": ("cannot be signed: their key is lost", "start the kiosk: it becomes a new one"),
}


def fault(path: Path, reason: DatabaseFault) -> StoreError:
    """The error to raise about the store at `path`."""
    what, advice = _WORDS[reason]
    return StoreError(reason, f"the sign-ups in {path.parent} {what}", advice)


def _is_sound(connection: sqlite3.Connection) -> bool:
    """Whether a store says whose it is, and every event of it is true."""
    own = connection.execute("SELECT kiosk, retired FROM own").fetchone()
    return own is not None and event_rows.is_whole(connection, own[0], holes=bool(own[1]))


KIND: Final = DatabaseKind(
    "the sign-ups",
    0x6B6F736B,  # `kosk`
    (_SCHEMA / "001.sql", _SCHEMA / "002.sql"),
    PRAGMAS | {"secure_delete": 1},  # what is deleted is overwritten with zeros
    own="own",
    is_cut=sqlite_pages.is_cut_inside,
    is_sound=_is_sound,
    error=lambda _, path, reason, __: fault(path, reason),
)


class Store:
    """The event log of one kiosk, and the sealed bytes it still keeps."""

    def __init__(self, kept: Database) -> None:
        """Made by `create` and `open`."""
        self._kept = kept
        self._ask = kept.connection.execute
        self._read = kept.rows
        row = self._ask("SELECT kiosk, machine, demo, retired, public FROM own").fetchone()
        self.kiosk: str = row[0]
        self.machine: str = row[1]
        self.demo = bool(row[2])
        self.public: str = row[4]
        """The public key of this kiosk; empty as long as it is not known."""
        self.retired = bool(row[3])
        """Salvaged, maybe with holes: its events travel, but it takes no further ones."""

    @property
    def unwritable(self) -> StoreError | None:
        """Why this is a copy in memory, which gives and takes nothing; None if it is none."""
        why = self._kept.unwritable
        return why if isinstance(why, StoreError) else None

    @classmethod
    def create(  # noqa: PLR0913 - what a store must know
        cls,
        folder: Path,
        kiosk: str,
        *,
        machine: str = "",
        demo: bool = False,
        public: str = "",
        salvaged: Iterable[tuple[Event, bool, bytes | None]] | None = None,
    ) -> Store:
        """A new store in `folder`, which must have none. Raises StoreError.

        With `salvaged` events (whether a receipt named each, and its sealed bytes) it is retired.
        """

        def fill(connection: sqlite3.Connection) -> None:
            own = (kiosk, machine, demo, salvaged is not None, public)
            connection.execute(
                "INSERT INTO own SELECT 1, ?, ?, ?, ?, 0, user_version, ? FROM pragma_user_version",
                own,
            )
            for event, arrived, sealed in salvaged or ():
                event_rows.insert(connection, kiosk, event, sealed, arrived=arrived)

        path = folder / NAME
        if path.exists():
            raise fault(path, "broken")
        return cls(Database.open(path, KIND, make=fill))

    @classmethod
    def open(cls, folder: Path, *, copy: bool = False) -> Store:
        """The store in `folder`, found whole: every tree, hash and link of its chain is looked at.

        With `copy`, one that may not be written is read all the same: all of it can be carried
        away, and whatever would change it raises `unwritable`. Raises StoreError: "missing",
        "damaged" (`salvage` knows what to do), or another reason.
        """
        return cls(Database.open(folder / NAME, KIND, make=False, copy=copy))

    def close(self) -> None:
        """Leave one file without a log, if the disk allows it."""
        self._kept.close()

    def remember(self, public: str) -> None:
        """Have the store know the public key of its kiosk."""
        with self._writing(retired=True):
            self._ask("UPDATE own SET public = ?", (public,))
        self.public = public

    def sign_up(self, id_: str, retention: date, sealed: bytes, *, doubtful: bool = False) -> Event:
        """Keep a sign-up. The same id again gives the event that is there, and writes nothing.

        `doubtful` says that the clock which gave `retention` may be wrong.
        """
        if not 0 < len(sealed) <= MAX_SEALED_BYTES:
            raise KioskError("a sealed sign-up is empty or too long")
        with self._writing():
            there = self._find(id_, "sign-up")
            return there or self._append("sign-up", id_, retention, sealed, doubtful=doubtful)

    def withdraw(self, proof: Proof) -> Withdrawal:
        """Take a sign-up back, given here or not: its sealed bytes are wiped, and an event says so.

        One that has left for elsewhere still gets its event: it travels and wins there. It reveals
        the secret; and the code where the sign-up may be one of format 1, here or elsewhere.
        """
        with self._writing():
            proved = self._find(proof.id, "withdrawal")
            # An older program wrote it without proof.
            again = proved or self._find(proof.old_id, "withdrawal")
            known = self._find(proof.id, "sign-up")
            code = None if known else proof.code
            known = known or self._find(proof.old_id, "sign-up")
            if not proved:
                self._append("withdrawal", proof.id, proof=proof.secret, code=code)
            # Also what came after the withdrawal: it wins, whichever was first.
            wiped = self._wipe("id IN (?, ?)", (proof.id, proof.old_id))
        if wiped:
            self._empty_log()
        return "already" if again else "here" if known else "elsewhere"

    def wipe(self, *ids: str) -> int:
        """Wipe sealed bytes without an event: by the coordinator's word, or of a retired log."""
        with self._writing(retired=True):
            wiped = sum(self._wipe("id = ?", (id_,)) for id_ in ids)
        if wiped:
            self._empty_log()
        return wiped

    def due(self, today: date) -> list[tuple[int, str]]:
        """Number and id of what `expire` would wipe. `today` must come from a trusted clock."""
        with self._kept.wrap_errors():
            return event_rows.due(self._kept.connection, today)

    def expire(self, today: date, *, only: Collection[int] | None = None) -> int:
        """Wipe what was exported and is past its retention day, or was exported 90 days ago.

        `today` must come from a clock that is trusted. Returns how many; each is an event, except
        in a store that takes no more of them. What was never exported never expires. With `only`,
        just those of them with these numbers.
        """
        with self._writing(retired=True):
            due = event_rows.due(self._kept.connection, today)
            numbers = [entry for entry in due if only is None or entry[0] in only]
            for number, id_ in numbers:
                if not self.retired:
                    self._append("expiry", id_)
                self._wipe("number = ?", (number,))
        if numbers:
            self._empty_log()
        return len(numbers)

    def acknowledge(self, entries: Iterable[tuple[int, str, str]]) -> int:
        """Wipe the sealed bytes of just the events `(number, id, hash)` that a receipt names.

        Returns how many sign-ups were wiped now. Entries that name no event of this log are let
        be. The caller has verified the receipt. A few at once: a visitor who signs up meanwhile
        hardly waits, and what a power cut leaves is wiped when the receipt is taken again.
        """
        wiped = strangers = 0
        named = list(entries)
        for at in range(0, len(named), _AT_ONCE):
            if at:  # who waits for the database looks again only now and then
                threading.Event().wait(_PAUSE_SECONDS)
            with self._writing(retired=True):
                for entry in named[at : at + _AT_ONCE]:
                    found = self._ask(
                        "SELECT sealed IS NOT NULL, arrived IS NOT NULL FROM event"
                        " WHERE number = ? AND id = ? AND hash = ?",
                        entry,
                    ).fetchone()
                    if found is None:
                        strangers += 1
                    elif found != (0, 1):
                        wiped += found[0]
                        self._ask(
                            "UPDATE event SET arrived = hash, sealed = NULL WHERE number = ?",
                            entry[:1],
                        )
        if strangers:
            log.warning("a receipt named %d events that %s does not have", strangers, self.kiosk)
        self._empty_log()
        return wiped

    def freeze(self, first: int, last: int, sha256: str) -> None:
        """Fix which events make a bundle, or which bytes those events make now.

        Raises KioskError for a range with a hole, or one that crosses another.
        """
        with self._writing(retired=True):
            (count,) = self._ask(
                "SELECT count(*) FROM event WHERE number BETWEEN ? AND ?", (first, last)
            ).fetchone()
            crossing = self._ask(
                "SELECT 1 FROM frozen WHERE first <= ? AND last >= ? AND (first, last) != (?, ?)",
                (last, first, first, last),
            ).fetchone()
            if count != last - first + 1 or count < 1 or crossing:
                raise KioskError("this range of events cannot be frozen")
            self._ask(
                "INSERT INTO frozen VALUES (?, ?, ?, NULL, NULL)"
                " ON CONFLICT (first) DO UPDATE SET sha256 = excluded.sha256",
                (first, last, sha256),
            )

    def note_export(self, sha256: str, day: date | None) -> None:
        """Remember that this bundle was written to a stick and read back. The first day counts.

        None is a day that is not known, because the calendar is doubtful.
        """
        with self._writing(retired=True):
            self._ask(
                "UPDATE frozen SET exported = sha256, day = coalesce(day, ?) WHERE sha256 = ?",
                (day.isoformat() if day else None, sha256),
            )

    def ranges(self) -> tuple[Range, ...]:
        """Every range that was frozen, in order."""
        found = self._read(
            "SELECT first, last, sha256, exported IS NOT NULL, day, NOT EXISTS"
            " (SELECT 1 FROM event WHERE number BETWEEN first AND last AND arrived IS NULL)"
            " FROM frozen ORDER BY first"
        )
        return tuple(
            Range(first, last, sha256, bool(exported), event_rows.day(day), bool(arrived))
            for first, last, sha256, exported, day, arrived in found
        )

    def loose(self, most: int) -> tuple[tuple[int, int], ...]:
        """First and last of what is not frozen yet: ranges of at most `most`, without holes."""
        found = self._read(
            "SELECT number FROM event WHERE number > coalesce((SELECT max(last) FROM frozen), 0)"
            " ORDER BY number"
        )
        ranges: list[tuple[int, int]] = []
        for (number,) in found:
            first, last = ranges[-1] if ranges else (0, 0)
            if number == last + 1 and last - first + 1 < most and ranges:
                ranges[-1] = first, number
            else:
                ranges.append((number, number))
        return tuple(ranges)

    def events(self, first: int, last: int) -> tuple[Event, ...]:
        """The events with these numbers, in order."""
        sql = f"SELECT {event_rows.COLUMNS} FROM event WHERE number BETWEEN ? AND ? ORDER BY number"  # noqa: S608 - fixed words
        return tuple(event_rows.event(row) for row in self._read(sql, (first, last)))

    def sealed(self, number: int) -> bytes | None:
        """The sealed bytes of a sign-up; None if they are wiped, or it is no sign-up."""
        found = self._read("SELECT sealed FROM event WHERE number = ?", (number,))
        return found[0][0] if found else None

    def contents(self, first: int, last: int) -> dict[int, bytes]:
        """The sealed bytes that are still there of the events with these numbers, by number."""
        sql = "SELECT number, sealed FROM event WHERE number BETWEEN ? AND ? AND sealed IS NOT NULL"
        return dict(self._read(sql, (first, last)))

    def knows(self, *ids: str) -> bool:
        """Whether any event is about a sign-up with one of these ids."""
        sql = "SELECT 1 FROM event WHERE id = ? LIMIT 1"
        return any(self._read(sql, (id_,)) for id_ in ids)

    @property
    def last_number(self) -> int:
        """The number of the last event; 0 if there is none."""
        return int(self._read("SELECT coalesce(max(number), 0) FROM event")[0][0])

    def counts(self, today: date | None = None) -> Counts:
        """How many sign-ups. Without `today` (a doubtful clock) nobody is warned of dates."""
        with self._kept.wrap_errors():
            return event_rows.count(self._kept.connection, today)

    def probe(self) -> None:
        """Write something and see it durable, in the log and in the database. Raises StoreError."""
        with self._writing(retired=True):
            self._ask("UPDATE own SET probes = probes + 1")
        self._kept.empty_log()

    def _append(
        self,
        kind: Kind,
        id_: str,
        retention: date | None = None,
        sealed: bytes | None = None,
        **more: Any,  # noqa: ANN401 - as `Event` takes them
    ) -> Event:
        """The next event, inside a transaction; `more` is what only some kinds have."""
        number, before = self._ask(
            "SELECT number, hash FROM event ORDER BY number DESC LIMIT 1"
        ).fetchone() or (0, BEGINNING)
        event = Event(
            number=number + 1,
            kind=kind,
            id=id_,
            retention=retention,
            sealed_sha256=hashlib.sha256(sealed).hexdigest() if sealed else None,
            before=before,
            format=FORMAT,
            **more,
        )
        event_rows.insert(self._kept.connection, self.kiosk, event, sealed)
        return event

    def _find(self, id_: str, kind: str) -> Event | None:
        sql = f"SELECT {event_rows.COLUMNS} FROM event WHERE id = ? AND kind = ?"  # noqa: S608 - fixed words
        row = self._ask(sql, (id_, kind)).fetchone()
        return event_rows.event(row) if row else None

    def _wipe(self, which: str, values: tuple[object, ...]) -> int:
        sql = f"UPDATE event SET sealed = NULL WHERE sealed IS NOT NULL AND {which}"  # noqa: S608 - fixed words
        return self._ask(sql, values).rowcount

    def _empty_log(self) -> None:
        """Take wiped bytes out of the log as well: now, or at the next probe."""
        try:
            emptied = self._kept.empty_log()
        except StoreError:
            emptied = False
        if not emptied:
            log.warning("the log of %s could not be emptied yet", self.kiosk)

    @contextlib.contextmanager
    def _writing(self, *, retired: bool = False) -> Iterator[None]:
        """One transaction, durable when it ends; the files are still those that were opened."""
        if self.retired and not retired:
            raise KioskError("a retired store takes no further events")
        if self._kept.unwritable:
            raise self._kept.unwritable
        with self._kept.transaction():
            yield
