"""What staff can do with this kiosk: at the corner of the glass, or when it is set up."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kiosk import __version__, settings
from kiosk.clock import DateDoubt, Evidence, date_doubt
from kiosk.errors import DatabaseError, KioskError, PreparedError, UsageError
from kiosk.exhibit.agenda import zone
from kiosk.inventory import Mark
from kiosk.keys import root as roots
from kiosk.notices import Kind
from kiosk.packs.shelf_rows import Pack, Publisher
from kiosk.paths import Home
from kiosk.settings import Settings
from kiosk.signups import identity
from kiosk.signups.ledger import Ledger
from kiosk.staff import pin, unlock
from kiosk.staff.pin import Pin
from kiosk.station import carry_process, carrying, health_check, health_json, inspection
from kiosk.station.carrying import ExchangeResult, WaitingCounts
from kiosk.station.health import Health, Resting
from kiosk.station.inspection import Finding
from kiosk.station.loading import Loader
from kiosk.station.station import Station
from kiosk.tally.counts import Sums
from kiosk.usb.drives import Drives
from kiosk.usb.stick import Folder
from kiosk.visit.media_retry import Rest

NUMBER = "number"
"""In the folder of staff: what to read out when the PIN is forgotten."""


def pin_mark(home: Home) -> Mark:
    """What tells that there was a PIN."""
    return Mark(home, "pin", gone="pin-lost", mended="pin-lost")


@dataclass(frozen=True, slots=True)
class ShelfState:
    """What the shelf holds."""

    on: Pack | None = None
    """None: the exhibit that ships."""
    previous: Pack | None = None
    """What one tap would go back to."""
    publisher: Publisher | None = None
    """Whom this kiosk is enrolled with."""
    given_up: Pack | None = None
    """What was turned back from at this start, because the program did not stand with it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What the kiosk takes for now."""

    local: datetime
    """Date and time as the library's own clocks show them, without a zone."""
    trusted: bool
    jumped: bool = False
    """It jumped ahead, and no staff have looked at it yet."""


class StaffTasks:
    """What the staff's corner asks of one kiosk.

    A call may take a while and is made on a worker, unless it says "at once". It raises KioskError
    when it cannot.
    """

    def __init__(self, station: Station, drives: Drives) -> None:
        """Reads nothing yet but the PIN."""
        self._station = station
        home = station.home
        self.drives = drives
        self.pin = Pin(home.staff / pin.FILE, station.clock, mark=pin_mark(home))
        self.loader = Loader(
            station.shelf, program=__version__, clock=station.clock, trusted=station.trusted
        )
        self._number = home.staff / NUMBER

    # Who this kiosk is, and what is meant for it

    def number(self) -> str:
        """The one-time number for who forgot the PIN."""
        return unlock.number(self._number)

    def kiosk(self) -> str:
        """Its id; made now if it never had one and is there for real. Raises StoreError."""
        station = self._station
        pointer = identity.read_pointer(station.home)
        if pointer is None and (station.wanted.demo or station.content.enrolled):
            with closing(self._ledger()):
                pointer = identity.read_pointer(station.home)
        return pointer.kiosk if pointer else ""

    def _ledger(self, *, make: bool = True) -> Ledger:
        station = self._station
        return Ledger(station.home, machine=station.machine, demo=station.wanted.demo, make=make)

    def look(self, path: Path) -> Finding:
        """What is on the stick with this root, for us."""
        folder = self._station.home.signups
        been = frozenset(file.name for file in folder.iterdir()) if folder.is_dir() else frozenset()
        known = inspection.KioskProfile(
            kiosks=been,
            kiosk=self.kiosk(),
            number=self.number(),
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
            return unlock.accept(stick, self.kiosk(), key, file=self._number, pin=self.pin)

    def _pack_key(self) -> str:
        """Of the publisher this kiosk is enrolled with, as its newest root names it."""
        anchor = self._station.shelf.anchor() if self._station.shelf else None
        return roots.keys_of(roots.read(anchor.roots[-1]))[1] if anchor else ""

    def _receipt_key(self) -> str | None:
        try:
            return carrying.receipt_key(self._station.shelf, demo=self._station.wanted.demo)
        except (DatabaseError, PreparedError):
            return None

    # Content

    def standing(self) -> ShelfState:
        """What the shelf holds."""
        shelf = self._station.shelf
        if shelf is None:
            return ShelfState()
        return ShelfState(
            on=shelf.on(),
            previous=shelf.previous(),
            publisher=shelf.publisher(),
            given_up=shelf.began_by_turning_back,
        )

    def back(self) -> object:
        """Turn to the previous pack. Raises UsageError if there is none."""
        if self._station.shelf is None:
            raise UsageError("no pack was loaded here")
        return self._station.shelf.back()

    def forget(self) -> object:
        """Follow the publisher no more. Sign-ups that are here stay, and travel as before."""
        if self._station.shelf is None:
            raise UsageError("nobody is followed here")
        self._station.shelf.forget()
        return self._station.shelf.collect()

    # Sign-ups

    def waiting(self) -> WaitingCounts:
        """What waits to be carried away."""
        terms = self._station.content.prepared.exhibit.signups
        return carrying.waiting(
            self._station.home,
            machine=self._station.machine,
            demo=self._station.wanted.demo,
            today=self._today(),
            retention_days=terms.retention_days if terms else None,
        )

    def carry(self, path: Path) -> ExchangeResult:
        """Take receipts from the stick with this root, and write sign-ups and counts on it."""
        home = self._station.home
        result = carry_process.carry(
            home,
            path,
            machine=self._station.machine,
            demo=self._station.wanted.demo,
            key=self._receipt_key(),
            today=self._today(),
        )
        return carrying.leave_status(
            result, path, home, lambda: health_json.write(self.health(), self._sums())
        )

    def wipe(self) -> int:
        """Staff let go what is past its day, and was told for long. How many sign-ups went.

        With a ledger of its own, as `carrying` has. Raises StoreError, UsageError.
        """
        station = self._station
        today = self._today()
        if today is None:
            return 0
        station.expiry.allow()
        with closing(self._ledger(make=False)) as ledger:
            return station.expiry.keep([kept.store for kept in ledger.all], today)

    def _sums(self) -> Sums | None:
        try:
            return self._station.counter.sums() if self._station.counter else None
        except DatabaseError:
            return None

    def _today(self) -> date | None:
        local = self._station.machine_local()
        return local.date() if local else None

    # Settings, date, health

    def settings(self) -> Settings:
        """Those on the disk; but the place is that of the command line, if one was given there."""
        kept = settings.usable(self._station.home.settings)
        place = self._station.wanted.place
        return kept if place is None else kept.model_copy(update={"place": place})

    def sums(self) -> Sums:
        """The tally."""
        counter = self._station.counter
        return counter.sums() if counter else Sums(None, (), ())

    def notices_seen(self, kinds: tuple[Kind, ...]) -> None:
        """Staff have read the notices of these kinds."""
        self._station.notices.mark_seen(kinds)

    def change(self, values: Mapping[str, object]) -> None:
        """Replace these settings on the disk."""
        settings.change(self._station.home.settings, **values)

    def moment(self) -> Moment:
        """What the kiosk takes for now. At once."""
        now = self._station.clock.now()
        local = now.astimezone(zone(self._station.content.prepared.exhibit))
        trusted = self._station.trusted(now)
        jumped = self._station.running.jumped_from is not None
        return Moment(local.replace(tzinfo=None), trusted, jumped=jumped)

    def doubt(self, local: datetime | None) -> DateDoubt | None:
        """What is odd about this moment by the library's own clocks; None: the one on the glass.

        At once. What is odd is asked a second time.
        """
        moment = self._station.machine_clock.now() if local is None else self._zoned(local)
        calendar = self._station.calendar
        return date_doubt(moment, seen=calendar.seen, made=calendar.made)

    def confirm(self, *, sure: bool = False) -> None:
        """The date on the glass is right. Raises UsageError if it is odd and nobody is `sure`."""
        station = self._station
        self._refuse_doubt(None, sure=sure)
        station.correction.confirm()
        station.calendar.accept(station.machine_clock.now())

    def set_moment(self, local: datetime, *, sure: bool = False) -> None:
        """It is this moment now, by the library's own clocks. Raises UsageError."""
        station = self._station
        self._refuse_doubt(local, sure=sure)
        station.correction.set(self._zoned(local))
        station.calendar.accept(station.machine_clock.now())

    def _zoned(self, local: datetime) -> datetime:
        return local.replace(tzinfo=zone(self._station.content.prepared.exhibit))

    def _refuse_doubt(self, local: datetime | None, *, sure: bool) -> None:
        found = None if sure else self.doubt(local)
        if found is not None:
            raise UsageError(
                f"this kiosk was on, or its content made, on {found.known:%Y-%m-%d}",
                "say it once more if it is right",
            )

    def _named(self, rest: Rest) -> Resting:
        names = {one.id: one.name for one in self._station.content.prepared.exhibit.cooperatives}
        name = names.get(rest.cooperative or "")
        return Resting(
            rest.kind, rest.cooperative, rest.why, next(iter(name.root.values())) if name else ""
        )

    def health(self) -> Health:
        """How this kiosk is."""
        station = self._station
        try:
            number = self.number()
        except KioskError:
            number = None
        by_hand = station.wanted.today is not None
        return health_check.check(
            station,
            station.clock,
            Evidence(hand_set=True) if by_hand else station.evidence(),
            station.content.prepared.exhibit,
            trusted=station.trusted(station.clock.now()),
            number=number,
            resting=[self._named(rest) for rest in station.resting()],
        )
