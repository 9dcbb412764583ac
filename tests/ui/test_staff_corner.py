"""The staff's corner by touch: who gets in, what visitors notice of it, and how it ends."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import eyes
import pytest
from glass import Finger, OpenIntake
from staff_office import PIN, STICK, Librarian, Office, make_office
from test_keys import KEYS, runs

from kiosk.staff import pages
from kiosk.staff.corner import PATIENCE_SECONDS
from kiosk.station.inspection import Finding
from kiosk.ui.corner.page import CornerPage
from kiosk.usb.machine import Drive
from kiosk.visit import scene as scenes

if TYPE_CHECKING:
    from collections.abc import Callable

    from glass import Kiosk

SIZE_PX = (1280, 720)


@pytest.fixture
def office(clock: Any) -> Office:
    """Everything staff may ask for."""
    return make_office(clock)


@pytest.fixture
def staff(make_kiosk: Callable[..., Kiosk], office: Office) -> Librarian:
    """A librarian in front of a kiosk that nobody looks at."""
    return Librarian(make_kiosk(SIZE_PX, tasks=office, intake=OpenIntake()))


def every_scene(kiosk: Kiosk) -> list[scenes.Scene]:
    """A scene of each kind that a visitor can be at."""
    one = kiosk.visit.exhibit.cooperatives[0].id
    return [
        scenes.HomeScene(),
        scenes.AboutScene(),
        scenes.CooperativeScene(one),
        scenes.StoryScene(one),
        scenes.PhotosScene(one),
        scenes.FilmScene(one),
        scenes.WorkshopScene(),
        scenes.CreditsScene(),
        scenes.SignUpScene(),
        scenes.SignUpScene(step="name"),
        scenes.PrivacyScene(),
        scenes.WithdrawScene(),
    ]


# Coming in


def test_a_hold_leads_in_from_every_scene(staff: Librarian) -> None:
    """Wherever a visitor left the kiosk, three seconds on the corner show the PIN pad.

    The visit is over by then: under the corner the loop plays, and it plays when staff have left.
    """
    kiosk = staff.kiosk
    for scene in every_scene(kiosk):
        kiosk.wake()
        kiosk.go(scene)
        number = kiosk.visit.number
        staff.hold()
        assert isinstance(staff.page, pages.PinRoute), scene
        assert isinstance(kiosk.scene, scenes.AttractScene), scene
        assert kiosk.visit.number > number
        staff.press("Leave")
        assert staff.page is None
        assert isinstance(kiosk.scene, scenes.AttractScene), scene
        assert staff.view.parent is None


def test_a_hold_leads_in_while_nobody_is_there(staff: Librarian) -> None:
    """From the loop, from the question whether anybody is there, from trouble, and at night."""
    kiosk = staff.kiosk
    staff.hold()
    assert staff.page == pages.PinRoute("enter")
    staff.press("Leave")
    kiosk.wake()
    kiosk.clock.wind(61)
    kiosk.let(0.3)
    assert isinstance(kiosk.scene, scenes.StillThereScene)
    staff.hold()
    assert staff.page == pages.PinRoute("enter")
    staff.press("Leave")
    kiosk.wake()
    kiosk.visit.trouble()
    staff.hold()
    assert staff.page == pages.PinRoute("enter")
    staff.press("Leave")
    kiosk.visit.sleep(None)
    kiosk.rest()
    staff.hold()
    assert staff.page == pages.PinRoute("enter")
    assert isinstance(kiosk.scene, scenes.NightScene)


def test_a_sign_shows_that_something_happens(staff: Librarian) -> None:
    """For a second nothing is seen; then a circle fills; a finger that leaves takes it away."""
    kiosk = staff.kiosk
    kiosk.wake()
    finger = Finger(*staff.place())
    kiosk.let(0.9, frame_seconds=0.1)
    assert staff.kiosk.app.overlay.circle.parent is None
    kiosk.let(1.1, frame_seconds=0.1)
    circle = staff.kiosk.app.overlay.circle
    assert circle.parent is kiosk.stage
    assert 0.3 < circle.fraction < 0.7
    finger.lift()
    kiosk.rest()
    assert circle.parent is None
    assert staff.page is None


def test_fingers_of_visitors_do_not_lead_in(staff: Librarian) -> None:
    """Taps, swipes, two fingers and long presses elsewhere do what they do, and no more."""
    kiosk = staff.kiosk
    x, y = staff.place()
    kiosk.wake()
    for _ in range(12):
        kiosk.touch(x, y)
        kiosk.let(0.3, frame_seconds=0.1)
    kiosk.drag((x, y), (x + 300, y), (x, y))
    kiosk.let(3.5, frame_seconds=0.1)
    # A finger that wanders off, and one that comes from elsewhere.
    finger = Finger(x, y)
    kiosk.let(1.5, frame_seconds=0.1)
    finger.slide(x + 80, y - 80)
    kiosk.let(3, frame_seconds=0.1)
    finger.slide(x, y)
    kiosk.let(3.5, frame_seconds=0.1)
    finger.lift()
    # Two fingers, together and one after the other.
    for first, second in (((x, y), (x + 20, y)), ((700, 300), (x, y)), ((x, y), (700, 300))):
        one, other = Finger(*first), Finger(*second)
        kiosk.let(3.5, frame_seconds=0.1)
        other.lift()
        kiosk.let(3.5, frame_seconds=0.1)
        one.lift()
        kiosk.visit.home()
        kiosk.rest()
    # A long press anywhere else.
    for place in ((640, 360), (1270, 10), (10, 10), (1270, 710), (300, 700)):
        finger = Finger(*place)
        kiosk.let(4, frame_seconds=0.1)
        finger.lift()
        kiosk.rest()
    assert staff.page is None
    assert kiosk.visit.attended


def test_a_tap_on_the_corner_does_what_it_does_elsewhere(staff: Librarian) -> None:
    """It wakes the glass; on a photo a swipe that begins there turns to the next."""
    kiosk = staff.kiosk
    x, y = staff.place()
    kiosk.touch(x, y)
    kiosk.rest()
    assert kiosk.scene == scenes.HomeScene()
    one = next(
        cooperative
        for cooperative in kiosk.visit.exhibit.cooperatives
        if len(cooperative.photos) > 1
    )
    kiosk.go(scenes.PhotosScene(one.id))
    kiosk.drag((x + 300, y - 60), (x + 150, y - 60), (x, y - 60))
    kiosk.rest()
    assert kiosk.scene == scenes.PhotosScene(one.id, 1)


def test_the_finger_that_held_presses_nothing(staff: Librarian) -> None:
    """Lifted when the pad has come, or slid onto a key first, it types no digit."""
    kiosk = staff.kiosk
    kiosk.wake()
    finger = Finger(*staff.place())
    kiosk.let(3.5, frame_seconds=0.1)
    assert staff.page == pages.PinRoute("enter")
    finger.slide(*kiosk.middle(staff.find("5")))
    kiosk.rest()
    finger.lift()
    kiosk.rest()
    assert staff.page == pages.PinRoute("enter")
    assert isinstance(kiosk.scene, scenes.AttractScene)


def test_without_duties_there_is_no_corner(make_kiosk: Callable[..., Kiosk]) -> None:
    """A preview has none: a hold does nothing."""
    kiosk = make_kiosk(SIZE_PX)
    kiosk.wake()
    finger = Finger(20, SIZE_PX[1] - 20)
    kiosk.let(4, frame_seconds=0.1)
    finger.lift()
    kiosk.rest()
    assert kiosk.scene == scenes.HomeScene()


# The PIN


def test_staff_type_their_pin(staff: Librarian, office: Office) -> None:
    """A wrong one is told and a right one leads to the menu; erasing takes back a digit."""
    staff.hold()
    staff.type("2581")
    staff.press("Erase")
    staff.type("1")
    staff.press("Go on")
    assert staff.told("That is not the PIN.")
    assert office.pin.wrong == 1
    staff.enter(PIN)
    assert staff.page == pages.MenuRoute()


def test_five_wrong_pins_make_everybody_wait(staff: Librarian, office: Office) -> None:
    """The seconds are counted down, no digit is taken meanwhile, and leaving does not help."""
    staff.hold()
    for _ in range(5):
        staff.enter("1111")
    assert staff.page.wait_seconds > 0
    before = staff.page.wait_seconds
    assert all(
        button.disabled for button in eyes.pressables(staff.kiosk) if eyes.said(button) & set("123")
    )
    staff.type("2580")
    assert staff.page.digits == 0
    staff.kiosk.let(5, frame_seconds=0.25)
    assert before - 7 <= staff.page.wait_seconds < before
    staff.press("Leave")
    staff.hold()
    assert staff.page.wait_seconds > 0
    staff.kiosk.let(30, frame_seconds=1)
    staff.corner.touch()
    staff.enter(PIN)
    assert staff.page == pages.MenuRoute()
    assert office.pin.wrong == 0


def test_the_first_staff_choose_the_pin(staff: Librarian, office: Office) -> None:
    """Typed twice; one that anybody would guess is not taken."""
    office.pin.pin = None
    staff.hold()
    staff.enter("0000")
    staff.enter("0000")
    assert staff.told("Anybody would guess that PIN. Please choose another one.")
    staff.enter("4711")
    staff.enter("4712")
    assert staff.told("That was not the same twice. Choose a PIN once more.")
    staff.enter("4711")
    staff.enter("4711")
    assert staff.page == pages.MenuRoute()
    assert office.pin.pin == "4711"


def test_a_disk_that_fails_lets_nobody_in(staff: Librarian, office: Office) -> None:
    """Where a try cannot be written down, no PIN is the right one."""
    office.pin.fails = True
    staff.hold()
    staff.enter(PIN)
    assert staff.told("The kiosk could not keep that. Please try again.")
    assert not staff.corner.admitted


def test_a_forgotten_pin_is_chosen_anew(staff: Librarian, office: Office) -> None:
    """Id and number can be read; the stick with the coordinator's file leads to a new PIN."""
    staff.hold()
    staff.press("Forgot the PIN?")
    assert {"k-ab12cd34", "4071 8263"} <= staff.reads()
    office.finds = Finding(frozenset(), is_empty=False, for_others=True)
    office.drives.put(Drive("/dev/sdb1", STICK))
    staff.settle()
    assert isinstance(staff.page, pages.ForgottenRoute)
    office.unlocks = True
    office.finds = Finding(frozenset({"unlock"}), is_empty=False, for_others=False)
    office.drives.put()
    office.drives.put(Drive("/dev/sdb1", STICK))
    staff.settle()
    assert staff.page == pages.PinRoute("choose")
    staff.enter("4711")
    staff.enter("4711")
    assert staff.page == pages.MenuRoute()


def test_a_pin_that_cannot_be_read_asks_for_the_coordinator_at_once(
    staff: Librarian, office: Office
) -> None:
    """Nobody types a right PIN at a pad that refuses all; the stick opens as for a lost one."""
    office.pin.pin = ""
    staff.hold()
    staff.settle()
    assert isinstance(staff.page, pages.ForgottenRoute)
    assert "4071 8263" in staff.reads()
    office.unlocks = True
    office.finds = Finding(frozenset({"unlock"}), is_empty=False, for_others=False)
    office.drives.put(Drive("/dev/sdb1", STICK))
    staff.settle()
    assert staff.page == pages.PinRoute("choose")


# Nothing of a visitor in it, and nothing of it for a visitor


def test_no_key_reaches_the_corner(staff: Librarian) -> None:
    """Escape, F1, F11, Alt+F4, letters and digits do nothing there, and never end the program."""
    kiosk = staff.kiosk
    staff.hold()
    for name, key in KEYS.items():
        kiosk.panel.key(*key)
        assert runs(kiosk), name
        assert staff.page == pages.PinRoute("enter"), name
    kiosk.panel.type("2580")
    assert staff.page == pages.PinRoute("enter")
    staff.enter(PIN)
    for name, key in KEYS.items():
        kiosk.panel.key(*key)
        assert staff.page == pages.MenuRoute(), name
    assert kiosk.window.dispatch("on_request_close")
    kiosk.rest()
    assert runs(kiosk)


def test_a_form_half_filled_in_is_gone(staff: Librarian) -> None:
    """Who holds the corner over somebody's answers wipes them; keys do not type into them."""
    kiosk = staff.kiosk
    kiosk.wake()
    kiosk.visit.open(scenes.SignUpScene())
    kiosk.rest()
    kiosk.app.form.go("name")
    kiosk.rest()
    kiosk.panel.type("Els")
    assert kiosk.app.form.draft.name == "Els"
    staff.hold()
    assert kiosk.app.form.draft.name == ""
    kiosk.panel.type("Piet")
    assert kiosk.app.form.draft.name == ""


def test_touches_go_to_the_corner_alone(staff: Librarian) -> None:
    """However staff tap, the show under the corner is not woken."""
    kiosk = staff.kiosk
    staff.come_in()
    for x in range(20, SIZE_PX[0], 140):
        for y in range(20, SIZE_PX[1], 90):
            kiosk.touch(x, y)
            if staff.page is None:
                staff.come_in()
            assert isinstance(kiosk.scene, scenes.AttractScene)
            staff.corner.go(pages.MenuRoute())


def test_a_double_tap_presses_once(staff: Librarian) -> None:
    """The second tap of a double tap presses nothing of the page that has come."""
    kiosk = staff.kiosk
    staff.come_in()
    place = kiosk.middle(staff.find("Restart"))
    kiosk.touch(*place)
    kiosk.let(0.1)
    kiosk.touch(*place)
    kiosk.rest()
    assert staff.page == pages.RestartRoute()


def test_the_show_goes_on_underneath(staff: Librarian) -> None:
    """While staff are there the loop turns, and is on when they have left."""
    kiosk = staff.kiosk
    staff.come_in()
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


@pytest.mark.parametrize("inside", [False, True], ids=["at the pad", "at the menu"])
def test_it_closes_by_itself(staff: Librarian, *, inside: bool) -> None:
    """Two minutes without a touch, and the show is back; the next one types the PIN again."""
    staff.hold()
    if inside:
        staff.enter(PIN)
    staff.kiosk.let(PATIENCE_SECONDS - 3, frame_seconds=1)
    assert staff.page is not None
    staff.kiosk.let(4, frame_seconds=1)
    assert staff.page is None
    assert staff.view.parent is None
    staff.hold()
    assert staff.page == pages.PinRoute("enter")


def test_a_fault_closes_the_corner(staff: Librarian) -> None:
    """Something that goes wrong in the program leaves nobody in there."""
    staff.come_in()
    staff.kiosk.app.trouble(RuntimeError("a fault"))
    staff.kiosk.rest()
    assert staff.page is None


def test_coming_and_going_leaves_nothing_behind(staff: Librarian) -> None:
    """However often staff come, the glass has as many things on it as before, and no more pages."""
    kiosk = staff.kiosk

    def walk_round() -> tuple[int, int]:
        staff.come_in()
        for page in (
            pages.ContentRoute(),
            pages.SignUpsRoute(),
            pages.HoursRoute(),
            pages.HealthRoute(),
        ):
            staff.corner.go(page)
            staff.settle()
        staff.press("Leave")
        kiosk.rest()
        pages_made = sum(1 for thing in gc.get_objects() if issubclass(type(thing), CornerPage))
        return len(kiosk.stage.children), pages_made

    first = walk_round()
    for _ in range(3):
        assert walk_round() == first
    assert kiosk.window.children == [kiosk.stage]


def test_staff_speak_english_too(staff: Librarian) -> None:
    """One button changes every word; the next one finds Dutch."""
    staff.come_in()
    assert "Aanmeldingen" in staff.reads()
    staff.press("English")
    assert "Sign-ups" in staff.reads()
    assert "Aanmeldingen" not in staff.reads()
    staff.press("Leave")
    staff.come_in()
    assert "Aanmeldingen" in staff.reads()


def test_staff_start_the_kiosk_anew(staff: Librarian) -> None:
    """It is asked first; No is the menu."""
    staff.come_in()
    staff.press("Restart")
    staff.press("No")
    assert staff.page == pages.MenuRoute()
    assert not staff.kiosk.app.restarting
    staff.press("Restart")
    staff.press("Yes, start anew")
    assert staff.kiosk.app.restarting
