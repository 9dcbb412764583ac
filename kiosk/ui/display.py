"""The size of a bare X display: one that no window manager looks after.

There SDL's full screen leaves the window at 800 by 600 while it says otherwise; a kiosk that starts
nothing but itself has just such a display. So the window gets the display's size by hand.
"""

from __future__ import annotations

import ctypes

_ANY_TYPE = 0


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
