"""What staff may do, on a real home with a real publisher's packs."""

import json
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from packs.publisher import ANSWERS, NOON, Publisher
from station.house import House

from kiosk.clock import Evidence, SystemClock, last_seen
from kiosk.errors import InputError, UsageError
from kiosk.keys.signing import fingerprint
from kiosk.signups import bundle, identity
from kiosk.signups.expiry import Expiry
from kiosk.signups.intake import Intake, VisitorCode
from kiosk.signups.ledger import Ledger
from kiosk.staff import unlock
from kiosk.station import wording
from kiosk.station.boot import boot
from kiosk.station.loading import Done, Offered, Refused, State
from kiosk.station.tasks import StaffTasks
from kiosk.uptime import UptimeFile
from kiosk.usb.drives import Drives
from kiosk.usb.machine import Machine


class Open:
    """A kiosk that runs, and its staff."""

    def __init__(self, house: House, **wanted: Any) -> None:
        self.ours = house.open(**wanted)
        self.tasks = StaffTasks(self.ours, Drives(Machine()))
        self.states: list[State] = []
        self._changed = threading.Condition()
        self.tasks.loader.listen(self._hear)

    def _hear(self, state: State) -> None:
        with self._changed:
            self.states.append(state)
            self._changed.notify_all()

    def until(self, kind: type) -> Any:
        """Wait for the loader to be so far."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: self.states and isinstance(self.states[-1], (kind, Refused)), 30
            )
            assert isinstance(self.states[-1], kind), self.states[-1]
            return self.states[-1]

    def sign_up(self, *numbers: int) -> Intake:
        """Visitors leave an address."""
        intake = self.ours.intake()
        assert intake.closed() is None
        for number in numbers:
            intake.save(ANSWERS, VisitorCode(f"CODE{number}", f"{number:032x}"))
        intake.close()
        return intake


def test_staff_enrol_and_load_and_go_back(house: House) -> None:
    """The first pack needs a yes to its fingerprint; the next only a yes; one tap leads back."""
    house.publisher.publish(house.stick, "Een")
    kiosk = Open(house)
    tasks = kiosk.tasks
    assert tasks.standing().on is None
    assert "pack" in tasks.look(house.stick).kinds
    tasks.loader.offer(house.stick)
    offer = kiosk.until(Offered).offer
    assert offer.is_first
    tasks.loader.load(trust=offer.fingerprint)
    kiosk.until(Done)
    standing = tasks.standing()
    assert standing.on.title_in("nl") == "Een"
    assert standing.publisher.fingerprint == offer.fingerprint
    house.publisher.publish(house.stick, "Twee")
    tasks.loader.offer(house.stick)
    assert not kiosk.until(Offered).offer.is_first
    tasks.loader.load()
    kiosk.until(Done)
    assert tasks.standing().previous == standing.on
    tasks.back()
    assert tasks.standing().on is not None
    assert tasks.standing().on.title_in("nl") == "Een"


def test_staff_can_follow_another_publisher_after_forgetting_the_first(house: House) -> None:
    """What ships is shown in between, nobody signs up, and no sign-up that is here is lost."""
    house.load("Een")
    other = house.folder / "strange"
    Publisher(house.folder / "other", "somebody else").publish(other, "Vreemd")
    kiosk = Open(house, place="gennep")
    kiosk.sign_up(1)
    kiosk.tasks.forget()
    assert kiosk.tasks.standing().publisher is None
    kiosk.ours.refresh()
    assert not kiosk.ours.content.enrolled
    kiosk.tasks.loader.offer(other)
    offer = kiosk.until(Offered).offer
    assert offer.is_first
    kiosk.tasks.loader.load(trust=offer.fingerprint)
    kiosk.until(Done)
    kiosk.ours.refresh()
    assert kiosk.ours.content.enrolled
    empty = house.folder / "empty"
    empty.mkdir()
    assert kiosk.tasks.carry(empty).sign_ups == 1


def test_a_demonstration_loads_nothing(house: House) -> None:
    """It says so; there is nothing to go back to either."""
    house.publisher.publish(house.stick, "Een")
    kiosk = Open(house, demo=True)
    kiosk.tasks.loader.offer(house.stick)
    assert isinstance(kiosk.until(Refused).error, UsageError)
    kiosk.tasks.loader.load()
    kiosk.tasks.loader.cancel()
    assert kiosk.tasks.standing().on is None
    with pytest.raises(UsageError):
        kiosk.tasks.back()
    with pytest.raises(UsageError):
        kiosk.tasks.forget()
    assert not kiosk.tasks.unlock(house.stick)


def test_sign_ups_go_to_the_stick_with_how_the_kiosk_is(house: House) -> None:
    """Counts and health lie beside them; nobody's name does."""
    house.load("Een")
    kiosk = Open(house, place="gennep")
    kiosk.sign_up(1)
    kiosk.ours.counter.opened("film", "tuin")
    kiosk.ours.counter.ended(NOON.date())
    assert kiosk.tasks.waiting().waiting == 1
    empty = house.folder / "empty"
    empty.mkdir()
    assert kiosk.tasks.look(empty).is_empty
    result = kiosk.tasks.carry(empty)
    assert result.is_whole
    assert result.sign_ups == 1
    (status,) = empty.glob("KIOSK-STATUS/*.json")
    told = json.loads(status.read_text("utf-8"))
    assert told["kiosk"] == kiosk.tasks.kiosk()
    assert told["tally"]["cooperatives"]["tuin"]["film"] == 1
    assert "Els" not in status.read_text("utf-8")
    assert kiosk.tasks.sums().cooperatives
    (carried,) = empty.glob("KIOSK-SIGNUPS/*/*.tar")
    digits = fingerprint(bundle.read(carried.read_bytes()).header.key)
    assert kiosk.tasks.health().digits == digits
    assert ("Digits of this kiosk", digits) in wording.lines(kiosk.tasks.health(), "en")
    assert kiosk.tasks.waiting().waiting == 0


def test_who_forgot_the_pin_is_helped_once(house: House) -> None:
    """By a file of the publisher, for this kiosk and this number; then the PIN is chosen anew."""
    house.load("Een")
    kiosk = Open(house)
    tasks = kiosk.tasks
    tasks.pin.set("274916")
    assert not tasks.unlock(house.stick)
    unlock.write(house.publisher.daily.pack, tasks.kiosk(), tasks.number(), house.stick)
    assert "unlock" in tasks.look(house.stick).kinds
    assert tasks.unlock(house.stick)
    assert not tasks.pin.is_set
    tasks.pin.set("583920")
    assert not tasks.unlock(house.stick)
    assert tasks.pin.is_set


def test_a_new_pack_key_unlocks_and_the_old_one_does_not(house: House) -> None:
    """Once a pack brought the news that keys were replaced."""
    house.load("Een")
    old = house.publisher.daily.pack
    house.publisher.rotate()
    house.load("Twee")
    kiosk = Open(house)
    kiosk.tasks.pin.set("274916")
    for signer, opens in ((old, False), (house.publisher.daily.pack, True)):
        stick = house.folder / f"stick-{opens}"
        stick.mkdir()
        unlock.write(signer, kiosk.tasks.kiosk(), kiosk.tasks.number(), stick)
        assert kiosk.tasks.unlock(stick) == opens


def test_staff_set_place_hours_and_date(house: House) -> None:
    """What is wrong is refused in words, and changes nothing."""
    house.load("Een")
    house.home.last_seen.write_text(SystemClock().now().isoformat())
    kiosk = Open(house)
    tasks = kiosk.tasks
    tasks.change({"place": "venray", "hours": "mo-fr 10:00-17:00"})
    assert tasks.settings().place == "venray"
    with pytest.raises(InputError):
        tasks.change({"hours": "always"})
    assert tasks.settings().hours == "mo-fr 10:00-17:00"
    before = tasks.moment().local
    assert not tasks.moment().trusted
    tasks.set_moment(before + timedelta(days=2))
    assert tasks.moment().local - before >= timedelta(days=2)
    with pytest.raises(UsageError, match="was on"):
        tasks.set_moment(before - timedelta(days=200))
    tasks.confirm()
    assert tasks.moment().trusted


def test_a_mistyped_year_is_asked_twice_and_can_be_taken_back(house: House) -> None:
    """The floor follows, it is told in health, and the kiosk believes the right date again."""
    house.load("Een")
    now = SystemClock().now()
    house.home.last_seen.write_text(now.isoformat())
    tasks = Open(house, place="gennep").tasks
    right = tasks.moment().local
    wrong = right + timedelta(days=365)
    found = tasks.doubt(wrong)
    assert (found.why, found.known) == ("ahead", now)
    with pytest.raises(UsageError):
        tasks.set_moment(wrong)
    tasks.set_moment(wrong, sure=True)
    assert tasks.moment().trusted
    assert tasks.doubt(right).why == "before"
    tasks.set_moment(right, sure=True)
    assert tasks.moment().trusted
    assert tasks.doubt(None) is None
    assert abs(last_seen(house.home.last_seen) - now) < timedelta(hours=1)
    assert [(notice.kind, notice.count) for notice in tasks.health().notices] == [
        ("date-back", 365)
    ]
    kiosk = Open(house, place="gennep")
    assert not kiosk.ours.running.stands
    assert not kiosk.tasks.doubt(None)


def test_a_mistyped_year_wipes_nothing_that_was_carried(house: House) -> None:
    """Neither at once, nor within a month of running; and the right date is taken in between."""
    house.load("Een")
    house.home.last_seen.write_text(SystemClock().now().isoformat())
    house.home.running.write_text(UptimeFile(boot=boot(), days=90).model_dump_json())
    house.stick.mkdir(exist_ok=True)
    kiosk = Open(house, place="gennep")
    right = kiosk.tasks.moment().local
    kiosk.tasks.set_moment(right)
    taking = kiosk.sign_up(*range(12))
    assert kiosk.tasks.carry(house.stick).sign_ups == 12
    kiosk.tasks.set_moment(right + timedelta(days=400), sure=True)
    assert kiosk.tasks.moment().trusted
    taking.maintain()
    assert kiosk.tasks.waiting().kept == 12
    taking.close()
    for _ in range(29):
        kept = kiosk.ours.running._kept  # noqa: SLF001 - as the file has it after a day
        more = kept.model_copy(update={"days": kept.days + 1})
        house.home.running.write_text(more.model_dump_json())
        kiosk = Open(house, place="gennep")
        taking = kiosk.ours.intake()
        taking.maintain()
        taking.close()
    waiting = kiosk.tasks.waiting()
    assert (waiting.kept, waiting.leaving) == (12, 12)
    assert "leaving" in kiosk.tasks.health().needs
    kiosk.tasks.set_moment(right, sure=True)
    assert kiosk.tasks.moment().trusted
    assert kiosk.tasks.waiting().leaving == 0


def test_a_pack_of_a_pc_that_was_ahead_locks_nobody_out_of_the_calendar(house: House) -> None:
    """Staff who are sure are believed, until the next pack."""
    house.load("Een")
    tasks = Open(house, place="gennep").tasks
    day = NOON.replace(tzinfo=None) - timedelta(days=30)
    assert tasks.doubt(day).why == "pack"
    tasks.set_moment(day, sure=True)
    assert tasks.moment().trusted
    assert Open(house, place="gennep").tasks.moment().trusted


def test_a_date_that_jumped_is_told_until_staff_confirm_it(house: House) -> None:
    """Believed, but nothing is wiped by it meanwhile."""
    house.load("Een")
    house.evidence = Evidence(battery_clock=True)
    house.home.last_seen.write_text((SystemClock().now() - timedelta(days=100)).isoformat())
    tasks = Open(house, place="gennep").tasks
    assert tasks.moment().trusted
    assert tasks.moment().jumped
    assert "jump" in tasks.health().needs
    with pytest.raises(UsageError):
        tasks.confirm()
    tasks.confirm(sure=True)
    assert not tasks.moment().jumped
    assert "jump" not in tasks.health().needs
    assert tasks.health().notices == ()


def test_staff_let_many_go_that_are_past_their_day(house: House) -> None:
    """What they were asked about, and it is gone when they look again."""
    house.load("Een")
    house.evidence = Evidence(network_time=True)
    house.home.last_seen.write_text(SystemClock().now().isoformat())
    house.home.running.write_text(UptimeFile(boot=boot(), days=90).model_dump_json())
    kiosk = Open(house, place="gennep")
    today = SystemClock().now().date()
    machine = kiosk.ours.running
    with closing(Ledger(house.home, machine=identity.machine(), demo=False)) as ledger:
        store = ledger.current.store
        for number in range(12):
            store.sign_up(f"{number:032x}", today - timedelta(days=9), b"sealed")
        store.freeze(1, 12, "a" * 64)
        store.note_export("a" * 64, None)
        told = {store.kiosk: {str(number): 30 for number in range(1, 13)}}
        kept = {"format": 1, "counted": machine.days, "told": told}
        house.home.leaving.write_text(json.dumps(kept))
        expiry = Expiry(house.home.leaving, machine)
        assert kiosk.ours.trusted(kiosk.ours.clock.now())
        assert machine.stands
        assert expiry.keep([store], today) == 0
    tasks = Open(house, place="gennep").tasks
    assert tasks.waiting().asked == 12
    assert "wipe" in tasks.health().needs
    assert tasks.wipe() == 12
    assert tasks.waiting().asked == 0
    assert tasks.waiting().kept == 0


def test_health_is_told_also_when_parts_of_the_kiosk_fail(house: House) -> None:
    """Settings that cannot be read, a shelf that cannot be opened: both need a person."""
    house.load("Een")
    kiosk = Open(house, place="gennep")
    assert kiosk.tasks.health().publisher == "De Alliantie"
    house.home.settings.write_text("place: [")
    assert "settings" in kiosk.tasks.health().needs
    with closing(sqlite3.connect(house.home.shelf / "shelf.db")) as newer:
        newer.execute("PRAGMA user_version = 99")
    house.home.settings.unlink()
    kiosk = Open(house)
    assert kiosk.ours.shelf is None
    assert "shelf" in kiosk.tasks.health().needs


def test_staff_see_the_place_that_the_kiosk_was_started_with(house: House) -> None:
    """The command line wins, and nobody reads there that no place is known."""
    house.load("Een")
    kiosk = Open(house, place="venray")
    assert kiosk.tasks.settings().place == kiosk.ours.place == "venray"
