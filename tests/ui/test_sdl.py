"""Kivy's own SDL is found, and does what is asked of it."""

import ctypes
import sys

import pytest
from glass import Panel

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Kivy keeps it elsewhere")


def test_the_library_of_the_wheel_is_found(panel: Panel) -> None:
    """The loop would turn sixty times a second for ever, and films be drawn instead of copied."""
    from kiosk.ui import sdl

    assert panel.window
    assert sdl.library() is not None
    finish = sdl.gl_function("glFinish")
    assert finish is not None
    finish()
    assert sdl.gl_function("glBlitFramebuffer", *[ctypes.c_int] * 8, *[ctypes.c_uint] * 2)


def test_a_wake_of_the_loop_is_no_touch(panel: Panel) -> None:
    """Woken from another thread the window reads on, and nobody has touched it."""
    from kiosk.ui import sdl

    touches: list[object] = []
    panel.window.bind(on_touch_down=lambda *_: touches.append(_))
    for _ in range(3):
        sdl.wake()
        panel.turn()
    assert touches == []
