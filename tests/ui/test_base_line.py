# ruff: noqa: RUF001 - letters that look alike
"""Letters of one line stand on one base, whatever marks are above some of them."""

from __future__ import annotations

import pytest
from PIL import Image

from kiosk import paths
from kiosk.ui.shaping import ShapedText

pytestmark = pytest.mark.usefixtures("panel")

FONT_PX = 40


def drawn(text: str) -> tuple[ShapedText, Image.Image]:
    """A line, and its ink."""
    font = paths.assets().fonts / "KioskSans-Bold.ttf"
    label = ShapedText(text=text, font_name=str(font), font_size=FONT_PX, base_direction="rtl")
    label.refresh()
    picture = Image.frombytes("RGBA", label.texture.size, bytes(label.texture.pixels))
    return label, picture.getchannel("A").point(lambda alpha: 255 * (alpha > 127))


def feet(ink: Image.Image) -> set[int]:
    """The lowest row of ink in each sign that stands by itself."""
    columns = [ink.crop((x, 0, x + 1, ink.height)).getbbox() for x in range(ink.width)]
    found, lowest = set[int](), 0
    for box in [*columns, None]:
        if box is not None:
            lowest = max(lowest, box[3])
        elif lowest:
            found.add(lowest)
            lowest = 0
    return found


@pytest.mark.parametrize("text", ["ا 12", "أُ 12", "12 أُ", "لًا 12", "ا لًا 12"])
def test_digits_stand_on_the_base_of_the_letters(text: str) -> None:
    """A tall vowel does not push the word under it down."""
    _, ink = drawn(text)
    assert max(feet(ink)) - min(feet(ink)) <= 2, sorted(feet(ink))


def test_it_is_told_how_far_a_tall_mark_reaches() -> None:
    """So that whoever puts pieces beside each other can put them on one base."""
    plain, below = drawn("ا 12")
    tall, above = drawn("أُ 12")
    over = tall.over_px("أُ 12")
    assert plain.over_px("ا 12") == 0 < over
    assert max(feet(above)) - over == pytest.approx(max(feet(below)), abs=1)
