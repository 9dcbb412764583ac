"""A disk that keeps a visitor waiting: nobody gets the answer of another, and the glass goes on."""

import threading
from typing import Any

import eyes
import pytest
from glass import Kiosk, MakeKiosk, OpenIntake
from test_sign_up import fill_in, open_form

from kiosk.ui.intake import STALLED_SECONDS
from kiosk.visit import scene as scenes
from kiosk.visit.draft import Draft


class SlowIntake(OpenIntake):
    """A disk that stalls in the middle of the next work, until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.stalls = False
        self.reached = threading.Event()
        self.released = threading.Event()

    def _stall(self) -> None:
        if self.stalls:
            self.stalls = False
            self.reached.set()
            assert self.released.wait(30)

    def save(self, answers: Any, drawn: Any) -> None:
        """Keep it, some time."""
        self._stall()
        super().save(answers, drawn)

    def withdraw(self, code: str) -> str:
        """Take it back, some time."""
        self._stall()
        return super().withdraw(code)

    def stall(self) -> None:
        """The next work waits."""
        self.stalls = True

    def go_on(self) -> None:
        """The disk answers again."""
        self.released.set()


@pytest.fixture
def intake() -> SlowIntake:
    """The disk of the kiosk."""
    return SlowIntake()


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk, intake: SlowIntake) -> Kiosk:
    """Somebody is at the first question."""
    return open_form(make_kiosk(intake=intake)).kiosk


def save(kiosk: Kiosk, name: str) -> None:
    """Fill in the form under this name, and press Save it, without waiting for the disk."""
    form = kiosk.app.form
    purpose = kiosk.exhibit.signups.purposes[0].id
    email = f"{name.lower()}@example.org"
    form.answer(Draft(name=name, email=email, purposes=frozenset({purpose})))
    form.go("check")
    kiosk.let(0.5, frame_seconds=0.1)
    kiosk.touch(*kiosk.middle(kiosk.find("Save it")))
    kiosk.let(0.2, frame_seconds=0.1)


def leave(kiosk: Kiosk) -> None:
    """The visitor goes away."""
    kiosk.visit.end()
    kiosk.let(0.5, frame_seconds=0.1)


def come(kiosk: Kiosk) -> None:
    """The next visitor opens the form."""
    kiosk.touch(*kiosk.window.center)
    kiosk.let(0.5, frame_seconds=0.1)
    kiosk.visit.open(scenes.SignUpScene())
    kiosk.let(0.5, frame_seconds=0.1)


def test_the_next_visitor_gets_a_code_of_their_own(kiosk: Kiosk, intake: SlowIntake) -> None:
    """One visitor left while their saving stalled; both sign-ups are kept, each with its code."""
    intake.stall()
    save(kiosk, "Els")
    kiosk.until(intake.reached.is_set, "the first saving")
    leave(kiosk)
    come(kiosk)
    save(kiosk, "Piet")
    assert kiosk.app.form.saving == "under way"
    intake.go_on()
    kiosk.rest()
    assert not isinstance(kiosk.scene, scenes.TroubleScene)
    assert kiosk.app.form.step == "saved"
    assert [answers.name for answers in intake.answers] == ["Els", "Piet"]
    assert len(set(intake.codes)) == 2
    assert kiosk.app.form.code == intake.codes[1]


def test_a_code_is_drawn_while_the_visitor_still_writes(kiosk: Kiosk, intake: SlowIntake) -> None:
    """Its scrypt takes a tenth of a second, for which nobody waits who saves; each gets a new one.

    Who only looked has used none up.
    """
    kiosk.let(1.5, frame_seconds=0.1)
    kiosk.rest()
    assert (len(intake.drawn), intake.codes) == (1, [])
    for name in ("Els", "Piet"):
        leave(kiosk)
        come(kiosk)
        kiosk.let(1.5, frame_seconds=0.1)
        kiosk.rest()
        before = list(intake.drawn)
        save(kiosk, name)
        kiosk.rest()
        assert intake.drawn == before
    assert intake.codes == intake.drawn
    assert len(set(intake.codes)) == 2
    # And what they looked over was sealed by then.
    assert intake.prepared == list(zip(intake.answers, intake.codes, strict=True))


def test_a_saving_that_stalls_is_told(kiosk: Kiosk, intake: SlowIntake) -> None:
    """Whoever waits is told after a while; who comes then is not asked to begin."""
    intake.stall()
    save(kiosk, "Els")
    kiosk.until(intake.reached.is_set, "the saving")
    assert eyes.tells(kiosk, kiosk.say("One moment, we are saving it …"))
    kiosk.let(STALLED_SECONDS + 2, frame_seconds=0.5)
    assert eyes.tells(kiosk, "Het bewaren duurt langer")
    leave(kiosk)
    come(kiosk)
    kiosk.app.context.intake.look()
    assert kiosk.app.form.step == "closed"
    intake.go_on()
    kiosk.rest()
    kiosk.app.context.intake.look()
    kiosk.rest()
    assert kiosk.app.form.step == "interests"


def test_a_stalling_disk_holds_no_picture(kiosk: Kiosk, intake: SlowIntake) -> None:
    """The loop and the pages go on while two savings wait."""
    fill_in(kiosk, "check")
    intake.stall()
    save(kiosk, "Els")
    kiosk.until(intake.reached.is_set, "the saving")
    leave(kiosk)
    come(kiosk)
    save(kiosk, "Piet")
    kiosk.visit.end()
    pictures = kiosk.app.background
    kiosk.until(lambda: pictures.under_way == 0, "a picture")
    assert kiosk.app.context.intake.busy
    intake.go_on()
    kiosk.rest()
    assert len(intake.answers) == 2


def test_an_answer_to_who_left_shows_nothing_to_the_next(kiosk: Kiosk, intake: SlowIntake) -> None:
    """“Your details are deleted” is for who typed the code, not for who stands there by then."""
    kiosk.open(scenes.WithdrawScene())
    intake.stall()
    kiosk.screen.type_text("0000000000")
    kiosk.screen.onward()
    assert kiosk.screen.busy
    kiosk.until(intake.reached.is_set, "the withdrawal")
    leave(kiosk)
    kiosk.touch(*kiosk.window.center)
    kiosk.let(0.5, frame_seconds=0.1)
    kiosk.visit.open(scenes.WithdrawScene())
    kiosk.let(0.5, frame_seconds=0.1)
    assert not kiosk.screen.busy
    intake.go_on()
    kiosk.rest()
    assert kiosk.scene == scenes.WithdrawScene()
    assert not kiosk.screen.busy
