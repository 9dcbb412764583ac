"""Numbers of other countries, typed as at home: none becomes a Dutch one without a question.

packaging/test tests/visit/test_telephone.py --long     400 numbers of each country, not 60
"""

import random
import re
from collections.abc import Iterator

import phonenumbers
import pytest
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

from kiosk.visit import telephone
from kiosk.visit.contact import doubt

ABROAD = tuple(region for region in telephone.COUNTRIES if region != telephone.HOME)
MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
LANDLINE = frozenset({PhoneNumberType.FIXED_LINE})
FEW, MANY = 60, 400


def numbers(region: str, kinds: frozenset[int], count: int) -> Iterator[str]:
    """So many valid numbers of this country, as people there type them: without its code."""
    chance = random.Random(f"{region} {sorted(kinds)}")  # noqa: S311 - the same every time
    metadata = PhoneMetadata.metadata_for_region(region)
    plans = metadata.fixed_line if kinds == LANDLINE else metadata.mobile
    begin = re.sub(r"\D", "", plans.example_number or "")
    lengths = plans.possible_length or (len(begin),)
    lengths = tuple(digits for digits in lengths if digits > 0) or (len(begin),)
    made = 0
    while made < count:
        length = chance.choice(lengths)
        # Chance alone rarely meets a plan whose numbers all begin alike.
        kept = chance.choice((0, 0, 1, 2))
        digits = begin[:kept] + "".join(chance.choice("0123456789") for _ in range(length - kept))
        number = phonenumbers.PhoneNumber(
            country_code=phonenumbers.country_code_for_region(region), national_number=int(digits)
        )
        if len(str(number.national_number)) != length:
            continue
        if not phonenumbers.is_valid_number_for_region(number, region):
            continue
        if phonenumbers.number_type(number) not in kinds:
            continue
        made += 1
        yield re.sub(r"\D", "", phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))


def asked(typed: str) -> bool:
    """Whether the visitor is asked in which country it is."""
    question = doubt("phone", typed)
    return question is not None and question.kind in {"country", "slip"}


@pytest.fixture
def count(request: pytest.FixtureRequest) -> int:
    """How many numbers of each country."""
    return MANY if request.config.getoption("--long") else FEW


@pytest.mark.parametrize("region", ABROAD)
def test_no_number_of_another_country_becomes_dutch_unasked(region: str, count: int) -> None:
    """And the country it is of stands among the answers."""
    for typed in numbers(region, MOBILE, count):
        question = doubt("phone", typed)
        if question is None:
            # Only a number that is a Dutch mobile one may be taken for what most visitors have.
            dutch = phonenumbers.parse(typed, telephone.HOME)
            assert phonenumbers.number_type(dutch) == PhoneNumberType.MOBILE, typed
            continue
        whole = phonenumbers.format_number(
            phonenumbers.parse(typed, region), PhoneNumberFormat.INTERNATIONAL
        )
        offered = {reading.number for reading in question.readings} | {question.suggestion}
        assert whole in offered, (typed, question)


def test_dutch_mobile_numbers_are_asked_nothing(count: int) -> None:
    """They are what most visitors type."""
    assert [number for number in numbers("NL", MOBILE, count) if asked(number)] == []


def test_landlines_as_the_dutch_write_them_are_asked_nothing(count: int) -> None:
    """The area code, a hyphen, and the rest: nobody else writes a mobile number so."""
    for typed in numbers("NL", LANDLINE, count):
        number = phonenumbers.parse(typed, "NL")
        written = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        assert not asked(written.replace(" ", "-", 1).replace(" ", "")), written
