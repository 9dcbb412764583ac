"""First figures of the kiosk on the glass, each beside a floor measured in the same run.

    python tests/bench/glass.py [--exhibit FOLDER] [--size 1920x1080] [--rounds 3]

- **start**: from starting the process to the first picture on the glass. Floor: a bare Kivy window
  that shows one JPEG with Kivy's own Image.
- **rest**: processor time used while Home stands untouched, and Attract between its motions.
  Floor: the bare window at rest.
- **memory**: resident memory after 20 and after 200 attract items, by a clock wound by hand.
  Floor: the bare window.

Offscreen, with software rendering: the shape of the figures counts, not their size. Nothing here
is a limit; ratios hold on a noisy machine where seconds do not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
REST_SECONDS = 10.0
ITEMS = (20, 200)


def main() -> None:
    """Measure every figure `rounds` times, kiosk and floor in turn, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--exhibit", type=Path, default=REPO / "assets" / "shipped")
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", choices=sorted(CHILDREN), help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    size = tuple(int(side) for side in options.size.split("x"))
    if options.child:
        print(json.dumps(CHILDREN[options.child](options.exhibit, options.home, size)))
        return
    figures: dict[str, list[dict[str, float]]] = {name: [] for name in CHILDREN}
    for _ in range(options.rounds):
        for name in CHILDREN:
            figures[name].append(_measure(name, options))
    report(figures)


def _measure(name: str, options: argparse.Namespace) -> dict[str, float]:
    """Run one measurement in a process of its own, with a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        began = time.monotonic()
        result = subprocess.run(
            [
                sys.executable,
                __file__,
                f"--child={name}",
                f"--home={home}",
                f"--exhibit={options.exhibit}",
                f"--size={options.size}",
            ],
            env={
                **os.environ,
                "SDL_VIDEODRIVER": "offscreen",
                "SDL_AUDIODRIVER": "dummy",
                "PYTHONPATH": str(REPO),
            },
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=600,
        )
    figures: dict[str, float] = json.loads(result.stdout.splitlines()[-1])
    if "first_picture_at" in figures:
        figures["start_seconds"] = figures.pop("first_picture_at") - began
    return figures


def report(figures: dict[str, list[dict[str, float]]]) -> None:
    """Print the medians, and the ratios to the floor, which are what to quote."""

    def middle(name: str, figure: str) -> float:
        return statistics.median(one[figure] for one in figures[name])

    rows = (
        ("start to first picture", "kiosk", "start_seconds", "bare", "start_seconds", "s"),
        ("processor at rest, Home", "kiosk", "home_percent", "bare", "rest_percent", "%"),
        ("processor, Attract at rest", "kiosk", "attract_percent", "bare", "rest_percent", "%"),
        ("memory after 20 attract items", "memory", "early_mb", "bare", "mb", "MB"),
        ("memory after 200, beside 20", "memory", "late_mb", "memory", "early_mb", "MB"),
    )
    for what, name, figure, floor_name, floor_figure, unit in rows:
        value, floor = middle(name, figure), middle(floor_name, floor_figure)
        ratio = f"{value / floor:.2f} x" if floor > 0 else "-"
        print(f"{what:<32}{value:>9.2f} {unit:<3} floor {floor:>8.2f} {unit:<3} {ratio:>9}")
    print(f"textures made in 200 items: {middle('memory', 'textures'):.0f}")


# The children: each runs in a process of its own, and returns its figures.


def _turn(seconds: float) -> None:
    """Let the toolkit's loop turn for so long."""
    from kivy.base import EventLoop

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        EventLoop.idle()


def _percent(seconds: float) -> float:
    """Processor used while the loop turns at rest, in percent of one core."""
    before = time.process_time()
    _turn(seconds)
    return 100 * (time.process_time() - before) / seconds


def _megabytes() -> float:
    import psutil

    return float(psutil.Process().memory_info().rss) / 1e6


def bare(exhibit: Path, home: Path, size: tuple[int, int]) -> dict[str, float]:
    """A bare Kivy window with one picture of the same exhibit."""
    from kiosk.exhibit import prepared
    from kiosk.ui.window import Glass, prepare

    shown = prepared.read(exhibit)
    photo = shown.exhibit.cooperatives[0].photos[0].sizes[1]
    picture = home / "picture.jpg"
    picture.write_bytes(shown.media(photo.sha256).read_bytes())
    prepare(Glass(size))
    from kivy.app import App
    from kivy.uix.image import Image

    app = App()
    app.root = Image(source=str(picture), nocache=True)
    app.build = lambda: app.root
    app._run_prepare()  # noqa: SLF001 - the loop is turned by hand
    _turn(0.05)
    at = time.monotonic()
    _turn(2)
    return {"first_picture_at": at, "rest_percent": _percent(REST_SECONDS), "mb": _megabytes()}


def kiosk(exhibit: Path, home: Path, size: tuple[int, int]) -> dict[str, float]:
    """The real program, from its command's own parts."""
    from kiosk import paths
    from kiosk.cli import run
    from kiosk.station.opened_home import RunOptions

    _, app = run.make(paths.Home(home), RunOptions(exhibit=exhibit), size_px=size)
    app._run_prepare()  # noqa: SLF001
    from kivy.base import EventLoop

    fade = None
    while fade is None or not fade.lit:
        EventLoop.idle()
        fade = app.stage.screen.ids.fade if app.stage.screen is not None else None
    EventLoop.idle()
    at = time.monotonic()
    while app.visit.scene.showing.kind != "photo":
        app.visit._advance()  # noqa: SLF001 - as `tick` does when an item's time is over
    # Its pan takes seven seconds; the next item would come after eight.
    app.visit.tick = lambda: None
    _turn(9)
    attract = _percent(REST_SECONDS)
    app.visit.touch()
    _turn(3)
    return {
        "first_picture_at": at,
        "attract_percent": attract,
        "home_percent": _percent(REST_SECONDS),
    }


def memory(exhibit: Path, home: Path, size: tuple[int, int]) -> dict[str, float]:
    """Two hundred attract items, films among them, each long enough to be decoded and drawn."""
    from kiosk import paths
    from kiosk.cli import run
    from kiosk.station.opened_home import RunOptions

    _, app = run.make(paths.Home(home), RunOptions(exhibit=exhibit), size_px=size)
    app._run_prepare()  # noqa: SLF001
    random.seed(1)
    figures: dict[str, float] = {}
    for number in range(1, ITEMS[1] + 1):
        _turn(0.35)
        if number == ITEMS[0]:
            figures["early_mb"] = _megabytes()
        app.visit._advance()  # noqa: SLF001 - as `tick` does when an item's time is over
    _turn(1)
    figures["late_mb"] = _megabytes()
    figures["textures"] = float(app.textures.made)
    return figures


CHILDREN = {"bare": bare, "kiosk": kiosk, "memory": memory}

if __name__ == "__main__":
    main()
