"""What a film on the glass costs, looked at from outside, beside other players of the same film.

    python tests/bench/film.py [--exhibit FOLDER] [--size 1920x1080] [--rounds 3] [--seconds 10]

Each player shows the film of the exhibit's first cooperative on an X server of its own (Xvfb).
Whether a picture came on is read from that server's memory, a hundred times a second and more; the
processor's time is the system's word. So nothing depends on what a program says of itself.

- **kiosk**: the film's page, with sound, captions and controls
- **kivy**: Kivy's own Video in a window of its own
- **mpv**: where it is installed, by X11 and without sound
- **decoding**: the floor: FFmpeg decodes at the film's pace, and nobody looks

Ratios hold on a noisy machine where figures do not: players take turns.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from start import REPO, Screen, Size, program, size

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.exhibit.prepared import Prepared

SETTLING_SECONDS = 12.0
"""A player is looked at this long after it was started; the film may not be over then."""
HALF_DRAWN_SECONDS = 0.006
"""Changes as near to each other are one picture, caught while it was being drawn."""
LOOK_SECONDS = 0.003
LINE = 0.35
"""The line of pixels that is looked at, as a fraction from the top: films are there in all."""


def main() -> None:
    """Measure every player `rounds` times, in turn, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--exhibit", type=Path, default=REPO / "assets" / "shipped")
    parser.add_argument("--size", type=size, default="1920x1080")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--child", choices=sorted(CHILDREN), help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        CHILDREN[options.child](options.exhibit, options.home, options.size)
        return
    names = [*CHILDREN, *(["mpv"] if shutil.which("mpv") else [])]
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for _ in range(options.rounds):
        for name in names:
            figures[name].append(measure(name, options))
    floor = statistics.median(used for used, _ in figures["decoding"])
    for name, rounds in figures.items():
        used, frames = (statistics.median(one) for one in zip(*rounds, strict=True))
        seen = "" if name == "decoding" else f"{frames:7.1f} pictures a second"
        print(f"{name:<10}{used:7.1f} % of a processor{used / floor:7.2f} x{seen}")


def measure(name: str, options: argparse.Namespace) -> tuple[float, float]:
    """Per cent of one processor that a player uses, and how many pictures a second come on."""
    with tempfile.TemporaryDirectory() as folder, Screen(options.size) as screen:
        command = [sys.executable, __file__, f"--child={name}", f"--home={folder}/home"]
        command += [f"--exhibit={options.exhibit}", "--size={}x{}".format(*options.size)]
        if name == "mpv":
            command = [*MPV, str(film(options.exhibit)[1])]
        with program(command, screen, Path(folder)) as player:
            time.sleep(SETTLING_SECONDS)
            before, began = processor_seconds(player.pid), time.monotonic()
            frames = count(lambda: screen.line(LINE), options.seconds)
            passed = time.monotonic() - began
            used = processor_seconds(player.pid) - before
        return 100 * used / passed, frames / passed


def processor_seconds(pid: int) -> float:
    """What a process and its children have used so far."""
    process = psutil.Process(pid)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return float(sum(one.user + one.system for one in times))


def count(line: Callable[[], bytes], seconds: float) -> int:
    """How many pictures come on in so many seconds."""
    ends = time.monotonic() + seconds
    seen, changed, frames = line(), 0.0, 0
    while time.monotonic() < ends:
        time.sleep(LOOK_SECONDS)
        now = line()
        if now != seen:
            frames += time.monotonic() - changed > HALF_DRAWN_SECONDS
            seen, changed = now, time.monotonic()
    return frames


def film(exhibit: Path) -> tuple[Prepared, Path]:
    """The exhibit, and the film of its first cooperative."""
    from kiosk.exhibit import prepared

    shown = prepared.read(exhibit)
    return shown, shown.media(shown.exhibit.cooperatives[0].films[0].sha256)


# The players: each runs in a process of its own, until it is ended.

MPV = ["mpv", "--no-config", "--fullscreen", "--really-quiet", "--no-audio", "--vo=x11", "--loop"]


def kiosk(exhibit: Path, home: Path, size: Size) -> None:
    """The real program, from its command's own parts, on the page of the film."""
    from kiosk import paths
    from kiosk.cli import run
    from kiosk.station.opened_home import RunOptions
    from kiosk.visit import scene as scenes

    _, app = run.make(paths.Home(home), RunOptions(exhibit=exhibit), size_px=size)
    from kivy.clock import Clock

    def begin(_: float) -> None:
        app.visit.touch()
        app.visit.replace(scenes.FilmScene(app.visit.exhibit.cooperatives[0].id))

    Clock.schedule_once(begin, 4)
    run.show(app)


def kivy(exhibit: Path, _home: Path, size: Size) -> None:
    """What Kivy has for films."""
    from kiosk.ui.window import Glass, prepare

    path = film(exhibit)[1]
    prepare(Glass(size))
    from kivy.app import App
    from kivy.uix.video import Video

    app: Any = App()
    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder, "film.mp4")  # Video goes by the name's end
        named.symlink_to(path.resolve())
        app.root = Video(source=str(named), state="play", options={"eos": "loop"})
        app.build = lambda: app.root
        app.run()


def decoding(exhibit: Path, _home: Path, _size: Size) -> None:
    """FFmpeg alone."""
    from kiosk.media.player import Screening
    from kiosk.media.projector import media_player

    screening = Screening(film(exhibit)[1], muted=True, loop=True)
    engine = media_player(screening, sound=False, tell=lambda *_: None)
    engine.set_pause(False)
    pause = threading.Event()
    while True:
        picture, value = engine.get_frame(show=False)
        pause.wait(value if picture is not None and isinstance(value, float) else 0.005)


CHILDREN = {"kiosk": kiosk, "kivy": kivy, "decoding": decoding}


if __name__ == "__main__":
    main()
