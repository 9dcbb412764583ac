"""Sign-ups to the stick and receipts from it, while visitors go on signing up."""

import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from signups.logbook import acknowledge

from kiosk.errors import StoreError
from kiosk.keys.signing import Signer
from kiosk.paths import Home
from kiosk.signups import bundle
from kiosk.signups.ledger import Ledger
from kiosk.station.carrying import ExchangeResult, WaitingCounts, carry, leave_status, waiting

MACHINE = "ab" * 32
TODAY = date(2018, 10, 5)
GIVEN = date(2018, 9, 14)
KEPT_DAYS = 365
COORDINATOR = Signer(bytes([7]) * 32)


class Kiosk:
    """A home whose glass holds its own ledger open, as the program does."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder)
        self.ledger = Ledger(self.home, machine=MACHINE, demo=False)

    @property
    def id(self) -> str:
        """What the coordinator calls it."""
        return self.ledger.current.identity.kiosk

    def sign_up(self, number: int, given: date = GIVEN, *, doubtful: bool = False) -> None:
        """One visitor more."""
        until = given + timedelta(days=KEPT_DAYS)
        self.ledger.current.store.sign_up(
            f"{number:032x}", until, b"sealed %d" % number, doubtful=doubtful
        )

    def carry(self, stick: Path, *, today: date | None = TODAY) -> ExchangeResult:
        """Staff carry everything away."""
        result = carry(
            self.home, stick, machine=MACHINE, demo=False, key=COORDINATOR.public, today=today
        )
        return leave_status(result, stick, self.home, lambda: b"all is well")

    def waiting(self, today: date | None = TODAY, days: int | None = KEPT_DAYS) -> WaitingCounts:
        """What staff see."""
        return waiting(self.home, machine=MACHINE, demo=False, today=today, retention_days=days)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk with two sign-ups."""
    made = Kiosk(tmp_path / "home")
    made.sign_up(1)
    made.sign_up(2, GIVEN + timedelta(days=3))
    yield made
    made.ledger.close()


def test_staff_see_how_many_wait_and_since_when(kiosk: Kiosk, stick: Path) -> None:
    """Before, after carrying, and after the coordinator's word that they arrived."""
    assert kiosk.waiting() == WaitingCounts(waiting=2, kept=2, since=GIVEN)
    kiosk.carry(stick)
    assert kiosk.waiting() == WaitingCounts(kept=2, last_bundle=TODAY)
    kiosk.sign_up(3, date(2018, 10, 4))
    assert kiosk.waiting() == WaitingCounts(
        waiting=1, kept=3, since=date(2018, 10, 4), last_bundle=TODAY
    )
    acknowledge(stick, COORDINATOR)
    kiosk.carry(stick)
    assert kiosk.waiting() == WaitingCounts(kept=1, last_bundle=TODAY)


def test_since_when_is_not_guessed(kiosk: Kiosk, stick: Path) -> None:
    """Nor what would be wiped unread: both need a date, and how long sign-ups are kept."""
    assert kiosk.waiting(days=None).since is None
    assert kiosk.waiting(days=1).since is None
    assert kiosk.waiting(today=None).since == GIVEN
    late = GIVEN + timedelta(days=KEPT_DAYS - 10)
    assert kiosk.waiting(late).fading == 2
    assert kiosk.waiting(None).fading == 0
    kiosk.carry(stick)
    assert kiosk.waiting(late).leaving == 2


def test_a_day_that_no_clock_vouches_for_tells_no_age(kiosk: Kiosk, stick: Path) -> None:
    """Nor is anybody warned by it that a sign-up goes."""
    kiosk.carry(stick)
    kiosk.sign_up(3, date(2015, 1, 1), doubtful=True)
    waiting = kiosk.waiting()
    assert (waiting.waiting, waiting.since, waiting.fading) == (1, None, 0)
    kiosk.carry(stick)
    assert kiosk.waiting().leaving == 0


def test_one_stick_takes_sign_ups_and_status_and_brings_receipts(kiosk: Kiosk, stick: Path) -> None:
    """Receipts first: what they name is deleted here, and not carried again."""
    first = kiosk.carry(stick)
    assert (first.sign_ups, first.new, first.there, first.status) == (2, 1, 0, True)
    assert first.is_whole
    assert (stick / first.written[0]).is_file()
    assert (stick / "KIOSK-STATUS" / f"{kiosk.id}.json").read_bytes() == b"all is well"
    acknowledge(stick, COORDINATOR)
    kiosk.sign_up(3)
    second = kiosk.carry(stick)
    assert (second.receipts, second.wiped, second.sign_ups, second.new) == (1, 2, 1, 1)
    third = kiosk.carry(stick)
    assert (third.receipts, third.wiped, third.sign_ups, third.new, third.there) == (1, 0, 1, 0, 1)
    assert third.is_whole


def test_the_glass_sees_at_once_what_was_wiped(kiosk: Kiosk, stick: Path) -> None:
    """Two ledgers of one home in one program agree."""
    kiosk.carry(stick)
    acknowledge(stick, COORDINATOR)
    kiosk.carry(stick)
    assert kiosk.ledger.current.store.sealed(1) is None
    assert kiosk.ledger.current.store.counts().kept == 0
    kiosk.sign_up(3)
    assert kiosk.waiting().waiting == 1


def test_visitors_go_on_signing_up_while_staff_carry(kiosk: Kiosk, stick: Path) -> None:
    """None is lost and none fails, whatever is just being read, frozen or wiped."""
    done = threading.Event()
    results: list[ExchangeResult] = []

    def keep_carrying() -> None:
        while not done.is_set():
            results.append(kiosk.carry(stick))
            acknowledge(stick, COORDINATOR)

    worker = threading.Thread(target=keep_carrying)
    worker.start()
    for number in range(3, 150):
        kiosk.sign_up(number)
    done.set()
    worker.join()
    last = kiosk.carry(stick)
    assert all(result.is_whole for result in [*results, last])
    carried = {
        event.number
        for path in stick.rglob("*.tar")
        for event in bundle.read(path.read_bytes()).header.events
    }
    assert carried == set(range(1, 150))


def test_a_stick_that_is_gone_is_told_and_nothing_is_lost(kiosk: Kiosk, stick: Path) -> None:
    """A store that is lost is told as well, and the status travels."""
    result = kiosk.carry(stick / "gone")
    assert len(result.faults) == 1
    assert not result.is_whole
    assert not result.status
    assert kiosk.waiting().waiting == 2
    assert kiosk.carry(stick).sign_ups == 2
    kiosk.ledger.close()
    (kiosk.home.signups).rename(kiosk.home.folder / "lost")
    found = kiosk.waiting()
    assert [fault.reason for fault in found.faults if isinstance(fault, StoreError)] == ["missing"]
    result = kiosk.carry(stick)
    assert [fault.reason for fault in result.faults if isinstance(fault, StoreError)] == ["missing"]
    assert result.status


def test_a_stick_with_something_in_the_way_still_takes_the_rest(kiosk: Kiosk, stick: Path) -> None:
    """Whatever can be done is done, and the fault is told once."""
    (stick / "KIOSK-STATUS").write_text("in the way")
    result = kiosk.carry(stick)
    assert result.sign_ups == 2
    assert not result.status
    (fault,) = result.faults
    assert f"{stick / 'KIOSK-STATUS'} stands in the way" in fault.what
    (stick / bundle.FOLDER / kiosk.id).rename(stick / "elsewhere")
    (stick / bundle.FOLDER / kiosk.id).write_text("in the way")
    (stick / "KIOSK-STATUS").unlink()
    result = kiosk.carry(stick)
    assert result.status
    assert len(result.faults) == 1


def test_a_kiosk_that_carries_has_an_id(tmp_path: Path, stick: Path) -> None:
    """An exhibit without sign-ups has a tally all the same; it travels under the kiosk's name."""
    home = Home(tmp_path / "new")
    result = carry(home, stick, machine=MACHINE, demo=False, key=None, today=None)
    result = leave_status(result, stick, home, lambda: b"{}")
    assert result.status
    (file,) = (stick / "KIOSK-STATUS").iterdir()
    assert json.loads((tmp_path / "new" / "kiosk.json").read_bytes())["kiosk"] == file.stem


def test_a_demo_is_not_carried_as_the_real_thing(kiosk: Kiosk, stick: Path) -> None:
    """Whoever mixes up the homes is told, and nothing travels."""
    result = carry(kiosk.home, stick, machine=MACHINE, demo=True, key=None, today=TODAY)
    assert [fault.exit_code for fault in result.faults] == [2]
    assert list(stick.iterdir()) == []
    found = waiting(kiosk.home, machine=MACHINE, demo=True, today=TODAY, retention_days=None)
    assert [fault.exit_code for fault in found.faults] == [2]
