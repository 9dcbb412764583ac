"""Text of every script: Kivy breaks lines and places them, here they are joined and turned.

Kivy hands a line to SDL in one piece, in one direction. A line of Arabic has two: each run of it is
measured, shaped by HarfBuzz and drawn by itself. Text without Arabic goes the usual way.
"""

import math
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from kivy.core.text import Label as Text
from kivy.core.text._text_sdl2 import _SurfaceContainer
from kivy.uix.label import Label

from kiosk.i18n import bidi
from kiosk.ui.theme import RIGHT_LINE

_OTHER_SIDE = {"left": "right", "right": "left"}
_ANY = "\N{ARABIC LETTER ALEF}"
_UPPER_MARKS = re.compile("[\u064b\u064c\u064e\u064f\u0651\u0652\u0670]")
"""Vowels and other marks above letters: SDL makes room for tall ones by moving the letters down."""


class ShapedText(Text):
    """Lines in any script, drawn on a texture.

    The option `base_direction` is `rtl` on a glass that is mirrored, else None. There `halign` is
    mirrored too: `left` is where reading begins.
    """

    options: dict[str, Any]
    _text: str
    _right = False
    _starts: deque[int]

    @property
    def text(self) -> str:
        """What is drawn: telephone numbers and codes stay on one line."""
        return bidi.unbroken(self._text) if bidi.has_right(self._text) else self._text

    @text.setter
    def text(self, text: str) -> None:
        self._text = text

    def get_extents(self, text: str) -> tuple[int, int]:
        """Width and height in pixels of one line."""
        if not bidi.has_right(text):
            width, height = super().get_extents(text)
            return width, height
        width, height, over = 0, self._right_height, 0
        for run in bidi.runs(text, right=True):
            wide, high = self._extents(run)
            above = self._over(run, high)
            width, height, over = width + wide, max(height, high - above), max(over, above)
        return width, height + over

    def over_px(self, text: str) -> int:
        """How far marks in one line reach above the usual top: as far its letters are lower."""
        if not bidi.has_right(text):
            return 0
        runs = bidi.runs(text, right=True)
        return max(self._over(run, self._extents(run)[1]) for run in runs)

    def _extents(self, run: bidi.Run) -> tuple[int, int]:
        with self._turned(run):
            if run.right:
                # Kivy turns an open font when it draws with it, and measures as it was turned last.
                _SurfaceContainer(1, 1).render(self, _ANY, 0, 0)
            width, height = super().get_extents(run.text)
        return width, height

    def _over(self, run: bidi.Run, height: int) -> int:
        """How far marks of a run, which is so high, reach above the usual top."""
        bare = _UPPER_MARKS.sub("", run.text) if run.right else run.text
        return 0 if bare == run.text else height - self._extents(replace(run, text=bare))[1]

    @property
    def _right_height(self) -> int:
        """Of a line of Arabic: as high with letters that reach low as without."""
        return math.ceil(float(self.options["font_size"]) * RIGHT_LINE)

    @contextmanager
    def _turned(self, run: bidi.Run) -> Iterator[None]:
        """Measure and draw in the direction of a run."""
        usual = self.options
        if run.right:
            self.options = usual | {"font_direction": "rtl", "font_script_name": "Arab"}
        yield
        self.options = usual

    def _get_font_id(self) -> str:
        """A font that is open keeps its direction: another direction is another font."""
        name: str = super()._get_font_id()
        return f"{name}|rtl" if self.options["font_direction"] == "rtl" else name

    def render_lines(self, lines: Any, options: dict[str, Any], *how: Any) -> Any:
        """Draw lines at their side, and know where in the text each of them stands."""
        self._right = bidi.base(self.text, right=options["base_direction"] == "rtl")
        self._starts = deque(self._found(line.words[0].text for line in lines if line.words))
        if options["base_direction"] == "rtl":
            side = options["halign"]
            options = options | {"halign": _OTHER_SIDE.get(side, side)}
        return super().render_lines(lines, options, *how)

    def _found(self, lines: Iterable[str]) -> Iterator[int]:
        """Where each line begins in the text."""
        end = 0
        for line in lines:
            start = self.text.index(line, end)
            end = start + len(line)
            if line:
                yield start

    def _render_text(self, text: str, x: float, y: float) -> None:
        """Draw one line: each once, from the first to the last."""
        start = self._starts.popleft()
        runs = bidi.runs(self.text, start, start + len(text), right=self._right)
        sizes = [self._extents(run) for run in runs]
        above = [self._over(run, high) for run, (_, high) in zip(runs, sizes, strict=True)]
        over = max(above, default=0)
        for run, (wide, _), own in zip(runs, sizes, above, strict=True):
            with self._turned(run):
                super()._render_text(run.text, x, y + over - own)
            x += wide


class ShapedLabel(Label):
    """A label whose text is shaped."""

    def _create_label(self) -> None:
        """Make what measures and draws; nothing on the glass is markup."""
        options = {name: getattr(self, name) for name in self._font_properties}
        colours = {"color": self.disabled_color} if self.disabled else {}
        self._label = ShapedText(**options | colours, usersize=self.text_size)
