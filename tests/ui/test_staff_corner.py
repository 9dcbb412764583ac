"""The staff's corner by touch: who gets in, what visitors notice of it, and how it ends."""

import gc

import eyes
from glass import LANDSCAPE_PX, Finger, Kiosk
from staff_office import PIN, Librarian, Office
from test_keys import KEYS, runs

from kiosk.staff import pages
from kiosk.staff.corner import PATIENCE_SECONDS
from kiosk.ui.corner.page import CornerPage
from kiosk.visit import scene as scenes

# Coming in


def test_a_hold_leads_in_from_every_scene(librarian: Librarian) -> None:
    """Wherever a visitor left the kiosk, three seconds on the corner show the PIN pad.

    The visit is over by then: under the corner the loop plays, and it plays when staff have left.
    """
    kiosk = librarian.kiosk
    form = scenes.SignUpScene(step="name"), scenes.PrivacyScene(), scenes.WithdrawScene()
    for scene in *kiosk.scenes, *form:
        kiosk.wake()
        kiosk.go(scene)
        number = kiosk.visit.number
        librarian.hold()
        assert isinstance(librarian.page, pages.PinRoute), scene
        assert isinstance(kiosk.scene, scenes.AttractScene), scene
        assert kiosk.visit.number > number
        librarian.press("Leave")
        assert librarian.page is None
        assert isinstance(kiosk.scene, scenes.AttractScene), scene
        assert librarian.view.parent is None


def test_a_hold_leads_in_while_nobody_is_there(librarian: Librarian) -> None:
    """From the loop, from the question whether anybody is there, from trouble, and at night."""
    kiosk = librarian.kiosk

    def hold() -> None:
        librarian.hold()
        assert librarian.page == pages.PinRoute("enter")

    hold()
    librarian.press("Leave")
    kiosk.wake()
    kiosk.clock.wind(61)
    kiosk.let(0.3)
    assert isinstance(kiosk.scene, scenes.StillThereScene)
    hold()
    librarian.press("Leave")
    kiosk.wake()
    kiosk.visit.trouble()
    hold()
    librarian.press("Leave")
    kiosk.station.night = lambda: scenes.NightScene(None)
    kiosk.let(6, frame_seconds=0.5)
    hold()
    assert isinstance(kiosk.scene, scenes.NightScene)


def test_a_sign_shows_that_something_happens(librarian: Librarian) -> None:
    """For a second nothing is seen; then a circle fills; a finger that leaves takes it away."""
    kiosk = librarian.kiosk
    kiosk.wake()
    finger, circle = Finger(*librarian.place()), kiosk.app.overlay.circle
    kiosk.let(0.9, frame_seconds=0.1)
    assert circle.parent is None
    kiosk.let(1.1, frame_seconds=0.1)
    assert circle.parent is kiosk.stage
    assert 0.3 < circle.fraction < 0.7
    finger.lift()
    kiosk.rest()
    assert circle.parent is None
    assert librarian.page is None


def test_fingers_of_visitors_do_not_lead_in(librarian: Librarian) -> None:
    """Taps, swipes, two fingers and long presses elsewhere do what they do, and no more."""
    kiosk = librarian.kiosk
    x, y = librarian.place()
    kiosk.wake()
    for _ in range(12):
        kiosk.touch(x, y)
        kiosk.let(0.3, frame_seconds=0.1)
    kiosk.drag((x, y), (x + 300, y), (x, y))
    kiosk.let(3.5, frame_seconds=0.1)
    one, other = Finger(x, y), Finger(x + 20, y)
    kiosk.let(3.5, frame_seconds=0.1)
    other.lift()
    kiosk.let(3.5, frame_seconds=0.1)
    one.lift()
    for place in ((640, 360), (1270, 10), (10, 10), (1270, 710), (300, 700)):
        finger = Finger(*place)
        kiosk.let(4, frame_seconds=0.1)
        finger.lift()
        kiosk.rest()
    assert librarian.page is None
    assert kiosk.visit.attended


def test_a_tap_on_the_corner_does_what_it_does_elsewhere(librarian: Librarian) -> None:
    """It wakes the glass; on a photo a swipe that begins there turns to the next."""
    kiosk = librarian.kiosk
    x, y = librarian.place()
    kiosk.touch(x, y)
    kiosk.rest()
    assert kiosk.scene == scenes.HomeScene()
    kiosk.go(scenes.PhotosScene(kiosk.first.id))
    kiosk.drag((x + 300, y - 60), (x + 150, y - 60), (x, y - 60))
    kiosk.rest()
    assert kiosk.scene == scenes.PhotosScene(kiosk.first.id, 1)


def test_the_finger_that_held_presses_nothing(librarian: Librarian) -> None:
    """Lifted when the pad has come, or slid onto a key first, it types no digit."""
    kiosk = librarian.kiosk
    kiosk.wake()
    finger = Finger(*librarian.place())
    kiosk.let(3.5, frame_seconds=0.1)
    assert librarian.page == pages.PinRoute("enter")
    finger.slide(*kiosk.middle(librarian.find("5")))
    kiosk.rest()
    finger.lift()
    kiosk.rest()
    assert librarian.page == pages.PinRoute("enter")
    assert isinstance(kiosk.scene, scenes.AttractScene)


def test_without_duties_there_is_no_corner(kiosk: Kiosk) -> None:
    """A preview has none: a hold does nothing."""
    kiosk.wake()
    finger = Finger(20, LANDSCAPE_PX[1] - 20)
    kiosk.let(4, frame_seconds=0.1)
    finger.lift()
    kiosk.rest()
    assert kiosk.scene == scenes.HomeScene()


# The PIN


def test_staff_type_their_pin(librarian: Librarian, office: Office) -> None:
    """A wrong one is told and a right one leads to the menu; erasing takes back a digit."""
    librarian.hold()
    librarian.type("2581")
    librarian.press("Erase")
    librarian.type("1")
    librarian.press("Go on")
    assert librarian.told("That is not the PIN.")
    assert office.pin.wrong == 1
    librarian.enter(PIN)
    assert librarian.page == pages.MenuRoute()


def test_five_wrong_pins_make_everybody_wait(librarian: Librarian, office: Office) -> None:
    """The seconds are counted down, no digit is taken meanwhile, and leaving does not help."""
    librarian.hold()
    for _ in range(5):
        librarian.enter("1111")
    assert librarian.page.wait_seconds > 0
    before = librarian.page.wait_seconds
    assert all(
        button.disabled
        for button in eyes.pressables(librarian.kiosk)
        if eyes.said(button) & set("123")
    )
    librarian.type("2580")
    assert librarian.page.digits == 0
    librarian.kiosk.let(5, frame_seconds=0.25)
    assert before - 7 <= librarian.page.wait_seconds < before
    librarian.press("Leave")
    librarian.hold()
    assert librarian.page.wait_seconds > 0
    librarian.kiosk.let(30, frame_seconds=1)
    librarian.corner.touch()
    librarian.enter(PIN)
    assert librarian.page == pages.MenuRoute()
    assert office.pin.wrong == 0


def test_the_first_staff_choose_the_pin(librarian: Librarian, office: Office) -> None:
    """Typed twice; one that anybody would guess is not taken."""
    office.pin.pin = None
    librarian.hold()
    librarian.enter("0000", "0000")
    assert librarian.told("Anybody would guess that PIN. Please choose another one.")
    librarian.enter("4711", "4712")
    assert librarian.told("That was not the same twice. Choose a PIN once more.")
    librarian.enter("4711", "4711")
    assert librarian.page == pages.MenuRoute()
    assert office.pin.pin == "4711"


def test_a_disk_that_fails_lets_nobody_in(librarian: Librarian, office: Office) -> None:
    """Where a try cannot be written down, no PIN is the right one."""
    office.pin.fails = True
    librarian.hold()
    librarian.enter(PIN)
    assert librarian.told("The kiosk could not keep that. Please try again.")
    assert not librarian.corner.admitted


def test_a_pin_that_cannot_be_read_asks_for_the_coordinator_at_once(
    librarian: Librarian, office: Office
) -> None:
    """Nobody types a right PIN at a pad that refuses all; the stick opens as for a lost one."""
    office.pin.pin = ""
    librarian.hold()
    librarian.settle()
    assert isinstance(librarian.page, pages.ForgottenRoute)
    assert "4071 8263" in librarian.reads()
    office.unlocks = True
    office.put_stick("unlock")
    librarian.settle()
    assert librarian.page == pages.PinRoute("choose")


# Nothing of a visitor in it, and nothing of it for a visitor


def test_no_key_reaches_the_corner(librarian: Librarian) -> None:
    """Escape, F1, F11, Alt+F4, letters and digits do nothing there, and never end the program."""
    kiosk = librarian.kiosk
    librarian.hold()
    for name, key in KEYS.items():
        kiosk.panel.key(*key)
        assert runs(kiosk), name
        assert librarian.page == pages.PinRoute("enter"), name
    kiosk.panel.type("2580")
    assert librarian.page == pages.PinRoute("enter")
    librarian.enter(PIN)
    for name, key in KEYS.items():
        kiosk.panel.key(*key)
        assert librarian.page == pages.MenuRoute(), name
    assert kiosk.window.dispatch("on_request_close")
    kiosk.rest()
    assert runs(kiosk)


def test_a_form_half_filled_in_is_gone(librarian: Librarian) -> None:
    """Who holds the corner over somebody's answers wipes them; keys do not type into them."""
    kiosk = librarian.kiosk
    kiosk.wake()
    kiosk.open(scenes.SignUpScene())
    kiosk.app.form.go("name")
    kiosk.rest()
    kiosk.panel.type("Els")
    assert kiosk.app.form.draft.name == "Els"
    librarian.hold()
    assert kiosk.app.form.draft.name == ""
    kiosk.panel.type("Piet")
    assert kiosk.app.form.draft.name == ""


def test_touches_go_to_the_corner_alone(staff: Librarian) -> None:
    """However staff tap, the show under the corner is not woken."""
    kiosk = staff.kiosk
    for x in range(20, LANDSCAPE_PX[0], 140):
        for y in range(20, LANDSCAPE_PX[1], 90):
            kiosk.touch(x, y)
            if staff.page is None:
                staff.come_in()
            assert isinstance(kiosk.scene, scenes.AttractScene)
            staff.corner.go(pages.MenuRoute())


def test_a_double_tap_presses_once(staff: Librarian) -> None:
    """The second tap of a double tap presses nothing of the page that has come."""
    kiosk = staff.kiosk
    place = kiosk.middle(staff.find("Restart"))
    kiosk.touch(*place)
    kiosk.let(0.1)
    kiosk.touch(*place)
    kiosk.rest()
    assert staff.page == pages.RestartRoute()


def test_the_show_goes_on_underneath(staff: Librarian) -> None:
    """While staff are there the loop turns, and is on when they have left."""
    kiosk = staff.kiosk
    turn = kiosk.scene.turn
    for _ in range(30):
        staff.corner.touch()
        kiosk.let(1, frame_seconds=0.25)
    assert kiosk.scene.turn > turn
    assert staff.page == pages.MenuRoute()
    staff.press("Leave")
    assert staff.view.parent is None
    kiosk.wake()
    assert kiosk.scene == scenes.HomeScene()


# Leaving


def test_it_closes_by_itself(staff: Librarian) -> None:
    """Two minutes without a touch, and the show is back; the next one types the PIN again."""
    staff.kiosk.let(PATIENCE_SECONDS - 3, frame_seconds=1)
    assert staff.page is not None
    staff.kiosk.let(4, frame_seconds=1)
    assert staff.page is None
    assert staff.view.parent is None
    staff.hold()
    assert staff.page == pages.PinRoute("enter")


def test_a_fault_closes_the_corner(staff: Librarian) -> None:
    """Something that goes wrong in the program leaves nobody in there."""
    staff.kiosk.app.trouble(RuntimeError("a fault"))
    staff.kiosk.rest()
    assert staff.page is None


def test_coming_and_going_leaves_nothing_behind(librarian: Librarian) -> None:
    """However often staff come, the glass has as many things on it as before, and no more pages."""
    kiosk = librarian.kiosk

    def walk_round() -> tuple[int, int]:
        librarian.come_in()
        for words in ("Content", "Sign-ups", "Opening hours", "Health"):
            librarian.press(words, "Back")
        librarian.press("Leave")
        kiosk.rest()
        pages_made = sum(1 for thing in gc.get_objects() if issubclass(type(thing), CornerPage))
        return len(kiosk.stage.children), pages_made

    first = walk_round()
    for _ in range(3):
        assert walk_round() == first
    assert kiosk.window.children == [kiosk.stage]


def test_staff_speak_english_too(staff: Librarian) -> None:
    """One button changes every word; the next one finds Dutch."""
    assert "Aanmeldingen" in staff.reads()
    staff.press("English")
    assert "Sign-ups" in staff.reads()
    assert "Aanmeldingen" not in staff.reads()
    staff.come_again()
    assert "Aanmeldingen" in staff.reads()


def test_staff_start_the_kiosk_anew(staff: Librarian) -> None:
    """It is asked first; No is the menu."""
    staff.press("Restart", "No")
    assert staff.page == pages.MenuRoute()
    assert not staff.kiosk.app.restarting
    staff.press("Restart", "Yes, start anew")
    assert staff.kiosk.app.restarting
