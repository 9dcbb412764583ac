"""What was made once is kept, whole or not at all."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.author import cache
from kiosk.author.cache import Cache, Medium, Original, Product
from kiosk.errors import MachineError, MediaError


class Note(Product):
    """Something made, of one file."""

    only: Medium

    @property
    def media(self) -> tuple[Medium, ...]:
        """The one file."""
        return (self.only,)


def medium(content: bytes) -> Medium:
    """What `content` is called."""
    return Medium(sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))


def written(path: Path, content: bytes = b"photo") -> Path:
    """A file with this content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def names(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {path.name for path in folder.iterdir()}


def test_what_was_remembered_is_recalled(tmp_path: Path) -> None:
    """The same bytes under another name are known."""
    kept = Cache.at(tmp_path / "cache")
    note = Note(only=kept.put(b"small"))
    kept.remember("r-1", Original.at(written(tmp_path / "a.jpg")), note)

    elsewhere = Original.at(written(tmp_path / "b" / "other.jpg"))

    assert kept.recall("r-1", elsewhere, Note) == note
    assert kept.recall("r-2", elsewhere, Note) is None
    assert kept.recall("r-1", Original.at(written(tmp_path / "c.jpg", b"else")), Note) is None


@settings(max_examples=20)
@given(content=st.binary(max_size=200))
def test_a_file_is_called_by_its_sha256(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """However a file comes in, its name says what is in it."""
    folder = tmp_path_factory.mktemp("cache")
    kept = Cache.at(folder)
    outside = written(folder / "outside", content)

    with kept.workpiece() as workpiece:
        workpiece.write_bytes(content)
        adopted = kept.adopt(workpiece)
    kept.place(outside, folder / "media", adopted)

    assert adopted == kept.put(content) == medium(content)
    assert kept.medium(adopted.sha256).read_bytes() == content
    assert names(folder / "media") == {adopted.sha256}


def test_what_is_not_adopted_is_removed(tmp_path: Path) -> None:
    """A film that could not be finished leaves nothing behind."""
    kept = Cache.at(tmp_path)
    with kept.workpiece() as workpiece:
        workpiece.write_bytes(b"half")

    assert names(tmp_path / "media") == set()


def test_a_copy_is_what_was_wanted_or_none(tmp_path: Path) -> None:
    """What is kept is what was hashed, even if a file changes in between, or was damaged."""
    path = written(tmp_path / "a.mp4", b"changed")

    with pytest.raises(MediaError, match="changed meanwhile"):
        Cache.at(tmp_path / "cache").place(path, tmp_path / "media", medium(b"before"))
    assert names(tmp_path / "media") == set()
    path = written(tmp_path / "a.mp4", b"whole")
    target = written(tmp_path / "media" / medium(b"whole").sha256, b"wh0le")

    Cache.at(tmp_path / "cache").place(path, tmp_path / "media", medium(b"whole"))

    assert target.read_bytes() == b"whole"


def test_pruning_takes_only_what_is_ours(tmp_path: Path) -> None:
    """In a folder named by mistake no photo of the family is lost."""
    wanted, old = medium(b"wanted").sha256, medium(b"old").sha256
    for name in (wanted, old, ".0123.part", "family.jpg", "ABC", f"{old}.jpg", "x.part"):
        written(tmp_path / name)

    cache.prune(tmp_path, {wanted})

    assert names(tmp_path) == {wanted, "family.jpg", "ABC", f"{old}.jpg", "x.part"}


def test_what_cannot_be_removed_is_no_trouble(tmp_path: Path) -> None:
    """Tidying up never spoils what was done: what resists is left for the next time."""
    stubborn, old = medium(b"stubborn").sha256, medium(b"old").sha256
    written(tmp_path / stubborn / "a folder cannot be removed like a file")
    written(tmp_path / old)

    cache.prune(tmp_path, set())

    assert names(tmp_path) == {stubborn}


def test_sweeping_leaves_what_another_program_is_making(tmp_path: Path) -> None:
    """Only what was left a day ago is removed: a preview may be running beside us."""
    kept = Cache.at(tmp_path)
    fresh = written(tmp_path / "media" / ".fresh.part")
    stale = written(tmp_path / "media" / ".stale.part")
    old = written(tmp_path / "media" / medium(b"photo").sha256)
    two_days_ago = fresh.stat().st_mtime - 2 * 24 * 3600
    for path in (stale, old):
        os.utime(path, (two_days_ago, two_days_ago))

    kept.sweep()

    assert names(tmp_path / "media") == {".fresh.part", old.name}


def test_a_cache_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """A place where nothing can be written is told with advice, not as a fault of the photo."""
    kept = Cache.at(written(tmp_path / "a file"))

    with pytest.raises(MachineError, match="could not be written") as caught:
        kept.put(b"small")
    assert caught.value.advice
    with pytest.raises(MachineError), kept.workpiece():
        pass
    with pytest.raises(MachineError):
        Cache.at(tmp_path / "cache").place(
            written(tmp_path / "b"), tmp_path / "a file", medium(b"photo")
        )
