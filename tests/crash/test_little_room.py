"""So little room that a kiosk can hardly open a file: all ends in words, and in no signal.

python -m pytest tests/crash/test_little_room.py --long
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from disk import Disk, why_no_disk
from furnished import Furnished, furnished

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from figures import Figures

STEP_BYTES = {False: 24 << 10, True: 1 << 10}
"""How far apart the amounts of room are, in the short form and in the long one."""
MOST_BYTES = 64 << 10
PLACES = ("count", "bundle", "doctor", "list", "install", "rollback", "settings", "glass")
"""Whatever a kiosk does with its home."""


class Room:
    """A small disk with a home on it, and as much room as a test wants."""

    def __init__(self, made: Furnished, mounted: Path) -> None:
        self._made = made
        self._mounted = mounted
        self.home = mounted / "home"

    def leave(self, free_bytes: int) -> None:
        """The home as it was furnished, and so many bytes free beside it."""
        shutil.rmtree(self.home, ignore_errors=True)
        self._ballast.unlink(missing_ok=True)
        self._made.copied(self.home)
        with self._ballast.open("wb", buffering=0) as file:
            for piece in (1 << 16, 1 << 12, 1 << 10):
                try:
                    while shutil.disk_usage(self._mounted).free > free_bytes:
                        file.write(bytes(min(piece, max(1, self._free - free_bytes))))
                except OSError:
                    continue

    @property
    def _free(self) -> int:
        return shutil.disk_usage(self._mounted).free

    @property
    def _ballast(self) -> Path:
        return self._mounted / "ballast"


class Hand:
    """A process that does one thing after the other, as often as it is told to; and may die."""

    def __init__(self, made: Furnished, stick: Path) -> None:
        self._order = {
            "assets": str(made.assets.folder),
            "pack": str(made.stick),
            "stick": str(stick),
        }
        self._process: subprocess.Popen[str] | None = None

    def do(self, place: str, home: Path) -> dict[str, Any]:
        """What came of it: an exit code and words, or the signal that ended the process."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from room_hand import work; work()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
        assert self._process.stdin
        assert self._process.stdout
        order = self._order | {"do": place, "home": str(home)}
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
def made(tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """A home with all that a kiosk keeps."""
    return furnished(tmp_path_factory.mktemp("furnished") / "library")


@contextmanager
def mounted(folder: Path, block_bytes: int) -> Iterator[Path]:
    """A disk of which files take room by blocks of so many bytes."""
    place = folder / "disk"
    place.mkdir()
    disk = Disk(folder / "image", place, block_bytes)
    try:
        disk.mount()
        yield place
    finally:
        disk.discard()


@pytest.mark.parametrize("block_bytes", [1024, 4096])
def test_with_hardly_any_room_everything_ends_in_words(
    made: Furnished, tmp_path: Path, block_bytes: int, figures: Figures, *, long: bool
) -> None:
    """No bus error where SQLite's index finds no room, no traceback, and all is still carried."""
    if why := why_no_disk():
        pytest.skip(f"no disk was filled: {why}")
    stick = tmp_path / "stick"
    stick.mkdir()
    hand = Hand(made, stick)
    wrong: dict[str, Any] = {}
    amounts = range(0, MOST_BYTES + 1, STEP_BYTES[long])
    with mounted(tmp_path, block_bytes) as place:
        room = Room(made, place)
        for free_bytes in amounts:
            for what in PLACES:
                shutil.rmtree(stick)
                stick.mkdir()
                room.leave(free_bytes)
                found = hand.do(what, room.home)
                if found.get("code") not in {0, 3, 5} or found.get("wrong"):
                    wrong[f"{what} with {free_bytes} bytes"] = found
        hand.close()
    name = f"little room, blocks of {block_bytes}"
    figures.add(name, amounts=len(amounts), commands=len(amounts) * len(PLACES))
    assert wrong == {}, json.dumps(wrong, indent=1)
