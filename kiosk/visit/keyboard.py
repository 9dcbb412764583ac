"""The keyboard on the glass: which keys it has, and what pressing one does. Draws nothing.

Which letters stand where is told by `keyboards.json`, for each language of the glass: real national
layouts. A name has the letters with accents of its language in sight, where an address has digits;
the other accents are behind a key of their own, and behind a long press on their letter, which is a
short cut and never the only way. Arabic has no capitals, and so no shift key.

    board = read().board("nl", "name")
    for row in board.rows: ...          # draw the keys
    board = board.press(key)            # and look again: board.rows, board.entry
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import Field, ValidationError

from kiosk.errors import KioskError
from kiosk.exhibit.model import Frozen
from kiosk.signups.signup import EMAIL_LENGTH, NAME_LENGTH, PHONE_LENGTH
from kiosk.visit.text_entry import Entry

FILE = Path(__file__).resolve().parent / "keyboards.json"
"""The layouts that ship."""

FALLBACK = "nl"
"""A language without a keyboard of its own has this one."""

_CAPITALS = {"ß": "ẞ", "\N{LATIN SMALL LETTER DOTLESS I}": "İ"}

Purpose: TypeAlias = Literal["name", "email", "phone", "code"]
Kind: TypeAlias = Literal[
    "text", "space", "domain", "ending", "shift", "backspace", "accents", "alphabet"
]
Layer: TypeAlias = Literal["letters", "accents"]

LENGTHS: dict[Purpose, int] = {
    "name": NAME_LENGTH,
    "email": EMAIL_LENGTH,
    "phone": PHONE_LENGTH,
    "code": 16,
}
"""Code points that fit, by purpose."""

BEFORE_A_CAPITAL = (" ", "-", ".")
"""After these a new part of a name begins: Anna Maria, Jan-Willem, J.P."""

ROW_WIDTH = 11.3
"""Letter keys side by side on a keyboard with digits: one with fewer has no larger keys."""
SPACE_WIDTH = 3.0
"""At least; it takes what its row leaves."""
WIDTHS = {"shift": 1.3, "backspace": 1.3, "accents": 1.3, "alphabet": 1.5}
"""Widths of keys that type nothing, in letter keys."""


@dataclass(frozen=True, slots=True)
class BoardKey:
    """One key, as it is now: shifted or not."""

    label: str
    """What stands on it. "shift" and "backspace" have none: they are signs."""
    kind: Kind
    value: str
    """What it types: "@" or "@gmail.com"; empty for one that types nothing."""
    width: float = 1.0
    """In letter keys."""
    choices: tuple[str, ...] = ()
    """What a long press offers, `value` first; empty where there is nothing to choose."""
    on: bool = False
    """Whether it looks pressed: "shift" and "accents" while they hold."""


class Alphabet(Frozen):
    """Where the letters of one alphabet stand. Rows are keys with blanks between them."""

    label: str
    """On the key that leads here from another alphabet."""
    top: str
    """Letters with accents that are wanted most, in place of digits."""
    letters: tuple[str, str, str]
    accents: tuple[str, str, str]
    """What stands in their places while the accents key holds; three empty rows: no such key."""
    held: dict[str, str]
    """What a long press on a letter offers."""
    apostrophe: str = "’"
    """The one in names: in Ukrainian it is a letter."""

    @property
    def has_capitals(self) -> bool:
        """Whether its letters are written in two ways."""
        return any(capital(letter) != letter for row in self.letters for letter in row.split())


class LanguageKeys(Frozen):
    """What differs from language to language."""

    name: tuple[str, ...] = Field(min_length=1)
    """The alphabets of a name; the first is on when it begins."""
    email: tuple[str, ...] = Field(min_length=1)
    space: str
    """The word on the space bar."""
    domains: tuple[str, ...]
    """Keys for a whole domain; each with what a long press on it offers."""
    endings: tuple[str, ...]


class Plan(Frozen):
    """The rows of one purpose; `{top}` is a row of the alphabet, `{shift}` a key of that kind."""

    letters: tuple[str, ...]
    accents: tuple[str, ...] = ()
    label: str = ""
    """On the accents key."""
    key_width: float = 1.0


class Keyboards(Frozen):
    """All layouts."""

    purposes: dict[Purpose, Plan]
    alphabets: dict[str, Alphabet]
    held: dict[str, str]
    """What a long press on a sign offers, whatever the alphabet."""
    languages: dict[str, LanguageKeys]

    def board(self, language: str, purpose: Purpose, text: str = "") -> Board:
        """A keyboard to type `text` on, with the caret behind what stands there already."""
        tongue = self.languages.get(language, self.languages[FALLBACK])
        names = tongue.name if purpose == "name" else tongue.email
        return Board(
            purpose=purpose,
            plan=self.purposes[purpose],
            alphabets=tuple(self.alphabets[name] for name in names),
            tongue=tongue,
            held=tuple(self.held.items()),
            entry=Entry(LENGTHS[purpose]).insert(text),
        )


def read(file: Path = FILE) -> Keyboards:
    """The layouts in `file`. Raises KioskError if they cannot be read."""
    try:
        return Keyboards.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise KioskError(f"{file.name} cannot be read: {error}") from error


@dataclass(frozen=True, slots=True)
class Board:
    """A keyboard with what has been typed on it. Made by `Keyboards.board`."""

    purpose: Purpose
    plan: Plan
    alphabets: tuple[Alphabet, ...]
    tongue: LanguageKeys
    held: tuple[tuple[str, str], ...]
    entry: Entry
    layer: Layer = "letters"
    capitals: bool | None = None
    """Whether the shift key was pressed on or off since the last letter; None: not touched."""

    @property
    def text(self) -> str:
        """What has been typed."""
        return self.entry.text

    @property
    def shifted(self) -> bool:
        """Whether the next letter is a capital: asked for, or because a name begins."""
        if self.capitals is not None:
            return self.capitals
        before = self.entry.before
        return self.purpose == "name" and (not before or before.endswith(BEFORE_A_CAPITAL))

    @property
    def width(self) -> float:
        """How many letter keys wide the keyboard is: what divides the glass."""
        return max(ROW_WIDTH, *(sum(key.width for key in row) for row in self.rows))

    @property
    def rows(self) -> tuple[tuple[BoardKey, ...], ...]:
        """The keys, from top to bottom, each row from left to right.

        Shift and accents change what stands on keys, never where they are.
        """
        plan = self.plan.accents if self.layer == "accents" else self.plan.letters
        parts = self._parts()
        rows = [
            [key for token in row.split() for key in parts.get(token, [self._typing(token)])]
            for row in plan
        ]
        widest = max(sum(key.width for key in row) for row in rows)
        return tuple(tuple(_stretched(row, widest)) for row in rows)

    def press(self, key: BoardKey, choice: str | None = None) -> Board:
        """The keyboard after a press on `key`, or after a long press and a `choice` of its."""
        if key.kind == "shift":
            return replace(self, capitals=not self.shifted)
        if key.kind == "accents":
            return replace(self, layer="letters" if self.layer == "accents" else "accents")
        if key.kind == "alphabet":
            first, *others = self.alphabets
            return replace(self, alphabets=(*others, first), layer="letters")
        entry = self.entry
        typed = key.value if choice is None else choice
        match key.kind:
            case "backspace":
                entry = entry.backspace()
            case "domain":
                entry = _with_domain(entry, typed)
            case "ending" if entry.before.endswith("."):
                entry = entry.insert(typed.removeprefix("."))
            case _:
                entry = entry.insert(typed)
        # One accent is what most names need; a row of digits is typed as a row.
        stays = key.kind == "backspace" or typed.isdigit()
        return replace(self.having(entry), layer=self.layer if stays else "letters")

    def having(self, entry: Entry) -> Board:
        """The keyboard over this text: after a plugged-in key, or a touch that moved the caret."""
        return self if entry == self.entry else replace(self, entry=entry, capitals=None)

    def _parts(self) -> dict[str, list[BoardKey]]:
        """The keys that the words in a plan stand for."""
        alphabet = self.alphabets[0]
        accented = self.layer == "accents"
        first, second, third = alphabet.accents if accented else alphabet.letters
        label = "abc" if accented else self.plan.label
        accents = BoardKey(label, "accents", "", WIDTHS["accents"], on=accented)
        backspace_width = max(self.plan.key_width, WIDTHS["backspace"])
        return {
            "{top}": self._row(alphabet.top),
            "{first}": self._row(first),
            "{second}": self._row(second),
            "{third}": self._row(third),
            "{accents}": [accents] if any(alphabet.accents) else [],
            "{alphabet}": [
                BoardKey(other.label, "alphabet", "", WIDTHS["alphabet"])
                for other in self.alphabets[1:2]
            ],
            "{shift}": [BoardKey("", "shift", "", WIDTHS["shift"], on=self.shifted)]
            if alphabet.has_capitals
            else [],
            "{apostrophe}": [self._typing(alphabet.apostrophe)],
            "{backspace}": [BoardKey("", "backspace", "", backspace_width)],
            "{space}": [BoardKey(self.tongue.space, "space", " ", SPACE_WIDTH)],
            "{domains}": [_whole(choices, "domain") for choices in self.tongue.domains],
            "{endings}": [_whole(choices, "ending") for choices in self.tongue.endings],
        }

    def _row(self, letters: str) -> list[BoardKey]:
        return [self._typing(letter) for letter in letters.split()]

    def _typing(self, sign: str) -> BoardKey:
        held = self.alphabets[0].held.get(sign) or dict(self.held).get(sign, "")
        choices = [sign, *held.split()] if held else []
        if self.shifted:
            sign, choices = capital(sign), [capital(one) for one in choices]
        return BoardKey(sign, "text", sign, self.plan.key_width, tuple(dict.fromkeys(choices)))


def capital(letter: str) -> str:
    """The capital on the key of a letter; İ where i has no dot, because I has a key of its own."""
    return _CAPITALS.get(letter, letter.upper())


def _whole(choices: str, kind: Literal["domain", "ending"]) -> BoardKey:
    """A key for more than one letter, as wide as they need."""
    offered = tuple(choices.split())
    width = round(0.6 + 0.185 * len(offered[0]), 2)
    return BoardKey(offered[0], kind, offered[0], width, offered if len(offered) > 1 else ())


def _with_domain(entry: Entry, domain: str) -> Entry:
    """An address has one @: what stands from there on makes place for the domain.

    With nothing before it the caret waits in front, where the rest comes.
    """
    own = entry.text.partition("@")[0]
    address = Entry(entry.length).insert(own + domain)
    if not address.text:
        return replace(entry, full=address.full)
    return address if own else address.home()


def _stretched(row: list[BoardKey], widest: float) -> list[BoardKey]:
    """The row with its space bar, if any, as long as the widest row allows."""
    left = widest - sum(key.width for key in row)
    return [
        replace(key, width=round(key.width + left, 2)) if key.kind == "space" and left > 0 else key
        for key in row
    ]
