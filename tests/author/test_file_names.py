"""Names of files: what reads the same on every computer and every stick."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.author import file_names


def test_plain_names_are_taken() -> None:
    """Letters, digits, dot, dash and underscore do everywhere."""
    plain = "garden.jpg", "a", "A-1_b.tar.gz", "console.jpg", "com10.txt", "x" * 64, "0", "a..b"
    assert {name: file_names.unsafe(name) for name in plain} == dict.fromkeys(plain)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("x" * 65, "a name of 65 characters"),
        (".hidden", "a name that begins with '.'"),
        ("-rf", "a name that begins with '-'"),
        ("..", "a name that begins with '.'"),
        ("de tuin.jpg", "a space in the name of a file"),
        ("café.jpg", "'é' in the name of a file"),
        ("caf\u0065\u0301.jpg", "'\u0301' in the name of a file"),
        ("a:b", "':' in the name of a file"),
        ("a\\b", "'\\' in the name of a file"),
        ("a\x00b", "'\\u0000' in the name of a file"),
        ("photo.", "a name that ends with a dot"),
        ("aux", "'aux' is a name that Windows keeps for itself"),
        ("CON.jpg", "'CON.jpg' is a name that Windows keeps for itself"),
        ("nul.tar.gz", "'nul.tar.gz' is a name that Windows keeps for itself"),
        ("Lpt1", "'Lpt1' is a name that Windows keeps for itself"),
    ],
)
def test_odd_names_are_told_why_not(name: str, why: str) -> None:
    """A name that some computer or stick cannot hold is refused, with the reason."""
    told = file_names.unsafe(name)
    assert told
    assert told[0] == why


@given(st.text(min_size=1))
def test_a_name_that_is_taken_is_plain(name: str) -> None:
    """Nothing but the portable characters of POSIX gets through, whatever was typed."""
    if file_names.unsafe(name) is None:
        assert name.isascii()
        assert len(name) <= 64
        assert not set(name) & set(' /\\:*?"<>|\n\0')
