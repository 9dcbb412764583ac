"""Which letters may stand in an exhibit: UTF-8, visible, and drawn by a bundled typeface."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kiosk.errors import ExhibitError, Fault

MAX_BYTES = 1_000_000
"""No text an author writes is larger than 1 MB."""

TEXTS_KEPT = 512
"""So many texts are kept as they were read, for a preview: after a save one of them is another."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_ALLOWED = "\t\n\r"
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""These make text read otherwise than it is written (https://trojansource.codes)."""
_UNUSABLE_KINDS = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINING = "\u200c\u200d"
"""Unseen, but some scripts are written with them."""
_MANY = 5


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that a visitor may get to see, and the line where they begin."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Letters:
    """The characters that the bundled typefaces can draw."""

    drawable: frozenset[str]

    def faults(self, file: str, passages: Iterable[Passage]) -> Iterator[Fault]:
        """One fault for each character in `file` that cannot be shown, where it first stands.

        A text in a script that no typeface has is one fault, not one for each of its letters.
        """
        missing: dict[str, int] = {}
        for passage in passages:
            for number, line in enumerate(lines(passage.text)):
                for character in line:
                    if character not in self.drawable and character != "\t":
                        missing.setdefault(character, passage.line + number)
        for character in [each for each in missing if unusable(each)]:
            yield _unusable_fault(file, missing.pop(character), character)
        for character, line_number in missing.items():
            what, advice = in_words(character), "write it another way"
            if len(missing) > _MANY:
                what = f"{len(missing)} of the characters here, such as {what}"
                advice = "write in a script the typefaces have, or ask for a typeface that has it"
            yield Fault(file, line_number, f"no bundled typeface can draw {what}", advice)
            if len(missing) > _MANY:
                return


@lru_cache(1)
def load(fonts: Path) -> Letters:
    """All characters of typefaces in the folder `fonts`. Raises OSError if one is unreadable."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - slow to import, and only authors need it

    drawable: set[str] = set()
    for path in sorted(fonts.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            drawable.update(map(chr, font.getBestCmap()))
    return Letters(frozenset(drawable))


def lines(text: str) -> list[str]:
    """The lines of a text, ended as editors, YAML, Markdown and WebVTT end them."""
    return _LINE_END.split(text)


def decode(content: bytes, file: str) -> str:
    """The text in a file an author wrote, in Unicode's composed form (NFC), without a BOM.

    Raises ExhibitError if it is too large, not UTF-8, or holds characters nobody can see.
    """
    if len(content) > MAX_BYTES:
        advice = "a text is never this large; make it shorter"
        raise ExhibitError([Fault(file, 1, "larger than 1 MB", advice)])
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ExhibitError([Fault(file, 1, "saved as UTF-16", "save it as UTF-8")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        last = len(lines(content[: error.start].decode("utf-8", "replace")))
        fault = Fault(file, last, "these bytes are not UTF-8", "save it as UTF-8")
        raise ExhibitError([fault]) from error
    if any(map(unusable, set(text))):
        found: dict[str, int] = {}
        for number, line in enumerate(lines(text), start=1):
            for character in filter(unusable, line):
                found.setdefault(character, number)
        raise ExhibitError([_unusable_fault(file, found[each], each) for each in found])
    return unicodedata.normalize("NFC", text)


def unusable(character: str) -> bool:
    """Whether a character controls, hides or turns text around instead of being text."""
    if character in _ALLOWED or character in _JOINING:
        return False
    return (
        character in _REORDERING
        or unicodedata.category(character) in _UNUSABLE_KINDS
        or ord(character) & 0xFFFE == 0xFFFE
        or 0xFDD0 <= ord(character) <= 0xFDEF
    )


def in_words(character: str) -> str:
    """A character in words: itself where it can be seen, its number and its name."""
    name = unicodedata.name(character, "")
    number = f"U+{ord(character):04X} {name}".rstrip()
    seen = character.isprintable() and not unicodedata.combining(character)
    return f"'{character}' ({number})" if seen else number


def quote(words: str, length: int = 60) -> str:
    """Words to quote in a message: on one line, harmless on a terminal, and not too long."""
    words = " ".join(words.split())
    if len(words) > length:
        words = words[: length - 1] + "…"
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in words)


def _unusable_fault(file: str, line: int, character: str) -> Fault:
    what = f"{in_words(character)} cannot be part of a text"
    return Fault(file, line, what, "take this invisible one out")
