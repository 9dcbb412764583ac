"""Draws only what changed, where a program draws in place of a graphics card.

Kivy draws the whole window anew when anything in it changed. A graphics card does not mind; a
processor needs 40 ms for a page in full HD, and 1 ms for a button. So a frame is drawn within the
bounds of what changed only, and a film's picture is copied.

For this a picture must outlive its flip. With copying swaps, as Mesa's llvmpipe has them, it does;
the first frames are compared, and without that everything is drawn every time.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from kivy.clock import Clock
from kivy.graphics import Callback, ScissorPop, ScissorPush
from kivy.graphics.opengl import (
    GL_RGB,
    GL_SCISSOR_TEST,
    GL_UNSIGNED_BYTE,
    glEnable,
    glFinish,
    glReadPixels,
    glScissor,
)

from kiosk.ui.box import EMPTY, Box, merged
from kiosk.ui.changes import MARGIN_PX, Changes
from kiosk.ui.copying import Copier, Copy
from kiosk.ui.sweep import Sweep

if TYPE_CHECKING:
    from kivy.graphics import Canvas

log = logging.getLogger(__name__)

_MOST_BOXES = 3
"""Each is a walk through everything on the glass."""
_WHOLE_FROM = 0.6
"""With more of the glass than this to draw, all of it is drawn."""
_SAMPLES = 12
"""So many points along each side tell whether a picture outlives its flip."""


class Redraw:
    """Decides, from `begin` on, what of each frame is drawn."""

    def __init__(self, window: Any) -> None:
        self._window = window
        self._push = ScissorPush(x=0, y=0, width=1, height=1)
        self._pop = ScissorPop()
        self._changes = Changes(window)
        self._sweep: Sweep | None = None
        self._sample: bytes | None = None
        self._stays: bool | None = None
        """Whether a picture outlives its flip; None: not known yet."""
        self._remembering = Clock.create_trigger(self._changes.remember, 0)
        self._stepping = Clock.schedule_interval(self._step, 0)
        self._stepping.cancel()
        self._stepped = False
        self._copier = Copier()
        self._copies: dict[int, Copy] = {}
        """What is to be copied in the next frame, by its widget."""
        self._beneath: Copy | None = None
        """What only that is drawn over which stands above it."""
        self.whole = 0
        """Frames that were drawn whole."""
        self.partial = 0
        """Frames of which a part was drawn."""
        self.copied = 0
        """Pictures that were copied."""

    def begin(self) -> None:
        """Decide from the next frame on."""
        canvas = self._window.canvas
        canvas.before.insert(0, self._push)
        canvas.after.add(self._pop)
        self._window.bind(on_draw=self._draw, on_flip=self._take_sample, size=self.forget)

    def end(self) -> None:
        """Leave the window as it was."""
        counts = self.whole, self.partial, self.copied
        log.info("drawn whole: %d frames, in part: %d; pictures copied: %d", *counts)
        self._window.unbind(on_draw=self._draw, on_flip=self._take_sample, size=self.forget)
        self._window.canvas.before.remove(self._push)
        self._window.canvas.after.remove(self._pop)
        self._stepping.cancel()
        self._remembering.cancel()

    def forget(self, *_: object) -> None:
        """Draw everything the next time."""
        self._changes.forget()
        self._window.canvas.ask_update()

    @property
    def sweeps(self) -> bool:
        """Whether `sweep` does anything here."""
        return bool(self._stays)

    @property
    def sweeping(self) -> bool:
        """Whether a part of the glass still shows what was there before."""
        return self._sweep is not None

    def sweep(
        self,
        seconds: float,
        *,
        leftward: bool = False,
        first_share: float = 0.0,
        area: Box | None = None,
    ) -> None:
        """Bring what comes next on from one side instead of all at once; outside `area` at once.

        `first_share` of it comes with the first frame. Costs no more than drawing it once.
        """
        if self._stays:
            self._sweep = Sweep(
                area or self._glass, seconds, leftward=leftward, first_share=first_share
            )
            self._stepping()

    def copy(self, copy: Copy) -> bool:
        """Bring a new picture on by copying it, now or in this frame. False: it must be drawn.

        What the widget draws must look the same to the pixel, and end with a `gate`.
        """
        if not self._stays or not self._changes.knows(copy.widget):
            return False
        covered = self._changes.is_covered(copy.widget, copy.area)
        if covered or self._window.canvas.needs_redraw or self._sweep is not None:
            self._copies[copy.widget.uid] = copy
            self._ask()
            return True
        if not self._copier.copy(copy):
            return False
        self.copied += 1
        self._window.dispatch("on_flip")
        return True

    def gate(self, canvas: Canvas) -> None:
        """Add what lets all that is drawn later be drawn alone, over the copied picture."""
        canvas.add(Callback(self._open_gate))

    def _open_gate(self, _: object) -> None:
        if self._beneath is not None:
            glScissor(*self._beneath.area.rectangle)

    @property
    def _glass(self) -> Box:
        return Box(0, 0, *self._window.size)

    def _step(self, _: float) -> bool:
        """Another frame of the sweep is due."""
        if self._sweep is None:
            return False
        self._ask()
        return True

    def _ask(self) -> None:
        """Have a frame drawn, in which perhaps no widget has changed."""
        self._stepped |= not self._window.canvas.needs_redraw
        self._window.canvas.ask_update()

    # One frame

    def _draw(self, window: Any) -> bool:
        """Draw what changed. False: Kivy is to draw everything."""
        self._compare_sample()
        boxes = self._changed() if self._stays else None
        copies = list(self._copies.values())
        self._copies.clear()
        if self._sweep is not None:
            if boxes is not None:
                boxes += [copy.area for copy in copies]
            copies = []
            seen = self._sweep.boxes(boxes if boxes is not None else [self._glass], self._now())
            boxes = [box for box in seen if box.area]  # each is a walk through all of the glass
            if self._sweep.over:
                self._sweep = None
        if boxes is None or sum(box.area for box in boxes) > _WHOLE_FROM * self._glass.area:
            self.whole += 1
            self._within(self._glass)
            self._remembering()
            return False
        self.partial += 1
        boxes += [copy.area for copy in copies if not self._copied(copy)]
        if not boxes:
            self._draw_above(None)
        for place, box in enumerate(boxes):
            if place:
                # llvmpipe keeps what a frame is made of, 40 kB for each colour, until another frame
                # takes its place: one walk at a time, or it holds tens of megabytes for ever.
                glFinish()
            self._within(box)
            glEnable(GL_SCISSOR_TEST)
            glScissor(*box.rectangle)
            window.clear()
            with self._changes.only(box):
                window.render_context.draw()
        return True

    def _copied(self, copy: Copy) -> bool:
        """Copy this picture, and draw what stands above it."""
        if not self._copier.copy(copy):
            return False
        self.copied += 1
        if self._changes.is_covered(copy.widget, copy.area):
            self._draw_above(copy)
        return True

    def _draw_above(self, copy: Copy | None) -> None:
        """Draw nothing but what stands above this picture; Kivy holds all of it for drawn."""
        self._within(EMPTY)
        self._beneath = copy
        self._window.render_context.draw()
        self._beneath = None

    @staticmethod
    def _now() -> float:
        return float(Clock.get_time())

    def _within(self, box: Box) -> None:
        """Draw nothing outside of this."""
        self._push.x, self._push.y, self._push.width, self._push.height = box.rectangle

    # Does a picture outlive its flip?

    def _take_sample(self, *_: object) -> None:
        if self._stays is None:
            self._sample = self._pixels()

    def _compare_sample(self) -> None:
        if self._stays is None and self._sample is not None and len(set(self._sample)) > 1:
            self._stays = self._pixels() == self._sample

    def _pixels(self) -> bytes:
        width, height = self._window.size
        return b"".join(
            glReadPixels(
                width * across // _SAMPLES, height * up // _SAMPLES, 1, 1, GL_RGB, GL_UNSIGNED_BYTE
            )
            for across in range(_SAMPLES)
            for up in range(_SAMPLES)
        )

    def _changed(self) -> list[Box] | None:
        """Bounds of all that changed since the last frame; None: everything."""
        asked, self._stepped = self._stepped, False
        boxes = self._changes.boxes(asked=asked)
        if boxes is None:
            return None
        glass = self._glass
        return merged((box.grown(MARGIN_PX) & glass for box in boxes), _MOST_BOXES)
