"""Whether an e-mail address or a phone number looks right. Asks; never blocks what is possible.

Nothing leaves the kiosk to find out: no DNS, no mail server. What has the shape of an address, and
any number somebody might answer, can be kept as it is; only what nobody could ever reach (no
@, nothing behind it, three digits) has to be mended first.

Numbers without a country are read as Dutch ones, unless `telephone` knows a country of our
visitors where that number is as likely: then the visitor says which.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kiosk.signups.signup import EMAIL_LENGTH, hidden
from kiosk.visit import telephone
from kiosk.visit.email_typos import mend

Way: TypeAlias = Literal["email", "phone"]

FEWEST_DIGITS = 6
"""In Limburg a number without its area code has six or seven."""

NO_AT = "There is no @ in it. An e-mail address looks like this: name@example.nl"
NOTHING_BEFORE = "There is nothing before the @ yet."
NOTHING_AFTER = "There is nothing after the @ yet, such as gmail.com."
TWO_ATS = "There is more than one @ in it."
NOT_COMPLETE = "This address is not complete yet."
RARE_ADDRESS = "We do not often see an address like this. Is it right?"
A_NUMBER = "This looks like a phone number. Please choose phone."
AN_ADDRESS = "This looks like an e-mail address. Please choose e-mail."
ONLY_DIGITS = "A phone number has only digits."
DIGITS_MISSING = "Some digits are missing."
LETTERS = "There are letters in this number. Is it right?"
NO_AREA = "The area code is missing, such as 043. Is it right like this?"
SHORT = "This number is short. Most numbers have ten digits. Is it right?"
LONG = "This number is long. Most numbers have ten digits. Is it right?"
RARE_NUMBER = "We do not often see a number like this. Is it right?"

_SHAPE = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_LIKE_A_NUMBER = re.compile(r"[+(]?\d[\d\s()./-]{5,}")
_DUTCH = 10
"""Digits of a number in the Netherlands, with its 0 (Nummerplan telefoon- en ISDN-diensten)."""
_SHORTEST = 8
_LONGEST = 15
"""Digits of a number with its country: E.164 allows no more."""
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})


@dataclass(frozen=True, slots=True)
class ContactQuestion:
    """A kind question about a typed address or number."""

    kind: Literal["empty", "slip", "country", "odd", "impossible"]
    """"slip": we think to know what was meant; "country": it is a number in more than one country;
    "odd": possible, but rare."""
    why: str
    """For "odd" and "impossible": the English words of the sentence, as in the catalogue."""
    suggestion: str = ""
    """For "slip": what may have been meant, whole."""
    readings: tuple[telephone.NumberReading, ...] = ()
    """For "country": whose number it may be; the Dutch one first, where there is one."""

    @property
    def can_be_kept(self) -> bool:
        """Whether the visitor may say: it is right as it is."""
        return self.kind in {"slip", "country", "odd"}


def doubt(way: Way, typed: str) -> ContactQuestion | None:
    """A question about the address or number; None if it looks right."""
    text = _clean(typed)
    if not text:
        return ContactQuestion("empty", "")
    return _doubt_address(text) if way == "email" else _doubt_number(text)


def tidy(way: Way, typed: str) -> str:
    """As it is kept: an address in NFC, a number as `+31612345678` where it can be read so."""
    text = _clean(typed)
    if way == "email":
        kept = _valid_address(text)
        return kept if kept is not None and len(kept) <= EMAIL_LENGTH else text
    number = telephone.parse(text)
    if number is None or not _sound(text):
        return text
    from phonenumbers import PhoneNumberFormat, format_number  # noqa: PLC0415 - see telephone

    return format_number(number, PhoneNumberFormat.E164)


def _clean(typed: str) -> str:
    """Composed, on one line, nothing hidden: what `tidy` begins with."""
    seen = "".join(
        letter for letter in typed if not hidden(letter) and unicodedata.category(letter) != "Cf"
    )
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _doubt_address(text: str) -> ContactQuestion | None:
    meant = mend(text)
    if meant != text and mend(meant) == meant and _usual(meant):
        return ContactQuestion("slip", "", meant)
    if _usual(text):
        return None
    if _valid_address(text, lax=True) is not None or _SHAPE.fullmatch(text):
        return ContactQuestion("odd", RARE_ADDRESS)
    own, at, domain = text.partition("@")
    reasons = (
        (not at and _LIKE_A_NUMBER.fullmatch(text), A_NUMBER),
        (not at, NO_AT),
        ("@" in domain.strip("@"), TWO_ATS),
        (not own, NOTHING_BEFORE),
        (not domain.strip(" @."), NOTHING_AFTER),
    )
    return ContactQuestion(
        "impossible", next((why for it_is, why in reasons if it_is), NOT_COMPLETE)
    )


def _usual(text: str) -> bool:
    """Whether it is an address as most are: Latin letters, an ending that may exist."""
    own, _, domain = text.rpartition("@")
    long_enough = len(domain.rpartition(".")[2]) > 1
    return own.isascii() and long_enough and _valid_address(text) is not None


def _valid_address(text: str, *, lax: bool = False) -> str | None:
    """The address as email-validator (RFC 5321, 5322, 6531) writes it; None if it knows none.

    `lax` also takes what is allowed and hardly ever meant: quotes, and numbers for a domain.
    """
    import email_validator as validator  # noqa: PLC0415 - only who types an address waits for it

    try:
        return validator.validate_email(
            text, check_deliverability=False, allow_quoted_local=lax, allow_domain_literal=lax
        ).normalized
    except validator.EmailNotValidError:
        return None


def _doubt_number(text: str) -> ContactQuestion | None:
    if "@" in text:
        return ContactQuestion("impossible", AN_ADDRESS)
    digits = re.sub(r"\D", "", text)
    if any(letter.isalpha() for letter in text):
        meant = text.translate(_LOOKALIKES)
        if _sound(meant):
            return ContactQuestion("slip", "", meant)
        # "043 350 60 00 ask for Jan" is a number, for who reads it.
        if len(digits) >= FEWEST_DIGITS:
            return ContactQuestion("odd", LETTERS)
        return ContactQuestion("impossible", ONLY_DIGITS)
    if len(digits) < FEWEST_DIGITS:
        return ContactQuestion("impossible", DIGITS_MISSING)
    return _doubt_country(text, digits)


def _doubt_country(text: str, digits: str) -> ContactQuestion | None:
    """A question about the country of a number, or whether it is a number at all."""
    match telephone.readings(text):
        case ():
            return None if _sound(text) else _doubt_length(text, digits)
        case (reading,):
            return ContactQuestion("slip", "", reading.number)
        case readings:
            return ContactQuestion("country", "", readings=readings)


def _doubt_length(text: str, digits: str) -> ContactQuestion:
    """A question about digits that are no number, as far as phonenumberslite knows."""
    dutch = digits.startswith("0") and not digits.startswith("00")
    reasons = (
        (digits[0] != "0" and "+" not in text and len(digits) <= FEWEST_DIGITS + 1, NO_AREA),
        ((dutch and len(digits) < _DUTCH) or len(digits) < _SHORTEST, SHORT),
        ((dutch and len(digits) > _DUTCH) or len(digits) > _LONGEST, LONG),
    )
    return ContactQuestion("odd", next((why for it_is, why in reasons if it_is), RARE_NUMBER))


def _sound(text: str) -> bool:
    """Whether somebody may have this number, and there is nothing but a number."""
    number = telephone.parse(text)
    letters = any(letter.isalpha() for letter in text)
    return number is not None and not letters and telephone.valid(number)
