"""Which way words run: the order on the glass of text that mixes scripts.

The Unicode Bidirectional Algorithm (UAX #9) for one line, without explicit codes: authors may not
write those, and what must not be turned around is found here by its shape. Text stays in the order
in which it is read; a line becomes runs, from left to right, and whoever draws shapes each of them.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

RIGHT_TO_LEFT: Final = frozenset({"ar", "arc", "ckb", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages that are written from right to left."""

_RIGHT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
"""Scripts that run from right to left, of those that people write by hand."""

_KEPT: Final = re.compile(
    r"[^\s@،؛؟]+@[^\s@،؛؟]*[^\s@،؛؟.,;:!?)]"  # an e-mail address
    r"|(?:https?://|www\.)[^\s،؛؟]*[^\s،؛؟.,;:!?)]"
    r"|\(?[+0][\d()/ \u00a0-]{5,}\d"  # a telephone number
    r"|[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.& -]*(?=[,،:;·–] ?\d)"  # a name, before another thing's number
    r"|\b[0-9A-Z]{4,5}(?:[- \u00a0][0-9A-Z]{4,5})+\b"  # a code in groups
)
"""What is read from left to right in every script, though it may begin with digits or a sign."""

_STRONG: Final = frozenset({"L", "R", "AL"})
_ENDS: Final = frozenset({"S", "B"})
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}", "⁅": "⁆", "⁽": "⁾", "₍": "₎"}
_MOST_OPEN: Final = 63
"""Brackets within brackets; beyond it none are paired."""


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that stand beside each other and run one way."""

    start: int
    """Of its first character in the line, in reading order."""
    text: str
    """In reading order."""
    right: bool
    """It runs from right to left."""


def rightward(language: str) -> bool:
    """Whether a language is written from right to left."""
    return language.partition("-")[0] in RIGHT_TO_LEFT


def has_right(text: str) -> bool:
    """Whether anything in it runs from right to left."""
    return _RIGHT.search(text) is not None


def base(text: str, *, right: bool) -> bool:
    """Whether a paragraph runs from right to left, among others that do (`right`) or do not.

    A paragraph in the other direction is one without any letter of this one: a Dutch sentence on an
    Arabic page. Elsewhere its first letter says it.
    """
    if not has_right(text):
        return right and not any(unicodedata.bidirectional(sign) == "L" for sign in text)
    if right:
        return True
    kinds = map(unicodedata.bidirectional, text)
    return next((kind != "L" for kind in kinds if kind in {"L", "R", "AL"}), False)


def unbroken(text: str) -> str:
    """The text with blanks that are no end of a line in telephone numbers and codes.

    In a paragraph from right to left a half of one would be turned around.
    """
    return _KEPT.sub(_unbroken, text)


def _unbroken(kept: re.Match[str]) -> str:
    numbered = any(sign.isdigit() for sign in kept[0])
    return kept[0].replace(" ", "\u00a0") if numbered else kept[0]


@lru_cache(maxsize=512)
def runs(text: str, start: int = 0, end: int | None = None, *, right: bool) -> tuple[Run, ...]:
    """The runs of one line of a text, from left to right on the glass.

    The line is what stands from `start` to `end`; `right`: the text runs from right to left.
    """
    line = text[start:end]
    if not line:
        return ()
    if not right and not has_right(text):
        return (Run(0, line, False),)
    level = int(right)
    found = list(levels(text, right=right)[start:end])
    for at in reversed(range(len(line))):  # blanks at its end belong to the line (L1)
        if unicodedata.bidirectional(line[at]) not in {"WS", "BN"}:
            break
        found[at] = level
    placed: list[Run] = []
    depth: list[int] = []
    at = 0
    for deep, group in groupby(found):
        length = len(tuple(group))
        placed.append(Run(at, line[at : at + length], deep % 2 == 1))
        depth.append(deep)
        at += length
    # From the deepest level to the lowest odd one, what is at least so deep is turned around (L2).
    for least in range(max(depth), 0, -1):
        first = 0
        while first < len(placed):
            last = first
            while last < len(placed) and depth[last] >= least:
                last += 1
            placed[first:last] = reversed(placed[first:last])
            depth[first:last] = reversed(depth[first:last])
            first = max(last, first + 1)
    return tuple(placed)


@lru_cache(maxsize=64)
def levels(text: str, *, right: bool) -> tuple[int, ...]:
    """How deep each character is embedded: at an odd level it runs from right to left."""
    found: list[int] = []
    for paragraph in text.split("\n"):
        found += [*_levels(paragraph, int(right)), int(right)]
    return tuple(found[:-1])


def _levels(paragraph: str, level: int) -> list[int]:
    kinds = [unicodedata.bidirectional(sign) or "L" for sign in paragraph]
    found = [level] * len(paragraph)
    outer: list[int] = []
    at = 0
    kept = {match.start(): match.end() for match in _KEPT.finditer(paragraph)}
    for start, end in kept.items():
        # Outside it counts as one neutral sign, and nothing in it turns around (X5a, X10).
        outer += range(at, start + 1)
        at = end
        kinds[start] = "ON"
        found[start:end] = [level + level % 2] * (end - start)
    outer += range(at, len(paragraph))
    seen = [at for at in outer if kinds[at] != "BN"]
    signs = ["" if at in kept else paragraph[at] for at in seen]
    for place, depth in zip(seen, _depths(signs, [kinds[at] for at in seen], level), strict=True):
        if place not in kept:
            found[place] = depth
    for at in outer:  # what is not seen goes with what stands before it (X9)
        if kinds[at] == "BN":
            found[at] = found[at - 1] if at else level
    ends = True
    for at in reversed(range(len(paragraph))):  # blanks at an end belong to the paragraph (L1)
        ends = kinds[at] in _ENDS or (ends and kinds[at] in {"WS", "BN"})
        if ends:
            found[at] = level
    return found


def _depths(signs: list[str], kinds: list[str], level: int) -> list[int]:
    """Levels of a sequence that begins and ends at `level`. Rules W1 to I2; `kinds` is changed."""
    outside = "R" if level % 2 else "L"
    marks = [kind == "NSM" for kind in kinds]
    _weak(kinds, outside)
    _join_numbers(kinds, outside)
    _pair(signs, kinds, outside, marks)
    _neutral(kinds, outside)
    raised = {"L": level % 2, "R": 1 - level % 2, "EN": 2 - level % 2, "AN": 2 - level % 2}
    return [level + raised[kind] for kind in kinds]


def _weak(kinds: list[str], outside: str) -> None:
    """Marks go with their letter, digits after Arabic are Arabic digits (W1 to W3)."""
    before = strong = outside
    for at, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[at] = before
        elif kind == "EN" and strong == "AL":
            kinds[at] = "AN"
        elif kind in _STRONG:
            strong = kind
        before = kinds[at]
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]


def _join_numbers(kinds: list[str], outside: str) -> None:
    """What stands in or beside a number belongs to it, else to nothing (W4 to W7)."""
    for at in range(1, len(kinds) - 1):
        sides = {kinds[at - 1], kinds[at + 1]}
        if sides == {"EN"} and kinds[at] in {"ES", "CS"}:
            kinds[at] = "EN"
        elif sides == {"AN"} and kinds[at] == "CS":
            kinds[at] = "AN"
    at = 0
    for kind, group in groupby(list(kinds)):
        end = at + len(tuple(group))
        if kind == "ET" and "EN" in kinds[max(0, at - 1) : at] + kinds[end : end + 1]:
            kinds[at:end] = ["EN"] * (end - at)
        at = end
    strong = outside
    for at, kind in enumerate(kinds):
        if kind in _STRONG:
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
        elif kind in {"ES", "ET", "CS"}:
            kinds[at] = "ON"


def _pair(signs: list[str], kinds: list[str], outside: str, marks: list[bool]) -> None:
    """Both brackets of a pair run the way of what is in them, and marks go with them (N0)."""
    for start, end in _pairs(signs, kinds):
        inside = {_way(kind) for kind in kinds[start + 1 : end]} - {""}
        if not inside:
            continue
        way = outside
        if outside not in inside:
            before = (_way(kind) for kind in reversed(kinds[:start]))
            way = next((kind for kind in before if kind), outside)
        for at in (start, end):
            kinds[at] = way
            while at + 1 < len(kinds) and marks[at + 1]:
                at += 1  # noqa: PLW2901 - on to the marks
                kinds[at] = way


def _pairs(signs: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    """Where brackets open and close, by where they open (BD16)."""
    pairs, open_ = [], list[tuple[str, int]]()
    for at, sign in enumerate(signs):
        if kinds[at] != "ON":
            continue
        if sign in _BRACKETS:
            if len(open_) == _MOST_OPEN:
                return []
            open_.append((_BRACKETS[sign], at))
        else:
            depth = next((d for d in reversed(range(len(open_))) if open_[d][0] == sign), None)
            if depth is not None:
                pairs.append((open_[depth][1], at))
                del open_[depth:]
    return sorted(pairs)


def _neutral(kinds: list[str], outside: str) -> None:
    """Neutral signs run with what stands on both sides, else with the line (N1, N2)."""
    at = 0
    before = outside
    for kind, group in groupby(list(kinds), lambda kind: kind if _way(kind) else ""):
        end = at + len(tuple(group))
        if kind:
            before = _way(kind)
        else:
            after = _way(kinds[end]) if end < len(kinds) else outside
            kinds[at:end] = [before if before == after else outside] * (end - at)
        at = end


def _way(kind: str) -> str:
    """L or R for what has a way: numbers count as R."""
    return "R" if kind in {"R", "EN", "AN"} else kind if kind == "L" else ""
