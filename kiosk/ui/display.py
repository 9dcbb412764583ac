"""The display that the window is opened on: which one, how large, and whether it is still there.

On a bare X display, one that no window manager looks after, SDL's full screen leaves the window at
800 by 600 while it says otherwise; a kiosk that starts nothing but itself has just such a display.
So the window gets the display's size by hand.
"""

import ctypes
from collections.abc import Callable, Mapping
from pathlib import Path

_CARDS = Path("/dev/dri")
"""Where Linux shows graphics cards, if there are any."""
_ANY_TYPE = 0
_COLOURS_ONLY = (ctypes.c_int * 9)(4, 5, 8, 8, 9, 8, 10, 8, 0)
"""GLX_RGBA, GLX_DOUBLEBUFFER, and eight bits of red, green and blue: see glx.h."""
_UNSEEN = frozenset({"offscreen", "dummy"})
"""SDL's drivers that show nothing to anybody."""
_kept: list[object] = []
"""What Xlib was given to call: ctypes does not keep it alive."""


def drivers(environment: Mapping[str, str], platform: str) -> str:
    """SDL's video drivers to try, in order, as `SDL_VIDEODRIVER` wants them.

    Left to itself SDL tries every driver it has, the offscreen one too: a kiosk that started before
    its X server ran for ever where nobody saw it. Only who names `offscreen`, alone, gets it.
    """
    named = [name for name in environment.get("SDL_VIDEODRIVER", "").split(",") if name.strip()]
    if len(named) == 1:
        return named[0].strip()
    seen = [name.strip() for name in named if name.strip().casefold() not in _UNSEEN]
    if seen:
        return ",".join(seen)
    if platform == "win32":
        return "windows"
    if platform == "darwin":
        return "cocoa"
    sessions = (("DISPLAY", "x11"), ("WAYLAND_DISPLAY", "wayland"))
    return ",".join(driver for name, driver in sessions if environment.get(name)) or "kmsdrm"


def when_lost(act: Callable[[], None]) -> None:
    """Call `act` when the connection to the X server breaks; it must end the program.

    By itself Xlib then ends it with code 1 and nothing else, which looks like a crash. No other
    call to X may be made in `act`. Where there is no Xlib there is nothing to watch.
    """
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return

    def broken(_display: object) -> int:
        act()
        return 0

    handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
    called = handler(broken)
    _kept.append(called)
    x11.XSetIOErrorHandler.argtypes = [handler]
    x11.XSetIOErrorHandler.restype = ctypes.c_void_p
    x11.XSetIOErrorHandler(called)


def bare_size_px() -> tuple[int, int] | None:
    """Width and height of the X display if no window manager is there; None in any other case."""
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    display = ctypes.c_void_p(display)
    try:
        if _is_managed(x11, display):
            return None
        screen = x11.XDefaultScreen(display)
        return x11.XDisplayWidth(display, screen), x11.XDisplayHeight(display, screen)
    finally:
        x11.XCloseDisplay(display)


def flat_visual() -> str | None:
    """Id of a visual of the X display with room for colours only; None: SDL is to choose.

    Kivy asks for depth and stencil, which nothing here is drawn with: 8 MB in full HD, where a
    program draws. A graphics card has memory of its own, and is left alone.
    """
    if _CARDS.exists():
        return None
    try:
        x11, gl = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libGL.so.1")
    except OSError:
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    gl.glXChooseVisual.restype = ctypes.POINTER(_VisualInfo)
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    if not display:
        return None
    try:
        screen = x11.XDefaultScreen(display)
        found = gl.glXChooseVisual(display, screen, _COLOURS_ONLY)
        # One as deep as the display's own: any other is mixed with what is behind the window.
        if not found or found.contents.depth != x11.XDefaultDepth(display, screen):
            return None
        return hex(found.contents.visual_id)
    finally:
        x11.XCloseDisplay(display)


class _VisualInfo(ctypes.Structure):
    """The beginning of Xlib's XVisualInfo."""

    _fields_ = (
        ("visual", ctypes.c_void_p),
        ("visual_id", ctypes.c_ulong),
        ("screen", ctypes.c_int),
        ("depth", ctypes.c_int),
    )


def _is_managed(x11: ctypes.CDLL, display: ctypes.c_void_p) -> bool:
    """Whether a window manager says that it is there, as the EWMH specification asks of it."""
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    x11.XInternAtom.restype = ctypes.c_ulong
    mark = x11.XInternAtom(display, b"_NET_SUPPORTING_WM_CHECK", True)
    if not mark:
        return False
    kind, found, left = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_ulong()
    form = ctypes.c_int()
    value = ctypes.c_void_p()
    x11.XGetWindowProperty(
        display,
        ctypes.c_ulong(x11.XDefaultRootWindow(display)),
        ctypes.c_ulong(mark),
        ctypes.c_long(0),
        ctypes.c_long(1),
        0,
        ctypes.c_ulong(_ANY_TYPE),
        ctypes.byref(kind),
        ctypes.byref(form),
        ctypes.byref(found),
        ctypes.byref(left),
        ctypes.byref(value),
    )
    if value:
        x11.XFree(value)
    return found.value > 0
