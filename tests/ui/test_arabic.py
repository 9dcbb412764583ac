"""The glass for somebody who reads Arabic: mirrored, joined, and in the order of reading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import arabic
import eyes
import pytest
from glass import LANDSCAPE_PX, PORTRAIT_PX, Kiosk, MakeKiosk, OpenIntake
from kivy.graphics import Rectangle
from kivy.uix.widget import Widget
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, features
from staff_office import Librarian, Office
from test_form_layout import questions
from test_layout import FULL_HD, PORTRAIT, Inspection, walk

from kiosk import paths
from kiosk.exhibit.prepared import Prepared
from kiosk.i18n import bidi
from kiosk.ui.shaping import ShapedLabel
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.field import Field
from kiosk.ui.widgets.keyboard import Keyboard
from kiosk.ui.widgets.lines import text_of
from kiosk.ui.widgets.mirror import MediaControls
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.prose import Prose
from kiosk.ui.widgets.qr import QrCode
from kiosk.ui.widgets.steps import Steps
from kiosk.ui.widgets.theming import DrawnWidget
from kiosk.ui.widgets.words import Icon, Words, signs
from kiosk.visit import scene as scenes
from kiosk.visit.draft import Draft

STEPS = ("interests", "name", "contact", "purposes", "check")

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
def reader(make_kiosk: MakeKiosk) -> Kiosk:
    """Somebody who reads Arabic stands before the cards."""
    kiosk = make_kiosk(language="ar")
    kiosk.wake()
    return kiosk


@pytest.fixture
def tried(make_kiosk: MakeKiosk, in_arabic: Prepared) -> Kiosk:
    """The same, before words that are hard to set."""
    kiosk = make_kiosk(prepared=in_arabic, language="ar")
    kiosk.wake()
    return kiosk


# What is written


@pytest.mark.parametrize("size_px", [FULL_HD, PORTRAIT], ids=["landscape", "portrait"])
def test_everything_fits_in_arabic(make_kiosk: MakeKiosk, size_px: tuple[int, int]) -> None:
    """On every screen nothing is cut or covered, with the usual letters and the largest."""
    kiosk = make_kiosk(size_px, language="ar")
    inspection = Inspection(kiosk)
    inspection.look("attract")
    kiosk.visit.touch()
    kiosk.visit.tick()
    for text_size in (0, 2):
        kiosk.wish(text_size=text_size)
        walk(inspection, kiosk)
    inspection.nothing_found()


@pytest.mark.parametrize("size_px", [FULL_HD, PORTRAIT], ids=["landscape", "portrait"])
def test_the_form_fits_in_arabic(make_kiosk: MakeKiosk, size_px: tuple[int, int]) -> None:
    """No question is cut or covered, nor drawn where it is not, in usual and largest letters."""
    kiosk = make_kiosk(size_px, intake=OpenIntake(), language="ar")
    kiosk.wake()
    inspection = Inspection(kiosk)
    for text_size in (0, 2):
        kiosk.wish(text_size=text_size)
        kiosk.rest()
        for question in questions(kiosk):
            kiosk.visit.touch()
            inspection.look(f"{question}, letters {text_size}")
            assert strays(kiosk) == [], question
    inspection.nothing_found()


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


# Where it stands


def sides(kiosk: Kiosk) -> dict[str, tuple[float, float]]:
    """How far each thing reaches from the left and from the right of the glass, by what it is."""
    glass = eyes.window(kiosk)
    found: dict[str, tuple[float, float]] = {}
    numbers: Counter[str] = Counter()
    for widget in eyes.seen(kiosk):
        if isinstance(widget, Pressable | Picture | Prose | QrCode | Icon | Field | Steps | Words):
            place = eyes.ink(widget) if isinstance(widget, Words) else eyes.box(widget)
            words = widget.icon if isinstance(widget, Icon) else getattr(widget, "text", "")
            name = f"{type(widget).__name__} {words}"
            numbers[name] += 1
            if min(widget.size) > 2 and not fixed(widget):
                found[f"{name} {numbers[name]}"] = (place.x, glass.width - place.right)
    return found


def strays(kiosk: Kiosk) -> list[str]:
    """What is drawn outside the widget that draws it."""
    found = []
    for widget in eyes.kind(kiosk, DrawnWidget):
        for drawn in widget._drawn.children:  # noqa: SLF001
            left = getattr(drawn, "pos", widget.pos)[0] - widget.x
            wide = getattr(drawn, "size", (0, 0))[0]
            if min(widget.size) > 2 and not -2 <= left <= widget.width - wide + 4:
                found.append(f"{type(widget).__name__}: {left} + {wide} in {widget.width}")
    return found


def fixed(widget: Widget) -> bool:
    """Whether it stands the same way in every language: keys, and the controls of films."""
    while isinstance(widget, Widget) and widget is not widget.get_root_window():
        if isinstance(widget, Keyboard | MediaControls):
            return True
        widget = widget.parent
    return False


@pytest.mark.parametrize("size_px", [LANDSCAPE_PX, PORTRAIT_PX], ids=["landscape", "portrait"])
def test_every_screen_is_mirrored(make_kiosk: MakeKiosk, size_px: tuple[int, int]) -> None:
    """The same words from the other side: what stood left by so much stands right by as much."""
    kiosk = make_kiosk(size_px, intake=OpenIntake())
    kiosk.wake()
    wrong: list[str] = []
    for scene in [*kiosk.scenes, scenes.AboutScene(99), scenes.PrivacyScene()]:
        for step in STEPS if isinstance(scene, scenes.SignUpScene) else [""]:
            kiosk.go(scene)
            if step:
                kiosk.app.form.answer(Draft(name="Els", email="els@example.org"))
                kiosk.app.form.go(step)
            kiosk.stage.restyle(kiosk.stage.theme.unmirrored)
            kiosk.rest()
            usual = sides(kiosk)
            kiosk.stage.restyle(replace(kiosk.stage.theme, rtl=True))
            kiosk.rest()
            mirrored = sides(kiosk)
            wrong += strays(kiosk)
            assert len(usual) > 3
            for name, (left, right) in usual.items():
                if mirrored.get(name) != pytest.approx((right, left), abs=3):
                    wrong.append(f"{scene} {step} {name}: {left, right}, {mirrored.get(name)}")
    assert not wrong, "\n".join(wrong)


def test_signs_that_point_point_the_other_way(reader: Kiosk) -> None:
    """Back is to the right, onward to the left; what does not point is the same."""
    reader.go(scenes.StoryScene(reader.first.id))
    drawn = {icon.icon: icon.text for icon in eyes.kind(reader, Icon)}
    known = signs(paths.assets().folder)
    assert drawn["arrow_back"] == known["arrow_forward"]
    assert drawn["chevron_right"] == known["chevron_left"]
    assert drawn["home"] == known["home"]
    assert Icon(icon="undo", theme=Theme(rtl=True)).text == known["undo_mirrored"]
    reader.go(scenes.FilmScene(reader.first.id))
    controls = next(one for one in reader.stage.walk() if isinstance(one, MediaControls))
    drawn = {
        icon.icon: icon.text for icon in controls.walk(restrict=True) if isinstance(icon, Icon)
    }
    assert drawn["chevron_left"] == known["chevron_left"]


def test_a_page_comes_from_where_lines_end(make_kiosk: MakeKiosk) -> None:
    """Onward from the left, back from the right, with a graphics card and without one."""
    kiosk = make_kiosk(language="ar", slow=False)
    kiosk.wake()
    kiosk.visit.open(scenes.AboutScene())
    kiosk.let(0.05)
    assert kiosk.screen.x < 0
    kiosk.rest()
    kiosk.visit.back()
    kiosk.let(0.05)
    assert kiosk.screen.x > 0
    kiosk.rest()
    assert kiosk.screen.x == 0


def test_photos_turn_the_way_pages_do(reader: Kiosk) -> None:
    """A finger that moves right brings the next photo, to the left the one before."""
    name = reader.first.id
    reader.open(scenes.PhotosScene(name))
    reader.drag((400, 400), (600, 405), (900, 410))
    reader.rest()
    assert reader.scene == scenes.PhotosScene(name, 1)
    reader.drag((900, 400), (800, 405), (400, 412))
    reader.rest()
    assert reader.scene == scenes.PhotosScene(name, 0)


def test_staff_find_their_corner_as_it_always_is(
    make_kiosk: MakeKiosk, office: Office, intake: OpenIntake
) -> None:
    """In Dutch and from left to right, whoever stood there before them."""
    kiosk = make_kiosk(language="ar", tasks=office, intake=intake, ahead=False)
    kiosk.wake()
    assert kiosk.stage.theme.rtl
    Librarian(kiosk).come_in()
    corner = kiosk.app.overlay.view
    themed = [widget for widget in corner.walk(restrict=True) if hasattr(widget, "theme")]
    assert len(themed) > 10
    assert not any(widget.theme.rtl for widget in themed)
    assert eyes.texts(kiosk)
    assert not any(map(bidi.has_right, eyes.texts(kiosk)))


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
