"""What terminals make of a folder that is dragged into them."""

import re
import shlex
from pathlib import Path

import pytest

from kiosk.cli import dropped

NAMES = ("keys", "Els's keys", "'t Huiske", "a & b (1)", 'the "other" $HOME', "Łódź")


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_is_found_however_it_is_written(tmp_path: Path, name: str) -> None:
    """Typed, in quotes, or with backslashes; with a blank and the end of the line behind it."""
    folder = tmp_path / name
    folder.mkdir()
    escaped = re.sub(r"([^\w/.-])", r"\\\1", str(folder))
    for line in (str(folder), shlex.quote(str(folder)), escaped):
        assert dropped.folder(f"{line} \n", "linux") == folder


def test_windows_writes_it_in_double_quotes() -> None:
    """And whatever it is, it is a path."""
    assert str(dropped.folder('"D:\\Els\'s keys"\r\n', "win32")) == "D:\\Els's keys"
    assert str(dropped.folder("it's", "linux")) == "it's"
    assert str(dropped.folder("\n", "linux")) == "."
