"""Damage: it is noticed, or it harms nothing; and what can be read is saved, true to the letter."""

import hashlib
import shutil
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signups.logbook import Logbook, entries, id_, proof_of

from kiosk.database import replica
from kiosk.errors import StoreError
from kiosk.signups import salvage, sqlite_pages
from kiosk.signups.event import Event
from kiosk.signups.store import NAME, Store

KIOSK = "k-ab12cd34"
RETENTION = date(2019, 10, 1)
PAGE = sqlite_pages.PAGE_BYTES
FRAME = 24 + PAGE
SIZES = (2345, 2345, 2345, 4393, 9000, 64)
"""Bytes of sealed sign-ups: most have one page, some need more, small ones share one."""


class Files:
    """A store's files as they lie on a disk, and what is in them."""

    def __init__(
        self, content: bytes, log: bytes, events: tuple[Event, ...], kept: dict[int, bytes]
    ) -> None:
        """`kept` are the sealed bytes that are there, by number."""
        self.database = content
        self.log = log
        self.events = events
        self.sealed = kept
        self.touched = [self._on(content[at : at + PAGE]) for at in range(0, len(content), PAGE)]
        """For each page: the numbers of the events of which anything lies on it."""

    def _on(self, page: bytes) -> set[int]:
        found = {event.number for event in self.events if event.id.encode() in page}
        for number, content in self.sealed.items():
            # On each page lies its beginning, its end, or far more than 512 bytes in a row.
            places = (0, len(content) - 8, *range(0, len(content), 512))
            pieces = (content[at : at + 8] for at in places)
            if any(piece in page for piece in pieces):
                found.add(number)
        return found


def sealed(number: int) -> bytes:
    """Sealed bytes that look like chance."""
    size = SIZES[number % len(SIZES)]
    blocks = (hashlib.sha256(f"{number} {n}".encode()).digest() for n in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def made(folder: Path, *, closed: bool) -> Files:
    """A store with 30 sign-ups, 3 of them withdrawn, 3 arrived; the last 8 maybe in the log."""
    store = Store.create(folder, KIOSK)
    for number in range(1, 23):
        store.sign_up(id_(number), RETENTION, sealed(number))
    for number in (2, 5, 9):
        store.withdraw(proof_of(number))
    store.acknowledge(entries(store, 11, 12, 13))
    store.freeze(1, 20, "b" * 64)
    store.probe()
    for number in range(26, 34):
        store.sign_up(id_(number), RETENTION, sealed(number))
    path = folder / NAME
    if closed:
        store.close()
    files = (path.read_bytes(), replica.content_of(replica.log_of(path)))
    store.close()
    with closing(Store.open(folder)) as after:
        return Files(*files, after.events(1, 999), after.contents(1, 999))


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The files of a store that was closed: all is in the database."""
    return made(tmp_path_factory.mktemp("calm"), closed=True)


@pytest.fixture(scope="session")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The files of a store that was killed: its last eight sign-ups are in the log only."""
    files = made(tmp_path_factory.mktemp("killed"), closed=False)
    assert len(files.log) > 8 * FRAME
    return files


def lay(folder: Path, content: bytes, log: bytes) -> Path:
    """Put the files on a disk."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / NAME).write_bytes(content)
    replica.log_of(folder / NAME).write_bytes(log)
    return folder


def survives(folder: Path, files: Files, content: bytes, log: bytes) -> tuple[set[int], set[int]]:
    """Numbers of the events and of the sealed bytes that are lost.

    Either the store opens with everything in it, or what is salvaged is true.
    """
    lay(folder, content, log)
    try:
        store = Store.open(folder)
    except StoreError as error:
        assert error.reason == "damaged"  # noqa: PT017 - the other way is right as well
        found = salvage.true_events(KIOSK, content, log)
        events = {event.number: event for event, _, _ in found}
        kept = {event.number: sealed for event, _, sealed in found if sealed is not None}
        arrived = {event.number for event, arrived, _ in found if arrived}
        assert arrived <= {11, 12, 13}
    else:
        events = {event.number: event for event in store.events(1, 999)}
        kept = store.contents(1, 999)
        store.close()
    assert events.items() <= {event.number: event for event in files.events}.items()
    assert kept.items() <= files.sealed.items()
    return {event.number for event in files.events} - events.keys(), files.sealed.keys() - kept


def test_a_whole_store_is_found_whole(tmp_path: Path, calm: Files, killed: Files) -> None:
    """Without damage nothing is lost, with SQLite or without it."""
    for files in (calm, killed):
        assert survives(tmp_path / "store", files, files.database, files.log) == (set(), set())
        found = salvage.true_events(KIOSK, files.database, files.log)
        assert tuple(event for event, _, _ in found) == files.events
        assert {event.number: kept for event, _, kept in found if kept is not None} == files.sealed
        assert [event.number for event, arrived, _ in found if arrived] == [11, 12, 13]


@settings(max_examples=250)
@given(where=st.integers(0, 1 << 30), flip=st.integers(1, 255))
def test_a_flipped_byte_costs_at_most_what_shares_its_page(
    tmp_path_factory: pytest.TempPathFactory, calm: Files, where: int, flip: int
) -> None:
    """Anywhere in the database: no other sign-up is lost."""
    at = where % len(calm.database)
    content = bytearray(calm.database)
    content[at] ^= flip
    folder = tmp_path_factory.getbasetemp() / "flipped-store"
    lost, lost_sealed = survives(folder, calm, bytes(content), b"")
    assert lost | lost_sealed <= calm.touched[at // PAGE]


@pytest.mark.parametrize("what", [b"\0", b"\xff", b"\x0d"], ids=["zeros", "ones", "nonsense"])
def test_a_lost_page_costs_at_most_what_is_on_it(tmp_path: Path, calm: Files, what: bytes) -> None:
    """Every page in turn, the first as well, in which SQLite finds all others."""
    for at in range(0, len(calm.database), PAGE):
        content = calm.database[:at] + what * PAGE + calm.database[at + PAGE :]
        lost, lost_sealed = survives(tmp_path / "store", calm, content, b"")
        assert lost | lost_sealed <= calm.touched[at // PAGE]


def test_a_file_cut_short_keeps_what_is_before_the_cut(tmp_path: Path, calm: Files) -> None:
    """At every half page: nothing is lost but what lay behind the cut."""
    for length in range(0, len(calm.database), PAGE // 2):
        lost, lost_sealed = survives(tmp_path / "store", calm, calm.database[:length], b"")
        assert lost | lost_sealed <= set().union(*calm.touched[length // PAGE :])


def test_a_database_that_is_gone_leaves_what_is_in_its_log(tmp_path: Path, killed: Files) -> None:
    """The last sign-ups are in there."""
    lost, _ = survives(tmp_path / "store", killed, bytes(len(killed.database)), killed.log)
    assert lost.isdisjoint(range(26, 34))


@settings(max_examples=200)
@given(where=st.integers(0, 1 << 30))
def test_a_flipped_byte_in_the_log_is_not_taken_for_a_power_cut(
    tmp_path_factory: pytest.TempPathFactory, killed: Files, where: int
) -> None:
    """SQLite would drop all commits behind it without a word. At most the touched one is lost."""
    log = bytearray(killed.log)
    log[where % len(log)] ^= 0xFF
    folder = tmp_path_factory.getbasetemp() / "flipped-log"
    lost, lost_sealed = survives(folder, killed, killed.database, bytes(log))
    assert len(lost | lost_sealed) <= 1


def test_a_log_cut_short_by_a_power_cut_is_no_damage(tmp_path: Path, killed: Files) -> None:
    """At any length: the commits before the cut are there, and the kiosk goes on as it was."""
    ends = [
        at for at in range(32, len(killed.log), FRAME) if killed.log[at + 4 : at + 8] != bytes(4)
    ]
    for length in range(0, len(killed.log), 1009):
        folder = lay(tmp_path / "store", killed.database, killed.log[:length])
        with closing(Store.open(folder)) as store:
            assert store.last_number == 25 + sum(end + FRAME <= length for end in ends)


def test_a_commit_that_was_never_finished_is_no_damage(tmp_path: Path, killed: Files) -> None:
    """A power cut may leave the end of a commit without its beginning: nobody was told of it."""
    last = len(killed.log) // FRAME - 1
    for frame in range(last - 3, last):
        at = 32 + frame * FRAME + 24
        log = killed.log[:at] + bytes(PAGE) + killed.log[at + PAGE :]
        with closing(Store.open(lay(tmp_path / "store", killed.database, log))) as store:
            assert store.last_number == 32


def test_a_log_without_commits_is_no_damage_but_something_else_in_its_place_is() -> None:
    """What was never written is not missed."""
    for empty in (b"", b"\x37\x7f\x06\x82", bytes(32 + FRAME)):
        assert not sqlite_pages.is_cut_inside(empty)
    assert sqlite_pages.is_cut_inside(b"%PDF-1.4 " * 1000)


def test_wiped_bytes_do_not_come_back(tmp_path: Path, calm: Files) -> None:
    """A rebuilt store holds nothing of who took a sign-up back, or has arrived."""
    content = bytes(PAGE) + calm.database[PAGE:]
    lay(tmp_path / KIOSK, content, b"")
    aside = salvage.move_aside(tmp_path / KIOSK)
    salvage.rebuild(aside, KIOSK, demo=True, tell=lambda _: None)
    with closing(Store.open(tmp_path / KIOSK)) as store:
        assert store.retired
        assert store.demo
        assert not {2, 5, 9, 11, 12, 13} & store.contents(1, 999).keys()
        assert store.events(1, 999) == calm.events


def test_old_copies_of_a_page_never_undo_a_withdrawal(tmp_path: Path) -> None:
    """The log may still hold a page as it was when the sealed bytes were on it."""
    store = Store.create(tmp_path, KIOSK)
    for number in (1, 2):
        store.sign_up(id_(number), RETENTION, sealed(number))
    log = replica.log_of(tmp_path / NAME).read_bytes()
    store.withdraw(proof_of(1))
    store.acknowledge(entries(store, 2))
    store.close()
    found = salvage.true_events(KIOSK, (tmp_path / NAME).read_bytes(), log)
    assert [(event.number, kept) for event, _, kept in found] == [(1, None), (2, None), (3, None)]


def test_a_number_given_twice_is_the_one_the_next_event_names() -> None:
    """A write that never ended may have left its page: the chain tells which was acknowledged."""
    true, never = Logbook(KIOSK), Logbook(KIOSK)
    for log, second in ((true, 2), (never, 3)):
        log.sign_up(id_(1), b"one")
        log.sign_up(id_(second), b"two")
    true.sign_up(id_(4), b"three")
    events: dict[int, dict[str, Event]] = {}
    for event in (*true.events, never.events[1]):
        events.setdefault(event.number, {})[event.hash(KIOSK)] = event
    assert salvage.one_each(events) == true.events


@settings(max_examples=300)
@given(st.binary(max_size=2 * PAGE), st.binary(max_size=300))
def test_any_bytes_at_all_can_be_looked_at(content: bytes, log: bytes) -> None:
    """Whatever a disk gives back: nothing is found in it, and nothing goes wrong."""
    page = b"\x0d" + content[1:]
    padded = page.ljust(-(-len(page) // PAGE) * PAGE, b"\x81")
    assert salvage.true_events(KIOSK, padded, log) == []
    sqlite_pages.is_cut_inside(content)


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_cut_while_salvaging_is_made_good(tmp_path: Path, calm: Files, *, is_begun: bool) -> None:
    """What was moved aside and not rebuilt yet is known, and can be rebuilt; once is enough."""
    lay(tmp_path / KIOSK, calm.database, b"")
    (tmp_path / KIOSK / "key").write_text("ab" * 32)
    aside = salvage.move_aside(tmp_path / KIOSK)
    if is_begun:
        (tmp_path / ".salvaged").mkdir()
    assert salvage.unfinished(tmp_path) == {KIOSK: aside}
    salvage.rebuild(aside, KIOSK, demo=False, tell=lambda _: None)
    assert salvage.unfinished(tmp_path) == {}
    assert (tmp_path / KIOSK / "key").read_text() == "ab" * 32
    assert (aside / NAME).read_bytes() == calm.database


def test_a_store_damaged_twice_is_kept_twice(tmp_path: Path, calm: Files) -> None:
    """Nothing that was moved aside is ever written over; the newest is made whole."""
    asides = []
    for _ in "12":
        lay(tmp_path / KIOSK, calm.database, b"")
        asides.append(salvage.move_aside(tmp_path / KIOSK))
    assert [aside.name for aside in asides] == [f"damaged-{KIOSK}-1", f"damaged-{KIOSK}-2"]
    assert salvage.unfinished(tmp_path) == {KIOSK: asides[1]}
