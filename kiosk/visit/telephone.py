"""In which countries a telephone number, typed as people type it at home, can be one.

Most visitors type their number without its country. In the Netherlands nearly any nine digits are
somebody's landline, and so most mobile numbers of other countries, typed as at home, are a Dutch
landline too. Which of the two was meant only the visitor knows. The rule when to ask:

- a number with its country (+48, 0048) says it itself;
- a Dutch mobile number (06 …) is what most visitors have: it is taken for Dutch;
- any other Dutch reading is rarer than a mobile number of a country our visitors come from: where
  one has this form, it is asked about;
- hardly anybody leaves out the first 0 of a Dutch landline, and a Pole or a Czech has none to leave
  out: without it, their landlines are asked about too;
- a landline in the Dutch hand (`0478-123456`: area code, hyphen, the rest) is taken for Dutch.

Numbers are read by phonenumberslite (ITU-T E.164, and each country's own plan).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

HOME = "NL"
"""Where a number without a country is read first."""

COUNTRIES = {
    "NL": "The Netherlands",
    "PL": "Poland",
    "DE": "Germany",
    "BE": "Belgium",
    "RO": "Romania",
    "BG": "Bulgaria",
    "UA": "Ukraine",
    "SY": "Syria",
    "TR": "Turkey",
    "HU": "Hungary",
    "CZ": "Czechia",
    "RU": "Russia",
    "GB": "United Kingdom",
    "ER": "Eritrea",
}
"""Where visitors in the region come from, the most usual first: their English names, as in the
catalogue."""

_LEAST_DIGITS = 9
"""A number with fewer digits is no mobile number that lost its first 0."""
_DUTCH_HAND = re.compile(r"\s*(\d{3,4})-(\d{6,7})\s*")
_NOT_DIGITS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """One country in which what was typed is a number."""

    region: str
    """One of `COUNTRIES`."""
    code: str
    """The country's own: `+48`."""
    number: str
    """With its country, as people write it: `+48 501 234 567`."""

    @property
    def country(self) -> str:
        """The English name, as in the catalogue."""
        return COUNTRIES[self.region]


def readings(text: str) -> tuple[NumberReading, ...]:
    """The readings to ask or guess between; empty where the number is clear.

    With the Netherlands among them, the Dutch reading is the rarer; without them there is none.
    """
    digits = _NOT_DIGITS.sub("", text)
    if "+" in text or digits.startswith("00"):
        return ()
    dutch = parse(text)
    without_0 = not digits.startswith("0")
    if dutch is None or not valid(dutch):
        usual = _abroad(text, digits, landlines=without_0)
        return usual or _abroad(text, digits, exact=False)
    if _is_mobile(dutch):
        others = _abroad(text, digits) if without_0 else ()
    elif _in_dutch_hand(text, dutch):
        others = ()
    else:
        others = _abroad(text, digits, landlines=without_0)
        if not others and without_0:
            others = _abroad(text, digits, exact=False)
    return (_reading(dutch, HOME), *others) if others else ()


def parse(text: str, region: str = HOME) -> PhoneNumber | None:
    """The number, read in this country where it names none; None if it is no number at all."""
    import phonenumbers  # noqa: PLC0415 - only who types a number waits for it

    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def valid(number: PhoneNumber) -> bool:
    """Whether somebody may have this number."""
    from phonenumbers import is_valid_number  # noqa: PLC0415 - see `parse`

    # An extension has no place in the international form: such a number is kept as it was typed.
    return not number.extension and is_valid_number(number)


def _abroad(
    text: str, digits: str, *, exact: bool = True, landlines: bool = False
) -> tuple[NumberReading, ...]:
    """In which other countries it is a mobile number; or a landline too.

    `exact`: as it is dialled there, its first 0 and all. Otherwise that may be missing, or the
    country may stand before it without its +.
    """
    from phonenumbers import region_code_for_number  # noqa: PLC0415 - see `parse`

    long = len(digits) >= _LEAST_DIGITS
    if not exact and not long:
        return ()
    found = []
    for region in COUNTRIES:
        number = parse(text, region) if region != HOME else None
        if number is None or not valid(number) or region_code_for_number(number) != region:
            continue
        kind = _is_mobile(number) or (landlines and long)
        if kind and (not exact or _NOT_DIGITS.sub("", _national(number)) == digits):
            found.append(_reading(number, region))
    return tuple(found)


def _is_mobile(number: PhoneNumber) -> bool:
    from phonenumbers import PhoneNumberType, number_type  # noqa: PLC0415 - see `parse`

    return number_type(number) in {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def _in_dutch_hand(text: str, number: PhoneNumber) -> bool:
    """Whether the hyphen stands behind a Dutch area code, and nowhere else."""
    written = _DUTCH_HAND.fullmatch(text)
    return written is not None and written[1] == _national(number).split()[0]


def _national(number: PhoneNumber) -> str:
    from phonenumbers import PhoneNumberFormat, format_number  # noqa: PLC0415 - see `parse`

    return format_number(number, PhoneNumberFormat.NATIONAL)


def _reading(number: PhoneNumber, region: str) -> NumberReading:
    from phonenumbers import PhoneNumberFormat, format_number  # noqa: PLC0415 - see `parse`

    whole = format_number(number, PhoneNumberFormat.INTERNATIONAL)
    return NumberReading(region, f"+{number.country_code}", whole)
