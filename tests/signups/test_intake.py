"""What the glass relies on: said to be kept is kept, once, sealed; and closed before it fails."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from clocks import HandWoundClock
from exhibits import ExhibitMaker
from signups import older
from signups.days import DaysOn
from signups.disks import Disk, small
from signups.terms import demo_terms

from kiosk.clock import LATEST, last_seen
from kiosk.errors import InputError, KioskError, MachineError, StoreError, UsageError
from kiosk.exhibit import model
from kiosk.inventory import Inventory
from kiosk.keys import keyring
from kiosk.paths import Home
from kiosk.signups import bundle, code, seal
from kiosk.signups.expiry import TOLD_DAYS, Expiry
from kiosk.signups.intake import RESERVE_BYTES, Intake, VisitorCode
from kiosk.signups.signup import Answers, SignUp
from kiosk.signups.store import NAME

KEYS = Path(__file__).parents[2] / "content" / "demo-keys"
HERE = "ab" * 32
MINE = pyrage.x25519.Identity.generate()
OWN = str(pyrage.x25519.Identity.generate().to_public())
ENROLLED = {"demo": False, "enrolled": True}
ANSWERS = Answers(
    language="nl",
    name="Wilhelmina Zonneveld",
    email="wilhelmina.zonneveld@example.org",
    phone=None,
    cooperatives=("groep-1", "groep-3"),
    workshops=(("venray", date(2018, 11, 1)),),
    purposes=("news",),
)


class Maker:
    """Makes intakes that differ only in what a test is about, and closes them all."""

    def __init__(self, folder: Path, exhibit: model.Exhibit, clock: HandWoundClock) -> None:
        self.home = Home(folder)
        self.exhibit = exhibit
        own = demo_terms(recipients=(str(MINE.to_public()), OWN), receipt_key="ef" * 32)
        self.own = exhibit.model_copy(update={"signups": own})
        """The same of a publisher with keys of its own."""
        self.clock = clock
        self.trusted = True
        self.days = DaysOn()
        self.made: list[Intake] = []

    def __call__(self, **other: Any) -> Intake:
        """An intake of a demo in Venray."""
        what: dict[str, Any] = {
            "home": self.home,
            "exhibit": self.exhibit,
            "demo": True,
            "place": "venray",
            "clock": self.clock,
            "trusted": lambda _: self.trusted,
            "known": lambda: last_seen(self.home.last_seen),
            "expiry": Expiry(self.home.leaving, self.days),
            "machine": HERE,
        }
        self.made.append(Intake(**what | other))
        return self.made[-1]


@pytest.fixture
def exhibit(make_exhibit: ExhibitMaker) -> model.Exhibit:
    """An exhibit that takes sign-ups with the demo keys."""
    return make_exhibit().model_copy(update={"signups": demo_terms()})


@pytest.fixture
def make(tmp_path: Path, exhibit: model.Exhibit, clock: HandWoundClock) -> Iterator[Maker]:
    """Makes intakes."""
    maker = Maker(tmp_path / "home", exhibit, clock)
    yield maker
    for intake in maker.made:
        intake.close()


@pytest.fixture(scope="session")
def key() -> str:
    """The coordinator's age key of a demo."""
    return keyring.open_daily(KEYS, "voorbeeld").identity


def drawn(number: int = 1) -> VisitorCode:
    """A code and an id, without the tenth of a second that a real one takes."""
    return VisitorCode(f"CODE{number}", f"{number:032x}")


def kept(intake: Intake) -> list[tuple[str, bytes]]:
    """Id and sealed bytes of every sign-up that is here."""
    with intake.stores() as logs:
        stores = [log.store for log in logs]
        return [
            (store.events(number, number)[0].id, sealed)
            for store in stores
            for number, sealed in store.contents(1, 9999).items()
        ]


def damage(home: Home) -> None:
    """Overwrite a page of the store."""
    (path,) = home.signups.glob(f"k-*/{NAME}")
    content = bytearray(path.read_bytes())
    content[4096 * 2 : 4096 * 3] = bytes(4096)
    path.write_bytes(content)


def test_what_was_kept_is_what_the_visitor_answered(make: Maker, key: str) -> None:
    """The coordinator opens it and reads every answer, in the words that stood on the glass."""
    intake = make()
    assert intake.closed() is None
    intake.save(ANSWERS, drawn())
    intake.close()
    ((id_, sealed),) = kept(make())
    opened = SignUp.from_bytes(seal.unseal(sealed, key))
    assert id_ == opened.id == drawn().id
    assert (opened.name, opened.email, opened.phone) == (ANSWERS.name, ANSWERS.email, None)
    assert [cooperative.id for cooperative in opened.cooperatives] == ["groep-1", "groep-3"]
    assert [(workshop.place, workshop.date) for workshop in opened.workshops] == [
        ("venray", date(2018, 11, 1))
    ]
    assert [(consent.purpose, consent.words) for consent in opened.consents] == [
        ("news", "Stuur mij nieuws.")
    ]
    assert (opened.place, opened.town, opened.exhibit) == ("venray", "Venray", "limburg-2018")
    assert (opened.at, opened.clock_trusted) == (make.clock.now(), True)
    assert opened.consent_version == "2018-09"
    with make().stores() as stores:
        assert opened.kiosk == stores[0].identity.kiosk
        assert not stores[0].store.events(1, 1)[0].doubtful


def test_many_at_once_are_each_kept_once(make: Maker) -> None:
    """Calls from any thread wait for each other; numbers have no gaps."""
    intake = make()

    def visitor(number: int) -> None:
        for again in range(3):
            intake.save(ANSWERS, drawn(number * 10 + again))
            intake.save(ANSWERS, drawn(number * 10))
            intake.closed()

    threads = [threading.Thread(target=visitor, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept(intake)) == 18
    with intake.stores() as stores:
        assert stores[0].store.last_number == 18


def test_a_visitor_waits_for_one_disk_and_is_counted_all_the_same(make: Maker) -> None:
    """The second witness knows of each at once, and no file is made or renamed for it."""
    intake = make()
    intake.save(ANSWERS, drawn())
    [mark] = make.home.inventory.glob("k-*")
    before = mark.stat().st_ino
    for number in range(2, 12):
        intake.save(ANSWERS, drawn(number))
        intake.save(ANSWERS, drawn(number))
        assert Inventory(make.home.inventory).amounts(mark.name) == (number, number)
    assert mark.stat().st_ino == before
    intake.closed()  # the next visitor's look has it durable
    assert mark.stat().st_ino != before


def test_what_is_ahead_is_not_kept(make: Maker, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it is not sealed again: the visitor waits for the disk, and for nothing else."""
    intake = make()
    intake.prepare(ANSWERS, drawn())
    assert kept(intake) == []
    monkeypatch.setattr(seal, "seal", None)
    intake.save(ANSWERS, drawn())
    ((id_, sealed),) = kept(intake)
    assert id_ == drawn().id
    assert SignUp.from_bytes(seal.unseal(sealed, key)).name == ANSWERS.name


OTHERWISE: dict[str, Callable[[Maker], tuple[Answers, VisitorCode]]] = {
    "other answers": lambda _: (replace(ANSWERS, name="Piet"), drawn()),
    "another visitor with the same": lambda _: (ANSWERS, drawn(2)),
    "a minute later": lambda make: make.clock.wind(61) or (ANSWERS, drawn()),
    "a calendar that went back": lambda make: make.clock.wind(days=-1) or (ANSWERS, drawn()),
    "a clock that is not believed any more": lambda make: (
        setattr(make, "trusted", False) or (ANSWERS, drawn())
    ),
    "a store that was opened again": lambda make: make.made[-1].close() or (ANSWERS, drawn()),
}


@pytest.mark.parametrize("otherwise", OTHERWISE.values(), ids=OTHERWISE.keys())
def test_what_was_sealed_ahead_is_never_kept_for_anything_else(
    make: Maker, key: str, otherwise: Callable[[Maker], tuple[Answers, VisitorCode]]
) -> None:
    """A sign-up holds what its visitor saw when they saved it, its moment, and its kiosk."""
    intake = make()
    intake.prepare(ANSWERS, drawn())
    ahead = intake._ahead  # noqa: SLF001 - what must not come out
    assert ahead is not None
    answers, code_ = otherwise(make)
    intake.save(answers, code_)
    ((id_, sealed),) = kept(intake)
    assert sealed != ahead.content
    saved = SignUp.from_bytes(seal.unseal(sealed, key))
    assert (id_, saved.id, saved.name) == (code_.id, code_.id, answers.name)
    assert saved.at == make.clock.now().replace(microsecond=0)
    assert saved.clock_trusted is make.trusted


def test_a_drawn_code_belongs_to_its_id(make: Maker) -> None:
    """Whoever types it at any kiosk finds the same sign-up; no log and no traceback shows it."""
    code_ = make().draw()
    assert code_.code not in repr(code_)
    assert code.read(code_.code) == code_.code
    assert code.proof_of(code_.code).id == code_.id
    assert not make.home.folder.exists()


def test_a_sign_up_is_taken_back_with_its_code(make: Maker) -> None:
    """As printed or as people type it, also of another kiosk; no refusal repeats what was typed."""
    intake = make()
    code_ = intake.draw()
    intake.save(ANSWERS, code_)
    assert intake.withdraw(code.shown(code_.code).lower()) == "here"
    assert intake.withdraw(code_.code) == "already"
    assert intake.withdraw(code.draw()) == "elsewhere"
    assert kept(intake) == []
    with pytest.raises(InputError) as told:
        intake.withdraw("ZZZZZ ZZZZ0")
    assert "ZZZZ" not in str(told.value)


@pytest.mark.parametrize("machine", [HERE, "cd" * 32])
def test_a_code_of_before_is_still_accepted(make: Maker, tmp_path: Path, machine: str) -> None:
    """A visitor of the older program takes back at the glass, also when the disk was copied since.

    The withdrawal carries what proves both kinds of id.
    """
    old = older.unpack(tmp_path / "older")
    make(home=old.home).closed()  # binds the home to this machine
    make.made[-1].close()
    intake = make(home=old.home, machine=machine)
    assert intake.withdraw(older.CODES[0]) == "here"
    assert intake.withdraw(older.CODES[0]) == "already"
    assert len(kept(intake)) == 2
    with intake.stores() as stores:
        last = stores[0].store.events(stores[0].store.last_number, 99)[0]
        assert last.code == older.CODES[0]
        assert last.ids[1] == bundle.read(older.BUNDLE.read_bytes()).header.events[0].id


def test_a_sign_up_in_a_retired_log_is_taken_back_as_well(make: Maker) -> None:
    """Its sealed bytes are wiped there, and the new log says so: the old one takes no more."""
    intake = make()
    code_ = intake.draw()
    intake.save(ANSWERS, code_)
    intake.close()
    intake = make(machine="cd" * 32)
    assert intake.withdraw(code_.code) == "here"
    assert kept(intake) == []
    with intake.stores() as stores:
        assert [store.store.last_number for store in stores] == [1, 1]


TERMS = demo_terms()
REAL = demo_terms(recipients=(TERMS.recipients[0], "age1" + "q" * 58))
ONE_DEMO_KEY = demo_terms(recipients=(OWN, TERMS.recipients[1]), receipt_key="ef" * 32)
RULES: dict[str, tuple[dict[str, bool], model.SignUps | None, str]] = {
    "nobody is enrolled": ({"demo": False}, TERMS, "nobody"),
    "a demo of an exhibit that takes none": ({}, None, "terms"),
    "a demo of an exhibit with real keys": ({}, REAL, "keys"),
    "a demo with a real receipt key": ({}, demo_terms(receipt_key="ef" * 32), "keys"),
    "its publisher takes none": (ENROLLED, None, "terms"),
    "its publisher took the demo keys": (ENROLLED, TERMS, "keys"),
    "its publisher took one of them": (ENROLLED, ONE_DEMO_KEY, "keys"),
}


@pytest.mark.parametrize(("home", "terms", "why"), RULES.values(), ids=RULES.keys())
def test_where_nobody_may_sign_up_the_form_is_closed(
    make: Maker, home: dict[str, bool], terms: model.SignUps | None, why: str
) -> None:
    """And no file is made; who saves all the same has saved nothing."""
    intake = make(**home, exhibit=make.exhibit.model_copy(update={"signups": terms}))
    assert intake.closed() == why
    with pytest.raises(KioskError):
        intake.save(ANSWERS, drawn())
    assert not make.home.folder.exists()


def test_an_enrolled_kiosk_seals_to_its_publisher(make: Maker) -> None:
    """Only the keys of the publisher open what visitors leave there."""
    intake = make(**ENROLLED, exhibit=make.own)
    assert intake.closed() is None
    intake.save(ANSWERS, drawn())
    ((_, sealed),) = kept(intake)
    assert SignUp.from_bytes(seal.unseal(sealed, str(MINE))).name == ANSWERS.name
    with intake.stores() as stores:
        assert not stores[0].store.demo
    make.clock.wind(days=366)
    for _ in range(TOLD_DAYS + 1):
        intake.maintain()
        make.days.days += 1
    assert len(kept(intake)) == 1  # never what was never carried away


def test_a_real_home_is_no_demo(make: Maker) -> None:
    """Its form is closed to a demo, and nothing in it is touched."""
    make.home.folder.mkdir()
    make.home.identity.write_text(
        '{"format":1,"kiosk":"k-abcdefgh","machine":"","demo":false}', encoding="ascii"
    )
    assert make().closed() == "nobody"


def test_a_home_nobody_is_enrolled_with_gives_nothing(make: Maker) -> None:
    """Neither stores nor withdrawals; it keeps house without a word."""
    intake = make(demo=False)
    with pytest.raises(UsageError), intake.stores():
        pass
    with pytest.raises(UsageError):
        intake.withdraw(code.draw())
    intake.maintain()
    assert not make.home.folder.exists()


def test_a_lost_store_closes_the_form_until_it_is_back(make: Maker, tmp_path: Path) -> None:
    """While the kiosk runs, and when it starts; never is an empty one made in its place."""
    intake = make()
    intake.save(ANSWERS, drawn(1))
    make.home.signups.rename(tmp_path / "away")
    assert intake.closed() == "missing"
    with pytest.raises(MachineError):
        intake.save(ANSWERS, drawn(2))
    assert make().closed() == "missing"
    shutil.rmtree(make.home.signups, ignore_errors=True)
    (tmp_path / "away").rename(make.home.signups)
    assert intake.closed() is None
    intake.save(ANSWERS, drawn(2))
    assert len(kept(intake)) == 2


def test_a_store_that_was_away_for_a_moment_is_open_at_once(make: Maker, tmp_path: Path) -> None:
    """What was open of it leads nowhere any more: it is opened anew before anybody is told."""
    intake = make()
    intake.save(ANSWERS, drawn(1))
    shutil.copytree(make.home.signups, tmp_path / "copy")
    shutil.rmtree(make.home.signups)
    (tmp_path / "copy").rename(make.home.signups)
    assert intake.closed() is None
    assert len(kept(intake)) == 1


@pytest.fixture
def disk(tmp_path: Path, make: Maker) -> Iterator[Disk]:
    """A small disk, on which the home lies."""
    with small(tmp_path / "disk", 4000) as disk:
        make.home = Home(disk.folder / "home")
        yield disk
        for intake in make.made:
            intake.close()


def test_a_full_disk_closes_the_form_before_a_visitor_begins(make: Maker, disk: Disk) -> None:
    """With a little room left, so that who has begun can end; with more room it opens again."""
    intake = make()
    assert intake.closed() is None
    disk.fill(leave_bytes=RESERVE_BYTES // 2)
    assert intake.closed() == "full"
    intake.save(ANSWERS, drawn(1))
    disk.empty()
    assert intake.closed() is None


def test_a_locked_disk_closes_the_form(make: Maker, disk: Disk) -> None:
    """Before a visitor begins, whether the kiosk runs or starts; unlocked, it opens again."""
    assert make().closed() is None
    make.made[0].close()
    disk.lock()
    intake = make()
    assert intake.closed() == "read-only"
    disk.unlock()
    assert intake.closed() is None


def test_a_store_damaged_while_open_keeps_what_it_acknowledges(make: Maker, key: str) -> None:
    """Whatever of it fails: who was told that it is kept can be read in the end."""
    intake = make()
    for number in range(1, 9):
        intake.save(ANSWERS, drawn(number))
    assert intake.closed() is None
    damage(make.home)
    told = set()
    for number in range(9, 30):
        with suppress(MachineError):
            intake.save(ANSWERS, drawn(number))
            told.add(drawn(number).id)
    intake.close()
    intake = make()
    assert intake.closed() is None
    after = {id_ for id_, sealed in kept(intake) if seal.unseal(sealed, key)}
    assert told <= after


def test_a_retry_after_a_salvage_makes_no_second_one(make: Maker) -> None:
    """It may have been on the disk all the same when it was not acknowledged."""
    intake = make()
    intake.save(ANSWERS, drawn(1))
    for path in make.home.signups.glob(f"k-*/{NAME}-wal"):
        path.unlink()
    with pytest.raises(StoreError):
        intake.save(ANSWERS, drawn(2))
    intake.save(ANSWERS, drawn(2))
    ids = [id_ for id_, _ in kept(intake)]
    assert ids.count(drawn(2).id) == 1


def test_retention_is_counted_from_the_day_at_the_place(make: Maker) -> None:
    """Late in the evening in UTC it is tomorrow there."""
    make.clock.set_calendar(datetime(2018, 10, 1, 22, 30, tzinfo=UTC))
    intake = make()
    intake.save(ANSWERS, drawn())
    with intake.stores() as stores:
        assert stores[0].store.events(1, 1)[0].retention == date(2018, 10, 2) + timedelta(days=365)


SEEN = "2018-09-30T10:00:00+00:00"
CLOCKS = {
    "back in 1970": (datetime(1970, 1, 1, tzinfo=UTC), SEEN, date(2019, 9, 30)),
    "far ahead": (datetime(2099, 1, 1, tzinfo=UTC), SEEN, date(2019, 9, 30)),
    "at the end of the calendar": (LATEST, SEEN, date(2019, 9, 30)),
    "likely": (datetime(2018, 10, 5, tzinfo=UTC), SEEN, date(2019, 10, 5)),
    "and nothing is known": (datetime(1970, 1, 1, tzinfo=UTC), None, date(1971, 1, 1)),
    "and what is known is damaged": (datetime(1970, 1, 1, tzinfo=UTC), "x", date(1971, 1, 1)),
    "at the end, and nothing is known": (LATEST, None, date(9901, 1, 1)),
}


@pytest.mark.parametrize(("now", "seen", "retention"), CLOCKS.values(), ids=CLOCKS.keys())
def test_a_doubtful_calendar_does_not_make_a_sign_up_old(
    make: Maker, key: str, now: datetime, seen: str | None, retention: date
) -> None:
    """The latest day that is known to have passed is nearer to the truth."""
    make.trusted = False
    make.clock.set_calendar(now)
    make.home.folder.mkdir()
    if seen:
        make.home.last_seen.write_text(seen, encoding="ascii")
    intake = make()
    intake.save(ANSWERS, drawn())
    with intake.stores() as stores:
        [event] = stores[0].store.events(1, 1)
    assert (event.retention, event.doubtful) == (retention, True)
    ((_, sealed),) = kept(intake)
    opened = SignUp.from_bytes(seal.unseal(sealed, key))
    assert opened.at.date() == retention - timedelta(days=365)
    assert not opened.clock_trusted


def export_the_first_of_two(intake: Intake) -> None:
    """Two visitors sign up; the first of them is carried away."""
    for number in (1, 2):
        intake.save(ANSWERS, drawn(number))
    with intake.stores() as stores:
        stores[0].store.freeze(1, 1, "b" * 64)
        stores[0].store.note_export("b" * 64, date(2018, 10, 1))


def test_keeping_house_wipes_by_date_only_when_the_calendar_is_trusted(make: Maker) -> None:
    """In every log of this home, and never what was not exported."""
    intake = make()
    export_the_first_of_two(intake)
    intake.close()
    intake = make(machine="cd" * 32)
    make.clock.wind(days=400)
    make.trusted = False
    intake.maintain()
    assert len(kept(intake)) == 2
    make.trusted = True
    for _ in range(TOLD_DAYS):
        intake.maintain()
        assert len(kept(intake)) == 2
        make.days.days += 1
    intake.maintain()
    assert [id_ for id_, _ in kept(intake)] == [drawn(2).id]


def test_a_kiosk_that_follows_nobody_any_more_still_wipes_by_date(make: Maker) -> None:
    """When staff have let the publisher go the promise to its visitors is still kept."""
    enrolled = make(**ENROLLED, exhibit=make.own)
    export_the_first_of_two(enrolled)
    enrolled.close()
    stranger = make(demo=False)
    assert stranger.closed() == "nobody"
    make.clock.wind(days=400)
    for _ in range(TOLD_DAYS + 1):
        stranger.maintain()
        make.days.days += 1
    stranger.close()
    assert [id_ for id_, _ in kept(make(**ENROLLED))] == [drawn(2).id]


def test_keeping_house_in_a_lost_store_harms_nobody(make: Maker, tmp_path: Path) -> None:
    """It is tried again another time."""
    intake = make()
    intake.save(ANSWERS, drawn())
    (folder,) = make.home.signups.glob("k-*")
    folder.rename(tmp_path / "away")
    intake.maintain()
    (tmp_path / "away").rename(folder)
    intake.maintain()
    assert len(kept(intake)) == 1


def test_a_kiosk_that_does_not_know_its_place_takes_sign_ups(make: Maker, key: str) -> None:
    """They say so."""
    intake = make(place=None)
    intake.save(ANSWERS, drawn())
    ((_, sealed),) = kept(intake)
    opened = SignUp.from_bytes(seal.unseal(sealed, key))
    assert (opened.place, opened.town) == (None, None)
