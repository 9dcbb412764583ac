"""What a visitor sees: words, things to press, and the colours they really have on the glass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import Any

import glass  # noqa: F401 - sets the window up before anything of Kivy
from glass import Kiosk
from kivy.graphics import Rectangle, ScissorPop, ScissorPush
from kivy.uix.label import Label
from kivy.uix.widget import Widget
from PIL import ImageChops, ImageFilter
from PIL.Image import Image

from kiosk.ui.box import Box as Area
from kiosk.ui.box import merged
from kiosk.ui.corner.view import CornerView
from kiosk.ui.screens.languages import LanguagesScreen
from kiosk.ui.screens.still_there import StillThereScreen
from kiosk.ui.shaping import ShapedText
from kiosk.ui.widgets.press import Plate, Pressable
from kiosk.ui.widgets.prose import Prose
from kiosk.ui.widgets.words import Icon

_NOWHERE_PX = -5000
"""Whatever lies farther to the left was put away, and is not on the glass."""
_NEARLY_BLACK = 24
"""Brighter than this is no ground of high contrast."""
_LEAST_INK = 16
"""Words that change no pixel by so much cannot be seen at all."""
_MOST_AREAS = 8
"""Each is a walk through everything on the glass."""
Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the glass, in pixels from left and from below."""

    x: float
    y: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.x

    @property
    def height(self) -> float:
        """From below to the top."""
        return self.top - self.y

    def beyond(self, other: Box) -> float:
        """By how many pixels this reaches out of another, at the worst side."""
        return max(
            other.x - self.x, other.y - self.y, self.right - other.right, self.top - other.top
        )

    def overlap(self, other: Box) -> tuple[float, float]:
        """Width and height of what they share; negative where they are apart."""
        return (
            min(self.right, other.right) - max(self.x, other.x),
            min(self.top, other.top) - max(self.y, other.y),
        )

    def crop(self, height_px: int) -> tuple[int, int, int, int]:
        """The box for Pillow, which counts from above."""
        return (
            max(0, int(self.x)),
            max(0, int(height_px - self.top)),
            int(self.right + 1),
            int(height_px - self.y + 1),
        )


def box(widget: Widget) -> Box:
    """Where a widget is on the glass."""
    x, y = widget.to_window(widget.x, widget.y)
    return Box(x, y, x + widget.width, y + widget.height)


def window(kiosk: Kiosk) -> Box:
    """The whole glass."""
    return Box(0, 0, *kiosk.window.size)


def seen(kiosk: Kiosk) -> Iterator[Widget]:
    """Every widget on the glass; under a question or the staff's corner only that."""
    above = StillThereScreen, LanguagesScreen, CornerView
    over = [child for child in kiosk.stage.children if isinstance(child, above)]
    for top in over or kiosk.stage.children:
        yield from _seen(top)


def _seen(widget: Widget) -> Iterator[Widget]:
    if widget.opacity == 0 or widget.x + widget.width < _NOWHERE_PX:
        return
    yield widget
    for child in widget.children:
        yield from _seen(child)


def pressables(kiosk: Kiosk) -> list[Any]:
    """Everything that answers a finger, as far as it can be seen."""
    return [
        widget
        for widget in seen(kiosk)
        if isinstance(widget, Pressable) and not isinstance(widget, Plate) and min(widget.size) > 0
    ]


def kind(kiosk: Kiosk, wanted: type) -> list[Any]:
    """Every widget of a kind on the glass."""
    return [widget for widget in seen(kiosk) if isinstance(widget, wanted)]


def chosen(kiosk: Kiosk) -> list[str]:
    """The words of what is ticked, or filled."""
    return [button.text for button in pressables(kiosk) if getattr(button, "chosen", False)]


def labels(kiosk: Kiosk) -> list[Any]:
    """Everything that says something in letters, but for signs."""
    return [
        widget
        for widget in seen(kiosk)
        if isinstance(widget, Label) and not isinstance(widget, Icon) and widget.text
    ]


def texts(kiosk: Kiosk) -> set[str]:
    """All that is written on the glass."""
    return {label.text for label in labels(kiosk)}


def tells(kiosk: Kiosk, words: str) -> bool:
    """Whether these words are part of anything that is written on the glass."""
    return any(words in text for text in texts(kiosk))


def said(widget: Widget) -> set[str]:
    """All words on a widget."""
    words = [thing for thing in widget.walk(restrict=True) if isinstance(thing, Label)]
    return {thing.text for thing in words if thing.text and not isinstance(thing, Icon)}


def natural(label: Any) -> tuple[float, float]:
    """Width and height that the words take at the width they have, uncut."""
    width = label.text_size[0] if label.text_size else None
    return _measured(label.text, label.font_name, label.font_size, label.line_height, width)


@lru_cache(maxsize=4096)
def _measured(
    text: str, font: str, font_px: float, line_height: float, width: float | None
) -> tuple[float, float]:
    measure = ShapedText(
        text=text,
        font_name=font,
        font_size=font_px,
        line_height=line_height,
        text_size=(width, None),
    )
    measure.refresh()
    return float(measure.content_width), float(measure.content_height)


def widest_word(label: Any) -> float:
    """Width of the widest word: wider than its room it would be broken in two."""
    return max(
        (_width(word, label.font_name, label.font_size) for word in label.text.split()), default=0.0
    )


@lru_cache(maxsize=4096)
def _width(word: str, font: str, font_px: float) -> float:
    measure = ShapedText(text="", font_name=font, font_size=font_px)
    measure.resolve_font_name()
    return float(measure.get_extents(word)[0])


def ink(label: Any) -> Box:
    """Where the letters of a label really are, within its widget."""
    room = box(label)
    width, height = natural(label)
    spare = room.width - width
    shares = {"left": 0.0, "center": 0.5, "right": 1.0}
    share = shares.get(label.halign, 0.0)
    if not label.text_size or label.text_size[0] is None:
        share = 0.5  # as wide as its letters, and drawn in the middle of its room
    mirrored = getattr(label, "base_direction", None) == "rtl"
    x = room.x + spare * (1 - share if mirrored else share)
    if label.text_size and label.text_size[1] is not None:
        free = room.height - height
        y = room.y + {"top": free, "bottom": 0}.get(label.valign, free / 2)
    else:
        y = room.y + (room.height - height) / 2
    return Box(x, y, x + width, y + height)


# Colours


def luminance(colour: Rgb) -> float:
    """Relative luminance, from 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_LINEAR[value] for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


_LINEAR = [_linear(value / 255) for value in range(256)]
"""Of each shade of a colour, how much light it gives."""


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def brightness(image: Image) -> float:
    """Mean brightness, from 0 to 255."""
    histogram = image.convert("L").histogram()
    return sum(value * count for value, count in enumerate(histogram)) / sum(histogram)


def legibility(kiosk: Kiosk) -> dict[str, float]:
    """The contrast of every text with what is really behind it, measured in pixels.

    Two pictures of the glass, one without the words: what differs is ink, and the same pixels of
    the other picture are its background. Of each text the contrast that all but its worst
    hundredth has: pictures have single bright pixels.
    """
    proses = _prose(kiosk)
    written = [text for text in [*labels(kiosk), *proses] if not _stands_back(text)]
    places = [box(text) if isinstance(text, Prose) else ink(text) for text in written]
    seen_with = _drawn(kiosk, places)
    letters = [
        rectangle
        for text in written
        for rectangle in text.canvas.children
        if isinstance(rectangle, Rectangle) and rectangle.texture is getattr(text, "texture", None)
    ]
    sizes = [rectangle.size for rectangle in letters]
    for rectangle in letters:
        rectangle.size = (0, 0)
    for prose in proses:
        prose.opacity = 0
    seen_without = _drawn(kiosk, places)
    for rectangle, size in zip(letters, sizes, strict=True):
        rectangle.size = size
    for prose in proses:
        prose.opacity = 1
    found: dict[str, float] = {}
    for text, place in zip(written, places, strict=True):
        crop = place.crop(seen_with.height)
        words = "the text" if isinstance(text, Prose) else text.text
        worst = _contrast(seen_with.crop(crop), seen_without.crop(crop))
        found[words] = min(worst, found.get(words, 21.0))
    return found


def _drawn(kiosk: Kiosk, places: list[Box]) -> Image:
    """The glass, drawn only where it is looked at: a program that draws takes long for all of it.

    What lies elsewhere is black.
    """
    canvas, push, pop = kiosk.window.canvas, ScissorPush(), ScissorPop()
    canvas.before.add(push)
    canvas.after.insert(0, pop)
    areas = merged((Area(*astuple(place)).grown(2) for place in places), _MOST_AREAS)
    for number, area in enumerate(areas):
        push.x, push.y, push.width, push.height = area.rectangle
        if number == 0:
            kiosk.window.dispatch("on_draw")
        else:
            kiosk.window.render_context.draw()
    canvas.before.remove(push)
    canvas.after.remove(pop)
    return kiosk.panel.left()


def _prose(kiosk: Kiosk) -> list[Any]:
    return [
        widget for widget in seen(kiosk) if isinstance(widget, Prose) and widget.page is not None
    ]


def _stands_back(widget: Any) -> bool:
    """Whether it belongs to something that cannot be pressed now, and is faint for that reason."""
    while widget is not None and widget is not widget.get_root_window():
        if isinstance(widget, Pressable) and widget.disabled:
            return True
        widget = widget.parent
    return False


def _contrast(written: Image, blank: Image) -> float:
    """Contrast of the ink in a picture with the same place without it."""
    difference = ImageChops.difference(written, blank).convert("L")
    histogram = difference.histogram()
    most = max(value for value, count in enumerate(histogram) if count)
    if most < _LEAST_INK:
        return 1.0
    full = difference.point([255 if value >= most * 0.95 else 0 for value in range(256)])
    ((ink_colour, _),) = _colours(written, full).most_common(1)
    # Right beside a letter counts as well as under it.
    near = difference.point([255 if value >= most * 0.4 else 0 for value in range(256)])
    behind = _colours(blank, near.filter(ImageFilter.MaxFilter(3)))
    left = sum(behind.values()) / 100
    for worst, count in sorted((contrast(colour, ink_colour), n) for colour, n in behind.items()):
        left -= count
        if left <= 0:
            return worst
    return 21.0


def _colours(image: Image, mask: Image) -> Counter[Rgb]:
    """How often each colour is there, where the mask is white."""
    seen_through = image.copy()
    seen_through.putalpha(mask)
    found: list[tuple[int, Any]] = seen_through.getcolors(image.width * image.height) or []
    return Counter({(*colour[:3],): count for count, colour in found if colour[3]})


def darkest_share(image: Image) -> float:
    """Which share of a picture is nearly black."""
    histogram = image.convert("L").histogram()
    return sum(histogram[:_NEARLY_BLACK]) / sum(histogram)
