"""Letters that the typeface has not: something calm stands in their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import paths
from kiosk.author import letters
from kiosk.exhibit import model
from kiosk.ui.theme import Theme
from kiosk.ui.typeface import drawn
from kiosk.ui.widgets.typesetter import Typesetter
from kiosk.ui.widgets.words import Words

FONTS = paths.assets().fonts


def test_what_is_drawn_is_what_the_typefaces_have() -> None:
    """Not a letter more, nor less: authors are told of the same."""
    has = letters.load(FONTS).drawable
    assert {one for one in map(chr, range(0x3000)) if drawn(one) == one} == has | {"\n", "\t"}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Zo’n coöperatie: „ja”, 5 €", "Zo’n coöperatie: „ja”, 5 €"),
        ("Café 東京 大阪!", "Café …!"),
        ("Nguyễn Văn, Олена, Ελένη, ليلى", "Nguyễn Văn, Олена, Ελένη, ليلى"),
        ("Samen lukt het 🍅", "Samen lukt het "),
        ("👩‍🌾", "…"),
        ("µ ﬁ \uff21 ①", "μ fi A 1"),
        ("co\u00adöperatie", "coöperatie"),
        ("ไทย", "…"),
        ("", ""),
    ],
)
def test_a_letter_that_is_missing_is_no_box(written: str, shown: str) -> None:
    """The nearest letter, dots for what has none, nothing for what is no letter."""
    assert drawn(written) == shown
    assert Words(text=written).text == shown
    label = Words()
    label.text = written
    assert label.text == shown


@given(st.text())
def test_whatever_is_written_is_drawn(words: str) -> None:
    """All that is left has a letter in the typeface, and what had something still has."""
    shown = drawn(words)
    assert set(shown) <= letters.load(FONTS).drawable | {"\n", "\t"}
    assert bool(shown) == bool(words)


def test_running_text_has_no_boxes_either() -> None:
    """A story in a pack of another program."""
    read = [{"runs": [{"text": "Wij telen 🍅 en 漢字."}]}]
    block = model.Block.model_validate({"kind": "paragraph", "sentences": read}, strict=False)
    ((setting,),) = [page.settings for page in Typesetter(Theme(), 900, 500).pages((block,))]
    assert [piece.text for line in setting.lines for piece in line.pieces] == ["Wij telen en …."]
