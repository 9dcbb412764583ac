"""The start of `kiosk run` seen from outside, beside a bare Kivy window in the same run.

    python tests/bench/start.py [--exhibit FOLDER] [--size 1920x1080] [--rounds 5]

Both are started in turn as programs of their own, each on an X server of its own (Xvfb), whose
pixels are looked at 250 times a second. Nothing in the program helps.

- **first picture**: from starting the process to the first pixels that are a picture: five colours,
  and 2 % of the points off the main one. The floor is a window with one photo of the same exhibit.
- **processor**: user and system time of the process until then.
- **first touch**: a finger comes down as soon as there is a picture; until Home stands, from the
  start of the process. Beside the floor's first picture.

The kiosk is started once before, so that it has its last picture; `--first` measures starts in a
new home, which have none. On a busy machine only the ratios hold.
"""

from __future__ import annotations

import argparse
import ctypes
import mmap
import os
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

REPO = Path(__file__).resolve().parents[2]
COLUMNS, ROWS = 64, 36
"""Points that are looked at."""
LOOK_SECONDS = 0.004
HOLD_SECONDS = 0.05
"""A finger stays so long."""
MOST_SECONDS = 60.0
COARSE = 0xF0F0F0
PAPER = 0xFBF7F0 & COARSE
"""Behind everything on Home; on Attract only the band has it."""
HOME_SHARE = 0.3
"""With so many points of paper, Home stands."""
BARE = """
import sys
from kivy.config import Config
width, height, file = sys.argv[1:]
for key, value in dict(width=width, height=height, borderless=1, position="custom", left=0, top=0,
                       maxfps=60, multisamples=0).items():
    Config.set("graphics", key, value)
Config.set("input", "mouse", "mouse,disable_multitouch")
from kivy.app import App
from kivy.uix.image import Image

class Bare(App):
    def build(self):
        return Image(source=file, fit_mode="cover", nocache=True)

Bare().run()
"""


Size = tuple[int, int]


def size(words: str) -> Size:
    """`1920x1080`, as it is asked for."""
    wide, high = words.split("x")
    return int(wide), int(high)


class Screen:
    """An X server whose pixels can be looked at, and a finger on it."""

    def __init__(self, size: Size) -> None:
        self._folder = tempfile.mkdtemp(prefix="bench-start-")
        self._server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", "1", "-nolisten", "tcp", "-nocursor", "-noreset"),
                *("-screen", "0", f"{size[0]}x{size[1]}x24", "-fbdir", self._folder),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._server.stdout is not None
        self.name = f":{self._server.stdout.readline().strip()}"
        with Path(self._folder, "Xvfb_screen0").open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        # The header of an X window dump: its own length, bytes of a row, and colours after it.
        head = struct.unpack(">25I", self._map[:100])
        start, self._row, colours = head[0], head[12] // 4, head[19]
        self._pixels = memoryview(self._map)[start + 12 * colours :].cast("I")
        self._size = size
        self._x11 = ctypes.CDLL("libX11.so.6")
        self._xtst = ctypes.CDLL("libXtst.so.6")
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(self._x11.XOpenDisplay(self.name.encode()))

    def points(self) -> list[int]:
        """The colours of some points all over the glass."""
        width, height = self._size
        across = width // COLUMNS
        found: list[int] = []
        for row in range(ROWS):
            first = (row * height // ROWS) * self._row
            found += self._pixels[first : first + width : across].tolist()
        return [colour & COARSE for colour in found]

    def line(self, height: float) -> bytes:
        """The colours of the line at this fraction from the top."""
        first = round(height * self._size[1]) * self._row
        return self._pixels[first : first + self._size[0]].tobytes()

    def press(self, *, down: bool, place: tuple[int, int] | None = None) -> None:
        """Touch this pixel, from left and above, or leave it; None: the middle of the glass."""
        width, height = self._size
        self.move(place or (width // 2, height // 2))
        self._xtst.XTestFakeButtonEvent(self._display, 1, int(down), 0)
        self._x11.XFlush(self._display)

    def move(self, place: tuple[int, int]) -> None:
        """Slide to this pixel, from left and above."""
        self._xtst.XTestFakeMotionEvent(self._display, -1, *place, 0)
        self._x11.XFlush(self._display)

    def __enter__(self) -> Self:
        """Until the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take it away."""
        self._x11.XCloseDisplay(self._display)
        self._pixels.release()
        self._map.close()
        self._server.terminate()
        self._server.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)


def is_picture(points: list[int]) -> bool:
    """Whether these are more than an empty window."""
    colours = set(points)
    most = max(map(points.count, colours)) if len(colours) < 200 else 0
    return len(colours) >= 5 and most < 0.98 * len(points)


def is_home(points: list[int]) -> bool:
    """Whether Home stands."""
    return points.count(PAPER) >= HOME_SHARE * len(points)


def processor_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def program(
    command: list[str], screen: Screen, home: Path, **how: Any
) -> Iterator[subprocess.Popen[Any]]:
    """A program that runs on this screen until the end of the block, started as `how` says."""
    environment = os.environ | {
        "DISPLAY": screen.name,
        "SDL_VIDEODRIVER": "x11",
        "SDL_AUDIODRIVER": "dummy",
        "KIVY_HOME": str(home / "kivy"),
        "KIVY_NO_ARGS": "1",
        "KIVY_NO_CONSOLELOG": "1",
        "PYTHONPATH": str(REPO),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else it is compiled at every start
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=REPO, env=environment, **quiet | how)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def measure(command: list[str], size: Size, home: Path, *, touch: bool = False) -> dict[str, float]:
    """Seconds from the start of this program to its first picture, and to Home after a touch."""
    figures: dict[str, float] = {}
    with Screen(size) as screen:
        began = time.monotonic()
        with program(command, screen, home) as process:
            while time.monotonic() < began + MOST_SECONDS:
                points = screen.points()
                now = time.monotonic() - began
                if "picture" not in figures and is_picture(points):
                    figures |= {"picture": now, "processor": processor_seconds(process.pid)}
                    if not touch:
                        break
                    screen.press(down=True)
                    time.sleep(HOLD_SECONDS)
                    screen.press(down=False)
                elif "picture" in figures and is_home(points):
                    figures |= {"home": now, "until home": processor_seconds(process.pid)}
                    break
                time.sleep(LOOK_SECONDS)
    return figures


def keep_picture(command: list[str], size: Size, home: Path) -> None:
    """Start the kiosk once, until it has kept its picture."""
    with Screen(size) as screen, program(command, screen, home):
        until = time.monotonic() + MOST_SECONDS
        while not (home / "cache" / "last-picture").exists() and time.monotonic() < until:
            time.sleep(0.1)


def photo_of(exhibit: Path, folder: Path) -> Path:
    """A photo of this exhibit, by a name that Kivy can read."""
    sys.path.insert(0, str(REPO))
    from kiosk.exhibit import prepared

    shown = prepared.read(exhibit)
    photo = shown.exhibit.cooperatives[0].photos[0].sizes[1]
    return Path(shutil.copy(shown.media(photo.sha256), folder / "photo.jpg"))


def main() -> None:
    """Measure both `rounds` times in turn, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--exhibit", type=Path, default=REPO / "assets" / "shipped")
    parser.add_argument("--size", type=size, default="1920x1080")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--first", action="store_true", help="starts in a new home")
    options = parser.parse_args()
    width, height = map(str, options.size)
    rows: list[tuple[dict[str, float], dict[str, float], dict[str, float]]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photo = photo_of(options.exhibit, folder)
        (folder / "bare.py").write_text(BARE, "utf-8")
        bare = [sys.executable, str(folder / "bare.py"), width, height, str(photo)]
        kiosk = [sys.executable, "-m", "kiosk", "run", "--exhibit", str(options.exhibit)]
        kiosk += ["--window", f"{width}x{height}", "--home"]
        keep_picture([*kiosk, str(folder / "home")], options.size, folder / "home")
        for number in range(options.rounds):
            home = folder / (f"home-{number}" if options.first else "home")
            command = [*kiosk, str(home)]
            rows.append((
                measure(bare, options.size, folder),
                measure(command, options.size, folder),
                measure(command, options.size, folder, touch=True),
            ))  # fmt: skip
    report(rows)


def report(rows: list[tuple[dict[str, float], dict[str, float], dict[str, float]]]) -> None:
    """Print medians, and medians of the ratios within a round: these are what to quote."""
    for what, which, figure, floor_figure in (
        ("first picture", 1, "picture", "picture"),
        ("processor until then", 1, "processor", "processor"),
        ("first touch, to Home", 2, "home", "picture"),
        ("processor until Home", 2, "until home", "processor"),
    ):
        pairs = [(row[which][figure], row[0][floor_figure]) for row in rows if figure in row[which]]
        if not pairs:
            print(f"{what:<24} never")
            continue
        value, floor = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(one / other for one, other in pairs)
        print(f"{what:<24}{value:>7.2f} s   floor {floor:>6.2f} s   {ratio:>5.2f} x")


if __name__ == "__main__":
    main()
