"""Kivy's own SDL is found, and does what is asked of it."""

import ctypes
import struct
import sys

import pytest
from glass import MakeKiosk, Panel

from kiosk.visit import scene as scenes

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


def press(x: int, y: int) -> None:
    """A finger comes down and leaves, as SDL tells of it (SDL_MouseButtonEvent)."""
    from kiosk.ui import sdl

    for kind, state in ((0x401, 1), (0x402, 0)):
        told = struct.pack("<4I4B2i", kind, 0, 1, 0, 1, state, 1, 0, x, y)
        sdl.library().SDL_PushEvent(ctypes.create_string_buffer(told, 128))


def test_a_touch_that_was_not_read_yet_is_known(panel: Panel) -> None:
    """And no more once the loop has read it."""
    from kiosk.ui import sdl

    assert not sdl.is_touched()
    press(10, 10)
    assert sdl.is_touched()
    panel.turn()
    assert not sdl.is_touched()
    panel.turn()  # which tells it: the next test has a glass that nobody touches


def test_who_touched_the_glass_while_the_program_was_loaded_sees_the_cards_first(
    panel: Panel, make_kiosk: MakeKiosk
) -> None:
    """No time is lost with a loop that nobody would see; and the touch presses no card."""
    press(panel.window.width // 2, panel.window.height // 2)
    kiosk = make_kiosk()
    assert kiosk.scene == scenes.HomeScene()
    assert set(kiosk.stage._screens) == {scenes.HomeScene}  # noqa: SLF001 - what was made
