"""What a film is drawn on: three textures mixed by a shader, or one that is ready-mixed.

Ready-mixed frames can come as large as they are shown: then each pixel of theirs is one of the
window, and they can be copied there.

A new texture for each film would take gigabytes in a year: they are kept, and filled again for the
next film of the same size.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kivy.graphics import BindTexture, Color, Rectangle, RenderContext
from kivy.graphics.texture import Texture
from kivy.graphics.transformation import Matrix

if TYPE_CHECKING:
    from kivy.graphics import Canvas

    from kiosk.media.player import Frame
    from kiosk.ui.widgets.film_place import FilmPlace

_SHADER = Path(__file__).with_name("film.glsl")
_SPARE, _SPARE_BYTES = 6, 8 << 20
"""So many textures wait for a film of their size, as long as they are no more than one of full HD.
"""
_FORMATS = {"yuv420p": "luminance", "rgb24": "rgb", "bgra": "bgra"}

# Weights of red and blue in brightness: ITU-R BT.601-7 section 2.5.1, BT.709-6 section 3.2.
_WEIGHTS = {"bt601": (0.299, 0.114), "bt709": (0.2126, 0.0722)}


def colours(matrix: str, *, full_range: bool) -> tuple[tuple[float, ...], ...]:
    """Rows that turn (brightness, blue difference, red difference, 1) into red, green and blue.

    All from 0 to 1, as a texture gives them. BT.601 and BT.709 with 8 bits: brightness from 16 to
    235 and differences from 16 to 240 around 128, unless the range is full (JPEG, JFIF 1.02).
    """
    red, blue = _WEIGHTS[matrix]
    green = 1 - red - blue
    black, bright, wide = (0.0, 1.0, 1.0) if full_range else (16 / 255, 255 / 219, 255 / 224)
    by_red = 2 * (1 - red) * wide
    by_blue = 2 * (1 - blue) * wide
    rows = (
        (bright, 0.0, by_red),
        (bright, -by_blue * blue / green, -by_red * red / green),
        (bright, by_blue, 0.0),
    )
    middle = 128 / 255
    return tuple((y, b, r, -y * black - (b + r) * middle) for y, b, r in rows)


def draws_in_software(renderer: str) -> bool:
    """Whether OpenGL's GL_RENDERER names a program instead of a graphics card.

    Films are then cheaper ready-mixed and copied: FFmpeg mixes faster than a program plays graphics
    card.
    """
    names = ("llvmpipe", "softpipe", "swrast", "swiftshader", "gdi generic", "microsoft basic")
    return any(name in renderer.casefold() for name in names)


def renderer() -> str:
    """What draws here. There must be a window."""
    from kivy.graphics.opengl import (  # noqa: PLC0415 - meaningless before the window
        GL_RENDERER,
        glGetString,
    )

    name = glGetString(GL_RENDERER)
    return name.decode(errors="replace") if isinstance(name, bytes) else str(name)


class FilmTexture:
    """One film's picture on a canvas: a rectangle, and the textures behind it."""

    def __init__(self, frame: Frame) -> None:
        """Make textures for frames like this one."""
        wide, high = frame.width_px, frame.height_px
        self._format = _FORMATS[frame.pixels]
        self._sizes = [(wide, high)] + [(wide // 2, high // 2)] * (len(frame.planes) - 1)
        self.textures = [Texture.create(size, colorfmt=self._format) for size in self._sizes]
        self.rectangle = Rectangle(texture=self.textures[0], size=(0, 0))
        self._colours: object = None
        if self._format != "luminance":
            self._context = None
            self._colour = Color(1, 1, 1, 1)
            self._drawn: tuple[object, ...] = (self._colour, self.rectangle)
            return
        self._context = RenderContext(
            use_parent_projection=True, use_parent_modelview=True, use_parent_frag_modelview=True
        )
        self._context.shader.fs = _SHADER.read_text("utf-8")
        for place in (1, 2):
            self._context[f"texture{place}"] = place
            self._context.add(BindTexture(texture=self.textures[place], index=place))
        self._context.add(self.rectangle)
        self._drawn = (self._context,)

    @property
    def bytes(self) -> int:
        """What its pixels take."""
        each = 1 if self._format == "luminance" else 4
        return sum(wide * high * each for wide, high in self._sizes)

    @staticmethod
    def kind(frame: Frame) -> tuple[object, ...]:
        """Frames of the same kind fit the same texture."""
        return frame.width_px, frame.height_px, frame.pixels

    def fill(self, frame: Frame) -> None:
        """Bring this frame on."""
        for texture, size, plane in zip(self.textures, self._sizes, frame.planes, strict=True):
            texture.blit_buffer(
                plane,
                size=size,
                colorfmt=self._format,
                bufferfmt="ubyte",
                rowlength=4 * frame.row_px,  # Kivy counts bytes
            )
        if self._context is None:
            return
        how = (frame.matrix, frame.full_range)
        if how != self._colours:
            self._colours = how
            rows = colours(frame.matrix, full_range=frame.full_range)
            matrix = Matrix()
            # a Matrix is kept column by column, like the graphics card's
            matrix.set(
                array=[list(column) for column in zip(*rows, (0.0, 0.0, 0.0, 1.0), strict=True)]
            )
            self._context["colours"] = matrix

    def place(self, place: FilmPlace) -> None:
        """Lay the picture out like this."""
        (texture,) = self.textures[:1]
        wide, high = texture.size
        self.rectangle.pos, self.rectangle.size = place.pos, place.size
        left, top = place.from_left / wide, place.from_top / high
        right, bottom = left + place.from_wide / wide, top + place.from_high / high
        self.rectangle.tex_coords = (left, bottom, right, bottom, right, top, left, top)
        for each in self.textures:
            each.mag_filter = each.min_filter = "nearest" if place.exact else "linear"

    def veil(self, opacity: float, inherited: float) -> None:
        """Let what is behind shine through. A shader of our own inherits no opacity by itself."""
        if self._context is not None:
            self._context["opacity"] = float(opacity * inherited)

    def put_on(self, canvas: Canvas) -> None:
        """Draw on `canvas` from now on."""
        for instruction in self._drawn:
            canvas.add(instruction)

    def take_off(self, canvas: Canvas) -> None:
        """Do not draw any more."""
        for instruction in self._drawn:
            canvas.remove(instruction)


class FilmTextures:
    """Lends textures, and takes them back."""

    def __init__(self) -> None:
        self._spare: list[tuple[tuple[object, ...], FilmTexture]] = []
        self.made = 0
        """How many were ever made: memory is flat when this stops growing."""

    def lend(self, frame: Frame) -> FilmTexture:
        """A texture for this frame, and filled with it."""
        kind = FilmTexture.kind(frame)
        fitting = [place for place, spare in enumerate(self._spare) if spare[0] == kind]
        if fitting:
            texture = self._spare.pop(fitting[0])[1]
        else:
            texture = FilmTexture(frame)
            self.made += 1
        texture.fill(frame)
        return texture

    @property
    def spare_bytes(self) -> int:
        """What the pixels of those take that wait."""
        return sum(texture.bytes for _, texture in self._spare)

    def take_back(self, texture: FilmTexture, frame: Frame) -> None:
        """Take a texture back, that was lent for a frame like this one."""
        self._spare.append((FilmTexture.kind(frame), texture))
        del self._spare[:-_SPARE]
        while self.spare_bytes > _SPARE_BYTES:
            del self._spare[0]
