"""Fingers that do what fingers do: too early, twice, two at once, and the wrong way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import eyes
import pytest
from glass import Finger

from kiosk.visit import scene as scenes

if TYPE_CHECKING:
    from collections.abc import Callable

    from glass import Kiosk

SIZE_PX = (1280, 720)


@pytest.fixture
def blind(make_kiosk: Callable[..., Kiosk]) -> Kiosk:
    """A kiosk that is touched, and not looked at."""
    return make_kiosk(SIZE_PX)


def places_of_cards(kiosk: Kiosk) -> list[tuple[float, float]]:
    """Where the buttons of Home are."""
    kiosk.wake()
    places = [kiosk.middle(button) for button in eyes.pressables(kiosk)]
    kiosk.clock.wind(600)
    kiosk.rest()
    assert isinstance(kiosk.scene, scenes.AttractScene)
    return places


def test_the_touch_that_wakes_presses_nothing(blind: Kiosk) -> None:
    """Wherever on the sleeping glass somebody taps, the cards come, and none of them opens."""
    places = places_of_cards(blind)
    assert len(places) > 12
    for place in places:
        blind.touch(*place)
        assert blind.scene == scenes.HomeScene()
        blind.rest()
        assert blind.scene == scenes.HomeScene()
        assert blind.visit.wishes == blind.visit.wishes.usual(blind.visit.exhibit)
        blind.clock.wind(600)
        blind.rest()
        assert isinstance(blind.scene, scenes.AttractScene)


def test_a_finger_that_stays_after_waking_presses_nothing(blind: Kiosk) -> None:
    """Somebody who holds on until the cards are there, and lets go on one, has pressed nothing."""
    (place, *_) = places_of_cards(blind)
    finger = Finger(*place)
    blind.rest()
    finger.slide(place[0] + 3, place[1] + 3)
    blind.rest()
    finger.lift()
    blind.rest()
    assert blind.scene == scenes.HomeScene()


def test_a_second_tap_right_after_waking_presses_nothing(blind: Kiosk) -> None:
    """A double tap on the sleeping glass wakes it, once."""
    (place, *_) = places_of_cards(blind)
    blind.touch(*place)
    blind.let(0.1)
    blind.touch(*place)
    blind.rest()
    assert blind.scene == scenes.HomeScene()
    blind.touch(*place)
    blind.rest()
    assert blind.scene != scenes.HomeScene()


def test_a_double_tap_presses_once(blind: Kiosk) -> None:
    """The second tap of a double tap does not press what came under the finger."""
    blind.wake()
    for cooperative in blind.visit.exhibit.cooperatives:
        place = blind.middle(blind.find(cooperative.name.into("nl")))
        blind.touch(*place)
        blind.let(0.15)
        blind.touch(*place)
        blind.rest()
        assert blind.scene == scenes.CooperativeScene(cooperative.id)
        blind.press("Overview")


def test_a_screen_on_its_way_out_cannot_be_pressed(blind: Kiosk) -> None:
    """While the next screen comes in, the buttons of the one before do nothing any more."""
    blind.wake()
    name = blind.visit.exhibit.cooperatives[0].name.into("nl")
    elsewhere = blind.middle(blind.find("I want to join"))
    blind.tap(blind.find(name))
    blind.press("Overview")
    blind.touch(*blind.middle(blind.find(name)))
    assert blind.stage.moving
    blind.touch(*elsewhere)
    blind.rest()
    assert isinstance(blind.scene, scenes.CooperativeScene)


def test_two_fingers_on_two_cards_open_one(blind: Kiosk) -> None:
    """Two hands at once: the first to let go decides, and the other is let pass."""
    blind.wake()
    first, second = blind.visit.exhibit.cooperatives[:2]
    one = Finger(*blind.middle(blind.find(first.name.into("nl"))))
    other = Finger(*blind.middle(blind.find(second.name.into("nl"))))
    blind.let(0.1)
    one.lift()
    blind.let(0.05)
    other.lift()
    blind.rest()
    assert blind.scene == scenes.CooperativeScene(first.id)


def test_a_resting_hand_does_not_stop_the_other(blind: Kiosk) -> None:
    """With a hand leaning on the glass, a finger of the other still presses."""
    blind.wake()
    leaning = Finger(3, 3)
    blind.press("About this")
    assert blind.scene == scenes.AboutScene()
    leaning.lift()
    blind.rest()
    assert blind.scene == scenes.AboutScene()


def test_a_finger_that_slides_off_presses_nothing(blind: Kiosk) -> None:
    """Who changes their mind slides the finger off the button, and lets go."""
    blind.wake()
    blind.drag(blind.middle(blind.find("About this")), (300, 400), (200, 500))
    blind.rest()
    assert blind.scene == scenes.HomeScene()


@pytest.mark.parametrize("button", ["right", "middle", "scrollup", "scrolldown", "mouse4"])
def test_other_buttons_of_a_mouse_do_nothing(blind: Kiosk, button: str) -> None:
    """Only the left button is a finger: the others, and the wheel, neither wake nor press."""
    blind.touch(300, 300, button)
    blind.rest()
    assert not blind.visit.attended
    blind.wake()
    for place in [blind.middle(button) for button in eyes.pressables(blind)]:
        blind.touch(*place, button)
        blind.rest()
        assert blind.scene == scenes.HomeScene()
        assert blind.visit.wishes == blind.visit.wishes.usual(blind.visit.exhibit)


def test_many_fingers_at_once_do_no_harm(blind: Kiosk) -> None:
    """Ten fingers drummed on every screen leave a kiosk that still obeys one."""
    blind.wake()
    cooperative = blind.visit.exhibit.cooperatives[0].id
    for scene in (
        scenes.HomeScene(),
        scenes.PhotosScene(cooperative),
        scenes.FilmScene(cooperative),
        scenes.StoryScene(cooperative),
    ):
        blind.go(scene)
        fingers = [Finger(60 + 128 * n, 40 + 70 * ((n * 7) % 10)) for n in range(10)]
        for step in range(6):
            for finger in fingers[:: 1 + step % 2]:
                finger.slide(finger.x + 17 * (-1) ** step, finger.y + 11)
            blind.let(0.1)
        for finger in fingers:
            finger.lift()
        blind.rest()
        assert not isinstance(blind.scene, scenes.TroubleScene)
    blind.go(scenes.WorkshopScene())
    blind.press("Overview")
    assert blind.scene == scenes.HomeScene()
