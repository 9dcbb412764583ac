"""Collecting: whatever way the sticks come, the coordinator ends up with the same."""

import hashlib
import itertools
import os
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office.extremes import plain, written
from signups.kiosks import (
    KEYS,
    WORLD,
    Kiosk,
    Office,
    answers,
    cut,
    daily,
    id_of,
    nobody,
    put,
    recipient,
)

from kiosk.office.collection import Collection
from kiosk.office.quarantine import Quarantine
from kiosk.signups import bundle, seal

ORDERS = list(itertools.permutations(["sign-up", "withdrawal", "sign-up again"]))
LEFT = ["Gennep 0", "Gennep 1", "Gennep 3", "Gennep 4", "late"] + [
    f"Venray {number}" for number in (0, 1, 2, 3, 5)
]


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """What lies in an office, and in its sheets, after one evening with a bundle of each kiosk."""
    office = Office(tmp_path_factory.mktemp("whole"))
    stick = office.file.parent / "stick"
    for kiosk in WORLD:
        kiosk.carry(stick)
    office.collect(stick)
    assert sorted(office.names()) == sorted(LEFT)
    return office.dump(), office.sheets()


@given(
    cuts=st.tuples(*[st.lists(st.integers(0, 50), max_size=5)] * 2),
    evenings=st.integers(1, 4),
    chance=st.randoms(use_true_random=False),
)
@settings(max_examples=40)
def test_any_order_any_times_and_any_split_give_the_same(
    cuts: tuple[list[int], list[int]],
    evenings: int,
    chance: random.Random,
    whole: tuple[object, ...],
    scratch: Path,
) -> None:
    """However the events were bundled, and on whichever evening a stick came, or came again."""
    bundles = [bundle_ for kiosk, at in zip(WORLD, cuts, strict=True) for bundle_ in cut(kiosk, at)]
    bundles += chance.sample(bundles, k=chance.randint(0, len(bundles)))
    chance.shuffle(bundles)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        office = Office(Path(folder))
        for evening in range(evenings):
            stick = Path(folder) / f"stick-{evening}"
            stick.mkdir()
            for kiosk, first, content in bundles[evening::evenings]:
                put(stick, kiosk, first, content)
            office.collect(stick)
        assert (office.dump(), office.sheets()) == whole
        assert office.quarantine() == []


@given(cuts=st.lists(st.integers(0, 50), max_size=6), withheld=st.sets(st.integers(0, 6)))
@settings(max_examples=40)
def test_each_withheld_bundle_is_a_gap_until_it_comes(
    cuts: list[int], withheld: set[int], scratch: Path
) -> None:
    """Just the numbers that stayed behind are named; the last ones nobody can know of yet."""
    kiosk, _ = WORLD
    bundles = cut(kiosk, cuts)
    come = [carried for at, carried in enumerate(bundles) if at not in withheld]
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        office, stick = Office(Path(folder)), Path(folder) / "stick"
        stick.mkdir()
        for carried in come:
            put(stick, *carried)
        office.collect(stick)
        seen = {
            event.number for _, _, content in come for event in bundle.read(content).header.events
        }
        told = office.missing().get(kiosk.kiosk, ())
        gaps = set(range(1, max(seen, default=0) + 1)) - seen
        assert {n for first, last in told for n in range(first, last + 1)} == gaps
        for carried in bundles:
            put(stick, *carried)
        office.collect(stick)
        assert office.missing() == {kiosk.kiosk: ()}


@given(at=st.floats(0, 1, exclude_max=True), flip=st.sampled_from([1, 0x20, 0x80]))
@settings(max_examples=60)
def test_a_flipped_byte_is_never_taken(at: float, flip: int, scratch: Path) -> None:
    """Whichever byte was changed on the way, the bundle lies in quarantine and nothing else."""
    content = bytearray(WORLD[0].bundle())
    content[int(at * len(content))] ^= flip
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        office, stick = Office(Path(folder)), Path(folder) / "stick"
        put(stick, "k-aaaaaaaa", 1, bytes(content))
        collected = office.collect(stick)
        assert [refusal.reason for refusal in collected.refused] in (
            [["bad signature"], ["altered"], ["not a bundle"], ["cut short"]]
        )
        assert (collected.new, collected.bundles) == (0, 0)
        assert collected.refused[0].copy is not None
        assert collected.refused[0].copy.read_bytes() == bytes(content)
        assert office.dump() == [("collection", 0)]


@pytest.mark.parametrize("length", [0, 1, 511, 512, 3000, -1, -512, -513])
def test_a_bundle_cut_short_is_named_so(office: Office, stick: Path, length: int) -> None:
    """A stick pulled out too early is told as that; the whole bundle is taken when it comes."""
    kiosk, _ = WORLD
    content = kiosk.bundle()
    put(stick, kiosk.kiosk, 1, content[:length])
    assert [refusal.reason for refusal in office.collect(stick).refused] == ["cut short"]
    assert office.quarantine() == ["cut short"]
    kiosk.carry(stick)
    assert office.collect(stick).bundles == 1


@pytest.mark.parametrize("order", ORDERS)
def test_a_withdrawal_wins_whenever_it_comes(
    office: Office, tmp_path: Path, order: tuple[str, ...]
) -> None:
    """Before its sign-up, after it, or between two sticks that both bring it."""
    gennep, venray = Kiosk(KEYS), Kiosk(KEYS, "k-bbbbbbbb")
    gennep.sign_up("Els")
    sealed = gennep.log.sealed[1]
    venray.withdraw("Els")
    gennep.carry(tmp_path / "sign-up")
    venray.carry(tmp_path / "withdrawal")
    gennep.sign_up("Jan")
    gennep.carry(tmp_path / "sign-up again")
    results = [office.collect(tmp_path / stick) for stick in order]
    assert sum(result.withdrawn for result in results) == 1
    assert not any(result.refused for result in results)
    assert office.names() == ["Jan"]
    assert sealed not in office.file.read_bytes()
    with Collection(office.file) as collection:
        assert collection.withdrawals.count() == 1
        assert [fact.town for fact in collection.facts()] == ["Gennep"]


def test_the_code_of_a_visitor_takes_back_what_came_and_what_comes(
    office: Office, tmp_path: Path
) -> None:
    """`forget` needs no kiosk: the sealed bytes go, and never come back."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Els")
    kiosk.carry(tmp_path / "stick")
    with Collection(office.file, create=True) as collection:
        assert not collection.withdrawals.withdraw(id_of("Jan"))
    office.collect(tmp_path / "stick")
    with Collection(office.file) as collection:
        assert collection.withdrawals.withdraw(id_of("Els"))
        assert not collection.withdrawals.withdraw(id_of("Els"))
    assert office.collect(tmp_path / "stick").new == 0
    assert office.names() == []
    assert kiosk.log.sealed[1] not in office.file.read_bytes()


def test_what_comes_again_is_counted_and_changes_nothing(office: Office, stick: Path) -> None:
    """The same stick twice in one evening, and the evening after."""
    kiosk, _ = WORLD
    kiosk.carry(stick)
    first = office.collect(stick, stick)
    before = office.dump()
    again = office.collect(stick)
    assert (first.new, first.past, first.withdrawn, first.bundles) == (6, 1, 2, 1)
    assert (again.new, again.again, again.past, again.withdrawn) == (0, 6, 1, 0)
    assert office.dump() == before


def test_the_database_tells_nobody_who_signed_up(office: Office) -> None:
    """Names and addresses stay sealed in it; so does the file's quarantine."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Margriet Zomerbloem", email="zomerbloem@example.org")
    office.collect_from(kiosk)
    content = office.file.read_bytes().lower()
    assert b"gennep" in content
    assert b"zomerbloem" not in content


def test_only_its_owner_may_read_what_an_office_keeps(office: Office) -> None:
    """Sealed or not: who else uses the PC has no business with it."""
    if os.name != "posix":
        pytest.skip("Windows has other rights")
    kiosk, venray = WORLD
    office.collect_from(kiosk, admit=nobody)
    assert Quarantine(office.file).folder.stat().st_mode & 0o777 == 0o700
    office.collect_from(venray)
    office.sheets()
    sheets = (office.file.with_suffix(ending) for ending in (".xlsx", ".csv"))
    for file in (office.file, office.back_up().file, *sheets):
        assert file.stat().st_mode & 0o777 == 0o600, file


def unreadable() -> dict[str, bytes]:
    """Sealed bytes that are no sign-up of this event."""
    to = [recipient(KEYS)]
    sign_up = answers("Els")
    return {
        "for somebody else": seal.seal(sign_up.to_bytes(), [recipient(daily("other"))]),
        "not sealed": sign_up.to_bytes(),
        "no sign-up": seal.seal(b"{}", to),
        "of no day": seal.seal(written(plain("Els", at="0001-01-01T00:00:00+14:00")), to),
        "another id": seal.seal(answers("Jan").to_bytes(), to),
        "another kiosk": seal.seal(answers("Els", kiosk="k-bbbbbbbb").to_bytes(), to),
    }


@pytest.mark.parametrize("which", unreadable())
def test_what_cannot_be_opened_has_not_arrived(office: Office, which: str) -> None:
    """It is quarantined by its number and told; all others in the bundle are taken."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Before")
    kiosk.sealed(id_of("Els"), unreadable()[which])
    kiosk.sign_up("After")
    collected = office.collect_from(kiosk)
    (refusal,) = collected.refused
    assert (refusal.reason, refusal.numbers) == ("unreadable", (2,))
    assert office.names() == ["Before", "After"]
    assert office.quarantine() == ["unreadable"]
    (told,) = office.census()
    assert (told.without, told.missing) == (((2, 2),), ())


def test_the_right_keys_open_later_what_waits(tmp_path: Path, stick: Path) -> None:
    """Who took the wrong keys one evening loses nothing by it."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Els")
    path = kiosk.carry(stick)
    wrong = Office(tmp_path, daily("other"))
    assert [refusal.reason for refusal in wrong.collect(stick).refused] == ["unreadable"]
    path.unlink()
    right = Office(tmp_path)
    assert right.collect().new == 1
    assert right.names() == ["Els"]
    assert right.quarantine() == []


def test_what_two_bundles_hold_is_known_when_the_second_comes(
    office: Office, tmp_path: Path
) -> None:
    """Although both were read, and the second found wanting, before the first was taken."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Jan")
    kiosk.carry(tmp_path / "before")
    office.collect(tmp_path / "before")
    for name in ("Els", "Piet"):
        kiosk.sign_up(name)
    for last in (3, 2):
        put(tmp_path / "stick", kiosk.kiosk, 1, kiosk.bundle(1, last))
    collected = office.collect(tmp_path / "stick")
    assert (collected.new, collected.again) == (2, 3)


def test_what_comes_and_is_taken_back_at_once_stands_in_no_spreadsheet(
    office: Office, tmp_path: Path
) -> None:
    """So nobody is told to take it out of one; of what came another evening they are."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Els")
    kiosk.carry(tmp_path / "early")
    office.collect(tmp_path / "early")
    kiosk.sign_up("Piet")
    kiosk.carry(tmp_path / "stick", 2)
    for name in ("Els", "Piet"):
        kiosk.withdraw(name)
    kiosk.carry(tmp_path / "stick", 3)
    collected = office.collect(tmp_path / "stick")
    assert (collected.new, collected.withdrawn) == (1, 2)
    assert [person.name for person in collected.removed] == ["Els"]


def test_one_id_with_two_contents_in_one_bundle_is_told(office: Office, tmp_path: Path) -> None:
    """No kiosk of ours writes one; both contents are kept all the same."""
    kiosk = Kiosk(KEYS)
    for name in ("Els", "Eve"):
        content = answers(name, id=id_of("Els")).to_bytes()
        kiosk.sealed(id_of("Els"), seal.seal(content, [recipient(KEYS)]))
    kiosk.carry(tmp_path / "stick")
    (refusal,) = office.collect(tmp_path / "stick").refused
    assert (refusal.reason, refusal.numbers) == ("other contents", (1, 2))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_id_with_two_contents_is_told_and_neither_is_lost(
    office: Office, tmp_path: Path, order: tuple[int, ...]
) -> None:
    """Which one counts does not depend on which came first; the bundle is quarantined."""
    sealed = [
        seal.seal(answers(name, id=id_of("Els")).to_bytes(), [recipient(KEYS)])
        for name in ("Els", "Eve")
    ]
    sealed.sort(key=lambda content: hashlib.sha256(content).hexdigest())
    kiosks = [Kiosk(KEYS), Kiosk(KEYS)]
    kiosks[1].sign_up("Jan")
    for number, kiosk in enumerate(kiosks):
        kiosk.sealed(id_of("Els"), sealed[number])
        kiosk.carry(tmp_path / str(number))
    office.collect(tmp_path / str(order[0]))
    collected = office.collect(tmp_path / str(order[1]))
    assert [refusal.reason for refusal in collected.refused] == ["other contents"]
    assert office.quarantine() == ["other contents"]
    with Collection(office.file) as collection:
        assert [row.sealed for row in collection.sign_ups() if row.id == id_of("Els")] == sealed[:1]
        assert collection.conflicts() == (("k-aaaaaaaa", 1), ("k-aaaaaaaa", 2))


def test_a_disk_put_back_is_seen_and_loses_nothing(office: Office) -> None:
    """The same numbers with other people: all of them are kept, and it is told from where."""
    first, second = Kiosk(KEYS), Kiosk(KEYS)
    for kiosk in (first, second):
        kiosk.log.events[:] = []
    shared = first.sign_up("Both")
    second.log.events.append(shared)
    second.log.sealed[1] = first.log.sealed[1]
    for name in ("Els", "Jan"):
        first.sign_up(name)
    second.sign_up("Piet")
    office.collect_from(first, second)
    assert sorted(office.names()) == ["Both", "Els", "Jan", "Piet"]
    (told,) = office.census()
    assert told.twice == ((2, 2),)


def test_a_disk_put_back_is_seen_where_the_numbers_only_meet(office: Office, stick: Path) -> None:
    """Events 1 to 3 of one history, and 4 of another that never saw them."""
    first, second = Kiosk(KEYS), Kiosk(KEYS)
    for kiosk, name in ((first, "first"), (second, "second")):
        for number in range(4):
            kiosk.sign_up(f"{name} {number}")
    first.carry(stick, 1, 3)
    second.carry(stick, 4, 4)
    office.collect(stick)
    (told,) = office.census()
    assert (told.twice, told.missing) == (((4, 4),), ())


def test_contents_that_come_only_the_second_time_are_taken(office: Office, tmp_path: Path) -> None:
    """A bundle whose bytes were gone is told, until an older stick brings them."""
    kiosk = Kiosk(KEYS)
    event = kiosk.sign_up("Els")
    kiosk.sign_up("Jan")
    kiosk.carry(tmp_path / "older")
    kiosk.expire(event)
    kiosk.carry(tmp_path / "newer")
    office.collect(tmp_path / "newer")
    assert [count.without for count in office.census()] == [((1, 1),)]
    office.collect(tmp_path / "older")
    assert [count.without for count in office.census()] == [()]
    assert office.names() == ["Els", "Jan"]
