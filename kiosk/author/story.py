"""Markdown as authors may write it: a title, paragraphs, headings, emphasis, quotes and lists.

What the kiosk cannot show is a fault with its line: nothing an author wrote vanishes silently.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kiosk.author import lengths, sentences
from kiosk.author.letters import TEXTS_KEPT, Letters, Passage
from kiosk.errors import ExhibitError, Fault
from kiosk.exhibit import bounds
from kiosk.exhibit.model import Block, Run, Sentence, Story

Kind = Literal["paragraph", "heading", "quote", "item"]

_PLAIN = "write plain paragraphs instead"
_REFUSED = {
    "html_block": ("HTML is not shown", "write the words without <tags>"),
    "html_inline": ("HTML is not shown", "write the words without <tags>"),
    "link_open": ("a link leads nowhere on a kiosk", "write the words without a link"),
    "image": ("a picture in a story is not shown", "list it under photos in cooperative.yaml"),
    "table_open": ("a table is not shown", _PLAIN),
    "fence": ("code is not shown", _PLAIN),
    "code_block": ("an indented block is not shown", "take the spaces before the words out"),
    "code_inline": ("code is not shown", "take the ` signs out"),
    "hr": ("a line across the page is not shown", "take it out, or write a ## heading"),
    "s_open": ("struck-out words are not shown", "take the ~~ signs out"),
    "ordered_list_open": (
        "a numbered list is not shown",
        r"begin each item with '- '; a sentence that begins with a number needs '\.' after it",
    ),
}
_EMPTY = {"list_item_close": "list_item_open", "blockquote_close": "blockquote_open"}
_BULLETS = re.compile(r"\s*[•◦▪‣·●○■□➢✓]\s*\S")
_DASHES = re.compile(r"\s*(?:[–—]\s|[a-z0-9]\)\s)")
_HASHES = re.compile(r"\s*##+(?=[^#\s])|\s*#{7,}")
_STARS = re.compile(r"(\*\*|__)|\*(?=\w)|(?<=\w)\*")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(slots=True)
class _StoryReader:
    """What has been read of one text so far."""

    file: str
    language: str
    first_line: int
    faults: dict[Fault, int] = field(default_factory=dict)
    """What is wrong, each thing once, with its line inside the text."""
    passages: list[Passage] = field(default_factory=list)
    titles: list[tuple[int, str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def refuse(self, line: int, what: str, advice: str) -> None:
        """Add a fault; `line` counts from 0 inside the text."""
        self.faults[Fault(self.file, self.first_line + line, what, advice)] = line


@lru_cache(TEXTS_KEPT)
def read(text: str, file: str, language: str, letters: Letters) -> Story:
    """The story in the Markdown `text` of `file`.

    Raises ExhibitError with all faults: no title or more than one, nothing below it, anything
    the kiosk does not show, and characters that cannot be drawn.
    """
    reading = _read(text, file, language, 1)
    line, title = reading.titles[0] if reading.titles else (0, "")
    if len(title) > bounds.LINE:
        reading.refuse(line, f"a title of {len(title)} characters", f"{bounds.LINE} are the most")
    if not reading.titles:
        reading.refuse(0, "no title", "begin the story with a line '# Title'")
    for again, _ in reading.titles[1:]:
        reading.refuse(again, "a second title", "write '## ' for a heading inside the story")
    if reading.titles and not reading.blocks and not reading.faults:
        reading.refuse(line, "nothing stands below the title", "write the story")
    words = _words_when_sound(reading, letters)
    return Story(title=title, blocks=tuple(reading.blocks), words=words)


@lru_cache(TEXTS_KEPT)
def blocks(
    text: str, file: str, language: str, letters: Letters, first_line: int = 1
) -> tuple[Block, ...]:
    """The blocks of a Markdown text without a title; it begins on `first_line` of `file`.

    Raises ExhibitError with all faults.
    """
    reading = _read(text, file, language, first_line)
    for line, _ in reading.titles:
        reading.refuse(line, "a title has no place in this text", "write '## ' for a heading")
    if not reading.titles and not reading.blocks and not reading.faults:
        reading.refuse(0, "an empty text", "write it")
    _words_when_sound(reading, letters)
    return tuple(reading.blocks)


def _words_when_sound(reading: _StoryReader, letters: Letters) -> int:
    """How many words there are. Raises ExhibitError with all faults."""
    count = sum(
        len(sentence.text.split()) for block in reading.blocks for sentence in block.sentences
    )
    if count > lengths.WORDS:
        what = f"{count} words, where nobody reads more than {lengths.WORDS} on a screen"
        reading.refuse(0, what, "make it shorter")
    faults = [*reading.faults, *letters.faults(reading.file, reading.passages)]
    if faults:
        raise ExhibitError(faults)
    return count


@cache
def _parser() -> MarkdownIt:
    """CommonMark, and tables and strikethrough, so that these too are seen and refused."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _read(text: str, file: str, language: str, first_line: int) -> _StoryReader:
    """What the text says. Raises ExhibitError if it is too long to look at."""
    if len(text) > bounds.PROSE:
        what = f"{len(text)} characters, more than anybody reads standing"
        raise ExhibitError([Fault(file, first_line, what, f"{bounds.PROSE} are the most")])
    reading = _StoryReader(file, language, first_line)
    env: dict[str, dict[str, dict[str, list[int]]]] = {}
    tokens = _parser().parse(text, env)
    for reference in env.get("references", {}).values():
        reading.refuse(reference["map"][0], *_REFUSED["link_open"])
    inside: list[str] = []
    in_item = 0
    for before, token in pairwise([Token("", "", 0), *tokens]):
        line = token.map[0] if token.map else 0
        if token.type in _REFUSED:
            reading.refuse(line, *_REFUSED[token.type])
        elif before.map and before.type == _EMPTY.get(token.type):
            what = "nothing stands after this sign"
            reading.refuse(before.map[0], what, "write it, or take the sign out")
        elif token.type == "list_item_open":
            in_item = 0
        elif token.type == "paragraph_open" and inside[-1:] == ["list_item"]:
            in_item += 1
            if in_item > 1:
                reading.refuse(line, "a second paragraph in a list item", "make it one item more")
        _step(reading, token, inside, line)
    return reading


def _step(reading: _StoryReader, token: Token, inside: list[str], line: int) -> None:
    """Go into a block, out of it, or read its words."""
    if token.nesting > 0:
        _refuse_nesting(reading, token, inside, line)
        inside.append(token.tag if token.type == "heading_open" else token.type[: -len("_open")])
    elif token.nesting < 0:
        inside.pop()
    elif token.type == "inline" and not {"table", "ordered_list"} & set(inside):
        _block(reading, token, inside, line)


def _refuse_nesting(reading: _StoryReader, token: Token, inside: list[str], line: int) -> None:
    """Lists and quotes hold plain words, not each other; headings stand alone, at one depth."""
    if token.type == "heading_open":
        if token.tag not in {"h1", "h2"}:
            reading.refuse(line, f"a heading of depth {token.tag[1]}", "write '## '")
        if inside:
            reading.refuse(line, "a heading in a list or quote", "let it stand by itself")
        if token.markup == "-" and token.map:
            what = "--- under words makes a heading of them"
            advice = "take that line out; a heading begins with '## '"
            reading.refuse(token.map[1] - 1, what, advice)
    elif token.type in {"blockquote_open", "bullet_list_open"} and inside:
        what = "quote" if token.type == "blockquote_open" else "list"
        reading.refuse(line, f"a {what} inside a list or quote", "let it stand by itself")


def _block(reading: _StoryReader, token: Token, inside: list[str], line: int) -> None:
    """Read the words of one paragraph, heading, quote or item."""
    pieces = list(_pieces(reading, token, line))
    _refuse_lists(reading, token.content, line)
    reading.passages.extend(passage for _, passage in pieces)
    runs = _join(pieces)
    words = "".join(run.text for run in runs)
    kind: Kind = "paragraph"
    if inside[-1] in _HEADINGS:
        kind = "heading"
    elif "list_item" in inside:
        kind = "item"
    elif "blockquote" in inside:
        kind = "quote"
    if not words.strip():
        if line not in reading.faults.values():
            reading.refuse(line, f"an empty {kind}", "write it, or take it out")
    elif inside == ["h1"]:
        if reading.blocks and not reading.titles:
            reading.refuse(line, "the title does not stand first", "move it to the top")
        _refuse_wide(reading, [words], "heading", line)
        reading.titles.append((line, words))
    else:
        cut = [words] if kind == "heading" else sentences.split(words, reading.language)
        _refuse_wide(reading, cut, kind, line)
        reading.blocks.append(Block(kind=kind, sentences=tuple(_style(cut, runs))))


def _refuse_wide(reading: _StoryReader, cut: list[str], kind: Kind, line: int) -> None:
    """Refuse a block that has no room on one page of the glass, in the largest letters."""
    most = lengths.HEADING if kind == "heading" else lengths.SENTENCE
    name = "heading" if kind == "heading" else "sentence"
    for words in cut:
        if len(words.strip()) > most:
            what = f"a {name} of {len(words.strip())} characters, where the glass has room for"
            advice = "say it in fewer words" if name == "heading" else "make two or three of it"
            reading.refuse(line, f"{what} {most}", advice)
        longest = max(words.split(), key=len, default="")
        if len(longest) > lengths.WORD:
            what = f"a word of {len(longest)} characters, where a line has room for {lengths.WORD}"
            reading.refuse(line, what, "write it shorter, or with a space in it")


def _refuse_lists(reading: _StoryReader, typed: str, line: int) -> None:
    """Bullets and dashes that would run on in one paragraph, and headings that are none."""
    lines = typed.split("\n")
    dashes = sum(bool(_DASHES.match(row)) for row in lines) > 1
    for number, words in enumerate(lines):
        if _BULLETS.match(words) or (dashes and _DASHES.match(words)):
            what = f"'{words.strip()[:1]}' typed as a bullet: these lines would run on in one"
            reading.refuse(line + number, what, "begin each item with '- '")
            return
        if _HASHES.match(words):
            what = "signs # that make no heading, but would stand on the glass"
            reading.refuse(line + number, what, "write '## ' for a heading, with a space")
            return


def _refuse_stars(reading: _StoryReader, words: str, line: int) -> None:
    """Signs for emphasis that stay signs."""
    if found := _STARS.search(words):
        sign = found.group(1) or "*"
        what = f"{sign} that makes no words stand out, but would stand on the glass"
        advice = f"put {sign} right before the first word and right after the last, then a space; "
        reading.refuse(line, what, advice + f"or write \\{sign[0]}")


def _pieces(reading: _StoryReader, token: Token, line: int) -> Iterator[tuple[bool, Passage]]:
    """The words of an inline token, line by line, and whether each is emphasised."""
    depth = 0
    for child in token.children or ():
        if child.type in _REFUSED:
            reading.refuse(line, *_REFUSED[child.type])
        elif child.type in {"em_open", "strong_open"}:
            depth += 1
        elif child.type in {"em_close", "strong_close"}:
            depth -= 1
        elif child.type in {"softbreak", "hardbreak"}:
            line += 1
            yield depth > 0, Passage(reading.first_line + line, " ")
        elif child.type in {"text", "text_special"} and child.content:
            if "\\" not in token.content:  # with one, a sign may stand there on purpose
                _refuse_stars(reading, child.content, line)
            yield depth > 0, Passage(reading.first_line + line, child.content.replace("\t", " "))


def _join(pieces: list[tuple[bool, Passage]]) -> list[Run]:
    """Neighbours in the same style as one run."""
    found = []
    for emphasis, same in groupby(pieces, key=itemgetter(0)):
        words = "".join(passage.text for _, passage in same)
        # What nobody can see is a fault of its own: see `Letters`.
        found.append(Run(text=bounds.UNSEEN.sub("?", words), emphasis=emphasis))
    return found


def _style(cut: list[str], runs: list[Run]) -> Iterator[Sentence]:
    """The sentences with the styles of the runs they were cut from."""
    left = list(reversed(runs))
    for sentence in cut:
        wanted = len(sentence)
        taken = []
        while wanted:
            run = left.pop()
            head, tail = run.text[:wanted], run.text[wanted:]
            taken.append(Run(text=head, emphasis=run.emphasis))
            wanted -= len(head)
            if tail:
                left.append(Run(text=tail, emphasis=run.emphasis))
        yield Sentence(runs=tuple(taken))
