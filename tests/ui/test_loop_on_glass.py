"""While nobody is there: pictures without a pause, a day long, whatever is broken."""

import gc
import threading
from collections import Counter
from functools import partial

import eyes
import pytest
from darkroom import Darkroom
from glass import Kiosk, MakeKiosk
from kivy.uix.widget import Widget
from PIL.Image import Image

from kiosk.exhibit.prepared import Prepared
from kiosk.ui.widgets.screen import KioskScreen
from kiosk.visit import scene as scenes
from kiosk.visit.scene import AttractItem

SMALL_PX = (854, 480)
SIZE_PX = (1280, 720)
DARK = 8
"""Mean brightness under which a picture is as good as black."""


def widgets() -> int:
    """How many widgets there are."""
    gc.collect()
    return sum(issubclass(type(thing), Widget) for thing in gc.get_objects())


def films() -> int:
    """How many films are open."""
    return sum(thread.name == "film" for thread in threading.enumerate())


def gone(kiosk: Kiosk, showing: AttractItem) -> bool:
    """Whether an item has made place for the next."""
    return kiosk.scene.showing is not showing


def see(kiosk: Kiosk) -> None:
    """Wait until the item that is on is on the glass: its picture, or its film's."""
    kiosk.pictures()
    showing = kiosk.scene.showing
    if showing.kind == "film":
        kiosk.until(lambda: kiosk.screen.filming or kiosk.scene.showing is not showing, "a film")


def upper(kiosk: Kiosk) -> Image:
    """The pixels above the words, where only the picture is."""
    picture = kiosk.pixels()
    return picture.crop((0, 40, picture.width, picture.height // 2))


def band(kiosk: Kiosk) -> Image:
    """The pixels of the band at the foot, with the date, as `upper` drew them."""
    picture = kiosk.panel.left()
    high = round(kiosk.screen.band_height)
    return picture.crop((0, picture.height - high, picture.width, picture.height))


def test_a_day_in_the_loop(make_kiosk: MakeKiosk) -> None:
    """After hundreds of items nothing has grown; each cooperative was on as often as another."""
    kiosk = make_kiosk(SMALL_PX)
    shown: Counter[str | None] = Counter()
    kinds: Counter[str] = Counter()
    before: tuple[int, ...] = ()
    at_once = 0
    for number in range(220):
        see(kiosk)
        showing = kiosk.scene.showing
        shown[showing.cooperative] += 1
        kinds[showing.kind] += 1
        at_once = max(at_once, films())
        if number == 60:
            before = (kiosk.textures.made, kiosk.app.context.film_textures.made, widgets())
        kiosk.next_item(frame_seconds=1)
    assert (kiosk.textures.made, kiosk.app.context.film_textures.made, widgets()) == before
    introductions = shown.pop(None)
    assert len(shown) == 9
    assert max(shown.values()) - min(shown.values()) <= 1
    assert introductions > 5
    assert min(kinds[kind] for kind in ("photo", "film", "quote")) > 20
    assert at_once <= 2
    assert sum(isinstance(child, KioskScreen) for child in kiosk.stage.children) == 1


def test_never_black_between_two_items(make_kiosk: MakeKiosk) -> None:
    """From one item to the next, frame by frame, there is always a picture, and always the date."""
    kiosk = make_kiosk(SMALL_PX)
    kinds = set()
    for _ in range(11):
        see(kiosk)
        was, light = kiosk.scene.showing.kind, [eyes.brightness(upper(kiosk))]
        kiosk.next_item(frame_seconds=0.25)
        kinds.add((was, kiosk.scene.showing.kind))
        words = []
        for _ in range(14):
            kiosk.let(0.1)
            light.append(eyes.brightness(upper(kiosk)))
            darkest, lightest = band(kiosk).convert("L").getextrema()
            words.append((lightest, darkest))
        see(kiosk)
        kiosk.let(1.5, frame_seconds=0.1)
        light.append(eyes.brightness(upper(kiosk)))
        assert min(light) > DARK
        assert min(light) > min(light[0], light[-1]) * 0.7
        assert all(a > 240 and b < 60 for a, b in words)  # type: ignore[operator]
    assert len(kinds) > 4
    assert any("film" in pair for pair in kinds)


def test_the_first_picture_is_there_at_once(make_kiosk: MakeKiosk) -> None:
    """When the program has started there is a picture, not a black glass."""
    kiosk = make_kiosk(SIZE_PX)
    assert eyes.brightness(upper(kiosk)) > DARK


@pytest.mark.parametrize("slow", [False, True], ids=["by a card", "by a program"])
def test_a_photo_moves_a_little_and_rests(make_kiosk: MakeKiosk, *, slow: bool) -> None:
    """A photo glides for seven seconds, or rests at once where it could only stutter."""
    kiosk = make_kiosk(SMALL_PX, slow=slow)
    kiosk.next_of("quote")
    kiosk.pictures()
    kiosk.let(1.5, frame_seconds=0.1)
    early = upper(kiosk)
    kiosk.let(3, frame_seconds=0.1)
    late = upper(kiosk)
    assert (early.tobytes() == late.tobytes()) is slow
    kiosk.let(2.7, frame_seconds=0.1)
    rest = upper(kiosk)
    kiosk.let(0.5, frame_seconds=0.1)
    assert upper(kiosk).tobytes() == rest.tobytes()


def test_a_film_moves_and_shows_what_is_said(make_kiosk: MakeKiosk) -> None:
    """In the loop a film plays muted, with its captions in the place of the quote."""
    kiosk = make_kiosk(SMALL_PX)
    kiosk.next_of("film")
    see(kiosk)
    first = upper(kiosk)
    kiosk.until(lambda: kiosk.screen.caption, "a caption")
    assert upper(kiosk).tobytes() != first.tobytes()
    cues = kiosk.scene.showing.film.captions["nl"]
    assert kiosk.screen.caption in {cue.text for cue in cues}
    assert kiosk.screen.caption in eyes.texts(kiosk)
    assert min(eyes.legibility(kiosk).values()) > 4.45


def test_the_hand_invites_now_and_then(make_kiosk: MakeKiosk) -> None:
    """Every ten seconds the hand moves for two; in between it rests."""
    kiosk = make_kiosk(SMALL_PX)
    moved = []
    for _ in range(44):
        kiosk.let(0.5, frame_seconds=0.25)
        moved.append(kiosk.screen.beckon > 0)
    assert 4 <= sum(moved) <= 12


@pytest.mark.parametrize("harm", ["lose", "spoil"])
def test_what_is_broken_is_skipped(
    make_kiosk: MakeKiosk,
    room: Darkroom,
    shipped: Prepared,
    caplog: pytest.LogCaptureFixture,
    harm: str,
) -> None:
    """A broken photo and a broken film are logged, and leave no hole.

    What is missing is looked for again after a minute, and after three; a file with other bytes
    than were signed stays out.
    """
    tries = {"lose": 3, "spoil": 1}[harm]
    room.only(2)
    cooperative = shipped.exhibit.cooperatives[0]
    photo, film = cooperative.photos[1], cooperative.films[0]
    getattr(room, harm)(film.sha256, *(size.sha256 for size in photo.sizes))
    kiosk = make_kiosk(SMALL_PX, prepared=room.prepared())
    bad = []
    for _ in range(30):
        see(kiosk)
        showing = kiosk.scene.showing
        if showing.film == film or showing.photo == photo:
            bad.append(showing.kind)
            kiosk.until(partial(gone, kiosk, showing), "the next item")
            see(kiosk)
        assert eyes.brightness(upper(kiosk)) > DARK
        kiosk.next_item(frame_seconds=1)
    assert bad.count("film") <= tries
    assert len(bad) <= 2 * tries + 1  # the photo may also lie behind a quote
    assert {(rest.kind, rest.why) for rest in kiosk.station.rests.at(kiosk.clock.seconds())} <= (
        {("film", "damaged"), ("photo", "damaged")}
        if harm == "spoil"
        else {("film", "unread"), ("photo", "unread")}
    )
    assert film.sha256[:12] in caplog.text
    assert any(size.sha256[:12] in caplog.text for size in photo.sizes)
    kiosk.wake()
    assert kiosk.scene == scenes.HomeScene()


def test_with_nothing_left_to_see_there_are_still_words(
    make_kiosk: MakeKiosk, room: Darkroom, shipped: Prepared
) -> None:
    """With every photo and film broken the loop goes on with quotes on a plain ground."""
    room.only(2)
    for cooperative in shipped.exhibit.cooperatives[:2]:
        room.spoil(*(size.sha256 for photo in cooperative.photos for size in photo.sizes))
        room.spoil(*(film.sha256 for film in cooperative.films))
        room.spoil(*(size.sha256 for film in cooperative.films for size in film.poster))
    kiosk = make_kiosk(SMALL_PX, prepared=room.prepared())
    for _ in range(12):
        kiosk.rest()
        kiosk.next_item(frame_seconds=1)
    kiosk.rest()
    assert kiosk.scene.showing.kind in {"quote", "about"}
    assert kiosk.screen.quote in eyes.texts(kiosk)
    assert min(eyes.legibility(kiosk).values()) > 4.45
    kiosk.wake()
    for card in [button for button in eyes.pressables(kiosk) if type(button).__name__ == "Card"]:
        assert eyes.said(card)
    kiosk.press(shipped.exhibit.cooperatives[0].name.into("nl"), "Story")
    assert isinstance(kiosk.scene, scenes.StoryScene)
