"""The third question: how to reach the visitor. What looks odd is asked about, kindly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kivy.properties import BooleanProperty, StringProperty

from kiosk.ui.widgets.typing import TypingScreen

if TYPE_CHECKING:
    from kiosk.visit import scene as scenes
    from kiosk.visit.contact import Doubt, Way


class ContactScreen(TypingScreen):
    """One way or the other; both may be tried, and nothing typed is lost by looking."""

    by = StringProperty("email")
    hint = StringProperty("")
    question = StringProperty("")
    """A kind question about what was typed; it takes the place of the keyboard."""
    slip = BooleanProperty(False)
    """The question has a suggestion."""

    def show(self, _scene: scenes.SignUp) -> None:
        """Go on where the visitor was typing."""
        self.question = ""
        self._show()

    def _show(self) -> None:
        draft = self.form.draft
        self.by = draft.by
        self.hint = self.say("Only the coordinator can read this.")
        self.begin(draft.by, draft.typed)

    def choose(self, way: Way) -> None:
        """E-mail or telephone."""
        self.question = ""
        self.form.answer(replace(self.form.draft, by=way))
        self._show()

    def typed(self, board: Any) -> None:
        """Keep what stands there now."""
        self.question = ""
        self.form.answer(self.form.draft.type_contact(board.text))
        self.hint = self.say("Only the coordinator can read this.")

    def place(self, caret: int) -> None:
        """A touch in the field is the way back to typing."""
        self.question = ""
        super().place(caret)

    def onward(self) -> None:
        """The next question, or a kind one about what was typed."""
        doubt = self.form.draft.doubt()
        if doubt is None:
            self.form.on()
        else:
            self._ask(doubt)

    def _ask(self, doubt: Doubt) -> None:
        self.slip = doubt.kind == "slip"
        if doubt.kind == "empty":
            self.hint = (
                self.say("Please type your e-mail address. Or choose Telephone.")
                if self.by == "email"
                else self.say("Please type your telephone number. Or choose E-mail.")
            )
        elif self.slip:
            asked = self.say("Do you mean {suggestion}?")
            self.question = asked.replace("{suggestion}", doubt.suggestion)
        elif doubt.can_be_kept:
            self.question = self.say(doubt.why)
        else:
            self.hint = self.say(doubt.why)

    def change(self) -> None:
        """Take the suggestion; or, where there is none, look at it once more."""
        doubt = self.form.draft.doubt()
        self.question = ""
        if doubt is not None and doubt.suggestion:
            self.form.answer(self.form.draft.type_contact(doubt.suggestion))
            self._show()
            self.onward()

    def keep(self) -> None:
        """It is right as it stands."""
        self.form.answer(replace(self.form.draft, sure=self.form.draft.typed))
        self.question = ""
        self.form.on()

    def leave(self) -> None:
        """Nothing typed stays on this screen."""
        super().leave()
        self.question = self.hint = ""
