"""Whatever the clock of a kiosk or of an office says, no sign-up is refused, lost or stuck by it.

From 1970 to 9999: some years, and every year with `--long` (in turn in one of three ways, until
2200 in each).
"""

import logging
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from clocks import HandWoundClock
from packs.publisher import NOON
from station.house import House, built

from kiosk.clock import CorrectedClock, Evidence
from kiosk.exhibit.agenda import zone
from kiosk.office import backup, dating, delivery, merge, spreadsheet
from kiosk.office.census import census
from kiosk.office.collection import Collection
from kiosk.office.figures import figures
from kiosk.packs.install import install
from kiosk.packs.shelf import Pack, Shelf
from kiosk.packs.verification import examine
from kiosk.paths import Home
from kiosk.signups.code import proof_of
from kiosk.signups.expiry import Expiry
from kiosk.signups.intake import Intake, VisitorCode
from kiosk.signups.signup import Answers
from kiosk.station import carrying
from kiosk.station.correction import Correction
from kiosk.station.date_trust import Calendar, believed
from kiosk.uptime import Uptime, UptimeFile
from kiosk.usb.stick import Folder

TODAY = NOON + timedelta(days=30)
"""When it really is; the pack was made on `NOON`."""
YEARS = (1970, 2015, 2018, 2019, 2038, 2099, 9900, 9999)
BATTERY, NETWORK = Evidence(battery_clock=True), Evidence(network_time=True)
WAYS = {
    "battery, mended by staff": (BATTERY, "staff"),
    "battery, mended by the network": (BATTERY, "network"),
    "no battery, mended by staff": (Evidence(), "staff"),
}
"""What speaks for the wrong clock, and who says in the end what it is."""
MACHINE = "c1" * 32
CODE = "0000000000"
ANSWERS = Answers("nl", "Els", "els@example.org", None, ("tuin",), (), ("nieuws",))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A publisher, and a stick with its pack."""
    made = built(tmp_path_factory.mktemp("house"))
    made.publisher.publish(made.stick, "Een")
    return made


@cache
def id_of(code: str) -> str:
    """Made once: what is slow on purpose knows no clock."""
    return proof_of(code).id


@dataclass
class Kiosk:
    """A kiosk on a machine whose clock says something; everything as the program joins it."""

    home: Home
    house: House
    machine: HandWoundClock
    evidence: Evidence
    boots: int = 0

    def setup(self) -> None:
        """Load the pack, as `kiosk setup` does."""
        now = believed(self.home, CorrectedClock(self.machine, timedelta), self.evidence)
        shelf = Shelf.open(self.home.shelf)
        try:
            with Folder.open(self.house.stick) as folder:
                offer = examine(folder, None, program="0.1.0", now=now)
            self.pack: Pack = install(
                shelf,
                self.house.stick,
                offer,
                progress=lambda _: None,
                stop=lambda: False,
                now=CorrectedClock(self.machine, timedelta).now(),
                reserve_bytes=0,
            )
            self.exhibit = shelf.prepared(self.pack).exhibit
        finally:
            shelf.close()

    def start(self, *, boots: bool = True) -> None:
        """The plug goes in, or the program starts again."""
        self.boots += boots
        name = f"boot {self.boots}"
        self.running = Uptime(self.home.running, self.machine, name)
        self.calendar = Correction(self.home.staff / "date.json", self.machine, name)
        self.clock = CorrectedClock(self.machine, self.calendar.offset)
        self.trusted = Calendar(
            self.home,
            self.clock,
            lambda: self.calendar.corroborate(self.evidence),
            made=lambda: self.pack.made,
            confirmed=lambda: self.calendar.is_confirmed,
            running=self.running,
        )
        self.expiry = Expiry(self.home.leaving, self.running)
        self.intake = Intake(
            self.home,
            self.exhibit,
            demo=False,
            enrolled=True,
            place="gennep",
            clock=self.clock,
            trusted=self.trusted,
            machine=MACHINE,
            known=lambda: self.trusted.known,
            expiry=self.expiry,
        )

    def sign_up(self, code: str) -> None:
        """Somebody reads "Bewaard"."""
        assert self.intake.closed() is None
        self.intake.save(ANSWERS, VisitorCode(code, id_of(code)))

    def today(self) -> date | None:
        """The day, if it is believed."""
        now = self.clock.now()
        return now.astimezone(zone(self.exhibit)).date() if self.trusted(now) else None

    def carry(self, stick: Path) -> carrying.ExchangeResult:
        """To the stick, and receipts from it."""
        return carrying.carry(
            self.home,
            stick,
            machine=MACHINE,
            demo=False,
            key=self.exhibit.signups and self.exhibit.signups.receipt_key,
            today=self.today(),
        )

    def kept(self) -> int:
        """How many sign-ups are still here."""
        return carrying.waiting(
            self.home, machine=MACHINE, demo=False, today=self.today(), retention_days=365
        ).kept

    def live(self, days: int) -> None:
        """Be on for so many days; house is kept on each. The days are only written down."""
        for _ in range(days):
            self.trusted(self.clock.now())
            self.intake.maintain()
            self.intake.close()
            self.machine.wind(days=1)
            kept = self.running._kept  # noqa: SLF001 - as the file has it after a day
            more = UptimeFile.model_validate(kept.model_dump() | {"days": kept.days + 1})
            self.home.running.write_text(more.model_dump_json(), encoding="ascii")
            self.start(boots=False)
        self.intake.maintain()

    def mend(self, now: datetime, by: str) -> None:
        """The network comes in, or staff say what it is."""
        if by == "network":
            self.evidence = NETWORK
            self.machine.set_calendar(now)
            self.machine.wind(61)
        else:
            self.calendar.set(now)
            self.trusted.accept(self.clock.now())


def collect(file: Path, stick: Path, house: House, today: datetime | None) -> merge.MergeResult:
    """As the coordinator does."""
    with Collection(file, create=True, demo=False) as collection:
        return merge.collect(
            collection,
            [stick],
            house.publisher.daily,
            today=today.date() if today else None,
            admit=lambda _: True,
        )


def clocks(config: pytest.Config, turn: int | None = None) -> Iterator[datetime]:
    """Every clock that is tried; with a `turn` of three, years far from here only in that turn."""
    for year in range(1970, 10_000) if config.getoption("--long") else YEARS:
        if year < 2200 or turn is None or year in YEARS or year % len(WAYS) == turn:
            yield datetime(year, 1, 1, 11, 30, tzinfo=UTC)


def go_the_whole_way(
    folder: Path,
    house: House,
    new_clock: type[HandWoundClock],
    now: datetime,
    way: tuple[Evidence, str],
) -> str:
    """Setup, sign-up, carry, collect, receipt, forget; then the date is mended.

    In which way the day of the sign-up was kept.
    """
    stick = folder / "stick"
    stick.mkdir(parents=True)
    kiosk = Kiosk(Home(folder / "home"), house, new_clock(now), way[0])
    kiosk.home.folder.mkdir()
    kiosk.setup()
    kiosk.start()
    kiosk.sign_up(CODE)
    assert kiosk.carry(stick).is_whole
    kiosk.live(5)
    assert kiosk.kept() == 1

    file = folder / "office" / "sign-ups.db"
    file.parent.mkdir()
    collected = collect(file, stick, house, TODAY)
    assert (collected.new, collected.past, collected.refused) == (1, 0, ())
    with Collection(file) as collection:
        assert len(spreadsheet.contents(collection, house.publisher.daily, TODAY.date())) == 1
        assert figures(collection, TODAY.date()).total == 1
        assert census(collection, TODAY.date())[0].without == ()
        assert collection.expire(TODAY.date()) == 0
        made = backup.make(collection, folder / "backup", TODAY, TODAY.date())
        assert made.sign_ups == 1
        delivery.deliver(made, house.publisher.daily.receipt, stick, TODAY)
        undated = collection.count_undated()
    assert kiosk.carry(stick).wiped == 1
    assert kiosk.kept() == 0

    kiosk.mend(TODAY, way[1])
    assert kiosk.trusted(kiosk.clock.now())
    kiosk.intake.close()
    kiosk.start(boots=False)
    kiosk.sign_up("1000000000")
    with kiosk.intake.stores() as stores:
        [event] = stores[0].store.events(2, 2)
        assert not event.doubtful
    kiosk.intake.close()
    assert kiosk.carry(stick).is_whole
    assert collect(file, stick, house, TODAY).new == 1
    with Collection(file) as collection:
        far = TODAY.date() + timedelta(days=1200)
        assert collection.count(before=far) == 2  # nothing is kept for ever
        assert collection.withdrawals.withdraw(id_of(CODE))
        assert collection.expire(TODAY.date()) == 0
    return "doubtful" if undated else "sure"


@pytest.mark.parametrize("turn", range(len(WAYS)), ids=WAYS.keys())
def test_no_clock_of_a_kiosk_loses_a_sign_up(
    request: pytest.FixtureRequest,
    memory: Path,
    house: House,
    new_clock: type[HandWoundClock],
    turn: int,
) -> None:
    """From setup to the coordinator and back, and into the right date by the hand of staff."""
    logging.disable(logging.WARNING)
    days = Counter[str]()
    way = tuple(WAYS.values())[turn]
    try:
        for now in clocks(request.config, turn):
            folder = memory / str(now.year)
            days[go_the_whole_way(folder, house, new_clock, now, way)] += 1
            shutil.rmtree(folder)
    finally:
        logging.disable(logging.NOTSET)
    assert days["doubtful"] > days["sure"]
    if not way[0]:
        assert not days["sure"]


def test_no_clock_of_an_office_refuses_or_deletes_a_sign_up(
    request: pytest.FixtureRequest, memory: Path, house: House, new_clock: type[HandWoundClock]
) -> None:
    """Far from the last evening it is doubted; then nothing goes by it, and all is taken."""
    kiosk = Kiosk(Home(memory / "home"), house, new_clock(TODAY), BATTERY)
    kiosk.home.folder.mkdir()
    kiosk.setup()
    kiosk.start()
    kiosk.sign_up(CODE)
    stick = memory / "stick"
    stick.mkdir()
    assert kiosk.carry(stick).is_whole
    for now in clocks(request.config):
        file = memory / str(now.year) / "sign-ups.db"
        file.parent.mkdir()
        dated = dating.DateEvidence(now=now, last=TODAY, evidence=True)
        today = now if dated.believes(None) else None
        assert (today is None) == (abs(now - TODAY) > dating.MOST_AHEAD)
        collected = collect(file, stick, house, today)
        assert (collected.new, collected.past) == (1, 0)
        with Collection(file) as collection:
            day = dated.day(collection.newest_day())
            assert figures(collection, day).total == 1
            assert len(spreadsheet.contents(collection, house.publisher.daily, day)) == 1
            if today is not None:
                assert collection.expire(today.date()) == 0
        shutil.rmtree(file.parent)
