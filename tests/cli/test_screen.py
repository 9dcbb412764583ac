"""`kiosk run` with a screen, without one, and when it is taken away."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from bench.start import Screen
from cli import lately
from cli.command import OFFSCREEN, Command, Done, forked, leave, needs_x
from filmmaker import until

from kiosk.ui import display

Start = Callable[..., subprocess.Popen[str]]
Journal = Callable[[], str]

NO_SCREEN = (
    "no screen can be opened — start it in a graphical session, and again once that is there"
)
WAIT_SECONDS = 60

SIZE_PX = (1280, 720)


@pytest.fixture
def screen() -> Iterator[Screen]:
    """An X server, without a window manager."""
    with Screen(SIZE_PX) as screen:
        yield screen


def trial(home: Path) -> dict[str, object]:
    """What the shelf keeps of the trial, and whether what is on has stood."""
    with closing(sqlite3.connect(next((home / "shelf").glob("*.db")))) as kept:
        kept.row_factory = sqlite3.Row
        sql = "SELECT boot, in_order, crashes, dark_boots, lit, stood FROM pointer, pack"
        return dict(kept.execute(sql).fetchone())


@pytest.mark.parametrize(
    ("environment", "drivers"),
    [
        ({}, "kmsdrm"),
        ({"DISPLAY": ":0"}, "x11"),
        ({"DISPLAY": ""}, "kmsdrm"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "x11,wayland"),
        ({"SDL_VIDEODRIVER": "KMSDRM", "DISPLAY": ":0"}, "KMSDRM"),
        ({"SDL_VIDEODRIVER": "offscreen", "DISPLAY": ":0"}, "offscreen"),
        ({"SDL_VIDEODRIVER": "wayland, x11,offscreen,dummy"}, "wayland,x11"),
        ({"SDL_VIDEODRIVER": "offscreen,dummy", "DISPLAY": ":0"}, "x11"),
        ({"SDL_VIDEODRIVER": "", "DISPLAY": ":0"}, "x11"),
        ({"SDL_VIDEODRIVER": ",", "DISPLAY": ":0"}, "x11"),
    ],
)
def test_only_an_explicit_offscreen_is_offscreen(environment: dict[str, str], drivers: str) -> None:
    """SDL is told which screens to try, and never one that nobody can see."""
    assert display.drivers(environment, "linux") == drivers


@pytest.mark.parametrize(("platform", "driver"), [("win32", "windows"), ("darwin", "cocoa")])
def test_other_systems_have_one_screen(platform: str, driver: str) -> None:
    """There too nothing falls back to where nobody sees it."""
    assert display.drivers({}, platform) == driver


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DISPLAY": ":987"},
        {"DISPLAY": "", "WAYLAND_DISPLAY": "wayland-987"},
        {"SDL_VIDEODRIVER": "dummy"},
    ],
    ids=str,
)
def test_without_a_screen_it_leaves_with_a_sentence(
    home: Path, small: Path, environment: dict[str, str]
) -> None:
    """Exit code 5 and one line: whoever started it tries again, and does not wait for a picture."""
    done = forked("run", "--home", home, "--exhibit", small, **environment)
    [line] = done.told(5).splitlines()
    assert line.startswith(NO_SCREEN)
    assert done.out == ""


@pytest.fixture
def on_trial(tmp_path: Path, home: Path, kiosk: Command) -> None:
    """In that home a pack was loaded that nobody has seen yet."""
    lately.published(tmp_path)
    load = ("pack", "install", tmp_path / "stick", "--home", home, "--trust", "first")
    assert kiosk(*load).code == 0


@needs_x
@pytest.mark.usefixtures("on_trial")
def test_no_screen_says_nothing_of_a_pack_on_trial(
    start: Start, home: Path, journal: Journal
) -> None:
    """Started before X, it tries again; when X dies it leaves; the pack neither stood nor crashed.

    Once X is there the kiosk is on the glass. These pictures are none, so nothing was shown yet.
    """
    fresh = trial(home)
    assert start(screen={"DISPLAY": ":987"}).wait(WAIT_SECONDS) == 5
    assert trial(home) == fresh
    with Screen(SIZE_PX) as screen:
        process = start(screen={"DISPLAY": screen.name})
        assert until(lambda: "showing" in journal(), WAIT_SECONDS)
        assert process.poll() is None
    out, err = process.communicate(timeout=WAIT_SECONDS)
    assert (process.returncode, out) == (5, "")
    assert [line for line in err.splitlines() if "the screen is gone" in line] == [
        "ERROR the screen is gone — start the kiosk again once there is one"
    ]
    assert trial(home) == fresh


@needs_x
def test_on_a_screen_it_leaves_when_it_is_told_to(
    start: Start, small: Path, journal: Journal, screen: Screen
) -> None:
    """On a real X server SIGTERM ends it as it does elsewhere, with the whole screen in use."""
    process = start("--exhibit", small, screen={"DISPLAY": screen.name})
    assert until(lambda: "showing my-exhibit on 1280 x 720 pixels" in journal(), WAIT_SECONDS)
    assert leave(process) == Done(0, "", "")


TOOLKITS: dict[str, Callable[[Path], object]] = {
    "cut short": lambda toolkit: write(toolkit / "config.ini", b"[kivy]\nfullscreen = 1\n[graphi"),
    "a folder for a file": lambda toolkit: (toolkit / "config.ini").mkdir(parents=True),
    "a file for a folder": lambda toolkit: write(toolkit, b"no folder"),
}


def write(path: Path, content: bytes) -> None:
    """A file, and the folders around it."""
    path.parent.mkdir(parents=True)
    path.write_bytes(content)


@pytest.mark.parametrize("make", TOOLKITS.values(), ids=TOOLKITS.keys())
def test_nothing_that_kivy_wrote_is_believed(
    start: Start, small: Path, home: Path, journal: Journal, make: Callable[[Path], object]
) -> None:
    """Whatever became of the toolkit's own files, the glass is lit, and nobody writes there."""
    user = home.with_name("user")
    toolkits = home / "toolkit", user / ".kivy"
    for toolkit in toolkits:
        make(toolkit)

    def content() -> list[list[Path]]:
        return [[toolkit, *toolkit.rglob("*")] for toolkit in toolkits]

    before = content()
    screen = OFFSCREEN | {"HOME": str(user)}
    process = start("--exhibit", small, "--window", "800x600", screen=screen)
    assert until(lambda: "showing my-exhibit on 800 x 600" in journal(), WAIT_SECONDS)
    assert leave(process) == Done(0, "", "")
    assert content() == before


DEPTH = """
from kiosk.ui.window import Glass, open_window, prepare
glass = Glass((800, 600))
prepare(glass)
open_window(glass, leave=lambda: None)
from kivy.graphics.opengl import GL_DEPTH_BITS, GL_STENCIL_BITS, glGetIntegerv
print(glGetIntegerv(GL_DEPTH_BITS), glGetIntegerv(GL_STENCIL_BITS))
"""


@needs_x
@pytest.mark.skipif(Path("/dev/dri").exists(), reason="a graphics card has memory of its own")
def test_a_program_that_draws_keeps_colours_only(screen: Screen) -> None:
    """No depth and no stencil: nothing is drawn with them, and each point takes four bytes."""
    environment = os.environ | {"DISPLAY": screen.name, "SDL_VIDEODRIVER": "x11"}
    done = subprocess.run(
        [sys.executable, "-c", DEPTH],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=WAIT_SECONDS,
    )
    assert done.stdout.split() == ["[0]", "[0]"]
