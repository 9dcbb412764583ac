"""Taking a sign-up back: type the code, and read what became of it."""

import math
from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from kiosk.signups import code as codes
from kiosk.signups.store import Withdrawal
from kiosk.ui.widgets.typing import TypingScreen
from kiosk.visit import scene as scenes


class WithdrawScreen(TypingScreen):
    """As easy as giving it."""

    title = StringProperty("")
    outcome = StringProperty("")
    """What became of it; empty while the code is being typed."""
    busy = BooleanProperty(False)

    told = StringProperty("")
    """The same in words."""

    def show(self, scene: scenes.WithdrawScene) -> None:
        """The keyboard, or what became of it."""
        self.outcome, self.told = scene.outcome, ""
        self.busy = not scene.outcome and self._asked_for == self.visit.number
        if scene.outcome:
            self._tell(scene.outcome)
            return
        self.title = self.say("Delete my details")
        self._help()
        self.begin("code", self.text)

    def _help(self) -> None:
        self.advise(self.say("Type the code that you got when you left your name."))

    def _tell(self, outcome: Withdrawal) -> None:
        self.advise("")
        self.title, self.told = {
            "here": (
                self.say("Your details are deleted"),
                self.say(
                    "They are gone from this screen. Whoever collects the names hears of it too."
                ),
            ),
            "elsewhere": (
                self.say("Your details will be deleted"),
                self.say(
                    "You did not leave your name on this screen. We pass the code on. "
                    "The coordinator then deletes your details."
                ),
            ),
            "already": (
                self.say("This code has been used before"),
                self.say("Your details were deleted already."),
            ),
        }[outcome]

    def typed(self, board: Any) -> None:
        """Typing again takes the last hint away."""
        del board
        self._help()

    def onward(self) -> None:
        """Delete it."""
        intake = self.context.intake
        if self.busy or self.outcome:
            return
        if intake.wait_seconds:
            wait = self.dates.duration(math.ceil(intake.wait_seconds))
            self.refuse(
                self.say("That was wrong a few times. Please try again in {time}.").format(
                    time=wait
                ),
                self.say("Wait a moment"),
            )
        elif len(self.text.replace(" ", "").replace("-", "")) < codes.LENGTH:
            self.refuse(
                self.say("Please type all ten characters of the code."), self.say("The code?")
            )
        elif self._ask():
            self.busy = True
        else:
            self.refuse(
                self.say("This is not a code of ours. Please look at it once more."),
                self.say("The code?"),
            )

    _asked_for: int | None = None
    """For which visit an answer of the disk is awaited."""

    def _ask(self) -> bool:
        """Have it deleted; the answer is for this visitor, and shows nothing to the next."""
        visitor = self.visit.number

        def is_there() -> bool:
            if self._asked_for == visitor:
                self._asked_for = None
            return bool(self.visit.number == visitor)

        def done(outcome: Withdrawal) -> None:
            if not is_there():
                return
            self.busy = False
            self.visit.uncover()
            if self.visit.scene == scenes.WithdrawScene():
                self.visit.replace(scenes.WithdrawScene(outcome))

        def failed() -> None:
            if is_there():
                self.busy = False
                self.refuse(
                    self.say("It could not be kept. Please ask at the desk of the library."),
                    self.say("Again"),
                )

        begun = bool(self.context.intake.withdraw(self.text, done, failed))
        if begun:
            self._asked_for = visitor
        return begun
