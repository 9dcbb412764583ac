"""What the staff's corner can do on this kiosk: each duty joined with what really does it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from kiosk import __version__, settings
from kiosk.errors import DatabaseError, KioskError, PreparedError, StoreError, UsageError
from kiosk.exhibit.agenda import zone
from kiosk.inventory import Mark
from kiosk.keys import root as roots
from kiosk.signups import identity
from kiosk.signups.ledger import Ledger
from kiosk.staff import pin, unlock
from kiosk.staff.pin import Pin
from kiosk.station import carrying, health, health_json, inspection
from kiosk.station.correction import doubt
from kiosk.station.health import Resting
from kiosk.station.loading import Idle, Loader, Refused
from kiosk.station.protocols import Duties, Moment, Standing
from kiosk.tally.counts import Sums
from kiosk.usb.stick import Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from kiosk.paths import Home
    from kiosk.station.carrying import Result, Waiting
    from kiosk.station.correction import Doubt
    from kiosk.station.health import Health
    from kiosk.station.inspection import Finding
    from kiosk.station.loading import State
    from kiosk.station.station import Premises
    from kiosk.usb.drives import Drives
    from kiosk.visit.rests import Rest

NUMBER = "number"
"""In the folder of staff: what to read out when the PIN is forgotten."""


def pin_mark(home: Home) -> Mark:
    """What tells that there was a PIN."""
    return Mark(home, "pin", gone="pin-lost", mended="pin-lost")


class NoLoader:
    """Loads nothing: in a demonstration, or where no pack can be kept."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[State], None]] = []
        self.state: State = Idle()

    def listen(self, changed: Callable[[State], None]) -> None:
        """Call `changed` at each new state."""
        self._listeners.append(changed)

    def offer(self, path: Path) -> None:
        """Refuse whatever is on the stick."""
        del path
        self.state = Refused(
            UsageError(
                "no content can be loaded here",
                "a demonstration shows what ships; start the kiosk itself",
            )
        )
        for changed in self._listeners:
            changed(self.state)

    def load(self, *, trust: str | None = None, other: bool = False) -> None:
        """Nothing to load."""

    def cancel(self) -> None:
        """Nothing to stop."""


class Desk:
    """One kiosk's duties. Slow calls are made on a worker, by whoever asks."""

    def __init__(
        self,
        ours: Premises,
        drives: Drives,
        resting: Callable[[], Sequence[Rest]] = tuple,
    ) -> None:
        """Reads nothing yet but the PIN. `resting`: what failed in the loop, for any thread."""
        self._ours = ours
        self._resting = resting
        self._drives = drives
        self._pin = Pin(ours.home.staff / pin.FILE, ours.clock, mark=pin_mark(ours.home))
        self._number = ours.home.staff / NUMBER
        self._machine = identity.machine()

    def duties(self, renew: Callable[[], None], restart: Callable[[], None]) -> Duties:
        """All of them."""
        ours = self._ours
        return Duties(
            pin=self._pin,
            drives=self._drives,
            loader=NoLoader()
            if ours.shelf is None
            else Loader(ours.shelf, program=__version__, clock=ours.clock, trusted=ours.trusted),
            look=self.look,
            kiosk=self.kiosk,
            number=lambda: unlock.number(self._number),
            unlock=self.unlock,
            standing=self.standing,
            back=self.back,
            forget=self.forget,
            waiting=self.waiting,
            carry=self.carry,
            settings=lambda: settings.usable(ours.home.settings),
            change=self.change,
            moment=self.moment,
            doubt=self.doubt,
            confirm=self.confirm,
            set_moment=self.set_moment,
            wipe=self.wipe,
            sums=lambda: ours.counter.sums() if ours.counter else Sums(None, (), ()),
            health=self.health,
            notices_seen=ours.notices.seen,
            renew=renew,
            restart=restart,
        )

    # Who this kiosk is, and what is meant for it

    def kiosk(self) -> str:
        """Its id; made now if it never had one and is there for real. Raises StoreError."""
        pointer = identity.read_pointer(self._ours.home)
        if pointer is None and self._takes:
            with closing(self._ledger()):
                pointer = identity.read_pointer(self._ours.home)
        return pointer.kiosk if pointer else ""

    @property
    def _takes(self) -> bool:
        return self._ours.wanted.demo or self._ours.content.enrolled

    def _ledger(self) -> Ledger:
        return Ledger(self._ours.home, machine=self._machine, demo=self._ours.wanted.demo)

    def look(self, path: Path) -> Finding:
        """What is on the stick with this root, for us."""
        folder = self._ours.home.signups
        been = frozenset(it.name for it in folder.iterdir()) if folder.is_dir() else frozenset()
        known = inspection.Ours(
            kiosks=been,
            kiosk=self.kiosk(),
            number=unlock.number(self._number),
            pack_key=self._pack_key(),
            receipt_key=self._receipt_key() or "",
        )
        with Folder.open(path) as stick:
            return inspection.look(stick, known)

    def unlock(self, path: Path) -> bool:
        """Forget the PIN if the stick has the file for it; whether it had."""
        key = self._pack_key()
        if not key:
            return False
        with Folder.open(path) as stick:
            return unlock.accept(stick, self.kiosk(), key, file=self._number, pin=self._pin)

    def _pack_key(self) -> str:
        """Of the publisher this kiosk is enrolled with, as its newest root names it."""
        anchor = self._ours.shelf.anchor() if self._ours.shelf else None
        return roots.keys_of(roots.read(anchor.roots[-1]))[1] if anchor else ""

    def _receipt_key(self) -> str | None:
        try:
            return carrying.receipt_key(self._ours.shelf, demo=self._ours.wanted.demo)
        except (DatabaseError, PreparedError):
            return None

    # Content

    def standing(self) -> Standing:
        """What the shelf holds."""
        shelf = self._ours.shelf
        if shelf is None:
            return Standing()
        return Standing(
            on=shelf.on(),
            previous=shelf.previous(),
            publisher=shelf.publisher(),
            given_up=shelf.began_by_turning_back,
        )

    def back(self) -> object:
        """Turn to the previous pack. Raises UsageError if there is none."""
        if self._ours.shelf is None:
            raise UsageError("no pack was loaded here")
        return self._ours.shelf.back()

    def forget(self) -> object:
        """Follow the publisher no more. Sign-ups that are here stay, and travel as before."""
        if self._ours.shelf is None:
            raise UsageError("nobody is followed here")
        self._ours.shelf.forget()
        return self._ours.shelf.collect()

    # Sign-ups

    def waiting(self) -> Waiting:
        """What waits to be carried away."""
        terms = self._ours.content.prepared.exhibit.signups
        return carrying.waiting(
            self._ours.home,
            machine=self._machine,
            demo=self._ours.wanted.demo,
            today=self._today(),
            retention_days=terms.retention_days if terms else None,
        )

    def carry(self, path: Path) -> Result:
        """Take receipts from the stick with this root, and write sign-ups and counts on it."""
        return carrying.carry(
            self._ours.home,
            path,
            machine=self._machine,
            demo=self._ours.wanted.demo,
            key=self._receipt_key(),
            today=self._today(),
            status=self._status,
        )

    def wipe(self) -> int:
        """Staff let go what is past its day, and was told for long. How many sign-ups went.

        With a ledger of its own, as `carrying` has. Raises StoreError, UsageError.
        """
        ours = self._ours
        today = self._today()
        if today is None:
            return 0
        ours.expiry.allow()
        demo = ours.wanted.demo
        with closing(Ledger(ours.home, machine=self._machine, demo=demo, make=False)) as ledger:
            return ours.expiry.keep([kept.store for kept in ledger.all], today)

    def _status(self) -> bytes:
        return health_json.write(self.health(), self._sums())

    def _sums(self) -> Sums | None:
        try:
            return self._ours.counter.sums() if self._ours.counter else None
        except DatabaseError:
            return None

    def _today(self) -> date | None:
        local = self._ours.machine_local()
        return local.date() if local else None

    # Settings, date, health

    def change(self, values: Mapping[str, object]) -> None:
        """Replace these settings on the disk."""
        settings.change(self._ours.home.settings, **values)

    def moment(self) -> Moment:
        """What the kiosk takes for now."""
        now = self._ours.clock.now()
        local = now.astimezone(zone(self._ours.content.prepared.exhibit))
        trusted = self._ours.trusted(now)
        jumped = self._ours.running.jumped_from is not None
        return Moment(local.replace(tzinfo=None), trusted, jumped=jumped)

    def doubt(self, local: datetime | None) -> Doubt | None:
        """What is odd about this moment, or about the one on the glass."""
        moment = self._ours.machine_clock.now() if local is None else self._zoned(local)
        belief = self._ours.machine_trusted
        return doubt(moment, seen=belief.seen, made=belief.made)

    def confirm(self, *, sure: bool = False) -> None:
        """The date on the glass is right. Raises UsageError if it is odd and nobody is `sure`."""
        ours = self._ours
        self._refuse_doubt(None, sure=sure)
        ours.calendar.confirm(None)
        ours.machine_trusted.accept(ours.machine_clock.now())

    def set_moment(self, local: datetime, *, sure: bool = False) -> None:
        """It is this moment now, by the library's own clocks. Raises UsageError."""
        ours = self._ours
        self._refuse_doubt(local, sure=sure)
        ours.calendar.set(self._zoned(local), None)
        ours.machine_trusted.accept(ours.machine_clock.now())

    def _zoned(self, local: datetime) -> datetime:
        return local.replace(tzinfo=zone(self._ours.content.prepared.exhibit))

    def _refuse_doubt(self, local: datetime | None, *, sure: bool) -> None:
        found = None if sure else self.doubt(local)
        if found is not None:
            raise UsageError(
                f"this kiosk was on, or its content made, on {found.known:%Y-%m-%d}",
                "say it once more if it is right",
            )

    def _named(self, rest: Rest) -> Resting:
        names = {one.id: one.name for one in self._ours.content.prepared.exhibit.cooperatives}
        name = names.get(rest.cooperative or "")
        return Resting(
            rest.kind, rest.cooperative, rest.why, next(iter(name.root.values())) if name else ""
        )

    def health(self) -> Health:
        """How this kiosk is."""
        ours = self._ours
        now = ours.clock.now()
        faults: list[KioskError] = []
        wrong = settings.fault(ours.home.settings)
        if wrong is not None:
            faults.append(wrong)
        if ours.shelf_fault is not None:
            faults.append(ours.shelf_fault)
        try:
            number = unlock.number(self._number)
        except (KioskError, StoreError):
            number = None
        return health.gather(
            ours.home,
            clock=ours.clock,
            trusted=ours.trusted(now),
            evidence=ours.evidence(),
            settings=ours.settings.model_copy(update={"place": ours.place}),
            shelf=ours.shelf,
            exhibit=ours.content.prepared.exhibit,
            machine=self._machine,
            demo=ours.wanted.demo,
            number=number,
            faults=faults,
            notices=ours.notices,
            resting=[self._named(rest) for rest in self._resting()],
        )
