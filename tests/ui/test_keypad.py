"""Everything that can be done by touch can be done by keys, and one sees where one is."""

from __future__ import annotations

from typing import Any

import eyes
import pytest
from glass import LANDSCAPE_PX, PORTRAIT_PX, Kiosk, MakeKiosk, OpenIntake

from kiosk import settings
from kiosk.ui.widgets.keyboard import Key
from kiosk.visit import scene as scenes

KEYS = {"left": 276, "right": 275, "up": 273, "down": 274, "press": 13, "back": 27}


@pytest.fixture(params=[LANDSCAPE_PX, PORTRAIT_PX], ids=["landscape", "portrait"])
def kiosk(request: pytest.FixtureRequest, make_kiosk: MakeKiosk, intake: OpenIntake) -> Kiosk:
    """A kiosk with a keypad, that takes sign-ups."""
    usual = settings.keypad_keys(settings.USUAL.keypad)
    return make_kiosk(request.param, keypad=usual, intake=intake)


def key(kiosk: Kiosk, name: str) -> None:
    """Press a key, and let what it does be done."""
    kiosk.panel.key(KEYS[name])
    kiosk.let(0.8, frame_seconds=0.1)


def focused(kiosk: Kiosk) -> Any:
    """What has the ring."""
    assert kiosk.stage.focus.shown
    return kiosk.stage.focus._at  # noqa: SLF001 - it is drawn, and no button


def go_to(kiosk: Kiosk, words: str) -> None:
    """Go on by one key until this has the ring."""
    wanted = kiosk.find(words)
    for _ in range(80):
        if focused(kiosk) is wanted:
            return
        key(kiosk, "right")
    raise AssertionError(f"{words} was never reached")


def press(kiosk: Kiosk, *words: str) -> None:
    """Go to this, press it, and so on."""
    for each in words:
        go_to(kiosk, each)
        key(kiosk, "press")


def type_(kiosk: Kiosk, text: str) -> None:
    """Type on the keyboard of the glass, key by key."""
    for letter in text:
        found = [one for one in eyes.pressables(kiosk) if letter in eyes.said(one)]
        for _ in range(80):
            if focused(kiosk) in found:
                break
            key(kiosk, "right")
        key(kiosk, "press")


def test_the_first_key_wakes_the_glass_and_shows_the_ring(kiosk: Kiosk) -> None:
    """It presses nothing; a finger takes the ring away again, and the end of a visit too."""
    key(kiosk, "press")
    assert isinstance(kiosk.scene, scenes.HomeScene)
    first = focused(kiosk)
    assert first in eyes.pressables(kiosk)
    kiosk.touch(1, 1)
    assert not kiosk.stage.focus.shown
    key(kiosk, "down")
    assert kiosk.stage.focus.shown
    kiosk.visit.restart()
    kiosk.let(0.5)
    kiosk.visit.end()
    kiosk.let(0.5)
    assert not kiosk.stage.focus.shown


def test_a_visit_by_keys_alone_from_the_loop_to_a_story_and_back(kiosk: Kiosk) -> None:
    """Onward by the ring, back by a key of its own."""
    key(kiosk, "press")
    one = kiosk.visit.exhibit.cooperatives[1]
    card = next(
        button for button in eyes.pressables(kiosk) if one.name.into("nl") in eyes.said(button)
    )
    for _ in range(40):
        if focused(kiosk) is card:
            break
        key(kiosk, "right")
    key(kiosk, "press")
    assert kiosk.scene == scenes.CooperativeScene(one.id)
    press(kiosk, "Story", "Continue")
    assert isinstance(kiosk.scene, scenes.StoryScene)
    assert kiosk.scene.sentence > 0
    assert kiosk.say("Continue") in eyes.said(focused(kiosk)) or kiosk.screen.last
    key(kiosk, "back")
    key(kiosk, "back")
    assert isinstance(kiosk.scene, scenes.HomeScene)


def test_a_sign_up_by_keys_alone(kiosk: Kiosk) -> None:
    """Ticked, typed on the keyboard of the glass, looked over and kept."""
    key(kiosk, "press")
    press(kiosk, "I want to join")
    choice = next(one for one in eyes.pressables(kiosk) if type(one).__name__ == "InterestChoice")
    for _ in range(40):
        if focused(kiosk) is choice:
            break
        key(kiosk, "right")
    key(kiosk, "press")
    press(kiosk, "Continue")
    assert kiosk.scene.step == "name"
    type_(kiosk, "An")
    assert kiosk.screen.board.entry.text == "An"
    press(kiosk, "Continue")
    assert kiosk.scene.step == "contact"


def test_every_screen_can_be_gone_through(kiosk: Kiosk) -> None:
    """One key alone comes by all that a finger could press, and the ring is where it is."""
    kiosk.wake()
    first = kiosk.visit.exhibit.cooperatives[0].id
    for scene in (
        scenes.HomeScene(),
        scenes.CooperativeScene(first),
        scenes.StoryScene(first),
        scenes.PhotosScene(first),
        scenes.FilmScene(first),
        scenes.WorkshopScene(),
        scenes.AboutScene(),
        scenes.SignUpScene(),
        scenes.WithdrawScene(),
    ):
        kiosk.go(scene)
        wanted = {one for one in eyes.pressables(kiosk) if not one.disabled}
        key(kiosk, "up")
        met = set()
        for _ in range(len(wanted) + 1):
            at = focused(kiosk)
            ring = eyes.box(kiosk.stage.focus._ring)  # noqa: SLF001
            assert eyes.box(at).beyond(ring) <= 0
            met.add(at)
            kiosk.stage.focus.move("right")
        assert met == wanted, scene


def test_the_ring_stands_out_from_any_ground(kiosk: Kiosk) -> None:
    """A white band in a black one: any colour has more than 4 : 1 to one of them."""
    kiosk.wake()
    kiosk.let(1)
    before = kiosk.pixels()
    key(kiosk, "right")
    after = kiosk.pixels()
    ring = eyes.box(kiosk.stage.focus._ring)  # noqa: SLF001
    area = ring.crop(kiosk.window.height)
    colours = {colour for _, colour in after.crop(area).getcolors(1 << 24)}
    assert {(255, 255, 255), (0, 0, 0)} <= colours
    assert before.crop(area).tobytes() != after.crop(area).tobytes()


def test_whoever_types_on_a_keyboard_edits_until_they_ask_for_the_ring(kiosk: Kiosk) -> None:
    """Left and Space are the text's; an arrow down brings the ring."""
    kiosk.wake()
    kiosk.go(scenes.SignUpScene(step="name"))
    kiosk.panel.type("Ane")
    key(kiosk, "left")
    kiosk.panel.type("n")
    assert kiosk.screen.board.entry.text == "Anne"
    assert not kiosk.stage.focus.shown
    key(kiosk, "down")
    assert kiosk.stage.focus.shown


def test_what_has_the_ring_is_spoken(make_kiosk: MakeKiosk, intake: OpenIntake) -> None:
    """Each time alone, and not once a finger has come; never a key of the keyboard."""
    said: list[list[str]] = []
    open_now: list[Any] = []

    class Voice:
        """Notes what it would say, and whether it still does."""

        def __init__(self, script: Any) -> None:
            said.append([line.words for line in script.lines])
            open_now.append(self)

        def close(self) -> None:
            """Say no more."""
            open_now.remove(self)

    usual = settings.keypad_keys("")
    kiosk = make_kiosk(keypad=usual, intake=intake, read=Voice)
    key(kiosk, "press")
    go_to(kiosk, "I want to join")
    assert said[-1] == [kiosk.say("I want to join")]
    one = kiosk.visit.exhibit.cooperatives[0]
    assert [text.into("nl") for text in (one.right, one.name, one.summary)] in said
    assert len(open_now) == 1
    kiosk.touch(1, 1)
    assert not open_now
    kiosk.go(scenes.SignUpScene(step="name"))
    key(kiosk, "down")
    for _ in range(60):
        before = len(said)
        key(kiosk, "right")
        if isinstance(focused(kiosk), Key):
            break
    else:
        raise AssertionError("no key was reached")
    assert len(said) == before


def test_errors_and_ticks_are_told(make_kiosk: MakeKiosk, intake: OpenIntake) -> None:
    """What is not right is said at once, and whether something is ticked now."""
    said: list[list[str]] = []

    class Voice:
        def __init__(self, script: Any) -> None:
            said.append([line.words for line in script.lines])

        def close(self) -> None:
            """Stop."""

    kiosk = make_kiosk(keypad=settings.keypad_keys(""), intake=intake, read=Voice)
    kiosk.wake()
    kiosk.go(scenes.SignUpScene())
    key(kiosk, "up")
    assert said[-1][0] == kiosk.say("What speaks to you?")
    choice = next(one for one in eyes.pressables(kiosk) if type(one).__name__ == "InterestChoice")
    while focused(kiosk) is not choice:
        key(kiosk, "right")
    assert kiosk.say("ticked") not in said[-1]
    key(kiosk, "press")
    assert said[-1] == [kiosk.say("ticked")]
    key(kiosk, "press")
    assert said[-1] == [kiosk.say("not ticked")]
    kiosk.go(scenes.SignUpScene(step="name"))
    press(kiosk, "Continue")
    assert kiosk.scene.step == "name"
    assert kiosk.screen.alarm
    assert kiosk.screen.alarm in said[-1]


def test_keys_are_named_in_the_settings() -> None:
    """By a name, a letter, or the number that Kivy has for them."""
    assert settings.keypad_keys("press=f5, back=#400, help=h") == {
        286: "press",
        400: "back",
        104: "help",
    }


@pytest.mark.parametrize("words", ["jump=f5", "press=", "press=f99", "press"])
def test_what_is_no_key_is_refused(words: str) -> None:
    """With the part that is at fault, and what to write."""
    with pytest.raises(Exception, match="no key of a keypad"):
        settings.keypad_keys(words)
