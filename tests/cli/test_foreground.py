"""On a usual desktop, and with a keyboard plugged in, the exhibit stays on the glass."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli.command import process
from filmmaker import until
from PIL import ImageGrab
from test_screen import SIZE_PX, WAIT_SECONDS, Journal, Screen, Start

NEEDED = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool"}
"""Programs, and Debian's packages of them."""
MISSING = [package for program, package in NEEDED.items() if shutil.which(program) is None]
COVER = Path(__file__).with_name("cover.py")
GAVE_WAY = "gives way"
COLOURS = 40
"""A photo has more, and a desktop or another program's window fewer."""

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not here (Debian): {', '.join(MISSING)}")


class Desktop(Screen):
    """An X server with a window manager, as on a usual PC."""

    def __init__(self) -> None:
        super().__init__(SIZE_PX)
        self._environment = {"DISPLAY": self.name, "HOME": "/nowhere", "PATH": "/usr/bin:/bin"}
        self._programs = [self._begin("openbox", "--config-file", "/etc/xdg/openbox/rc.xml")]
        assert until(lambda: self.hands("get_num_desktops"), WAIT_SECONDS)

    def _begin(self, *command: str | Path) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            command,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def hands(self, *doing: str) -> str:
        """Press keys, or move windows: see xdotool. What it says."""
        done = subprocess.run(
            ["xdotool", *doing],  # noqa: S607 - wherever it is
            env=self._environment,
            check=False,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def cover(self) -> None:
        """Open another program's window, over all of the screen."""
        program = self._begin(sys.executable, COVER)
        self._programs.append(program)
        assert program.stdout.readline() == "open\n"

    @property
    def has_picture(self) -> bool:
        """Whether the exhibit is what is seen."""
        seen = ImageGrab.grab(xdisplay=self.name).resize((64, 36))
        return len(seen.getcolors(64 * 36)) > COLOURS

    def __exit__(self, *how: object) -> None:
        """Close everything."""
        for program in self._programs:
            program.kill()
            program.communicate()
        super().__exit__(*how)


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    """A desktop on which nothing runs yet."""
    with Desktop() as desktop:
        yield desktop


@pytest.fixture
def times_gone(start: Start, journal: Journal, small: Path, desktop: Desktop) -> Callable[[], int]:
    """A kiosk stands on that desktop: how often something was in front of it so far."""
    start("--exhibit", small, screen={"DISPLAY": desktop.name})
    assert until(lambda: "showing" in journal() and desktop.has_picture, WAIT_SECONDS)
    return lambda: journal().count(GAVE_WAY)


def minimise(desktop: Desktop) -> None:
    """As a gesture of the desktop or its bar does."""
    desktop.hands("search", "--onlyvisible", "--class", "", "windowminimize", "%@")


@pytest.mark.parametrize("hide", [minimise, Desktop.cover], ids=["minimised", "covered"])
def test_what_hides_the_exhibit_gives_way(
    desktop: Desktop, times_gone: Callable[[], int], hide: Callable[[Desktop], None]
) -> None:
    """A window that is minimised or covered comes back by itself."""
    hide(desktop)
    assert until(lambda: times_gone() == 1, WAIT_SECONDS)
    assert until(lambda: desktop.has_picture, WAIT_SECONDS)


def test_keys_of_the_desktop_do_nothing(desktop: Desktop, times_gone: Callable[[], int]) -> None:
    """Super+D, the window's menu with "minimise" in it, another desktop: the exhibit stays on."""
    before = times_gone()
    for keys in (("super+d",), ("alt+space", "n"), ("alt+Tab",), ("ctrl+alt+Right",)):
        desktop.hands("key", *keys)
        assert desktop.has_picture
    minimise(desktop)  # which is seen later than all those
    assert until(lambda: times_gone() > before, WAIT_SECONDS)
    assert until(lambda: desktop.has_picture, WAIT_SECONDS)
    assert times_gone() == before + 1


def test_it_looks_often_enough() -> None:
    """Whatever hides the exhibit does so for less than a second."""
    look = "from kiosk.ui import foreground; print(foreground.LOOK_SECONDS)"
    assert float(process("-c", look).stdout) < 0.5  # in a process of its own, as it loads Kivy
