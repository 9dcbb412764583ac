"""`kiosk pack install`, `list` and `rollback`: what a librarian at a terminal reads."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from packs.publisher import Publisher

from kiosk.cli import main
from kiosk.clock import SystemClock

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def now() -> datetime:
    """When everything is published: the machine's own clock judges it."""
    return SystemClock().now().astimezone(UTC).replace(microsecond=0)


@pytest.fixture
def publisher(tmp_path: Path, now: datetime) -> Publisher:
    """A publisher whose first pack lies on a stick."""
    publisher = Publisher(tmp_path, founded=False)
    publisher.publish(tmp_path / "stick", "Eerste", now=now, recovery=publisher.recovery)
    return publisher


@pytest.fixture
def stick(tmp_path: Path, publisher: Publisher) -> Path:
    """That stick."""
    assert publisher.keys.exists()
    return tmp_path / "stick"


def pack(tmp_path: Path, *words: str) -> int:
    """Type the command, about the kiosk in `home`."""
    return main(["pack", *words, "--home", str(tmp_path / "home")])


def listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What `pack list --json` prints."""
    capsys.readouterr()
    assert pack(tmp_path, "list", "--json") == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_a_first_pack_needs_a_yes_and_then_is_on(
    tmp_path: Path, stick: Path, publisher: Publisher, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused with the digits to compare; with the digits typed it is loaded."""
    assert pack(tmp_path, "install", str(stick)) == 4
    assert publisher.public.fingerprint in capsys.readouterr().err
    assert not (tmp_path / "home").exists()
    digits = publisher.public.fingerprint.replace(" ", "")
    assert pack(tmp_path, "install", str(stick), "--trust", digits) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("*    1  ")
    assert "Eerste  (De Alliantie)" in printed.out
    assert f"this kiosk follows De Alliantie, {publisher.public.fingerprint}" in printed.err
    assert "[" not in printed.err  # no bar where there is no terminal


def test_wrong_digits_are_refused(tmp_path: Path, stick: Path) -> None:
    """Exit code 4, and nobody is enrolled."""
    assert pack(tmp_path, "install", str(stick), "--trust", "1" * 20) == 4
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("folder", "code", "words"),
    [("empty", 3, "there is no pack"), ("missing", 5, "there is no folder")],
)
def test_a_folder_without_a_pack(
    tmp_path: Path, folder: str, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said in words, with the exit code scripts go by."""
    (tmp_path / "empty").mkdir()
    assert pack(tmp_path, "install", str(tmp_path / folder)) == code
    assert words in capsys.readouterr().err


def test_the_same_pack_again_says_so(
    tmp_path: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Done twice is done once."""
    assert pack(tmp_path, "install", str(stick), "--trust", "first") == 0
    assert pack(tmp_path, "install", str(stick)) == 0
    assert "nothing has changed" in capsys.readouterr().err


def test_packs_are_listed_with_what_is_on(
    tmp_path: Path,
    stick: Path,
    publisher: Publisher,
    now: datetime,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """For people with a star, for scripts as JSON."""
    assert pack(tmp_path, "install", str(stick), "--trust", "first") == 0
    publisher.publish(stick, "Tweede", now=now)
    assert pack(tmp_path, "install", str(stick), "--json") == 0
    (loaded,) = json.loads(capsys.readouterr().out.partition("\n")[2])["packs"]
    assert (loaded["version"], loaded["on"], loaded["trial"]) == (2, True, True)
    assert pack(tmp_path, "list") == 0
    printed = capsys.readouterr()
    assert [line[:6] for line in printed.out.splitlines()] == ["*    2", "     1"]
    assert "enrolled with De Alliantie" in printed.err
    told = listed(tmp_path, capsys)
    assert told["publisher"]["fingerprint"] == publisher.public.fingerprint
    assert [
        (pack["version"], pack["on"], pack["previous"], pack["last"]) for pack in told["packs"]
    ] == [
        (2, True, False, True),
        (1, False, True, False),
    ]


def test_turning_back_from_a_terminal(
    tmp_path: Path,
    stick: Path,
    publisher: Publisher,
    now: datetime,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """To the pack before, and forth again; a mistake where there is none."""
    assert pack(tmp_path, "rollback") == 2
    assert pack(tmp_path, "install", str(stick), "--trust", "first") == 0
    assert pack(tmp_path, "rollback") == 2
    publisher.publish(stick, "Tweede", now=now)
    assert pack(tmp_path, "install", str(stick)) == 0
    assert pack(tmp_path, "rollback") == 0
    assert "Eerste" in capsys.readouterr().out.splitlines()[-1]
    assert [pack["on"] for pack in listed(tmp_path, capsys)["packs"]] == [False, True]
    assert pack(tmp_path, "rollback", "--json") == 0
    assert [pack["on"] for pack in listed(tmp_path, capsys)["packs"]] == [True, False]


def test_another_exhibition_is_asked_for(
    tmp_path: Path, stick: Path, publisher: Publisher, now: datetime
) -> None:
    """The same publisher's next exhibition needs `--another`."""
    assert pack(tmp_path, "install", str(stick), "--trust", "first") == 0
    publisher.publish(tmp_path / "next", "Volgend jaar", id_="volgend-jaar", now=now)
    assert pack(tmp_path, "install", str(tmp_path / "next")) == 4
    assert pack(tmp_path, "install", str(tmp_path / "next"), "--another") == 0


def test_a_home_without_packs_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Looking at a bare kiosk makes nothing in it."""
    assert listed(tmp_path, capsys) == {"publisher": None, "packs": []}
    assert pack(tmp_path, "list") == 0
    assert "no pack has been loaded" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


def test_a_damaged_list_of_packs_is_told(
    tmp_path: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where it lies now, and whether the kiosk is still enrolled."""
    assert pack(tmp_path, "install", str(stick), "--trust", "first") == 0
    file = tmp_path / "home" / "shelf" / "shelf.db"
    connection = sqlite3.connect(file)
    connection.execute("DROP TABLE coming")
    connection.close()
    assert pack(tmp_path, "list") == 0
    assert "the kiosk is still enrolled" in capsys.readouterr().err
    file.write_bytes(b"nothing")
    assert pack(tmp_path, "list") == 0
    printed = capsys.readouterr().err
    assert "nobody is enrolled any more" in printed
    assert "the exhibit that ships is on" in printed


def test_a_shelf_of_a_newer_program_is_refused(
    tmp_path: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 5: this machine's program is too old for what it keeps."""
    assert pack(tmp_path, "install", str(stick), "--trust", "first") == 0
    connection = sqlite3.connect(tmp_path / "home" / "shelf" / "shelf.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert pack(tmp_path, "list") == 5
    assert "newer version" in capsys.readouterr().err
