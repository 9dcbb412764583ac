"""The shelf: what is kept, what is on, what may go, and what survives a damaged disk."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packs.library import Kiosk, flip
from packs.publisher import NOON, Publisher

from kiosk.errors import DatabaseError, InstallError, KioskError, PreparedError, RefusedError
from kiosk.packs.shelf import Shelf

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """The publisher that the kiosk follows."""
    return Publisher(tmp_path)


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    """A bare kiosk."""
    return Kiosk(tmp_path / "shelf")


def load(kiosk: Kiosk, publisher: Publisher, tmp_path: Path, *titles: str) -> None:
    """Load packs with these titles, one after another; each has a photo of its own."""
    for title in titles:
        publisher.publish(tmp_path / "stick", title, photos=("tuin", title))
        kiosk.load(tmp_path / "stick")


def test_a_bare_kiosk_knows_nobody(kiosk: Kiosk) -> None:
    """No publisher, no pack, nothing to show but what ships."""
    shelf = kiosk.shelf
    assert (shelf.publisher(), shelf.anchor(), shelf.on(), shelf.previous(), shelf.last()) == (
        (None,) * 5
    )
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


def test_everything_is_remembered(tmp_path: Path, kiosk: Kiosk, publisher: Publisher) -> None:
    """After a restart: the publisher, what was accepted, what is on and how its trial goes."""
    load(kiosk, publisher, tmp_path, "Eerste", "Tweede")
    before = kiosk.state()
    kiosk.shelf.close()
    kiosk.shelf.close()
    assert [path.name for path in (tmp_path / "shelf").iterdir() if "shelf.db" in path.name] == [
        "shelf.db"
    ]
    again = Kiosk(tmp_path / "shelf")
    assert again.state() == before
    assert again.shelf.on_trial
    followed = again.shelf.publisher()
    assert followed is not None
    assert (followed.name, followed.fingerprint, followed.since) == (
        "De Alliantie",
        publisher.public.fingerprint,
        NOON,
    )


def test_a_pack_knows_what_it_is(tmp_path: Path, kiosk: Kiosk, publisher: Publisher) -> None:
    """What staff read of it: title, number, publisher, when it was made and brought."""
    load(kiosk, publisher, tmp_path, "Eerste")
    pack = kiosk.shelf.on()
    assert pack is not None
    assert (pack.version, pack.publisher, pack.made, pack.installed) == (
        1,
        "De Alliantie",
        NOON,
        NOON,
    )
    assert pack.title_in("nl") == pack.title_in("en") == "Eerste"
    assert pack.bytes == sum(path.stat().st_size for path in kiosk.shelf.blobs.iterdir())


def test_two_packs_are_kept(tmp_path: Path, kiosk: Kiosk, publisher: Publisher) -> None:
    """The one that is on and the one before; what only older ones needed is gone."""
    load(kiosk, publisher, tmp_path, "Een", "Twee")
    two = set(kiosk.shelf.blobs.iterdir())
    load(kiosk, publisher, tmp_path, "Drie", "Vier")
    assert kiosk.titles() == ["Vier", "Drie"]
    assert len(set(kiosk.shelf.blobs.iterdir())) == len(two)
    for pack in kiosk.shelf.packs():
        assert kiosk.shelf.verify(pack, stop=lambda: False) == ()


def test_what_the_glass_shows_is_never_taken_away(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher
) -> None:
    """Two packs come in by terminal while the program runs: it still has all its films."""
    load(kiosk, publisher, tmp_path, "Een")
    running = Shelf.open(tmp_path / "shelf")
    shown = running.begin("a boot")
    running.shown()
    assert shown is not None
    load(kiosk, publisher, tmp_path, "Twee", "Drie")
    assert kiosk.titles() == ["Drie", "Twee", "Een"]
    assert running.verify(shown, stop=lambda: False) == ()
    running.leaving()
    running.close()
    load(kiosk, publisher, tmp_path, "Vier")
    assert kiosk.titles() == ["Vier", "Drie"]


def test_the_last_pack_is_kept_after_turning_back(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher
) -> None:
    """Its terms hold for sign-ups, whatever is on the glass."""
    load(kiosk, publisher, tmp_path, "Een", "Twee")
    kiosk.shelf.back()
    last = kiosk.shelf.last()
    assert last is not None
    assert kiosk.shelf.exhibit(last).title.into("nl") == "Twee"
    kiosk.shelf.collect()
    assert kiosk.shelf.prepared(last).exhibit.signups is not None
    load(kiosk, publisher, tmp_path, "Drie")
    assert kiosk.titles() == ["Drie", "Een"]


def test_collecting_leaves_what_is_not_ours(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher
) -> None:
    """Only names that a blob or its part can have are removed, and told in bytes."""
    load(kiosk, publisher, tmp_path, "Een")
    (kiosk.shelf.blobs / ("a" * 64)).write_bytes(b"12345")
    (kiosk.shelf.blobs / f"{'b' * 64}.part").write_bytes(b"123")
    (kiosk.shelf.blobs / "notes.txt").write_bytes(b"mine")
    assert kiosk.shelf.collect() == 8
    assert (kiosk.shelf.blobs / "notes.txt").exists()
    assert kiosk.state()[-1] == ()


def test_a_publisher_is_forgotten_whole(tmp_path: Path, kiosk: Kiosk, publisher: Publisher) -> None:
    """Then anybody may be met for the first time, and the exhibit that ships is on."""
    load(kiosk, publisher, tmp_path, "Een", "Twee")
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


def test_numbers_of_packs_are_never_used_again(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher
) -> None:
    """What was told of a pack is never true of another by accident."""
    load(kiosk, publisher, tmp_path, "Een")
    kiosk.shelf.forget()
    load(kiosk, publisher, tmp_path, "Twee")
    assert [pack.number for pack in kiosk.shelf.packs()] == [2]


def test_a_pack_without_one_of_its_films_is_not_shown(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher
) -> None:
    """The one before is, as long as it is whole; the stick makes it whole again."""
    load(kiosk, publisher, tmp_path, "Een", "Twee")
    on = kiosk.shelf.on()
    assert on is not None
    (kiosk.shelf.blobs / on.index).unlink()
    shown = kiosk.shelf.begin("a boot")
    assert shown is not None
    assert shown.title_in("nl") == "Een"
    assert kiosk.shelf.damaged == on
    with pytest.raises(PreparedError):
        kiosk.shelf.prepared(on)
    os.truncate(kiosk.shelf.blobs / shown.index, 5)
    assert kiosk.shelf.begin("a boot") is None
    kiosk.load(tmp_path / "stick")
    assert kiosk.shelf.begin("a boot") == on
    assert kiosk.shelf.damaged is None


def test_no_pack_is_turned_on_before_its_files_are_here(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher
) -> None:
    """Neither by a mistake of the program, nor if a disk has lost them meanwhile."""
    publisher.publish(tmp_path / "stick")
    offer = kiosk.examine(tmp_path / "stick")
    with pytest.raises(InstallError, match="not on this machine's disk") as told:
        kiosk.shelf.take(offer, NOON)
    assert told.value.kind == "disk"
    assert kiosk.shelf.publisher() is None


def test_many_threads_may_ask(tmp_path: Path, kiosk: Kiosk, publisher: Publisher) -> None:
    """The glass, the loader and the look at every byte use one shelf at once."""
    load(kiosk, publisher, tmp_path, "Een", "Twee")
    wrong = []

    def ask() -> None:
        for _ in range(20):
            try:
                kiosk.shelf.back()
                kiosk.shelf.shown()
                if kiosk.shelf.on() is None or len(kiosk.shelf.packs()) != 2:
                    wrong.append("a pack is gone")
            except KioskError as error:
                wrong.append(str(error))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_newer_shelf_is_left_alone(tmp_path: Path, kiosk: Kiosk, publisher: Publisher) -> None:
    """An older program neither reads it nor moves it aside."""
    load(kiosk, publisher, tmp_path, "Een")
    kiosk.shelf.close()
    with sqlite3.connect(tmp_path / "shelf" / "shelf.db") as other:
        other.execute("PRAGMA user_version = 9")
    other.close()
    with pytest.raises(DatabaseError, match="a newer version") as newer:
        Shelf.open(tmp_path / "shelf")
    assert newer.value.reason == "newer"


def _execute(file: Path, *sql: str) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    for words in sql:
        connection.execute(words)
    connection.close()


def test_a_damaged_shelf_keeps_the_enrolment(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher
) -> None:
    """Moved aside whole; what can be read is kept: publisher, highest version, what is on."""
    load(kiosk, publisher, tmp_path, "Een", "Twee")
    before = kiosk.state()
    kiosk.shelf.close()
    _execute(tmp_path / "shelf" / "shelf.db", "DROP TABLE coming")
    damaged = (tmp_path / "shelf" / "shelf.db").read_bytes()
    again = Kiosk(tmp_path / "shelf")
    assert again.shelf.moved_aside is not None
    assert (again.shelf.moved_aside / "shelf.db").read_bytes() == damaged
    assert again.state() == before
    assert again.shelf.previous() is not None
    again.shelf.close()
    assert Kiosk(tmp_path / "shelf").shelf.moved_aside is None


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
def test_a_value_that_nobody_wrote_is_not_believed(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher, sql: str
) -> None:
    """SQLite finds such a database whole. What was signed tells what was accepted, or nothing."""
    load(kiosk, publisher, tmp_path, "Een", "Twee")
    kiosk.shelf.close()
    _execute(tmp_path / "shelf" / "shelf.db", sql)
    again = Kiosk(tmp_path / "shelf")
    assert again.shelf.moved_aside is not None
    anchor, followed = again.shelf.anchor(), again.shelf.publisher()
    if "root" in sql:
        assert (anchor, followed) == (None, None)
        return
    assert anchor is not None
    assert followed is not None
    assert (anchor.version, anchor.exhibit, followed.name) == (2, "test", "De Alliantie")
    assert followed.fingerprint == publisher.public.fingerprint
    assert followed.since == NOON
    again.load(tmp_path / "stick", trust=None)
    assert again.titles()[0] == "Twee"
    assert again.state()[-1] == ()


@given(at=st.integers(0, 200_000), length=st.integers(1, 6000), byte=st.integers(0, 255))
@settings(max_examples=50, deadline=None)
def test_no_damage_makes_a_kiosk_take_an_older_pack(
    damageable: Path, at: int, length: int, byte: int
) -> None:
    """Wherever the disk fails: it opens, and is enrolled as before, or with nobody at all."""
    folder = damageable / "shelf"
    file = folder / "shelf.db"
    content = (damageable / "sound.db").read_bytes()
    at %= len(content)
    file.write_bytes(content[:at] + bytes([byte]) * length + content[at + length :])
    try:
        kiosk = Kiosk(folder)
    except DatabaseError as error:
        refused = error
    else:
        refused = None
    if refused is not None:
        assert refused.reason == "newer"  # its number was hit: it stays as it is
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


def test_a_shelf_of_which_nothing_is_left_says_so(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody is enrolled then, which the journal tells; loading a pack begins anew."""
    load(kiosk, publisher, tmp_path, "Een")
    kiosk.shelf.close()
    (tmp_path / "shelf" / "shelf.db").write_bytes(b"nothing" * 1000)
    again = Kiosk(tmp_path / "shelf")
    assert again.shelf.moved_aside is not None
    assert again.shelf.publisher() is None
    assert "nobody is enrolled any more" in caplog.text
    again.load(tmp_path / "stick")
    assert again.titles() == ["Een"]


def test_a_salvage_that_was_interrupted_is_finished(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher
) -> None:
    """A power cut between moving the damaged one away and putting the saved one there."""
    load(kiosk, publisher, tmp_path, "Een")
    kiosk.shelf.close()
    file = tmp_path / "shelf" / "shelf.db"
    file.rename(file.with_name("shelf.db.saved"))
    assert Kiosk(tmp_path / "shelf").titles() == ["Een"]


def test_a_salvaged_pack_whose_index_is_altered_is_not_kept(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher
) -> None:
    """Nothing is put on the glass because a damaged database says so."""
    load(kiosk, publisher, tmp_path, "Een", "Twee")
    on = kiosk.shelf.on()
    assert on is not None
    flip(kiosk.shelf.blobs / on.index)
    kiosk.shelf.close()
    _execute(tmp_path / "shelf" / "shelf.db", "DROP TABLE coming")
    again = Kiosk(tmp_path / "shelf")
    assert again.titles() == ["Een"]
    assert (again.shelf.on(), again.shelf.last()) == (None, None)
    assert again.shelf.publisher() is not None
