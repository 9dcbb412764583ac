"""Captions: WebVTT and SubRip files become cues, in order of time and never overlapping.

The blocks of a file are found here, so that every fault has its line; each block is read by
webvtt-py. Sources: https://www.w3.org/TR/webvtt1/ and, for SubRip, what players accept.
"""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from kiosk.author import limits
from kiosk.author.letters import TEXTS_KEPT, Letters, Passage, in_words, lines
from kiosk.errors import ExhibitError, Fault
from kiosk.exhibit import bounds
from kiosk.exhibit.model import Cue

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIXES = (".vtt", ".srt")
"""How the names of caption files end."""

_NOT_CUES = ("NOTE", "STYLE", "REGION")
_ARROW = "-->"
_WEBVTT = re.compile(r"WEBVTT(?:[ \t\r\n]|$)")
_MOMENT = re.compile(r"\d+:\d\d[.,](\d+)")
_TAGS = re.compile(
    r"</?(?:c|i|b|u|s|ruby|rt|v|lang|font)(?:[. \t][^<>]*)?>|<\d\d:\d\d[\d:.]*>", re.IGNORECASE
)
"""Marks for style, speaker and moment. Any other < is one that somebody wrote."""
_PLACING = re.compile(r"\{\\[^}]*\}")
"""SubRip's marks for where a caption stands, such as {\\an8}."""


@dataclass(frozen=True, slots=True)
class Captions:
    """The captions of one film in one language, and where each stands in its file."""

    file: str
    cues: tuple[Cue, ...]
    lines: tuple[int, ...]
    """For each cue the line of its times."""

    def faults_with(self, duration_ms: int) -> Iterator[Fault]:
        """The captions that run past the end of a film of this length."""
        for cue, line in zip(self.cues, self.lines, strict=True):
            if cue.end_ms > duration_ms:
                yield Fault(
                    self.file,
                    line,
                    f"this caption stands until {_clock(cue.end_ms)}, "
                    f"but the film ends at {_clock(duration_ms)}",
                    "let it end with the film, or before",
                )


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines without an empty line between them."""

    line: int
    lines: list[str]


@lru_cache(TEXTS_KEPT)
def read(text: str, file: str, letters: Letters) -> Captions:
    """The captions in the `text` of `file`: SubRip or WebVTT, as it is written; else by its name.

    Raises ExhibitError with all faults: no captions, times that cannot be read, a caption that
    ends before it starts, overlaps, has no words, or characters that cannot be drawn.
    """
    subrip = _is_subrip(text, file)
    blocks = list(_blocks(text))
    faults: list[Fault] = []
    if not subrip:
        if not _WEBVTT.match(text):
            _refuse(faults, file, 1, "this is not WebVTT", "let the first line be 'WEBVTT'")
        else:
            blocks = _without_header(blocks)
    found: list[tuple[Cue, int]] = []
    passages: list[Passage] = []
    for block in [] if faults else blocks:
        if not subrip and block.lines[0].split(maxsplit=1)[0] in _NOT_CUES:
            continue
        line = block.line + next((i for i, each in enumerate(block.lines) if _ARROW in each), 0)
        cue = _cue(block, subrip, file, faults)
        if cue:
            found.append((cue, line))
            passages.append(Passage(line + 1, cue.text))
    if not found and not faults:
        _refuse(faults, file, 1, "no captions", "write them, or take this file out")
    if len(found) > bounds.CUES:
        _refuse(faults, file, 1, f"{len(found)} captions", f"keep at most {bounds.CUES}")
    faults.extend(_order_faults(file, found))
    faults.extend(letters.faults(file, passages))
    if faults:
        raise ExhibitError(faults)
    return Captions(file, tuple(cue for cue, _ in found), tuple(line for _, line in found))


def _is_subrip(text: str, file: str) -> bool:
    """Whether these are SubRip's captions. What is written counts for more than the name."""
    if _WEBVTT.match(text):
        return False
    first = next((line for line in lines(text) if _ARROW in line), "")
    return "," in first.partition(_ARROW)[0] or file.lower().endswith(".srt")


def _refuse(faults: list[Fault], file: str, line: int, what: str, advice: str) -> None:
    faults.append(Fault(file, line, what, advice))


def _blocks(text: str) -> Iterator[_Block]:
    """The blocks of a file, each with the line where it begins."""
    gathered: list[str] = []
    for number, line in enumerate([*lines(text), ""], start=1):
        if line.strip():
            gathered.append(line)
        elif gathered:
            yield _Block(number - len(gathered), gathered)
            gathered = []


def _without_header(blocks: list[_Block]) -> list[_Block]:
    """The blocks after WEBVTT. A cue that follows it without an empty line is kept."""
    header = blocks[0]
    for number, line in enumerate(header.lines):
        if _ARROW in line:
            return [_Block(header.line + number, header.lines[number:]), *blocks[1:]]
    return blocks[1:]


def _cue(block: _Block, subrip: bool, file: str, faults: list[Fault]) -> Cue | None:  # noqa: FBT001 - one of two formats
    """The caption in a block, or None and a fault."""
    times = [number for number, line in enumerate(block.lines) if _ARROW in line]
    if not times or times[0] > 1:
        _refuse(faults, file, block.line, "these lines belong to no caption", _form(subrip))
        return None
    line = block.line + times[0]
    if len(times) > 1:
        again = block.line + times[1]
        _refuse(faults, file, again, "a caption inside a caption", "write an empty line before it")
        return None
    typed = block.lines[times[0]]
    odd = next((moment for moment in _MOMENT.finditer(typed) if len(moment[1]) != 3), None)
    caption = None if odd else _parse(block.lines[times[0] :], subrip)
    if odd:
        what = f"'{odd[0]}' has {len(odd[1])} digits of a second, where three are due"
        _refuse(faults, file, line, what, f"write {_three_digits(odd[0])}")
    elif caption is None:
        _refuse(faults, file, line, "these times cannot be read", _form(subrip))
    if caption is None:
        return None
    words = _words("\n".join(block.lines[times[0] + 1 :]), subrip)
    return _sound(_ms(caption.start), _ms(caption.end), words, _Place(file, line, faults))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a caption stands, and where its fault goes."""

    file: str
    line: int
    faults: list[Fault]

    def refuse(self, what: str, advice: str) -> None:
        _refuse(self.faults, self.file, self.line, what, advice)


def _sound(start_ms: int, end_ms: int, words: str, place: _Place) -> Cue | None:
    """The caption, or None and a fault."""
    if max(start_ms, end_ms) > bounds.CUE_MS:
        place.refuse("this is later than any film lasts", "correct the times")
    elif end_ms <= start_ms:
        place.refuse("this caption ends before it starts", "correct the times")
    elif not words:
        place.refuse("this caption has no words", "write them, or take it out")
    elif len(words) > limits.CUE:
        what = f"a caption of {len(words)} characters, where the glass has room for {limits.CUE}"
        place.refuse(what, "make two captions of it")
    elif hidden := bounds.UNSEEN.search(words):  # written as `&#x202e;`
        what = f"{in_words(hidden[0])} cannot be part of a text"
        place.refuse(what, "take this invisible one out")
    else:
        return Cue(start_ms=start_ms, end_ms=end_ms, text=words)
    return None


def _parse(block: list[str], subrip: bool) -> webvtt.Caption | None:  # noqa: FBT001
    """Let webvtt-py read one cue, from the line with its times. None if it cannot."""
    head = ["1"] if subrip else ["WEBVTT", ""]
    body = block if len(block) > 1 else [*block, "-"]
    try:
        read = webvtt.from_buffer(
            io.StringIO("\n".join([*head, *body])), format="srt" if subrip else "vtt"
        )
    except (MalformedCaptionError, MalformedFileError):
        return None
    if len(read.captions) != 1:
        return None
    caption = read.captions[0]
    if len(block) == 1:
        caption.lines = []
    return caption


def _three_digits(moment: str) -> str:
    """A moment as it was meant, most likely: two digits are hundredths."""
    at = max(moment.rfind("."), moment.rfind(",")) + 1
    return moment[:at] + moment[at:][:3].ljust(3, "0")


def _words(text: str, subrip: bool) -> str:  # noqa: FBT001
    """The words of a caption: without marks for place and style, one space between words."""
    text = _TAGS.sub("", _PLACING.sub("", text) if subrip else text)
    text = text if subrip else html.unescape(text)
    return "\n".join(words for line in lines(text) if (words := " ".join(line.split())))


def _order_faults(file: str, found: list[tuple[Cue, int]]) -> Iterator[Fault]:
    """Each caption starts when the ones before it have ended."""
    until_ms, above = 0, 0
    for cue, line in found:
        if cue.start_ms < until_ms:
            yield Fault(
                file,
                line,
                f"this caption starts at {_clock(cue.start_ms)}, "
                f"but the one on line {above} stands until {_clock(until_ms)}",
                "let one end before the next starts, in order of time",
            )
        if cue.end_ms > until_ms:
            until_ms, above = cue.end_ms, line


def _form(subrip: bool) -> str:  # noqa: FBT001
    """How a caption is written."""
    if subrip:
        return "write a number, then 00:00:01,000 --> 00:00:03,500, then the words"
    return "write 00:01.000 --> 00:03.500, and the words on the next lines"


def _ms(timestamp: str) -> int:
    """Milliseconds of webvtt-py's HH:MM:SS.mmm."""
    hours, minutes, seconds = timestamp.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + int(seconds.replace(".", ""))


def _clock(ms: int) -> str:
    """Milliseconds as M:SS.mmm."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02}.{ms % 1000:03}"
