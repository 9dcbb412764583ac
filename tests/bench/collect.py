"""What collecting and exporting cost, beside merely opening each sign-up: `tests/bench/collect.py`.

So many sign-ups in bundles of 200 from five kiosks are collected, collected again, exported to
XLSX and CSV, reported and backed up. The first row is the least that can be done: every sealed
sign-up opened once by the age library, on every processor, and thrown away. All rows are measured
in one run, on one machine; compare the ratios, not the figures. The second ratio is of the time
that processors worked: where other programs run it is the truer one. Memory is that of the process
that collects or writes; those that open for it have some 50 MiB each. `--sign-ups 100000` is the
full size.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pyrage

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from signups.kiosks import NOON, RETENTION, TODAY, answers, put, recipient  # noqa: E402 - found above
from signups.logbook import Logbook  # noqa: E402

from kiosk.clock import SystemClock  # noqa: E402
from kiosk.i18n.catalogue import Catalogue  # noqa: E402
from kiosk.keys.keyring import Daily  # noqa: E402
from kiosk.keys.signing import Signer  # noqa: E402
from kiosk.office import backup, figures, merge, report, spreadsheet  # noqa: E402
from kiosk.office.collection import Collection  # noqa: E402
from kiosk.signups import bundle, seal  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

CLOCK = SystemClock()
A_BUNDLE = 200
STEPS = ("nothing", "open", "collect", "open", "again", "export", "report", "backup")
KIOSKS = ("gennep", "horst", "panningen", "venlo", "venray")
RECEIPT, PACK = (hashlib.sha256(name).digest() for name in (b"receipt", b"pack"))


def fill(stick: Path, sign_ups: int, keys: Daily) -> None:
    """Kiosks whose visitors signed up so many times in all, each in bundles on one stick."""
    to = [recipient(keys), str(pyrage.x25519.Identity.generate().to_public())]
    for town, kiosk in enumerate(KIOSKS):
        log = Logbook(f"k-{kiosk}")
        for number in range(sign_ups // len(KIOSKS)):
            name = f"Visitor {number} of {kiosk}"
            given = answers(
                name,
                kiosk=log.kiosk,
                place=kiosk,
                town=kiosk.capitalize(),
                email=f"visitor{number}.{town if number % 50 else 0}@example.org",
                at=NOON + timedelta(minutes=number * 7),
            )
            log.sign_up(given.id, seal.seal(given.to_bytes(), to))
            log.events[-1] = log.events[-1].model_copy(update={"retention": RETENTION})
            if len(log.events) % A_BUNDLE == 0:
                first = len(log.events) - A_BUNDLE + 1
                header = log.header(first).model_copy(update={"demo": False})
                content = bundle.write(header, log.sealed, log.signer)
                put(stick, log.kiosk, first, content)
                log.sealed.clear()


def measured(step: str, folder: Path, identity: str) -> tuple[float, float, float]:
    """What one step takes in a process of its own: seconds, seconds of a processor, and MiB."""
    command = [sys.executable, __file__, "--step", step, "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, input=identity)
    seconds, worked, memory = done.stdout.split()
    return float(seconds), float(worked), float(memory)


def act(step: str, folder: Path, keys: Daily) -> None:
    """Do one step, and print what it took."""
    began, before = CLOCK.seconds(), worked()
    steps: dict[str, Callable[[], object]] = {
        "open": lambda: opened_by_all(folder, keys),
        "collect": lambda: collected(folder, keys),
        "again": lambda: collected(folder, keys),
        "export": lambda: exported(folder, keys),
        "report": lambda: reported(folder),
        "backup": lambda: backed_up(folder),
        "nothing": lambda: None,
    }
    steps[step]()
    print(CLOCK.seconds() - began, worked() - before, most_memory())


def worked() -> float:
    """How many seconds a processor worked for this process, and for those it began."""
    times = psutil.Process().cpu_times()
    return times.user + times.system + times.children_user + times.children_system


def most_memory() -> float:
    """The most memory this process ever held, in MiB; what it holds now where nobody counts."""
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset) / (1 << 20)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 << 10 if sys.platform == "linux" else 1 << 20
    )


def opened_by_all(folder: Path, keys: Daily) -> None:
    """Merely open, on every processor."""
    files = sorted((folder / "stick").rglob("*.tar"))
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        list(pool.map(partial(opened, identity=keys.identity), files))


def opened(file: Path, identity: str) -> None:
    """Merely open what is in one bundle: the bytes lie ready, the key is read."""
    key = pyrage.x25519.Identity.from_str(identity)
    content = file.read_bytes()
    at = 512
    while True:  # members follow each other; a bundle's names end in .age
        size = int(content[at - 512 + 124 : at - 512 + 135] or b"0", 8)
        if content[at - 512 : at - 412].rstrip(b"\0").endswith(b".age"):
            pyrage.decrypt(content[at : at + size], [key])
        at += 512 + -(-size // 512) * 512
        if at - 512 >= len(content) or not content[at - 512]:
            break


def collected(folder: Path, keys: Daily) -> None:
    """Collect all there is on the stick."""
    with Collection(folder / "collection.db", create=True, demo=False) as collection:
        merge.collect(collection, [folder / "stick"], keys, today=TODAY, admit=lambda _: True)


def exported(folder: Path, keys: Daily) -> None:
    """Write both spreadsheets."""
    with Collection(folder / "collection.db") as collection:
        what = spreadsheet.contents(collection, keys, TODAY)
    spreadsheet.xlsx(what, folder / "out.xlsx", Catalogue())
    spreadsheet.comma_separated(what, folder / "out.csv", Catalogue())


def reported(folder: Path) -> None:
    """Write the report."""
    with Collection(folder / "collection.db") as collection:
        report.page(figures.figures(collection, TODAY, "nl"), TODAY, Catalogue())


def backed_up(folder: Path) -> None:
    """Make a backup and read it back."""
    with Collection(folder / "collection.db") as collection:
        backup.make(collection, folder / "backup", CLOCK.now(), TODAY)


def main() -> None:
    """Make the sign-ups, and measure each step in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sign-ups", type=int, default=5000)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        act(asked.step, asked.folder, Daily(sys.stdin.read(), Signer(RECEIPT), Signer(PACK)))
        return
    identity = str(pyrage.x25519.Identity.generate())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder / "stick", asked.sign_ups, Daily(identity, Signer(RECEIPT), Signer(PACK)))
        bundles = len(list((folder / "stick").rglob("*.tar")))
        print(f"{asked.sign_ups} sign-ups in {bundles} bundles")
        least, least_worked, _ = measured("open", folder, identity)
        for step in STEPS:
            seconds, busy, memory = measured(step, folder, identity)
            print(
                f"{step:>8} {seconds:8.2f} s {seconds / least:6.2f} x "
                f"{busy / least_worked:6.2f} x {memory:7.0f} MiB",
                flush=True,
            )
        size = (folder / "collection.db").stat().st_size
        print(f"collection {size / asked.sign_ups:.0f} bytes a sign-up")


if __name__ == "__main__":
    main()
