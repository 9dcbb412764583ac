"""What changed on the glass since it was last drawn.

Kivy knows which canvases changed. What each widget was like when it was drawn is remembered: then
the place is known that it has left.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kivy.graphics import BindTexture, Color, RenderContext, Translate
from kivy.graphics.instructions import Canvas, InstructionGroup, VertexInstruction

from kiosk.ui.box import EMPTY, Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kivy.uix.widget import Widget

MARGIN_PX = 4
"""Lines are drawn around what they outline, and smoothed."""


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


class Changes:
    """Remembers every widget of a window, and finds those that changed."""

    def __init__(self, window: Any) -> None:
        self._window = window
        self._seen: dict[int, _Seen] = {}

    def forget(self) -> None:
        """Know nothing any more."""
        self._seen.clear()

    def boxes(self, *, asked: bool) -> list[Box] | None:
        """Bounds of all that changed; None: everything, or it is not known what.

        `asked`: a frame is drawn for another reason, and perhaps no widget has changed.
        """
        boxes: list[Box] = []
        seen = self._seen.get(0)
        if seen is None or seen.parts != _parts(self._window.canvas):
            return None
        flagged = [child for child in self._window.children if child.canvas.needs_redraw]
        if not flagged:
            return [] if asked else None
        return boxes if all(self._look(child, boxes) for child in flagged) else None

    def knows(self, widget: Widget) -> bool:
        """Whether it is known what this widget was like."""
        return widget.uid in self._seen

    def is_covered(self, widget: Widget, area: Box) -> bool:
        """Whether something may stand above this widget in a part of the window."""
        while widget is not self._window:
            parent = widget.parent
            if parent is None:
                return True
            if parent.canvas.has_after and any(
                isinstance(part, VertexInstruction) for part in _flat(parent.canvas.after)
            ):
                return True
            for sibling in parent.children[: parent.children.index(widget)]:
                seen = self._seen.get(sibling.uid)
                if seen is None or (sibling.opacity and (seen.tree & area).area):
                    return True
            widget = parent
        return False

    @contextmanager
    def only(self, area: Box) -> Iterator[None]:
        """Have nothing drawn meanwhile that does not reach into `area`, once `boxes` has looked.

        A scissor spares the pixels outside, not the walk through all that is on the glass.
        """
        cut: list[tuple[InstructionGroup, list[Any]]] = []
        self._cut(self._window, area, cut)
        try:
            yield
        finally:
            for group, parts in cut:
                group.children = parts

    def _cut(self, widget: Any, area: Box, cut: list[tuple[InstructionGroup, list[Any]]]) -> None:
        """Take what does not reach into `area` out of a widget; note what it was made of."""
        away: set[int] = set()
        for child in widget.children:
            seen = self._seen.get(child.uid)
            if seen is None or (seen.tree.grown(MARGIN_PX) & area).area:
                self._cut(child, area, cut)
            else:
                away.add(id(child.canvas))
        if not away:
            return
        for group in _groups(widget.canvas):
            parts = group.children
            # By the list itself: neither is anything flagged, nor does a canvas lose its parent.
            group.children = [part for part in parts if id(part) not in away]
            cut.append((group, parts))

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
        if not (rearranged or own or children) and _has_shaders(widget):
            return True
        if rearranged or not (own or children):
            boxes += (seen.tree, self._take_in(widget))
            return True
        if own:
            boxes.append(seen.own)
            seen.own = _bounds(widget)
            boxes.append(seen.own)
        known = all(self._look(child, boxes) for child in children)
        seen.tree = seen.own
        for child in widget.children:
            if child.uid in self._seen:
                seen.tree |= self._seen[child.uid].tree
        return known

    def remember(self, *_: object) -> None:
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


def _has_shaders(widget: Widget) -> bool:
    """Whether something in it is drawn by a shader of its own: that flags it, in being drawn."""
    return any(isinstance(child.canvas, RenderContext) for child in widget.children)


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
