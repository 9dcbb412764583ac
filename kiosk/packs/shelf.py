"""The packs installed here, which one is on, and whom this kiosk follows.

    shelf.db             all that is known, in one SQLite file
    blobs/<sha256>       the files of packs, immutable
    blobs/<sha256>.part  one that is being copied

A pack is on by one pointer in the database, turned in the same transaction that remembers what was
accepted. Which blobs may go is decided there, too: those that no pack in it needs.
"""

import contextlib
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from kiosk.database import Database, DatabaseKind
from kiosk.errors import DatabaseError, InstallError, UsageError
from kiosk.exhibit import prepared
from kiosk.exhibit.model import Exhibit
from kiosk.exhibit.prepared import Prepared
from kiosk.inventory import Mark
from kiosk.packs import blob_store, finishing, shelf_rows
from kiosk.packs.offer import Anchor, Blob, Offer
from kiosk.packs.shelf_rows import Pack, Publisher
from kiosk.packs.trial_rules import Trial
from kiosk.paths import Home

__all__ = ["Pack", "Publisher", "Shelf"]

log = logging.getLogger(__name__)

NAME: Final = "shelf.db"
BLOBS: Final = "blobs"
MARK: Final = "content"
"""In the home's inventory: the version that was accepted last."""
KIND: Final = DatabaseKind(
    "the packs",
    0x6B73686C,
    (Path(__file__).parent / "schema" / "001.sql",),
    is_sound=shelf_rows.is_sound,
)


class Shelf:
    """All packs installed here; for any thread. Every method may raise DatabaseError."""

    def __init__(self, database: Database, folder: Path, mark: Mark) -> None:
        """Made by `open`."""
        self._database = database
        self._mark = mark
        self.folder = folder
        self.blobs = folder / BLOBS
        """The folder of the files of packs."""
        self.damaged: Pack | None = None
        """The pack that is on, if `begin` found files of it missing: it is to be loaded again."""
        self.moved_aside: Path | None = None
        """Where a damaged database lies that `open` found. What could be read of it was kept:
        see `publisher` for whether the kiosk is still enrolled."""
        self._boot = ""
        self._before: tuple[Pack | None, Trial] | None = None
        """What was on, and how its trial stood before this start was counted; None: it was not."""

    @classmethod
    def open(cls, folder: Path, *, make: bool = True) -> Self:
        """The shelf in `folder`, made if there is none.

        A damaged one is moved aside whole, and what can be read of it is kept in a new one. One
        that may not be written is read all the same: see `unwritable`. What was mended or is gone
        staff are told of, in the home that the folder lies in. Raises DatabaseError.
        """
        path = folder / NAME
        moved = None
        mark = Mark(Home(folder.parent), MARK, gone="content-lost", mended="content-mended")
        with KIND.wrap_errors(path):
            finishing.finish(path)
            mark.miss(path)
        try:
            database = Database.open(path, KIND, make=make, copy=True)
        except DatabaseError as error:
            if error.reason != "damaged":
                raise
            from kiosk.packs import salvage  # noqa: PLC0415 - slow to load, and hardly ever needed

            mark.mended()
            moved = salvage.replace(path, KIND, folder / BLOBS)
            database = Database.open(path, KIND, make=make, copy=True)
        shelf = cls(database, folder, mark)
        shelf.moved_aside = moved
        mark.compare(shelf._accepted)
        with KIND.wrap_errors(path):
            shelf.blobs.mkdir(parents=True, exist_ok=True)
        return shelf

    def close(self) -> None:
        """Let go of the database; again without harm."""
        self._database.close()

    @property
    def unwritable(self) -> DatabaseError | None:
        """Why nothing can be changed here, although all can be read; None if it can."""
        return self._database.unwritable

    @property
    def _accepted(self) -> int | None:
        """The version that was accepted last."""
        anchor = self.anchor()
        return anchor.version if anchor else None

    def publisher(self) -> Publisher | None:
        """Whom this kiosk is enrolled with; None if nobody."""
        for name, fingerprint, since in self._ask("SELECT name, fingerprint, since FROM publisher"):
            return Publisher(name, fingerprint, datetime.fromisoformat(since))
        return None

    def anchor(self) -> Anchor | None:
        """The pack that was accepted last; None if nobody is enrolled."""
        rows = self._ask("SELECT timestamp, snapshot, targets, version, exhibit FROM publisher")
        roots = tuple(root for (root,) in self._ask("SELECT metadata FROM root ORDER BY version"))
        return Anchor(roots, *rows[0]) if rows else None

    def packs(self) -> tuple[Pack, ...]:
        """The packs that are kept, newest first."""
        sql = f"SELECT {shelf_rows.COLUMNS} FROM pack ORDER BY number DESC"  # noqa: S608 - fixed words
        return tuple(map(shelf_rows.pack, self._ask(sql)))

    def on(self) -> Pack | None:
        """The pack that is on; None: the exhibit that ships."""
        return self._pointed("on_")

    def previous(self) -> Pack | None:
        """What `back` would turn to."""
        return self._pointed("previous")

    def last(self) -> Pack | None:
        """The enrolled publisher's last accepted pack, also after a rollback: its terms count."""
        return self._pointed("last")

    def prepared(self, pack: Pack) -> Prepared:
        """The exhibit of this pack and its media, lengths compared. Raises PreparedError."""
        return prepared.read_from(self.blobs / pack.index, self.blobs)

    def exhibit(self, pack: Pack) -> Exhibit:
        """The exhibit of this pack without a look at its media. Raises PreparedError."""
        return prepared.read_index(self.blobs / pack.index)

    def files(self, pack: Pack) -> tuple[Blob, ...]:
        """The blobs of this pack, its index too."""
        sql = "SELECT sha256, bytes FROM blob WHERE pack = ? ORDER BY sha256"
        return tuple(Blob(*row) for row in self._ask(sql, (pack.number,)))

    def holds(self, blob: Blob) -> bool:
        """Whether this blob is here, of the right length, and may be read."""
        path = self.blobs / blob.sha256
        by_who_runs = os.access in os.supports_effective_ids
        may = os.access(path, os.R_OK, effective_ids=by_who_runs)
        return may and blob_store.size(path) == blob.bytes

    def verify(self, pack: Pack, *, stop: Callable[[], bool]) -> tuple[str, ...]:
        """The blobs of this pack that are missing or altered: every byte is hashed, unhurried.

        Ends early when `stop` says so.
        """
        found = []
        for blob in self.files(pack):
            sound = blob_store.is_sound(self.blobs / blob.sha256, blob, stop)
            if stop():
                break
            if not sound:
                found.append(blob.sha256)
        return tuple(found)

    def drop(self, sha256: str) -> None:
        """Take a damaged blob away, so that the next loading brings it again."""
        with blob_store.wrap_errors(self.blobs):
            (self.blobs / sha256).unlink(missing_ok=True)

    def begin(self, boot: str) -> Pack | None:
        """What to show; called once when the program starts, in the boot with this id.

        A pack on trial is given up here, for the one before it, after its third crash in one boot
        or after three boots in which it showed nothing. A pack whose files are missing is not
        shown, but stays on: loading it again makes it whole.
        """
        self._boot = boot
        self._before = None
        try:
            self._count(boot)
        except DatabaseError as error:
            log.error("that the program began could not be kept: %s", error)  # noqa: TRY400 - a full disk is no reason for a dark glass
        whole, on = self._whole(), self.on()
        self.damaged = on if on and on != whole else None
        return whole

    def _count(self, boot: str) -> None:
        """Count this start, and turn back if the trial has failed."""
        with self._writing() as sql:
            before = self._trial()
            trial = before.start(boot)
            on = self.on()
            if on and not on.stood and trial.failed:
                log.error("pack %d is given up: it crashed, or showed nothing", on.version)
                sql.execute(
                    "UPDATE pointer SET on_ = previous, previous = NULL, given_up = ?", (on.number,)
                )
                before, trial = Trial(), Trial().start(boot)
            shelf_rows.keep(sql, trial)
            whole = self._whole()
            sql.execute("UPDATE pointer SET showing = ?", (whole.number if whole else None,))
            self._before = self.on(), before

    @property
    def began_by_turning_back(self) -> Pack | None:
        """The pack that `begin` gave up, now or earlier: it crashed, or never showed anything.

        Until another is loaded, or staff turn back or forth.
        """
        return self._pointed("given_up")

    @property
    def on_trial(self) -> bool:
        """Whether the pack that is on may still be turned back by itself."""
        on = self.on()
        return on is not None and not on.stood

    def shown(self) -> None:
        """The first scene of what is on was rendered."""
        if self.damaged:
            return  # that was another pack's
        with self._writing() as sql:
            sql.execute("UPDATE pointer SET lit = 1, dark_boots = 0, showing = on_")

    def stood(self) -> None:
        """End the trial: the pack stood for ten minutes."""
        if self.damaged:
            return
        with self._writing() as sql:
            sql.execute("UPDATE pack SET stood = 1 WHERE number = (SELECT on_ FROM pointer)")

    def leaving(self) -> None:
        """The program ends in order: that is no crash."""
        with self._writing() as sql:
            sql.execute("UPDATE pointer SET in_order = 1, showing = NULL")

    def leaving_unseen(self) -> None:
        """The program ends in order, and could not show anything: no screen, or told to leave.

        If nothing was shown in this boot, this start counts neither for nor against the pack.
        """
        with self._writing() as sql:
            if self._before is None or self._trial().lit:
                sql.execute("UPDATE pointer SET in_order = 1")
            else:
                on, trial = self._before
                shelf_rows.keep(sql, trial if on == self.on() else Trial())
            sql.execute("UPDATE pointer SET showing = NULL")

    def expect(self, offer: Offer) -> None:
        """Keep what is copied of this pack, from now on, until another is expected or taken."""
        with self._writing() as sql:
            sql.execute("DELETE FROM coming")
            sql.executemany(
                "INSERT INTO coming VALUES (?)", ((blob.sha256,) for blob in offer.blobs)
            )

    def take(self, offer: Offer, now: datetime) -> Pack:
        """Turn to this pack, whose blobs are all durable, and remember it, all at once.

        The same pack once more changes nothing but what is remembered. Raises RefusedError if
        something else was accepted since it was examined.
        """
        if not all(map(self.holds, offer.blobs)):
            raise InstallError(
                "disk",
                "files of this pack are not on this machine's disk any more",
                "load it again; if that does not help, look after the disk",
            )
        with self._writing() as sql:
            shelf_rows.refuse_overtaken(offer, self.anchor())
            shelf_rows.remember(sql, offer, now)
            number = self._same(offer) or shelf_rows.insert(sql, offer, now)
            if (on := self.on()) is None or on.number != number:
                shelf_rows.turn(sql, number, self._proven(on))
                shelf_rows.keep(sql, self._fresh_trial())
            sql.execute("UPDATE pointer SET last = ?, given_up = NULL", (number,))
            sql.execute("DELETE FROM coming")
            sql.execute(shelf_rows.FORGET_OLDER)
        self._mark.keep(self._accepted)
        self.damaged = None
        return next(pack for pack in self.packs() if pack.number == number)

    def back(self) -> Pack:
        """Turn to the previous pack; again turns forth. Raises UsageError if there is none."""
        with self._writing() as sql:
            target = self.previous()
            if target is None:
                raise UsageError(
                    "there is no pack to turn back to",
                    "a kiosk keeps the one before, once a second was loaded",
                )
            shelf_rows.turn(sql, target.number, self.on())
            shelf_rows.keep(sql, self._fresh_trial())
            sql.execute("UPDATE pointer SET given_up = NULL")
        return target

    def forget(self) -> None:
        """Nobody is enrolled any more, no pack is kept, and the exhibit that ships is on."""
        self._mark.drop()
        with self._writing() as sql:
            sql.execute(
                "UPDATE pointer SET on_ = NULL, previous = NULL, last = NULL, showing = NULL,"
                " given_up = NULL"
            )
            for table in ("coming", "pack", "root", "publisher"):
                sql.execute(f"DELETE FROM {table}")  # noqa: S608 - fixed words

    def collect(self) -> int:
        """Remove the blobs and parts that no kept pack needs, nor one that is expected.

        Nothing is removed while a pack is being loaded. Returns the bytes that were freed. Raises
        InstallError if the disk fails.
        """
        with contextlib.suppress(BlockingIOError), blob_store.alone(self.folder):
            return self.sweep()
        return 0

    def sweep(self) -> int:
        """Sweep while nobody else works here: see `blob_store.alone`."""
        sql = "SELECT sha256 FROM blob UNION SELECT sha256 FROM coming"
        return blob_store.sweep(self.blobs, {sha256 for (sha256,) in self._ask(sql)})

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, which ends with a sum of all that is kept."""
        with self._database.transaction() as sql:
            yield sql
            sql.execute("UPDATE sum SET sha256 = ?", (shelf_rows.total(sql),))

    def _ask(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        return self._database.rows(sql, values)

    def _pointed(self, which: str) -> Pack | None:
        """The pack that a column of the pointer names."""
        sql = f"SELECT {shelf_rows.COLUMNS} FROM pack WHERE number = (SELECT {which} FROM pointer)"  # noqa: S608 - fixed words
        return next(map(shelf_rows.pack, self._ask(sql)), None)

    def _trial(self) -> Trial:
        """What happened to the pack that is on."""
        sql = "SELECT boot, in_order, crashes, dark_boots, lit FROM pointer"
        return Trial(*self._ask(sql)[0])

    def _fresh_trial(self) -> Trial:
        """Nothing has happened yet; if the program runs, it does so in this boot."""
        return Trial(boot=self._boot, in_order=False) if self._boot else Trial()

    def _proven(self, on: Pack | None) -> Pack | None:
        """The pack to turn back to: the one `on`, or the one before if only that one stood."""
        previous = self.previous()
        return previous if on and not on.stood and previous and previous.stood else on

    def _whole(self) -> Pack | None:
        """The pack that is on, or the one before it, if all its files are here."""
        for pack in (self.on(), self.previous()):
            if pack and all(map(self.holds, self.files(pack))):
                return pack
        return None

    def _same(self, offer: Offer) -> int | None:
        """The number of a pack that is here and is the very one offered."""
        for pack in self.packs():
            known = (pack.version, pack.index, pack.made, pack.title, self.files(pack))
            if known == (offer.version, offer.index, offer.made, offer.title, offer.blobs):
                return pack.number
        return None
