"""Running text, set: blocks of sentences broken into lines, lines into pages.

A label wraps a paragraph too, but does not tell where a sentence stands on the glass: bold words
need another font, and a page turns between sentences.
"""

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kiosk.exhibit.model import Block, Sentence
from kiosk.i18n import bidi
from kiosk.ui.theme import Theme
from kiosk.ui.typeface import drawn
from kiosk.ui.widgets.lines import Line, LineStyle, Part, Word, text_of, width
from kiosk.ui.widgets.words import measure

_TOKEN = re.compile(r"[^\S\u00a0]+|[\S\u00a0]+")
"""Blanks at which a line may end, or a word."""
_INDENT_PX = 44
_BEFORE = {"heading": 1.0}
"""Room above a block, in letters; others 0.7."""
_SIZES = tuple(1 - step / 20 for step in range(11))
"""What letters are multiplied by, from large to small, where a sentence is longer than a page."""
_MOST_WORDS = 2000
"""Longer texts are set page by page: to try other divisions takes a few times as long."""
_FILLED = tuple(step / 20 for step in range(8, 21))
"""How full pages may be, tried from the least on."""
_KEEP_WHOLE = 0.55
"""A paragraph that would be torn begins on the next page, where this one is so full already."""
_LONGEST_WORD = 100
"""In characters: more of them are no word, and too wide for a picture of it."""


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
    right: bool = False
    """It runs from right to left: lines begin, and are indented, at the right."""

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


def _words(sentences: tuple[Sentence, ...], first: int, fonts: tuple[str, str]) -> list[Word]:
    """The words of these sentences. `fonts`: plain and emphasised."""
    words: list[Word] = []
    said = "".join(run.text for sentence in sentences for run in sentence.runs)
    keep = bidi.unbroken if bidi.has_right(said) else str
    for number, sentence in enumerate(sentences, start=first):
        glued = False
        for run in sentence.runs:
            for token in _TOKEN.findall(keep(drawn(run.text))):
                if token.strip("\u00a0").isspace():
                    glued = False
                    continue
                shown = token if len(token) <= _LONGEST_WORD else f"{token[:_LONGEST_WORD]}…"
                part = Part(shown, fonts[run.emphasis], number)
                if glued:
                    words[-1] += (part,)
                else:
                    words.append((part,))
                glued = True
    return words


@dataclass(slots=True)
class _Hand:
    """The place where the next word goes."""

    style: LineStyle
    text: str
    """Of the whole block."""
    start: int
    """Where the line that is not closed begins in it."""
    x_px: float = 0.0
    words: list[Word] = field(default_factory=list)
    """On the line that is not closed."""
    lines: list[Line] = field(default_factory=list)

    def put(self, word: Word, wide: int) -> None:
        """Put a word of this width, on a new line if it does not fit on this one."""
        gap = measure(" ", word[0].font, self.style.font_px)[0] if self.words else 0
        if self.words and self.x_px + gap + wide > self.style.width_px:
            self.lines = self.until_here()
            self.start += len(text_of(self.words)) + 1
            self.words, self.x_px, gap = [], 0.0, 0
        self.words.append(word)
        self.x_px += gap + wide

    def until_here(self) -> list[Line]:
        """The lines, with the one that is not closed."""
        if not self.words:
            return self.lines
        return [*self.lines, self.style.line(self.words, self.text, self.start)]


_Text = tuple[Block, list[Word]]


def _ends_on_a_line(pages: list[Page]) -> bool:
    """Whether nothing but one line stands on the last page."""
    return sum(len(setting.lines) for setting in pages[-1].settings) < 2


class Typesetter:
    """Sets text for pages of one size. A page turns between sentences, never in one.

    Text takes as few pages as it can; these are about equally full, tear no paragraph that need not
    be torn, and the last has more than a line. A heading is never the last on its page. At least
    one sentence stands on every page; one that is longer than a page is set smaller, and ends in
    `…` where that is not enough. Every word is set a few times: a long text takes no longer than
    its words.
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
        self._filled_px = height_px
        """How much of a page is filled before it turns."""
        self._whole = False
        """Paragraphs are kept whole where a page is full enough without."""

    def pages(self, blocks: tuple[Block, ...]) -> list[Page]:
        """Divide `blocks` over pages."""
        texts = list(self._texts(blocks))
        found = self._divided(texts, 1.0, whole=False)
        long = sum(len(words) for _, words in texts) > _MOST_WORDS
        if len(found) < 2 or long or self._height_px < 1:
            return found
        return self._balanced(texts, found)

    def _balanced(self, texts: list[_Text], found: list[Page]) -> list[Page]:
        """The division into as many pages whose fullest is the least full."""
        tried: dict[tuple[float, bool], list[Page]] = {(1.0, False): found}

        def divided(filled: float, *, whole: bool) -> list[Page]:
            if (filled, whole) not in tried:
                tried[filled, whole] = self._divided(texts, filled, whole=whole)
            return tried[filled, whole]

        whole = len(divided(1.0, whole=True)) == len(found)
        equal = sum(one.height_px for page in found for one in page.settings)
        equal /= len(found) * self._height_px
        fills = [filled for filled in _FILLED if filled >= min(1.0, equal)]
        least = bisect.bisect_left(
            fills[:-1], True, key=lambda filled: len(divided(filled, whole=whole)) <= len(found)
        )
        best = self._without_lone_line(divided(fills[least], whole=whole))
        if not _ends_on_a_line(best):
            return best
        # Rare: then a paragraph is torn after all, or there is a page more.
        others = [divided(filled, whole=keep) for keep in (True, False) for filled in _FILLED]
        return min([best, *others], key=lambda pages: (_ends_on_a_line(pages), len(pages)))

    def _without_lone_line(self, pages: list[Page]) -> list[Page]:
        """Give the last page company from the page before, if it is one line."""
        *others, before, last = pages
        *kept, moved = before.settings
        if not _ends_on_a_line(pages) or not kept or kept[-1].block.kind == "heading":
            return pages
        together = Page((moved, *last.settings))
        high = sum(one.height_px + one.before_px for one in together.settings)
        return [*others, Page(tuple(kept)), together] if high <= self._height_px else pages

    def _texts(self, blocks: tuple[Block, ...]) -> Iterator[_Text]:
        number = 0
        for block in blocks:
            plain, strong = (700, 700) if block.kind == "heading" else (400, 600)
            fonts = (self._theme.font_of_weight(plain), self._theme.font_of_weight(strong))
            yield block, _words(block.sentences, number, fonts)
            number += len(block.sentences)

    def _divided(self, texts: list[_Text], filled: float, *, whole: bool) -> list[Page]:
        self._pages, self._page, self._used_px = [], [], 0.0
        self._filled_px, self._whole = self._height_px * filled, whole
        for block, words in texts:
            self._add(block, words)
        self._turn()
        if self._page:
            self._pages.append(Page(tuple(self._page)))
        return self._pages

    def _add(self, block: Block, words: list[Word]) -> None:
        """Put a block on this page, and what does not fit on the next ones."""
        at = 0
        while at < len(words):
            setting, end = self._fitting(block, words, at)
            if at == 0 and 0 < end < len(words) and self._would_tear():
                end = 0
            if end > at:
                self._page.append(setting)
                self._used_px += self._gap(block) + setting.height_px
                at = end
            if at < len(words):
                self._turn()

    def _fitting(self, block: Block, words: list[Word], at: int) -> tuple[Setting, int]:
        """As many sentences as fit here, from word `at` on, and the number of the word behind.

        That is `at` if not even one fits, and something else stands here already.
        """
        gap = self._gap(block) if self._page else 0.0
        for most in self._limits():
            setting, end = self._set(block, words, at, most - self._used_px - gap, _SIZES[0])
            if end > at:
                return setting, end
        if self._page:
            return setting, end
        room = self._height_px
        # The largest letters in which one sentence fits; in the smallest it is cut off.
        fits = bisect.bisect_left(
            _SIZES[1:-1], True, key=lambda size: self._set(block, words, at, room, size)[1] > at
        )
        setting, end = self._set(block, words, at, room, _SIZES[1 + fits])
        if end > at:
            return setting, end
        lines = setting.lines[: max(1, int(room / setting.lines[0].height_px))]
        *before, last = lines[-1].words
        dots = (replace(last[-1], text="…"),)
        lines = (*lines[:-1], lines[-1].style.line([*(before or [last]), dots]))
        number = words[at][0].sentence
        rest = (place for place in range(at, len(words)) if words[place][0].sentence > number)
        return replace(setting, lines=lines), next(rest, len(words))

    def _limits(self) -> list[float]:
        """How far this page may be filled, tried in this order; text comes to every heading."""
        if self._has_text():
            return [self._filled_px]
        return [self._height_px] if self._whole else [self._filled_px, self._height_px]

    def _would_tear(self) -> bool:
        """Whether a block that does not fit whole is better begun on the next page."""
        full = self._used_px >= self._filled_px * _KEEP_WHOLE
        return self._whole and full and self._has_text()

    def _has_text(self) -> bool:
        """Whether there is more than headings on this page."""
        return any(setting.block.kind != "heading" for setting in self._page)

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
        self, block: Block, words: list[Word], at: int, room: float, size: float
    ) -> tuple[Setting, int]:
        """Break as many sentences as fit into lines, from word `at` on; and the word behind them.

        Where not even one fits: as much of it as there is room for, and `at`.
        """
        text = text_of(words)
        style = self._style(block, text, size)
        hand = _Hand(style, text, len(text_of([*words[:at], ()])))
        end, lines = at, None
        for index in range(at, len(words)):
            word = words[index]
            wide = width(word, style.font_px)
            if wide > style.width_px and size > _SIZES[-1]:
                # An address longer than a line: smaller, rather than cut.
                return self._set(block, words, at, room, _SIZES[_SIZES.index(size) + 1])
            hand.put(word, wide)
            if (len(hand.lines) + 1) * style.height_px > room:
                break
            following = words[index + 1][0] if index + 1 < len(words) else None
            if following is None or following.sentence != word[0].sentence:
                end, lines = index + 1, hand.until_here()
        return Setting(
            block,
            tuple(hand.until_here() if lines is None else lines),
            self._indent_px(block),
            self._gap(block),
            words[at][0].sentence,
            continued=at > 0,
            right=style.right,
        ), end

    def _indent_px(self, block: Block) -> float:
        """Room at the side where its lines begin."""
        indented = block.kind in ("item", "quote")
        return self._theme.px(_INDENT_PX) * self._theme.scale if indented else 0.0

    def _style(self, block: Block, text: str, size: float) -> LineStyle:
        """How the lines of its `text` are set, in letters of this size."""
        theme = self._theme
        heading = block.kind == "heading"
        font_px = theme.letters("heading" if heading else self._role) * size
        return LineStyle(
            self._width_px - self._indent_px(block),
            font_px,
            font_px * (1.2 if heading else theme.line_height("story")),
            bidi.base(text, right=theme.rtl),
        )
