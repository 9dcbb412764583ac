"""The second question: your first name."""

from dataclasses import replace
from typing import Any

from kiosk.ui.widgets.typing import TypingScreen
from kiosk.visit import scene as scenes


class NameScreen(TypingScreen):
    """A first name, in any script a keyboard can write."""

    def show(self, _scene: scenes.SignUpScene) -> None:
        """Go on where the visitor was typing."""
        self._help()
        self.begin("name", self.form.draft.name)

    def typed(self, board: Any) -> None:
        """Keep what stands there now."""
        self.form.answer(replace(self.form.draft, name=board.text))
        self._help()

    def _help(self) -> None:
        self.advise(self.say("Are you under 16? Please ask a parent, or go to the desk."))

    def onward(self) -> None:
        """The next question, or a kind word on what is missing."""
        if not self.form.on() and self.form.draft.lacks("name"):
            self.refuse(self.say("Please type your first name."), self.say("Your name?"))
