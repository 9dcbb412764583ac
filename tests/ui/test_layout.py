"""Every screen, on every kind of glass: nothing is cut, nothing is covered, all can be pressed."""

from collections.abc import Callable, Iterator
from typing import Any

import eyes
import pytest
from babel.messages.pofile import read_po
from glass import Kiosk, MakeKiosk
from kivy.uix.widget import Widget

from kiosk.i18n.catalogue import FOLDER
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.keyboard import Key
from kiosk.ui.widgets.panel import Panel
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.prose import Prose
from kiosk.ui.widgets.tab import ExampleTab
from kiosk.ui.widgets.words import measure
from kiosk.visit import scene as scenes
from kiosk.visit.preferences import TEXT_SIZES

FULL_HD, PORTRAIT, LAPTOP, ULTRA_HD = (1920, 1080), (1080, 1920), (1366, 768), (3840, 2160)
SIZES = {"hd": FULL_HD, "portrait": PORTRAIT, "laptop": LAPTOP}
on_every_glass = pytest.mark.parametrize("size_px", SIZES.values(), ids=SIZES.keys())
FINGER_PX = 90
"""20 mm on a 21-inch full HD panel; grows with the glass."""
SLACK_PX = 2
"""Fonts and layouts round."""
LEAST_LETTERS_PX = 22
"""No letters are lower, in pixels of the 1080-pixel design."""

_TURNS_TO_LAY_OUT = 8
"""One place depends on another, and that on a third; nothing here goes deeper."""


def faults(kiosk: Kiosk, *, strict: bool = False) -> Iterator[str]:
    """Everything wrong with what is on the glass.

    `strict`: no words shrink, either.
    """
    glass = eyes.window(kiosk)
    scale = min(glass.width, glass.height) / 1080
    labels = eyes.labels(kiosk)
    for label in labels:
        least = least_letters(label) if strict else LEAST_LETTERS_PX * scale
        yield from _faults_of_words(label, glass, scale, least)
    pressables = eyes.pressables(kiosk)
    for one in pressables:
        place = eyes.box(one)
        if place.beyond(glass) > SLACK_PX:
            yield f"{_name(one)} reaches out of the glass by {place.beyond(glass):.0f}"
        if min(one.size) < FINGER_PX * scale - 1:
            yield f"{_name(one)} is {one.width / scale:.0f} x {one.height / scale:.0f}: too small"
    yield from _covered([(_name(button), eyes.box(button)) for button in pressables], 0)
    yield from _covered([(label.text, eyes.ink(label)) for label in labels], 4 * scale)
    for label in labels:
        place = eyes.ink(label)
        for one in pressables:
            wide, high = place.overlap(eyes.box(one))
            if min(wide, high) > 4 * scale and one is not label and one not in _ancestors(label):
                yield f"{label.text[:50]!r} stands under {_name(one)} by {high:.0f}"
    for prose in eyes.kind(kiosk, Prose):
        yield from _faults_of_prose(prose, glass)


def _name(widget: Widget) -> str:
    return f"[{' / '.join(sorted(eyes.said(widget)))[:60]}]"


def _faults_of_words(label: Any, glass: eyes.Box, scale: float, least: float) -> Iterator[str]:
    text = repr(label.text[:50])
    if not label.text.strip():
        yield "blank words"
    width, height = eyes.natural(label)
    if eyes.widest_word(label) > max(label.width, 1) + SLACK_PX:
        yield f"{text}: a word is {eyes.widest_word(label):.0f} wide in {label.width:.0f}"
    if width > label.width + SLACK_PX:
        yield f"{text} is {width:.0f} wide in {label.width:.0f}"
    if height > label.height + SLACK_PX + 0.1 * label.font_size:
        yield f"{text} is {height:.0f} high in {label.height:.0f}"
    beyond = eyes.ink(label).beyond(glass)
    if beyond > SLACK_PX:
        yield f"{text} reaches out of the glass by {beyond:.0f}"
    if label.font_size < least - 1:
        yield f"{text} is written {label.font_size / scale:.0f} high, not {least / scale:.0f}"
    for around in _ancestors(label):
        if not isinstance(around, Pressable | Panel):
            continue
        beyond = eyes.ink(label).beyond(eyes.box(around))
        if beyond > SLACK_PX:
            yield f"{text} reaches out of its {type(around).__name__} by {beyond:.0f}"


def _ancestors(widget: Any) -> Iterator[Widget]:
    """All that a widget stands in."""
    while widget.parent is not None and widget.parent is not widget:
        widget = widget.parent
        yield widget


def least_letters(label: Any) -> float:
    """How low the letters of a label may be, in pixels: titles may shrink, but not below words."""
    theme = getattr(label, "theme", Theme())
    if isinstance(label, Key) or any(isinstance(one, ExampleTab) for one in _ancestors(label)):
        return theme.px(LEAST_LETTERS_PX)
    role = getattr(label, "role", "body")
    return min(theme.letters(role), theme.letters("label"))


def _covered(things: list[tuple[str, eyes.Box]], slack_px: float) -> Iterator[str]:
    for number, (name, place) in enumerate(things):
        for other, elsewhere in things[number + 1 :]:
            wide, high = place.overlap(elsewhere)
            if wide > slack_px and high > slack_px:
                yield f"{name[:50]!r} and {other[:50]!r} share {wide:.0f} x {high:.0f}"


def _faults_of_prose(prose: Prose, glass: eyes.Box) -> Iterator[str]:
    place = eyes.box(prose)
    if place.beyond(glass) > SLACK_PX:
        yield "the text reaches out of the glass"
    page = prose.page
    if page is None:
        yield "the page is empty"
        return
    height = sum(
        setting.height_px + (setting.before_px if n else 0)
        for n, setting in enumerate(page.settings)
    )
    if height > prose.height + SLACK_PX:
        yield f"the text is {height:.0f} high in {prose.height:.0f}"
    for setting in page.settings:
        for line in setting.lines:
            first, last = line.pieces[0], line.pieces[-1]
            if first.x_px < -line.font_px / 2:
                yield f"the line of {first.text[:40]!r} begins at {first.x_px:.0f}"
            right = setting.indent_px + last.x_px + measure(last.text, last.font, line.font_px)[0]
            # Words are measured one by one, and each rounds: together at most half a letter.
            if right > prose.width + line.font_px / 2:
                yield f"the line of {last.text[:40]!r} is {right:.0f} wide in {prose.width:.0f}"


def untranslated(language: str) -> set[str]:
    """Words of the program that must not be seen in this language: those of the other one."""
    with (FOLDER / "nl.po").open("rb") as lines:
        catalogue = [
            message for message in read_po(lines) if isinstance(message.id, str) and message.id
        ]
    english, dutch = (
        {str(message.id) for message in catalogue},
        {str(message.string) for message in catalogue},
    )
    return english - dutch if language == "nl" else dutch - english


class Inspection:
    """Goes to screens, and writes down what is wrong there."""

    def __init__(self, kiosk: Kiosk, *, strict: bool = False) -> None:
        self._kiosk = kiosk
        self._strict = strict
        self.looked = 0
        self.found: dict[str, str] = {}
        """Each fault, and where it was seen first."""
        self.words: set[str] = set()
        """Every text that was on the glass."""

    def look(self, where: str) -> None:
        """Inspect what is on, once its pictures have come: words come on with them."""
        self._kiosk.until(lambda: not self._kiosk.busy, "a picture")
        for _ in range(_TURNS_TO_LAY_OUT):
            self._kiosk.panel.turn(0.3 if self._kiosk.stage.moving else 0)
        places = self._places()
        self._kiosk.panel.turn()
        self.looked += 1
        self.words |= eyes.texts(self._kiosk)
        found = list(faults(self._kiosk, strict=self._strict))
        if places != self._places():
            found.append("never comes to rest")
        for fault in found:
            self.found.setdefault(fault, where)

    def go(self, scene: scenes.Scene) -> None:
        """Go to a scene, and inspect it."""
        self._kiosk.visit.touch()
        self._kiosk.visit.replace(scene)
        wishes = self._kiosk.visit.wishes
        self.look(f"{scene}, letters {wishes.text_size}, stark {wishes.high_contrast}")

    def go_all(self, page: Callable[[int], scenes.Scene]) -> None:
        """Go to every page of a scene."""
        for number in range(40):
            self.go(page(number))
            if self._kiosk.screen.last:
                return
        raise AssertionError("a scene without end")

    def ask(self) -> None:
        """Wait until the kiosk asks whether anybody is there, inspect that, and say yes."""
        self._kiosk.clock.wind(65)
        self._kiosk.visit.tick()
        assert isinstance(self._kiosk.scene, scenes.StillThereScene)
        self.look("are you still there?")
        self._kiosk.visit.touch()

    def nothing_found(self) -> None:
        """Say what is wrong, all of it, if anything is."""
        told = "\n".join(f"{where}: {fault}" for fault, where in self.found.items())
        assert not told, told

    def _places(self) -> list[tuple[str, tuple[float, ...]]]:
        return [(label.text, (*label.pos, *label.size)) for label in eyes.labels(self._kiosk)]


ROUNDS = {
    "nl": [(0, False), (1, False), (2, False), (0, True), (2, True)],
    "en": [(0, False), (2, False), (2, True)],
}
"""Size of letters and contrast; the other language differs from the first only in its words."""


def walk(inspection: Inspection, kiosk: Kiosk) -> None:
    """Go to every screen that somebody can go to."""
    cooperatives = kiosk.exhibit.cooperatives
    first, last = cooperatives[0].id, cooperatives[-1].id
    inspection.go(scenes.HomeScene())
    inspection.ask()
    for cooperative in cooperatives if not kiosk.visit.wishes.high_contrast else cooperatives[:1]:
        inspection.go(scenes.CooperativeScene(cooperative.id))
        inspection.go(scenes.StoryScene(cooperative.id))
    for number in range(len(cooperatives[0].photos)):
        inspection.go(scenes.PhotosScene(first, number))
    inspection.go(scenes.FilmScene(last))
    inspection.go(scenes.WorkshopScene())
    inspection.go(scenes.WorkshopScene(1))
    inspection.go(scenes.SignUpScene(cooperative=last))
    inspection.go(scenes.SignUpScene(workshop=True))
    inspection.go_all(scenes.AboutScene)
    inspection.go(scenes.CreditsScene())
    inspection.go(scenes.CreditsScene(99))  # the last page, however many there are
    kiosk.visit.trouble()
    inspection.look("something went wrong")
    kiosk.visit.home()


@pytest.mark.parametrize("language", ["nl", "en"])
@on_every_glass
def test_everything_is_there_and_in_reach(
    make_kiosk: MakeKiosk, size_px: tuple[int, int], language: str
) -> None:
    """On every screen, with letters of every size, in both contrasts, nothing is cut.

    No word is covered or outside its room, all that can be pressed is as large as a finger and
    apart from the rest, the layout comes to rest, and no word is in the other language.
    """
    kiosk = make_kiosk(size_px, language=language)
    inspection = Inspection(kiosk, strict=True)
    inspection.look("attract")
    kiosk.visit.touch()
    kiosk.visit.tick()
    for text_size, stark in ROUNDS[language]:
        kiosk.wish(text_size=text_size, high_contrast=stark)
        walk(inspection, kiosk)
    inspection.nothing_found()
    assert inspection.words & untranslated(language) == set()


@pytest.mark.parametrize("language", ["nl", "en"])
@on_every_glass
def test_the_loop_fits(make_kiosk: MakeKiosk, size_px: tuple[int, int], language: str) -> None:
    """While nobody is there, name, words, invitation and date fit with every kind of item."""
    kiosk = make_kiosk(size_px, language=language)
    inspection = Inspection(kiosk, strict=True)
    kinds = set()
    for _ in range(30):
        showing = kiosk.scene.showing
        kinds.add(showing.kind)
        inspection.look(f"attract, {showing.kind} of {showing.cooperative}")
        kiosk.clock.wind(showing.seconds)
        kiosk.visit.tick()
    assert kinds == {"photo", "film", "quote", "about"}
    inspection.nothing_found()
    assert inspection.words & untranslated(language) == set()


def test_ultra_hd_is_the_same_but_larger(make_kiosk: MakeKiosk) -> None:
    """On 3840 by 2160 pixels everything fits too, and is twice as large as on full HD."""
    kiosk = make_kiosk(FULL_HD)
    kiosk.wake()
    size = list(kiosk.find("I want to join").size)
    kiosk.panel.resize(ULTRA_HD)
    inspection = Inspection(kiosk, strict=True)
    for text_size in range(TEXT_SIZES):
        kiosk.wish(text_size=text_size)
        walk(inspection, kiosk)
    inspection.nothing_found()
    kiosk.wish()
    inspection.go(scenes.HomeScene())
    assert kiosk.find("I want to join").size == pytest.approx([2 * px for px in size], abs=4)


def test_another_screen_finds_everything_in_its_place(make_kiosk: MakeKiosk) -> None:
    """Turned from landscape to portrait while somebody reads, everything is laid out anew."""
    kiosk = make_kiosk(FULL_HD)
    kiosk.visit.touch()
    inspection = Inspection(kiosk, strict=True)
    first = kiosk.first.id
    pages: tuple[scenes.Scene, ...] = (
        scenes.HomeScene(),
        scenes.CooperativeScene(first),
        scenes.StoryScene(first),
        scenes.WorkshopScene(),
        scenes.AboutScene(),
    )
    for scene in pages:
        for size_px in (PORTRAIT, LAPTOP, FULL_HD):
            inspection.go(scene)
            kiosk.panel.resize(size_px)
            inspection.look(f"{scene} turned to {size_px}")
    inspection.nothing_found()
