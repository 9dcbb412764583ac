"""What somebody who signs up can rely on, before anything reaches a disk."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from clocks import HandWoundClock
from visit.conftest import Hand

from kiosk.visit import scene as scenes
from kiosk.visit.code_retry import FREE_TRIES, LONGEST_PAUSE_SECONDS, RetryPause
from kiosk.visit.draft import Draft, Step
from kiosk.visit.form import Form

ONE = "groep-1"
GENNEP = ("gennep", date(2018, 10, 3))
ANSWERED = Draft(
    cooperatives=frozenset({ONE}),
    name="Zoë",
    email="zoe@example.org",
    purposes=frozenset({"nieuws"}),
)


@pytest.fixture
def form(hand: Hand) -> Form:
    """A form nobody has opened yet, in front of somebody."""
    hand.wake()
    return Form(hand.visit, lambda: GENNEP)


def begin(hand: Hand, form: Form, scene: scenes.SignUpScene | None = None) -> None:
    """Open the form, and answer everything."""
    hand.go(scene or scenes.SignUpScene())
    form.answer(ANSWERED)


def walk(hand: Hand, form: Form) -> None:
    """Go on to the last look."""
    begin(hand, form)
    while form.step != "check":
        hand.visit.touch()
        assert form.on()
        hand.settle()


def test_what_the_visitor_came_from_is_chosen_already(hand: Hand, form: Form) -> None:
    """From a cooperative that one is ticked, from the workshop its evening; from Home nothing."""
    for scene, draft in (
        (scenes.SignUpScene(cooperative=ONE), Draft(cooperatives=frozenset({ONE}))),
        (scenes.SignUpScene(workshop=True), Draft(workshops=frozenset({GENNEP}))),
        (scenes.SignUpScene(), Draft()),
    ):
        hand.go(scene)
        assert form.draft == draft
        hand.go(scenes.HomeScene())


def test_back_never_loses_an_answer(hand: Hand, form: Form) -> None:
    """Whoever walks to the end and back to the first question finds every answer.

    So does who reads what happens with it: that page is a part of the form.
    """
    walk(hand, form)
    for _ in range(4):
        assert form.draft == ANSWERED
        assert form.back()
        assert hand.visit.direction == "back"
        hand.settle()
    assert form.step == "interests"
    assert not form.back()
    form.go("purposes")
    hand.settle()
    hand.go(scenes.PrivacyScene())
    assert form.draft == ANSWERED
    hand.visit.back()
    assert (form.step, form.draft) == ("purposes", ANSWERED)


def test_a_question_has_to_be_answered_before_the_next(hand: Hand, form: Form) -> None:
    """Without a name, a way to be reached or a box ticked, the form does not go on."""
    begin(hand, form)
    for step, empty in (("name", {"name": " "}), ("purposes", {"purposes": frozenset()})):
        form.go(step)
        hand.settle()
        form.answer(replace(ANSWERED, **empty))
        assert not form.on()
        form.answer(ANSWERED)
        assert form.on()
        hand.settle()
    form.go("contact")
    hand.settle()
    form.answer(replace(ANSWERED, email=""))
    assert not form.on()


def test_a_double_tap_answers_one_question(hand: Hand, form: Form) -> None:
    """The second half of a double tap on the way on does not skip a question."""
    begin(hand, form)
    assert form.on()
    hand.clock.wind(0.1)
    assert not form.on()
    assert form.step == "name"


LEAVING: dict[str, Callable[[Hand, Form], object]] = {
    "Stop": lambda hand, form: (form.stop(), hand.settle(), form.leave()),
    "home": lambda hand, _: hand.visit.home(),
    "back out of the form": lambda hand, _: hand.visit.back(),
    "beginning again": lambda hand, _: hand.visit.restart(),
    "a fault": lambda hand, _: hand.visit.trouble(),
    "walking away": lambda hand, _: hand.wait(200),
}


@pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING.keys())
@pytest.mark.parametrize("step", ["interests", "name", "contact", "purposes", "check"])
def test_leaving_half_way_leaves_nothing(
    hand: Hand, form: Form, step: str, leave: Callable[[Hand, Form], object]
) -> None:
    """However one leaves, at whatever question: the next visitor finds an empty form."""
    begin(hand, form)
    form.go(step)
    hand.settle()
    leave(hand, form)
    assert form.draft == Draft()
    hand.wait(30)
    hand.wake()
    hand.go(scenes.SignUpScene())
    assert form.draft == Draft()


def test_answers_that_come_too_late_are_forgotten(hand: Hand, form: Form) -> None:
    """A key that was still under a finger when its writer left types nothing for the next."""
    begin(hand, form)
    form.leave()
    form.answer(ANSWERED)
    assert form.draft == Draft()


@pytest.mark.parametrize("step", ["interests", "name", "contact", "purposes", "check"])
def test_stop_asks_once_something_would_be_lost(hand: Hand, form: Form, step: Step) -> None:
    """Who pressed it by mistake is back at the same question, with every answer."""
    begin(hand, form)
    form.go(step)
    hand.settle()
    assert form.stop()
    assert form.step == "discard"
    hand.settle()
    assert form.stay()
    assert (form.step, form.draft) == (step, ANSWERED)
    hand.settle()
    assert not form.stay()


BEGINNINGS: list[tuple[scenes.Scene, scenes.SignUpScene]] = [
    (scenes.HomeScene(), scenes.SignUpScene()),
    (scenes.CooperativeScene(ONE), scenes.SignUpScene(cooperative=ONE)),
    (scenes.WorkshopScene(), scenes.SignUpScene(workshop=True)),
]


@pytest.mark.parametrize(("where", "opened"), BEGINNINGS)
@pytest.mark.parametrize("draft", [None, ANSWERED], ids=["untouched", "answered"])
def test_stop_leads_to_where_the_form_began(
    hand: Hand,
    form: Form,
    where: scenes.Scene,
    opened: scenes.SignUpScene,
    draft: Draft | None,
) -> None:
    """Also from a later question, and after reading about one's details."""
    hand.go(where)
    hand.go(opened)
    form.on()
    hand.settle()
    hand.go(scenes.PrivacyScene())
    hand.visit.back()
    hand.settle()
    if draft is not None:
        form.answer(draft)
        form.stop()
        hand.settle()
        assert hand.visit.scene == replace(opened, step="discard")
    assert form.stop()
    assert hand.visit.scene == where
    assert form.draft == Draft()


def test_being_asked_whether_one_is_there_loses_nothing(hand: Hand, form: Form) -> None:
    """Thinking for two minutes brings the question; touching goes on where one was."""
    begin(hand, form)
    hand.wait(125)
    assert isinstance(hand.visit.scene, scenes.StillThereScene)
    assert form.draft == ANSWERED
    hand.visit.touch()
    assert form.draft == ANSWERED
    assert form.step == "interests"


def test_saved_stands_there_once_it_is_durable_and_not_before(hand: Hand, form: Form) -> None:
    """Until the disk has it there is no code; then there is, and the answers are gone."""
    walk(hand, form)
    wanted = form.save()
    assert wanted is not None
    attempt, answers = wanted
    assert answers.name == "Zoë"
    assert (form.step, form.code, form.saving) == ("check", "", "under way")
    form.saved(attempt, "7F3K9Q2MXB")
    assert (form.step, form.code) == ("saved", "7F3K9Q2MXB")
    assert form.draft == Draft()


def test_a_double_tap_saves_once(hand: Hand, form: Form) -> None:
    """While it is under way nothing can be saved, changed or walked back."""
    walk(hand, form)
    assert form.save() is not None
    assert form.save() is None
    form.answer(Draft())
    assert form.draft == ANSWERED
    assert not form.back()


def test_the_code_is_shown_to_nobody_else(hand: Hand, form: Form) -> None:
    """Who left while it was being saved gets no code; neither does the next visitor."""
    walk(hand, form)
    attempt, _ = form.save() or (0, None)
    hand.wait(200)
    form.saved(attempt, "7F3K9Q2MXB")
    assert isinstance(hand.visit.scene, scenes.AttractScene)
    assert form.code == ""
    hand.wake()
    walk(hand, form)
    second, _ = form.save() or (0, None)
    form.saved(attempt, "7F3K9Q2MXB")
    assert form.step == "check"
    form.saved(second, "00000AAAAA")
    assert form.code == "00000AAAAA"


def test_the_thanks_leave_by_themselves_and_a_touch_keeps_them(hand: Hand, form: Form) -> None:
    """Thirty seconds after the last touch the code is gone; who copies it slowly touches."""
    walk(hand, form)
    attempt, _ = form.save() or (0, None)
    form.saved(attempt, "7F3K9Q2MXB")
    hand.wait(29)
    hand.visit.touch()
    hand.wait(29)
    assert form.code == "7F3K9Q2MXB"
    hand.wait(2)
    assert hand.visit.scene == scenes.HomeScene()
    assert form.code == ""


def test_what_could_not_be_saved_can_be_tried_again(hand: Hand, form: Form) -> None:
    """After a failure all answers still stand there, and it can be saved once more."""
    walk(hand, form)
    attempt, _ = form.save() or (0, None)
    form.failed(attempt)
    assert (form.saving, form.draft) == ("failed", ANSWERED)
    assert form.save() is not None


def test_a_closed_form_says_so_before_the_first_question(hand: Hand, form: Form) -> None:
    """Where nothing can be kept, nobody begins to write; who is writing is not disturbed.

    A disk that fails half-way shows at the end, with a way to try again: nothing vanishes.
    """
    form.looked("full")
    hand.visit.open(scenes.SignUpScene(cooperative=ONE))
    assert form.step == "closed"
    form.looked(None)
    assert (form.step, form.draft.cooperatives) == ("interests", {ONE})
    form.answer(ANSWERED)
    form.looked("full")
    assert (form.step, form.draft) == ("interests", ANSWERED)


def test_guessing_codes_costs_more_and_more_time(clock: HandWoundClock) -> None:
    """A few wrong codes cost nothing; then each pause is twice the one before, up to a limit."""
    retry = RetryPause(clock)
    for _ in range(FREE_TRIES - 1):
        retry.wrong()
        assert retry.wait_seconds == 0
    pauses = []
    for _ in range(8):
        retry.wrong()
        pauses.append(retry.wait_seconds)
        clock.wind(retry.wait_seconds)
    assert pauses == [15, 30, 60, 120, 240, 300, 300, 300]
    assert pauses[-1] == LONGEST_PAUSE_SECONDS
    retry.right()
    retry.wrong()
    assert retry.wait_seconds == 0
