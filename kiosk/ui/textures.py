"""A pool of textures: memory stays flat by construction.

A new texture per picture takes gigabytes in a day. Here a texture goes back when its picture
leaves and is filled again for the next one of the same size.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kivy.clock import Clock
from kivy.graphics.texture import Texture

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.media.photo import Pixels

_STRIP_BYTES = 2 << 20
"""Bytes sent to the graphics card per frame: a whole 4K picture at once would stutter."""
_SPARE_PIXELS = 5 << 19
"""Pixels kept in textures that wait, 10 MB of them: enough for one that fills full HD, and moves.
Beyond, the one that waited longest is let go."""

Size = tuple[int, int]


class Textures:
    """Lends textures, and takes them back."""

    def __init__(self) -> None:
        self._spare: dict[Size, list[Texture]] = defaultdict(list)
        self._waiting: list[Texture] = []
        self.made = 0
        """How many were ever created: flat means that this stops growing."""
        self.filling = 0
        """How many pictures are on their way to the graphics card."""

    def lend(self, size: Size) -> Texture:
        """A texture of this size; what is on it is undefined."""
        spare = self._spare[size]
        if spare:
            texture = spare.pop()
            self._waiting.remove(texture)
            return texture
        self.made += 1
        texture = Texture.create(size=size, colorfmt="rgb")
        texture.flip_vertical()
        return texture

    def take_back(self, texture: Texture) -> None:
        """Take a texture back; its borrower must not draw it any more."""
        self._spare[texture.size].append(texture)
        self._waiting.append(texture)
        while sum(one.width * one.height for one in self._waiting) > _SPARE_PIXELS:
            oldest = self._waiting.pop(0)
            self._spare[oldest.size].remove(oldest)

    def fill(self, pixels: Pixels, filled: Callable[[Texture], None]) -> Filling:
        """Borrow a texture and fill it strip by strip; call `filled` with it when it is whole."""
        return Filling(self, pixels, filled)


class Filling:
    """One picture on its way to the graphics card."""

    def __init__(self, pool: Textures, pixels: Pixels, filled: Callable[[Texture], None]) -> None:
        self._pool = pool
        self._pixels: Pixels | None = pixels
        self._filled = filled
        self._texture = pool.lend((pixels.width_px, pixels.height_px))
        self._row = 0
        row_bytes = pixels.width_px * 3
        self._rows = max(1, _STRIP_BYTES // row_bytes)
        pool.filling += 1
        self._event = Clock.schedule_interval(self._strip, 0)
        self._strip(0)

    def _strip(self, _: float) -> bool:
        """Send the next rows; False when done, which ends the event."""
        pixels = self._pixels
        if self._texture is None or pixels is None:
            return False
        rows = min(self._rows, pixels.height_px - self._row)
        row_bytes = pixels.width_px * 3
        start = self._row * row_bytes
        self._texture.blit_buffer(
            pixels.rgb[start : start + rows * row_bytes],
            pos=(0, self._row),
            size=(pixels.width_px, rows),
            colorfmt="rgb",
            bufferfmt="ubyte",
        )
        self._row += rows
        if self._row < pixels.height_px:
            return True
        self._event.cancel()
        texture, self._texture, self._pixels = self._texture, None, None
        self._pool.filling -= 1
        self._filled(texture)
        return False

    def drop(self) -> None:
        """Whoever asked has gone."""
        self._event.cancel()
        if self._texture is not None:
            self._pool.filling -= 1
            self._pool.take_back(self._texture)
            self._texture = self._pixels = None
