"""What a film on the glass costs, beside the least it can cost: `python tests/bench/film.py`.

A film of 1280 by 720 at 24 frames a second fills a window of 1920 by 1080. All rows are measured in
one run, on one machine, one after the other; compare the ratios, not the figures. Then 60 films are
opened and closed, and what stays in memory is told.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from filmmaker import AAC, TONE, FilmMaker  # noqa: E402 - found by the line above

from kiosk.clock import SystemClock  # noqa: E402
from kiosk.media.player import Screening  # noqa: E402
from kiosk.media.projector import Films, media_player  # noqa: E402
from kiosk.media.sound import Loudspeaker  # noqa: E402
from kiosk.ui.window import Glass, prepare  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

CLOCK = SystemClock()
PROCESS = psutil.Process()
SIZE = (1920, 1080)


def make_film(folder: Path) -> Path:
    """A film that moves everywhere, at about 4 Mbit a second."""
    return FilmMaker(folder).film(
        "bench.mp4",
        "-f lavfi -i mandelbrot=size=1280x720:rate=24:maxiter=200 "
        f"{TONE.format(seconds=12)} -t 12 -c:v libx264 -profile:v high -pix_fmt yuv420p "
        f"-b:v 4M -g 48 {AAC} -movflags +faststart",
    )


def cost(seconds: float, step: Callable[[], None]) -> float:
    """Per cent of one processor that this process uses while it steps for so long."""
    ends = CLOCK.seconds() + seconds
    before, began = PROCESS.cpu_times(), CLOCK.seconds()
    while CLOCK.seconds() < ends:
        step()
    after, passed = PROCESS.cpu_times(), CLOCK.seconds() - began
    used = after.user + after.system - before.user - before.system
    return 100 * used / passed


def decode_only(film: Path, seconds: float) -> float:
    """The floor: FFmpeg decodes at the film's pace, and nobody looks."""
    engine = media_player(Screening(film, muted=True, loop=True), sound=False, tell=lambda *_: None)
    pause = threading.Event()
    engine.set_pause(False)

    def step() -> None:
        picture, value = engine.get_frame(show=False)
        pause.wait(value if picture is not None and isinstance(value, float) else 0.005)

    cost(1, step)
    used = cost(seconds, step)
    engine.close_player()
    return used


def play_unseen(films: Films, film: Path, seconds: float) -> float:
    """Our player, without a screen: its thread, and a copy of each frame."""
    player = films.open(Screening(film, muted=True, loop=True))
    pause = threading.Event()

    def step() -> None:
        player.take()
        pause.wait(0.016)

    cost(1, step)
    used = cost(seconds, step)
    player.close()
    player.wait_closed(5)
    return used


class Screen:
    """Kivy's window with a film that fills it."""

    def __init__(self, films: Films) -> None:
        """Open it."""
        prepare(Glass(size_px=SIZE))
        from kivy.base import EventLoop
        from kivy.core.window import Window

        from kiosk.ui.widgets.film import FilmView

        EventLoop.ensure_window()
        EventLoop.start()
        self.turn = EventLoop.idle
        self.view = FilmView(films=films.open, size=Window.size, fit="cover")
        Window.add_widget(self.view)
        self.frames = 0
        self.drawn = 0
        self.view.bind(position_ms=self._count)
        Window.bind(on_flip=self._count_flips)

    def _count(self, *_changed: object) -> None:
        self.frames += 1

    def _count_flips(self, *_flipped: object) -> None:
        self.drawn += 1

    def empty(self, seconds: float) -> float:
        """The window alone."""
        cost(0.5, self.turn)
        return cost(seconds, self.turn)

    def play(self, film: Path, seconds: float, *, rgb: bool, muted: bool) -> tuple[float, float]:
        """A film on the glass: its cost, and how many of its frames a second were seen."""
        self.view.rgb = rgb
        self.view.open(film, muted=muted, loop=True)
        cost(1, self.turn)
        self.frames = 0
        used = cost(seconds, self.turn)
        shown = self.frames / seconds
        self.view.close()
        cost(0.5, self.turn)
        return used, shown

    def cycle(self, film: Path, times: int) -> None:
        """Open and close a film so many times; every fourth is heard."""
        for turn in range(times):
            self.view.open(film, muted=turn % 4 > 0)
            while self.view.state in ("opening", "ready"):
                self.turn()
            cost(0.1, self.turn)
            self.view.close()
        cost(1, self.turn)
        gc.collect()


def megabytes() -> float:
    """Memory of this process."""
    return float(PROCESS.memory_info().rss) / 1e6


def say(words: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--film", type=Path, help="another film to measure")
    parser.add_argument("--seconds", type=float, default=8.0, help="for each row")
    chosen = parser.parse_args()
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    films = Films(CLOCK, Loudspeaker(CLOCK, lambda: True))
    with tempfile.TemporaryDirectory() as folder:
        film = chosen.film or make_film(Path(folder))
        seconds = chosen.seconds
        floor = decode_only(film, seconds)

        def row(what: str, used: float, shown: float | None = None) -> None:
            frames = "" if shown is None else f"  {shown:5.1f} frames a second"
            say(f"{what:34} {used:6.1f} %  {used / floor:5.2f} x{frames}")

        row("decode only (the floor)", floor)
        row("our player, unseen", play_unseen(films, film, seconds))
        screen = Screen(films)
        row("a window without a film", screen.empty(seconds))
        row("on the glass", *screen.play(film, seconds, rgb=False, muted=True))
        row("on the glass, with sound", *screen.play(film, seconds, rgb=False, muted=False))
        row("on the glass, ready-mixed", *screen.play(film, seconds, rgb=True, muted=True))
        screen.cycle(film, 8)
        before = megabytes(), PROCESS.num_threads(), _files()
        screen.cycle(film, 60)
        after = megabytes(), PROCESS.num_threads(), _files()
        say(
            f"60 films: memory {before[0]:.1f} -> {after[0]:.1f} MB, "
            f"threads {before[1]} -> {after[1]}, open files {before[2]} -> {after[2]}, "
            f"abandoned {films.abandoned}"
        )
        films.close(5)


def _files() -> int:
    return PROCESS.num_fds() if hasattr(PROCESS, "num_fds") else 0


if __name__ == "__main__":
    main()
