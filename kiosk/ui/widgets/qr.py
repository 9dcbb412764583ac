"""A QR code, drawn as squares."""

from functools import lru_cache

import segno
from kivy.graphics.texture import Texture
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.ui.widgets.theming import ThemeBehavior

_QUIET = 4
"""Modules of white around the code, as ISO/IEC 18004 asks."""


class QrCode(ThemeBehavior, Widget):
    """A QR code of `content`, black on white in every theme: scanners ask for it."""

    content = StringProperty("")
    texture = ObjectProperty(None, allownone=True)
    modules = NumericProperty(0)
    """Modules along one side, with the quiet zone."""
    side = NumericProperty(0)
    """Pixels along one side: a whole number per module, so that every module is equally large."""

    def on_content(self, *_: object) -> None:
        """Make the code."""
        if not self.content:
            self.texture = None
            return
        rows = _rows(self.content)
        self.modules = len(rows)
        texture = Texture.create(size=(len(rows), len(rows)), colorfmt="luminance")
        texture.mag_filter = texture.min_filter = "nearest"
        texture.blit_buffer(b"".join(reversed(rows)), colorfmt="luminance", bufferfmt="ubyte")
        self.texture = texture
        self._measure()

    def on_size(self, *_: object) -> None:
        """Fit the code anew."""
        self._measure()

    def _measure(self) -> None:
        """The largest whole number of pixels per module that fits."""
        if self.modules:
            self.side = self.modules * max(1, int(min(self.size) // self.modules))


@lru_cache(maxsize=16)
def _rows(content: str) -> list[bytes]:
    """The code, a byte for each module; it takes longer than all else on its screen.

    Least error correction: glass is clean, and fewer modules are larger.
    """
    code = segno.make(content, error="l", micro=False)
    return [bytes(0 if dark else 255 for dark in row) for row in code.matrix_iter(border=_QUIET)]
