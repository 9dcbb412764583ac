"""Search for a person's sign-ups by a name, an address or a number.

Capitals, accents, blanks and dashes do not count, nor how the country of a number was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kiosk.errors import InputError
from kiosk.office.collection_rows import Removal, SealedSignUp
from kiosk.office.openers import Openers, Unseal
from kiosk.signups.signup import SignUp

_LETTERS: Final = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        **dict.fromkeys("'`\u00b4\u2018\u2019\u201b\u02bb\u02bc\u2032", ""),
    }
)
"""Letters that no accent can be taken from; and apostrophes, which people leave out."""
_SHORTEST_PHONE: Final = 6
"""Digits of a number that is looked for."""
_HOME: Final = "31"


@dataclass(frozen=True, slots=True)
class Person:
    """The person of a sign-up, to take it out of a spreadsheet. Kept nowhere."""

    id: str
    kiosk: str
    number: int
    name: str = field(repr=False)
    contact: str = field(repr=False)
    """The e-mail address, or the telephone number."""
    day: date
    """On which it was given, as far as the kiosk knew."""

    @classmethod
    def of(cls, number: int, sign_up: SignUp) -> Person:
        """The person of this sign-up."""
        contact = sign_up.email or sign_up.phone or ""
        day = sign_up.at.date()
        return cls(sign_up.id, sign_up.kiosk, number, sign_up.name, contact, day)


@dataclass(frozen=True, slots=True)
class PersonQuery:
    """A query for a person; each part given must fit."""

    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    telephone: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Raises InputError where nothing is left to look for: it would fit everybody."""
        if self.name is not None and not _words(self.name):
            raise InputError("this name has no letters", "give a name, or a part of it")
        if self.email is not None and "@" not in _mailbox(self.email):
            raise InputError("this is no e-mail address", "give all of it")
        if self.telephone is not None and len(_digits(self.telephone)) < _SHORTEST_PHONE:
            raise InputError("this telephone number is too short", "give all of it")

    def fits(self, sign_up: SignUp) -> bool:
        """Whether this may be the person."""
        return (
            (self.name is None or _is_named(sign_up.name, self.name))
            and (self.email is None or _mailbox(sign_up.email or "") == _mailbox(self.email))
            and (self.telephone is None or _is_called(sign_up.phone or "", self.telephone))
        )


def people(rows: Iterable[Removal], unseal: Unseal) -> Iterator[Person]:
    """The persons of these sign-ups, as far as the keys open them."""
    for row in rows:
        with suppress(InputError):
            yield Person.of(row.number, SignUp.from_bytes(unseal(row.sealed)))


def find(
    rows: Iterable[SealedSignUp],
    openers: Openers,
    wanted: PersonQuery,
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[Person]:
    """Who may be `wanted`, among the sign-ups that the keys open.

    `progress` hears how many were read.
    """
    each = openers.each(_look, ((row.sealed, row.number, wanted) for row in rows))
    for count, (_, person) in enumerate(each):
        if count % 100 == 0:
            progress(count)
        if person is not None:
            yield person


def _look(unseal: Unseal, kept: tuple[bytes, int, PersonQuery]) -> Person | None:
    """The person of a sealed sign-up, if it is who is wanted."""
    sealed, number, wanted = kept
    try:
        sign_up = SignUp.from_bytes(unseal(sealed))
    except InputError:
        return None
    return Person.of(number, sign_up) if wanted.fits(sign_up) else None


def _plain(text: str) -> str:
    """Small letters without accents."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(one for one in folded if not unicodedata.combining(one)).translate(_LETTERS)


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", _plain(name))


def _is_named(name: str, wanted: str) -> bool:
    """Whether all words that are remembered stand in the name, or the two read alike."""
    theirs, sought = _words(name), _words(wanted)
    return set(sought) <= set(theirs) or "".join(sought) == "".join(theirs)


def _mailbox(address: str) -> str:
    """An address without what stands around it where it was copied: `Els <els@example.org>`."""
    bare = address.rsplit("<", 1)[-1].split(">", 1)[0].strip().removeprefix("mailto:")
    return "".join(unicodedata.normalize("NFKC", bare).casefold().split()).rstrip(".,;")


def _digits(number: str) -> str:
    """The digits of a telephone number, with those of its country where it tells them."""
    digits, is_abroad = _read(number)
    if not is_abroad and digits.startswith("0"):
        digits = _HOME + digits[1:]
    # People write +31 06.
    return _HOME + digits[3:] if digits.startswith(f"{_HOME}0") else digits


def _read(number: str) -> tuple[str, bool]:
    """The digits as they are written, and whether the number says that it begins with a country."""
    # People write +31 (0)6.
    written = unicodedata.normalize("NFKC", number).replace("(0)", "").strip()
    digits = "".join(str(unicodedata.digit(one)) for one in written if one.isdigit())
    if written.startswith(("+", "(+")):
        return digits, True
    return (digits[2:], True) if digits.startswith("00") else (digits, False)


def _is_called(number: str, wanted: str) -> bool:
    """Whether this is the number, or ends as it; a country may have been left out.

    As people dial it at home it begins with a zero, in whichever country that is.
    """
    theirs, sought = _digits(number), _digits(wanted)
    written, is_abroad = _read(wanted)
    if is_abroad:  # and of people who write +32 0475, any country has two digits or three
        zeros = {written[:at] + written[at + 1 :] for at in (2, 3) if written[at : at + 1] == "0"}
        return theirs in {sought, *zeros}
    ending = written.removeprefix("0")
    return theirs == sought or (len(ending) > _SHORTEST_PHONE + 1 and theirs.endswith(ending))
