"""Running text: blocks of sentences, wrapped by ourselves.

A label wraps a paragraph too, but does not tell where a sentence stands on the glass; reading aloud
marks sentences, bold words need another font, and a page turns between sentences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kivy.core.text import Label as Measure
from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.properties import ColorProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.exhibit.model import Block, Sentence
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.words import measure

_BULLET = "•"
_TOKEN = re.compile(r"\s+|\S+")


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
        width = sum(measure(part.text, part.font, self.font_px)[0] for part in word)
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


def set_block(
    block: Block, sentences: tuple[Sentence, ...], first: int, width_px: float, theme: Theme, role: str
) -> tuple[Line, ...]:
    """Break these sentences of a block into lines of at most `width_px`."""
    heading = block.kind == "heading"
    font_px = theme.letters("heading" if heading else role)
    height_px = font_px * (1.2 if heading else theme.line_height("story"))
    hand = _Hand(width_px, font_px, height_px)
    plain, strong = (700, 700) if heading else (400, 600)
    fonts = (theme.font_of_weight(plain), theme.font_of_weight(strong))
    for word in _words(sentences, first, fonts):
        hand.put(word)
    hand.end_line()
    return tuple(hand.lines)


def paginate(
    blocks: tuple[Block, ...], width_px: float, height_px: float, theme: Theme, role: str
) -> list[Page]:
    """Divide blocks over pages of this size. A page turns between sentences, never in one.

    A heading is never the last on its page. At least one sentence stands on every page.
    """
    pages: list[Page] = []
    page: list[Setting] = []
    used = 0.0
    number = 0

    def turn() -> None:
        nonlocal page, used
        if not page:
            return
        carried: list[Setting] = []
        while len(page) > 1 and page[-1].block.kind == "heading":
            carried.insert(0, page.pop())
        pages.append(Page(tuple(page)))
        page = carried
        used = sum(one.height_px for one in page)

    for block in blocks:
        indent = theme.px(44) * theme.scale if block.kind in ("item", "quote") else 0.0
        before = theme.letters(role) * (1.0 if block.kind == "heading" else 0.7)
        left = list(block.sentences)
        started = False
        while left:
            gap = before if page else 0.0
            fitting = len(left)
            while fitting:
                lines = set_block(
                    block, tuple(left[:fitting]), number, width_px - indent, theme, role
                )
                if used + gap + sum(line.height_px for line in lines) <= height_px:
                    break
                fitting -= 1
            if not fitting and page:
                turn()
                if page and used + before > height_px:
                    pages.append(Page(tuple(page)))
                    page, used = [], 0.0
                continue
            fitting = fitting or 1
            lines = set_block(block, tuple(left[:fitting]), number, width_px - indent, theme, role)
            page.append(Setting(block, lines, indent, before, number, started))
            used += gap + sum(line.height_px for line in lines)
            number += fitting
            left = left[fitting:]
            started = True
            if left:
                turn()
    turn()
    if page:
        pages.append(Page(tuple(page)))
    return pages


class Prose(Widget):
    """Draws one page."""

    theme = ObjectProperty(Theme(), rebind=True)
    page: Page | None = ObjectProperty(None, allownone=True)
    accent = ColorProperty((0, 0, 0, 1))
    """Colour of the line beside a quote."""
    role = StringProperty("lead")
    marked = ListProperty([])
    """Numbers of the sentences that are being read."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._drawn = InstructionGroup()
        self.canvas.add(self._drawn)
        for name in ("theme", "page", "accent", "marked", "pos", "size"):
            self.fbind(name, self._draw)

    def _draw(self, *_: object) -> None:
        """Draw every line anew: this happens once a page, not once a frame."""
        self._drawn.clear()
        if self.page is None:
            return
        palette = self.theme.palette
        top = self.top
        for place, setting in enumerate(self.page.settings):
            top -= setting.before_px if place else 0
            self._drawn.add(Color(*self.accent))
            if setting.block.kind == "quote":
                self._drawn.add(
                    Rectangle(
                        pos=(self.x, top - setting.height_px),
                        size=(self.theme.px(8), setting.height_px),
                    )
                )
            elif setting.block.kind == "item" and not setting.continued:
                self._write(_BULLET, self.theme.font_of_weight(700), setting.lines[0], self.x, top)
            for line in setting.lines:
                for piece in line.pieces:
                    x = self.x + setting.indent_px + piece.x_px
                    if piece.sentence in self.marked:
                        self._drawn.add(Color(*palette.mark))
                        width = measure(piece.text, piece.font, line.font_px)[0]
                        self._drawn.add(
                            Rectangle(pos=(x, top - line.height_px), size=(width, line.height_px))
                        )
                    self._drawn.add(Color(*palette.ink))
                    self._write(piece.text, piece.font, line, x, top)
                top -= line.height_px

    def _write(self, text: str, font: str, line: Line, x: float, top: float) -> None:
        """Write words with their line's top at `top`."""
        label = Measure(text=text, font_name=font, font_size=line.font_px)
        label.refresh()
        texture = label.texture
        if texture is None:
            return
        y = top - line.height_px + (line.height_px - texture.height) / 2
        self._drawn.add(Rectangle(texture=texture, pos=(round(x), round(y)), size=texture.size))
