"""Large files on a stick, and what a name stands for, looked at without opening it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from kiosk import stick
from kiosk.errors import InputError
from kiosk.stick import PIECE_BYTES, Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CONTENT = bytes(range(256)) * (PIECE_BYTES // 100)


@pytest.fixture(params=[True, False], ids=["by descriptor", "by path"])
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Folder]:
    """A stick with a film on it, opened in either way a system may."""
    if request.param and not stick.BY_DESCRIPTOR:
        pytest.skip("this system opens nothing by descriptor")
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "film").write_bytes(CONTENT)
    with Folder.open(tmp_path / "stick", by_descriptor=bool(request.param)) as opened:
        yield opened


@pytest.mark.parametrize("start", [0, 1, PIECE_BYTES, len(CONTENT) - 1, len(CONTENT)])
def test_a_large_file_comes_in_pieces(folder: Folder, start: int) -> None:
    """From wherever it was left, every byte once, none of them much at a time."""
    pieces = list(folder.pieces("film", start))
    assert b"".join(pieces) == CONTENT[start:]
    assert all(0 < len(piece) <= PIECE_BYTES for piece in pieces)


def test_nobody_need_read_to_the_end(folder: Folder) -> None:
    """Whoever stops early leaves no file open, so that the stick can be taken out."""
    pieces = folder.pieces("film")
    next(pieces)
    pieces.close()


def test_there_must_be_a_file_to_read(folder: Folder) -> None:
    """What is not there has no pieces."""
    with pytest.raises(InputError, match="is no file"):
        next(folder.pieces("story"))


KINDS: dict[str, tuple[str | None, Callable[[Path], object]]] = {
    "nothing": (None, lambda path: path),
    "a file": ("file", lambda path: path.write_bytes(b"")),
    "a folder": ("folder", lambda path: path.mkdir()),
    "a link to a file": ("other", lambda path: path.symlink_to("film")),
    "a link to a folder": ("other", lambda path: path.symlink_to(path.parent)),
    "a link to nowhere": ("other", lambda path: path.symlink_to("nowhere")),
}


@pytest.mark.parametrize(("kind", "make"), KINDS.values(), ids=KINDS.keys())
def test_what_a_name_stands_for(
    tmp_path: Path, folder: Folder, kind: str | None, make: Callable[[Path], object]
) -> None:
    """Told without following it."""
    make(tmp_path / "stick" / "it")
    assert folder.kind("it") == kind


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_is_neither_file_nor_folder(tmp_path: Path, folder: Folder) -> None:
    """It would wait for ever."""
    os.mkfifo(tmp_path / "stick" / "pipe")
    assert folder.kind("pipe") == "other"


def test_a_name_that_is_a_path_is_none(folder: Folder) -> None:
    """Nobody gets out of the folder by a name."""
    with pytest.raises(InputError):
        folder.kind("../stick")
