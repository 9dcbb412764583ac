"""The last attract picture: shown where it belongs, and nowhere else."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.errors import MachineError
from kiosk.station import last_picture
from kiosk.station.last_picture import MOST_PIXELS, LastPicture, ScreenImage

KEY = bytes(range(32))
PICTURE = ScreenImage(6, 5, 60, os.urandom(6 * 5 * 3))


@pytest.fixture
def kept(tmp_path: Path) -> LastPicture:
    """A picture that is kept."""
    place = LastPicture(tmp_path / "cache" / "last-picture", KEY)
    place.write(PICTURE)
    return place


def test_a_picture_comes_back_as_it_was(kept: LastPicture) -> None:
    """And nothing lies beside it; for another exhibit it is as none."""
    assert kept.read() == PICTURE
    assert [path.name for path in kept.path.parent.iterdir()] == ["last-picture"]
    assert LastPicture(kept.path, bytes(32)).read() is None


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "nothing in it": lambda _: b"",
    "half a head": lambda whole: whole[:20],
    "cut short": lambda whole: whole[:-1],
    "too long": lambda whole: whole + b"x",
    "a flipped bit": lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]),
    "another format": lambda whole: b"picture2" + whole[8:],
    "no size": lambda whole: whole[:40] + bytes(8) + whole[48:],
    "a size beyond all bounds": lambda whole: whole[:40] + b"\xff" * 8 + whole[48:],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_picture_is_as_none(kept: LastPicture, damage: Callable[[bytes], bytes]) -> None:
    """Whatever became of the file, the kiosk starts as if it were not there."""
    kept.path.write_bytes(damage(kept.path.read_bytes()))
    assert kept.read() is None


def test_what_lies_in_its_place_is_not_read(tmp_path: Path) -> None:
    """A folder, or a pipe that nobody writes to; nor is anything where none was kept."""
    (tmp_path / "folder").mkdir()
    assert LastPicture(tmp_path / "folder", KEY).read() is None
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert LastPicture(tmp_path / "pipe", KEY).read() is None
    assert LastPicture(tmp_path / "last-picture", KEY).read() is None


def test_what_a_power_cut_left_is_taken_away(kept: LastPicture) -> None:
    """The cache never grows by it."""
    (kept.path.parent / ".last-picture.0badcafe.part").write_bytes(b"half")
    kept.write(PICTURE)
    assert [path.name for path in kept.path.parent.iterdir()] == ["last-picture"]


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    """A glass beyond all bounds keeps none."""
    (tmp_path / "cache").write_bytes(b"no folder")
    with pytest.raises(MachineError):
        LastPicture(tmp_path / "cache" / "last-picture", KEY).write(PICTURE)
    place = LastPicture(tmp_path / "last-picture", KEY)
    place.write(ScreenImage(MOST_PIXELS, 2, 60, b""))
    assert not place.path.exists()


def test_whatever_decides_how_attract_looks_makes_another_key(tmp_path: Path) -> None:
    """Exhibit, settings, place, language, and whether it is a demo: each by itself."""
    index, settings = tmp_path / "exhibit.json", tmp_path / "settings.yaml"
    stamps = [last_picture.exhibit_stamp(index), last_picture.settings_stamp(settings)]
    for content in ("one", "another"):
        index.write_text(content, "utf-8")
        settings.write_text(content, "utf-8")
        stamps += [last_picture.exhibit_stamp(index), last_picture.settings_stamp(settings)]
    assert len(set(stamps)) == 5  # nothing there is as empty as nothing there
    keys = [
        last_picture.key(exhibit, setting, place=place, language=language, demo=demo)
        for exhibit in ("one", "other")
        for setting in ("", "other")
        for place in (None, "gennep")
        for language in (None, "en")
        for demo in (False, True)
    ]
    assert len(set(keys)) == len(keys)
