"""How long the glass stands still while a pack is loaded, seen from outside on X.

    python tests/bench/stall.py --kit KIT [--bytes 2000000000] [--seconds 60] [--shots FOLDER]

KIT is the folder of a black-box kit that starts any program on a private X server, looks at its
pixels and taps on it; run it with an interpreter that has what the kit asks for, and psutil. KIOSK
is the interpreter of a checkout, for the program that is measured.

The real program shows the exhibit that ships. A visitor goes from the cards to a cooperative, looks
at its film, and returns, again and again: first for a while alone; then, after staff have put a
stick in and confirmed its publisher by touch, until the pack on it is loaded. Told is how much
later than usual a film's frame comes (half, 99.9 %, the worst), and how long after a touch the
glass first changes. The rows belong together: a machine that draws by software is slow by itself.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REPO: Final = Path(__file__).resolve().parents[2]
SIZE: Final = (1920, 1080)
KEYS: Final = {
    "4": (0.608, 0.464),
    "7": (0.608, 0.665),
    "1": (0.608, 0.263),
    "go on": (0.899, 0.864),
}
"""Of the PIN pad. All places are shares of the width and of the height, from the top left."""
PIN: Final = ("4", "7", "1", "1", "go on")
LOAD: Final = ((0.904, 0.223), (0.586, 0.491), (0.884, 0.915))
"""Go on with what is offered; load it now; yes, this is the publisher."""
LEAVE: Final = (0.896, 0.089)
CORNER: Final = (0.02, 0.04)
WAKE: Final = (0.5, 0.5)
CARD: Final = (0.156, 0.306)
FILM: Final = (0.892, 0.731)
BACK: Final = (0.089, 0.915)
FILM_SECONDS: Final = 6.0
MOVING: Final = 0.005
"""A change of more than this share of the points is a frame of the film."""
PUBLISH: Final = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from packs.publisher import Publisher
names = tuple(f"film {number}" for number in range(1, 10))
folder = Path(sys.argv[2])
Publisher(folder / "office").publish(folder / "new", films=names, film_bytes=int(sys.argv[3]) // 9)
"""


class Visitor:
    """Somebody at the glass, and what they met."""

    def __init__(self, screen: Any, sampler: Any, pointer: Any) -> None:
        """`screen`, `sampler` and `pointer` are the kit's."""
        self._screen = screen
        self._sampler = sampler
        self._pointer = pointer
        self.answers: list[float] = []
        """Seconds from each touch to the first change on the glass."""
        self.late: list[float] = []
        """Seconds by which each frame of a film came later than the usual one."""

    def touch(self, place: tuple[float, float], seconds: float = 0.05) -> None:
        """Touch here for so long, and note how long the glass took to answer."""
        self._pointer.move(place[0] * SIZE[0], place[1] * SIZE[1])
        time.sleep(0.1)
        pressed, _ = self._pointer.tap(seconds)
        self._sampler.wait_change(pressed, 3.0)
        first = next((event[0] for event in self._sampler.since(pressed)), pressed + 3.0)
        self.answers.append(first - pressed)

    def rest(self) -> None:
        """Wait until nothing moves."""
        self._sampler.wait_quiet(0.4, 3.0)

    def look_round(self) -> None:
        """From the cards to a film, and back to the cards."""
        self.rest()
        self.touch(CARD)
        self.rest()
        self.touch(FILM)
        time.sleep(2.0)
        began = time.perf_counter()
        time.sleep(FILM_SECONDS)
        least = MOVING * self._sampler.points
        frames = [event[0] for event in self._sampler.since(began) if event[1] > least]
        gaps = sorted(after - before for before, after in itertools.pairwise(frames))
        usual = gaps[len(gaps) // 2] if gaps else 0.0
        self.late += [max(0.0, gap - usual) for gap in gaps]
        for _ in range(2):
            self.touch(BACK)
            self.rest()

    def told(self, name: str) -> str:
        """A row of figures, in milliseconds."""
        late, answers = (sorted(1000 * each for each in some) for some in (self.late, self.answers))
        return (
            f"{name:14} {len(late):5} frames late by {share(late, 0.5):5.1f}"
            f"  99.9 % {share(late, 0.999):5.1f}  worst {share(late, 1):5.1f}"
            f"   {len(answers):3} touches answered after {share(answers, 0.5):5.1f}"
            f"  worst {share(answers, 1):5.1f}"
        )


def share(ordered: list[float], part: float) -> float:
    """The value that this part of them does not exceed."""
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")


def main() -> None:
    """Let somebody look round alone, and while a pack is loaded; tell what they met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kit", type=Path, required=True)
    parser.add_argument("--kiosk", default=REPO / ".venv" / "bin" / "python", type=Path)
    parser.add_argument("--bytes", default="2000000000")
    parser.add_argument("--seconds", type=float, default=60.0, help="alone")
    parser.add_argument("--shots", type=Path, help="keep pictures of some stages here")
    asked = parser.parse_args()
    sys.path.insert(0, str(asked.kit))
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing)
        publish = [asked.kiosk, "-c", PUBLISH, REPO, folder, asked.bytes]
        subprocess.run([str(word) for word in publish], check=True)
        import fb  # type: ignore[import-not-found]

        screen = fb.Screen(*SIZE)
        try:
            for row in measured(asked, folder, screen, fb):
                print(row, flush=True)
        finally:
            screen.close()


def measured(asked: argparse.Namespace, folder: Path, screen: Any, kit: Any) -> Iterator[str]:
    """The rows, as soon as each is known."""
    stick = folder / "stick"
    command = [asked.kiosk, "-m", "kiosk", "run", "--home", folder / "home", "--stick", stick]
    environment = {name: value for name, value in os.environ.items() if name[:4] != "SDL_"}
    environment |= {"DISPLAY": screen.display, "SDL_AUDIODRIVER": "dummy"}
    kiosk = psutil.Popen([str(word) for word in command], env=environment, cwd=REPO)
    sampler = kit.Sampler(screen)

    def visitor() -> Visitor:
        return Visitor(screen, sampler, kit.Pointer(screen))

    def shot(name: str) -> None:
        if asked.shots:
            asked.shots.mkdir(parents=True, exist_ok=True)
            screen.screenshot(asked.shots / f"{name}.png")

    try:
        time.sleep(20)  # made ahead: all that a visitor finds ready
        alone = visitor()
        alone.touch(WAKE)
        alone.answers.clear()
        until = time.monotonic() + asked.seconds
        while time.monotonic() < until:
            alone.look_round()
        yield alone.told("alone")
        shot("alone")
        enrol(visitor())
        (folder / "new").rename(stick)
        wait(lambda: not is_loading(kiosk), 5, 60)  # the stick is looked at
        staff = visitor()
        for place in LOAD:
            staff.touch(place)
            time.sleep(2)
            shot(f"load-{LOAD.index(place)}")
        busy = visitor()
        busy.touch(LEAVE)
        time.sleep(1)
        busy.touch(WAKE)
        busy.answers.clear()
        if not is_loading(kiosk):
            raise SystemExit("nothing is loaded: look at the pictures (--shots)")
        began = time.monotonic()
        while is_loading(kiosk):
            busy.look_round()
        shot("loaded")
        yield busy.told("while loading")
        yield f"loaded in at most {time.monotonic() - began:.0f} s"
    finally:
        sampler.stop()
        kiosk.terminate()
        kiosk.wait(10)


def is_loading(kiosk: psutil.Process) -> bool:
    """Whether a process of it works: Python's own tracker of what they share stays."""
    children = kiosk.children(recursive=True)
    return any("resource_tracker" not in " ".join(child.cmdline()) for child in children)


def enrol(staff: Visitor) -> None:
    """Open the corner, and choose its PIN."""
    staff.touch(CORNER, seconds=4.0)
    time.sleep(2)
    for key in (*PIN, *PIN):
        staff.touch(KEYS[key])
        time.sleep(0.6)
    time.sleep(2)


def wait(so: Callable[[], bool], least: float, most: float) -> None:
    """Wait at least and at most so many seconds, in between until it is so."""
    began = time.monotonic()
    while (since := time.monotonic() - began) < least or (since < most and not so()):
        time.sleep(0.2)


if __name__ == "__main__":
    main()
