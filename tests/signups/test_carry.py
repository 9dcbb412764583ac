"""Carrying: what has not arrived lies on the stick, and nothing is lost on the way."""

import hashlib
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from signups.disks import small
from signups.logbook import KIOSK, RETENTION, Logbook, entries, id_, proof_of

from kiosk.errors import MachineError
from kiosk.keys.signing import Signer
from kiosk.signups import bundle
from kiosk.signups.bundle import Bundle
from kiosk.signups.carry import carry
from kiosk.signups.event import Event
from kiosk.signups.identity import Identity, SignUpLog
from kiosk.signups.seal import MAX_SEALED_BYTES
from kiosk.signups.store import Store

TODAY = date(2018, 10, 5)
OTHER = "k-zz99zz99"

on_linux = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


@dataclass
class Maker:
    """Makes kiosks with a store each, and closes them all."""

    folder: Path
    made: list[SignUpLog] = field(default_factory=list)

    def __call__(
        self, kiosk: str = KIOSK, sign_ups: int = 0, salvaged: Sequence[Event] = ()
    ) -> SignUpLog:
        """A kiosk with so many sign-ups, or the salvaged events of one."""
        folder = self.folder / f"{kiosk}-{len(self.made)}"
        folder.mkdir(parents=True)
        rest = [(event, False, None) for event in salvaged] or None
        store = Store.create(folder, kiosk, demo=True, salvaged=rest)
        signer = Signer(hashlib.sha256(kiosk.encode()).digest())
        self.made.append(SignUpLog(Identity(kiosk, signer, folder, demo=True), store))
        add(self.made[-1], sign_ups)
        return self.made[-1]


def add(log: SignUpLog, sign_ups: int) -> None:
    """So many visitors more."""
    for number in range(log.store.last_number + 1, log.store.last_number + sign_ups + 1):
        log.store.sign_up(id_(number), RETENTION, b"sealed %d" % number)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Maker]:
    """A maker of kiosks."""
    maker = Maker(tmp_path / "kiosks")
    yield maker
    for log in maker.made:
        log.store.close()


def bundles(stick: Path) -> list[Bundle]:
    """What lies on a stick, in the order of names; every file on it must be a sound bundle."""
    found = []
    for path in sorted(path for path in stick.rglob("*") if not path.is_dir()):
        read = bundle.read(path.read_bytes())
        name = bundle.name(read.header.first, read.sha256)
        assert path == stick / bundle.FOLDER / read.header.kiosk / name
        found.append(read)
    return found


def ranges(stick: Path) -> list[tuple[int, int]]:
    """First and last number of each bundle on a stick."""
    return [(one.header.first, one.header.last) for one in bundles(stick)]


def acknowledge(log: SignUpLog, *numbers: int) -> None:
    """Let a receipt name these events."""
    log.store.acknowledge(entry for entry in entries(log.store) if entry[0] in numbers)


def test_every_sign_up_is_carried_and_noted(make: Maker, stick: Path, tmp_path: Path) -> None:
    """And stays on the kiosk: nothing is deleted because it was exported.

    Again the same stick keeps its files as they are; another stick gets the same bytes.
    """
    log = make(sign_ups=3)
    carried = carry([log], stick, TODAY)
    (lying,) = bundles(stick)
    assert lying.sealed == {1: b"sealed 1", 2: b"sealed 2", 3: b"sealed 3"}
    assert (lying.header.kiosk, lying.header.demo) == (KIOSK, True)
    assert lying.header.key == log.identity.signer.public
    name = f"KIOSK-SIGNUPS/{KIOSK}/00000001-{lying.sha256}.tar"
    assert (carried.written, carried.there, carried.sign_ups, carried.faults) == ((name,), 0, 3, ())
    counts = log.store.counts(TODAY)
    assert (counts.kept, counts.waiting, counts.last_export) == (3, 0, TODAY)
    before = (stick / name).stat().st_mtime_ns
    again = carry([log], stick, date(2018, 11, 1))
    assert (again.written, again.there, again.sign_ups) == ((), 1, 3)
    assert (stick / name).stat().st_mtime_ns == before
    (tmp_path / "other").mkdir()
    assert carry([log], tmp_path / "other", TODAY).written == (name,)
    (range_,) = log.store.ranges()
    assert (range_.exported, range_.day) == (True, TODAY)


def test_later_sign_ups_have_their_own_bundle(make: Maker, stick: Path, tmp_path: Path) -> None:
    """What lies at the coordinator's stays true; a stick lost on the way loses nothing."""
    log = make(sign_ups=2)
    carry([log], stick, TODAY)
    add(log, 3)
    (tmp_path / "next").mkdir()
    for folder, there in ((stick, 1), (tmp_path / "next", 0)):
        carried = carry([log], folder, TODAY)
        assert ranges(folder) == [(1, 2), (3, 5)]
        assert (len(carried.written), carried.there, carried.sign_ups) == (2 - there, there, 5)


def test_what_has_arrived_is_not_carried_again(make: Maker, stick: Path) -> None:
    """A receipt for a part leaves the rest to be carried, without the bytes deleted here.

    Once receipts have named every event of a bundle, it is done.
    """
    log = make(sign_ups=3)
    carry([log], stick, TODAY)
    acknowledge(log, 1, 3)
    (new,) = carry([log], stick, TODAY).written
    lying = bundle.read((stick / new).read_bytes())
    assert (lying.header.first, lying.header.last, lying.header.gone) == (1, 3, (1, 3))
    assert lying.sealed == {2: b"sealed 2"}
    assert len(bundles(stick)) == 2
    assert carry([log], stick, TODAY).there == 1
    acknowledge(log, 2)
    add(log, 1)
    for path in stick.rglob("*.tar"):
        path.unlink()
    assert carry([log], stick, TODAY).sign_ups == 1
    assert ranges(stick) == [(4, 4)]


def test_a_withdrawal_travels_and_what_it_took_back_does_not(make: Maker, stick: Path) -> None:
    """Taken back before the first export, between two, or from another kiosk."""
    log = make(sign_ups=2)
    log.store.withdraw(proof_of(1))
    log.store.withdraw(proof_of(77))
    carry([log], stick, TODAY)
    (lying,) = bundles(stick)
    assert lying.sealed == {2: b"sealed 2"}
    assert [(event.kind, event.id) for event in lying.header.events[2:]] == [
        ("withdrawal", id_(1)),
        ("withdrawal", id_(77)),
    ]
    log.store.withdraw(proof_of(2))
    carry([log], stick, TODAY)
    assert sorted(tuple(one.sealed) for one in bundles(stick)) == [(), (), (2,)]


def test_a_kiosk_that_does_not_know_the_day_notes_none(make: Maker, stick: Path) -> None:
    """Or sealed bytes would be wiped ninety days after a day that never was.

    One that never took a sign-up leaves the stick as it was.
    """
    assert carry([make()], stick, TODAY).written == carry([], stick, TODAY).written == ()
    assert list(stick.iterdir()) == []
    log = make(sign_ups=1)
    carry([log], stick, None)
    assert len(bundles(stick)) == 1
    assert log.store.counts(TODAY).waiting == 0
    assert log.store.expire(RETENTION) == 0
    carry([log], stick, TODAY)
    (range_,) = log.store.ranges()
    assert (range_.exported, range_.day) == (True, TODAY)


@pytest.mark.parametrize(
    ("count", "size", "expected"),
    [(2 * bundle.MAX_EVENTS + 3, 9, (500, 500, 3)), (300, MAX_SEALED_BYTES, None)],
    ids=["many", "large"],
)
def test_many_or_large_sign_ups_are_several_bundles(
    make: Maker, stick: Path, count: int, size: int, expected: tuple[int, ...] | None
) -> None:
    """Of at most five hundred events, and none too large to be read; without a gap."""
    log = make()
    for number in range(count):
        log.store.sign_up(id_(number), RETENTION, secrets.token_bytes(size))
    assert carry([log], stick, TODAY).sign_ups == count
    lying = bundles(stick)
    assert [number for one in lying for number in one.sealed] == list(range(1, count + 1))
    assert len(lying) == 3
    assert expected in {None, tuple(len(one.sealed) for one in lying)}
    assert carry([log], stick, TODAY).there == 3


def test_every_identity_of_a_machine_carries_its_own(make: Maker, stick: Path) -> None:
    """What was saved before the machine became another kiosk still travels, under its own key.

    A store that fails is told, and does not hold back the others.
    """
    first, second = make(sign_ups=1), make(OTHER, sign_ups=2)
    carry([first, second], stick, TODAY)
    assert {one.header.kiosk: len(one.sealed) for one in bundles(stick)} == {KIOSK: 1, OTHER: 2}
    first.store.close()
    add(second, 1)
    carried = carry([first, second], stick, TODAY)
    assert (len(carried.faults), len(carried.written)) == (1, 1)


def test_what_was_salvaged_travels_around_its_holes(make: Maker, stick: Path) -> None:
    """After damage each piece without a hole is a bundle: the coordinator sees what is missing."""
    logbook = Logbook()
    events = [logbook.withdraw(id_(number)) for number in range(10)]
    carry([make(salvaged=[events[at] for at in (1, 2, 3, 6, 8, 9)])], stick, TODAY)
    assert ranges(stick) == [(2, 4), (7, 7), (9, 10)]


def test_a_damaged_copy_on_the_stick_is_mended(make: Maker, stick: Path) -> None:
    """A stick pulled out too early holds half a file or none: the next time it is whole."""
    log = make(sign_ups=2)
    (name,) = carry([log], stick, TODAY).written
    whole = (stick / name).read_bytes()
    for damaged in (b"", whole[:-1], whole[:-1] + b"x", bytes(len(whole))):
        (stick / name).write_bytes(damaged)
        (stick / f"{name}.part").write_bytes(whole[:100])
        assert carry([log], stick, TODAY).written == (name,)
        assert len(bundles(stick)) == 1


def test_what_else_lies_on_a_stick_stays(make: Maker, stick: Path) -> None:
    """Photos, other kiosks' bundles, bundles of before: nothing is overwritten or removed."""
    lying = {
        "holiday.jpg": b"sun",
        f"{bundle.FOLDER}/{OTHER}/00000001-{'0' * 64}.tar": b"theirs",
        f"{bundle.FOLDER}/{KIOSK}/00000001-{'0' * 64}.tar": b"before",
    }
    for name, content in lying.items():
        (stick / name).parent.mkdir(parents=True, exist_ok=True)
        (stick / name).write_bytes(content)
    carry([make(sign_ups=1)], stick, TODAY)
    assert {name: (stick / name).read_bytes() for name in lying} == lying


@on_linux
@pytest.mark.parametrize("is_link", [True, False])
@pytest.mark.parametrize("where", [bundle.FOLDER, f"{bundle.FOLDER}/{KIOSK}"])
def test_no_plant_is_followed(make: Maker, stick: Path, *, is_link: bool, where: str) -> None:
    """A folder that is none is told, nothing is written elsewhere, and nothing is noted."""
    (stick.parent / "elsewhere").mkdir()
    (stick / where).parent.mkdir(parents=True, exist_ok=True)
    if is_link:
        (stick / where).symlink_to(stick.parent / "elsewhere")
    else:
        (stick / where).write_bytes(b"in the way")
    log = make(sign_ups=1)
    with pytest.raises(MachineError, match="stands in the way"):
        carry([log], stick, TODAY)
    assert list((stick.parent / "elsewhere").iterdir()) == []
    assert log.store.counts(TODAY).waiting == 1


def test_a_stick_that_stops_half_way_loses_nothing(make: Maker, stick: Path) -> None:
    """What was written stays and is noted; the rest is carried the next time, the same bytes.

    Of a stick that is not in nothing was frozen or noted.
    """
    first, second = make(sign_ups=1), make(OTHER, sign_ups=1)
    with pytest.raises(MachineError, match="there is no folder"):
        carry([first], stick / "none", TODAY)
    assert first.store.ranges() == ()
    (stick / bundle.FOLDER).mkdir()
    (stick / bundle.FOLDER / OTHER).write_bytes(b"in the way")
    with pytest.raises(MachineError):
        carry([first, second], stick, TODAY)
    assert [log.store.counts(TODAY).waiting for log in (first, second)] == [0, 1]
    (frozen,) = second.store.ranges()
    (stick / bundle.FOLDER / OTHER).unlink()
    carried = carry([first, second], stick, TODAY)
    assert (len(carried.written), carried.there) == (1, 1)
    assert frozen.sha256 in carried.written[0]
    assert second.store.counts(TODAY).waiting == 0


def test_a_full_stick_holds_no_half_bundle(make: Maker, stick: Path, tmp_path: Path) -> None:
    """What fits is there; what does not is told, and goes onto another stick."""
    log = make(sign_ups=2)
    with small(tmp_path / "disk", 256) as disk:
        carry([log], disk.folder, TODAY)
        for number in range(10):
            log.store.sign_up(id_(number + 50), RETENTION, secrets.token_bytes(MAX_SEALED_BYTES))
        with pytest.raises(MachineError, match="is full"):
            carry([log], disk.folder, TODAY)
        assert ranges(disk.folder) == [(1, 2)]
    assert log.store.counts(TODAY).waiting == 10
    assert len(carry([log], stick, TODAY).written) == 2


def test_a_kiosk_whose_own_disk_is_full_can_still_give(stick: Path, tmp_path: Path) -> None:
    """Nothing can be noted any more, but everything is carried; staff are told of the disk."""
    with small(tmp_path / "disk", 1024) as disk:
        log = Maker(disk.folder)(sign_ups=5)
        with closing(log.store):
            carry([log], stick, TODAY)
            log.store.withdraw(proof_of(2))
            add(log, 1)
            for path in stick.rglob("*.tar"):
                path.unlink()
            disk.fill()
            carried = carry([log], stick, TODAY)
            assert [fault.reason for fault in carried.faults] == ["full"]
            assert carried.sign_ups == 5
            assert {number for one in bundles(stick) for number in one.sealed} == {1, 3, 4, 5, 7}
            disk.empty()
        with closing(Store.open(log.identity.folder)) as store:
            reopened = SignUpLog(log.identity, store)
            assert store.counts(TODAY).waiting == 1
            add(reopened, 1)
            assert carry([reopened], stick, TODAY).faults == ()
            assert store.counts(TODAY).waiting == 0


@on_linux
def test_a_disk_taken_out_under_a_kiosk_still_gives_what_was_read(make: Maker, stick: Path) -> None:
    """What can still be read is carried, although nothing can be noted."""
    log = make(sign_ups=2)
    (log.identity.folder / "events.db").rename(log.identity.folder / "elsewhere.db")
    carried = carry([log], stick, TODAY)
    assert [fault.reason for fault in carried.faults] == ["missing"]
    assert [one.sealed.keys() for one in bundles(stick)] == [{1, 2}]


Step = tuple[str, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["sign up", "withdraw", "carry", "arrive", "lose the stick"]),
        st.integers(1, 30),
    ),
    max_size=25,
)


@given(steps=STEPS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_happens_nothing_is_lost_on_the_way(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    """After one more stick the coordinator has every event, and every sign-up not taken back."""
    folder = tmp_path_factory.mktemp("days")
    make = Maker(folder)
    log = make()
    stick = folder / "stick"
    stick.mkdir()
    events: dict[int, Event] = {}
    sealed: dict[int, bytes] = {}

    def collect() -> None:
        for one in bundles(stick):
            events.update((event.number, event) for event in one.header.events)
            sealed.update(one.sealed)

    for what, number in [*steps, ("carry", 0)]:
        match what:
            case "sign up":
                log.store.sign_up(id_(number), RETENTION, b"sealed %d" % number)
            case "withdraw":
                log.store.withdraw(proof_of(number))
            case "carry":
                carry([log], stick, TODAY)
            case "arrive":
                collect()
                acknowledge(log, *events)
            case _:
                for path in stick.rglob("*.tar"):
                    path.unlink()
    collect()
    log.store.close()
    store = Store.open(log.identity.folder)
    assert list(events.values()) == [
        store.events(1, 999)[event.number - 1] for event in events.values()
    ]
    assert events.keys() == set(range(1, store.last_number + 1))
    back = {event.id for event in events.values() if event.kind == "withdrawal"}
    wanted = {
        event.number
        for event in events.values()
        if event.kind == "sign-up" and event.id not in back
    }
    assert wanted <= sealed.keys()
    store.close()
