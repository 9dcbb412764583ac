"""Pictures that are copied onto the glass instead of being drawn on it.

Where a program draws in place of a graphics card, a rectangle with a picture costs ten times what
its memory costs to copy: a film drawn in every frame takes a whole processor. OpenGL can copy too;
Mesa then does nothing else, as long as size and format stay and no line changes its place.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kivy.graphics.opengl import (
    GL_COLOR_ATTACHMENT0,
    GL_COLOR_BUFFER_BIT,
    GL_NEAREST,
    GL_NO_ERROR,
    GL_SCISSOR_TEST,
    glBindFramebuffer,
    glDisable,
    glFramebufferTexture2D,
    glGenFramebuffers,
    glGetError,
)

from kiosk.ui import sdl

if TYPE_CHECKING:
    from collections.abc import Callable

    from kivy.graphics.texture import Texture
    from kivy.uix.widget import Widget

    from kiosk.ui.box import Box

_READ_FRAMEBUFFER = 0x8CA8


@dataclass(frozen=True, slots=True)
class Copy:
    """A new picture of a widget, which draws nothing else."""

    widget: Widget
    area: Box
    """All of the picture, on whole pixels of the window."""
    texture: Texture
    from_left: int
    """Where in the texture the picture begins."""
    from_top: int
    """And in which of its rows. They go from the top of the picture down."""


class Copier:
    """Copies textures into the window, or says that it cannot. There must be a window."""

    def __init__(self) -> None:
        arguments = [ctypes.c_int] * 8 + [ctypes.c_uint] * 2
        self._blit: Callable[..., None] | None = sdl.gl_function("glBlitFramebuffer", *arguments)
        self._framebuffer: int | None = None
        self._attached: Texture | None = None
        self._tried = False

    def copy(self, copy: Copy) -> bool:
        """Copy this picture to its place; False: it has to be drawn."""
        if self._blit is None:
            return False
        if self._framebuffer is None:
            self._framebuffer = glGenFramebuffers(1)[0]
        glDisable(GL_SCISSOR_TEST)
        glBindFramebuffer(_READ_FRAMEBUFFER, self._framebuffer)
        if self._attached is not copy.texture:
            self._attached = copy.texture
            glFramebufferTexture2D(
                _READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, copy.texture.target, copy.texture.id, 0
            )
        left, bottom, width, height = copy.area.rectangle
        from_right, from_bottom = copy.from_left + width, copy.from_top + height
        self._blit(
            *(copy.from_left, copy.from_top, from_right, from_bottom),
            *(left, bottom + height, left + width, bottom),
            *(GL_COLOR_BUFFER_BIT, GL_NEAREST),
        )
        glBindFramebuffer(_READ_FRAMEBUFFER, 0)
        if not self._tried:
            self._tried = True
            if glGetError() != GL_NO_ERROR:
                self._blit = None
                return False
        return True
