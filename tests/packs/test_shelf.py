"""The shelf: what is kept, what is on, what may go, and what survives a damaged disk."""

import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packs.library import Follower, Kiosk, flip
from packs.publisher import NOON, Publisher

from kiosk.errors import DatabaseError, InstallError, PreparedError, RefusedError
from kiosk.packs import shelf_rows
from kiosk.packs.shelf import Shelf


def execute(kiosk: Follower, sql: str) -> None:
    """Close the shelf, and change its database by hand."""
    kiosk.shelf.close()
    connection = sqlite3.connect(kiosk.file, isolation_level=None)
    connection.execute(sql)
    connection.close()


def test_a_bare_kiosk_knows_nobody(kiosk: Follower) -> None:
    """No publisher, no pack, nothing to show but what ships."""
    shelf = kiosk.shelf
    known = (shelf.publisher(), shelf.anchor(), shelf.on(), shelf.previous(), shelf.last())
    assert known == (None,) * 5
    assert shelf.packs() == ()
    assert shelf.begin("a boot") is None
    assert not shelf.on_trial
    assert shelf.collect() == 0


def test_a_shelf_that_is_not_there_is_made_only_if_it_may(tmp_path: Path) -> None:
    """Looking at a home makes nothing in it."""
    with pytest.raises(DatabaseError) as missing:
        Shelf.open(tmp_path / "shelf", make=False)
    assert missing.value.reason == "missing"
    assert list(tmp_path.iterdir()) == []


def test_everything_is_remembered(kiosk: Follower) -> None:
    """After a restart: the publisher, what was accepted, what is on and how its trial goes."""
    kiosk.bring("Eerste", "Tweede")
    before = kiosk.state()
    kiosk.shelf.close()
    assert list(kiosk.shelf.folder.glob("*shelf.db*")) == [kiosk.file]
    again = kiosk.again()
    assert again.state() == before
    assert again.shelf.on_trial
    followed = again.shelf.publisher()
    fingerprint = kiosk.publisher.public.fingerprint
    assert followed == shelf_rows.Publisher("De Alliantie", fingerprint, NOON)


def test_a_pack_knows_what_it_is(kiosk: Follower) -> None:
    """What staff read of it: title, number, publisher, when it was made and brought."""
    kiosk.bring("Eerste")
    pack = kiosk.shelf.on()
    assert (pack.version, pack.publisher) == (1, "De Alliantie")
    assert pack.made == pack.installed == NOON
    assert pack.title_in("nl") == pack.title_in("en") == "Eerste"
    assert pack.bytes == sum(path.stat().st_size for path in kiosk.shelf.blobs.iterdir())


def test_two_packs_are_kept(kiosk: Follower) -> None:
    """The one that is on and the one before; after turning back the last, whose terms hold."""
    kiosk.bring("Een", "Twee")
    two = set(kiosk.shelf.blobs.iterdir())
    kiosk.bring("Drie", "Vier")
    assert kiosk.titles() == ["Vier", "Drie"]
    assert len(set(kiosk.shelf.blobs.iterdir())) == len(two)
    for pack in kiosk.shelf.packs():
        assert kiosk.shelf.verify(pack, stop=lambda: False) == ()
    kiosk.shelf.back()
    last = kiosk.shelf.last()
    assert kiosk.shelf.exhibit(last).title.into("nl") == "Vier"
    kiosk.shelf.collect()
    assert kiosk.shelf.prepared(last).exhibit.signups is not None
    kiosk.bring("Vijf")
    assert kiosk.titles() == ["Vijf", "Drie"]


def test_what_the_glass_shows_is_never_taken_away(kiosk: Follower) -> None:
    """Two packs come in by terminal while the program runs: it still has all its films."""
    kiosk.bring("Een")
    running = Shelf.open(kiosk.shelf.folder)
    shown = running.begin("a boot")
    running.shown()
    kiosk.bring("Twee", "Drie")
    assert kiosk.titles() == ["Drie", "Twee", "Een"]
    assert running.verify(shown, stop=lambda: False) == ()
    running.leaving()
    running.close()
    kiosk.bring("Vier")
    assert kiosk.titles() == ["Vier", "Drie"]


def test_collecting_leaves_what_is_not_ours(kiosk: Follower) -> None:
    """Only names that a blob or its part can have go, in bytes; a number is never used again."""
    kiosk.bring("Een")
    (kiosk.shelf.blobs / ("a" * 64)).write_bytes(b"12345")
    (kiosk.shelf.blobs / f"{'b' * 64}.part").write_bytes(b"123")
    (kiosk.shelf.blobs / "notes.txt").write_bytes(b"mine")
    assert kiosk.shelf.collect() == 8
    assert (kiosk.shelf.blobs / "notes.txt").exists()
    assert kiosk.state()[-1] == ()
    kiosk.shelf.forget()
    kiosk.bring("Twee")
    assert [pack.number for pack in kiosk.shelf.packs()] == [2]


def test_a_publisher_is_forgotten_whole(tmp_path: Path, kiosk: Follower) -> None:
    """Then anybody may be met for the first time, and the exhibit that ships is on."""
    kiosk.bring("Een", "Twee")
    kiosk.shelf.forget()
    assert (kiosk.shelf.publisher(), kiosk.shelf.anchor(), kiosk.shelf.on()) == (None, None, None)
    assert kiosk.shelf.collect() > 0
    assert list(kiosk.shelf.blobs.iterdir()) == []
    other = Publisher(tmp_path / "b", "another")
    other.publish(tmp_path / "other", "Ander")
    with pytest.raises(RefusedError):
        kiosk.load(tmp_path / "other", trust=None)
    kiosk.load(tmp_path / "other")
    assert kiosk.titles() == ["Ander"]


def test_a_pack_without_one_of_its_films_is_not_shown(kiosk: Follower) -> None:
    """The one before is, as long as it is whole; the stick makes it whole again."""
    kiosk.bring("Een", "Twee")
    on = kiosk.shelf.on()
    (kiosk.shelf.blobs / on.index).unlink()
    shown = kiosk.shelf.begin("a boot")
    assert shown.title_in("nl") == "Een"
    assert kiosk.shelf.damaged == on
    with pytest.raises(PreparedError):
        kiosk.shelf.prepared(on)
    os.truncate(kiosk.shelf.blobs / shown.index, 5)
    assert kiosk.shelf.begin("a boot") is None
    kiosk.load(kiosk.stick)
    assert kiosk.shelf.begin("a boot") == on
    assert kiosk.shelf.damaged is None


def test_no_pack_is_turned_on_before_its_files_are_here(kiosk: Follower) -> None:
    """Neither by a mistake of the program, nor if a disk has lost them meanwhile."""
    kiosk.publisher.publish(kiosk.stick)
    offer = kiosk.examine(kiosk.stick)
    with pytest.raises(InstallError, match="not on this machine's disk") as told:
        kiosk.shelf.take(offer, NOON)
    assert told.value.kind == "disk"
    assert kiosk.shelf.publisher() is None


def test_many_threads_may_ask(kiosk: Follower) -> None:
    """The glass, the loader and the look at every byte use one shelf at once."""
    kiosk.bring("Een", "Twee")

    def ask(_: int) -> None:
        for _ in range(20):
            kiosk.shelf.back()
            kiosk.shelf.shown()
            assert kiosk.shelf.on() is not None
            assert len(kiosk.shelf.packs()) == 2

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [None] * 4


def test_a_newer_shelf_is_left_alone(kiosk: Follower) -> None:
    """An older program neither reads it nor moves it aside."""
    kiosk.bring("Een")
    execute(kiosk, "PRAGMA user_version = 9")
    with pytest.raises(DatabaseError, match="a newer version") as newer:
        kiosk.again()
    assert newer.value.reason == "newer"


def test_a_damaged_shelf_keeps_the_enrolment(kiosk: Follower) -> None:
    """Moved aside whole; what can be read is kept: publisher, highest version, what is on."""
    kiosk.bring("Een", "Twee")
    before = kiosk.state()
    execute(kiosk, "DROP TABLE coming")
    damaged = kiosk.file.read_bytes()
    again = kiosk.again()
    assert (again.shelf.moved_aside / "shelf.db").read_bytes() == damaged
    assert again.state() == before
    assert again.shelf.previous() is not None
    assert again.again().shelf.moved_aside is None


VALUES = {
    "the highest number": "UPDATE publisher SET version = 900",
    "a lower number": "UPDATE publisher SET version = 1",
    "the publisher's name": "UPDATE publisher SET name = 'Niemand'",
    "the exhibition": "UPDATE publisher SET exhibit = 'anders'",
    "since when": "UPDATE publisher SET since = 'gisteren'",
    "a root": "UPDATE root SET metadata = x'7b7d'",
    "the timestamp": "UPDATE publisher SET timestamp = x'00'",
    "what a pack is called": "UPDATE pack SET title = '{' WHERE number = 2",
    "when a pack was made": "UPDATE pack SET made = '' WHERE number = 2",
    "what is on": "UPDATE pointer SET on_ = 1",
    "a file of a pack": "DELETE FROM blob WHERE pack = 2",
    "the sum": "UPDATE sum SET sha256 = ''",
}


@pytest.mark.parametrize("sql", VALUES.values(), ids=VALUES.keys())
def test_a_value_that_nobody_wrote_is_not_believed(kiosk: Follower, sql: str) -> None:
    """SQLite finds such a database whole. What was signed tells what was accepted, or nothing."""
    kiosk.bring("Een", "Twee")
    execute(kiosk, sql)
    again = kiosk.again()
    assert again.shelf.moved_aside is not None
    anchor, followed = again.shelf.anchor(), again.shelf.publisher()
    if "root" in sql:
        assert (anchor, followed) == (None, None)
        return
    assert (anchor.version, anchor.exhibit, followed.name) == (2, "test", "De Alliantie")
    assert followed.fingerprint == kiosk.publisher.public.fingerprint
    assert followed.since == NOON
    again.load(kiosk.stick, trust=None)
    assert again.titles()[0] == "Twee"
    assert again.state()[-1] == ()


@given(at=st.integers(0, 200_000), length=st.integers(1, 6000), byte=st.integers(0, 255))
@settings(max_examples=50)
def test_no_damage_makes_it_go_back(damageable: Path, at: int, length: int, byte: int) -> None:
    """Wherever the disk fails: it opens, and is enrolled as before, or with nobody at all."""
    folder = damageable / "shelf"
    file = folder / "shelf.db"
    content = (damageable / "sound.db").read_bytes()
    at %= len(content)
    file.write_bytes(content[:at] + bytes([byte]) * length + content[at + length :])
    try:
        kiosk = Kiosk(folder)
    except DatabaseError as error:
        assert error.reason == "newer"  # noqa: PT017 - its number was hit: it stays as it is
        return
    try:
        anchor = kiosk.shelf.anchor()
        if anchor is not None:
            assert anchor.version == 2
            with pytest.raises(RefusedError):
                kiosk.examine(damageable / "old")
        on = kiosk.shelf.on()
        if on is not None:
            assert on.title_in("nl") == "Twee"
            assert kiosk.shelf.exhibit(on).title.into("nl") == "Twee"
    finally:
        kiosk.shelf.close()


@pytest.fixture(scope="module")
def damageable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a shelf, its sound database beside it, and a stick that is older than it."""
    folder = tmp_path_factory.mktemp("damageable")
    publisher = Publisher(folder)
    kiosk = Kiosk(folder / "shelf")
    for title, stick in (("Een", "old"), ("Twee", "new")):
        publisher.publish(folder / stick, title)
        kiosk.load(folder / stick)
    kiosk.shelf.close()
    shutil.copy(folder / "shelf" / "shelf.db", folder / "sound.db")
    return folder


def test_an_empty_shelf_says_so(kiosk: Follower, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody is enrolled then, which the journal tells; loading a pack begins anew."""
    kiosk.bring("Een")
    kiosk.shelf.close()
    kiosk.file.write_bytes(b"nothing" * 1000)
    again = kiosk.again()
    assert again.shelf.moved_aside is not None
    assert again.shelf.publisher() is None
    assert "nobody is enrolled any more" in caplog.text
    again.load(kiosk.stick)
    assert again.titles() == ["Een"]


def test_a_salvage_that_was_interrupted_is_finished(kiosk: Follower) -> None:
    """A power cut between moving the damaged one away and putting the saved one there."""
    kiosk.bring("Een")
    kiosk.shelf.close()
    kiosk.file.rename(kiosk.file.with_name("shelf.db.saved"))
    assert kiosk.again().titles() == ["Een"]


def test_a_salvaged_pack_whose_index_is_altered_is_not_kept(kiosk: Follower) -> None:
    """Nothing is put on the glass because a damaged database says so."""
    kiosk.bring("Een", "Twee")
    on = kiosk.shelf.on()
    flip(kiosk.shelf.blobs / on.index)
    execute(kiosk, "DROP TABLE coming")
    again = kiosk.again()
    assert again.titles() == ["Een"]
    assert (again.shelf.on(), again.shelf.last()) == (None, None)
    assert again.shelf.publisher() is not None
