"""A visitor's answers, and the part of them that is sealed.

A sign-up keeps the words the visitor chose, not only ids: who opens it in a year, without the
exhibit, still reads what was meant.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from kiosk.errors import InputError
from kiosk.exhibit import model
from kiosk.exhibit.model import Frozen

NAME_LENGTH = 80
"""Characters of a name."""
EMAIL_LENGTH = 254
"""Characters of an e-mail address (RFC 5321: a path of 256, with its brackets)."""
PHONE_LENGTH = 40
"""Characters of a phone number as it was typed."""

_Id = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one visitor: complete, and found in order."""

    language: str
    name: str
    """As `tidy_name` leaves it."""
    email: str | None
    """This or a phone number, never both."""
    phone: str | None
    """International where it could be read so (`+31612345678`), else as it was typed."""
    cooperatives: tuple[str, ...]
    """Ids, in the order of the exhibit."""
    workshops: tuple[tuple[str, date], ...]
    """Place and day of each, in order of date."""
    purposes: tuple[str, ...]
    """Ids of the boxes ticked; at least one."""


class Interest(Frozen):
    """A cooperative the visitor chose."""

    id: _Id
    name: Annotated[str, Field(max_length=200)]


class WorkshopChoice(Frozen):
    """A workshop the visitor means to come to."""

    place: _Id
    town: Annotated[str, Field(max_length=200)]
    date: date


class Consent(Frozen):
    """One box ticked: which words, in which version."""

    purpose: _Id
    words: Annotated[str, Field(max_length=1000)]
    """As they stood on the glass, in the visitor's language."""


class SignUp(Frozen):
    """A sign-up as it is sealed, as JSON."""

    format: Literal[1] = 1
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    kiosk: _Id
    exhibit: _Id
    place: _Id | None
    """Where the kiosk stood, as far as it knew."""
    town: Annotated[str, Field(max_length=200)] | None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    at: datetime
    """When its visitor had the answers before them, at most a minute before they were kept; in UTC,
    to the second."""
    clock_trusted: bool
    """Whether the kiosk believed its clock."""
    name: Annotated[str, Field(min_length=1, max_length=NAME_LENGTH)]
    email: Annotated[str, Field(min_length=3, max_length=EMAIL_LENGTH)] | None
    phone: Annotated[str, Field(min_length=3, max_length=PHONE_LENGTH)] | None
    cooperatives: tuple[Interest, ...]
    workshops: tuple[WorkshopChoice, ...]
    consents: Annotated[tuple[Consent, ...], Field(min_length=1)]
    consent_version: Annotated[str, Field(max_length=32)]
    consent_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Of the long text behind the boxes, in the visitor's language: see `consent_sha256`."""

    def to_bytes(self) -> bytes:
        """As JSON in UTF-8, the same for the same sign-up."""
        return self.model_dump_json().encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> SignUp:
        """What `to_bytes` wrote, padded or not. Raises InputError; its words quote no answer."""
        try:
            return cls.model_validate_json(content)
        except ValidationError as error:
            raise InputError("this is no sign-up of a known format") from error


def compose(  # noqa: PLR0913 - who, what, where, when
    answers: Answers,
    exhibit: model.Exhibit,
    *,
    id_: str,
    kiosk: str,
    place: str | None,
    now: datetime,
    clock_trusted: bool,
) -> SignUp:
    """The sign-up of these answers to this exhibit, which takes sign-ups.

    Raises KeyError for a cooperative, place or purpose that the exhibit does not have.
    """
    terms = exhibit.signups
    if terms is None:
        raise KeyError("signups")
    words = {purpose.id: purpose.text.into(answers.language) for purpose in terms.purposes}
    return SignUp(
        id=id_,
        kiosk=kiosk,
        exhibit=exhibit.id,
        place=place,
        town=exhibit.place(place).town if place else None,
        language=answers.language,
        at=now.astimezone(UTC).replace(microsecond=0),
        clock_trusted=clock_trusted,
        name=answers.name,
        email=answers.email,
        phone=answers.phone,
        cooperatives=tuple(
            Interest(id=one, name=exhibit.cooperative(one).name.into(answers.language))
            for one in answers.cooperatives
        ),
        workshops=tuple(
            WorkshopChoice(place=where, town=exhibit.place(where).town, date=day)
            for where, day in answers.workshops
        ),
        consents=tuple(Consent(purpose=one, words=words[one]) for one in answers.purposes),
        consent_version=terms.consent_version,
        consent_sha256=consent_sha256(terms, answers.language),
    )


def consent_sha256(terms: model.SignUps, language: str) -> str:
    """SHA-256 of the consent text a visitor in `language` could read: its blocks, line by line."""
    own = next(iter(terms.consent.values()))
    blocks = terms.consent.get(language, own)
    text = "\n".join(" ".join(sentence.text for sentence in block.sentences) for block in blocks)
    return hashlib.sha256(text.encode()).hexdigest()


def tidy_name(typed: str) -> str:
    """A name as it is kept: composed (NFC), on one line, without what cannot be seen.

    Control characters and the marks that turn the direction of writing (Unicode's Cc, Cs, Co, Cn,
    and Cf but for the joiners that Persian and Indic names need) are taken out: they can make one
    name look like another. So are letters without ink. At most `NAME_LENGTH` characters; what is
    longer is cut.
    """
    seen = "".join(one for one in typed if not hidden(one))
    tidied = " ".join(unicodedata.normalize("NFC", seen).split()).strip(_NO_EDGE)
    return tidied[:NAME_LENGTH].rstrip(_NO_EDGE)


_JOINERS = "\u200c\u200d"
_NO_EDGE = _JOINERS + " "
_FILLERS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs without any ink: a name of them would be a blank."""


def hidden(character: str) -> bool:
    """Whether a character has no place in a name: it cannot be seen, and nothing needs it.

    A tab or a line's end is seen, as a space.
    """
    category = unicodedata.category(character)
    if category == "Cf":
        return character not in _JOINERS
    if category in {"Cs", "Co", "Cn"} or character in _FILLERS:
        return True
    return category == "Cc" and not character.isspace()
