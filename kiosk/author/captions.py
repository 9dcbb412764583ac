"""Captions: WebVTT and SubRip files become cues, in order of time and never overlapping.

The blocks of a file are found here, so that every fault has its line; each block is read by
webvtt-py. Sources: https://www.w3.org/TR/webvtt1/ and, for SubRip, what players accept.
"""

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from kiosk.author import lengths
from kiosk.author.letters import TEXTS_KEPT, Letters, Passage, in_words, lines
from kiosk.errors import ExhibitError, Fault
from kiosk.exhibit import bounds
from kiosk.exhibit.model import Cue

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
                what = f"this caption stands until {_clock(cue.end_ms)}, "
                what += f"but the film ends at {_clock(duration_ms)}"
                yield Fault(self.file, line, what, "let it end with the film, or before")


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
    reader = _CaptionsReader(file, _is_subrip(text, file))
    found = reader.read(text)
    passages = [Passage(line + 1, cue.text) for cue, line in found]
    faults = [*reader.faults, *_order_faults(file, found), *letters.faults(file, passages)]
    if faults:
        raise ExhibitError(faults)
    return Captions(file, tuple(cue for cue, _ in found), tuple(line for _, line in found))


def _is_subrip(text: str, file: str) -> bool:
    """Whether these are SubRip's captions. What is written counts for more than the name."""
    if _WEBVTT.match(text):
        return False
    first = next((line for line in lines(text) if _ARROW in line), "")
    return "," in first.partition(_ARROW)[0] or file.lower().endswith(".srt")


@dataclass(slots=True)
class _CaptionsReader:
    """One reading of one file. What goes wrong is gathered, and reading goes on."""

    file: str
    subrip: bool
    faults: list[Fault] = field(default_factory=list)

    def read(self, text: str) -> list[tuple[Cue, int]]:
        """Each caption that can be read, and the line of its times."""
        blocks = list(_blocks(text))
        if not self.subrip:
            if not _WEBVTT.match(text):
                advice = "let the first line be 'WEBVTT'"
                self.faults.append(self._fault(1, "this is not WebVTT", advice))
                return []
            blocks = _without_header(blocks)
        found = []
        for block in blocks:
            if self.subrip or block.lines[0].split(maxsplit=1)[0] not in _NOT_CUES:
                times = [number for number, line in enumerate(block.lines) if _ARROW in line]
                cue = self._cue(block, times)
                if isinstance(cue, Cue):
                    found.append((cue, block.line + times[0]))
                else:
                    self.faults.append(cue)
        if not found and not self.faults:
            self.faults.append(self._fault(1, "no captions", "write them, or take this file out"))
        if len(found) > bounds.CUES:
            what = f"{len(found)} captions"
            self.faults.append(self._fault(1, what, f"keep at most {bounds.CUES}"))
        return found

    def _cue(self, block: _Block, times: list[int]) -> Cue | Fault:
        """The caption in a block, whose times stand on these of its lines; or its fault."""
        if not times or times[0] > 1:
            return self._fault(block.line, "these lines belong to no caption", self._form)
        line = block.line + times[0]
        if len(times) > 1:
            again = block.line + times[1]
            return self._fault(again, "a caption inside a caption", "write an empty line before it")
        for moment in _MOMENT.finditer(block.lines[times[0]]):
            if len(moment[1]) != 3:
                what = f"'{moment[0]}' has {len(moment[1])} digits of a second, where three are due"
                return self._fault(line, what, f"write {_three_digits(moment[0])}")
        caption = self._parse(block.lines[times[0] :])
        if caption is None:
            return self._fault(line, "these times cannot be read", self._form)
        words = self._words("\n".join(block.lines[times[0] + 1 :]))
        return self._make_cue(_ms(caption.start), _ms(caption.end), words, line)

    def _make_cue(self, start_ms: int, end_ms: int, words: str, line: int) -> Cue | Fault:
        """The caption, or its fault."""
        if max(start_ms, end_ms) > bounds.CUE_MS:
            return self._fault(line, "this is later than any film lasts", "correct the times")
        if end_ms <= start_ms:
            return self._fault(line, "this caption ends before it starts", "correct the times")
        if not words:
            return self._fault(line, "this caption has no words", "write them, or take it out")
        if len(words) > lengths.CUE:
            what = f"a caption of {len(words)} characters, where the glass has room for"
            return self._fault(line, f"{what} {lengths.CUE}", "make two captions of it")
        if hidden := bounds.UNSEEN.search(words):  # written as `&#x202e;`
            what = f"{in_words(hidden[0])} cannot be part of a text"
            return self._fault(line, what, "take this invisible one out")
        return Cue(start_ms=start_ms, end_ms=end_ms, text=words)

    def _parse(self, block: list[str]) -> webvtt.Caption | None:
        """Let webvtt-py read one cue, from the line with its times. None if it cannot."""
        head = ["1"] if self.subrip else ["WEBVTT", ""]
        body = block if len(block) > 1 else [*block, "-"]
        whole = io.StringIO("\n".join([*head, *body]))
        try:
            read = webvtt.from_buffer(whole, format="srt" if self.subrip else "vtt")
        except (MalformedCaptionError, MalformedFileError):
            return None
        return read.captions[0] if len(read.captions) == 1 else None

    def _words(self, text: str) -> str:
        """The words of a caption: without marks for place and style, one space between words."""
        text = _TAGS.sub("", _PLACING.sub("", text) if self.subrip else text)
        text = text if self.subrip else html.unescape(text)
        return "\n".join(words for line in lines(text) if (words := " ".join(line.split())))

    @property
    def _form(self) -> str:
        """How a caption is written."""
        if self.subrip:
            return "write a number, then 00:00:01,000 --> 00:00:03,500, then the words"
        return "write 00:01.000 --> 00:03.500, and the words on the next lines"

    def _fault(self, line: int, what: str, advice: str) -> Fault:
        return Fault(self.file, line, what, advice)


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


def _three_digits(moment: str) -> str:
    """A moment as it was meant, most likely: two digits are hundredths."""
    at = max(moment.rfind("."), moment.rfind(",")) + 1
    return moment[:at] + moment[at:][:3].ljust(3, "0")


def _order_faults(file: str, found: list[tuple[Cue, int]]) -> Iterator[Fault]:
    """Each caption starts when the ones before it have ended."""
    until_ms, above = 0, 0
    for cue, line in found:
        if cue.start_ms < until_ms:
            what = f"this caption starts at {_clock(cue.start_ms)}, "
            what += f"but the one on line {above} stands until {_clock(until_ms)}"
            yield Fault(file, line, what, "let one end before the next starts, in order of time")
        if cue.end_ms > until_ms:
            until_ms, above = cue.end_ms, line


def _ms(timestamp: str) -> int:
    """Milliseconds of webvtt-py's HH:MM:SS.mmm."""
    hours, minutes, seconds = timestamp.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + int(seconds.replace(".", ""))


def _clock(ms: int) -> str:
    """Milliseconds as M:SS.mmm."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02}.{ms % 1000:03}"
