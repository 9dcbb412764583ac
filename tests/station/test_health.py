"""Health: every need is met from the facts, and nothing else is."""

from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from clocks import HandWoundClock
from signups.terms import demo_terms

from kiosk.clock import Evidence
from kiosk.errors import DatabaseError, PreparedError
from kiosk.exhibit import model
from kiosk.notices import Notices
from kiosk.packs.shelf import Pack, Publisher
from kiosk.paths import Home
from kiosk.signups.ledger import Ledger
from kiosk.station.health import Health, OnPack, Resting
from kiosk.station.health_check import check
from kiosk.station.opened_home import RunOptions
from kiosk.station.wording import NEEDS

MACHINE = "ab" * 32
MADE = datetime(2018, 9, 1, 12, tzinfo=UTC)
NTP = Evidence(network_time=True)


def pack(number: int, made: datetime = MADE) -> Pack:
    """A pack of this number."""
    title = {"nl": "Negen", "en": "Nine"}
    return Pack(number, number, "limburg-2018", title, "SAN", made, made, "0" * 64, 10)


@dataclass
class SmallShelf:
    """A shelf that says what a test wants."""

    _on: Pack | None = None
    _last: Pack | None = None
    began_by_turning_back: Pack | None = None
    damaged: Pack | None = None
    unwritable: DatabaseError | None = None
    on_trial: bool = False
    fault: Exception | None = None
    terms_fault: Exception | None = None
    media_fault: Exception | None = None
    exhibits: dict[int, model.Exhibit] = field(default_factory=dict)

    def on(self) -> Pack | None:
        """What is on."""
        if self.fault:
            raise self.fault
        return self._on

    def last(self) -> Pack | None:
        """What was accepted last."""
        return self._last

    def publisher(self) -> Publisher | None:
        """Who signs."""
        return Publisher("SAN", "1234 " * 4 + "5678", MADE) if self._last else None

    def prepared(self, pack: Pack) -> None:
        """Whether its files are there."""
        assert pack is self._on
        if self.media_fault:
            raise self.media_fault

    def exhibit(self, pack: Pack) -> model.Exhibit:
        """What it shows."""
        if self.terms_fault:
            raise self.terms_fault
        return self.exhibits[pack.number]


class Looker:
    """Gathers health in one home."""

    def __init__(self, home: Path, clock: HandWoundClock, exhibit: model.Exhibit) -> None:
        self.home, self.clock, self.exhibit = Home(home), clock, exhibit

    def __call__(self, shelf: SmallShelf | None = None, **more: Any) -> Health:
        """How it is."""
        if shelf is not None:
            shelf.exhibits = {1: self.exhibit, 2: self.exhibit}
        opened = SimpleNamespace(
            home=self.home,
            place=more.pop("place", "gennep"),
            shelf=shelf,
            machine=MACHINE,
            wanted=RunOptions(),
            notices=Notices(self.home.notices),
            faults=more.pop("faults", []),
        )
        known = {"evidence": NTP, "exhibit": self.exhibit, "trusted": True} | more
        return check(opened, self.clock, **known)

    def sign_up(self, given: date, days: int = 365, exported: date | None = None) -> str:
        """Somebody signed up on this day, at the kiosk whose id this is."""
        with closing(Ledger(self.home, machine=MACHINE, demo=False)) as ledger:
            store = ledger.current.store
            store.sign_up("1" * 32, given + timedelta(days=days), b"sealed")
            if exported:
                store.freeze(1, 1, "0" * 64)
                store.note_export("0" * 64, exported)
            return store.kiosk


@pytest.fixture
def look(tmp_path: Path, clock: HandWoundClock, exhibit: model.Exhibit) -> Looker:
    """A kiosk on 1 October 2018 at noon, with all well."""
    return Looker(tmp_path / "home", clock, exhibit)


def test_an_enrolled_kiosk_that_is_well_says_so(look: Looker) -> None:
    """What is on, by whom, what time it is and why it believes that."""
    health = look(SmallShelf(pack(2), pack(2)), number="12345678")
    assert health.is_well
    assert health.pack == OnPack("limburg-2018", "Negen", 2, MADE)
    assert (health.publisher, health.fingerprint) == ("SAN", "1234 1234 1234 1234 5678")
    assert health.at.isoformat() == "2018-10-01T12:00:00+02:00"
    assert (health.clock, health.place, health.number) == ("network", "gennep", "12345678")
    assert health.turned_back is None
    assert (health.disk_free_bytes or 0) > 0
    assert (health.memory_free_bytes or 0) > 0
    assert (health.waiting, health.kept, health.since, health.last_bundle) == (0, 0, None, None)


def test_sign_ups_are_counted_and_the_kiosk_is_named(look: Looker) -> None:
    """How many wait, and since when by the publisher's terms."""
    look.exhibit = look.exhibit.model_copy(update={"signups": demo_terms()})
    kiosk = look.sign_up(date(2018, 9, 14))
    health = look(SmallShelf(pack(1), pack(1)))
    assert health.kiosk == kiosk
    assert (health.waiting, health.kept, health.since) == (1, 1, date(2018, 9, 14))
    assert health.is_well


NEEDED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "clock": ({}, {"trusted": False}),
    "place": ({}, {"place": "atlantis"}),
    "shelf": ({"fault": DatabaseError("broken", "the packs cannot be read")}, {}),
    "full": ({"unwritable": DatabaseError("full", "the packs have no room")}, {}),
    "read-only": ({"unwritable": DatabaseError("read-only", "the packs may not be written")}, {}),
    "media": ({"media_fault": PreparedError("media/00 is missing")}, {}),
    "back": ({"began_by_turning_back": pack(2)}, {}),
}


@pytest.mark.parametrize("need", NEEDED)
def test_one_thing_wrong_is_one_need(look: Looker, need: str) -> None:
    """Each is named, and nothing else is blamed."""
    shelf, more = NEEDED[need]
    assert look(SmallShelf(pack(1), pack(1), **shelf), **more).needs == (need,)


def test_a_kiosk_that_can_show_nothing_needs_a_person(look: Looker) -> None:
    """Nor one whose pack misses files, or is damaged."""
    health = look(None, exhibit=None, faults=[PreparedError("there is no prepared exhibit")])
    assert health.needs == ("media",)
    assert health.at == look.clock.now()
    assert look(SmallShelf(pack(1), pack(1), damaged=pack(1))).needs == ("media",)
    unread = SmallShelf(pack(1), pack(1), terms_fault=PreparedError("exhibit.json is damaged"))
    assert look(unread).needs == ("media",)


def test_a_kiosk_that_went_back_says_from_what(look: Looker) -> None:
    """The newest pack is not on; and one of last year is told where the date is believed."""
    health = look(SmallShelf(pack(1), pack(2), on_trial=True))
    assert health.needs == ("back",)
    assert health.on_trial
    assert health.turned_back == OnPack("limburg-2018", "Negen", 2, MADE)
    old = pack(1, datetime(2017, 9, 1, tzinfo=UTC))
    assert look(SmallShelf(old, old)).needs == ("old",)
    assert look(SmallShelf(old, old), trusted=False).needs == ("clock",)


def test_sign_ups_that_wait_too_long_need_a_person(look: Looker) -> None:
    """Not carried away for two months; then nearly past their last day."""
    long_ago = date(2018, 7, 1)
    terms = demo_terms().model_copy(update={"retention_days": 100})
    look.exhibit = look.exhibit.model_copy(update={"signups": terms})
    look.sign_up(long_ago, days=100)
    assert look(SmallShelf(pack(1), pack(1))).needs == ("fading", "carry")
    assert look(SmallShelf(pack(1), pack(1)), trusted=False).needs == ("clock",)


def test_sign_ups_that_go_without_a_receipt_need_a_person(look: Looker) -> None:
    """They were carried away, and nobody said that they arrived."""
    look.sign_up(date(2018, 9, 25), days=10, exported=date(2018, 9, 26))
    health = look(SmallShelf(pack(1), pack(1)))
    assert health.needs == ("leaving",)
    assert health.last_bundle == date(2018, 9, 26)


def test_a_store_that_is_lost_needs_a_person(look: Looker) -> None:
    """Its counts are not shown as none."""
    look.sign_up(date(2018, 9, 25))
    look.home.signups.rename(look.home.folder / "lost")
    assert look(None).needs == ("store",)


def test_a_damaged_identity_is_no_crash(look: Looker) -> None:
    """It has no name then, and its sign-ups need a person."""
    look.home.folder.mkdir()
    look.home.identity.write_bytes(b"nonsense")
    health = look(None)
    assert health.kiosk is None
    assert health.needs == ("store",)


@pytest.mark.parametrize(
    ("evidence", "trusted", "told"),
    [
        (Evidence(hand_set=True), True, "hand"),
        (Evidence(network_time=True, confirmed=True), True, "network"),
        (Evidence(confirmed=True, battery_clock=True), True, "confirmed"),
        (Evidence(battery_clock=True), True, "battery"),
        (Evidence(battery_clock=True), False, "jumped"),
        (Evidence(), False, "none"),
    ],
)
def test_it_says_why_it_is_so(look: Looker, evidence: Evidence, trusted: bool, told: str) -> None:
    """Or why not."""
    health = look(None, evidence=evidence, trusted=trusted)
    assert health.clock == told
    assert health.is_well == trusted


def test_a_home_on_a_dead_disk_has_unknown_room(look: Looker, tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("")
    look.home = Home(tmp_path / "file" / "home")
    health = look(None)
    assert health.disk_free_bytes is None
    assert "disk" in health.needs


def test_needs_come_the_most_pressing_first(look: Looker) -> None:
    """Packs before places, whatever was found first."""
    look.home.folder.mkdir()
    look.home.settings.write_text("place: [")
    health = look(
        SmallShelf(pack(1), pack(2), media_fault=PreparedError("gone")),
        trusted=False,
    )
    assert health.needs == ("media", "back", "clock", "settings")
    assert health.needs == tuple(need for need in NEEDS if need in health.needs)


def test_sign_ups_of_a_kiosk_that_follows_nobody_need_a_person(look: Looker) -> None:
    """Whoever they were meant for is not known here any more; they can still be carried."""
    look.sign_up(date(2018, 9, 25))
    assert look(None).needs == ("stranded",)
    assert look(SmallShelf(pack(1), pack(1))).needs == ()


def test_what_rests_is_told_with_why(look: Looker) -> None:
    """Staff read that it is tried again by itself; a damaged file is to be loaded again."""
    stalled = Resting("film", "groep-1", "stalled", "De Buurtsleutel")
    health = look(SmallShelf(pack(2), pack(2)), resting=[stalled])
    assert health.needs == ("resting",)
    assert health.resting == (stalled,)
    damaged = Resting("photo", None, "damaged")
    assert look(SmallShelf(pack(2), pack(2)), resting=[damaged]).needs == ("media",)


def test_a_pin_that_cannot_be_read_needs_a_person(look: Looker) -> None:
    """Nobody has to stand before a pad that refuses every PIN to find out."""
    file = look.home.staff / "pin.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"")
    assert look(SmallShelf(pack(2), pack(2))).needs == ("pin",)
