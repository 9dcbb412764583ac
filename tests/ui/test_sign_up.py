"""Signing up at the glass, with a finger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import eyes
import pytest
import zxingcpp
from glass import OpenIntake

from kiosk.ui.widgets.field import Field
from kiosk.ui.widgets.grid import Choice
from kiosk.ui.widgets.keyboard import HOLD_SECONDS, Choices, Key
from kiosk.visit import scene as scenes
from kiosk.visit.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from glass import Kiosk

LANDSCAPE, PORTRAIT = (1280, 720), (720, 1280)
SIZES = {"landscape": LANDSCAPE, "portrait": PORTRAIT}
FEW_TAPS = 60
"""With so many a name with an accent and an address must be typed."""
ONE = "oogst-van-iedereen"


class Visitor:
    """Somebody who signs up, counting how often they touch."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk
        self.taps = 0

    def press(self, words: str) -> None:
        """Press a button of the program."""
        self.kiosk.press(words)
        if words == "Save it":
            self.kiosk.rest()  # the disk answered meanwhile; now the next screen comes in
        self.taps += 1

    def choose(self, words: str) -> None:
        """Tick what says this."""
        (choice,) = [button for button in eyes.kind(self.kiosk, Choice) if button.text == words]
        self.kiosk.tap(choice)
        self.taps += 1

    def key(self, label: str) -> Any:
        """The key with this on it."""
        keys = eyes.kind(self.kiosk, Key)
        (found,) = [key for key in keys if label in {key.text, key.icon} - {""}]
        return found

    def type(self, *labels: str) -> None:
        """Touch one key after another."""
        for label in labels:
            self.kiosk.touch(*self.kiosk.middle(self.key(label)))
            self.kiosk.let(0.1, frame_seconds=0.05)
            self.taps += 1


@pytest.fixture
def intake() -> OpenIntake:
    """Takes sign-ups and remembers them."""
    return OpenIntake()


def open_form(kiosk: Kiosk, scene: scenes.SignUpScene | None = None) -> Visitor:
    """Be at the first question."""
    kiosk.wake()
    kiosk.visit.open(scene or scenes.SignUpScene())
    kiosk.rest()
    return Visitor(kiosk)


def fill_in(kiosk: Kiosk, step: str) -> None:
    """Answer every question, and be at this one."""
    form = kiosk.app.form
    purpose = kiosk.visit.exhibit.signups.purposes[0].id
    form.answer(
        Draft(
            cooperatives=frozenset({ONE}),
            name="Marijke",
            email="marijke@example.org",
            phone="0612345678",
            purposes=frozenset({purpose}),
        )
    )
    form.go(step)
    kiosk.rest()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("size_px", SIZES.values(), ids=SIZES.keys())
def test_signing_up_takes_few_taps(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake, size_px: tuple[int, int], language: str
) -> None:
    """From Home to thanks by touch alone: a name with an accent and an address in under 60 taps."""
    kiosk = make_kiosk(size_px, intake=intake, language=language, draw=size_px == LANDSCAPE)
    exhibit = kiosk.visit.exhibit
    kiosk.wake()
    visitor = Visitor(kiosk)
    visitor.press("I want to join")
    visitor.choose(exhibit.cooperative(ONE).name.into(language))
    visitor.press("Go on")
    before = visitor.taps
    visitor.type("J", "o", "s", "é")
    visitor.press("Go on")
    visitor.type(*"jose.munoz", "@gmail.com")
    assert visitor.taps - before < FEW_TAPS / 2
    visitor.press("Go on")
    visitor.choose(exhibit.signups.purposes[0].text.into(language))
    visitor.press("Go on")
    assert {"José", "jose.munoz@gmail.com"} <= eyes.texts(kiosk)
    assert intake.answers == []
    visitor.press("Save it")
    assert visitor.taps < FEW_TAPS
    (answers,) = intake.answers
    assert (answers.name, answers.email, answers.phone) == ("José", "jose.munoz@gmail.com", None)
    assert answers.cooperatives == (ONE,)
    assert answers.purposes == (exhibit.signups.purposes[0].id,)
    assert answers.language == language
    # The code stands there to be read, and to be photographed.
    kiosk.rest()
    (code,) = intake.codes
    assert f"{code[:5]} {code[5:]}" in eyes.texts(kiosk)
    assert code in [barcode.text for barcode in zxingcpp.read_barcodes(kiosk.pixels())]
    visitor.press("Done")
    assert kiosk.scene == scenes.HomeScene()


def test_the_way_in_chooses_already(make_kiosk: Callable[..., Kiosk], intake: OpenIntake) -> None:
    """From a cooperative that one is ticked; from the workshop its evening is; nothing else."""
    kiosk = make_kiosk(LANDSCAPE, intake=intake)
    kiosk.wake()
    kiosk.visit.open(scenes.CooperativeScene(ONE))
    kiosk.rest()
    kiosk.press("I want to know more")
    chosen = eyes.chosen(kiosk)
    assert chosen == [kiosk.visit.exhibit.cooperative(ONE).name.into("nl")]
    kiosk.press("Stop")
    kiosk.visit.open(scenes.WorkshopScene())
    kiosk.rest()
    kiosk.press("I will come too")
    (chosen_one,) = eyes.chosen(kiosk)
    assert chosen_one.startswith("Panningen, ")


def test_a_long_press_offers_accents(make_kiosk: Callable[..., Kiosk], intake: OpenIntake) -> None:
    """Resting on e shows é and its sisters; they wait until one is touched. A short tap types e."""
    kiosk = make_kiosk(LANDSCAPE, intake=intake)
    visitor = open_form(kiosk)
    visitor.press("Go on")
    visitor.type("Z", "o")
    x, y = kiosk.middle(visitor.key("e"))
    below = kiosk.window.height - 1 - y
    kiosk.window.dispatch("on_mouse_down", x, below, "left", [])
    kiosk.let(HOLD_SECONDS + 0.1)
    kiosk.window.dispatch("on_mouse_up", x, below, "left", [])
    kiosk.rest()
    assert kiosk.app.form.draft.name == "Zo"
    (choice,) = [
        button
        for button in eyes.kind(kiosk, Key)
        if isinstance(button.parent, Choices) and button.text == "ê"
    ]
    kiosk.tap(choice)
    assert kiosk.app.form.draft.name == "Zoê"


def test_a_tap_during_a_long_frame_is_a_tap(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake
) -> None:
    """The glass stood still for a second, finger down and up: the letter is there, no accents."""
    kiosk = make_kiosk(LANDSCAPE, intake=intake)
    visitor = open_form(kiosk)
    visitor.press("Go on")
    visitor.type("Z")
    x, y = kiosk.middle(visitor.key("e"))
    below = kiosk.window.height - 1 - y
    for stall in (0.5, 1.0, 3.0):
        kiosk.window.dispatch("on_mouse_down", x, below, "left", [])
        kiosk.let(0.02)
        kiosk.let(stall, frame_seconds=stall)
        kiosk.window.dispatch("on_mouse_up", x, below, "left", [])
        kiosk.let(0.1, frame_seconds=0.05)
    assert kiosk.app.form.draft.name == "Zeee"


def test_what_does_not_fit_is_told(make_kiosk: Callable[..., Kiosk], intake: OpenIntake) -> None:
    """By either keyboard; the word goes as soon as there is room."""
    kiosk = make_kiosk(LANDSCAPE, intake=intake)
    visitor = open_form(kiosk)
    visitor.press("Go on")
    kiosk.screen.type_text("Wilhelmina " * 7)
    kiosk.screen.type_text("abc")
    assert len(kiosk.app.form.draft.name) == 80
    words = "Meer letters passen hier niet"
    kiosk.rest()
    assert not any(label.text.startswith(words) for label in eyes.labels(kiosk))
    visitor.type("e")
    kiosk.rest()
    assert len(kiosk.app.form.draft.name) == 80
    assert any(label.text.startswith(words) for label in eyes.labels(kiosk))
    kiosk.screen.type_key("backspace")
    kiosk.rest()
    assert not any(label.text.startswith(words) for label in eyes.labels(kiosk))
    kiosk.screen.type_text("ef")
    kiosk.rest()
    assert any(label.text.startswith(words) for label in eyes.labels(kiosk))


def test_touching_elsewhere_sends_the_choices_away(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake
) -> None:
    """Who did not mean a long press touches anywhere, and nothing is typed."""
    kiosk = make_kiosk(PORTRAIT, intake=intake)
    visitor = open_form(kiosk)
    visitor.press("Go on")
    x, y = kiosk.middle(visitor.key("E"))
    below = kiosk.window.height - 1 - y
    kiosk.window.dispatch("on_mouse_down", x, below, "left", [])
    kiosk.let(HOLD_SECONDS + 0.1)
    kiosk.window.dispatch("on_mouse_up", x, below, "left", [])
    before = len(eyes.kind(kiosk, Key))
    kiosk.tap(visitor.key("spatie"))
    after = len(eyes.kind(kiosk, Key))
    assert after < before
    assert kiosk.app.form.draft.name == ""


def test_a_plugged_in_keyboard_types_too(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake
) -> None:
    """Letters, backspace, the arrows and Enter do what they do everywhere."""
    kiosk = make_kiosk(LANDSCAPE, intake=intake)
    visitor = open_form(kiosk)
    visitor.press("Go on")
    kiosk.panel.type("Zoëe")
    kiosk.panel.key(8)
    assert kiosk.app.form.draft.name == "Zoë"
    kiosk.panel.key(276)
    kiosk.panel.type("l")
    assert kiosk.app.form.draft.name == "Zolë"
    kiosk.panel.key(13)
    kiosk.rest()
    assert kiosk.app.form.step == "contact"


def test_a_slip_is_asked_about_and_never_a_dead_end(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake
) -> None:
    """The kiosk asks whether gmail was meant: yes puts it right, no keeps what was typed."""
    kiosk = make_kiosk(PORTRAIT, intake=intake)
    visitor = open_form(kiosk)
    for answer, kept in (
        ("No, mine is right", "els@gmial.com"),
        ("Yes, change it", "els@gmail.com"),
    ):
        fill_in(kiosk, "contact")
        kiosk.app.form.answer(Draft(name="Els", email=""))
        kiosk.screen.show(kiosk.scene)
        kiosk.panel.type("els@gmial.com")
        visitor.press("Go on")
        assert kiosk.app.form.step == "contact"
        assert any("els@gmail.com" in label.text for label in eyes.labels(kiosk))
        visitor.press(answer)
        assert kiosk.app.form.step == "purposes"
        assert kiosk.app.form.draft.email == kept


def test_what_is_missing_is_asked_for_kindly(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake
) -> None:
    """Going on without an answer leads nowhere, and says what to do."""
    kiosk = make_kiosk(LANDSCAPE, intake=intake)
    visitor = open_form(kiosk)
    visitor.press("Go on")
    visitor.press("Go on")
    assert kiosk.say("Please type your first name.") in eyes.texts(kiosk)
    fill_in(kiosk, "purposes")
    visitor.choose(kiosk.visit.exhibit.signups.purposes[0].text.into("nl"))
    visitor.press("Go on")
    assert kiosk.app.form.step == "purposes"
    missing = kiosk.say("Please tick at least one. Otherwise we may not write to you.")
    assert missing in eyes.texts(kiosk)


@pytest.mark.parametrize("step", ["interests", "name", "contact", "purposes", "check"])
@pytest.mark.parametrize("way", ["Stop", "walking away"])
@pytest.mark.parametrize("size_px", SIZES.values(), ids=SIZES.keys())
def test_who_leaves_half_way_leaves_nothing(
    make_kiosk: Callable[..., Kiosk],
    intake: OpenIntake,
    size_px: tuple[int, int],
    way: str,
    step: str,
) -> None:
    """The next visitor finds every question empty, and nothing was kept."""
    kiosk = make_kiosk(size_px, intake=intake)
    visitor = open_form(kiosk)
    fill_in(kiosk, step)
    if way == "Stop":
        visitor.press("Stop")
        assert kiosk.scene == scenes.HomeScene()
    else:
        kiosk.let(141, frame_seconds=1)
        assert not kiosk.visit.attended
        kiosk.wake()
    kiosk.press("I want to join")
    seen: set[str] = set()
    for question in ("interests", "name", "contact", "purposes", "check"):
        kiosk.app.form.go(question)
        kiosk.rest()
        seen |= eyes.texts(kiosk)
        seen |= {getattr(widget, "text", "") for widget in eyes.seen(kiosk)}
        assert not any(
            getattr(button, "chosen", False)
            for button in eyes.pressables(kiosk)
            if isinstance(button, Choice)
        )
    assert not [words for words in seen if "arijke" in words or "0612345678" in words]
    assert intake.answers == []


def test_a_double_tap_saves_once(make_kiosk: Callable[..., Kiosk], intake: OpenIntake) -> None:
    """Two quick touches on "Bewaar" are one sign-up with one code."""
    kiosk = make_kiosk(LANDSCAPE, intake=intake)
    open_form(kiosk)
    fill_in(kiosk, "check")
    place = kiosk.middle(kiosk.find("Save it"))
    kiosk.touch(*place)
    kiosk.touch(*place)
    kiosk.rest()
    assert len(intake.answers) == len(intake.codes) == 1
    assert kiosk.app.form.step == "saved"


def test_a_failing_disk_says_so_and_can_be_tried_again(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake
) -> None:
    """Nobody reads "Bewaard" before it is so; the answers still stand there for another try."""
    kiosk = make_kiosk(LANDSCAPE, intake=intake)
    visitor = open_form(kiosk)
    fill_in(kiosk, "check")
    intake.fails = True
    visitor.press("Save it")
    words = eyes.texts(kiosk)
    assert any(text.startswith("Bewaren is niet gelukt") for text in words)
    assert "Marijke" in words
    assert intake.answers == []
    intake.fails = False
    visitor.press("Save it")
    assert kiosk.app.form.step == "saved"
    assert len(intake.answers) == 1


@pytest.mark.parametrize("why", ["nobody", "full", "missing", "read-only"])
def test_a_closed_form_says_so_before_anybody_writes(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake, why: str
) -> None:
    """The way to the form leads to a kind sentence with another way; when all is well, to it."""
    intake.why_closed = why
    kiosk = make_kiosk(LANDSCAPE, intake=intake)
    kiosk.wake()
    kiosk.press("I want to join")
    assert kiosk.app.form.step == "closed"
    assert kiosk.visit.exhibit.contact.email in eyes.texts(kiosk)
    kiosk.press("Overview")
    intake.why_closed = None
    kiosk.press("I want to join")
    assert kiosk.app.form.step == "interests"


def test_a_sign_up_is_taken_back_with_its_code(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake
) -> None:
    """Its code typed on the glass deletes it; a second time says so; one of elsewhere goes on."""
    kiosk = make_kiosk(PORTRAIT, intake=intake)
    visitor = open_form(kiosk)
    fill_in(kiosk, "check")
    visitor.press("Save it")
    visitor.press("Done")
    (code,) = intake.codes
    for typed, outcome in ((code, "here"), (code, "already")):
        kiosk.press("I want to join")
        visitor.press("I have a code")
        visitor.type(*typed)
        visitor.press("Delete")
        assert kiosk.scene == scenes.WithdrawScene(outcome)
        visitor.press("Done")
        assert kiosk.scene == scenes.HomeScene()
    kiosk.press("I want to join")
    visitor.press("I have a code")
    kiosk.panel.type("00000-00000")
    visitor.press("Delete")
    assert kiosk.scene == scenes.WithdrawScene("elsewhere")


def test_guessing_codes_is_slowed_down(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake
) -> None:
    """After five wrong codes the kiosk asks for patience, also of the next visitor."""
    kiosk = make_kiosk(LANDSCAPE, intake=intake)
    open_form(kiosk)
    for _ in range(2):
        kiosk.visit.open(scenes.WithdrawScene())
        kiosk.rest()
        kiosk.panel.type("0000000001")
        for _ in range(3):
            kiosk.press("Delete")
        kiosk.visit.home()
        kiosk.rest()
    kiosk.visit.open(scenes.WithdrawScene())
    kiosk.rest()
    kiosk.panel.type("0000000000")
    kiosk.press("Delete")
    assert kiosk.scene == scenes.WithdrawScene()
    assert any("nog eens" in label.text and "second" in label.text for label in eyes.labels(kiosk))
    assert intake.withdrawn == []


def test_the_thanks_leave_by_themselves(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake
) -> None:
    """Thirty seconds after the last touch nobody can read the code any more."""
    kiosk = make_kiosk(LANDSCAPE, intake=intake)
    visitor = open_form(kiosk)
    fill_in(kiosk, "check")
    visitor.press("Save it")
    kiosk.let(31, frame_seconds=0.5)
    assert kiosk.scene == scenes.HomeScene()
    assert kiosk.app.form.code == ""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_number_of_two_countries_is_asked_about(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake, language: str
) -> None:
    """A Pole types as at home, says so by one touch, and is on; another number is asked anew."""
    kiosk = make_kiosk(LANDSCAPE, intake=intake, language=language)
    open_form(kiosk)
    fill_in(kiosk, "contact")
    visitor = Visitor(kiosk)
    form = kiosk.app.form
    form.answer(Draft(name="Ola", by="phone", phone="508282371"))
    kiosk.screen.show(kiosk.scene)
    kiosk.rest()
    visitor.press("Go on")
    kiosk.rest()
    assert kiosk.screen.question == kiosk.screen.say("Is this a Dutch number?")
    assert form.step == "contact"
    poland = f"{kiosk.screen.say('Poland')} +48"
    visitor.press(poland)
    kiosk.rest()
    assert form.step == "purposes"
    assert form.draft.answers(language, ()).phone == "+48508282371"
    form.back()
    kiosk.rest()
    form.answer(Draft(name="Ola", by="phone", phone="0722345678"))
    kiosk.screen.show(kiosk.scene)
    kiosk.rest()
    visitor.press("Go on")
    kiosk.rest()
    assert kiosk.screen.question == kiosk.screen.say("Is this a Dutch number?")
    visitor.press(f"{kiosk.screen.say('The Netherlands')} +31")
    kiosk.rest()
    assert form.step == "purposes"
    assert form.draft.answers(language, ()).phone == "+31722345678"


def test_another_country_is_typed_with_its_code(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake
) -> None:
    """Nobody is held up because their country has no button."""
    kiosk = make_kiosk(PORTRAIT, intake=intake)
    open_form(kiosk)
    fill_in(kiosk, "contact")
    visitor = Visitor(kiosk)
    kiosk.app.form.answer(Draft(name="Ola", by="phone", phone="0722345678"))
    kiosk.screen.show(kiosk.scene)
    visitor.press("Go on")
    kiosk.rest()
    visitor.press("Another country")
    kiosk.rest()
    assert kiosk.screen.question == ""
    assert any(label.text.startswith("Typ eerst +") for label in eyes.labels(kiosk))
    assert not any("+48" in said for button in eyes.pressables(kiosk) for said in eyes.said(button))


def test_who_wakes_the_machine_sees_nobodys_letters(
    make_kiosk: Callable[..., Kiosk], intake: OpenIntake
) -> None:
    """Kivy's clock stands still in sleep: the first frame after it is drawn without letters."""
    kiosk = make_kiosk(PORTRAIT, draw=True, intake=intake)
    open_form(kiosk, scenes.SignUpScene(step="name")).type("E", "l", "s")

    def letters() -> set[str]:
        return {widget.text for widget in kiosk.stage.walk() if isinstance(widget, Field)}

    kiosk.rest()
    assert letters() == {"Els"}
    kiosk.clock.wind(600)
    drawn = kiosk.panel.drawn
    kiosk.panel.turn(1 / 30)
    assert kiosk.panel.drawn > drawn
    assert letters() == set()
    assert not kiosk.visit.attended
