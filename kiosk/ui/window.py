"""One window, made for a kiosk, before anything else of Kivy is imported.

Kivy reads the command line, the environment and a file of its own at import, and writes there: a
file that was cut short kept the glass dark for ever. `prepare` gives it no folder at all, and all
its settings in memory; `open_window` then sets what no visitor may change.

SDL goes offscreen by itself where no screen can be opened, and takes SIGTERM for itself. It may do
neither: nobody sees that screen, and a kiosk leaves when it is told to.
"""

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kiosk.errors import MachineError
from kiosk.ui import display

_KEY_ESCAPE = 27
_LOG_LEVEL = logging.WARNING


@dataclass(frozen=True, slots=True)
class Glass:
    """How the window should be."""

    size_px: tuple[int, int] | None
    """Width and height of a window; None fills the screen."""
    frames_a_second: int = 60
    visitor: bool = True
    """Nobody can close it but the system. False: an author's preview, like any window."""


def prepare(glass: Glass) -> None:
    """Set Kivy's environment and configuration. Must come before any other import of Kivy."""
    os.environ.update(
        KIVY_HOME=os.devnull,
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KIVY_NO_ENV_CONFIG="1",
        KIVY_NO_FILELOG="1",
        KIVY_NO_CONSOLELOG="1",
        KIVY_LOG_MODE="PYTHON",
        KIVY_WINDOW="sdl2",
        KIVY_IMAGE="sdl2",  # else it loads Pillow and the film player, which come later, or never
        SDL_VIDEODRIVER=display.drivers(os.environ, sys.platform),
        SDL_NO_SIGNAL_HANDLERS="1",
        # Else a touch that came while the program was loaded is only to bring its window forward.
        SDL_MOUSE_FOCUS_CLICKTHROUGH="1",
    )
    if _first_driver() == "x11" and (visual := display.flat_visual()) is not None:
        os.environ["SDL_VIDEO_X11_WINDOW_VISUALID"] = visual
    logging.getLogger("kivy").setLevel(_LOG_LEVEL)
    from kivy.config import Config

    _configure(Config, glass)
    _one_touch_provider(Config)
    # The inspector and the other developers' modules listen to keys.
    Config.remove_section("modules")
    Config.add_section("modules")


def _configure(config: Any, glass: Glass) -> None:
    """Size and look of the window, and what Kivy does by itself."""
    size_px = glass.size_px or _bare_size()
    fills = size_px is None
    for section, key, value in (
        ("graphics", "fullscreen", "auto" if fills else "0"),
        ("graphics", "borderless", "1" if glass.visitor else "0"),
        ("graphics", "show_cursor", "0" if glass.visitor else "1"),
        ("graphics", "resizable", "0" if glass.visitor else "1"),
        ("graphics", "allow_screensaver", "0"),
        ("graphics", "multisamples", "0"),
        ("graphics", "maxfps", str(glass.frames_a_second)),
        ("graphics", "vsync", "1"),
        ("kivy", "exit_on_escape", "0"),
        ("kivy", "pause_on_minimize", "0"),
        ("kivy", "kivy_clock", "default"),
        ("kivy", "log_level", "warning"),
        ("kivy", "keyboard_mode", ""),
    ):
        config.set(section, key, value)
    if size_px is not None:
        config.set("graphics", "width", str(size_px[0]))
        config.set("graphics", "height", str(size_px[1]))
        if glass.size_px is None:
            config.set("graphics", "position", "custom")
            config.set("graphics", "left", "0")
            config.set("graphics", "top", "0")


def _one_touch_provider(config: Any) -> None:
    """Exactly one source of touches: Kivy's defaults give every tap twice on Linux."""
    config.remove_section("input")
    config.add_section("input")
    driver = _first_driver()
    if sys.platform == "win32":
        config.set("input", "touch", "wm_touch")
    elif driver.casefold() == "kmsdrm":
        config.set("input", "touch", "probesysfs,provider=mtdev")
    else:
        # Under X11 a finger arrives as the mouse; one provider, one touch, no red dots.
        config.set("input", "mouse", "mouse,disable_multitouch")


def open_window(glass: Glass, *, leave: Callable[[], object]) -> Any:
    """Open the window, or the offscreen one. `leave` is called when an author closes a preview.

    Raises MachineError if there is no screen.
    """
    from kivy.core.window import Window

    if Window is None:
        raise MachineError(
            "no screen can be opened",
            "start it in a graphical session, and again once that is there;"
            " or offscreen with SDL_VIDEODRIVER=offscreen",
        )

    def on_keyboard(_window: Any, key: int, *_rest: Any) -> bool:
        """Swallow Escape: True tells Kivy that the key is dealt with."""
        return key == _KEY_ESCAPE

    def on_request_close(*_rest: Any, **_more: Any) -> bool:
        """Refuse to close for a visitor (Alt+F4, a window manager's cross)."""
        if not glass.visitor:
            leave()
        return glass.visitor

    Window.bind(on_keyboard=on_keyboard, on_request_close=on_request_close)
    if os.environ.get("SDL_VIDEODRIVER") == "offscreen":
        _draw_no_faster_than_it_can(Window)
    return Window


def _first_driver() -> str:
    """The video driver that is tried first; `prepare` has named them all."""
    return os.environ["SDL_VIDEODRIVER"].partition(",")[0]


def _draw_no_faster_than_it_can(window: Any) -> None:
    """Wait for each frame where no screen does: else software rendering falls seconds behind."""
    from kivy.graphics.opengl import glFinish

    window.bind(on_flip=lambda *_: glFinish())


def _bare_size() -> tuple[int, int] | None:
    """The size to fill an X display that has no window manager; None where full screen works."""
    if not os.environ.get("DISPLAY") or _first_driver() != "x11":
        return None
    return display.bare_size_px()
