"""All stores of one home: the current one, which takes sign-ups, and retired ones, which only give.

Opening settles whatever a power cut, a damaged disk or a copied one has left behind. Never is an
empty store put in the place of one that is lost: then there is none, and the form is closed.
"""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from kiosk.database import UNWRITABLE
from kiosk.errors import DatabaseError, StoreError, UsageError
from kiosk.files import is_file
from kiosk.inventory import Inventory, make_way
from kiosk.notices import Notices
from kiosk.signups import carry, folders, identity, salvage
from kiosk.signups.lock import Lock
from kiosk.signups.log import SignUpLog
from kiosk.signups.store import KIND, NAME, Store, fault
from kiosk.tally.tally import Tally

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.notices import Kind
    from kiosk.paths import Home
    from kiosk.signups.event import Event

log = logging.getLogger(__name__)


class Ledger:
    """Every store of one home, open. Used by one thread at a time."""

    def __init__(self, home: Home, *, machine: str, demo: bool, make: bool = True) -> None:
        """Open them, and settle what must be; `make` a kiosk where there was none yet.

        A damaged store is moved aside and what can be read of it goes on as a retired one; a new
        kiosk takes its place. Raises UsageError if this home is a demo and `demo` is not, or the
        other way round, and StoreError if the folder itself cannot be used. What is wrong with
        single stores is in `fault` and `faults`.
        """
        self._home = home
        self._machine = machine
        self._demo = demo
        self._make = make
        self.current: SignUpLog | None = None
        """Takes sign-ups; None if there is none: see `fault`."""
        self.fault: StoreError | None = None
        """Why there is no current store although there should be one."""
        self.retired: tuple[SignUpLog, ...] = ()
        """Others, in the order of their names."""
        self.faults: tuple[StoreError, ...] = ()
        """What else is wrong: other stores, which are not in `retired`; or those here cannot be
        written, and are copies."""
        self.not_found = 0
        """So many sign-ups lay in stores that are not where they should be: see `fault`."""
        self._lock: Lock | None = None
        self._inventory = Inventory(home.inventory)
        self._notices = Notices(home.notices)
        make_way(home, self._notices)
        if not make and not home.signups.is_dir():
            if self._pointer() is not None or self._known():
                self.fault = fault(home.signups / NAME, "missing")
                self._miss()
            return
        try:
            with KIND.wrap_errors(home.signups / NAME):
                self._lock = Lock(home.signups)
                self._open()
                self._lock.share()
        except BaseException:
            self.close()
            raise

    @property
    def all(self) -> tuple[SignUpLog, ...]:
        """Every store that could be opened, the current one first."""
        return ((self.current,) if self.current else ()) + self.retired

    def note(self) -> None:
        """Have the inventory know how much is here, durably. Raises nothing."""
        for kept in self.all:
            if not kept.store.unwritable:
                with contextlib.suppress(StoreError):
                    amounts = kept.store.last_number, kept.store.counts().kept
                    self._inventory.keep(kept.identity.folder.name, *amounts)

    def took(self, event: Event) -> None:
        """Have the inventory know of one more sign-up, in no time. Raises nothing."""
        known = self._inventory.amounts(self.current.identity.kiosk) if self.current else None
        if self.current is None or known is None:
            self.note()
        elif event.number > known[0]:
            amounts = event.number, known[-1] + 1
            self._inventory.keep(self.current.identity.kiosk, *amounts, sync=False)

    def close(self) -> None:
        """Close every store, and let others use the home."""
        self.note()
        for kept in self.all:
            kept.store.close()
        self.current, self.retired = None, ()
        if self._lock:
            self._lock.close()

    def _open(self) -> None:
        signups = self._home.signups
        try:
            folders.settle(signups, self._been(), alone=self._alone, notices=self._notices)
        except StoreError as error:
            self._tell(error)
        for kiosk, aside in salvage.unfinished(signups).items():
            self._alone()
            try:
                self._rebuild(aside, kiosk)
            except StoreError as error:
                self._tell(error)
        there = folders.of(signups)
        try:
            self.current = self._settled()
        except StoreError as error:
            self.fault = error
        for folder in folders.of(signups):
            if self.current and folder == self.current.identity.folder:
                continue
            try:
                self.retired += (self._kept(folder, self.current),)
            except StoreError as error:
                self._tell(error)
        if self.current and self.current.identity.folder not in there:
            self._greet(self.current.identity.kiosk, is_first=not there)
        self._miss()
        self.note()

    def _greet(self, kiosk: str, *, is_first: bool) -> None:
        """Tell of a kiosk that was just made, if there was one before it."""
        known = self._known()
        # Where a key was lost, that notice says all of it.
        if known and not any(kept.identity.carrier for kept in self.retired):
            self._notices.add("new-kiosk", subject=kiosk)
        elif is_first and not known and self._has_counted():
            self._notices.add("sign-ups-uncounted", subject=kiosk)
            self._notices.add("new-kiosk", subject=kiosk)

    def _been(self) -> set[str]:
        """Every kiosk that this home has been, as far as is known."""
        pointer = None
        with contextlib.suppress(StoreError):
            pointer = identity.read_pointer(self._home)
        return {*self._known(), *([pointer.kiosk] if pointer else [])}

    def _known(self) -> dict[str, int]:
        """The kiosks of which there should be a store, and how many sign-ups lay in each."""
        return {
            kiosk: (self._inventory.amounts(kiosk) or (0, 0))[-1]
            for kiosk in self._inventory.names()
            if folders.is_name(kiosk) and kiosk.startswith(identity.PREFIX)
        }

    def _has_counted(self) -> bool:
        """Whether sign-ups were kept here of which nothing else tells but the counts of visits."""
        try:
            with contextlib.closing(Tally.open(self._home.tally, make=False)) as tally:
                return any(day.counts.get("saved") for day in tally.sums().days)
        except DatabaseError:
            return False

    def _miss(self) -> None:
        """Tell of stores that should be here and are not.

        As long as the one that takes sign-ups is missing, a whole disk may be: it may come back.
        """
        there = {folder.name for folder in folders.of(self._home.signups)}
        gone = {kiosk: count for kiosk, count in self._known().items() if kiosk not in there}
        if self.fault is not None:
            self.not_found = sum(gone.values())
            return
        for kiosk, count in gone.items():
            log.error("the sign-ups of %s are gone: there were %d", kiosk, count)
            kind: Kind = "sign-ups-lost" if count else "file-mended"
            if self._inventory.amounts(kiosk) is None:
                kind = "sign-ups-uncounted"
            if self._notices.add(kind, count or 1, subject=kiosk):
                self._inventory.drop(kiosk)

    def _rebuild(self, aside: Path, kiosk: str) -> None:
        """Make a store of what can be read, and have staff told how much that is."""

        def tell(saved: salvage.SalvageReport) -> None:
            known = self._inventory.amounts(kiosk)
            lost = known[-1] - saved.sign_ups if known else len(saved.missing) + saved.without
            if saved.sign_ups:
                self._notices.add("sign-ups-salvaged", saved.sign_ups, subject=kiosk)
            if lost > 0:
                self._notices.add("sign-ups-lost", lost, subject=kiosk)
            if not known:  # also of a home of before there was an inventory
                self._notices.add("sign-ups-uncounted", subject=kiosk)
            elif lost <= 0 and not saved.sign_ups:
                self._notices.add("file-mended", subject=kiosk)

        salvage.rebuild(aside, kiosk, demo=self._demo, tell=tell)

    def _tell(self, error: StoreError) -> None:
        """Remember what is wrong, once."""
        if str(error) not in map(str, self.faults):
            log.error("%s", error)
            self.faults += (error,)

    def _settled(self) -> SignUpLog | None:
        """The current store, made if need be."""
        pointer = self._pointer()
        if pointer and pointer.demo != self._demo:
            raise _not_this_home(demo=pointer.demo)
        if pointer is None:
            kept = self._adopted()
            if kept:
                return kept
        elif pointer.matches(self._machine):
            kept = self._pointed(pointer)
            if kept and not kept.store.retired:
                self._bind(pointer)
                return kept
            if kept:
                kept.store.close()
        else:
            log.warning("this home was copied from another machine: it becomes a new kiosk")
        if not self._make:
            return None
        self._alone()
        made = identity.make(self._home, machine=self._machine, demo=self._demo)
        log.info("this is now kiosk %s", made.kiosk)
        return self._kept(self._home.signups / made.kiosk)

    def _pointed(self, pointer: identity.Pointer) -> SignUpLog | None:
        """The store that the home points to; None if its key is lost, and another kiosk is made."""
        try:
            return self._kept(self._home.signups / pointer.kiosk)
        except StoreError as error:
            if error.reason != "keyless" or not self._make:
                raise
            log.error("%s: this home becomes a new kiosk", error)  # noqa: TRY400 - a sentence
            return None

    def _pointer(self) -> identity.Pointer | None:
        """What `kiosk.json` says; None if nothing, or nothing that can be while stores are here."""
        try:
            pointer = identity.read_pointer(self._home)
        except StoreError as error:
            if error.reason == "damaged" and folders.of(self._home.signups):
                return None
            raise
        return None if pointer and self._is_mistaken(pointer) else pointer

    def _is_mistaken(self, pointer: identity.Pointer) -> bool:
        """Whether this home was never the kiosk it points to: a letter of it is another.

        Where that kiosk is known its store may lie on a disk that is away, and come back.
        """
        known, here = (
            self._inventory.names(),
            {folder.name for folder in folders.of(self._home.signups)},
        )
        return pointer.kiosk not in known | here and bool(known & here)

    def _adopted(self) -> SignUpLog | None:
        """The store that nobody points to but that was made here: its maker's power was cut."""
        found: list[SignUpLog] = []
        for folder in folders.of(self._home.signups):
            with contextlib.suppress(StoreError):
                found.append(self._kept(folder))
        others = [kept for kept in found if kept.store.demo != self._demo]
        mine = [kept for kept in found if self._is_mine(kept.store)]
        adopted = mine[0] if len(mine) == 1 and not others else None
        for kept in found:
            if kept is not adopted:
                kept.store.close()
        if others:
            raise _not_this_home(demo=not self._demo)
        if adopted:
            pointer = identity.Pointer(
                kiosk=adopted.store.kiosk, machine=self._machine, demo=self._demo
            )
            identity.write_pointer(self._home, pointer)
            if self._inventory.amounts(pointer.kiosk):  # else its maker's power was cut
                self._notices.add("file-mended", subject="kiosk-json")
        return adopted

    def _is_mine(self, store: Store) -> bool:
        made_on, here = store.machine, self._machine
        return not store.retired and (made_on == here or not made_on or not here)

    def _bind(self, pointer: identity.Pointer) -> None:
        """Remember the machine, where it had no name before."""
        if self._machine and not pointer.machine:
            bound = pointer.model_copy(update={"machine": self._machine})
            with contextlib.suppress(StoreError):  # then the next time
                identity.write_pointer(self._home, bound)

    def _kept(self, folder: Path, carrier: SignUpLog | None = None) -> SignUpLog:
        """The store in this folder, mended if it is damaged; a copy if it may not be written.

        Where its key is lost, what it keeps travels with `carrier`, if there is one.
        """
        try:
            store = Store.open(folder)
        except StoreError as error:
            if error.reason == "damaged" or (
                error.reason == "missing" and folders.has_been_a_store(folder)
            ):
                store = self._mended(folder)
            elif error.reason in UNWRITABLE and is_file(folder / NAME):
                store = Store.copy(folder, error)
                self._tell(error)
            else:
                raise
        if self._is_unfit(store, folder):
            store.close()
            store = self._mended(folder, whole=True)
        try:
            return SignUpLog(self._identity(folder, store, carrier), store)
        except StoreError:
            store.close()
            raise

    def _identity(self, folder: Path, store: Store, carrier: SignUpLog | None) -> identity.Identity:
        try:
            signs = carry.signature(store)
            who = identity.load(
                folder, demo=store.demo, store=store, signs=signs, notices=self._notices
            )
            if store.public not in {"", who.signer.public}:
                self._notices.add("key-mended", subject=folder.name)
        except StoreError as error:
            if error.reason != "keyless" or carrier is None:
                raise
            folders.tell_stranded(folder, self._notices)
            return identity.carried(folder, store.kiosk, carrier.identity)
        if store.public != who.signer.public and not store.unwritable:
            with contextlib.suppress(StoreError):  # then the next time
                store.remember(who.signer.public)
        return who

    def _is_unfit(self, store: Store, folder: Path) -> bool:
        """Whether it cannot stay as it is, although every event of it is true."""
        if store.kiosk != folder.name and not folders.is_further(folder.name, store.kiosk):
            return not store.unwritable
        return self._is_older_than_known(store)

    def _is_older_than_known(self, store: Store) -> bool:
        """Whether events that were durable here are not in it: its log is gone, or it was put back.

        It must take no more of them: a number would be given twice.
        """
        if store.retired or store.unwritable:
            return False
        known = self._inventory.amounts(store.kiosk)  # first: others may be writing just now
        return known is not None and store.last_number < known[0]

    def _mended(self, folder: Path, *, whole: bool = False) -> Store:
        """What can be read of a store as a retired one; also of a `whole` one that is too old."""
        self._alone()
        # Another process may have mended it meanwhile, or have been writing while we looked.
        with contextlib.suppress(StoreError):
            store = Store.open(folder)
            if not (whole and self._is_unfit(store, folder)):
                return store
            store.close()
        aside = salvage.move_aside(folder)
        self._rebuild(aside, folder.name)
        return Store.open(folder)

    def _alone(self) -> None:
        try:
            if self._lock:
                self._lock.take()
        except BlockingIOError:
            raise StoreError(
                "broken",
                f"another program uses the sign-ups in {self._home.signups}",
                "close it, and try again",
            ) from None


def _not_this_home(*, demo: bool) -> UsageError:
    what, advice = ("a demo", "use --demo") if demo else ("not a demo", "leave --demo out")
    return UsageError(f"this home is {what}", f"{advice}, or use another --home")
