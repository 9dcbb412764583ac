"""A collection that is gone, empty, cut or of something else: nothing begins anew by accident."""

import os
import shlex
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from signups.kiosks import EVENING, KEYS, TODAY, WORLD, Kiosk, Office, execute

from kiosk.errors import CollectionError, InputError, KioskError
from kiosk.office import diary, restore
from kiosk.office.collection import Collection
from kiosk.office.dating import DateEvidence
from kiosk.office.diary import Diary


@pytest.fixture
def office(office: Office) -> Office:
    """An office that has collected from two kiosks, and has a backup."""
    office.collect_from(*WORLD)
    back_up(office)
    return office


def back_up(office: Office, days: int = 0) -> Path:
    """A backup in the folder beside, so many days later."""
    file = office.back_up(days).file
    diary.write(office.file, diary.read(office.file).with_backup(file.parent))
    return file


def begin(office: Office, *folders: Path, was_there: bool = False) -> None:
    """Open the collection as an evening does."""
    Collection(
        office.file,
        create=True,
        demo=False,
        anew=lambda: restore.refuse_anew(office.file, folders, demo=False, was_there=was_there),
    ).close()


def database(file: Path) -> None:
    """Some other program's file of SQLite."""
    file.unlink()
    execute(file, "CREATE TABLE photos (name TEXT)")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "an empty database": lambda path: (path.unlink(), execute(path, "VACUUM")),
    "cut to a header": lambda path: os.truncate(path, 100),
    "cut in the middle": lambda path: os.truncate(path, path.stat().st_size // 2),
    "cut at its end": lambda path: os.truncate(path, path.stat().st_size - 16384),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "a text": lambda path: path.write_text("my notes", "utf-8"),
    "a database of something else": database,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
@pytest.mark.parametrize("remembers", ["the diary", "the folder"])
def test_a_lost_collection_is_refused_and_comes_back(
    office: Office, damage: Callable[[Path], object], remembers: str
) -> None:
    """Whoever knows of the backup: no new one is made, and one command puts all of it back."""
    folder = office.file.parent / "backup"
    before = office.dump()
    damage(office.file)
    if remembers == "the folder":
        diary.path(office.file).unlink()
    there = office.file.read_bytes() if office.file.exists() else None
    with pytest.raises(CollectionError) as caught:
        begin(office, *([folder] if remembers == "the folder" else []))
    assert "signups restore" in str(caught.value)
    assert (office.file.read_bytes() if office.file.exists() else None) == there
    made = restore.restore(office.file, folder, TODAY)
    assert office.dump() == before
    assert made.left == ()
    assert [path.read_bytes() for path in made.aside] == ([] if there is None else [there])
    begin(office, folder)


def test_the_command_in_the_refusal_is_the_one_that_helps(office: Office) -> None:
    """Typed as it stands there, with every name whole."""
    moved = office.file.parent / "Els' folder & more"
    moved.mkdir()
    office.file.rename(moved / office.file.name)
    office.file = moved / office.file.name
    back_up(office)
    office.file.unlink()
    with pytest.raises(CollectionError) as caught:
        begin(office)
    assert caught.value.command is not None
    if os.name == "posix":
        assert shlex.split(caught.value.command) == [
            *("kiosk", "signups", "restore", str(office.file)),
            *("--backup", str(moved / "backup")),
        ]


def test_a_collection_that_is_whole_is_not_replaced(office: Office) -> None:
    """And what SQLite left beside one that is lost spoils nothing."""
    before = office.dump()
    with pytest.raises(InputError, match="is whole"):
        restore.restore(office.file, office.file.parent / "backup", TODAY)
    assert office.dump() == before
    office.file.unlink()
    journal = office.file.with_name(office.file.name + "-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(4096))
    made = restore.restore(office.file, office.file.parent / "backup", TODAY)
    assert office.dump() == before
    assert not journal.exists()
    assert len(made.aside) == 1


def test_the_backup_that_holds_most_comes_back(office: Office, tmp_path: Path) -> None:
    """Whatever the clock said when it was made; a damaged one is passed over, and kept."""
    first = shutil.copy(next((tmp_path / "backup").iterdir()), tmp_path / "kept.db")
    late = Kiosk(KEYS, "k-cccccccc")
    late.sign_up("Late")
    office.collect_from(late)
    before = office.dump()
    most = back_up(office, days=-300)  # a clock that ran back
    newest = tmp_path / "backup" / "sign-ups-20181201T000000Z-0bad.db"
    newest.write_bytes(b"damaged")
    shutil.copy(first, tmp_path / "backup" / "sign-ups-20181101T000000Z-0dd0.db")
    office.file.unlink()
    made = restore.restore(office.file, tmp_path / "backup", TODAY)
    assert made.backup == most
    assert office.dump() == before
    assert made.left == (newest,)


def test_a_backup_that_was_copied_comes_back(office: Office, tmp_path: Path) -> None:
    """A computer puts ` (1)` behind its name."""
    [copy] = (tmp_path / "backup").glob("*.db")
    copied = copy.rename(copy.with_name(f"{copy.stem} (1).db"))
    whole = office.dump()
    office.file.unlink()
    assert restore.restore(office.file, tmp_path / "backup", TODAY).backup == copied
    assert office.dump() == whole


def test_no_backup_that_can_be_read_is_told(office: Office, tmp_path: Path) -> None:
    """And nothing is moved."""
    for copy in (tmp_path / "backup").iterdir():
        copy.write_bytes(b"damaged")
    office.file.write_bytes(b"damaged too")
    with pytest.raises(InputError, match="no whole backup"):
        restore.restore(office.file, tmp_path / "backup", TODAY)
    assert office.file.read_bytes() == b"damaged too"
    assert not list(tmp_path.glob(".sign-ups*"))


def test_a_collection_that_somebody_remembers_is_missed(tmp_path: Path) -> None:
    """Also where no backup was ever made: a disk may only not be in."""
    office = Office(tmp_path)
    with pytest.raises(CollectionError, match="no backup is found"):
        begin(office, was_there=True)
    diary.write(office.file, Diary().with_evening(EVENING))
    with pytest.raises(CollectionError, match="no backup is found"):
        begin(office)
    assert not office.file.exists()


def test_a_first_evening_begins_as_ever(tmp_path: Path) -> None:
    """Backups of others, and of collections that never held anything, are no reason to refuse."""
    office = Office(tmp_path)
    folder = tmp_path / "backup"
    folder.mkdir()
    (folder / "demo-20181001T193000Z-0bad.db").write_bytes(b"of another collection")
    for name, is_demo in (("sign-ups-20181001T193000Z-0001.db", False), ("x.db", True)):
        Collection(folder / name, create=True, demo=is_demo).close()
    begin(office, folder)
    assert office.dump() == [("collection", 0)]


def test_whatever_is_altered_in_it_is_told_in_words(office: Office, tmp_path: Path) -> None:
    """A collection with bytes overwritten anywhere is read, or refused: never a fault of ours."""
    whole = office.file.read_bytes()
    copy = Office(tmp_path / "copy")
    copy.file.parent.mkdir()
    for at in range(0, len(whole), len(whole) // 60):
        for bytes_ in (b"\xff\xfe\xff", b"9", bytes(300)):
            copy.file.write_bytes(whole[:at] + bytes_ + whole[at + len(bytes_) :])
            try:
                with Collection(copy.file) as collection:
                    collection.newest_day()
                    list(collection.facts())
                    list(collection.sign_ups())
                    for kiosk in collection.kiosks():
                        list(collection.events(kiosk))
            except KioskError:
                continue


def test_a_diary_that_cannot_be_read_is_an_empty_one(tmp_path: Path) -> None:
    """It only saves a question."""
    file = tmp_path / "sign-ups.db"
    known = Diary().with_evening(EVENING).with_backup(tmp_path / "a").with_backup(tmp_path / "Łódź")
    diary.write(file, known)
    assert diary.read(file) == known
    too_early = b'{"last": "0001-01-01T00:00+09:00"}'
    for broken in (b"", b"{", b"[]", b'{"last": 3}', b"\xff", too_early):
        diary.path(file).write_bytes(broken)
        assert diary.read(file) == Diary()


YEAR = timedelta(days=365)
DATES = {
    "the next evening": (EVENING, EVENING + timedelta(days=7), None, True),
    "after the summer": (EVENING, EVENING + timedelta(days=110), None, True),
    "a year too far": (EVENING, EVENING + YEAR, None, False),
    "2099": (EVENING, datetime(2099, 1, 1, tzinfo=UTC), None, False),
    "a battery that died": (EVENING, datetime(2015, 1, 1, tzinfo=UTC), None, False),
    "1970": (EVENING, datetime(1970, 1, 1, tzinfo=UTC), None, False),
    "a first evening": (None, EVENING, None, True),
    "a first evening after what came in": (None, EVENING, date(2018, 10, 3), True),
    "a first evening years behind": (None, EVENING - 3 * YEAR, date(2018, 10, 3), False),
    "a first evening years ahead": (None, EVENING + 3 * YEAR, date(2018, 10, 3), False),
    "a kiosk that was ahead": (EVENING, EVENING + timedelta(days=7), date(2099, 1, 1), True),
}


@pytest.mark.parametrize(("last", "now", "newest", "believed"), DATES.values(), ids=DATES.keys())
def test_a_date_far_off_is_doubted(
    last: datetime | None, now: datetime, newest: date | None, *, believed: bool
) -> None:
    """By the last evening; before there was one, by what the kiosks were sure of."""
    assert DateEvidence(now, last, evidence=True).believes(newest) == believed
    assert DateEvidence(now, last, evidence=True, is_confirmed=True).believes(newest)


def test_a_first_evening_years_ahead_refuses_nobody(tmp_path: Path) -> None:
    """What a PC of 2099 takes for long past is taken; nothing of it is deleted."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Els", retention=date(2019, 10, 3))
    office = Office(tmp_path)
    taken = office.collect_from(kiosk, today=None)
    with Collection(office.file) as collection:
        newest = collection.newest_day()
    assert (taken.new, taken.past) == (1, 0)
    assert not DateEvidence(datetime(2099, 1, 1, tzinfo=UTC), None, evidence=True).believes(newest)
