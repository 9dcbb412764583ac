"""Slips in an address that only another keyboard makes."""

from __future__ import annotations

import pytest

from kiosk.visit.contact import doubt
from kiosk.visit.email_typos import mended


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("o\u2019brien@gmail.com", "o'brien@gmail.com"),
        ("o\u2018brien@gmail.com", "o'brien@gmail.com"),
        ("o\u02bcbrien@gmail.com", "o'brien@gmail.com"),
        ("o\u00b4brien@gmail.com", "o'brien@gmail.com"),
        ("jan\u2013piet@ziggo.nl", "jan-piet@ziggo.nl"),
        ("jan\u2011piet@ziggo.nl", "jan-piet@ziggo.nl"),
        ("jan\uff3fpiet\uff20ziggo.nl", "jan_piet@ziggo.nl"),
        (
            "\uff4a\uff41\uff4e\uff20\uff47\uff4d\uff41\uff49\uff4c\uff0e\uff43\uff4f\uff4d",
            "jan@gmail.com",
        ),
        ("j\u0430n@gmail.com", "jan@gmail.com"),  # the a is Cyrillic
        ("jan\u3002p@ziggo.nl", "jan.p@ziggo.nl"),
        ("jan@ziggo.nl.", "jan@ziggo.nl"),
        ("jan\u00a0@ziggo.nl", "jan@ziggo.nl"),
    ],
)
def test_signs_of_another_keyboard_are_asked_about(typed: str, meant: str) -> None:
    """They look like those of an address, and no mail would ever arrive."""
    assert mended(typed) == meant
    asked = doubt("email", typed)
    assert asked is not None
    assert asked.suggestion == meant


@pytest.mark.parametrize(
    "address",
    [
        "o'brien@gmail.com",
        "\u0438\u0432\u0430\u043d@ukr.net",
        "\u043c\u0430\u0440\u0438\u044f@\u043f\u043e\u0447\u0442\u0430.\u0440\u0444",
    ],
)
def test_what_is_whole_in_its_own_letters_is_let_be(address: str) -> None:
    """A straight apostrophe is allowed, and a name wholly in Cyrillic letters is no slip."""
    assert mended(address) == address
