"""`kiosk pack install`, `list` and `rollback`: what a librarian at a terminal reads."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cli import lately
from cli.command import Command, Done
from packs.publisher import Publisher

Pack = Callable[..., Done]


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """A publisher whose first pack lies on a stick."""
    return lately.published(tmp_path)


@pytest.fixture
def stick(tmp_path: Path, publisher: Publisher) -> Path:
    """That stick."""
    assert publisher.keys.exists()
    return tmp_path / "stick"


@pytest.fixture
def pack(kiosk: Command, home: Path) -> Pack:
    """Types the command, about the kiosk in `home`."""
    return lambda *words: kiosk("pack", *words, "--home", home)


@pytest.fixture
def loaded(pack: Pack, stick: Path) -> None:
    """The first pack is on that kiosk."""
    assert pack("install", stick, "--trust", "first").code == 0


def listed(pack: Pack) -> dict[str, Any]:
    """What `pack list --json` prints."""
    told: dict[str, Any] = json.loads(pack("list", "--json").printed())
    return told


def test_a_first_pack_needs_a_yes_and_then_is_on(
    pack: Pack, stick: Path, publisher: Publisher, home: Path
) -> None:
    """Refused with the digits to compare, and with others; with the digits typed it is loaded."""
    fingerprint = publisher.public.fingerprint
    assert fingerprint in pack("install", stick).told(4)
    assert pack("install", stick, "--trust", "1" * 20).code == 4
    assert not home.exists()
    code, out, err = pack("install", stick, "--trust", fingerprint.replace(" ", ""))
    assert code == 0
    assert out.startswith("*    1  ")
    assert "Eerste  (De Alliantie)" in out
    assert f"this kiosk follows De Alliantie, {fingerprint}" in err
    assert "[" not in err  # no bar where there is no terminal


@pytest.mark.parametrize(
    ("folder", "code", "words"),
    [("empty", 3, "there is no pack"), ("missing", 5, "there is no folder")],
)
def test_a_folder_without_a_pack(
    pack: Pack, tmp_path: Path, folder: str, code: int, words: str
) -> None:
    """Said in words, with the exit code scripts go by."""
    (tmp_path / "empty").mkdir()
    assert words in pack("install", tmp_path / folder).told(code)


@pytest.mark.usefixtures("loaded")
def test_packs_are_listed_with_what_is_on(pack: Pack, stick: Path, publisher: Publisher) -> None:
    """For people with a star, for scripts as JSON; the same pack again changes nothing."""
    assert "nothing has changed" in pack("install", stick).told()
    publisher.publish(stick, "Tweede", now=lately.NOW)
    (second,) = json.loads(pack("install", stick, "--json").printed())["packs"]
    assert (second["version"], second["on"], second["trial"]) == (2, True, True)
    printed = pack("list")
    assert [line[:6] for line in printed.out.splitlines()] == ["*    2", "     1"]
    assert "enrolled with De Alliantie" in printed.told()
    told = listed(pack)
    assert told["publisher"]["fingerprint"] == publisher.public.fingerprint
    names = ("version", "on", "previous", "last")
    assert [tuple(pack[name] for name in names) for pack in told["packs"]] == [
        (2, True, False, True),
        (1, False, True, False),
    ]


def test_turning_back_from_a_terminal(pack: Pack, stick: Path, publisher: Publisher) -> None:
    """To the pack before, and forth again; a mistake where there is none."""
    assert pack("rollback").code == 2
    assert pack("install", stick, "--trust", "first").code == 0
    assert pack("rollback").code == 2
    publisher.publish(stick, "Tweede", now=lately.NOW)
    assert pack("install", stick).code == 0
    assert "Eerste" in pack("rollback").printed().splitlines()[-1]
    assert [pack["on"] for pack in listed(pack)["packs"]] == [False, True]
    assert pack("rollback", "--json").code == 0
    assert [pack["on"] for pack in listed(pack)["packs"]] == [True, False]


@pytest.mark.usefixtures("loaded")
def test_another_exhibition_is_asked_for(pack: Pack, tmp_path: Path, publisher: Publisher) -> None:
    """The same publisher's next exhibition needs `--another`."""
    publisher.publish(tmp_path / "next", "Volgend jaar", id_="volgend-jaar", now=lately.NOW)
    assert pack("install", tmp_path / "next").code == 4
    assert pack("install", tmp_path / "next", "--another").code == 0


def test_a_home_without_packs_is_left_alone(pack: Pack, home: Path) -> None:
    """Looking at a bare kiosk makes nothing in it."""
    assert listed(pack) == {"publisher": None, "packs": []}
    assert "no pack has been loaded" in pack("list").told()
    assert not home.exists()


@pytest.mark.usefixtures("loaded")
def test_a_damaged_list_of_packs_is_told(pack: Pack, home: Path) -> None:
    """Where it lies now, and whether the kiosk is still enrolled."""
    file = home / "shelf" / "shelf.db"
    with closing(sqlite3.connect(file)) as damaged:
        damaged.execute("DROP TABLE coming")
    assert "the kiosk is still enrolled" in pack("list").told()
    file.write_bytes(b"nothing")
    told = pack("list").told()
    assert "nobody is enrolled any more" in told
    assert "the exhibit that ships is on" in told
