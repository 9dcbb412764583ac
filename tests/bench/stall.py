"""How long the glass stands still while a pack is loaded: `python tests/bench/stall.py`.

The real program plays its attract loop, offscreen, by the real clock. It is left alone for a while,
then loads a pack in the background, in turns. Told are the gaps between two frames: the usual one,
the one that 99.9 % do not exceed, and the longest; on Linux once more without what other programs
took, as the kernel counts it: the time in which the thread that draws could have run, and no
processor was free. (Mesa is told to draw on that thread.) Compare the rows with each other: a
machine that draws by software is slow by itself.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from packs.publisher import Publisher  # noqa: E402 - found by the line above

from kiosk.clock import SystemClock  # noqa: E402
from kiosk.packs.install import FIRST  # noqa: E402
from kiosk.paths import Home  # noqa: E402
from kiosk.station.loading import Done, Idle, Loader, Offered, Refused  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.packs.shelf import Shelf

CLOCK = SystemClock()
FILMS: Final = tuple(f"film {number}" for number in range(1, 10))
WARMING_SECONDS: Final = 8.0
A_STALL_SECONDS: Final = 0.05
"""What a visitor would see."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The time between two frames."""

    seconds: float
    own: float
    """Without the seconds in which other programs had the processors."""


def waited() -> float:
    """How many seconds this thread ever waited for a processor (proc(5), schedstat)."""
    try:
        words = Path("/proc/thread-self/schedstat").read_text("ascii").split()
    except OSError:
        return 0.0
    return int(words[1]) / 1e9


class Glass:
    """The program on an offscreen glass, turned by hand."""

    def __init__(self, home: Path, size: tuple[int, int], exhibit: Path | None) -> None:
        """Start it."""
        from kiosk.cli import run
        from kiosk.station.opened_home import Wanted

        self.premises, app = run.make(Home(home), Wanted(exhibit=exhibit), size_px=size)
        app._run_prepare()  # noqa: SLF001 - the loop is turned by hand
        from kivy.base import EventLoop

        self._turn = EventLoop.idle
        self.gaps(lambda since: since > WARMING_SECONDS)

    def gaps(self, enough: Callable[[float], bool]) -> list[Gap]:
        """Turn until it is `enough`, told the seconds since; the time between two turns."""
        times = [(CLOCK.seconds(), waited())]
        while not enough(times[-1][0] - times[0][0]):
            self._turn()
            times.append((CLOCK.seconds(), waited()))
        return [
            Gap(after - before, max(0.0, after - before - (waited_after - waited_before)))
            for (before, waited_before), (after, waited_after) in pairwise(times)
        ]


class Loading:
    """A pack that is loaded in the background, again and again."""

    def __init__(self, shelf: Shelf, stick: Path) -> None:
        self._shelf = shelf
        self._stick = stick
        self.loader = Loader(shelf, program="0.1.0", clock=CLOCK, trusted=lambda _: False)

    def begin(self) -> None:
        """Look at the stick, as if nothing was ever loaded."""
        self._shelf.forget()
        self._shelf.collect()
        self.loader.offer(self._stick)

    def is_over(self) -> bool:
        """Whether it is loaded. Says yes when it is asked."""
        match self.loader.state:
            case Offered():
                self.loader.load(trust=FIRST)
            case Done():
                return True
            case Refused(error):
                raise error
            case Idle():
                raise AssertionError("nothing is loaded")
        return False


def rows(name: str, gaps: list[Gap]) -> str:
    """Two rows of figures."""
    return "\n".join(
        (row(name, [gap.seconds for gap in gaps]), row("  of its own", [gap.own for gap in gaps]))
    )


def row(name: str, gaps: list[float]) -> str:
    """A row of figures."""
    ordered = sorted(gaps)
    most = ordered[int(len(ordered) * 0.999)]
    long = sum(gap > A_STALL_SECONDS for gap in gaps)
    return (
        f"{name:14} {len(gaps):6} frames in {sum(gaps):6.1f} s  median {1000 * median(gaps):5.1f}  "
        f"99 % {1000 * ordered[int(len(ordered) * 0.99)]:5.1f}  99.9 % {1000 * most:5.1f}  "
        f"longest {1000 * ordered[-1]:5.1f} ms  over 50 ms: {long}"
    )


def main() -> None:
    """Take turns, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bytes", type=int, default=1_000_000_000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10.0, help="left alone, in each round")
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--exhibit", type=Path, help="a prepared exhibit to play")
    asked = parser.parse_args()
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
    os.environ.setdefault("LP_NUM_THREADS", "0")
    width, height = map(int, asked.size.split("x"))
    with tempfile.TemporaryDirectory() as folder:
        stick = Path(folder) / "stick"
        Publisher(Path(folder) / "publisher").publish(
            stick, films=FILMS, film_bytes=asked.bytes // len(FILMS)
        )
        glass = Glass(Path(folder) / "home", (width, height), asked.exhibit)
        assert glass.premises.shelf
        loading = Loading(glass.premises.shelf, stick)
        alone: list[Gap] = []
        busy: list[Gap] = []
        for _ in range(asked.rounds):
            alone += glass.gaps(lambda since: since > asked.seconds)
            loading.begin()
            busy += glass.gaps(lambda _: loading.is_over())
        print(rows("left alone", alone))
        print(rows("while loading", busy))
        loading.loader.close(5)
        sys.stdout.flush()
        glass.premises.close(in_order=True)


if __name__ == "__main__":
    main()
