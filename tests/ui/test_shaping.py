"""Arabic as it is written: joined, in the order of reading, as another shaper writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import arabic
import eyes
import pytest
from glass import Kiosk, MakeKiosk
from kivy.graphics import Rectangle
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, features

from kiosk.exhibit import model
from kiosk.exhibit.prepared import Prepared
from kiosk.i18n import bidi
from kiosk.ui.shaping import ShapedLabel
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.field import Field
from kiosk.ui.widgets.lines import text_of
from kiosk.ui.widgets.prose import Prose
from kiosk.ui.widgets.typesetter import Typesetter
from kiosk.ui.widgets.words import Icon
from kiosk.visit import scene as scenes

KEPT = re.compile(r"\S+@\S+?(?=[؟،.]?(?:\s|$))|\(?[+0][\d()/ \u00a0-]{5,}\d")
"""Addresses and telephone numbers, which another shaper must be told to leave as they are."""
ALIKE = 0.92
"""How much two pictures of a line have in common at least, from 0 to 1. Of the same words in
another order it is 0.6 to 0.87."""


@pytest.fixture
def in_arabic(shipped: Prepared, tmp_path: Path) -> Prepared:
    """The exhibit in an Arabic that is hard to set."""
    return arabic.in_arabic(shipped, tmp_path / "arabic")


@pytest.fixture
def tried(make_kiosk: MakeKiosk, in_arabic: Prepared) -> Kiosk:
    """The same, before words that are hard to set."""
    kiosk = make_kiosk(prepared=in_arabic, language="ar")
    kiosk.wake()
    return kiosk


another_shaper = pytest.mark.skipif(
    not (features.check("raqm") and features.check("fribidi")),
    reason="Pillow finds no HarfBuzz and FriBiDi here",
)


@another_shaper
@pytest.mark.parametrize("words", ["reader", "tried"])
def test_words_are_as_another_shaper_writes_them(
    request: pytest.FixtureRequest, words: str
) -> None:
    """Each line of each screen, at the right, as HarfBuzz and FriBiDi write the same words."""
    kiosk: Kiosk = request.getfixturevalue(words)
    seen: dict[tuple[str, str, int], float] = {}
    for scene in kiosk.scenes:
        kiosk.go(scene)
        for label in eyes.kind(kiosk, ShapedLabel):
            if isinstance(label, Icon) or not bidi.has_right(label.text):
                continue
            for line, picture in lines(label):
                case = (line, label.font_name, int(label.font_size))
                if label.halign == "left":
                    assert picture.getbbox()[2] > picture.width - label.font_size / 2, line
                if bidi.has_right(line) and case not in seen:
                    seen[case] = likeness(picture, written(*case))
    assert len(seen) > 60
    assert {line: found for (line, _, _), found in seen.items() if found < ALIKE} == {}


@another_shaper
def test_stories_are_as_another_shaper_writes_them(tried: Kiosk) -> None:
    """Each line of running text where it stands on the glass: joined, in order, at the right."""
    seen: dict[str, float] = {}
    for cooperative in tried.exhibit.cooperatives[:4]:
        tried.go(scenes.StoryScene(cooperative.id))
        glass = ImageChops.invert(tried.pixels().convert("L"))
        (prose,) = eyes.kind(tried, Prose)
        place = eyes.box(prose)
        top = glass.height - place.top
        for number, setting in enumerate(prose.page.settings):
            top += setting.before_px if number else 0
            for line in setting.lines:
                # The tail of a letter above may reach into the line by a pixel.
                room = (place.x, top + 2, place.right - setting.indent_px, top + line.height_px)
                picture = glass.crop(tuple(map(round, room))).point(
                    lambda value: max(0, value - 40)
                )
                assert setting.right
                assert picture.getbbox()[2] > picture.width - line.font_px / 2
                if len({piece.font for piece in line.pieces}) == 1:
                    words = text_of(line.words)
                    other = written(words, line.pieces[0].font, int(line.font_px))
                    seen[words] = likeness(picture, other)
                top += line.height_px
    assert len(seen) > 20
    assert {words: found for words, found in seen.items() if found < ALIKE} == {}


def set_lines(text: str, width_px: float, *emphasis: str) -> Any:
    """A paragraph on an Arabic page, set; some of its words are bold."""
    parts = re.split(f"({'|'.join(emphasis)})", text) if emphasis else [text]
    runs = [{"text": part, "emphasis": part in emphasis} for part in parts if part]
    raw = {"kind": "paragraph", "sentences": [{"runs": runs}]}
    block = model.Block.model_validate(raw, strict=False)
    ((setting,),) = [
        page.settings for page in Typesetter(Theme(rtl=True), width_px, 900).pages((block,))
    ]
    return setting


def test_a_paragraph_in_another_script_keeps_its_side() -> None:
    """A Dutch text on an Arabic page begins at the left, and ends with its full stop."""
    dutch = set_lines("Een zin in het Nederlands.", 900)
    assert not dutch.right
    assert dutch.lines[0].pieces[0].x_px == 0
    assert not dutch.lines[0].pieces[0].right
    assert set_lines("جملة عربية.", 900).right


def test_bold_words_stand_where_they_are_read() -> None:
    """The first word of a line is the one farthest right, whatever its style."""
    (line,) = set_lines("اب جد Panningen هو", 900, "جد").lines
    assert [piece.text.strip() for piece in line.pieces] == ["هو", "Panningen", "جد", "اب"]
    starts = [piece.x_px for piece in line.pieces]
    assert starts == sorted(starts)
    assert starts[0] > 300


@pytest.mark.parametrize("bold", [(), ("06 12 34 56 78",)], ids=["plain", "bold"])
@pytest.mark.parametrize("width_px", range(300, 900, 50))
def test_a_telephone_number_is_never_broken(width_px: int, bold: tuple[str, ...]) -> None:
    """Half of it would be read from the wrong side; an address that is too long is set smaller."""
    number = "06 12 34 56 78"
    setting = set_lines(f"من عنده سؤال يتصل على {number} أو يكتب", width_px, *bold)
    kept = number.replace(" ", "\u00a0")
    assert sum(kept in piece.text for line in setting.lines for piece in line.pieces) == 1


def lines(label: Any) -> Iterator[tuple[str, Image.Image]]:
    """Each line of a label, and a picture of its ink."""
    ink = Image.frombytes("RGBA", label.texture.size, label.texture.pixels).getchannel("A")
    for line in label._label._cached_lines:  # noqa: SLF001
        if line.words:
            yield line.words[0].text, ink.crop((0, line.y, ink.width, line.y + line.h))


def written(words: str, font: str, font_px: int) -> Image.Image:
    """A picture of a line by Pillow, HarfBuzz and FriBiDi."""
    face = ImageFont.truetype(font, font_px, layout_engine=ImageFont.Layout.RAQM)
    # Isolates (U+2066, U+2069) say in Unicode's own way what must not be turned around.
    told = KEPT.sub(lambda kept: f"\u2066{kept[0]}\u2069", words)
    picture = Image.new("L", (round(face.getlength(words, direction="rtl")) + 40, font_px * 2))
    ImageDraw.Draw(picture).text((20, 10), told, fill=255, font=face, direction="rtl")
    return picture


def likeness(one: Image.Image, other: Image.Image) -> float:
    """How much the ink of two lines has in common, from 0 to 1; sizes differ by rounding only."""
    one, other = one.crop(one.getbbox()), other.crop(other.getbbox())
    if (
        abs(one.width - other.width) > max(4, 0.06 * one.width)
        or abs(one.height - other.height) > 4
    ):
        return 0.0
    blurred = [
        picture.resize(one.size).filter(ImageFilter.GaussianBlur(2)).tobytes()
        for picture in (one, other)
    ]
    both = sum(a * b for a, b in zip(*blurred, strict=True))
    each = [sum(value * value for value in picture) ** 0.5 for picture in blurred]
    return float(both / (each[0] * each[1]))


# What is typed


def caret(field: Field) -> float:
    """How far from the left side of the field the caret stands."""
    bars = [one for one in field._drawn.children if isinstance(one, Rectangle)]  # noqa: SLF001
    return float(bars[-1].pos[0] - field.x)


def places(field: Field, text: str) -> list[float]:
    """Where the caret stands before each character, and after the last."""
    field.text = f"{text}."
    field.text = text
    found = []
    for at in range(len(text) + 1):
        field.caret = at
        found.append(caret(field))
    return found


def test_the_caret_goes_the_way_of_the_letters() -> None:
    """To the left through Arabic, to the right through a name in Latin letters within it."""
    field = Field(size=(800, 100), theme=Theme(rtl=True))
    assert places(field, "")[0] > 700
    arabic_only = places(field, "ليلى حسن")
    assert arabic_only == sorted(arabic_only, reverse=True)
    assert arabic_only[0] > 700 > arabic_only[-1]
    mixed = places(field, "ليلى Jansen")
    assert mixed[:5] == sorted(mixed[:5], reverse=True)
    assert mixed[6:] == sorted(mixed[6:])
    field.latin = True
    assert places(field, "7F3K9") == sorted(places(field, "7F3K9"))
    assert places(field, "")[0] < 100


def test_a_finger_puts_the_caret_between_arabic_letters() -> None:
    """At the left end of the word is its end."""
    field = Field(size=(800, 100), theme=Theme(rtl=True))
    placed: list[int] = []
    field.bind(on_place=lambda _, at: placed.append(at))
    text = "ليلى حسن"
    for at, x in enumerate(places(field, text)):
        touch = SimpleNamespace(x=x, y=50, pos=(x, 50))
        field.on_touch_down(touch)
        assert placed[-1] == at


def test_what_no_typeface_has_is_shown_as_dots_where_it_is_typed() -> None:
    """One for each letter: the caret stays where it was."""
    field = Field(size=(800, 100))
    assert places(field, "Li 李明") == places(field, "Li ……")
