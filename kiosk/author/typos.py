"""Slips of the keyboard that YAML takes for something else, or stumbles over lines further on.

Words that begin with an apostrophe ('t Huiske), a comma between { and }, a # in the middle, `null`,
and spaces copied from a page or a letter. Each is told where it was typed, with what to type.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from kiosk.author.letters import quote
from kiosk.errors import Fault

_NOTHING = {"null", "Null", "NULL", "~"}
_WIDE = "\u00a0\u2002-\u200a\u202f\u205f\u3000"
"""Spaces that look like one, and are none to YAML."""
_WIDE_PLACES = re.compile(
    rf"^ *[{_WIDE}][ {_WIDE}]*(?=\S)|^[ ]*(?:- )*-[{_WIDE}]|^[ ]*(?:- )*[\w-]+:[{_WIDE}]"
)
"""Before a key, after a dash, after a colon."""
_OPENS = re.compile(r"""(?:^\s*|:\s+|-\s+|[\[{,]\s*)(['"])""")
"""A quote where a value begins."""
_LOST = re.compile(r"\s+#(?=\S)|\s#(?=\s?\d)")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}\b")
_BLOCK = re.compile(r"^(\s*)(?:- )*[^#'\"]*:\s+[|>][-+0-9]*\s*(?:#.*)?$")


def in_lines(lines: Sequence[str], file: str, until: int) -> Iterator[Fault]:
    """What makes a file unreadable, in the lines up to number `until`, where it was noticed."""
    inside: int | None = None  # how far the key of a block of text stands in
    open_quote = ""
    for number, line in enumerate(lines[:until], start=1):
        deep = len(line) - len(line.lstrip(" "))
        if inside is not None and (deep > inside or not line.strip()):
            continue
        inside = None
        if block := _BLOCK.match(line):
            inside = len(block.group(1))
            continue
        if _WIDE_PLACES.match(line):
            yield _wide(file, number)
        elif not open_quote and (left := _left_open(line)):
            mark, words = left
            yield Fault(file, number, *_unclosed(mark, words))
            # what looks like more of them below may be the end of this one
            open_quote = mark if mark == '"' else ""


def _left_open(line: str) -> tuple[str, str] | None:
    """The quote that opens a value on this line and is not closed on it, and the words in it."""
    at = 0
    while opening := _OPENS.search(line, at):
        mark, begin = opening.group(1), opening.end()
        closing = re.compile(r"'(?!')" if mark == "'" else r'(?<!\\)"')
        end = begin
        while True:
            if not (closed := closing.search(line, end)):
                return mark, line[begin:]
            rest = line[closed.end() :]
            if re.match(r"\s*(?:[,\]}:#]|$)", rest):
                break
            if mark == '"' or re.search(r"\S'\s$", line[begin : closed.end() + 1]):
                return None  # closed, and words after it: another fault
            end = closed.end()  # as in 't Huis van 't dorp
        at = closed.end()
    return None


def _unclosed(mark: str, words: str) -> tuple[str, str]:
    """The fault of an unclosed quote, and what to type."""
    words = re.split(r"\s+#|[,}\]]", words)[0].strip()
    if mark == "'":
        return (
            "words that begin with ' are taken for a quote that is never closed",
            f'put them in double quotes: "\'{quote(words, 40)}"',
        )
    return "a quote that is never closed", "close it"


def _wide(file: str, line: int) -> Fault:
    what = "a space that YAML does not know, such as web pages and letters have"
    return Fault(file, line, what, "take it out, and type a plain space")


def in_key(key: str, file: str, line: int) -> Fault | None:
    """The fault of a key that holds a space copied from elsewhere."""
    return _wide(file, line) if re.search(rf"[{_WIDE}]", key) else None


def in_flow(pairs: Sequence[tuple[Any, Any]], file: str) -> Fault | None:
    """A comma that cut words in two between { and }; `pairs` are PyYAML's nodes."""
    for before, (key, value) in pairwise(pairs):
        empty = getattr(value, "value", None) == "" and not getattr(value, "style", None)
        if empty and value.start_mark.index == value.end_mark.index == key.end_mark.index:
            whole = f"{before[1].value}, {key.value}" if isinstance(before[1].value, str) else ""
            advice = "put words that hold a comma in quotes"
            if whole:
                advice += f': {quote(str(before[0].value))}: "{quote(whole)}"'
            line = key.start_mark.line + 1
            return Fault(file, line, "a comma between { and } ends the words before it", advice)
    return None


def in_words(node: Any, source: Sequence[str], file: str) -> Fault | None:  # noqa: ANN401 - no stub
    """The fault of one value as it was typed; `node` is PyYAML's, `source` the lines."""
    first, last = node.start_mark.line, node.end_mark.line
    if node.style == "'" and last > first and re.match(r"\w\b", node.value):
        return Fault(file, first + 1, *_unclosed("'", source[first].partition("'")[2]))
    if node.style is not None:
        return None
    if node.value in _NOTHING:
        what = f"'{node.value}' would stand on the glass as it is"
        return Fault(file, first + 1, what, "take this line out: what is left out is not there")
    if re.match(rf"[\w-]+:[{_WIDE}]|-[{_WIDE}]", node.value):
        return _wide(file, first + 1)
    rest = source[last][node.end_mark.column :] if last < len(source) else ""
    lost = _LOST.match(rest)
    if lost is None or (not node.value and _COLOUR.match(rest.strip())):
        return None
    words = quote(f"{node.value}{rest}".strip())
    what = f"the words from '{quote(rest.strip(), 30)}' are lost: # begins a comment"
    advice = f'put all of it in quotes: "{words}"; or write a space after #, and two before it'
    return Fault(file, last + 1, what, advice)
