"""How high a widget will be at a width, before anything is laid out.

Kivy knows the height of words only after it drew them in the room they got, and layouts need it
before: to see whether all fits, or what else is to be done.
"""

from typing import Any

from kivy.uix.boxlayout import BoxLayout


def height_at(widget: Any, width: float) -> float:
    """Height in pixels that a widget asks for at this width; 0 for what takes what is left."""
    own = getattr(widget, "height_at", None)
    if own is not None:
        return float(own(width))
    if isinstance(widget, BoxLayout):
        least = getattr(widget, "least_px", 0)
        return max(_of_box(widget, width), widget.theme.px(least) if least else 0.0)
    return float(widget.height) if widget.size_hint_y is None else 0.0


def _of_box(box: Any, width: float) -> float:
    """Height of a row or a column of widgets."""
    left, top, right, bottom = box.padding
    room = width - left - right
    gaps = box.spacing * max(0, len(box.children) - 1)
    if box.orientation == "vertical":
        inner = sum(height_at(one, _width_of(one, room)) for one in box.children)
        return float(top + bottom + gaps + inner)
    fixed = sum(one.width for one in box.children if one.size_hint_x is None)
    hints = sum(one.size_hint_x for one in box.children if one.size_hint_x is not None)
    free = room - gaps - fixed
    heights = [
        height_at(
            one, one.width if one.size_hint_x is None else free * one.size_hint_x / (hints or 1)
        )
        for one in box.children
    ]
    return float(top + bottom + max(heights, default=0.0))


def _width_of(widget: Any, room: float) -> float:
    return float(widget.width if widget.size_hint_x is None else room * widget.size_hint_x)
