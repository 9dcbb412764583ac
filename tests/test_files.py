"""Files replaced whole."""

import hashlib
import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import files
from kiosk.errors import MachineError


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    """There is the new content, and no half-written part of it."""
    path = tmp_path / "new folder" / "a.json"
    files.replace(path, b"old")
    files.replace(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """Neither in its place nor beside it; nor is a file taken for a folder."""
    path = tmp_path / "a.json"
    path.mkdir()
    with pytest.raises(MachineError, match=r"a\.json could not be written"):
        files.replace(path, b"new")
    assert list(tmp_path.iterdir()) == [path]
    (tmp_path / "in the way").write_bytes(b"")
    with pytest.raises(MachineError):
        files.replace(tmp_path / "in the way" / "a.json", b"new")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such things")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe that nobody writes into, a device without an end, a socket: each is as a folder is."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "socket"))
        (tmp_path / "link").symlink_to("/dev/zero")
        (tmp_path / "folder").mkdir()
        for name in ("pipe", "socket", "link", "folder"):
            assert files.is_in_the_way(tmp_path / name)
            with pytest.raises(IsADirectoryError):
                files.read(tmp_path / name)
    (tmp_path / "file").write_bytes(b"content")
    (tmp_path / "to a file").symlink_to("file")
    assert files.read(tmp_path / "to a file", 4) == b"cont"
    assert not files.is_in_the_way(tmp_path / "file")
    assert not files.is_in_the_way(tmp_path / "none")


@given(content=st.binary(max_size=5000))
def test_a_hash_is_of_the_whole(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """However long the file, however it is read."""
    path = tmp_path_factory.mktemp("hash") / "a"
    path.write_bytes(content)
    assert files.sha256(path) == hashlib.sha256(content).hexdigest()
