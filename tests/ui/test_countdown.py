"""Nobody touches any more: the question, the countdown, and forgetting who was there."""

import eyes
from glass import Kiosk

from kiosk.visit import scene as scenes


def asked(kiosk: Kiosk) -> bool:
    """Whether the question stands on the glass, in words."""
    said = eyes.texts(kiosk)
    on = kiosk.say("Are you still there?") in said
    assert on == isinstance(kiosk.scene, scenes.StillThereScene)
    return on


def wait(kiosk: Kiosk, seconds: float) -> None:
    """Let time pass; at last a quarter of a second at once, as often as the program looks."""
    kiosk.let(seconds - 1, frame_seconds=1)
    kiosk.let(1, frame_seconds=0.25)


def test_after_a_minute_the_kiosk_asks(attended: Kiosk) -> None:
    """A minute after the last touch it asks, with the twenty seconds that are left."""
    attended.press("About this")
    wait(attended, 59)
    assert not asked(attended)
    wait(attended, 1.5)
    assert asked(attended)
    said = eyes.texts(attended)
    assert {"19", "20"} & said
    wait(attended, 10)
    assert {"9", "10"} & eyes.texts(attended)


def test_a_touch_anywhere_goes_on_and_presses_nothing(attended: Kiosk) -> None:
    """Whoever answers is where they were, on the same page; the answer pressed nothing there."""
    cooperative = attended.first.id
    attended.go(scenes.StoryScene(cooperative))
    attended.press("Continue")
    page = attended.scene
    places = [attended.middle(button) for button in eyes.pressables(attended)]
    for place in [*places, (5, 5), (640, 360)]:
        wait(attended, 121)
        assert asked(attended)
        attended.touch(*place)
        attended.rest()
        assert attended.scene == page
    attended.press("Previous")
    assert attended.scene == scenes.StoryScene(cooperative)


def test_the_button_says_yes(attended: Kiosk) -> None:
    """The one large button of the question does what it says."""
    attended.press("About this")
    wait(attended, 61)
    button = attended.find("Yes, I am here")
    assert button.width > 300
    attended.tap(button)
    assert attended.scene == scenes.AboutScene()


def test_twenty_seconds_later_all_is_forgotten(attended: Kiosk) -> None:
    """Without an answer the loop plays, and the next visitor finds nothing of this one."""
    usual = attended.visit.wishes
    attended.visit.choose_language("en")
    attended.wish(text_size=2, high_contrast=True)
    attended.visit.set_volume(0.9)
    attended.visit.toggle_captions()
    attended.press(attended.exhibit.cooperatives[2].name.into("en"))
    number = attended.visit.number
    wait(attended, 81)
    assert not attended.visit.attended
    assert attended.visit.number != number
    assert attended.visit.wishes == usual
    said = eyes.texts(attended)
    assert "Raak het scherm aan" in said
    attended.wake()
    assert attended.scene == scenes.HomeScene()
    assert attended.say("About this") in eyes.texts(attended)
    attended.press("About this", "Back")
    assert attended.scene == scenes.HomeScene()


def test_who_watches_a_film_is_not_asked(attended: Kiosk) -> None:
    """As long as the film lasts, and a minute more: watching is doing something."""
    attended.watch()
    wait(attended, 60 + attended.first.films[0].duration_ms / 1000 - 5)
    assert not asked(attended)
    wait(attended, 11)
    assert asked(attended)


def test_who_paused_a_film_is_asked(attended: Kiosk) -> None:
    """A film that stands still excuses nobody."""
    attended.watch()
    attended.press("Pause")
    attended.until(lambda: not attended.screen.playing, "the film pauses")
    wait(attended, 61)
    assert asked(attended)


def test_the_question_stays_readable_in_high_contrast(kiosk: Kiosk) -> None:
    """The question lies over what was there, which still shines through; in both contrasts."""
    kiosk.wake()
    for stark in False, True:
        kiosk.wish(high_contrast=stark)
        before = kiosk.pixels()
        wait(kiosk, 61)
        kiosk.rest()
        assert asked(kiosk)
        now = kiosk.pixels()
        corner = (0, 0, 200, 100)
        assert eyes.brightness(now.crop(corner)) < eyes.brightness(before.crop(corner)) + 1
        assert min(eyes.legibility(kiosk).values()) > (7 if stark else 4.5) - 0.05
        kiosk.touch(5, 5)
        kiosk.rest()
