"""What publishing costs, beside the least it can: `python tests/bench/publish.py`.

A prepared exhibit goes onto an empty stick. The floor reads the same files, hashes them with the
same hash, writes them and has them on the disk; the second one reads the copies back from there and
hashes them too, as publishing promises. All take turns in one run, from and to the same disk, with
nothing of the files in memory before; compare the ratios, not the figures. Then the same exhibit is
published once more onto the same stick, which reads all that is there.

`--bytes 2000000000` is the full size, and takes three times as much room.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
sys.path[:0] = [str(Path(__file__).parents[1])]

from install import FILMS, forget, measured  # noqa: E402 - found by the line above
from packs.publisher import NOON, Publisher  # noqa: E402

from kiosk.exhibit.prepared import Prepared  # noqa: E402
from kiosk.files import CHUNK_BYTES  # noqa: E402
from kiosk.publish import publishing  # noqa: E402
from kiosk.publish.consistency import OpenedRing  # noqa: E402

FLOOR: Final = "read, hash, write, sync"


def copied(files: list[Path], to: Path) -> None:
    """Read, hash, write and sync."""
    to.mkdir()
    for path in files:
        digest = hashlib.sha256()
        with path.open("rb") as read, (to / path.name).open("wb", buffering=0) as written:
            while chunk := read.read(CHUNK_BYTES):
                digest.update(chunk)
                written.write(chunk)
            os.fsync(written.fileno())
        if path.suffix == "":
            assert digest.hexdigest() == path.name


def read_back(files: list[Path], to: Path) -> None:
    """The same, and hash what lies there, read from the device itself."""
    copied(files, to)
    forget(to.iterdir())
    for path in to.iterdir():
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256")


def main() -> None:
    """Prepare, then let all take turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bytes", type=int, default=300_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--on", type=Path, help="a folder on the disk to measure")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.on) as name:
        compare(Path(name), asked.bytes // len(FILMS), asked.rounds)


def compare(folder: Path, film_bytes: int, rounds: int) -> None:
    """Measure in turn, and tell."""
    publisher = Publisher(folder / "publisher")
    ready: Prepared = publisher.exhibit(films=FILMS, film_bytes=film_bytes)
    files = sorted(path for path in ready.folder.rglob("*") if path.is_file())
    stick, copies = folder / "stick", folder / "copies"

    def publish() -> None:
        stick.mkdir(exist_ok=True)
        ring = OpenedRing(publisher.keys, publisher.daily, None)
        publishing.publish(ready, ring, stick, now=NOON)

    steps: dict[str, Callable[[], None]] = {
        FLOOR: lambda: copied(files, copies),
        "and read back": lambda: read_back(files, copies),
        "publish": publish,
        "publish again": publish,
    }
    took: dict[str, list[tuple[float, float]]] = {step: [] for step in steps}
    for _ in range(rounds):
        for step, act in steps.items():
            forget(files)
            if stick.exists():
                forget(path for path in stick.rglob("*") if path.is_file())
            took[step].append(measured(act))
            shutil.rmtree(copies, ignore_errors=True)
        shutil.rmtree(stick)
    whole = sum(path.stat().st_size for path in files)
    for step, row in took.items():
        seconds, worked = (median(column) for column in zip(*row, strict=True))
        ratios = [one[0] / floor[0] for one, floor in zip(row, took[FLOOR], strict=True)]
        work = median(one[1] / floor[1] for one, floor in zip(row, took[FLOOR], strict=True))
        print(
            f"{step:24} {seconds:7.2f} s {whole / seconds / 1e6:6.0f} MB/s {median(ratios):5.2f} x "
            f"({min(ratios):.2f} to {max(ratios):.2f}) {worked:6.2f} s cpu {work:5.2f} x"
        )


if __name__ == "__main__":
    main()
