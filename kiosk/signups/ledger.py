"""All stores of one home: the current one, which takes sign-ups, and retired ones, which only give.

Opening settles whatever a power cut, a damaged disk or a copied one has left behind. Never is an
empty store put in the place of one that is lost: then there is none, and the form is closed.
"""

from __future__ import annotations

import contextlib
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.database import UNWRITABLE
from kiosk.errors import StoreError, UsageError
from kiosk.signups import database, identity, salvage
from kiosk.signups.lock import Lock
from kiosk.signups.store import NAME, Store

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.paths import Home

log = logging.getLogger(__name__)

_KIOSK: Final = re.compile(r"(?!damaged-)[a-z0-9-]{1,32}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A store that is open, and whose it is."""

    identity: identity.Identity
    store: Store


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
        self.current: Kept | None = None
        """Takes sign-ups; None if there is none: see `fault`."""
        self.fault: StoreError | None = None
        """Why there is no current store although there should be one."""
        self.retired: tuple[Kept, ...] = ()
        """Others, in the order of their names."""
        self.faults: tuple[StoreError, ...] = ()
        """What else is wrong: other stores, which are not in `retired`; or those here cannot be
        written, and are copies."""
        self._lock: Lock | None = None
        if not make and not home.signups.is_dir():
            pointed = self._pointer()
            self.fault = None if pointed is None else _missing(home.signups)
            return
        try:
            with database.told(home.signups / NAME):
                self._lock = Lock(home.signups)
                self._open()
                self._lock.share()
        except BaseException:
            self.close()
            raise

    @property
    def all(self) -> tuple[Kept, ...]:
        """Every store that could be opened, the current one first."""
        return ((self.current,) if self.current else ()) + self.retired

    def close(self) -> None:
        """Close every store, and let others use the home."""
        for kept in self.all:
            kept.store.close()
        self.current, self.retired = None, ()
        if self._lock:
            self._lock.close()

    def _open(self) -> None:
        for kiosk, aside in salvage.unfinished(self._home.signups).items():
            self._alone()
            try:
                salvage.rebuild(aside, kiosk, demo=self._demo)
            except StoreError as error:
                self._tell(error)
        try:
            self.current = self._settled()
        except StoreError as error:
            self.fault = error
        for folder in self._folders():
            if self.current and folder == self.current.identity.folder:
                continue
            try:
                self.retired += (self._kept(folder),)
            except StoreError as error:
                self._tell(error)

    def _tell(self, error: StoreError) -> None:
        """Remember what is wrong, once."""
        if str(error) not in map(str, self.faults):
            log.error("%s", error)
            self.faults += (error,)

    def _settled(self) -> Kept | None:
        """The current store, made if need be."""
        pointer = self._pointer()
        if pointer and pointer.demo != self._demo:
            raise _not_this_home(demo=pointer.demo)
        if pointer is None:
            kept = self._adopted()
            if kept:
                return kept
        elif pointer.matches(self._machine):
            kept = self._kept(self._home.signups / pointer.kiosk)
            if not kept.store.retired:
                self._bind(pointer)
                return kept
            kept.store.close()
        else:
            log.warning("this home was copied from another machine: it becomes a new kiosk")
        if not self._make:
            return None
        self._alone()
        made = identity.make(self._home, machine=self._machine, demo=self._demo)
        log.info("this is now kiosk %s", made.kiosk)
        return self._kept(self._home.signups / made.kiosk)

    def _pointer(self) -> identity.Pointer | None:
        """What `kiosk.json` says; None if nothing, or nothing that can be read while stores are."""
        try:
            return identity.read_pointer(self._home)
        except StoreError as error:
            if error.reason == "damaged" and self._folders():
                return None
            raise

    def _adopted(self) -> Kept | None:
        """The store that nobody points to but that was made here: its maker's power was cut."""
        found: list[Kept] = []
        for folder in self._folders():
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

    def _folders(self) -> list[Path]:
        """The folders with a store."""
        return sorted(
            path
            for path in self._home.signups.glob("*")
            if _KIOSK.fullmatch(path.name) and (path / NAME).exists()
        )

    def _kept(self, folder: Path) -> Kept:
        """The store in this folder, mended if it is damaged; a copy if it may not be written."""
        try:
            store = Store.open(folder)
        except StoreError as error:
            if error.reason == "damaged":
                store = self._mended(folder)
            elif error.reason in UNWRITABLE and (folder / NAME).is_file():
                store = Store.copy(folder, error)
                self._tell(error)
            else:
                raise
        try:
            who = identity.load(folder, demo=store.demo)
        except StoreError:
            store.close()
            raise
        if store.kiosk != folder.name:
            store.close()
            raise database.fault(folder / NAME, "damaged")
        return Kept(who, store)

    def _mended(self, folder: Path) -> Store:
        self._alone()
        # Another process may have mended it meanwhile, or have been writing while we looked.
        with contextlib.suppress(StoreError):
            return Store.open(folder)
        aside = salvage.move_aside(folder)
        salvage.rebuild(aside, folder.name, demo=self._demo)
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


def _missing(folder: Path) -> StoreError:
    return database.fault(folder / NAME, "missing")


def _not_this_home(*, demo: bool) -> UsageError:
    if demo:
        return UsageError("this home is a demo", "use --demo, or another --home")
    return UsageError("this home is not a demo", "leave --demo out, or use another --home")
