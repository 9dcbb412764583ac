"""A film: it plays, it obeys, and its captions come when the words are said."""

from typing import Any

import eyes
import pytest
from darkroom import Darkroom
from glass import Kiosk, MakeKiosk
from PIL import ImageChops

from kiosk.exhibit.model import Film
from kiosk.exhibit.prepared import Prepared
from kiosk.ui.widgets.seekbar import SeekBar
from kiosk.visit import scene as scenes

KEY_FRAMES_MS = 4000
"""With sound a film goes to the key frame before: one is at most this far away."""
FRAME_MS = 50
LOOKS = 60
"""A film that is in the same place at so many looks, some milliseconds apart, has arrived."""


@pytest.fixture
def watching(attended: Kiosk) -> Kiosk:
    """Somebody opened the film of the first cooperative, and it plays."""
    attended.press(attended.first.name.into("nl"), "Film")
    attended.until(lambda: attended.screen.playing, "the film plays")
    return attended


def film(kiosk: Kiosk) -> Film:
    """The film that is on."""
    return kiosk.first.films[0]


def view(kiosk: Kiosk) -> Any:
    """The widget that shows the film."""
    return kiosk.screen.ids.film


def picture(kiosk: Kiosk) -> Any:
    """The pixels of the film alone, without its captions."""
    place = eyes.box(view(kiosk))
    high = kiosk.window.height
    return kiosk.pixels().crop(
        (round(place.x), round(high - place.top), round(place.right), round(high - place.y - 200))
    )


def tap_bar(kiosk: Kiosk, part: float) -> Any:
    """Touch the bar at this part of its length; return it."""
    (bar,) = eyes.kind(kiosk, SeekBar)
    place = eyes.box(bar)
    kiosk.touch(place.x + place.width * part, place.y + place.height / 2)
    return bar


def pause(kiosk: Kiosk) -> None:
    """Press "Pause", and see the film stop."""
    kiosk.press("Pause")
    kiosk.until(lambda: view(kiosk).state == "paused", "the film pauses")
    kiosk.rest()


def test_the_picture_moves(watching: Kiosk) -> None:
    """The pixels of the film change while it plays, and it never shows black."""
    watching.until(lambda: view(watching).position_ms > 500, "half a second of film")
    before = picture(watching)
    start = view(watching).position_ms
    watching.until(lambda: view(watching).position_ms > start + 700, "some of the film")
    after = picture(watching)
    assert ImageChops.difference(before, after).getbbox() is not None
    assert eyes.brightness(before) > 10
    assert eyes.brightness(after) > 10


def test_the_poster_stands_until_the_film_is_there(kiosk: Kiosk) -> None:
    """From the first moment a picture is on the glass: the poster, and then the film over it."""
    kiosk.go(scenes.FilmScene(kiosk.first.id))
    kiosk.pictures()
    light = [eyes.brightness(picture(kiosk))]
    for _ in range(20):
        kiosk.panel.turn()
        light.append(eyes.brightness(picture(kiosk)))
    assert min(light) > 10


def test_pause_holds_and_play_goes_on(watching: Kiosk) -> None:
    """A paused film stands still to the pixel; pressed again, it goes on from there."""
    pause(watching)
    held, at = watching.pixels(), view(watching).position_ms
    watching.let(1)
    assert watching.pixels().tobytes() == held.tobytes()
    assert view(watching).position_ms == at
    watching.press("Play")
    watching.until(lambda: view(watching).position_ms > at, "the film goes on")


def landed(kiosk: Kiosk) -> int:
    """Wait until a film that stands still is where it was asked to go, and say where that is."""
    still: list[int] = []

    def look() -> bool:
        still.append(view(kiosk).position_ms)
        return len(still) > LOOKS and len(set(still[-LOOKS:])) == 1

    kiosk.until(look, "the film stands still")
    return still[-1]


def test_ten_seconds_on_and_back(watching: Kiosk) -> None:
    """The two buttons leap by ten seconds, as near as the film's key frames allow."""
    pause(watching)
    at = landed(watching)
    for _ in range(2):
        watching.press("10 s on")
        now = landed(watching)
        assert at + 10_000 - KEY_FRAMES_MS - 3 * FRAME_MS <= now <= at + 10_000 + FRAME_MS
        at = now
    watching.press("10 s back")
    now = landed(watching)
    assert at - 10_000 - KEY_FRAMES_MS - 3 * FRAME_MS <= now <= at - 10_000 + FRAME_MS
    for _ in range(2):
        watching.press("10 s back")
    assert landed(watching) <= FRAME_MS


@pytest.mark.parametrize("part", [0.25, 0.75])
def test_a_tap_on_the_bar_goes_there(watching: Kiosk, part: float) -> None:
    """Tapped at a quarter of the bar, a quarter of the film is over; the knob says so."""
    pause(watching)
    bar = tap_bar(watching, part)
    wanted = film(watching).duration_ms * part
    now = landed(watching)
    assert wanted - KEY_FRAMES_MS - FRAME_MS <= now <= wanted + 500
    watching.rest()
    assert bar.at == pytest.approx(
        view(watching).position_ms / film(watching).duration_ms, abs=0.01
    )
    assert bar.height >= 44


def test_the_knob_follows_a_finger(watching: Kiosk) -> None:
    """Dragged, the knob stays under the finger; the film follows when the finger lets go."""
    bar = eyes.kind(watching, SeekBar)[0]
    place = eyes.box(bar)
    middle = place.y + place.height / 2
    watching.drag(
        (place.x + 10, middle), (place.x + place.width / 2, middle), (place.right - 40, middle)
    )
    watching.until(
        lambda: view(watching).position_ms > film(watching).duration_ms * 0.8, "near the end"
    )


def test_captions_come_in_time(watching: Kiosk) -> None:
    """At every moment the caption on the glass is the one of that moment, in the right language."""
    cues = film(watching).captions["nl"]
    tap_bar(watching, (cues[0].end_ms - 300) / film(watching).duration_ms)
    seen = set()

    def look() -> bool:
        at = view(watching).position_ms
        due = next((cue.text for cue in cues if cue.start_ms <= at < cue.end_ms), "")
        assert watching.screen.caption == due
        if due:
            assert due in eyes.texts(watching)
            seen.add(due)
        return len(seen) == 2

    watching.until(look, "two captions")
    assert seen == {cue.text for cue in cues[:2]}
    assert eyes.legibility(watching)[watching.screen.caption] >= 4.45
    watching.visit.choose_language("en")
    watching.rest()
    english = {cue.text for cue in film(watching).captions["en"]} | {""}
    assert watching.screen.caption in english


def test_captions_can_be_put_off(watching: Kiosk) -> None:
    """The button takes captions away at once, and brings them back."""
    watching.until(lambda: watching.screen.caption, "a caption")
    pause(watching)
    caption = watching.screen.caption
    watching.press("Captions")
    assert caption not in eyes.texts(watching)
    assert not watching.visit.wishes.captions
    watching.press("Captions")
    assert caption in eyes.texts(watching)


def test_volume_goes_up_and_down(watching: Kiosk) -> None:
    """Louder and quieter change what is heard and what stands there, and stop at the ends."""
    assert view(watching).volume == pytest.approx(0.4)
    watching.press("Louder")
    assert view(watching).volume == pytest.approx(0.6)
    assert "60 %" in eyes.texts(watching)
    for _ in range(5):
        watching.press("Quieter")
    assert view(watching).volume == 0
    assert "0 %" in eyes.texts(watching)
    assert watching.screen.playing


def test_a_wish_does_not_begin_the_film_again(watching: Kiosk) -> None:
    """Larger letters or another language leave the film where it is."""
    watching.until(lambda: view(watching).position_ms > 800, "some of the film")
    at = view(watching).position_ms
    watching.wish(text_size=2, high_contrast=True)
    watching.visit.choose_language("en")
    watching.rest()
    assert view(watching).position_ms >= at
    assert watching.screen.playing


def test_the_end_stands_still_and_offers_again(watching: Kiosk) -> None:
    """After the end the last picture stays, and one button plays it again."""
    tap_bar(watching, 0.998)
    watching.until(lambda: watching.screen.ended, "the end")
    watching.rest()
    assert eyes.brightness(picture(watching)) > 10
    assert not watching.screen.caption
    watching.press("Again")
    watching.until(
        lambda: watching.screen.playing and view(watching).position_ms < 20_000, "it plays again"
    )


def test_leaving_stops_the_film(watching: Kiosk) -> None:
    """The button "Back" takes the film with it: nothing is heard on another screen."""
    watching.press("Back")
    assert isinstance(watching.scene, scenes.CooperativeScene)
    assert type(watching.stage.screen).__name__ == "CooperativeScreen"
    watching.press("Film")
    watching.until(lambda: watching.screen.playing, "it plays again")
    assert view(watching).position_ms < 5000


@pytest.mark.parametrize("harm", ["lose", "spoil"])
def test_a_film_that_does_not_play_says_so(
    make_kiosk: MakeKiosk,
    shipped: Prepared,
    room: Darkroom,
    caplog: pytest.LogCaptureFixture,
    harm: str,
) -> None:
    """A missing or damaged film: its poster, a sentence, and every way out; it is logged."""
    cooperative = shipped.exhibit.cooperatives[0]
    getattr(room, harm)(cooperative.films[0].sha256)
    kiosk = make_kiosk(prepared=room.prepared())
    kiosk.wake()
    kiosk.press(cooperative.name.into("nl"), "Film")
    kiosk.until(lambda: kiosk.screen.failed, "the film fails")
    kiosk.rest()
    sentence = kiosk.say(
        "This film cannot be played now. The photos and the story are still there."
    )
    assert sentence in eyes.texts(kiosk)
    assert eyes.legibility(kiosk)[sentence] >= 4.45
    assert eyes.brightness(picture(kiosk)) > 10
    assert cooperative.films[0].sha256[:12] in caplog.text
    kiosk.press("Back", "Photos")
    assert kiosk.screen.ids.zoom.texture is not None
    kiosk.press("Overview")
    assert kiosk.scene == scenes.HomeScene()


def test_a_film_without_sound_has_no_volume(kiosk: Kiosk) -> None:
    """Where nothing is heard, there are no buttons for it."""
    silent = next(
        cooperative for cooperative in kiosk.exhibit.cooperatives if not cooperative.films[0].sound
    )
    kiosk.go(scenes.FilmScene(silent.id))
    said = eyes.texts(kiosk)
    assert not {kiosk.say("Louder"), kiosk.say("Quieter")} & said
    assert kiosk.say("Captions") in said
