"""All stores of one home: the current one, which takes sign-ups, and retired ones, which only give.

Opening settles whatever a power cut, a damaged disk or a copied one has left behind. Never is an
empty store put in the place of one that is lost: then there is none, and the form is closed.
"""

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from kiosk.errors import StoreError, UsageError
from kiosk.inventory import make_way
from kiosk.notices import Notices
from kiosk.paths import Home
from kiosk.signups import carry, folders, identity, salvage
from kiosk.signups.event import Event
from kiosk.signups.identity import SignUpLog
from kiosk.signups.lock import Lock
from kiosk.signups.stock import Stock
from kiosk.signups.store import KIND, NAME, Store, fault

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
        self._notices = Notices(home.notices)
        self._stock = Stock(home, self._notices)
        make_way(home, self._notices)
        if not make and not home.signups.is_dir():
            if self._pointer() or self._stock.sign_ups():
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
            self._stock.count(kept)

    def add(self, event: Event) -> None:
        """Have the inventory know of one more sign-up, in no time. Raises nothing."""
        if self.current:
            self._stock.add(self.current, event)

    def knows(self, id_: str) -> bool:
        """Whether any store of this home knows this sign-up."""
        return any(kept.store.knows(id_) for kept in self.all)

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
        with self._reporting():
            folders.settle(signups, self._kiosks(), alone=self._alone, notices=self._notices)
        for kiosk, aside in salvage.unfinished(signups).items():
            self._alone()
            with self._reporting():
                self._rebuild(aside, kiosk)
        there = folders.of(signups)
        try:
            self.current = self._find_current()
        except StoreError as error:
            self.fault = error
        for folder in folders.of(signups):
            if not (self.current and folder == self.current.identity.folder):
                with self._reporting():
                    self.retired += (self._load(folder, self.current),)
        # Where a key was lost, that notice says all of it.
        is_carrier = any(kept.identity.carrier for kept in self.retired)
        if self.current and self.current.identity.folder not in there and not is_carrier:
            self._stock.tell_new(self.current.identity.kiosk, is_first=not there)
        self._miss()
        self.note()

    def _kiosks(self) -> set[str]:
        """Every kiosk that this home has been, as far as is known."""
        with contextlib.suppress(StoreError):
            if pointer := identity.read_pointer(self._home):
                return {*self._stock.sign_ups(), pointer.kiosk}
        return set(self._stock.sign_ups())

    def _miss(self) -> None:
        """Tell of stores that should be here and are not.

        As long as the one that takes sign-ups is missing, a whole disk may be: it may come back.
        """
        here = self._here()
        gone = {
            kiosk: count for kiosk, count in self._stock.sign_ups().items() if kiosk not in here
        }
        if self.fault is None:
            self._stock.tell_lost(gone)
        else:
            self.not_found = sum(gone.values())

    def _rebuild(self, aside: Path, kiosk: str) -> None:
        """Make a store of what can be read, and have staff told how much that is."""
        tell = partial(self._stock.tell_salvaged, kiosk)
        salvage.rebuild(aside, kiosk, demo=self._demo, tell=tell)

    def _report(self, error: StoreError) -> None:
        """Remember what is wrong, once."""
        if str(error) not in map(str, self.faults):
            log.error("%s", error)
            self.faults += (error,)

    @contextlib.contextmanager
    def _reporting(self) -> Iterator[None]:
        """Go on after a fault of one store."""
        try:
            yield
        except StoreError as error:
            self._report(error)

    def _find_current(self) -> SignUpLog | None:
        """The current store, made if need be."""
        pointer = self._pointer()
        if pointer and pointer.demo != self._demo:
            raise _not_this_home(demo=pointer.demo)
        if pointer and not pointer.matches(self._machine):
            log.warning("this home was copied from another machine: it becomes a new kiosk")
            kept = None
        else:
            kept = self._follow(pointer) if pointer else self._adopt()
        if kept or not self._make:
            return kept
        self._alone()
        made = identity.make(self._home, machine=self._machine, demo=self._demo)
        log.info("this is now kiosk %s", made.kiosk)
        return self._load(self._home.signups / made.kiosk)

    def _pointer(self) -> identity.Pointer | None:
        """What `kiosk.json` says; None if nothing, or nothing that can be while stores are here.

        A letter of it may be another: then this home was never the kiosk it points to. Where that
        kiosk is known its store may lie on a disk that is away, and come back.
        """
        here, known = self._here(), self._stock.names()
        try:
            pointer = identity.read_pointer(self._home)
        except StoreError as error:
            if error.reason == "damaged" and here:
                return None
            raise
        is_mistaken = pointer and pointer.kiosk not in known | here and known & here
        return None if is_mistaken else pointer

    def _here(self) -> set[str]:
        """What the folders with a store are called."""
        return {folder.name for folder in folders.of(self._home.signups)}

    def _follow(self, pointer: identity.Pointer) -> SignUpLog | None:
        """The store that the home points to.

        None if it takes no more, or its key is lost and another kiosk is made.
        """
        try:
            kept = self._load(self._home.signups / pointer.kiosk)
        except StoreError as error:
            if error.reason != "keyless" or not self._make:
                raise
            log.error("%s: this home becomes a new kiosk", error)  # noqa: TRY400 - a sentence
            return None
        if kept.store.retired:
            kept.store.close()
            return None
        if self._machine and not pointer.machine:  # it had no name before
            with contextlib.suppress(StoreError):  # then the next time
                self._point_to(pointer.kiosk)
        return kept

    def _point_to(self, kiosk: str) -> None:
        pointer = identity.Pointer(kiosk=kiosk, machine=self._machine, demo=self._demo)
        identity.write_pointer(self._home, pointer)

    def _adopt(self) -> SignUpLog | None:
        """The store that nobody points to but that was made here: its maker's power was cut."""
        found: list[SignUpLog] = []
        for folder in folders.of(self._home.signups):
            with contextlib.suppress(StoreError):
                found.append(self._load(folder))
        others = [kept for kept in found if kept.store.demo != self._demo]
        mine = [kept for kept in found if self._is_mine(kept.store)]
        adopted = mine[0] if len(mine) == 1 and not others else None
        for kept in found:
            if kept is not adopted:
                kept.store.close()
        if others:
            raise _not_this_home(demo=not self._demo)
        if adopted:
            kiosk = adopted.store.kiosk
            self._point_to(kiosk)
            if self._stock.last_number(kiosk) is not None:  # else its maker's power was cut
                self._notices.add("file-mended", subject="kiosk-json")
        return adopted

    def _is_mine(self, store: Store) -> bool:
        made_on, here = store.machine, self._machine
        return not store.retired and (made_on == here or not made_on or not here)

    def _load(self, folder: Path, carrier: SignUpLog | None = None) -> SignUpLog:
        """The store in this folder, mended if it is damaged; a copy if it may not be written.

        Where its key is lost, what it keeps travels with `carrier`, if there is one.
        """
        try:
            store = Store.open(folder, copy=True)
        except StoreError as error:
            is_lost = error.reason == "missing" and folders.has_been_a_store(folder)
            if error.reason != "damaged" and not is_lost:
                raise
            store = self._mend(folder)
        if store.unwritable:
            self._report(store.unwritable)
        if self._is_unfit(store, folder):
            store.close()
            store = self._mend(folder, whole=True)
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
        except StoreError as error:
            if error.reason != "keyless" or carrier is None:
                raise
            folders.tell_stranded(folder, self._notices)
            return replace(
                carrier.identity, kiosk=store.kiosk, folder=folder, carrier=carrier.identity.kiosk
            )
        if store.public != who.signer.public:
            if store.public:
                self._notices.add("key-mended", subject=folder.name)
            with contextlib.suppress(StoreError):  # then the next time
                store.remember(who.signer.public)
        return who

    def _is_unfit(self, store: Store, folder: Path) -> bool:
        """Whether it cannot stay as it is, although every event of it is true.

        Its folder is called as another kiosk; or events that were durable here are not in it: its
        log is gone, or it was put back. It must take no more of them: a number would be given
        twice.
        """
        if store.unwritable:
            return False
        if store.kiosk != folder.name and not folders.is_further(folder.name, store.kiosk):
            return True
        known = self._stock.last_number(store.kiosk)  # first: others may be writing just now
        return not store.retired and known is not None and store.last_number < known

    def _mend(self, folder: Path, *, whole: bool = False) -> Store:
        """What can be read of a store as a retired one; also of a `whole` one that is too old."""
        self._alone()
        # Another process may have mended it meanwhile, or have been writing while we looked.
        with contextlib.suppress(StoreError):
            store = Store.open(folder)
            if not (whole and self._is_unfit(store, folder)):
                return store
            store.close()
        self._rebuild(salvage.move_aside(folder), folder.name)
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
