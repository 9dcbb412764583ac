"""What keeping a sign-up costs, beside the least it can: `python tests/bench/save.py`.

The floor is a bare INSERT of the same number of bytes into an SQLite database with WAL and
synchronous=FULL, each durable before the next. All take turns in one run, on one disk, so that
whatever else the machine does falls on each; compare the ratios, not the figures. As at a kiosk,
answers are sealed while their visitor looks them over, before saving is asked for.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import secrets
import sqlite3
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from conftest import ExhibitMaker  # noqa: E402 - found by the line above
from signups.terms import demo_terms  # noqa: E402

from kiosk.clock import SystemClock  # noqa: E402
from kiosk.keys.demo import PUBLIC  # noqa: E402
from kiosk.paths import Home  # noqa: E402
from kiosk.signups.intake import Intake, VisitorCode  # noqa: E402
from kiosk.signups.seal import seal  # noqa: E402
from kiosk.signups.signup import Answers  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

CLOCK = SystemClock()
DAY = date(2019, 10, 1)
FLOOR = "a bare INSERT (the floor)"
ANSWERS = Answers(
    language="nl",
    name="Jo",
    email="jo@example.org",
    phone=None,
    cooperatives=("groep-1", "groep-4"),
    workshops=(),
    purposes=("news",),
)


class Floor:
    """A bare INSERT."""

    def __init__(self, path: Path, size: int) -> None:
        """`size` in bytes."""
        self._database = sqlite3.connect(path, isolation_level=None)
        self._size = size
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute("CREATE TABLE kept (bytes BLOB)")

    def save(self) -> None:
        """One row, durable."""
        self._database.execute("INSERT INTO kept VALUES (?)", (secrets.token_bytes(self._size),))


def timed(step: Callable[[], None]) -> float:
    """Milliseconds."""
    began = CLOCK.seconds()
    step()
    return (CLOCK.seconds() - began) * 1e3


def seal_only() -> None:
    """What no program can leave out, before it writes anything."""
    seal(b"{}", PUBLIC.recipients)


class Ours:
    """A kiosk of its own, open for sign-ups."""

    def __init__(self, home: Home) -> None:
        """Raises SystemExit where it is closed."""
        self.intake = Intake(
            home,
            ExhibitMaker()().model_copy(update={"signups": demo_terms()}),
            demo=True,
            place="venray",
            clock=CLOCK,
            trusted=lambda _: True,
            machine="",
        )
        if closed := self.intake.closed():
            raise SystemExit(f"closed: {closed}")
        self.prepare()
        self.save()
        with self.intake.stores() as stores:
            self.store = stores[0].store
        self.size = len(self.store.sealed(1) or b"")

    def prepare(self) -> None:
        """What is done while the visitor looks the answers over; their code was drawn before."""
        self.drawn = VisitorCode("", secrets.token_hex(16))
        self.intake.prepare(ANSWERS, self.drawn)

    def save(self) -> None:
        """Answers, durable."""
        self.intake.save(ANSWERS, self.drawn)

    def keep(self) -> None:
        """As many bytes as a sealed sign-up has, durable."""
        self.store.sign_up(secrets.token_hex(16), DAY, secrets.token_bytes(self.size))


def measured(folder: Path, times: int) -> dict[str, list[float]]:
    """Milliseconds of each step, taking turns."""
    ours = Ours(Home(folder / "home"))
    floor = Floor(folder / "floor.db", ours.size)
    steps = {
        FLOOR: floor.save,
        "sealing alone, to two keys": seal_only,
        "sealed bytes to durable": ours.keep,
        "answers sealed ahead": ours.prepare,
        "answers to durable": ours.save,
    }
    took: dict[str, list[float]] = {what: [] for what in steps}
    for _ in range(times):
        for what, step in steps.items():
            took[what].append(timed(step))
    ours.intake.close()
    return took


def row(what: str, took: list[float], floor: list[float]) -> None:
    """One line of the report. The quickest are those for which nobody else used the disk."""
    figures = [f"{what:32}"]
    for name, of in (("1 in 20", quick), ("half", median), ("19 in 20", slow)):
        figures.append(f"{of(took):7.3f} ms {of(took) / of(floor):5.2f} x of {name}")
    print("  ".join(figures))


def quick(took: list[float]) -> float:
    """One in twenty is no slower."""
    return quantiles(took, n=20)[0]


def slow(took: list[float]) -> float:
    """One in twenty is no quicker."""
    return quantiles(took, n=20)[-1]


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--on", type=Path, help="a folder on the disk to measure")
    parser.add_argument("--profile", action="store_true", help="say where our time goes")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.on) as folder, cProfile.Profile() as profile:
        if not chosen.profile:
            profile.disable()
        took = measured(Path(folder), chosen.times)
    for what, each in took.items():
        row(what, each, took[FLOOR])
    if chosen.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(15)


if __name__ == "__main__":
    main()
