"""Health in words: short lines, the pressing ones first, nothing left blank."""

from dataclasses import replace
from typing import get_args

import pytest
from station.facts import BARE, FULL

from kiosk.i18n.catalogue import Catalogue
from kiosk.station import wording
from kiosk.station.health import Need, Resting, Trust
from kiosk.station.wording import NEEDS, TRUST


def test_health_is_told_in_english() -> None:
    """First what needs a person, then content, sign-ups and the machine."""
    assert wording.lines(FULL, "en") == (
        ("Attention", "The newest content is not on: the kiosk went back to the one before."),
        ("Attention", "The date may be wrong. Look at it, and say whether it is right."),
        ("Content", "Negen, number 3, made on 1 September 2018"),
        ("New content", "Still on trial, for ten minutes"),
        ("Not on any more", "Negen, number 4, made on 30 September 2018"),
        ("Publisher", "Sociale Alliantie"),
        ("Digits of the publisher", "1234 1234 1234 1234 5678"),
        ("Sign-ups", "3 wait, since 14 September 2018"),
        ("Still kept here", "5"),
        ("Last carried away", "13 September 2018"),
        ("Date and time", "3 October 2018, 10.12 am, checked with the network"),
        ("Free on the disk", "12.3 GB"),
        ("Free memory", "1.5 GB"),
        ("Last trouble", "2 October 2018, 9.30 am: ERROR kiosk.ui.app (StoreError)"),
        ("Program", "0.1.0"),
        ("Kiosk", "k-ab12cd34"),
        ("Place", "gennep"),
        ("Number for a new PIN", "1234 5678"),
    )


def test_a_kiosk_of_which_little_is_known_says_that() -> None:
    """In words, never with a blank."""
    words = dict(wording.lines(BARE, "en"))
    assert words == {
        "Attention": "Nothing: all is well.",
        "Content": "The exhibit that ships",
        "Publisher": "None yet",
        "Sign-ups": "0 wait",
        "Still kept here": "0",
        "Last carried away": "Never",
        "Date and time": "3 October 2018, 10.12 am, from a clock with a battery",
        "Free on the disk": "Not known",
        "Free memory": "Not known",
        "Program": "0.1.0",
        "Kiosk": "No id yet",
        "Place": "Not known",
    }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_health_is_told_whole_in_either_language(language: str) -> None:
    """Every label and value has words, and numbers as people there write them."""
    lines = wording.lines(FULL, language, Catalogue())
    assert len(lines) == len(wording.lines(FULL, "en"))
    assert all(label.strip() and value.strip() for label, value in lines)
    assert ("12,3 GB" if language == "nl" else "12.3 GB") in [value for _, value in lines]


def test_a_trouble_without_a_class_is_told_without_one() -> None:
    """Not with empty brackets."""
    trouble = replace(FULL.trouble, level="WARNING", module="kiosk.tally", kind="")
    told = dict(wording.lines(replace(BARE, trouble=trouble), "en"))["Earlier trouble, over now"]
    assert told.endswith("WARNING kiosk.tally")


def test_every_need_and_every_clock_has_words() -> None:
    """Of its own, and in Dutch on the glass."""
    assert set(NEEDS) == set(get_args(Need))
    assert set(TRUST) == set(get_args(Trust))
    say = Catalogue().say("nl")
    assert [words for words in (*NEEDS.values(), *TRUST.values()) if say(words) == words] == []


def test_what_rests_is_named_with_its_reason() -> None:
    """A few by name, and of the others how many."""
    film = Resting("film", "buurtsleutel", "stalled", "De Buurtsleutel")
    photo = Resting("photo", None, "damaged")
    health = replace(BARE, needs=("resting",), resting=(film, photo, *[film] * 5))
    said = wording.lines(health, "nl")
    assert said[0] == (
        "Let op",
        "Foto’s of films waren niet te zien. De kiosk probeert ze vanzelf opnieuw.",
    )
    assert [value for label, value in said if label == "Nu even niet te zien"] == [
        "Film van De Buurtsleutel: bleef stilstaan",
        "Foto van de inleiding: het bestand is beschadigd",
        "Film van De Buurtsleutel: bleef stilstaan",
        "Film van De Buurtsleutel: bleef stilstaan",
        "en nog 3",
    ]
