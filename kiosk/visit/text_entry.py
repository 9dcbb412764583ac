"""One line of text while it is typed: what stands there, and where the caret is.

Keys on the glass and a plugged-in keyboard both come through here, so the rules hold for both:

- The text is composed (NFC) and never longer than it may be; what would not fit is not begun, and
  the entry says so.
- What cannot be seen (control characters, marks that turn the direction of writing) is let pass
  without a trace; every kind of blank is a space.
- The caret never stands inside a character as people see it: an accent and its letter, or a family
  of emoji, go in one press of the backspace key.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from kiosk.signups.signup import hidden

_JOINER = "\u200d"
_JOINED = frozenset({"Mn", "Me", "Mc", "Cf"})
"""Categories of what belongs to the character before it. Of Cf only joiners get this far."""
_SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")
_FLAG_LETTERS = ("\U0001f1e6", "\U0001f1ff")


@dataclass(frozen=True, slots=True)
class Entry:
    """Text and caret. `Entry(length=80).insert("José")` begins with something in it."""

    length: int
    """The most code points there may be."""
    text: str = ""
    caret: int = 0
    """How many code points stand before it."""
    full: bool = False
    """What was typed last did not fit, and is not there: whoever typed it is told."""

    @property
    def before(self) -> str:
        """What stands before the caret."""
        return self.text[: self.caret]

    @property
    def after(self) -> str:
        """What stands after it."""
        return self.text[self.caret :]

    def insert(self, typed: str) -> Entry:
        """Put `typed` at the caret. The same entry again if nothing of it may stand there.

        Where that is for want of room, it is `full`.
        """
        seen = "".join(filter(None, map(_seen, typed)))
        if not seen:
            return self
        before = unicodedata.normalize("NFC", self.before + seen)
        text = unicodedata.normalize("NFC", before + self.after)
        if len(text) > self.length:
            return replace(self, full=True)
        # What was typed may melt into what follows: then the caret goes behind both.
        ends = zip(reversed(text), reversed(self.after), strict=False)
        untouched = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], ends))
        return Entry(self.length, text, _next(text, len(text) - untouched))

    def backspace(self) -> Entry:
        """Take away the character before the caret."""
        start = self.left().caret
        return _joined(self, self.text[:start], self.after)

    def delete(self) -> Entry:
        """Take away the character after the caret."""
        return _joined(self, self.before, self.text[self.right().caret :])

    def left(self) -> Entry:
        """The caret one character back."""
        before = (edge for edge in edges(self.text) if edge < self.caret)
        return replace(self, caret=max(before, default=0), full=False)

    def right(self) -> Entry:
        """The caret one character on."""
        return self.at(self.caret + 1)

    def home(self) -> Entry:
        """The caret before everything."""
        return replace(self, caret=0, full=False)

    def end(self) -> Entry:
        """The caret behind everything."""
        return replace(self, caret=len(self.text), full=False)

    def at(self, caret: int) -> Entry:
        """The caret behind so many code points, or else behind the character they end in."""
        return replace(self, caret=_next(self.text, caret), full=False)


def edges(text: str) -> tuple[int, ...]:
    """Where a character as people see it begins or ends, from 0 to the length of `text`.

    After Unicode's extended grapheme clusters (UAX #29), as far as names and addresses need them.
    """
    inner = []
    flag_letters = 0
    for at, (one, other) in enumerate(pairwise(text), start=1):
        flag_letters = flag_letters + 1 if _between(one, _FLAG_LETTERS) else 0
        joined = (
            unicodedata.category(other) in _JOINED
            or _between(other, _SKIN_TONES)
            or (one == _JOINER and unicodedata.category(other) == "So")
            or (flag_letters % 2 == 1 and _between(other, _FLAG_LETTERS))
        )
        if not joined:
            inner.append(at)
    return (0, *inner, len(text)) if text else (0,)


def _next(text: str, caret: int) -> int:
    return next((edge for edge in edges(text) if edge >= caret), len(text))


def _joined(entry: Entry, before: str, after: str) -> Entry:
    """The text left when a part has gone; characters that meet may melt together."""
    text = unicodedata.normalize("NFC", before + after)
    return Entry(entry.length, text, _next(text, min(len(before), len(text))))


def _seen(character: str) -> str:
    if unicodedata.category(character) == "Cc" or hidden(character):
        return ""
    return " " if character.isspace() else character


def _between(character: str, bounds: tuple[str, str]) -> bool:
    return bounds[0] <= character <= bounds[1]
