"""One line of running text: words in reading order, and where each piece of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

from kiosk.i18n import bidi
from kiosk.ui.widgets.words import measure


@dataclass(frozen=True, slots=True)
class Part:
    """A word, or a part of one in a style of its own."""

    text: str
    font: str
    sentence: int


Word: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in one style and one direction on one line."""

    text: str
    font: str
    x_px: float
    """From the left side of the lines of its block."""
    sentence: int
    right: bool = False
    """It runs from right to left."""


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How the lines of a block are set."""

    width_px: float
    font_px: float
    height_px: float
    right: bool
    """The block runs from right to left."""

    def line(self, words: Sequence[Word], block: str = "", start: int = 0) -> Line:
        """A line of these words, at the side where the block begins.

        They stand in the text `block` from `start` on; by themselves if no text is given.
        """
        parts = _parts(words)
        text = "".join(part.text for part in parts)
        owners = [part for part in parts for _ in part.text]
        pieces: list[Piece] = []
        x_px = 0.0
        for run in bidi.runs(block or text, start, start + len(text), right=self.right):
            places = range(run.start, run.start + len(run.text))
            spans = [(part, list(span)) for part, span in groupby(places, lambda at: owners[at])]
            for part, span in reversed(spans) if run.right else spans:
                said = text[span[0] : span[-1] + 1]
                shown = said if run.right else said.rstrip()
                pieces.append(Piece(shown, part.font, x_px, part.sentence, run.right))
                x_px += measure(said, part.font, self.font_px)[0]
        if self.right:
            shift = self.width_px - x_px
            pieces = [replace(piece, x_px=piece.x_px + shift) for piece in pieces]
        return Line(tuple(pieces), tuple(words), self)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block."""

    pieces: tuple[Piece, ...]
    """As they are seen from the left."""
    words: tuple[Word, ...]
    """As they are read."""
    style: LineStyle

    @property
    def font_px(self) -> float:
        """Size of its letters."""
        return self.style.font_px

    @property
    def height_px(self) -> float:
        """From the top of this line to that of the next."""
        return self.style.height_px


def text_of(words: Iterable[Word]) -> str:
    """The words as they are read, with one blank between them."""
    return " ".join("".join(part.text for part in word) for word in words)


def width(word: Word, font_px: float) -> int:
    """Width of a word in pixels."""
    return sum(measure(part.text, part.font, font_px)[0] for part in word)


def _parts(words: Sequence[Word]) -> list[Part]:
    """Words with the space between them, joined where their style is one: one texture, not many."""
    parts: list[Part] = []
    for number, word in enumerate(words, start=1):
        for place, part in enumerate(word, start=1):
            space = " " if place == len(word) and number < len(words) else ""
            last = parts[-1] if parts else None
            if last is not None and (last.font, last.sentence) == (part.font, part.sentence):
                parts[-1] = replace(last, text=f"{last.text}{part.text}{space}")
            else:
                parts.append(replace(part, text=f"{part.text}{space}"))
    return parts
