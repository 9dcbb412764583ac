"""Simple ones of everything that the staff's corner asks for, and a librarian's hands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import eyes
from glass import Finger, Kiosk
from kivy.uix.widget import Widget

from kiosk import notices
from kiosk.clock import DateDoubt
from kiosk.errors import KioskError, MachineError, UsageError
from kiosk.packs.offer import Anchor, Blob, Offer
from kiosk.packs.shelf_rows import Pack, Publisher
from kiosk.settings import Settings
from kiosk.staff.pages import Route
from kiosk.station.carrying import ExchangeResult, WaitingCounts
from kiosk.station.health import Health, OnPack
from kiosk.station.inspection import Finding, Kind
from kiosk.station.loading import Done, Idle, Loading, Looking, Offered, Refused, State
from kiosk.station.tasks import Moment, ShelfState
from kiosk.tally.counts import CooperativeCounts, DayCounts, Sums
from kiosk.usb.machine import Drive

PIN = "2580"
STICK = Path("/media/STICK")
_QUESTIONS = 3
"""One answer may lead to another question; nothing here goes deeper."""
OCTOBER = datetime(2018, 10, 3, 9, 30, tzinfo=UTC)


def pack(version: int = 3, title: str = "Sociale coöperaties", **otherwise: Any) -> Pack:
    """A pack on the shelf."""
    usual: dict[str, Any] = {
        "number": version,
        "version": version,
        "exhibit": "limburg",
        "title": {"nl": title, "en": "Social cooperatives"},
        "publisher": "Stichting Sociale Coöperaties Noord-Limburg",
        "made": OCTOBER,
        "installed": OCTOBER,
        "index": f"{version:064x}",
        "bytes": 412_000_000,
        "stood": True,
    }
    return Pack(**(usual | otherwise))


def offer(version: int = 4, **otherwise: Any) -> Offer:
    """A pack on a stick."""
    usual: dict[str, Any] = {
        "fingerprint": "1234 5678 9012 3456 7890",
        "publisher": "Stichting Sociale Coöperaties Noord-Limburg",
        "version": version,
        "exhibit": "limburg",
        "title": {"nl": "Sociale coöperaties", "en": "Social cooperatives"},
        "made": OCTOBER,
        "needs": "0.1.0",
        "index": f"{version:064x}",
        "blobs": (Blob("0" * 64, 412_000_000),),
        "anchor": Anchor((b"",), b"", b"", b"", version, "limburg"),
        "is_first": False,
        "is_other_exhibition": False,
        "is_same": False,
    }
    return Offer(**(usual | otherwise))


class Gate:
    """Keeps a PIN in memory; the fifth wrong one makes everybody wait."""

    def __init__(self, clock: Any, pin: str | None = PIN) -> None:
        self.pin = pin
        self.wrong = 0
        self.fails = False
        self._clock = clock
        self._until = 0.0

    @property
    def is_set(self) -> bool:
        """Whether there is one."""
        return self.pin is not None

    @property
    def is_lost(self) -> bool:
        """Whether it is damaged."""
        return self.pin == ""

    def set(self, digits: str) -> None:
        """Keep it, unless it is as easy as can be."""
        if self.fails:
            raise MachineError("the disk is full")
        if len(set(digits)) == 1:
            raise UsageError("anybody would try that")
        self.pin = digits

    def try_(self, digits: str) -> bool:
        """Whether it is the one."""
        if self.fails:
            raise MachineError("the disk is full")
        if digits == self.pin:
            self.wrong = 0
            return True
        self.wrong += 1
        if self.wrong >= 5:
            self._until = self._clock.seconds() + 30
        return False

    def pause_seconds(self) -> float:
        """How long nobody may try."""
        return max(0.0, self._until - self._clock.seconds())


class Hub:
    """Sticks that a test puts in and takes out."""

    def __init__(self) -> None:
        self.drives: tuple[Drive, ...] = ()
        self.ejected: list[str] = []
        self.in_use = False
        self._changed: list[Callable[[tuple[Drive, ...]], None]] = []

    def watch(self, changed: Callable[[tuple[Drive, ...]], None]) -> None:
        """Tell of every change."""
        self._changed.append(changed)
        changed(self.drives)

    def put(self, *drives: Drive) -> None:
        """These are in now."""
        self.drives = drives
        for changed in self._changed:
            changed(drives)

    def writable(self, drive: Drive) -> Drive:
        """As it is."""
        return drive

    def eject(self, drive: Drive) -> None:
        """Let go of it, unless it is in use."""
        if self.in_use:
            raise MachineError("it is in use")
        self.ejected.append(drive.device)
        self.put(
            *(replace(stick, path=None) for stick in self.drives if stick.device != drive.device)
        )


class Loads:
    """Goes through the states of a load when a test says so."""

    def __init__(self) -> None:
        self.state: State = Idle()
        self.asked: list[tuple[str, Any]] = []
        self.offers: Offer | KioskError = offer()
        self._changed: list[Callable[[State], None]] = []

    def listen(self, changed: Callable[[State], None]) -> None:
        """Tell of every state."""
        self._changed.append(changed)

    def be(self, state: State) -> None:
        """Be in this state."""
        self.state = state
        for changed in self._changed:
            changed(state)

    def offer(self, path: Path) -> None:
        """Look, and find what the test laid there."""
        self.asked.append(("offer", path))
        self.be(Looking(path))
        if isinstance(self.offers, KioskError):
            self.be(Refused(self.offers))
        else:
            self.be(Offered(path, self.offers))

    def load(self, *, trust: str | None = None, other: bool = False) -> None:
        """Begin; the test says how it goes on."""
        self.asked.append(("load", (trust, other)))
        assert isinstance(self.state, Offered)
        self.be(Loading(self.state.offer, 0, self.state.offer.bytes))

    def cancel(self) -> None:
        """Stop."""
        self.asked.append(("cancel", None))
        self.be(Idle())


@dataclass
class Office:
    """All that staff can do, with what it answers in plain sight."""

    pin: Gate
    drives: Hub
    loader: Loads
    clock: Any

    def __post_init__(self) -> None:
        """Everything as it is on most days."""
        self.finds: Finding | KioskError = Finding(frozenset({"pack"}), False, False)
        self.stands = ShelfState(
            on=pack(3),
            previous=pack(2, "Sociale coöperaties, september"),
            publisher=Publisher(
                "Stichting Sociale Coöperaties", "1234 5678 9012 3456 7890", OCTOBER
            ),
        )
        self.waits = WaitingCounts(waiting=12, kept=30, since=date(2018, 9, 3))
        self.carries: ExchangeResult | KioskError = ExchangeResult(
            sign_ups=12, written=("a.tar",), status=True
        )
        self.kept = Settings(place="panningen")
        self.counts = sums()
        self.is_well = health()
        self.trusted = True
        self.jumped = False
        self.date_is_right = True
        self.keeps = True
        self.unlocks = False
        self.confirmed = 0
        self.odd: DateDoubt | None = None
        self.sure: list[bool] = []
        self.wiped = 0
        self.set_to: list[datetime] = []
        self.carried: list[Path] = []

    # What the corner asks

    def look(self, _path: Path) -> Finding:
        """What the test laid there."""
        return _or_raise(self.finds)

    def kiosk(self) -> str:
        """Always the same."""
        return "k-ab12cd34"

    def number(self) -> str:
        """Always the same."""
        return "40718263"

    def unlock(self, _path: Path) -> bool:
        """Forget the PIN, if the test says that the stick has the file for it."""
        if self.unlocks:
            self.pin.pin = None
        return self.unlocks

    def standing(self) -> ShelfState:
        """What stands."""
        return self.stands

    def back(self) -> None:
        """Turn to what was there before."""
        self.stands = ShelfState(on=self.stands.previous, publisher=self.stands.publisher)

    def forget(self) -> None:
        """Nobody is followed."""
        self.stands = ShelfState()

    def waiting(self) -> WaitingCounts:
        """What waits."""
        return self.waits

    def carry(self, path: Path) -> ExchangeResult:
        """Write it down."""
        self.carried.append(path)
        return _or_raise(self.carries)

    def settings(self) -> Settings:
        """Those on the disk."""
        return self.kept

    def change(self, values: Mapping[str, object]) -> None:
        """Keep them, on a disk that is not full."""
        if not self.keeps:
            raise MachineError("the disk is full")
        self.kept = Settings(**(self.kept.model_dump() | dict(values)))

    def moment(self) -> Moment:
        """What it is in Venray in summer."""
        local = (self.clock.now() + timedelta(hours=2)).replace(tzinfo=None)
        return Moment(local, self.trusted, jumped=self.jumped)

    def doubt(self, _local: datetime | None) -> DateDoubt | None:
        """What the test finds odd."""
        return self.odd

    def confirm(self, *, sure: bool = False) -> None:
        """Take the date for right, if it is."""
        self.sure.append(sure)
        if not self.date_is_right:
            raise UsageError("that was before")
        self.confirmed += 1
        self.trusted = True

    def set_moment(self, local: datetime, *, sure: bool = False) -> None:
        """Take it for now, if it is right."""
        self.sure.append(sure)
        if not self.date_is_right:
            raise UsageError("that was before")
        self.set_to.append(local)
        self.trusted = True

    def wipe(self) -> int:
        """Let go what was asked about."""
        self.wiped, self.waits = self.waits.asked, replace(self.waits, asked=0)
        return self.wiped

    def sums(self) -> Sums:
        """The counts."""
        return self.counts

    def health(self) -> Health:
        """How it is."""
        return self.is_well

    def notices_seen(self, kinds: tuple[notices.Kind, ...]) -> None:
        """Forget them."""
        left = tuple(notice for notice in self.is_well.notices if notice.kind not in kinds)
        self.is_well = replace(self.is_well, notices=left)

    # Sticks

    def put_stick(self, *kinds: Kind, empty: bool = False, for_others: bool = False) -> None:
        """Put another stick in the place of the one that is in, if any.

        It has these things on it; with none of them, and not empty, it is foreign.
        """
        self.finds = Finding(frozenset(kinds), empty, for_others)
        self.drives.put()
        self.drives.put(Drive("/dev/sdb1", STICK))

    def finish(self) -> None:
        """The load comes to its end."""
        assert isinstance(self.loader.state, Loading)
        found = self.loader.state.offer
        new = pack(found.version, title=found.title["nl"], index=found.index)
        self.stands = ShelfState(on=new, previous=self.stands.on, publisher=self.stands.publisher)
        self.loader.be(Done(new))


def make_office(clock: Any, pin: str | None = PIN) -> Office:
    """An office in which all is as usual."""
    return Office(Gate(clock, pin), Hub(), Loads(), clock)


def health(**otherwise: Any) -> Health:
    """A kiosk in good health."""
    usual: dict[str, Any] = {
        "at": datetime(2018, 9, 10, 8, 0, tzinfo=UTC),
        "version": "0.1.0",
        "kiosk": "k-ab12cd34",
        "digits": "2580 1470 3690 8520 7410",
        "place": "panningen",
        "pack": OnPack("limburg", "Sociale coöperaties", 3, OCTOBER),
        "publisher": "Stichting Sociale Coöperaties Noord-Limburg",
        "fingerprint": "1234 5678 9012 3456 7890",
        "disk_free_bytes": 21_000_000_000,
        "memory_free_bytes": 1_800_000_000,
        "clock": "battery",
        "waiting": 12,
        "kept": 30,
        "since": date(2018, 9, 3),
        "last_bundle": date(2018, 9, 1),
    }
    return Health(**(usual | otherwise))


def sums() -> Sums:
    """Three weeks of visits."""
    counts = (4, 7, 0, 12, 9, 3, 0, 15, 22, 8, 6, 11, 0, 0, 19, 31, 14, 7, 5, 16, 2)
    days = tuple(
        DayCounts(date(2018, 8, 21) + timedelta(days=number), {"visit": n})
        for number, n in enumerate(counts)
        if n
    )
    ids = (
        "de-buurtsleutel",
        "werkplaats-samen",
        "zorg-om-de-hoek",
        "de-leerkring",
        "oogst-van-iedereen",
        "zon-op-het-dak",
        "de-dorpsbus",
        "spaarpot-noord",
        "de-lange-tafel",
    )
    cooperatives = tuple(
        CooperativeCounts(id_, {"cooperative": 64 - 7 * number}) for number, id_ in enumerate(ids)
    )
    return Sums(date(2018, 8, 21), days, cooperatives)


def _or_raise(what: Any) -> Any:
    if isinstance(what, KioskError):
        raise what
    return what


class Librarian:
    """Somebody who opens the corner, and does things there by touch."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk

    @property
    def corner(self) -> Any:
        """The corner's own rules: which page is on."""
        return self.kiosk.app.staffroom.corner

    @property
    def page(self) -> Any:
        """The page of the corner that is on, or None."""
        return self.corner.page

    @property
    def view(self) -> Any:
        """The corner on the glass."""
        return self.kiosk.app.overlay.view

    def place(self) -> tuple[float, float]:
        """Where to hold."""
        side = min(self.kiosk.window.size) * 0.05
        return side, self.kiosk.window.height - side

    def hold(self, seconds: float = 3.2) -> None:
        """Hold one finger there for so long, and lift it."""
        finger = Finger(*self.place())
        self.kiosk.let(seconds, frame_seconds=0.1)
        finger.lift()
        self.kiosk.rest()

    @property
    def busy(self) -> bool:
        """Whether workers still do what staff asked for."""
        room = self.kiosk.app.staffroom
        return bool(room._background.under_way or room.sticks._background.under_way)  # noqa: SLF001

    def answers(self) -> None:
        """Let workers answer, and what they answered be drawn; no time passes."""
        for _ in range(_QUESTIONS):
            self.kiosk.panel.turn()
            if not self.busy:
                break
            self.kiosk.until(lambda: not self.busy, "what staff asked for")
        self.kiosk.panel.turn()

    def settle(self) -> None:
        """Let workers answer, and half a second pass: a page that has come takes touches."""
        self.answers()
        self.kiosk.let(0.5, frame_seconds=0.25)
        self.answers()

    def type(self, digits: str) -> None:
        """Press these digits."""
        for digit in digits:
            self.kiosk.touch(*self.kiosk.middle(self.find(digit)))
            self.kiosk.let(0.1, frame_seconds=0.1)

    def enter(self, *pins: str) -> None:
        """Press these digits, and go on; then the next."""
        for digits in pins:
            self.type(digits)
            self.press("Go on")

    def come_in(self, pin: str = PIN) -> None:
        """Be in, as after a hold and the right PIN: how that is done has tests of its own."""
        self.kiosk.visit.end()
        self.kiosk.app.staffroom.open()
        self.settle()
        for digit in pin:
            self.corner.type(digit)
        self.kiosk.app.staffroom.enter()
        self.settle()
        assert self.corner.admitted

    def come_again(self) -> None:
        """Leave, and be in again: what pages show is looked up anew."""
        self.press("Leave")
        self.come_in()

    def go(self, route: Route) -> None:
        """Be at this page without walking there."""
        self.corner.touch()
        self.corner.go(route)
        self.settle()

    def say(self, words: str) -> str:
        """The program's own words in the language of the corner."""
        said: str = self.view.say(words)
        return said

    def find(self, words: str) -> Widget:
        """The one thing to press that says so."""
        self.answers()
        return self.kiosk.saying(self.say(words))

    def can(self, words: str) -> bool:
        """Whether there is something to press that says so."""
        self.answers()
        return any(
            self.say(words) in eyes.said(button) and not button.disabled
            for button in eyes.pressables(self.kiosk)
        )

    def press(self, *words: str) -> None:
        """Press what says so, and look what comes; then the next."""
        for each in words:
            self.kiosk.touch(*self.kiosk.middle(self.find(each)))
            self.settle()

    def reads(self) -> set[str]:
        """Every text on the glass."""
        self.answers()
        return eyes.texts(self.kiosk)

    def told(self, *words: str) -> bool:
        """Whether all these words, looked up, are somewhere on the glass."""
        self.answers()
        return all(eyes.tells(self.kiosk, self.say(each)) for each in words)
