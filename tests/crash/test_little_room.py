"""So little room that a kiosk can hardly open a file: all ends in words, and in no signal.

python -m pytest tests/crash/test_little_room.py --long
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from disk import Disk, fill
from figures import Figures
from furnished import Furnished

from kiosk.signups.intake import RESERVE_BYTES

STEP_BYTES = {False: 24 << 10, True: 1 << 10}
"""How far apart the amounts of room are, in the short form and in the long one."""
MOST_BYTES = 64 << 10
COMMANDS = ("count", "bundle", "doctor", "list", "install", "rollback", "settings")
"""Whatever a kiosk does with its home, but for the glass."""
CLOSED_BYTES = RESERVE_BYTES - (4 << 10)
"""With so much room nobody is let into the form."""
OPEN_BYTES = RESERVE_BYTES + (256 << 10)
"""With so much it opens, and a kiosk has started and kept its journal."""
EDGE_BYTES = (0, 16 << 10, 20 << 10)
"""A sign-up finds no room in the first two, whatever the blocks, and room in the last."""
TESTS = str(Path(__file__).parents[1])
"""First, for the clock in its conftest."""
GLASS = str(Path(TESTS) / "ui")
"""The window's hands and eyes."""


class Room:
    """A small disk with a home on it, as much room as a test wants, and an empty stick."""

    def __init__(self, made: Furnished, folder: Path, mounted: Path) -> None:
        self._made = made
        self.home = mounted / "home"
        self.ballast = mounted / "ballast"
        self.stick = folder / "stick"

    def leave(self, free_bytes: int) -> None:
        """The home as it was furnished, and so many bytes free beside it."""
        shutil.rmtree(self.home, ignore_errors=True)
        self.ballast.unlink(missing_ok=True)
        self._made.copied(self.home)
        shutil.rmtree(self.stick, ignore_errors=True)
        self.stick.mkdir()
        fill(self.ballast, free_bytes)


class Hand:
    """A process that does one thing after the other, as often as it is told to; and may die."""

    def __init__(self, made: Furnished) -> None:
        self._made = made
        self._process: subprocess.Popen[str] | None = None

    def do(self, what: str, room: Room, free_bytes: int) -> dict[str, Any]:
        """What came of it: an exit code and words, or the signal that ended the process."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from room_hand import work; work()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join([TESTS, *sys.path, GLASS])},
            )
        assert self._process.stdin
        assert self._process.stdout
        order = {
            "do": what,
            "assets": str(self._made.assets.folder),
            "pack": str(self._made.stick),
            "stick": str(room.stick),
            "home": str(room.home),
            "ballast": str(room.ballast),
            "free": str(free_bytes),
        }
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if answer:
            found: dict[str, Any] = json.loads(answer)
            return found
        code = self._end()
        return {"signal": -code}

    def close(self) -> None:
        """Let it go."""
        if self._process is not None:
            self._end()

    def _end(self) -> int:
        assert self._process
        with self._process as process, suppress(OSError):
            assert process.stdin
            process.stdin.close()
        self._process = None
        return process.returncode


@pytest.fixture(scope="module")
def hand(made: Furnished) -> Iterator[Hand]:
    """One process, and so one window, for all of it."""
    hand = Hand(made)
    yield hand
    hand.close()


@pytest.fixture(params=[1024, 4096], ids=lambda size: f"blocks of {size}")
def room(
    request: pytest.FixtureRequest, can_mount: None, made: Furnished, tmp_path: Path
) -> Iterator[Room]:
    """A disk of which files take room by blocks of so many bytes."""
    del can_mount
    place = tmp_path / "disk"
    place.mkdir()
    disk = Disk(tmp_path / "image", place, request.param)
    try:
        disk.mount()
        yield Room(made, tmp_path, place)
    finally:
        disk.discard()


def check(hand: Hand, room: Room, what: str, cases: dict[int, int], *codes: int) -> int:
    """Do this with each amount of room, when so much is left at first; how often at once."""
    wrong: dict[str, Any] = {}
    at_once = 0
    for free_bytes, first_bytes in cases.items():
        room.leave(first_bytes)
        found = hand.do(what, room, free_bytes)
        if found.get("code") not in codes or found.get("wrong"):
            wrong[f"{what} with {free_bytes} bytes"] = found
        at_once += found.get("at_once", False)
    assert wrong == {}, json.dumps(wrong, indent=1)
    return at_once


@pytest.mark.parametrize("what", COMMANDS)
def test_with_hardly_any_room_every_command_ends_in_words(
    hand: Hand, room: Room, figures: Figures, what: str, *, long: bool
) -> None:
    """No bus error where SQLite's index finds no room, no traceback, and all is still carried."""
    amounts = range(0, MOST_BYTES + 1, STEP_BYTES[long])
    check(hand, room, what, {free_bytes: free_bytes for free_bytes in amounts}, 0, 3, 5)
    figures.add("little room", commands=len(amounts))


def test_a_full_disk_takes_no_picture_off_the_glass_and_nobody_into_the_form(
    hand: Hand, room: Room, figures: Figures, *, long: bool
) -> None:
    """The library's own pictures, and why there is no form; once there is room, there is one."""
    steps = range(0, MOST_BYTES + 1, STEP_BYTES[long]) if long else (0,)
    amounts = (*steps, CLOSED_BYTES)
    check(hand, room, "glass", {free_bytes: free_bytes for free_bytes in amounts}, 0)
    figures.add("little room, a visitor comes", visitors=len(amounts))


def test_who_read_that_it_is_kept_is_counted_though_the_disk_filled_up_meanwhile(
    hand: Hand, room: Room, figures: Figures, *, long: bool
) -> None:
    """At the last question: saved, with a code, or told so, and saved once there is room."""
    amounts = range(0, MOST_BYTES + 1, STEP_BYTES[long]) if long else EDGE_BYTES
    at_once = check(hand, room, "form", dict.fromkeys(amounts, OPEN_BYTES), 0)
    figures.add("little room, a visitor writes", visitors=len(amounts), kept_at_once=at_once)
    assert 0 < at_once < len(amounts)
