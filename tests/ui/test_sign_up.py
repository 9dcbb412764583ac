"""Signing up at the glass, with a finger."""

from typing import Any

import eyes
import pytest
import zxingcpp
from glass import LANDSCAPE_PX, PORTRAIT_PX, Kiosk, MakeKiosk, OpenIntake

from kiosk.exhibit.model import Purpose
from kiosk.signups import code as codes
from kiosk.ui.widgets.field import Field
from kiosk.ui.widgets.grid import Choice
from kiosk.ui.widgets.hint import Hint
from kiosk.ui.widgets.keyboard import Choices, Key, Keyboard
from kiosk.ui.widgets.words import Icon
from kiosk.visit import scene as scenes
from kiosk.visit.draft import Draft, Step

SIZES = {"landscape": LANDSCAPE_PX, "portrait": PORTRAIT_PX}
FEW_TAPS = 60
"""With so many a name with an accent and an address must be typed."""
ONE = "oogst-van-iedereen"


class Visitor:
    """Somebody who signs up, counting how often they touch."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk
        self.taps = 0

    def press(self, *words: str) -> None:
        """Press buttons of the program."""
        self.kiosk.press(*words)
        if words[-1] == "Save it":
            self.kiosk.rest()  # the disk answered meanwhile; now the next screen comes in
        self.taps += len(words)

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

    def hold(self, label: str, *seconds: float) -> None:
        """Stay on a key for so long, a frame for each of `seconds`."""
        self.kiosk.hold(self.kiosk.middle(self.key(label)), *seconds)


def open_form(kiosk: Kiosk, scene: scenes.SignUpScene | None = None) -> Visitor:
    """Be at the first question."""
    kiosk.wake()
    kiosk.open(scene or scenes.SignUpScene())
    return Visitor(kiosk)


@pytest.fixture
def visitor(make_kiosk: MakeKiosk, intake: OpenIntake) -> Visitor:
    """Somebody at the first question, on a glass in landscape."""
    return open_form(make_kiosk(intake=intake))


def fill_in(kiosk: Kiosk, step: str, **otherwise: Any) -> None:
    """Answer every question, and be at this one; `otherwise`: other answers than usual."""
    usual: dict[str, Any] = {
        "cooperatives": frozenset({ONE}),
        "name": "Marijke",
        "email": "marijke@example.org",
        "phone": "0612345678",
        "purposes": frozenset({purpose(kiosk).id}),
    }
    kiosk.app.form.answer(Draft(**(usual | otherwise)))
    kiosk.app.form.go(step)
    kiosk.rest()


def purpose(kiosk: Kiosk) -> Purpose:
    """The first of what visitors may agree with."""
    assert kiosk.exhibit.signups
    return kiosk.exhibit.signups.purposes[0]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("size_px", SIZES.values(), ids=SIZES.keys())
def test_signing_up_takes_few_taps(
    make_kiosk: MakeKiosk, intake: OpenIntake, size_px: tuple[int, int], language: str
) -> None:
    """From Home to thanks by touch alone: a name with an accent and an address in under 60 taps."""
    kiosk = make_kiosk(size_px, intake=intake, language=language)
    exhibit = kiosk.exhibit
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
    visitor.choose(purpose(kiosk).text.into(language))
    visitor.press("Go on")
    assert {"José", "jose.munoz@gmail.com"} <= eyes.texts(kiosk)
    assert intake.answers == []
    visitor.press("Save it")
    assert visitor.taps < FEW_TAPS
    (answers,) = intake.answers
    assert (answers.name, answers.email, answers.phone) == ("José", "jose.munoz@gmail.com", None)
    assert answers.cooperatives == (ONE,)
    assert answers.purposes == (purpose(kiosk).id,)
    assert answers.language == language
    # The code stands there to be read, and to be photographed.
    kiosk.rest()
    (code,) = intake.codes
    assert codes.shown(code) in eyes.texts(kiosk)
    assert code in [barcode.text for barcode in zxingcpp.read_barcodes(kiosk.pixels())]
    visitor.press("Done")
    assert kiosk.scene == scenes.HomeScene()


def test_the_way_in_chooses_already(make_kiosk: MakeKiosk, intake: OpenIntake) -> None:
    """From a cooperative that one is ticked; from the workshop its evening is; nothing else."""
    kiosk = make_kiosk(intake=intake)
    kiosk.wake()
    kiosk.open(scenes.CooperativeScene(ONE))
    kiosk.press("I want to know more")
    chosen = eyes.chosen(kiosk)
    assert chosen == [kiosk.exhibit.cooperative(ONE).name.into("nl")]
    kiosk.press("Stop", "Overview")
    kiosk.open(scenes.WorkshopScene())
    kiosk.press("I will come too")
    (chosen_one,) = eyes.chosen(kiosk)
    assert chosen_one.startswith("Panningen, ")


def test_a_long_press_offers_accents(visitor: Visitor) -> None:
    """Resting on e shows é and its sisters; they wait until one is touched. A short tap types e."""
    kiosk = visitor.kiosk
    visitor.press("Go on")
    visitor.type("Z", "o")
    visitor.hold("e", *[0.05] * 12)
    kiosk.rest()
    assert kiosk.app.form.draft.name == "Zo"
    (choice,) = [
        button
        for button in eyes.kind(kiosk, Key)
        if isinstance(button.parent, Choices) and button.text == "ê"
    ]
    kiosk.tap(choice)
    assert kiosk.app.form.draft.name == "Zoê"


def test_a_tap_during_a_long_frame_is_a_tap(visitor: Visitor) -> None:
    """The glass stood still for a second, finger down and up: the letter is there, no accents."""
    kiosk = visitor.kiosk
    visitor.press("Go on")
    visitor.type("Z")
    for stall in (0.5, 1.0, 3.0):
        visitor.hold("e", 0.02, stall)
        kiosk.let(0.1, frame_seconds=0.05)
    assert kiosk.app.form.draft.name == "Zeee"


def test_what_does_not_fit_is_told(visitor: Visitor) -> None:
    """By either keyboard; the word goes as soon as there is room."""
    kiosk = visitor.kiosk
    visitor.press("Go on")
    kiosk.screen.type_text("Wilhelmina " * 7)
    kiosk.screen.type_text("abc")
    assert len(kiosk.app.form.draft.name) == 80
    words = "Meer letters passen hier niet"
    kiosk.rest()
    assert not eyes.tells(kiosk, words)
    visitor.type("e")
    kiosk.rest()
    assert len(kiosk.app.form.draft.name) == 80
    assert eyes.tells(kiosk, words)
    kiosk.screen.type_key("backspace")
    kiosk.rest()
    assert not eyes.tells(kiosk, words)
    kiosk.screen.type_text("ef")
    kiosk.rest()
    assert eyes.tells(kiosk, words)


def test_touching_elsewhere_sends_the_choices_away(
    make_kiosk: MakeKiosk, intake: OpenIntake
) -> None:
    """Who did not mean a long press touches anywhere, and nothing is typed."""
    kiosk = make_kiosk(PORTRAIT_PX, intake=intake)
    visitor = open_form(kiosk)
    visitor.press("Go on")
    visitor.hold("E", *[0.05] * 12)
    before = len(eyes.kind(kiosk, Key))
    kiosk.tap(visitor.key("spatie"))
    after = len(eyes.kind(kiosk, Key))
    assert after < before
    assert kiosk.app.form.draft.name == ""


def test_a_plugged_in_keyboard_types_too(visitor: Visitor) -> None:
    """Letters, backspace, the arrows and Enter do what they do everywhere."""
    kiosk = visitor.kiosk
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
    make_kiosk: MakeKiosk, intake: OpenIntake
) -> None:
    """The kiosk asks whether gmail was meant: yes puts it right, no keeps what was typed."""
    kiosk = make_kiosk(PORTRAIT_PX, intake=intake)
    visitor = open_form(kiosk)
    for answer, kept in (
        ("No, mine is right", "els@gmial.com"),
        ("Yes, change it", "els@gmail.com"),
    ):
        fill_in(kiosk, "contact", email="")
        kiosk.panel.type("els@gmial.com")
        visitor.press("Go on")
        assert kiosk.app.form.step == "contact"
        assert eyes.tells(kiosk, "els@gmail.com")
        visitor.press(answer)
        assert kiosk.app.form.step == "purposes"
        assert kiosk.app.form.draft.email == kept


def test_what_is_missing_is_asked_for_kindly(visitor: Visitor) -> None:
    """Going on without an answer leads nowhere, and says what to do."""
    kiosk = visitor.kiosk
    visitor.press("Go on", "Go on")
    assert kiosk.say("Please type your first name.") in eyes.texts(kiosk)
    fill_in(kiosk, "purposes")
    visitor.choose(purpose(kiosk).text.into("nl"))
    visitor.press("Go on")
    assert kiosk.app.form.step == "purposes"
    missing = kiosk.say("Please tick at least one. Otherwise we may not write to you.")
    assert missing in eyes.texts(kiosk)


WRONG: dict[str, tuple[Step, dict[str, Any], str]] = {
    "no name": ("name", {"name": ""}, "Your name?"),
    "no address": ("contact", {"email": ""}, "Your e-mail?"),
    "half an address": ("contact", {"email": "els.vandenheuvel"}, "Your e-mail?"),
    "half a number": ("contact", {"by": "phone", "phone": "0612"}, "Your number?"),
    "no box": ("purposes", {"purposes": frozenset()}, "A tick?"),
}
"""At which question, the answer, and what the button says then."""


@pytest.mark.parametrize("size_px", SIZES.values(), ids=SIZES.keys())
def test_what_is_wrong_cannot_be_overlooked(
    make_kiosk: MakeKiosk, intake: OpenIntake, size_px: tuple[int, int]
) -> None:
    """Everywhere the same: a sign and bold words on yellow, right under the field, at the keys.

    The button that was pressed says why nothing came of it. As soon as somebody types, both go.
    """
    kiosk = make_kiosk(size_px, intake=intake)
    visitor = open_form(kiosk)
    for text_size in (0, 2):
        kiosk.wish(text_size=text_size)
        for step, answers, says in WRONG.values():
            fill_in(kiosk, step, **answers)
            kiosk.screen.show(kiosk.scene)
            kiosk.rest()
            assert [hint for hint in eyes.kind(kiosk, Hint) if hint.wrong] == []
            visitor.press("Go on")
            assert kiosk.app.form.step == step
            assert_plain_to_see(kiosk, says)
        fill_in(kiosk, "name", name="")
        visitor.press("Go on")
        visitor.type("A")
        kiosk.rest()
        assert kiosk.can("Go on")
        assert [hint for hint in eyes.kind(kiosk, Hint) if hint.wrong] == []
    kiosk.go(scenes.WithdrawScene())
    visitor.press("Delete")
    assert_plain_to_see(kiosk, "The code?")


def assert_plain_to_see(kiosk: Kiosk, says: str) -> None:
    """One hint tells what is wrong, where somebody looks; the way on says this."""
    (hint,) = [hint for hint in eyes.kind(kiosk, Hint) if hint.wrong]
    signs = [sign for sign in eyes.kind(kiosk, Icon) if sign.parent is hint]
    assert [sign.icon for sign in signs] == ["error"]
    assert hint.ids.words.font == kiosk.stage.theme.font_of_weight(600)
    finger = 90 * min(kiosk.window.size) / 1080
    place = eyes.box(hint)
    for field in eyes.kind(kiosk, Field):
        assert 0 <= eyes.box(field).y - place.top < finger / 3
    for keyboard in eyes.kind(kiosk, Keyboard):
        assert 0 <= place.y - eyes.box(keyboard).top < finger
    corner = (
        round(place.right - 0.3 * finger),
        round(kiosk.window.height - (place.y + place.top) / 2),
    )
    assert kiosk.pixels().getpixel(corner) == tuple(
        round(255 * part) for part in kiosk.stage.theme.palette.mark[:3]
    )
    assert kiosk.can(says)
    assert not kiosk.can("Go on")


@pytest.mark.parametrize("size_px", SIZES.values(), ids=SIZES.keys())
def test_stop_is_no_slip_of_a_finger(
    make_kiosk: MakeKiosk, intake: OpenIntake, size_px: tuple[int, int]
) -> None:
    """With letters of every size it is farther than a finger from "Back", and asks first."""
    kiosk = make_kiosk(size_px, intake=intake)
    visitor = open_form(kiosk)
    finger = 90 * min(size_px) / 1080
    for text_size in range(3):
        kiosk.wish(text_size=text_size)
        for step in ("name", "contact", "purposes", "check"):
            fill_in(kiosk, step)
            back, stop = (eyes.box(kiosk.find(words)) for words in ("Back", "Stop"))
            wide, high = back.overlap(stop)
            assert max(-wide, -high) > finger, f"{step}, letters {text_size}"
            visitor.press("Stop", "No, go on filling in")
            assert kiosk.app.form.step == step
            assert kiosk.app.form.draft.name == "Marijke"
    visitor.press("Stop", "Yes, throw it away")
    assert kiosk.scene == scenes.HomeScene()


@pytest.mark.parametrize("way", ["Stop", "walking away"])
@pytest.mark.parametrize("size_px", SIZES.values(), ids=SIZES.keys())
def test_who_leaves_half_way_leaves_nothing(
    make_kiosk: MakeKiosk, intake: OpenIntake, size_px: tuple[int, int], way: str
) -> None:
    """At whatever question: the next visitor finds each of them empty, and nothing was kept."""
    visitor = open_form(make_kiosk(size_px, intake=intake))
    kiosk = visitor.kiosk
    questions: tuple[Step, ...] = ("interests", "name", "contact", "purposes", "check")
    for step in questions:
        fill_in(kiosk, step)
        if way == "Stop":
            visitor.press("Stop", "Yes, throw it away")
            assert kiosk.scene == scenes.HomeScene()
        else:
            kiosk.let(141, frame_seconds=1)
            assert not kiosk.visit.attended
            kiosk.wake()
        kiosk.press("I want to join")
        for question in questions:
            kiosk.app.form.go(question)
            kiosk.rest()
            seen = {getattr(widget, "text", "") for widget in eyes.seen(kiosk)}
            assert not [words for words in seen if "arijke" in words or "0612345678" in words]
            assert not any(choice.chosen for choice in eyes.kind(kiosk, Choice))
    assert intake.answers == []


def test_a_failing_disk_says_so_and_can_be_tried_again(
    visitor: Visitor, intake: OpenIntake
) -> None:
    """Nobody reads "Bewaard" before it is so; the answers still stand there for another try."""
    kiosk = visitor.kiosk
    fill_in(kiosk, "check")
    intake.fails = True
    visitor.press("Save it")
    assert eyes.tells(kiosk, "Bewaren is niet gelukt")
    assert "Marijke" in eyes.texts(kiosk)
    assert intake.answers == []
    intake.fails = False
    visitor.press("Again")
    kiosk.rest()
    assert kiosk.app.form.step == "saved"
    assert len(intake.answers) == 1


@pytest.mark.parametrize("why", ["nobody", "full"])
def test_a_closed_form_says_so_before_anybody_writes(
    make_kiosk: MakeKiosk, intake: OpenIntake, why: str
) -> None:
    """The way to the form leads to a kind sentence with another way; when all is well, to it."""
    intake.why_closed = why
    kiosk = make_kiosk(intake=intake)
    kiosk.wake()
    kiosk.press("I want to join")
    assert kiosk.app.form.step == "closed"
    assert kiosk.exhibit.contact.email in eyes.texts(kiosk)
    kiosk.press("Overview")
    intake.why_closed = None
    kiosk.press("I want to join")
    assert kiosk.app.form.step == "interests"


def test_a_sign_up_is_taken_back_with_its_code(make_kiosk: MakeKiosk, intake: OpenIntake) -> None:
    """Its code typed on the glass deletes it; a second time says so; one of elsewhere goes on."""
    kiosk = make_kiosk(PORTRAIT_PX, intake=intake)
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


def test_guessing_codes_is_slowed_down(visitor: Visitor, intake: OpenIntake) -> None:
    """After five wrong codes the kiosk asks for patience, also of the next visitor."""
    kiosk = visitor.kiosk
    for _ in range(2):
        kiosk.open(scenes.WithdrawScene())
        kiosk.panel.type("0000000001")
        kiosk.press("Delete", "The code?", "The code?")
        kiosk.visit.home()
        kiosk.rest()
    kiosk.open(scenes.WithdrawScene())
    kiosk.panel.type("0000000000")
    kiosk.press("Delete")
    assert kiosk.scene == scenes.WithdrawScene()
    assert any("nog eens" in label.text and "second" in label.text for label in eyes.labels(kiosk))
    assert intake.withdrawn == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_number_of_two_countries_is_asked_about(
    make_kiosk: MakeKiosk, intake: OpenIntake, language: str
) -> None:
    """A Pole types as at home, says so by one touch, and is on; another number is asked anew."""
    kiosk = make_kiosk(intake=intake, language=language)
    visitor, form = open_form(kiosk), kiosk.app.form
    for phone, country, kept in (
        ("508282371", f"{kiosk.say('Poland')} +48", "+48508282371"),
        ("0722345678", f"{kiosk.say('The Netherlands')} +31", "+31722345678"),
    ):
        fill_in(kiosk, "contact", by="phone", phone=phone)
        visitor.press("Go on")
        assert kiosk.screen.question == kiosk.say("Is this a Dutch number?")
        assert form.step == "contact"
        visitor.press(country)
        assert form.step == "purposes"
        assert form.draft.answers(language, ()).phone == kept


def test_another_country_is_typed_with_its_code(make_kiosk: MakeKiosk, intake: OpenIntake) -> None:
    """Nobody is held up because their country has no button."""
    kiosk = make_kiosk(PORTRAIT_PX, intake=intake)
    visitor = open_form(kiosk)
    fill_in(kiosk, "contact", by="phone", phone="0722345678")
    visitor.press("Go on", "Another country")
    assert kiosk.screen.question == ""
    assert eyes.tells(kiosk, "Typ eerst +")
    assert not any("+48" in said for button in eyes.pressables(kiosk) for said in eyes.said(button))


def test_who_wakes_the_machine_sees_nobodys_letters(
    make_kiosk: MakeKiosk, intake: OpenIntake
) -> None:
    """Kivy's clock stands still in sleep: the first frame after it is drawn without letters."""
    kiosk = make_kiosk(PORTRAIT_PX, draw=True, intake=intake)
    open_form(kiosk, scenes.SignUpScene(step="name")).type("E", "l", "s")

    def letters() -> set[str]:
        return {widget.text for widget in kiosk.stage.walk() if isinstance(widget, Field)}

    kiosk.rest()
    assert letters() == {"Els"}
    kiosk.clock.wind(600)
    drawn = kiosk.panel.drawn
    for _ in range(6):
        kiosk.panel.turn(1 / 30)
        if kiosk.panel.drawn > drawn:
            break
    assert kiosk.panel.drawn == drawn + 1
    assert letters() == set()
    assert not kiosk.visit.attended
