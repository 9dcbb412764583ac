"""Every screen on a glass of every shape, in letters of every size: no word is lost, cut or small.

A short round runs each time. All shapes, sizes and cooperatives:
`pytest tests/ui/test_shapes.py --long`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import eyes
import pytest
from glass import Kiosk, MakeKiosk, OpenIntake
from test_form_layout import questions
from test_layout import Inspection

from kiosk.ui.widgets.press import Press
from kiosk.ui.widgets.prose import Prose
from kiosk.ui.widgets.tab import ExampleTab
from kiosk.visit import scene as scenes
from kiosk.visit.preferences import TEXT_SIZES

if TYPE_CHECKING:
    from collections.abc import Iterator

SHAPES = {
    "16:9": (1920, 1080),
    "5:4": (1280, 1024),
    "4:5": (1024, 1280),
    "netbook": (1024, 600),
    "4:3": (1024, 768),
    "16:10": (1280, 800),
    "3:4": (768, 1024),
    "9:16": (1080, 1920),
    "laptop": (1366, 768),
    "4K": (3840, 2160),
}
SHORT = {"5:4": (0, 3), "4:5": (1, 3), "netbook": (0, 2), "9:16": (3,)}
"""Of these shapes these sizes of letters in every run."""
_MOST_PAGES = 60


class Round:
    """Goes to every screen, all its pages, and keeps the words that stood there."""

    def __init__(self, kiosk: Kiosk, *, thorough: bool) -> None:
        self.kiosk = kiosk
        self.inspection = Inspection(kiosk, strict=True)
        self.words: dict[tuple[str, int], set[str]] = defaultdict(set)
        """What was to be read, by the screen and the size of letters."""
        self._thorough = thorough

    def _look(self, where: str) -> None:
        size = self.kiosk.visit.wishes.text_size
        self.inspection.look(f"{where}, letters {size}")
        words = self.words[where.partition(":")[0].partition(",")[0], size]
        words.update(told(self.kiosk))

    def _go(self, scene: scenes.Scene, where: str) -> None:
        """All pages of a scene."""
        self.kiosk.visit.touch()
        self.kiosk.visit.replace(scene)
        self._look(where)
        screen = self.kiosk.screen
        for page in range(1, _MOST_PAGES):
            pages = getattr(screen, "pages", 1)
            more = page < pages if pages > 1 else not getattr(screen, "last", True)
            if isinstance(scene, scenes.PhotosScene | scenes.FilmScene) or not more:
                return
            screen.turn(1)
            self._look(f"{where}: page {page + 1}")
        raise AssertionError(f"{where} has no end")

    def walk(self) -> None:
        """Be on every screen."""
        kiosk = self.kiosk
        cooperatives = kiosk.exhibit.cooperatives
        self._go(scenes.HomeScene(), "home")
        chosen = cooperatives if self._thorough else [longest(kiosk)]
        for one in chosen:
            self._go(scenes.CooperativeScene(one.id), f"cooperative {one.id}")
            self._go(scenes.StoryScene(one.id), f"story {one.id}")
            photos = range(len(one.photos)) if self._thorough else (0,)
            for number in photos:
                self._go(scenes.PhotosScene(one.id, number), f"photo {number} of {one.id}")
        self._go(scenes.FilmScene(kiosk.first.id), "film")
        self._go(scenes.WorkshopScene(), "workshop")
        self._go(scenes.AboutScene(), "about")
        self._go(scenes.CreditsScene(0 if self._thorough else 99), "credits")
        kiosk.visit.home()
        kiosk.clock.wind(65)
        kiosk.visit.tick()
        self._look("are you still there?")
        kiosk.visit.touch()
        kiosk.visit.trouble()
        self._look("something went wrong")
        kiosk.visit.home()

    def _form(self) -> None:
        for question in questions(self.kiosk):
            self.kiosk.visit.touch()
            self._look(question)

    def loop(self, items: int) -> None:
        """Wait for these many items of the loop."""
        for _ in range(items):
            showing = self.kiosk.scene.showing
            self._look(f"{showing.kind} of {showing.cooperative} in the loop")
            self.kiosk.clock.wind(showing.seconds)
            self.kiosk.visit.tick()


def longest(kiosk: Kiosk) -> Any:
    """The cooperative with most to say on its own screen."""
    return max(
        kiosk.exhibit.cooperatives,
        key=lambda one: len(one.name.into("nl") + (one.introduction or one.summary).into("nl")),
    )


def told(kiosk: Kiosk) -> Iterator[str]:
    """Every word on the glass, but for those of buttons, which change with the page."""
    for label in eyes.labels(kiosk):
        if not isinstance(label.parent, Press | ExampleTab):
            yield from label.text.split()
    for prose in eyes.kind(kiosk, Prose):
        for setting in prose.page.settings if prose.page else ():
            for line in setting.lines:
                for piece in line.pieces:
                    yield from piece.text.split()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All shapes with `--long`."""
    if "shape" in metafunc.fixturenames:
        is_long = metafunc.config.getoption("--long")
        metafunc.parametrize("shape", SHAPES if is_long else SHORT)


def test_nothing_is_lost_cut_or_small_on_a_glass_of_any_shape(
    make_kiosk: MakeKiosk, shape: str, request: pytest.FixtureRequest
) -> None:
    """Measured from the widgets, on every screen and all its pages."""
    thorough = request.config.getoption("--long")
    sizes = range(TEXT_SIZES) if thorough else SHORT[shape]
    kiosk = make_kiosk(SHAPES[shape], intake=OpenIntake())
    trip = Round(kiosk, thorough=thorough)
    trip.loop(20 if thorough else 6)
    kiosk.wake()
    for size in sizes:
        kiosk.wish(text_size=size)
        trip.walk()
    trip.inspection.nothing_found()


LOST = {"5:4": (0, 3), "4:5": (3,)}
"""Of these shapes these sizes of letters are compared with the usual glass."""


PASSING = {"credits", "film"}
"""Of the one a short round sees the last page only; the other changes its words as it plays."""


def on_cards(kiosk: Kiosk) -> set[str]:
    """Every word that cards must tell; the date may be behind a door where letters are large."""
    told_there = (
        f"{one.name.into('nl')} {one.summary.into('nl')}" for one in kiosk.exhibit.cooperatives
    )
    return {word for words in told_there for word in words.split()}


def test_no_word_of_the_usual_glass_is_lost_on_another(
    make_kiosk: MakeKiosk, request: pytest.FixtureRequest
) -> None:
    """Whatever a screen tells on a usual glass it tells on all its pages on any other."""
    thorough = request.config.getoption("--long")
    kiosk = make_kiosk(SHAPES["16:9"], intake=OpenIntake())
    kiosk.wake()
    usual = Round(kiosk, thorough=False)
    usual.walk()
    lost = {}
    for shape in SHAPES if thorough else LOST:
        kiosk.resize(SHAPES[shape])
        trip = Round(kiosk, thorough=False)
        for size in range(TEXT_SIZES) if thorough else LOST[shape]:
            kiosk.wish(text_size=size)
            trip.walk()
        kiosk.wish()
        for (where, size), words in trip.words.items():
            needed = on_cards(kiosk) if where == "home" else usual.words[where, 0]
            missing = needed - words
            if missing and where not in PASSING:
                lost[where, shape, size] = missing
    assert lost == {}
