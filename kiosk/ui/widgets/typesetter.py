"""Running text, set: blocks of sentences broken into lines, lines into pages.

A label wraps a paragraph too, but does not tell where a sentence stands on the glass; reading aloud
marks sentences, bold words need another font, and a page turns between sentences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kiosk.ui.widgets.words import measure

if TYPE_CHECKING:
    from kiosk.exhibit.model import Block, Sentence
    from kiosk.ui.theme import Theme

_TOKEN = re.compile(r"\s+|\S+")
_INDENT_PX = 44
_BEFORE = {"heading": 1.0}
"""Room above a block, in letters; others 0.7."""
_MOST_SENTENCES = 100
"""So many are tried on one page: more of them are no sentences."""
_SMALLEST = 0.5
"""A sentence that is longer than a page is set in letters down to this part of their size."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in one style on one line."""

    text: str
    font: str
    x_px: float
    sentence: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block."""

    pieces: tuple[Piece, ...]
    font_px: float
    height_px: float


@dataclass(frozen=True, slots=True)
class Setting:
    """One block, or what fits of it on a page, broken into lines."""

    block: Block
    lines: tuple[Line, ...]
    indent_px: float
    before_px: float
    """Room above it, unless it is the first on its page."""
    first: int
    """Number of its first sentence in the whole text."""
    continued: bool = False
    """The block began on an earlier page: no bullet."""

    @property
    def height_px(self) -> float:
        """Height of its lines."""
        return sum(line.height_px for line in self.lines)


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the glass at once."""

    settings: tuple[Setting, ...]

    @property
    def first(self) -> int:
        """Number of the first sentence on it."""
        return self.settings[0].first


@dataclass(frozen=True, slots=True)
class _Part:
    """A word, or a part of one in a style of its own."""

    text: str
    font: str
    sentence: int


_Word = list[_Part]


def _words(sentences: tuple[Sentence, ...], first: int, fonts: tuple[str, str]) -> list[_Word]:
    """The words of these sentences. `fonts`: plain and emphasised."""
    words: list[_Word] = []
    for number, sentence in enumerate(sentences, start=first):
        glued = False
        for run in sentence.runs:
            for token in _TOKEN.findall(run.text):
                if token.isspace():
                    glued = False
                    continue
                part = _Part(token, fonts[run.emphasis], number)
                if glued:
                    words[-1].append(part)
                else:
                    words.append([part])
                glued = True
    return words


def _width(word: _Word, font_px: float) -> int:
    """Width of a word in pixels."""
    return sum(measure(part.text, part.font, font_px)[0] for part in word)


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Words of one style and sentence as one piece: one texture a line, not one a word."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is not None and (last.font, last.sentence) == (piece.font, piece.sentence):
            joined[-1] = replace(last, text=f"{last.text} {piece.text}")
        else:
            joined.append(piece)
    return tuple(joined)


@dataclass(slots=True)
class _Hand:
    """The place where the next word goes."""

    width_px: float
    font_px: float
    height_px: float
    x_px: float = 0.0
    pieces: list[Piece] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def put(self, word: _Word) -> None:
        """Put a word, on a new line if it does not fit on this one."""
        first = word[0]
        gap = measure(" ", first.font, self.font_px)[0] if self.pieces else 0
        width = _width(word, self.font_px)
        if self.pieces and self.x_px + gap + width > self.width_px:
            self.end_line()
            gap = 0
        self.x_px += gap
        for part in word:
            self.pieces.append(Piece(part.text, part.font, self.x_px, part.sentence))
            self.x_px += measure(part.text, part.font, self.font_px)[0]

    def end_line(self) -> None:
        """Close the line."""
        if self.pieces:
            self.lines.append(Line(_joined(self.pieces), self.font_px, self.height_px))
        self.pieces, self.x_px = [], 0.0


class Typesetter:
    """Sets text for pages of one size. A page turns between sentences, never in one.

    A heading is never the last on its page. At least one sentence stands on every page; one that
    is longer than a page is set smaller.
    """

    def __init__(self, theme: Theme, width_px: float, height_px: float, role: str = "lead") -> None:
        """Pages of this size, with letters of `role`."""
        self._theme = theme
        self._width_px = width_px
        self._height_px = height_px
        self._role = role
        self._pages: list[Page] = []
        self._page: list[Setting] = []
        self._used_px = 0.0

    def pages(self, blocks: tuple[Block, ...]) -> list[Page]:
        """Divide `blocks` over pages."""
        self._pages, self._page, self._used_px = [], [], 0.0
        number = 0
        for block in blocks:
            self._add(block, number)
            number += len(block.sentences)
        self._turn()
        if self._page:
            self._pages.append(Page(tuple(self._page)))
        return self._pages

    def _add(self, block: Block, number: int) -> None:
        """Put a block on this page, and what does not fit on the next ones."""
        left = block.sentences
        continued = False
        while left:
            setting, count = self._fitting(block, left, number, continued=continued)
            if setting is None:
                self._turn()
                continue
            self._page.append(setting)
            self._used_px += self._gap(block) + setting.height_px
            number += count
            left = left[count:]
            continued = True
            if left:
                self._turn()

    def _fitting(
        self, block: Block, left: tuple[Sentence, ...], number: int, *, continued: bool
    ) -> tuple[Setting | None, int]:
        """As many of these sentences as fit here; None if not even one does. And how many."""
        room = self._height_px - self._used_px - (self._gap(block) if self._page else 0.0)
        most = count = min(len(left), _MOST_SENTENCES)
        found: tuple[Setting | None, int] = None, 0
        low = 1
        while low <= most:  # halving: a long paragraph is not set once for each of its sentences
            setting = self._set(block, left[:count], number, continued=continued)
            if setting.height_px <= room:
                found, low = (setting, count), count + 1
            else:
                most = count - 1
            count = (low + most) // 2
        if found[0] is not None:
            return found
        if self._page:
            return None, 0
        setting = self._set(block, left[:1], number, continued=continued)
        shrink = 1.0
        while setting.height_px > room and shrink > _SMALLEST:
            shrink -= 0.05
            setting = self._set(block, left[:1], number, continued=continued, shrink=shrink)
        return setting, 1

    def _gap(self, block: Block) -> float:
        """Room above a block that is not the first on its page."""
        return self._theme.letters(self._role) * _BEFORE.get(block.kind, 0.7)

    def _turn(self) -> None:
        """Close the page; headings at its foot go on to the next."""
        carried: list[Setting] = []
        while len(self._page) > 1 and self._page[-1].block.kind == "heading":
            carried.insert(0, self._page.pop())
        if self._page:
            self._pages.append(Page(tuple(self._page)))
        self._page = carried
        self._used_px = sum(one.height_px for one in carried)

    def _set(
        self,
        block: Block,
        sentences: tuple[Sentence, ...],
        first: int,
        *,
        continued: bool,
        shrink: float = 1.0,
    ) -> Setting:
        """Break these sentences into lines."""
        heading = block.kind == "heading"
        theme = self._theme
        font_px = theme.letters("heading" if heading else self._role) * shrink
        indent = theme.px(_INDENT_PX) * theme.scale if block.kind in ("item", "quote") else 0.0
        leading = 1.2 if heading else theme.line_height("story")
        hand = _Hand(self._width_px - indent, font_px, font_px * leading)
        plain, strong = (700, 700) if heading else (400, 600)
        fonts = (theme.font_of_weight(plain), theme.font_of_weight(strong))
        words = _words(sentences, first, fonts)
        widest = max((_width(word, font_px) for word in words), default=0)
        if widest > self._width_px - indent and shrink > _SMALLEST:
            # An address longer than a line: smaller, rather than cut.
            return self._set(block, sentences, first, continued=continued, shrink=shrink - 0.05)
        for word in words:
            hand.put(word)
        hand.end_line()
        return Setting(block, tuple(hand.lines), indent, self._gap(block), first, continued)
