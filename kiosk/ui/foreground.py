"""Keeps the window in front on a PC with a usual desktop, where anybody can plug in a keyboard.

While the window has the keyboard, a window manager hears none of its keys: no Super+D hides the
exhibit, no Alt+Space opens a menu over it. What hides or covers the window all the same (a message,
another program, a gesture of the desktop) gives way when this looks next.
"""

import ctypes
import logging
import struct
from typing import Any

from kivy.clock import Clock

from kiosk.ui import sdl

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.4
_HIDDEN, _MINIMISED, _HAS_KEYBOARD = 0x8, 0x40, 0x200
"""SDL_video.h."""
_CLIENT_MESSAGE = 33
_TO_WINDOW_MANAGERS = (1 << 19) | (1 << 20)
"""SubstructureNotifyMask and SubstructureRedirectMask: see X.h."""
_A_PAGER = 2
"""Who asks. A program may be refused; what speaks for the user is not."""
_MOST_WINDOWS = 1024


class Foreground:
    """One window on an X display; looks as long as it is kept."""

    def __init__(self, window: Any) -> None:
        """`window` is Kivy's. Where it is on no X display, `begin` does nothing."""
        self._sdl: Any = sdl.library()
        self._x11: Any = None
        self._above: tuple[int, ...] = ()
        """What lay over the window when it was last brought to the front."""
        self._was_gone = False
        self._looking = Clock.create_trigger(self._look, LOOK_SECONDS, interval=True)
        if self._sdl is None or self._sdl.SDL_GetCurrentVideoDriver() != b"x11":
            return
        self._sdl.SDL_GL_GetCurrentWindow.restype = ctypes.c_void_p
        self._window = ctypes.c_void_p(self._sdl.SDL_GL_GetCurrentWindow())
        self._id = int(window.get_window_info().window)
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XDefaultRootWindow.restype = ctypes.c_ulong
        x11.XInternAtom.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(x11.XOpenDisplay(None))
        if self._display:
            self._x11 = x11
            self._root = ctypes.c_ulong(x11.XDefaultRootWindow(self._display))

    def begin(self) -> None:
        """Take the keyboard, and look from now on whether something hides the window."""
        if self._x11 is not None:
            self._sdl.SDL_SetWindowKeyboardGrab(self._window, 1)
            self._looking()

    def _look(self, _: float) -> None:
        """Bring the window back, if it is not the one that is seen and typed on."""
        flags = self._sdl.SDL_GetWindowFlags(self._window)
        above = self._windows_above()
        is_gone = bool(flags & (_HIDDEN | _MINIMISED)) or not flags & _HAS_KEYBOARD
        if is_gone or above not in ((), self._above):
            if not self._was_gone:
                log.info("something is in front of the glass: it gives way")
            self._bring_back(flags)
        self._above, self._was_gone = above, is_gone

    def _bring_back(self, flags: int) -> None:
        if flags & _HIDDEN:
            self._sdl.SDL_ShowWindow(self._window)
        if flags & _MINIMISED:
            self._sdl.SDL_RestoreWindow(self._window)
        self._tell(self._root.value, "_NET_SHOWING_DESKTOP", 0)
        self._tell(self._id, "_NET_ACTIVE_WINDOW", _A_PAGER)
        self._sdl.SDL_RaiseWindow(self._window)

    def _atom(self, name: str) -> ctypes.c_ulong:
        return ctypes.c_ulong(self._x11.XInternAtom(self._display, name.encode(), False))

    def _tell(self, window: int, message: str, first: int) -> None:
        """Tell the window manager, as the EWMH specification has it."""
        kind = self._atom(message).value
        # An XClientMessageEvent, with Xlib's own gaps between its fields.
        event = struct.pack(
            "@iLiPLLi5l", _CLIENT_MESSAGE, 0, 1, 0, window, kind, 32, first, 0, 0, 0, 0
        )
        self._x11.XSendEvent(
            self._display,
            self._root,
            False,
            ctypes.c_long(_TO_WINDOW_MANAGERS),
            ctypes.create_string_buffer(event, 192),
        )
        self._x11.XFlush(self._display)

    def _windows_above(self) -> tuple[int, ...]:
        """Ids of the windows over this one, by what the window manager says; none without one."""
        kind, found, left = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_ulong()
        form, value = ctypes.c_int(), ctypes.c_void_p()
        self._x11.XGetWindowProperty(
            self._display,
            self._root,
            self._atom("_NET_CLIENT_LIST_STACKING"),
            ctypes.c_long(0),
            ctypes.c_long(_MOST_WINDOWS),
            0,
            ctypes.c_ulong(0),
            ctypes.byref(kind),
            ctypes.byref(form),
            ctypes.byref(found),
            ctypes.byref(left),
            ctypes.byref(value),
        )
        if not value:
            return ()
        ids = tuple((ctypes.c_ulong * found.value).from_address(value.value or 0))
        self._x11.XFree(value)
        return ids[ids.index(self._id) + 1 :] if self._id in ids else ()
