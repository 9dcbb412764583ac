"""Fingers that do what fingers do: too early, twice, two at once, and the wrong way."""

import eyes
import pytest
from glass import Finger, Kiosk

from kiosk.visit import scene as scenes


def places_of_cards(kiosk: Kiosk) -> list[tuple[float, float]]:
    """Where the buttons of Home are."""
    kiosk.wake()
    places = [kiosk.middle(button) for button in eyes.pressables(kiosk)]
    kiosk.clock.wind(600)
    kiosk.rest()
    assert isinstance(kiosk.scene, scenes.AttractScene)
    return places


def test_the_touch_that_wakes_presses_nothing(kiosk: Kiosk) -> None:
    """Wherever on the sleeping glass somebody taps, the cards come, and none of them opens.

    What is wished is the usual; only the name of a language counts where it is touched.
    """
    places = places_of_cards(kiosk)
    assert len(places) > 12
    for place in places:
        named = kiosk.screen.language_at(*place)
        kiosk.touch(*place)
        assert kiosk.scene == scenes.HomeScene()
        kiosk.rest()
        assert kiosk.scene == scenes.HomeScene()
        assert kiosk.visit.wishes == kiosk.visit.wishes.usual(kiosk.exhibit, named)
        kiosk.clock.wind(600)
        kiosk.rest()
        assert isinstance(kiosk.scene, scenes.AttractScene)


def test_a_finger_that_stays_after_waking_presses_nothing(kiosk: Kiosk) -> None:
    """Somebody who holds on until the cards are there, and lets go on one, has pressed nothing."""
    (place, *_) = places_of_cards(kiosk)
    finger = Finger(*place)
    kiosk.rest()
    finger.slide(place[0] + 3, place[1] + 3)
    kiosk.rest()
    finger.lift()
    kiosk.rest()
    assert kiosk.scene == scenes.HomeScene()


def test_a_second_tap_right_after_waking_presses_nothing(kiosk: Kiosk) -> None:
    """A double tap on the sleeping glass wakes it, once."""
    (place, *_) = places_of_cards(kiosk)
    kiosk.touch(*place)
    kiosk.let(0.1)
    kiosk.touch(*place)
    kiosk.rest()
    assert kiosk.scene == scenes.HomeScene()
    kiosk.touch(*place)
    kiosk.rest()
    assert kiosk.scene != scenes.HomeScene()


def test_a_double_tap_presses_once(attended: Kiosk) -> None:
    """The second tap of a double tap does not press what came under the finger."""
    on_the_glass = set().union(*map(eyes.said, eyes.pressables(attended)))
    cooperatives = [
        one for one in attended.exhibit.cooperatives if one.name.into("nl") in on_the_glass
    ]
    assert len(cooperatives) > 3
    for cooperative in cooperatives:
        place = attended.middle(attended.find(cooperative.name.into("nl")))
        attended.touch(*place)
        attended.let(0.15)
        attended.touch(*place)
        attended.rest()
        assert attended.scene == scenes.CooperativeScene(cooperative.id)
        attended.press("Overview")


def test_a_screen_on_its_way_out_cannot_be_pressed(attended: Kiosk) -> None:
    """While the next screen comes in, the buttons of the one before do nothing any more."""
    name = attended.first.name.into("nl")
    elsewhere = attended.middle(attended.find("I want to join"))
    attended.tap(attended.find(name))
    attended.press("Overview")
    attended.touch(*attended.middle(attended.find(name)))
    assert attended.stage.moving
    attended.touch(*elsewhere)
    attended.rest()
    assert isinstance(attended.scene, scenes.CooperativeScene)


def test_two_fingers_on_two_cards_open_one(attended: Kiosk) -> None:
    """Two hands at once: the first to let go decides, and the other is let pass."""
    first, second = attended.exhibit.cooperatives[:2]
    one = Finger(*attended.middle(attended.find(first.name.into("nl"))))
    other = Finger(*attended.middle(attended.find(second.name.into("nl"))))
    attended.let(0.1)
    one.lift()
    attended.let(0.05)
    other.lift()
    attended.rest()
    assert attended.scene == scenes.CooperativeScene(first.id)


def test_a_resting_hand_does_not_stop_the_other(attended: Kiosk) -> None:
    """With a hand leaning on the glass, a finger of the other still presses."""
    leaning = Finger(3, 3)
    attended.press("About this")
    assert attended.scene == scenes.AboutScene()
    leaning.lift()
    attended.rest()
    assert attended.scene == scenes.AboutScene()


def test_a_finger_that_slides_off_presses_nothing(attended: Kiosk) -> None:
    """Who changes their mind slides the finger off the button, and lets go."""
    attended.drag(attended.middle(attended.find("About this")), (300, 400), (200, 500))
    attended.rest()
    assert attended.scene == scenes.HomeScene()


@pytest.mark.parametrize("button", ["right", "middle", "scrollup", "scrolldown", "mouse4"])
def test_other_buttons_of_a_mouse_do_nothing(kiosk: Kiosk, button: str) -> None:
    """Only the left button is a finger: the others, and the wheel, neither wake nor press."""
    kiosk.touch(300, 300, button)
    kiosk.rest()
    assert not kiosk.visit.attended
    kiosk.wake()
    for place in [kiosk.middle(button) for button in eyes.pressables(kiosk)]:
        kiosk.touch(*place, button)
        kiosk.rest()
        assert kiosk.scene == scenes.HomeScene()
        assert kiosk.visit.wishes == kiosk.visit.wishes.usual(kiosk.exhibit)


def test_many_fingers_at_once_do_no_harm(attended: Kiosk) -> None:
    """Ten fingers drummed on every screen leave a kiosk that still obeys one."""
    cooperative = attended.first.id
    for scene in (
        scenes.HomeScene(),
        scenes.PhotosScene(cooperative),
        scenes.FilmScene(cooperative),
        scenes.StoryScene(cooperative),
    ):
        attended.go(scene)
        fingers = [Finger(60 + 128 * n, 40 + 70 * ((n * 7) % 10)) for n in range(10)]
        for step in range(6):
            for finger in fingers[:: 1 + step % 2]:
                finger.slide(finger.x + 17 * (-1) ** step, finger.y + 11)
            attended.let(0.1)
        for finger in fingers:
            finger.lift()
        attended.rest()
        assert not isinstance(attended.scene, scenes.TroubleScene)
    attended.go(scenes.WorkshopScene())
    attended.press("Overview")
    assert attended.scene == scenes.HomeScene()
