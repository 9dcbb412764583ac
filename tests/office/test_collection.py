"""The file of the collection: of one kind, whole, and never longer than allowed."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from signups.kiosks import KEYS, TODAY, Kiosk, Office, execute, id_of

from kiosk.errors import InputError, MachineError, UntrustedError
from kiosk.office.census import census
from kiosk.office.collection import Collection


def test_what_is_past_its_day_is_not_taken(office: Office, stick: Path) -> None:
    """The last day itself still counts; whoever does not know the day takes all."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Yesterday", retention=TODAY - timedelta(days=1))
    kiosk.sign_up("Today", retention=TODAY)
    collected = office.collect_from(kiosk)
    assert (collected.new, collected.past) == (1, 1)
    assert office.names() == ["Today"]
    assert office.collect(stick, today=None).new == 1


def test_expiring_deletes_contents_and_facts(office: Office) -> None:
    """Only that there was one, and when it ended, stays."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Els", retention=TODAY)
    office.collect_from(kiosk)
    with Collection(office.file) as collection:
        assert collection.expire(TODAY) == 0
        assert collection.expire(TODAY + timedelta(days=1)) == 1
        assert list(collection.facts()) == []
        assert [count.without for count in census(collection, TODAY + timedelta(days=1))] == [()]
    assert kiosk.log.sealed[1] not in office.file.read_bytes()


def test_each_is_left_where_it_is_by_the_other(tmp_path: Path, stick: Path) -> None:
    """Not taken, not copied, and told."""
    for is_demo in (True, False):
        kiosk = Kiosk(KEYS, f"k-{is_demo}".lower(), is_demo=is_demo)
        kiosk.sign_up(f"Els {is_demo}")
        kiosk.carry(stick)
    for is_demo, reason in ((True, "not demo"), (False, "demo")):
        (tmp_path / reason).mkdir()
        office = Office(tmp_path / reason)
        collected = office.collect(stick, is_demo=is_demo)
        assert [(refusal.reason, refusal.copy) for refusal in collected.refused] == [(reason, None)]
        assert office.names() == [f"Els {is_demo}"]
        assert office.quarantine() == []


def test_there_must_be_one(tmp_path: Path) -> None:
    """A mistyped name is told, not made."""
    with pytest.raises(InputError, match="no collection"):
        Collection(tmp_path / "typo.db")
    assert list(tmp_path.iterdir()) == []


def newer(file: Path) -> None:
    """A collection of a program that is not known here."""
    Collection(file, create=True).close()
    execute(file, "PRAGMA user_version = 99")


STRANGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no database": (lambda file: file.write_bytes(b"no database" * 1000), "damaged, or no coll"),
    "half of one": (
        lambda file: file.write_bytes(b"SQLite format 3\0" + bytes(5000)),
        "damaged, or no collection",
    ),
    "nothing": (lambda file: file.write_bytes(b""), "is empty"),
    "photos": (lambda file: execute(file, "CREATE TABLE photo (name TEXT)"), "no collection of"),
    "a newer one": (newer, "newer program"),
    "real sign-ups": (
        lambda file: Collection(file, create=True, demo=False).close(),
        "real sign-ups",
    ),
}


@pytest.mark.parametrize(("make", "words"), STRANGE.values(), ids=STRANGE.keys())
def test_something_else_is_refused(
    tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    """What is no collection of this kind is told, and not written over."""
    file = tmp_path / "sign-ups.db"
    make(file)
    content = file.read_bytes()
    with pytest.raises((InputError, UntrustedError), match=words):
        Collection(file, create=words != "is empty", demo=True)
    assert file.read_bytes() == content


def test_one_that_another_program_changes_just_now_is_told(office: Office) -> None:
    """Whoever began second is told to try again; nothing is half-done."""
    Collection(office.file, create=True).close()
    other = sqlite3.connect(office.file, isolation_level=None)
    with Collection(office.file) as collection:
        collection._db.execute("PRAGMA busy_timeout = 1")  # noqa: SLF001 - ten seconds else
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(MachineError, match="another program"):
            collection.withdrawals.withdraw(id_of("Els"))
        other.execute("ROLLBACK")
        assert not collection.withdrawals.withdraw(id_of("Els"))
    other.close()


def test_a_part_that_fails_leaves_nothing_half_done(office: Office) -> None:
    """Either all that was changed together is there, or nothing of it."""
    with Collection(office.file, create=True) as collection:
        with pytest.raises(InputError), collection.together():  # noqa: PT012 - both, together
            collection.admit("k-aaaaaaaa", "1" * 64)
            raise InputError("something else went wrong")
        assert collection.kiosks() == {}
