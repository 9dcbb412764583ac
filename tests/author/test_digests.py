"""No file is read twice, and none is taken for another."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.author.digests import Digests

LONG_AGO_NS = 1_500_000_000 * 10**9


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Where digests are kept, in the future: whatever was written by now was written long before.

    Nobody can set back when a file was changed, nor waits two seconds for a test.
    """
    return tmp_path / "kept" / "digests.json"


def saved(digests: Digests) -> None:
    """Keep them, a minute later."""
    digests.save()
    later = digests.path.stat().st_mtime + 60
    os.utime(digests.path, (later, later))


def hashed(content: bytes) -> str:
    """The SHA-256 of this."""
    return hashlib.sha256(content).hexdigest()


def rewrite(path: Path) -> None:
    """Other bytes in the same file, as many, and its date set back."""
    path.write_bytes(b"NEW")
    os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS))


def put_another(path: Path) -> None:
    """Another file of the same size and date in its place, as a copying program does."""
    other = path.with_name("other")
    other.write_bytes(b"NEW")
    os.utime(other, ns=(LONG_AGO_NS, LONG_AGO_NS))
    other.replace(path)


@pytest.mark.parametrize("change", [rewrite, put_another])
def test_a_file_of_the_same_size_and_date_is_no_longer_the_same(
    tmp_path: Path, notes: Path, change: Callable[[Path], None]
) -> None:
    """Neither its length nor its date is believed alone."""
    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")
    os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS))
    digests = Digests(notes)
    assert digests.sha256(path) == hashed(b"old")
    saved(digests)

    change(path)

    assert Digests(notes).sha256(path) == hashed(b"NEW")


def test_an_unchanged_file_is_not_read_again(tmp_path: Path, notes: Path) -> None:
    """What was noted is believed as long as the disk says the same of the file."""
    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")
    digests = Digests(notes)
    digests.sha256(path)
    saved(digests)
    as_noted = notes.read_text("utf-8").replace(hashed(b"old"), "0" * 64)
    later = notes.stat().st_mtime
    notes.write_text(as_noted, "utf-8")
    os.utime(notes, (later, later))

    assert Digests(notes).sha256(path) == "0" * 64


def test_a_file_written_just_before_its_note_is_read_again(tmp_path: Path, notes: Path) -> None:
    """Within one tick of the disk's clock it may have been written twice."""
    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")
    digests = Digests(notes)
    digests.sha256(path)
    digests.save()
    at = path.stat().st_ctime + 1
    notes.write_text(notes.read_text("utf-8").replace(hashed(b"old"), "0" * 64), "utf-8")
    os.utime(notes, (at, at))

    assert Digests(notes).sha256(path) == hashed(b"old")


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"a": 1}', b'{"a": [1, "x"]}', b"\xff"])
def test_notes_that_make_no_sense_are_none(tmp_path: Path, notes: Path, damage: bytes) -> None:
    """Half a file of notes costs time, and nothing else."""
    notes.parent.mkdir()
    notes.write_bytes(damage)
    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")

    assert Digests(notes).sha256(path) == hashed(b"old")


def test_where_no_notes_can_be_kept_all_goes_on(tmp_path: Path) -> None:
    """A cache that cannot be written makes an author wait, but stops nobody; what is gone goes."""
    (tmp_path / "a file").write_bytes(b"old")
    digests = Digests(tmp_path / "a file" / "digests.json")
    assert digests.sha256(tmp_path / "a file") == hashed(b"old")
    digests.save()
    with pytest.raises(OSError, match="No such file"):
        digests.sha256(tmp_path / "gone")
