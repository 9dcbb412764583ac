"""The store: what it has acknowledged stays, and what was taken back is gone."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signups.logbook import entries, id_, proof_of

from kiosk.errors import KioskError, StoreError
from kiosk.signups.event import BEGINNING, Event
from kiosk.signups.event_rows import Range
from kiosk.signups.seal import MAX_SEALED_BYTES
from kiosk.signups.store import NAME, Store

KIOSK = "k-ab12cd34"
DAY = date(2018, 10, 1)
RETENTION = date(2019, 10, 1)
BUNDLE = "b" * 64


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    made = Store.create(tmp_path, KIOSK)
    yield made
    made.close()


def sealed(name: str, size: int = 2345) -> bytes:
    """Sealed bytes that look like chance, and differ for each name."""
    blocks = (hashlib.sha256(f"{name} {n}".encode()).digest() for n in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def fill(store: Store, count: int, retention: date = RETENTION) -> list[Event]:
    """So many sign-ups, called by their numbers."""
    first = store.last_number
    return [
        store.sign_up(id_(number), retention, sealed(str(number)))
        for number in range(first + 1, first + count + 1)
    ]


def export(store: Store, first: int, last: int, day: date | None = DAY) -> None:
    """Freeze this range, and say it was carried away."""
    name = hashlib.sha256(f"{first} {last}".encode()).hexdigest()
    store.freeze(first, last, name)
    store.note_export(name, day)


def test_a_sign_up_is_still_there_when_the_kiosk_starts_again(tmp_path: Path) -> None:
    """Event and sealed bytes, exactly."""
    store = Store.create(tmp_path, KIOSK, machine="ab" * 32, demo=True)
    event = store.sign_up(id_(1), RETENTION, b"sealed")
    store.close()
    store = Store.open(tmp_path)
    assert (store.kiosk, store.machine) == (KIOSK, "ab" * 32)
    assert (store.demo, store.retired) == (True, False)
    assert store.events(1, 99) == (event,)
    assert store.sealed(1) == b"sealed"
    assert store.last_number == 1
    store.close()


def test_the_same_sign_up_again_is_one_sign_up(store: Store) -> None:
    """A double tap, or a retry, changes nothing. Nothing, and far too much, is none at all."""
    for size in (0, MAX_SEALED_BYTES + 1):
        with pytest.raises(KioskError):
            store.sign_up(id_(1), RETENTION, bytes(size))
    assert store.last_number == 0
    first = store.sign_up(id_(1), RETENTION, b"first")
    assert store.sign_up(id_(1), date(2020, 1, 1), b"second") == first
    assert (store.last_number, store.sealed(1)) == (1, b"first")


def test_each_event_is_tied_to_the_one_before(store: Store) -> None:
    """Sign-ups, withdrawals and expiries share one chain of numbers and hashes."""
    fill(store, 3)
    store.withdraw(proof_of(1))
    export(store, 1, 4)
    store.expire(RETENTION + timedelta(days=1))
    before = BEGINNING
    for number, event in enumerate(store.events(1, 99), 1):
        assert (event.number, event.before) == (number, before)
        before = event.hash(KIOSK)
    kinds = [event.kind for event in store.events(1, 99)]
    assert kinds == ["sign-up"] * 3 + ["withdrawal"] + ["expiry"] * 2


def test_a_withdrawal_knows_where_the_sign_up_was_given(store: Store) -> None:
    """Here, elsewhere, or taken back already; each leaves one event, so that it travels."""
    fill(store, 1)
    assert store.withdraw(proof_of(1)) == "here"
    assert store.withdraw(proof_of(1)) == "already"
    assert store.withdraw(proof_of(2)) == "elsewhere"
    assert store.withdraw(proof_of(2)) == "already"
    assert [(event.kind, event.id) for event in store.events(2, 9)] == [
        ("withdrawal", id_(1)),
        ("withdrawal", id_(2)),
    ]
    assert store.sealed(1) is None
    assert store.knows(id_(1))
    assert store.knows(id_(2))
    assert not store.knows(id_(3))


def remains(folder: Path, content: bytes) -> bool:
    """Whether any sixteen bytes in a row of `content` lie in any file of the folder."""
    files = [path.read_bytes() for path in folder.iterdir()]
    pieces = [content[at : at + 16] for at in range(0, len(content) - 15, 16)]
    return any(piece in file for file in files for piece in pieces)


WAYS = ("withdraw", "acknowledge", "expire", "wipe")


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(32, 12_000), st.sampled_from((*WAYS, "keep"))), max_size=12),
    st.randoms(use_true_random=False),
)
def test_what_is_wiped_is_in_no_file_any_more(
    tmp_path_factory: pytest.TempPathFactory,
    visitors: list[tuple[int, str]],
    chance: object,
) -> None:
    """Taken back, arrived or expired: not in the database, not in its log; all others stay."""
    folder = tmp_path_factory.mktemp("store")
    store = Store.create(folder, KIOSK)
    ends: list[tuple[str, bytes, Event]] = []
    for number, (size, way) in enumerate(visitors, 1):
        retention = DAY if way == "expire" else RETENTION
        content = sealed(str(number), size)
        ends.append((way, content, store.sign_up(id_(number), retention, content)))
    if visitors:
        export(store, 1, len(visitors))
    shuffled = [end for end in ends if end[0] in {"withdraw", "acknowledge", "wipe"}]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    for way, _, event in shuffled:
        if way == "withdraw":
            assert store.withdraw(proof_of(event.number)) == "here"
        elif way == "wipe":
            assert store.wipe(event.id)
        else:
            assert store.acknowledge(entries(store, event.number)) == 1
    assert store.expire(DAY + timedelta(days=1)) == sum(way == "expire" for way, *_ in ends)
    for way, content, event in ends:
        assert remains(folder, content) == (way == "keep")
        assert store.sealed(event.number) == (content if way == "keep" else None)
    store.close()
    assert not any(remains(folder, content) for way, content, _ in ends if way != "keep")


EXPIRIES = {
    "on its last day": (RETENTION, date(2019, 9, 1), RETENTION, 0),
    "the day after its last day": (RETENTION, date(2019, 9, 1), RETENTION + timedelta(1), 1),
    "never exported": (RETENTION, None, date(2030, 1, 1), 0),
    "90 days after export": (RETENTION, DAY, DAY + timedelta(90), 0),
    "91 days after export": (RETENTION, DAY, DAY + timedelta(91), 1),
}


@pytest.mark.parametrize(
    ("retention", "exported", "today", "gone"), EXPIRIES.values(), ids=EXPIRIES.keys()
)
def test_a_sign_up_expires_by_date_only_after_it_was_exported(
    store: Store, retention: date, exported: date | None, today: date, gone: int
) -> None:
    """Past its retention day, or 90 days after its export; never when nobody has it yet."""
    fill(store, 1, retention)
    if exported:
        export(store, 1, 1, exported)
    assert store.expire(today) == gone
    assert (store.sealed(1) is None) == bool(gone)
    assert store.expire(today) == 0


def test_an_export_on_an_unknown_day_counts_from_the_first_known(store: Store) -> None:
    """A stick that is filled every week does not keep a sign-up on the kiosk for ever."""
    fill(store, 1)
    export(store, 1, 1, None)
    assert store.counts().waiting == 0
    assert store.expire(DAY + timedelta(200)) == 0
    export(store, 1, 1, DAY)
    export(store, 1, 1, DAY + timedelta(80))
    assert store.ranges()[0].day == DAY
    assert store.expire(DAY + timedelta(91)) == 1


def test_a_receipt_wipes_just_what_it_names(store: Store) -> None:
    """By number, id and hash, all three; what fits no event is let be, and again is no harm."""
    one, two, three = fill(store, 3)
    named = [
        *entries(store, 1),
        (two.number, two.id, "0" * 64),
        (two.number, one.id, two.hash(KIOSK)),
        (99, three.id, three.hash(KIOSK)),
    ]
    assert store.acknowledge(named) == 1
    assert [store.sealed(number) is None for number in (1, 2, 3)] == [True, False, False]
    assert store.acknowledge(named) == 0
    assert store.last_number == 3


def test_a_range_has_arrived_when_receipts_named_every_event_of_it(store: Store) -> None:
    """A withdrawal in it, too: until then the range travels again.

    What is not frozen yet comes in ranges as long as asked for.
    """
    assert store.loose(3) == ()
    fill(store, 2)
    store.withdraw(proof_of(99))
    store.freeze(1, 3, BUNDLE)
    for numbers, arrived in (((1, 2), False), ((3,), True)):
        store.acknowledge(entries(store, *numbers))
        assert [span.arrived for span in store.ranges()] == [arrived]
    fill(store, 5)
    assert store.loose(3) == ((4, 6), (7, 8))
    store.freeze(4, 5, "c" * 64)
    assert store.loose(100) == ((6, 8),)


def test_frozen_ranges_neither_cross_nor_have_holes(store: Store) -> None:
    """The same range may be frozen anew when bytes of it are gone; its export is not forgotten."""
    fill(store, 6)
    export(store, 1, 3)
    for first, last in [(2, 4), (1, 2), (3, 3), (1, 6), (5, 7), (0, 0), (6, 5)]:
        with pytest.raises(KioskError):
            store.freeze(first, last, BUNDLE)
    store.freeze(1, 3, BUNDLE)
    store.freeze(4, 5, "c" * 64)
    assert store.ranges() == (
        Range(1, 3, BUNDLE, exported=True, day=DAY, arrived=False),
        Range(4, 5, "c" * 64, exported=False, day=None, arrived=False),
    )
    assert store.loose(10) == ((6, 6),)


def test_staff_are_told_how_many_and_what_is_urgent(store: Store) -> None:
    """Taken, kept, never exported; and in time, before anything is wiped unread."""
    assert store.counts(DAY).taken == 0
    fill(store, 4)
    fill(store, 1, DAY + timedelta(30))
    fill(store, 1, DAY + timedelta(31))
    store.withdraw(proof_of(1))
    export(store, 1, 3, DAY - timedelta(70))
    counts = store.counts(DAY)
    assert (counts.taken, counts.kept, counts.waiting) == (6, 5, 3)
    assert counts.last_export == DAY - timedelta(70)
    assert counts.fading == 1
    assert counts.leaving == 2
    unsure = store.counts()
    assert (unsure.fading, unsure.leaving) == (0, 0)


def test_a_salvaged_store_takes_no_more_but_still_gives(tmp_path: Path, store: Store) -> None:
    """With holes; its bytes can be acknowledged, wiped and expired, without a new event."""
    events = fill(store, 6)
    (tmp_path / "retired").mkdir()
    kept = [(event, False, sealed(str(event.number))) for event in events if event.number != 3]
    retired = Store.create(tmp_path / "retired", KIOSK, salvaged=kept)
    for refused in (
        lambda: retired.sign_up(id_(9), RETENTION, b"x"),
        lambda: retired.withdraw(proof_of(1)),
    ):
        with pytest.raises(KioskError):
            refused()
    assert retired.loose(9) == ((1, 2), (4, 6))
    with pytest.raises(KioskError):
        retired.freeze(1, 6, BUNDLE)
    export(retired, 1, 2)
    export(retired, 4, 6)
    assert retired.wipe(id_(1))
    assert not retired.wipe(id_(1))
    assert retired.acknowledge(entries(retired, 2)) == 1
    assert retired.expire(date(2030, 1, 1)) == 3
    assert retired.last_number == 6
    retired.close()
    retired = Store.open(tmp_path / "retired")
    assert retired.retired
    assert retired.counts().kept == 0
    retired.close()


FORGERIES = {
    "an event taken away": "DELETE FROM event WHERE number = 2",
    "an event changed": "UPDATE event SET id = '0' || substr(id, 2) WHERE number = 2",
    "an event given another number": "UPDATE event SET number = 9 WHERE number = 3",
    "other sealed bytes": "UPDATE event SET sealed = x'00' WHERE number = 2",
    "a number left out": "INSERT INTO event SELECT 5, 'withdrawal', id, NULL, NULL, hash, hash,"
    " NULL, NULL, 1, NULL, NULL, 0 FROM event WHERE number = 3",
    "a chain broken": "INSERT INTO event SELECT 4, 'withdrawal', id, NULL, NULL, before, hash,"
    " NULL, NULL, 1, NULL, NULL, 0 FROM event WHERE number = 3",
    "a withdrawal without proof": "INSERT INTO event SELECT 4, 'withdrawal', id, NULL, NULL, hash,"
    " hash, NULL, NULL, 2, NULL, NULL, 0 FROM event WHERE number = 3",
    "a sign-up twice": "INSERT INTO event SELECT 4, kind, id, retention, sealed_sha256, hash, hash,"
    " NULL, NULL, 2, NULL, NULL, 0 FROM event WHERE number = 3",
    "a doubt taken back": "UPDATE event SET doubtful = 1 WHERE number = 2",
    "a receipt for something else": "UPDATE event SET arrived = before WHERE number = 2",
    "a receipt for what is still kept": "UPDATE event SET arrived = hash WHERE number = 2",
    "two owners": "INSERT INTO own VALUES (2, 'k-other', '', 0, 0, 0, 1, '')",
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_the_database_itself_refuses_that(tmp_path: Path, store: Store, forgery: str) -> None:
    """A mistake in the program cannot take an event away, change one, or leave out a number."""
    fill(store, 3)
    with closing(sqlite3.connect(tmp_path / NAME)) as direct, pytest.raises(sqlite3.IntegrityError):
        direct.execute(forgery)


def newer(path: Path) -> None:
    """A newer program wrote it."""
    Store.create(path.parent, KIOSK).close()
    with closing(sqlite3.connect(path)) as direct, direct:
        direct.execute("PRAGMA user_version = 9")
        direct.execute("UPDATE own SET version = 9")


def another(path: Path) -> None:
    """It is SQLite, but not ours."""
    with closing(sqlite3.connect(path)) as direct:
        direct.execute("CREATE TABLE event (number)")


UNUSABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "not there": (lambda _: None, "missing"),
    "empty": (lambda path: path.write_bytes(b""), "damaged"),
    "something else": (lambda path: path.write_bytes(b"%PDF-1.4 no database" * 200), "damaged"),
    "only zeros": (lambda path: path.write_bytes(bytes(8192)), "damaged"),
    "somebody else's": (another, "damaged"),
    "of a newer program": (newer, "newer"),
}


@pytest.mark.parametrize(("put", "reason"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_store_that_cannot_be_used_is_told_and_left_as_it_is(
    tmp_path: Path, put: Callable[[Path], object], reason: str
) -> None:
    """Never is an empty one made in its place, nor is anything changed."""
    put(tmp_path / NAME)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(StoreError) as told:
        Store.open(tmp_path)
    assert told.value.reason == reason
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_store_is_never_made_over_another(tmp_path: Path, store: Store) -> None:
    """Nothing of it is lost; what has arrived can still be taken back."""
    fill(store, 1)
    with pytest.raises(StoreError):
        Store.create(tmp_path, KIOSK)
    assert store.last_number == 1
    store.acknowledge(entries(store))
    assert store.withdraw(proof_of(1)) == "here"
    assert store.last_number == 2


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ("sign up", "withdraw", "export", "acknowledge", "expire", "probe", "reopen")
            ),
            st.integers(1, 12),
        ),
        max_size=40,
    )
)
def test_whatever_happens_in_whatever_order_the_log_is_whole(
    tmp_path_factory: pytest.TempPathFactory, days: list[tuple[str, int]]
) -> None:
    """No number twice or missing, each event tied to the last, and bytes kept until they may go."""
    folder = tmp_path_factory.mktemp("store")
    store = Store.create(folder, KIOSK)
    given: dict[str, int] = {}  # sign-up by id
    gone: set[str] = set()
    withdrawn: set[str] = set()
    for what, which in days:
        name = id_(which)
        if what == "sign up":
            number = store.sign_up(name, RETENTION, sealed(name)).number
            assert given.setdefault(name, number) == number
        elif what == "withdraw":
            expected = "already" if name in withdrawn else "here" if name in given else "elsewhere"
            assert store.withdraw(proof_of(which)) == expected
            withdrawn.add(name)
            gone |= {name} & given.keys()
        elif what == "export":
            for first, last in store.loose(which):
                export(store, first, last)
        elif what == "acknowledge":
            arrived = {event.id for event in store.events(1, which) if event.kind == "sign-up"}
            named = [entry for entry in entries(store)[:which] if entry[1] in arrived]
            assert store.acknowledge(named) == len(arrived - gone)
            gone |= arrived
        elif what == "expire":
            exported = max((span.last for span in store.ranges()), default=0)
            due = {name for name, number in given.items() if number <= exported} - gone
            assert store.expire(date(2030, 1, 1)) == len(due)
            gone |= due
        elif what == "probe":
            store.probe()
        else:
            store.close()
            store = Store.open(folder)
        kept = {name for name, number in given.items() if store.sealed(number) == sealed(name)}
        assert kept == given.keys() - gone
        assert store.counts().kept == len(kept)
        assert store.counts().taken == len(given)
    store.close()
    Store.open(folder).close()  # looks at every hash


def test_two_programs_may_use_a_store_at_once(tmp_path: Path, store: Store) -> None:
    """The kiosk takes sign-ups while a command carries them away; nobody else reads the files."""
    with closing(Store.open(tmp_path)) as other:
        fill(store, 2)
        assert other.last_number == 2
        export(other, 1, 2)
        assert [span.last for span in store.ranges()] == [2]
    fill(store, 1)
    assert store.last_number == 3
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
