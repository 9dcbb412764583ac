"""The tally when the program is killed, and when the power goes: no visit lost, none counted twice.

A visit is whole or not at all, and what was said to be written is there.
"""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from disk import Disk

from kiosk.tally.tally import Tally

CUTS: Final = {False: 6, True: 100}
KILLS: Final = {False: 4, True: 100}
MOST_VISITS: Final = 25
VISITORS = """\
import sys
from datetime import date
from pathlib import Path
from kiosk.tally.counts import View, rows
from kiosk.tally.tally import Tally
tally = Tally.open(Path(sys.argv[1]), reserve_bytes=0)
print("open", flush=True)
while True:
    tally.add(rows(date(2018, 10, 1), [View("visit"), View("film", "tuin")]))
    print("counted", flush=True)
"""


@pytest.fixture
def disk(can_mount: None, tmp_path: Path) -> Iterator[Disk]:
    """A disk with power, mounted in `tmp_path / "home"`."""
    del can_mount
    (tmp_path / "home").mkdir()
    disk = Disk(tmp_path / "image", tmp_path / "home")
    disk.mount()
    yield disk
    disk.discard()


def count_until(folder: Path, visits: int, end: Callable[[], None]) -> int:
    """Have visits counted in `folder`, and `end` it all after so many; how many were heard of."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        (sys.executable, "-c", VISITORS, str(folder)),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as child:
        assert child.stdout is not None
        if visits >= 0:
            assert child.stdout.readline() == "open\n"
        for _ in range(visits):
            assert child.stdout.readline() == "counted\n"
        end()
        child.kill()
    return max(0, visits)


def found(folder: Path) -> tuple[int, int]:
    """How many visits there are, and how many films they opened."""
    tally = Tally.open(folder, reserve_bytes=0)
    days = tally.sums().days
    tally.close()
    return sum(day.visits for day in days), sum(day.counts.get("film", 0) for day in days)


def test_no_power_cut_loses_a_visit(disk: Disk, tmp_path: Path, *, long: bool) -> None:
    """At a random moment, also of the first start; then the kiosk goes on from there."""
    chance = random.Random(4)  # noqa: S311 - which moments is no secret
    folder, heard = tmp_path / "home" / "tally", 0
    for _ in range(CUTS[long]):
        heard += count_until(folder, chance.randrange(-1, MOST_VISITS), disk.cut)
        disk.copy()
        disk.mount()
        visits, films = found(folder)
        assert visits == films
        assert visits >= heard
        heard = visits


def test_no_kill_loses_a_visit(tmp_path: Path, *, long: bool) -> None:
    """The program is gone from one moment to the next."""
    chance = random.Random(5)  # noqa: S311 - which moments is no secret
    folder, heard = tmp_path / "tally", 0
    for _ in range(KILLS[long]):
        heard += count_until(folder, chance.randrange(-1, MOST_VISITS), lambda: None)
        visits, films = found(folder)
        assert visits == films
        assert visits >= heard
        heard = visits
