"""A kiosk that runs all year keeps nothing of what it has shown."""

import gc
import threading
import weakref
from collections import Counter

import eyes
from glass import Kiosk, MakeKiosk
from kivy.graphics.instructions import Instruction
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from kiosk.ui.widgets.screen import KioskScreen
from kiosk.visit import scene as scenes

SIZE_PX = (854, 480)
SOME = 10
"""Textures kept for another film or photo of their size."""


def living() -> dict[str, int]:
    """How many widgets, textures and instructions to draw there are, and how many threads."""
    gc.collect()
    kinds = {
        "widgets": Widget,
        "textures": Texture,
        "instructions": Instruction,
        "screens": KioskScreen,
    }
    found = Counter(
        name
        for thing in gc.get_objects()
        for name, kind in kinds.items()
        if issubclass(type(thing), kind)
    )
    return dict(found) | {"threads": threading.active_count()}


def round_trip(kiosk: Kiosk, number: int) -> None:
    """Go to every screen once, of one cooperative after another."""
    cooperatives = kiosk.exhibit.cooperatives
    cooperative = cooperatives[number % len(cooperatives)].id
    for scene in (
        scenes.CooperativeScene(cooperative),
        scenes.StoryScene(cooperative),
        scenes.PhotosScene(cooperative),
        scenes.FilmScene(cooperatives[0].id),
        scenes.WorkshopScene(),
        scenes.SignUpScene(),
        scenes.AboutScene(number % 6),
        scenes.CreditsScene(number % 4),
        scenes.HomeScene(),
    ):
        kiosk.visit.touch()
        kiosk.visit.replace(scene)
        kiosk.let(0.4, frame_seconds=0.2)
    kiosk.pictures()
    kiosk.until(lambda: not films_under_way(), "films close")


def films_under_way() -> list[threading.Thread]:
    """The threads of films."""
    return [thread for thread in threading.enumerate() if thread.name == "film"]


def test_thirty_visits_to_every_screen_leave_nothing_behind(
    make_kiosk: MakeKiosk,
) -> None:
    """After thirty rounds there are as many widgets, textures and threads as after fourteen."""
    kiosk = make_kiosk(SIZE_PX)
    kiosk.wake()
    for number in range(14):
        round_trip(kiosk, number)
    before, made = living(), kiosk.textures.made
    for number in range(14, 30):
        round_trip(kiosk, number)
    after = living()
    # One a round would be 16 more; a picture that happens to be on its way is one.
    grown = {name: after[name] - before[name] for name in before}
    assert {name: more for name, more in grown.items() if more > SOME} == {}
    assert kiosk.textures.made - made <= SOME


def test_visitors_leave_nothing_behind(make_kiosk: MakeKiosk) -> None:
    """Visitors who come, change every wish, and walk away: the next finds the same kiosk."""
    kiosk = make_kiosk(SIZE_PX)

    def visitor(number: int) -> None:
        kiosk.wake()
        kiosk.visit.choose_language("en" if number % 2 else "nl")
        kiosk.wish(text_size=number % 3, high_contrast=number % 2 == 0)
        kiosk.go(scenes.CooperativeScene(kiosk.exhibit.cooperatives[number % 9].id))
        kiosk.clock.wind(61)
        kiosk.let(0.5, frame_seconds=0.25)
        assert isinstance(kiosk.scene, scenes.StillThereScene)
        kiosk.clock.wind(21)
        kiosk.rest()
        assert isinstance(kiosk.scene, scenes.AttractScene)
        assert eyes.labels(kiosk)
        kiosk.until(lambda: not films_under_way() or kiosk.screen.filming, "films close")

    def living_at_home() -> dict[str, int]:
        kiosk.wake()
        kiosk.until(lambda: not films_under_way(), "films close")
        found = living()
        kiosk.clock.wind(90)
        kiosk.rest()
        return found

    for number in range(18):
        visitor(number)
    before = living_at_home()
    for number in range(18, 27):
        visitor(number)
    now = living_at_home()
    assert (now["widgets"], now["screens"]) == (before["widgets"], before["screens"])
    assert now["textures"] < before["textures"] + SOME


def test_a_program_that_left_is_gone(make_kiosk: MakeKiosk) -> None:
    """When it has left, no screen, no widget and no thread of the program is left over."""
    kiosk = make_kiosk(SIZE_PX)
    kiosk.watch()
    left = [weakref.ref(thing) for thing in (kiosk.app, kiosk.stage, kiosk.screen, kiosk.textures)]
    kiosk.close()
    kiosk.panel.turn()
    gc.collect()
    assert [reference() for reference in left] == [None] * len(left)
    assert not films_under_way()
