"""What loading a pack costs, beside the least it can: `python tests/bench/install.py`.

The floor copies the same files with `cp`, has them on the disk with `sync`, and hashes the copies
with `sha256sum`: what a careful person would type. Both take turns in one run, from and to the same
disk, with nothing of the files in memory before; compare the ratios, not the figures. Then the next
pack is loaded, with one changed film of nine: what it costs should go with its bytes.

`--bytes 2000000000` is the full size. `--stick` and `--disk` put either side on another disk.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import psutil

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from packs.publisher import NOON, Publisher  # noqa: E402 - found by the line above

from kiosk.clock import SystemClock  # noqa: E402
from kiosk.packs import install, verification  # noqa: E402
from kiosk.packs.shelf import Shelf  # noqa: E402
from kiosk.usb.stick import Folder  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CLOCK = SystemClock()
FILMS: Final = tuple(f"film {number}" for number in range(1, 10))
CHANGED: Final = (*FILMS[:-1], "another film")


def forget(files: Iterable[Path]) -> None:
    """Have nothing of these files in memory."""
    for path in files:
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def measured(act: Callable[[], object]) -> tuple[float, float]:
    """What it takes: seconds, and seconds of a processor, of this process and those it starts."""
    before, began = psutil.Process().cpu_times(), CLOCK.seconds()
    act()
    passed, after = CLOCK.seconds() - began, psutil.Process().cpu_times()
    return passed, sum(after[:4]) - sum(before[:4])


def copied(files: list[Path], to: Path) -> None:
    """Copy, and make durable."""
    to.mkdir()
    subprocess.run(["cp", *files, to], check=True)  # noqa: S607 - wherever it is
    copies = [to / file.name for file in files]
    subprocess.run(["sync", *copies, to], check=True)  # noqa: S607 - wherever it is


def hashed(copies: list[Path]) -> None:
    """Hash."""
    done = subprocess.run(["sha256sum", *copies], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S607 - wherever it is
    assert all(line.split()[0] == Path(line.split()[1]).name for line in done.stdout.splitlines())


def loaded(shelf: Shelf, stick: Path) -> None:
    """Look at the pack on the stick, and load it."""
    with Folder.open(stick) as folder:
        offer = verification.examine(folder, shelf.anchor(), program="0.1.0", now=NOON)
    install.permit(offer, trust=install.FIRST, other=False)
    install.install(
        shelf, stick, offer, progress=lambda _: None, stop=lambda: False, now=NOON, reserve_bytes=0
    )


def targets(stick: Path) -> list[Path]:
    """The files of the pack on a stick."""
    return sorted((stick / verification.PACK / verification.TARGETS).iterdir())


def main() -> None:
    """Publish, then let both take turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bytes", type=int, default=300_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--stick", type=Path, help="a folder for what is read")
    parser.add_argument("--disk", type=Path, help="a folder for what is written")
    parser.add_argument("--profile", action="store_true", help="tell where the time goes")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(dir=asked.stick) as sticks,
        tempfile.TemporaryDirectory(dir=asked.disk) as disk,
    ):
        first, second = Path(sticks) / "first", Path(sticks) / "second"
        publisher = Publisher(Path(sticks) / "publisher")
        length = asked.bytes // len(FILMS)
        publisher.publish(first, "Eerst", films=FILMS, film_bytes=length)
        publisher.publish(second, "Daarna", films=CHANGED, film_bytes=length)
        shutil.rmtree(Path(sticks) / "publisher")
        compare(targets(first), first, second, Path(disk), asked)


def compare(
    files: list[Path], first: Path, second: Path, disk: Path, asked: argparse.Namespace
) -> None:
    """Measure in pairs, and tell."""
    ours, bare, theirs, next_one = [], [], [], []
    profile = cProfile.Profile()
    for number in range(asked.rounds):
        for is_ours in (number % 2 == 0, number % 2 == 1):  # each is first as often
            forget([*targets(first), *targets(second)])
            if not is_ours:
                copies = disk / "copies"
                parts = (
                    measured(lambda: copied(files, copies)),  # noqa: B023 - called at once
                    measured(lambda: hashed(sorted(copies.iterdir()))),  # noqa: B023 - called at once
                )
                bare.append(parts[0])
                theirs.append((parts[0][0] + parts[1][0], parts[0][1] + parts[1][1]))
                shutil.rmtree(disk / "copies")
                continue
            shelf = Shelf.open(disk / "home")
            if asked.profile:
                profile.enable()
            ours.append(measured(lambda: loaded(shelf, first)))  # noqa: B023 - called at once
            profile.disable()
            next_one.append(measured(lambda: loaded(shelf, second)))  # noqa: B023 - called at once
            shelf.close()
            shutil.rmtree(disk / "home")
    whole = sum(file.stat().st_size for file in files)
    new = {file.name: file.stat().st_size for file in targets(second)}
    fresh = sum(new[name] for name in new.keys() - {file.name for file in files})
    for name, row in (("cp, sync", bare), ("cp, sync, sha256sum", theirs), ("loading it", ours)):
        seconds, worked = (median(column) for column in zip(*row, strict=True))
        print(f"{name:24} {seconds:7.2f} s  {whole / seconds / 1e6:6.0f} MB/s  {worked:6.2f} s cpu")
    for name, row in (("cp, sync, sha256sum", theirs), ("cp, sync alone", bare)):
        ratios = [one[0] / other[0] for one, other in zip(ours, row, strict=True)]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        print(f"loading, beside {name}: {median(ratios):.2f} x ({spread})")
    times = median(one[0] / other[0] for one, other in zip(next_one, ours, strict=True))
    print(f"one film of nine changed: {times:.3f} of the time, {fresh / whole:.3f} of the bytes")
    if asked.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(15)


if __name__ == "__main__":
    main()
