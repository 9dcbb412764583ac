"""A finger that taps by itself: its touches take the way that those of a touch screen take.

Import this after the window is set up, like everything of Kivy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kivy.base import EventLoop
from kivy.input.motionevent import MotionEvent
from kivy.input.provider import MotionEventProvider

if TYPE_CHECKING:
    from collections.abc import Callable

    from kivy.uix.widget import Widget

FRAMES_DOWN = 3
"""How many frames a finger stays on the glass."""


class Touch(MotionEvent):  # type: ignore[misc]
    """One touch, somewhere on the glass."""

    def __init__(self, number: int, where: tuple[float, float]) -> None:
        super().__init__("finger", number, where, is_touch=True, type_id="touch")
        self.profile = ["pos"]

    def depack(self, args: tuple[float, float]) -> None:
        """Take in where it is: from left and from below, each from 0 to 1."""
        self.sx, self.sy = args
        super().depack(args)


class Finger(MotionEventProvider):  # type: ignore[misc]
    """Taps one place after another."""

    def __init__(self) -> None:
        super().__init__("finger", "")
        self._taps: list[tuple[float, float]] = []
        self._touch: Touch | None = None
        self._frames = 0
        self._number = 0

    @property
    def idle(self) -> bool:
        """Whether every tap has been made."""
        return not self._taps and self._touch is None

    def start(self) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing to close."""

    def tap(self, x: float, y: float) -> None:
        """Tap the window at this pixel, from left and from below."""
        width, height = EventLoop.window.size
        self._taps.append((x / max(1, width - 1), y / max(1, height - 1)))

    def tap_widget(self, widget: Widget) -> None:
        """Tap the middle of a widget."""
        self.tap(*widget.to_window(*widget.center))

    def update(self, dispatch_fn: Callable[[str, Touch], None]) -> None:
        """Kivy asks every frame what happened."""
        if self._touch is not None:
            self._frames += 1
            if self._frames >= FRAMES_DOWN:
                self._touch.update_time_end()
                dispatch_fn("end", self._touch)
                self._touch = None
        elif self._taps:
            self._number += 1
            self._frames = 0
            self._touch = Touch(self._number, self._taps.pop(0))
            dispatch_fn("begin", self._touch)
