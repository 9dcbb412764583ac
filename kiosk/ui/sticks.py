"""The sticks in this kiosk, as staff see them: what is on each, and what is being done with it.

Everything here is called, and calls back, on the UI thread; disks are asked on a worker.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kivy.clock import Clock

from kiosk.errors import KioskError
from kiosk.packs.offer import Offer
from kiosk.packs.shelf_rows import Pack
from kiosk.station import loading
from kiosk.ui.background import Background
from kiosk.usb.machine import Drive

if TYPE_CHECKING:
    from kiosk.station.carrying import ExchangeResult
    from kiosk.station.inspection import Finding
    from kiosk.station.tasks import StaffTasks

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stick:
    """One stick that is in."""

    drive: Drive
    finding: Finding | None = None
    """What is on it; None while somebody looks, or if it cannot be used."""
    trouble: str = ""
    """Why it cannot be used, in English to look up."""

    @property
    def takes_sign_ups(self) -> bool:
        """Whether sign-ups may go on it: it is empty, or meant for kiosks."""
        return self.finding is not None and not self.finding.is_foreign

    @property
    def has_pack(self) -> bool:
        """Whether it brings content, by whomever."""
        return self.finding is not None and "pack" in self.finding.kinds

    @property
    def has_receipts(self) -> bool:
        """Whether it brings the coordinator's word that sign-ups of this kiosk arrived."""
        return self.finding is not None and "receipts" in self.finding.kinds

    @property
    def unlocks(self) -> bool:
        """Whether it has the file for who forgot the PIN."""
        return self.finding is not None and "unlock" in self.finding.kinds


@dataclass(frozen=True, slots=True)
class CarryOutcome:
    """What came of sign-ups to the stick."""

    result: ExchangeResult | None
    error: KioskError | None = None
    """Why nothing could be done at all."""


class Sticks:
    """Watches the sticks, has them looked at, loaded from, written to and taken out."""

    def __init__(
        self, tasks: StaffTasks, changed: Callable[[], None], loaded: Callable[[Pack], None]
    ) -> None:
        """Begin to watch. `changed` is called after every change, `loaded` with a new pack."""
        self._tasks = tasks
        self._changed = changed
        self._loaded = loaded
        self._background = Background(workers=1)
        self._closed = False
        self._offered: set[str] = set()
        """Devices whose content was looked at since they are in."""
        self.here: tuple[Stick, ...] = ()
        self.load: loading.State = tasks.loader.state
        self.carrying = False
        self.carried: CarryOutcome | None = None
        """What came of the last carrying; None once staff have left, or another stick is in."""
        self.ejecting = False
        self.may_go = False
        """Let go of: it may be pulled out."""
        self.stuck: KioskError | None = None
        """Why a stick could not be let go of."""
        self._read = False
        """Staff have seen what came of the last load."""
        self._follows = False
        """A new state of the load is on its way to the glass."""
        tasks.loader.listen(lambda _: self._load_goes_on())
        tasks.drives.watch(lambda drives: self._on_glass(lambda: self._follow_drives(drives)))

    # What is so

    @property
    def stick(self) -> Stick | None:
        """The one that is spoken of: the first that is of use, else the first."""
        useful = [drive for drive in self.here if drive.takes_sign_ups]
        packs = [drive for drive in useful if drive.has_pack]
        return next(iter(packs or useful or self.here), None)

    @property
    def busy(self) -> bool:
        """Whether a stick must stay in."""
        return self.carrying or self.ejecting or isinstance(self.load, loading.Loading)

    @property
    def offer(self) -> Offer | None:
        """What waits for a yes."""
        return self.load.offer if isinstance(self.load, loading.Offered) else None

    # What staff do

    def look(self) -> None:
        """Staff are there: look at the content of a stick that nobody has looked at yet."""
        if isinstance(self.load, loading.Looking | loading.Offered | loading.Loading):
            return
        for stick in self.here:
            if stick.has_pack and stick.drive.device not in self._offered and stick.drive.path:
                self._offered.add(stick.drive.device)
                self._tasks.loader.offer(stick.drive.path)
                return

    def look_again(self) -> None:
        """Look anew at a stick that was refused."""
        self._offered.clear()
        self.look()

    def take(self, *, trust: str | None = None, other: bool = False) -> None:
        """Yes, load what is offered."""
        if self.offer is not None:
            self.may_go, self.stuck = False, None
            self._tasks.loader.load(trust=trust, other=other)

    def stop(self) -> None:
        """Load no further."""
        self._tasks.loader.cancel()

    def unlock(self, then: Callable[[], None]) -> None:
        """Try the sticks that may unlock this kiosk; `then` is called if one did."""
        for stick in self.here:
            path = stick.drive.path
            if stick.unlocks and path is not None:

                def did(unlocked: bool) -> None:  # noqa: FBT001 - what a worker brings
                    if unlocked:
                        then()

                self._background.do(
                    lambda path=path: self._tasks.unlock(path),  # type: ignore[misc]
                    did,
                    lambda error: log.error("an unlock file could not be used: %s", error),
                )
                return

    def carry(self) -> bool:
        """Sign-ups to the stick, receipts from it. False if there is nothing to carry them on."""
        stick = next((drive for drive in self.here if drive.takes_sign_ups), None)
        if stick is None or self.busy:
            return False
        self.carrying, self.carried, self.may_go, self.stuck = True, None, False, None
        # What is offered on it may still be loaded, unless that is here already.
        keep = self.offer is not None and not self.offer.is_same

        def work() -> tuple[ExchangeResult, KioskError | None, bool]:
            drive = self._tasks.drives.writable(stick.drive)
            if drive.path is None:
                raise KioskError("a stick to be written has no folder")
            result = self._tasks.carry(drive.path)
            if keep:
                return result, None, False
            try:
                self._tasks.drives.eject(drive)
            except KioskError as error:
                return result, error, False
            return result, None, True

        def done(made: tuple[ExchangeResult, KioskError | None, bool]) -> None:
            self.carrying = False
            result, self.stuck, self.may_go = made
            self.carried = CarryOutcome(result)
            self._changed()

        def failed(error: KioskError) -> None:
            log.error("sign-ups could not be carried: %s", error)
            self.carrying = False
            self.carried = CarryOutcome(None, error)
            self._changed()

        self._background.do(work, done, failed)
        self._changed()
        return True

    def eject(self) -> None:
        """Let go of the stick, so that it may be pulled out."""
        stick = self.stick
        if stick is None or self.busy or stick.drive.path is None:
            return
        if self.offer is not None:
            self._tasks.loader.cancel()
        self.ejecting, self.stuck = True, None

        def done(_: None) -> None:
            self.ejecting, self.may_go = False, True
            self._changed()

        def failed(error: KioskError) -> None:
            self.ejecting, self.stuck = False, error
            self._changed()

        self._background.do(lambda: self._tasks.drives.eject(stick.drive), done, failed)
        self._changed()

    def forget(self) -> None:
        """Staff have left: what was said to them is not for the next. A load goes on."""
        self.carried = None if not self.carrying else self.carried
        self.stuck = None
        if not self.ejecting:
            self.may_go = False
        if self._read:
            self.put_away()
            self._offered.clear()

    def seen(self) -> None:
        """Staff are where they read what came of a load."""
        self._read = isinstance(self.load, loading.Done | loading.Refused)

    def put_away(self) -> None:
        """What came of the last load is said no longer."""
        self._read = False
        if isinstance(self.load, loading.Done | loading.Refused):
            self.load = loading.Idle()

    def close(self) -> None:
        """Let nothing new begin."""
        self._closed = True
        self._background.close()

    # What comes from other threads

    def _on_glass(self, then: Callable[[], None]) -> None:
        Clock.schedule_once(lambda _: None if self._closed else then(), 0)

    def _load_goes_on(self) -> None:
        """On the loader's thread, perhaps a hundred times a second: the glass looks when it can."""
        if not self._follows:
            self._follows = True
            self._on_glass(self._follow_load)

    def _follow_load(self) -> None:
        self._follows = False
        before, self.load = self.load, self._tasks.loader.state
        if isinstance(self.load, loading.Done) and self.load is not before:
            self._loaded(self.load.pack)
        self._changed()

    def _follow_drives(self, drives: tuple[Drive, ...]) -> None:
        known = {drive.drive.device: drive for drive in self.here}
        devices = {drive.device for drive in drives}
        self._offered &= devices
        if devices - known.keys():
            self.may_go, self.stuck = False, None
            self.carried = self.carried if self.carrying else None
        self.here = tuple(self._stick(drive, known.get(drive.device)) for drive in drives)
        waits = self.load if isinstance(self.load, loading.Offered) else None
        if waits is not None and waits.path not in {drive.path for drive in drives}:
            self._tasks.loader.cancel()
        self._changed()

    def _stick(self, drive: Drive, known: Stick | None) -> Stick:
        """What is known of a stick; one that is new, or came to another folder, is looked at."""
        if drive.path is None:
            return Stick(drive, trouble=drive.trouble)
        if known is not None and known.drive.path is not None and known.finding is not None:
            return replace(known, drive=drive)
        path = drive.path

        def seen(finding: Finding) -> None:
            self._found(drive.device, finding=finding)

        def blind(error: KioskError) -> None:
            self._found(drive.device, trouble=error.what)

        self._background.do(lambda: self._tasks.look(path), seen, blind)
        return Stick(drive)

    def _found(self, device: str, **what: object) -> None:
        self.here = tuple(
            replace(drive, **what) if drive.drive.device == device else drive  # type: ignore[arg-type]
            for drive in self.here
        )
        self._changed()
