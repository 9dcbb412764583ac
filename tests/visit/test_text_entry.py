"""What stands in a field while somebody types: composed, seen, and never too long."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.signups.signup import hidden
from kiosk.visit.text_entry import Entry, edges

TEXTS = st.text(
    st.one_of(
        st.sampled_from("aeiouJjs -’.@\u0301\u0308\u0327ёйґїäß\u200c\u200d\u202e\t\n\0\u00a0"),
        st.sampled_from("👩👧🏽🇳🇱❤️क्षि\u1100\u1161\u11a8각ﬁİ"),
        st.characters(),
    ),
    max_size=12,
)
ACTS = st.one_of(
    st.tuples(st.just("insert"), TEXTS),
    st.tuples(st.sampled_from(["backspace", "delete", "left", "right", "home", "end"])),
    st.tuples(st.just("at"), st.integers(-3, 40)),
)


def typed(acts: list[tuple[object, ...]], length: int = 30) -> list[Entry]:
    """Every entry on the way, when somebody does all this."""
    entries = [Entry(length)]
    for name, *with_ in acts:
        entries.append(getattr(entries[-1], str(name))(*with_))
    return entries


@settings(max_examples=200)
@given(st.lists(ACTS, max_size=15))
def test_whatever_is_typed_is_composed_and_seen_and_fits(acts: list[tuple[object, ...]]) -> None:
    """Any keys in any order: NFC, no hidden character, not too long, the caret between two."""
    for entry in typed(acts):
        assert unicodedata.is_normalized("NFC", entry.text)
        assert len(entry.text) <= entry.length
        assert not any(
            hidden(letter) or unicodedata.category(letter) == "Cc" for letter in entry.text
        )
        assert not any(letter.isspace() and letter != " " for letter in entry.text)
        assert entry.caret in edges(entry.text)
        assert entry.before + entry.after == entry.text


@settings(max_examples=200)
@given(TEXTS)
def test_the_backspace_key_empties_a_field_one_character_a_press(text: str) -> None:
    """As many presses as people see characters, and never one that does nothing."""
    entry = Entry(80).insert(text)
    presses = 0
    while entry.text:
        shorter = entry.backspace()
        assert len(shorter.text) < len(entry.text)
        entry = shorter
        presses += 1
    assert presses <= len(edges(Entry(80).insert(text).text)) - 1


@settings(max_examples=200)
@given(TEXTS)
def test_walking_back_and_forth_passes_every_character_once(text: str) -> None:
    """The caret stops where characters meet, on the way back as on the way on."""
    entry = Entry(80).insert(text)
    back = [entry := entry.left() for _ in edges(entry.text)[1:]]
    on = [entry := entry.right() for _ in edges(entry.text)[1:]]
    assert [entry_.caret for entry_ in back] == list(reversed(edges(entry.text)[:-1]))
    assert [entry_.caret for entry_ in on] == list(edges(entry.text)[1:])


@pytest.mark.parametrize(
    "character", ["é", "e\u0301", "q\u0301", "👩‍👧", "👍🏽", "🇳🇱", "❤️", "각", "ї"]
)
def test_one_press_takes_away_what_people_see_as_one(character: str) -> None:
    """An accent goes with its letter, a family stays together, a flag is one, and two are two."""
    for before in ("a", "🇧🇪"):
        assert Entry(80).insert(before + character).backspace() == Entry(80).insert(before)
    assert Entry(80).insert(character + "a").home().delete().text == "a"


def test_an_accent_typed_after_its_letter_becomes_one_with_it() -> None:
    """As from any keyboard; whoever mends a name goes on where it was mended."""
    assert Entry(80).insert("Jose").insert("\u0301") == Entry(80).insert("José")
    entry = Entry(80).insert("Jose Munoz").at(4).insert("\u0301")
    assert (entry.before, entry.after) == ("José", " Munoz")


def test_what_would_not_fit_is_not_begun() -> None:
    """A key for .com at the very end does not type half of it."""
    entry = Entry(6).insert("abcd")
    for ending in (".com", ".nl"):
        full = entry.insert(ending)
        assert (full.text, full.caret, full.full) == ("abcd", 4, True)
    assert not full.backspace().full
    assert not full.left().full
    assert entry.insert("ef").text == "abcdef"


@pytest.mark.parametrize("typed_", ["", "\t", "\r\n", "\x1b", "\x7f", "\u202e", "\ufeff", "\ud800"])
def test_what_cannot_be_seen_is_not_typed(typed_: str) -> None:
    """Tab, Enter and Escape are keys, not characters, and nothing turns a name around."""
    entry = Entry(80).insert("a")
    assert entry.insert(typed_) == entry


def test_every_blank_is_a_space() -> None:
    """One that does not break, or ends a line, is no other blank in a spreadsheet."""
    assert Entry(80).insert("a\u00a0b\u2028c\u3000d").text == "a b c d"


def test_typing_goes_on_where_the_caret_was_put() -> None:
    """A touch in the middle of an address mends its middle."""
    entry = Entry(80).insert("jan@gmial.com").at(8)
    assert entry.backspace().backspace().insert("ai").text == "jan@gmail.com"
    assert entry.end().insert("x").text.endswith("x")
