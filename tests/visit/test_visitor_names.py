"""People's names are kept as they are, and a hostile one does no harm."""

import unicodedata

import naughty
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.signups.signup import NAME_LENGTH, hidden, tidy_name
from kiosk.visit import contact, keyboard

NAMES = [
    *("José", "Zoë", "’t Hooft", "Jan-Willem van der Meer-de Vries", "J.P. Ø’Brien", "Małgorzata"),
    *("Şükrü İğneci", "Nguyễn Thị Bích Ngọc", "Þórdís Æsa", "Дем’ян Ґалаґан", "Ἀλέξανδρος"),
    *("محمد رضا", "نعمت\u200cی", "שָׁלוֹם", "क्षितिज", "แก้ว"),
    *("毛泽东", "かおり", "김민준", "X Æ A-12", "O"),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_as_its_bearer_writes_it(name: str) -> None:
    """In every script, with its marks and joiners; typed apart or together it is the same."""
    kept = unicodedata.normalize("NFC", name)
    assert tidy_name(name) == kept
    assert tidy_name(unicodedata.normalize("NFD", name)) == kept
    assert keyboard.read().board("nl", "name", name).text == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Jan   de \t Vries\n", "Jan de Vries"),
        ("Jan\u00a0Vries", "Jan Vries"),
        ("Jan\x00\x07\x1b[31m", "Jan[31m"),
        ("\u202enaJ", "naJ"),
        ("J\u2066an\u2069", "Jan"),
        ("J\ufeffa\u200bn\u00ad", "Jan"),
        ("\u200dJan\u200c", "Jan"),
        ("\u200d Jan \u200c", "Jan"),
        ("\ud800Jan", "Jan"),
        ("\ue000Jan", "Jan"),
        ("Ja\u2028n", "Ja n"),
        ("\u3164", ""),
        ("\u2800\u2800", ""),
        ("\u200b\u200e", ""),
        ("x" * 100, "x" * 80),
        ("x" * 79 + " y", "x" * 79),
    ],
)
def test_what_cannot_be_seen_is_taken_out_of_a_name(typed: str, kept: str) -> None:
    """Nothing hidden, nothing that turns the writing around, one line, at most 80 characters."""
    assert tidy_name(typed) == kept


@settings(max_examples=300)
@given(st.text(max_size=120))
def test_whatever_is_typed_a_name_is_one_tidy_line(typed: str) -> None:
    """Composed, trimmed, seen, short enough; and tidying it again changes nothing."""
    name = tidy_name(typed)
    assert tidy_name(name) == name
    assert unicodedata.is_normalized("NFC", name)
    assert name == name.strip()
    assert len(name) <= NAME_LENGTH
    assert not any(hidden(letter) or (letter.isspace() and letter != " ") for letter in name)
    name.encode()


def test_no_naughty_string_breaks_a_field() -> None:
    """Each of them, in each field: kept tidy, or asked about; never a fault."""
    layouts = keyboard.read()
    for string in naughty.strings():
        assert tidy_name(tidy_name(string)) == tidy_name(string)
        tidy_name(string).encode()
        layouts.board("nl", "name", string)
        for way in ("email", "phone"):
            contact.doubt(way, string)
            kept = contact.tidy(way, string)
            assert contact.tidy(way, kept) == kept
