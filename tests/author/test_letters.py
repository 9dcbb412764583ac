"""Letters: what may stand in a text, and what the bundled typefaces can draw."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.author import letters
from kiosk.author.letters import Letters, Passage
from kiosk.errors import ExhibitError

FEW = Letters(frozenset("abc "))


@pytest.mark.parametrize(
    "words",
    [
        "Zo’n coöperatie: één vraag, „twee” antwoorden… — ‘ja’?",  # noqa: RUF001 - as typed
        "Zażółć gęślą jaźń",
        "Größe und Straße",
        "Ça coûte 5 € à l’œuvre",
        "Iğdır, Şırnak",  # noqa: RUF001 - Turkish
        "½ + ½ = 1",
    ],
)
def test_the_typefaces_draw_the_languages_of_the_region(typefaces: Letters, words: str) -> None:
    """Dutch, German, French, Polish and Turkish can be written, with their quotes and dashes."""
    unseen = set(words) - typefaces.drawable - {"½"}
    assert not unseen


def _told(passages: Sequence[Passage]) -> list[str]:
    """What is told of these words where only a, b and c can be drawn."""
    return [str(fault) for fault in FEW.faults("a.md", passages)]


def test_a_character_is_told_once_where_it_first_stands() -> None:
    """With its number and name; a combining mark, which nobody reads alone, by its name only."""
    passages = [Passage(3, "a\nb→"), Passage(9, "→ c →")]
    assert _told(passages) == [
        "a.md:4: no bundled typeface can draw '→' (U+2192 RIGHTWARDS ARROW) — write it another way"
    ]
    assert "can draw U+0323 COMBINING DOT BELOW —" in _told([Passage(1, "a\u0323")])[0]


def test_a_text_in_another_script_is_one_fault() -> None:
    """Not one for each letter; and tabs and line ends are none."""
    (told,) = _told([Passage(7, "αβγδεζ")])
    assert told.startswith("a.md:7: no bundled typeface can draw 6 of the characters here, such as")
    assert _told([Passage(1, "a\tb\r\nc\n")]) == []


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", ""),
        (b"\xef\xbb\xbfa", "a"),
        ("e\u0301".encode(), "\u00e9"),
        (b"a\r\nb\tc", "a\r\nb\tc"),
    ],
)
def test_text_is_utf8_with_or_without_a_mark(content: bytes, text: str) -> None:
    """A byte order mark is forgotten, and accents are composed."""
    assert letters.decode(content, "a.md") == text


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"a\nb\xff", "a.md:2: these bytes are not UTF-8"),
        (b"a\r\rb\xff", "a.md:3: these bytes are not UTF-8"),
        (b"\xed\xa0\x80", "a.md:1: these bytes are not UTF-8"),
        (b"\xff\xfea\0", "a.md:1: saved as UTF-16"),
        (b"a\nb\x00", "a.md:2: U+0000 cannot be part of a text"),
        ("a\u2028b".encode(), "a.md:1: U+2028 LINE SEPARATOR cannot be part of a text"),
        ("a\x85b".encode(), "a.md:1: U+0085 cannot be part of a text"),
        ("a\ufffeb".encode(), "a.md:1: U+FFFE cannot be part of a text"),
        ("a\n\u2067b".encode(), "a.md:2: U+2067 RIGHT-TO-LEFT ISOLATE cannot be part of a text"),
        ("\ue000".encode(), "a.md:1: U+E000 cannot be part of a text"),
    ],
)
def test_what_is_no_text_is_told(content: bytes, fault: str) -> None:
    """Other encodings, controls, and marks that turn text around are refused, with their line."""
    with pytest.raises(ExhibitError) as caught:
        letters.decode(content, "a.md")
    assert str(caught.value).startswith(fault)


@given(st.binary())
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    """Whatever a file holds, reading it ends in text or in faults."""
    try:
        text = letters.decode(content, "a.md")
    except ExhibitError as error:
        assert error.faults  # noqa: PT017 - a refusal is one of two right answers
        return
    assert not any(map(letters.unusable, text))


@given(st.text())
def test_what_is_quoted_does_nothing_to_a_terminal(words: str) -> None:
    """A message is one line of visible characters, and not too long."""
    told = letters.quote(words)
    assert told.isprintable()
    assert told.encode() is not None
    assert len(letters.quote("x" * 1000)) == 60
