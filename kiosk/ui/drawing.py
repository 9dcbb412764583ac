"""How frames come about on this machine: what draws them, how much of each, and how often.

A program that draws in place of a graphics card is known by its name. Any other is tried once: a
card of long ago, or one that only a virtual machine believes in, may be slower than a program.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from kivy.graphics import BindTexture, Color, Fbo, Rectangle, RenderContext
from kivy.graphics.opengl import glFinish
from kivy.graphics.texture import Texture

from kiosk.ui.pace import Pace
from kiosk.ui.redraw import Redraw
from kiosk.ui.widgets import fade
from kiosk.ui.widgets.film_texture import draws_in_software, renderer

log = logging.getLogger(__name__)

SMOOTH_SECONDS = 0.010
"""A cross-fade that takes longer leaves too little of a sixtieth for words and for the loop."""
_TRIES = 4
"""In the first one the driver also makes its programs."""


def is_slow(size_px: tuple[int, int], name: str | None = None) -> bool:
    """Whether what draws here, called `name`, cannot move a picture of this size smoothly.

    There must be a window.
    """
    name = renderer() if name is None else name
    if draws_in_software(name):
        log.info("a program draws (%s): pictures rest", name)
        return True
    seconds = cross_fade_seconds(size_px)
    slow = seconds > SMOOTH_SECONDS
    how = "rest" if slow else "move"
    log.info("a cross-fade takes %s %.1f ms: pictures %s", name, 1000 * seconds, how)
    return slow


def cross_fade_seconds(
    size_px: tuple[int, int], seconds: Callable[[], float] = time.perf_counter
) -> float:
    """How long one frame of a cross-fade takes that fills this size: the least of a few."""
    half = (max(1, size_px[0] // 2), max(1, size_px[1] // 2))
    pictures = [Texture.create(size=half, colorfmt="rgb") for _ in range(2)]
    frame = RenderContext(use_parent_projection=True, use_parent_modelview=True)
    frame.shader.source = str(fade.SHADER)
    with frame:
        Color(1, 1, 1, 1)
        BindTexture(texture=pictures[1], index=1)
        Rectangle(texture=pictures[0], size=size_px)
    frame["texture1"] = 1
    frame["view0"] = frame["view1"] = (0.0, 0.0, 1.0, 1.0)
    frame["mixed"], frame["shade"], frame["light"], frame["words"] = 0.5, 0.85, 1.0, 0.5
    target = Fbo(size=size_px)
    target.add(frame)
    took = []
    for _ in range(_TRIES):
        began = seconds()
        target.ask_update()
        target.draw()
        glFinish()
        took.append(seconds() - began)
    return min(took)


class Drawing:
    """Of one window, from `begin` to `end`."""

    def __init__(self, window: Any, busy: Callable[[], bool], *, slow: bool | None = None) -> None:
        """`busy`: whether something may come that no event of Kivy's clock tells of.

        `slow`: too slow to draw everything in every frame; None: find out.
        """
        if slow is None:
            slow = is_slow(tuple(window.size))
        self.redraw = Redraw(window) if slow else None
        """What of each frame is drawn; None: all of it, as a graphics card does."""
        self._pace = Pace(busy)

    def begin(self) -> None:
        """Draw and wait like this from the next frame on."""
        if self.redraw is not None:
            self.redraw.begin()
        self._pace.begin()

    def end(self) -> None:
        """Leave window and clock as they were."""
        self._pace.end()
        if self.redraw is not None:
            self.redraw.end()
