"""Kivy's own SDL, for the few calls that Kivy does not hand on."""

import ctypes
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kivy

_USER_EVENT = 0x8000
_TOUCHES = (0x401, 0x700)
"""A button of the mouse goes down, a finger comes down: SDL_events.h."""
_JOYSTICKS = 0x0200 | 0x1000 | 0x2000 | 0x8000
"""Joysticks, what shakes them, game controllers, sensors: SDL.h."""
_EVENT_BYTES = 128
"""More than an SDL_Event takes."""


@functools.cache
def library() -> Any | None:
    """SDL as it came in Kivy's wheel; None where there is none, as on Windows."""
    folder = Path(kivy.__file__).parent.parent
    for file in folder.glob("[Kk]ivy.libs/libSDL2-2*"):
        sdl: Any = ctypes.CDLL(str(file))
        sdl.SDL_GetCurrentVideoDriver.restype = ctypes.c_char_p
        sdl.SDL_GL_GetProcAddress.restype = ctypes.c_void_p
        return sdl
    return None


def wait() -> Callable[[float], bool] | None:
    """Waits so many seconds for an event of the window, and tells whether somebody caused one.

    None where there is no window on a display that can be waited for.
    """
    sdl = library()
    if sdl is None or sdl.SDL_GetCurrentVideoDriver() != b"x11":
        return None
    # With these SDL asks a thousand times a second, as they cannot be waited for.
    sdl.SDL_QuitSubSystem(_JOYSTICKS)

    def wait(seconds: float) -> bool:
        came = sdl.SDL_WaitEventTimeout(None, max(1, round(seconds * 1000)))
        return bool(came and sdl.SDL_HasEvents(0, _USER_EVENT - 1))

    return wait


def is_touched() -> bool:
    """Whether somebody has touched the glass, and the loop has not read it yet."""
    sdl = library()
    if sdl is None:
        return False
    sdl.SDL_PumpEvents()
    return any(sdl.SDL_HasEvents(kind, kind) for kind in _TOUCHES)


def wake() -> None:
    """End that wait, from any thread."""
    sdl = library()
    if sdl is not None:
        event = ctypes.create_string_buffer(_EVENT_BYTES)
        ctypes.c_uint32.from_buffer(event).value = _USER_EVENT
        sdl.SDL_PushEvent(event)


def gl_function(name: str, *arguments: Any) -> Callable[..., None] | None:
    """A function of OpenGL that Kivy does not have, with the types of its arguments, or None.

    There must be a window.
    """
    sdl = library()
    address = sdl.SDL_GL_GetProcAddress(name.encode()) if sdl is not None else None
    return ctypes.CFUNCTYPE(None, *arguments)(address) if address else None
