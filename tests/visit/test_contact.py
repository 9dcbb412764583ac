"""An address or a number is looked at kindly: asked about, hardly ever refused."""

import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.i18n.catalogue import Catalogue
from kiosk.signups.signup import EMAIL_LENGTH, PHONE_LENGTH
from kiosk.visit import contact
from kiosk.visit.contact import ContactQuestion, doubt, tidy

SOUND_ADDRESSES = {
    "as most have them": "jan@gmail.com jose.munoz@gmail.com j@ziggo.nl jan_de-vries@live.nl",
    "with signs": "Jan@GMAIL.COM o'brien@example.ie jan+kiosk@gmail.com 12345@student.uni.nl",
    "nearly as a popular one": "jan@mail.com jan@ymail.com jan@email.com jan@ziggy.de jan@nlnet.nl",
    "of another country": "jan@hotmail.be jan@hotmail.co.uk jan@yahoo.de jan@outlook.be "
    "jan@gmx.net jan@web.de jan@t-online.de jan@wp.pl jan@ukr.net",
    "of an organisation": "info@sociale-cooperatie.nl jan@bibliotheek.venray.nl jan@company.co "
    "jan@müller.de jan@xn--mller-kva.de jan@x.museum",
}
RARE_ADDRESSES = (
    *("müller@gmx.de", "иван@ukr.net", '"jan jansen"@x.nl', "jan@[127.0.0.1]"),
    *("jan@my_host.nl", "jan(1)@x.nl", "a@b.c", "jan@kiosk.test"),
)
IMPOSSIBLE: dict[str, tuple[contact.Way, str]] = {
    contact.NO_AT: ("email", "jan | jan.nl"),
    contact.NOTHING_BEFORE: ("email", "@ | @gmail.com"),
    contact.NOTHING_AFTER: ("email", "jan@ | jan@."),
    contact.NOT_COMPLETE: ("email", "jan@nl | jan@com"),
    contact.TWO_ATS: ("email", "jan@x@gmail.com"),
    contact.A_NUMBER: ("email", "0612345678 | +31 43 350 60 00"),
    contact.DIGITS_MISSING: ("phone", "06 | 112 | +"),
    contact.ONLY_DIGITS: ("phone", "nul zes | bel 112"),
    contact.AN_ADDRESS: ("phone", "jan@gmail.com"),
}
"""What is typed of which nothing could come, by the sentence that says what is missing."""
ODD_NUMBERS = {
    contact.SHORT: "061234567 | +31 6 1234",
    contact.LONG: "06123456789 | 0612345678 0433506000",
    contact.NO_AREA: "3506000 | 350600",
    contact.RARE_NUMBER: "+99 123456789",
    contact.LETTERS: "0612345678 of 043-3506000 | 043-3506000 tst 12 | 043-3506000 ext. 12",
}

WHYS = [words for name, words in vars(contact).items() if name.isupper() and isinstance(words, str)]
"""Every sentence a doubt may bring."""


@pytest.mark.parametrize("addresses", SOUND_ADDRESSES.values(), ids=SOUND_ADDRESSES.keys())
def test_an_address_as_people_have_them_is_asked_nothing(addresses: str) -> None:
    """Whoever has typed well goes on at once."""
    assert [address for address in addresses.split() if doubt("email", address)] == []


def test_a_rare_address_can_be_kept() -> None:
    """Who has such an address knows better than we do."""
    for address in RARE_ADDRESSES:
        asked = doubt("email", address)
        assert asked == ContactQuestion("odd", contact.RARE_ADDRESS), address
        assert asked.can_be_kept


@pytest.mark.parametrize("why", IMPOSSIBLE)
def test_what_nobody_could_reach_is_told_with_what_is_missing(why: str) -> None:
    """One sentence says which part is still to come, or what to type instead."""
    way, ways = IMPOSSIBLE[why]
    for typed in ways.split(" | "):
        asked = doubt(way, typed)
        assert asked == ContactQuestion("impossible", why), typed
        assert not asked.can_be_kept


NUMBERS = {
    "+31612345678": "0612345678 | 06 1234 5678 | 06-12345678 | 06/12.34.56.78 | +31612345678 | "
    "+31 (0)6 12345678 | 0031612345678 | 0031 (0)6 12345678 | 31612345678 | 612345678 | ٠٦١٢٣٤٥٦٧٨",
    "+31433506000": "043 350 60 00 | (043) 3506000",
    "+31478123456": "0478-123456",
    "+318001234567": "0800 1234567",
    "+32471123456": "+32 471 12 34 56 | 0032471123456",
    "+491711234567": "+49 171 1234567",
    "+48501234567": "+48 501 234 567",
    "+380671234567": "+380 67 123 4567",
}
"""As they are kept, and as they are typed."""


@pytest.mark.parametrize(("kept", "ways"), NUMBERS.items(), ids=NUMBERS.keys())
def test_a_number_however_written_is_kept_in_one_way(kept: str, ways: str) -> None:
    """Dutch unless it says another country; blanks and dashes do not matter."""
    for typed in ways.split(" | "):
        assert doubt("phone", typed) is None
        assert tidy("phone", typed) == kept
    assert tidy("phone", kept) == kept


@pytest.mark.parametrize(("why", "ways"), ODD_NUMBERS.items())
def test_an_odd_number_is_asked_about_and_can_be_kept_as_typed(why: str, ways: str) -> None:
    """Too few or too many digits, or words beside them: whoever reads it may still make sense."""
    for typed in ways.split(" | "):
        asked = doubt("phone", typed)
        assert asked == ContactQuestion("odd", why), typed
        assert asked.can_be_kept
        assert tidy("phone", typed) == typed


GUESSES = {
    "0471 12 34 56": "+32 471 12 34 56",
    "0171 1234567": "+49 171 1234567",
    "06 1234567O": "06 12345670",
    "O6l2345678": "0612345678",
}


@pytest.mark.parametrize(("typed", "meant"), GUESSES.items())
def test_a_number_over_the_border_or_with_a_letter_is_guessed(typed: str, meant: str) -> None:
    """Belgium and Germany are near, and on a keyboard O lies near 0."""
    assert doubt("phone", typed) == ContactQuestion("slip", "", meant)
    assert doubt("phone", meant) is None


@pytest.mark.parametrize("typed", ["", " ", "\t\n", "\u202e", "\u200d"])
def test_an_empty_field_is_no_fault(typed: str) -> None:
    """It is only not filled in yet; no sentence is said."""
    assert doubt("email", typed) == doubt("phone", typed) == ContactQuestion("empty", "")


def test_an_address_is_kept_as_it_was_typed() -> None:
    """Its domain in small letters; the part that is the visitor's own untouched."""
    assert tidy("email", " Jan@GMAIL.com ") == "Jan@gmail.com"


PIECES = st.sampled_from(
    [
        *"@., n061-Oéüжß\"'[]<>\u202e\0\ud800\uff20",
        *("jan", "gmail", "gmial", "ziggo", "com", "con", "nl", "www.", "mailto:", "(at)", "xn--"),
        *("+31", "0032", "12345678", "(0)", "043", "ext"),
    ]
)
TYPED = st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(max_size=20), st.emails())


@settings(max_examples=300)
@given(st.sampled_from(["email", "phone"]), TYPED)
def test_whatever_is_typed_there_is_a_way_on(way: contact.Way, typed: str) -> None:
    """A doubt brings either a sentence or a suggestion that is itself in order; never a fault."""
    asked = doubt(way, typed)
    if asked is None:
        assert doubt(way, tidy(way, typed)) is None
        return
    assert (asked.kind == "slip") == bool(asked.suggestion)
    assert (asked.kind in {"odd", "impossible"}) == bool(asked.why)
    assert asked.why in {"", *WHYS}
    if asked.suggestion:
        assert doubt(way, asked.suggestion) is None


@settings(max_examples=300)
@given(st.sampled_from(["email", "phone"]), TYPED)
def test_what_is_kept_is_kept_the_same_a_second_time(way: contact.Way, typed: str) -> None:
    """Tidying twice is tidying once, and nothing hidden or too long may be kept."""
    kept = tidy(way, typed)
    assert tidy(way, kept) == kept
    assert not re.search(r"[\x00-\x1f\x7f\u202a-\u202e\ud800-\udfff]", kept)
    asked = doubt(way, typed)
    if asked is None or asked.can_be_kept:
        assert len(kept) >= 3
        assert len(typed) > PHONE_LENGTH or len(kept) <= EMAIL_LENGTH


@settings(max_examples=200)
@given(st.emails())
def test_no_address_that_could_exist_is_refused(address: str) -> None:
    """Every address of RFC 5322 that Hypothesis thinks of can be kept, perhaps after a question."""
    asked = doubt("email", address)
    assert asked is None or asked.can_be_kept


def test_every_sentence_of_a_doubt_is_said_in_dutch() -> None:
    """None of them stays English on a Dutch screen, and none is said twice."""
    say = Catalogue().say("nl")
    assert [why for why in WHYS if say(why) == why] == []
    assert len(set(WHYS)) == len(WHYS)


def test_nobody_waits_for_phone_numbers_before_one_is_typed() -> None:
    """The heavy parts are loaded with the first address or number, not with the program."""
    program = "import sys, kiosk.visit.contact; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout.split()
    assert {"phonenumbers", "email_validator"} & set(modules) == set()
