"""Draws only what changed, where a program draws in place of a graphics card.

Kivy draws the whole window anew when anything in it changed. A graphics card does not mind; a
processor needs 40 ms for a page in full HD, and 1 ms for a button. Kivy does know which canvases
changed: they are looked up before each frame, and the frame is drawn within their bounds only.

For this a picture must outlive its flip. With copying swaps, as Mesa's llvmpipe has them, it does;
the first frames are compared, and without that everything is drawn every time.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kivy.clock import Clock
from kivy.graphics import BindTexture, Color, ScissorPop, ScissorPush, Translate
from kivy.graphics.instructions import Canvas, InstructionGroup, VertexInstruction
from kivy.graphics.opengl import (
    GL_RGB,
    GL_SCISSOR_TEST,
    GL_UNSIGNED_BYTE,
    glEnable,
    glReadPixels,
    glScissor,
)

from kiosk.ui.box import EMPTY, Box, merged
from kiosk.ui.sweep import Sweep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kivy.uix.widget import Widget

log = logging.getLogger(__name__)

_MARGIN_PX = 4
"""Lines are drawn around what they outline, and smoothed."""
_MOST_BOXES = 3
"""Each is a walk through everything on the glass."""
_WHOLE_FROM = 0.6
"""With more of the glass than this to draw, all of it is drawn."""
_SAMPLES = 12
"""So many points along each side tell whether a picture outlives its flip."""


@dataclass(slots=True)
class _Seen:
    """What a widget was like when it was last drawn."""

    parts: tuple[int, ...]
    """Its instructions and the canvases of its children."""
    state: tuple[object, ...]
    """What colours and moves all that is drawn in it."""
    opacity: float
    own: Box
    """Bounds of its own instructions in the window."""
    tree: Box
    """The same with all that stands in it."""


class Redraw:
    """Decides, from `begin` on, what of each frame is drawn."""

    def __init__(self, window: Any) -> None:
        self._window = window
        self._push = ScissorPush(x=0, y=0, width=1, height=1)
        self._pop = ScissorPop()
        self._seen: dict[int, _Seen] = {}
        self._sweep: Sweep | None = None
        self._sample: bytes | None = None
        self._stays: bool | None = None
        """Whether a picture outlives its flip; None: not known yet."""
        self._remembering = Clock.create_trigger(self._remember, 0)
        self._stepping = Clock.schedule_interval(self._step, 0)
        self._stepping.cancel()
        self._stepped = False
        self.whole = 0
        """Frames that were drawn whole."""
        self.partial = 0
        """Frames of which a part was drawn."""

    def begin(self) -> None:
        """Decide from the next frame on."""
        canvas = self._window.canvas
        canvas.before.insert(0, self._push)
        canvas.after.add(self._pop)
        self._window.bind(on_draw=self._draw, on_flip=self._take_sample, size=self.forget)

    def end(self) -> None:
        """Leave the window as it was."""
        log.info("drawn whole: %d frames, in part: %d", self.whole, self.partial)
        self._window.unbind(on_draw=self._draw, on_flip=self._take_sample, size=self.forget)
        self._window.canvas.before.remove(self._push)
        self._window.canvas.after.remove(self._pop)
        self._stepping.cancel()
        self._remembering.cancel()

    def forget(self, *_: object) -> None:
        """Draw everything the next time."""
        self._seen.clear()
        self._window.canvas.ask_update()

    @property
    def sweeps(self) -> bool:
        """Whether `sweep` does anything here."""
        return bool(self._stays)

    @property
    def sweeping(self) -> bool:
        """Whether a part of the glass still shows what was there before."""
        return self._sweep is not None

    def sweep(self, seconds: float, *, leftward: bool = False, area: Box | None = None) -> None:
        """Bring what comes next on from one side instead of all at once; outside `area` at once.

        Costs no more than drawing it once.
        """
        if self._stays:
            self._sweep = Sweep(area or self._glass, seconds, leftward=leftward)
            self._stepping()

    @property
    def _glass(self) -> Box:
        return Box(0, 0, *self._window.size)

    def _step(self, _: float) -> bool:
        """Another frame of the sweep is due."""
        if self._sweep is None:
            return False
        self._stepped = not self._window.canvas.needs_redraw
        self._window.canvas.ask_update()
        return True

    # One frame

    def _draw(self, window: Any) -> bool:
        """Draw what changed. False: Kivy is to draw everything."""
        self._compare_sample()
        boxes = self._changed() if self._stays else None
        if self._sweep is not None:
            boxes = self._sweep.boxes(boxes if boxes is not None else [self._glass], self._now())
            if self._sweep.over:
                self._sweep = None
        if boxes is None or sum(box.area for box in boxes) > _WHOLE_FROM * self._glass.area:
            self.whole += 1
            self._within(self._glass)
            self._remembering()
            return False
        self.partial += 1
        for box in boxes:
            self._within(box)
            glEnable(GL_SCISSOR_TEST)
            glScissor(*box.rectangle)
            window.clear()
            window.render_context.draw()
        return True

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

    # What changed?

    def _changed(self) -> list[Box] | None:
        """Bounds of all that changed since the last frame; None: everything."""
        boxes: list[Box] = []
        stepped, self._stepped = self._stepped, False
        children = list(self._window.children)
        parts = _parts(self._window.canvas)
        seen = self._seen.get(0)
        if seen is None or seen.parts != parts:
            return None
        flagged = [child for child in children if child.canvas.needs_redraw]
        if not flagged:
            return [] if stepped else None
        if not all(self._look(child, boxes) for child in flagged):
            return None
        glass = self._glass
        return merged((box.grown(_MARGIN_PX) & glass for box in boxes), _MOST_BOXES)

    def _look(self, widget: Widget, boxes: list[Box]) -> bool:
        """Add the bounds of what changed in this widget; False: it is not known what it was."""
        seen = self._seen.get(widget.uid)
        if seen is None:
            return False
        if not seen.opacity and not widget.opacity:
            return True
        own = any(
            isinstance(part, VertexInstruction) and part.needs_redraw for part in _own(widget)
        )
        state = _state(widget)
        children = [child for child in widget.children if child.canvas.needs_redraw]
        rearranged = seen.state != state or seen.parts != _parts(widget.canvas)
        if rearranged or not (own or children):
            boxes += (seen.tree, self._take_in(widget))
            return True
        first = len(boxes)
        if own:
            boxes.append(seen.own)
            seen.own = _bounds(widget)
            boxes.append(seen.own)
        known = all(self._look(child, boxes) for child in children)
        for box in boxes[first:]:
            seen.tree |= box
        return known

    def _remember(self, *_: object) -> None:
        """Take in all that is on the glass."""
        self._seen.clear()
        for child in self._window.children:
            self._take_in(child)
        self._seen[0] = _Seen(_parts(self._window.canvas), (), 1.0, EMPTY, EMPTY)

    def _take_in(self, widget: Widget) -> Box:
        """Note what this widget and all that stands in it are like; the bounds of it all."""
        own = tree = _bounds(widget)
        for child in widget.children:
            tree |= self._take_in(child)
        self._seen[widget.uid] = _Seen(
            _parts(widget.canvas), _state(widget), widget.opacity, own, tree
        )
        return tree


def _parts(canvas: Canvas) -> tuple[int, ...]:
    """What a canvas is made of. An instruction that takes the place of another one is flagged."""
    return tuple(id(part) for group in _groups(canvas) for part in group.children)


def _state(widget: Widget) -> tuple[object, ...]:
    """What colours and moves what a widget draws: Kivy flags these once, and never again."""
    values: list[object] = [widget.opacity]
    for part in _own(widget):
        if isinstance(part, Color):
            values += part.rgba
        elif isinstance(part, Translate):
            values += part.xyz
        elif isinstance(part, BindTexture):
            values.append(id(part.texture))
    return tuple(values)


def _own(widget: Widget) -> Iterator[Any]:
    """The instructions of a widget, without those of its children."""
    canvas = widget.canvas
    others = {id(child.canvas) for child in widget.children}
    for group in _groups(canvas):
        for part in group.children:
            if id(part) not in others:
                yield from _flat(part)


def _groups(canvas: Canvas) -> Iterator[InstructionGroup]:
    """What is drawn before, in and after a canvas."""
    if canvas.has_before:
        yield canvas.before
    yield canvas
    if canvas.has_after:
        yield canvas.after


def _flat(part: Any) -> Iterator[Any]:
    """An instruction, with those in it."""
    yield part
    if isinstance(part, InstructionGroup):
        for inner in part.children:
            yield from _flat(inner)


def _bounds(widget: Widget) -> Box:
    """Bounds in the window of all that a widget itself draws: itself, and rectangles beside it."""
    across, up = widget.to_window(0, 0, initial=False)
    left, bottom = widget.to_window(*widget.pos)
    box = Box(left, bottom, left + widget.width, bottom + widget.height)
    for part in _own(widget):
        if hasattr(part, "size") and hasattr(part, "pos"):
            (x, y), (width, height) = part.pos, part.size
            box |= Box(across + x, up + y, across + x + width, up + y + height)
    return box
