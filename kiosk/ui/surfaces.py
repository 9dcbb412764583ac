"""What Kivy keeps of each text beside its texture: the surface it was written on, as large again.

Kivy never looks at that surface twice: another text, or another size, is written on a new one.
"""

from __future__ import annotations

from typing import Any

from kivy.core.text import Label

_end = Label._render_end  # noqa: SLF001 - nothing public comes after the writing


def let_go() -> None:
    """Let each surface go as soon as its pixels are read. Once is enough."""
    Label._render_end = _end_without  # noqa: SLF001


def _end_without(label: Any) -> Any:
    pixels = _end(label)
    label._surface = None  # noqa: SLF001
    return pixels
