"""The second witness of what a home should hold."""

import os
import sys
from pathlib import Path

import pytest

from kiosk.inventory import Inventory, Mark, make_way
from kiosk.notices import Notices
from kiosk.paths import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home in which nothing is."""
    return Home(tmp_path / "home")


def told(home: Home) -> dict[str, int]:
    """What staff have not seen yet."""
    return {notice.kind: notice.count for notice in Notices(home.notices).unseen()}


def mark(home: Home) -> Mark:
    """Of the counts."""
    return Mark(home, "counts", gone="counts-lost", mended="file-mended")


def test_what_was_kept_is_known_the_next_time(home: Home) -> None:
    """And no more once it was dropped; a mark that is written again as it was costs nothing."""
    inventory = Inventory(home.inventory)
    assert inventory.names() == frozenset()
    inventory.keep("k-ab12cd34", 15, 12)
    before = (home.inventory / "k-ab12cd34").stat().st_ino
    inventory.keep("k-ab12cd34", 15, 12)
    assert (home.inventory / "k-ab12cd34").stat().st_ino == before
    again = Inventory(home.inventory)
    assert again.names() == {"k-ab12cd34"}
    assert again.amounts("k-ab12cd34") == (15, 12)
    again.drop("k-ab12cd34")
    assert again.amounts("k-ab12cd34") is None
    assert again.names() == frozenset()


def test_a_mark_that_is_written_over_is_known_before_the_program_ends(home: Home) -> None:
    """It costs no new file; the next one that must be durable is.

    One that cannot be written over stays as it was: of an older program, damaged, or none at all.
    """
    mark = home.inventory / "k-ab12cd34"
    inventory = Inventory(home.inventory)

    def change() -> bool:
        return inventory.change(mark.name, lambda known: (known[0] + 1, known[1] + 1))

    assert not change()
    inventory.keep(mark.name, 9, 8)
    before = mark.stat().st_ino
    assert change()
    assert (Inventory(home.inventory).amounts(mark.name), mark.stat().st_ino) == ((10, 9), before)
    inventory.keep(mark.name, 10, 9)
    assert mark.stat().st_ino != before
    for wrong in ("10 9 " + mark.read_text("ascii").split()[2], "0000000010", ""):
        mark.write_text(wrong, "ascii")
        assert not change()
        assert mark.read_text("ascii") == wrong
    mark.unlink()
    if hasattr(os, "mkfifo"):
        os.mkfifo(mark)
        assert not change()


def test_a_damaged_mark_says_that_there_was_one_and_not_how_much(home: Home) -> None:
    """No altered digit is believed."""
    inventory = Inventory(home.inventory)
    inventory.keep("counts", 15)
    file = home.inventory / "counts"
    whole = file.read_bytes()
    for content in (b"", whole[:2], b"95" + whole[2:], b"\xff\xfe", whole.replace(b"5", b"6", 1)):
        file.write_bytes(content)
        assert inventory.amounts("counts") is None
        assert inventory.names() == {"counts"}


def test_a_disk_that_refuses_a_mark_is_no_fault(home: Home) -> None:
    """The mark stays as it was, and whoever keeps goes on."""
    home.folder.mkdir()
    home.inventory.write_bytes(b"a file in the way")
    inventory = Inventory(home.inventory)
    inventory.keep("counts", 1)
    inventory.drop("counts")
    assert inventory.names() == frozenset()


def test_what_is_gone_is_told_once_and_what_is_less_as_well(home: Home) -> None:
    """A home that never had it is told nothing; neither is one whose owner says so before."""
    file = home.folder / "tally.db"
    mark(home).miss(file)
    mark(home).compare(3)
    mark(home).drop()
    mark(home).miss(file)
    mark(home).compare(None)
    assert told(home) == {}
    mark(home).compare(3)
    mark(home).compare(2)
    assert told(home) == {"file-mended": 1}
    mark(home).miss(file)
    assert told(home) == {"counts-lost": 1, "file-mended": 1}
    Notices(home.notices).mark_seen(["counts-lost", "file-mended"])
    mark(home).miss(file)
    mark(home).compare(None)
    assert told(home) == {}


def test_a_folder_in_the_place_of_a_file_is_moved_aside(home: Home) -> None:
    """With all that lies in it, and staff are told; a file stays where it is."""
    for path in home.plain_files:
        (path / "inside").mkdir(parents=True, exist_ok=True)
    make_way(home, Notices(home.notices))
    assert not any(os.path.lexists(path) for path in home.plain_files)
    assert told(home) == {"file-mended": len(home.plain_files)}
    assert (home.folder / "last-seen.in-the-way-1" / "inside").is_dir()
    home.last_seen.write_text("2018-10-03T12:00:00+00:00")
    make_way(home, Notices(home.notices))
    assert home.last_seen.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such things")
def test_whatever_is_no_file_is_moved_aside(home: Home) -> None:
    """A pipe nobody may wait for; a link that leads nowhere may lead to a disk that comes back."""
    for path in home.plain_files:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(path)
    home.running.unlink()
    home.running.symlink_to("nowhere")
    home.inventory.mkdir()
    os.mkfifo(home.inventory / "counts")
    make_way(home, Notices(home.notices))
    assert [path for path in home.plain_files if os.path.lexists(path)] == [home.running]
    assert Inventory(home.inventory).amounts("counts") is None
    mark(home).keep(3)
    assert Inventory(home.inventory).amounts("counts") == (3,)


def test_a_file_in_the_place_of_a_folder_is_moved_aside(home: Home) -> None:
    """Else nobody could be told of anything after the next restart."""
    home.folder.mkdir()
    for path in (home.notices, home.inventory, home.staff, home.tally):
        path.write_bytes(b"in the way")
    make_way(home, Notices(home.notices))
    assert told(home) == {"file-mended": 4}
    assert (home.folder / "notices.in-the-way-1").read_bytes() == b"in the way"


def test_what_could_not_be_told_durably_is_told_again(home: Home) -> None:
    """A disk that takes no notice lets a mark be taken away all the same: it must not be."""
    file = home.folder / "tally.db"
    mark(home).keep(3)
    home.notices.write_bytes(b"in the way")
    mark(home).miss(file)
    home.notices.unlink()
    mark(home).miss(file)
    assert told(home) == {"counts-lost": 1}
