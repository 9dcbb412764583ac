"""The third question: how to reach the visitor. What looks odd is asked about, kindly."""

from dataclasses import replace
from typing import Any

from kivy.properties import BooleanProperty, ListProperty, StringProperty

from kiosk.ui.widgets.press import Press
from kiosk.ui.widgets.typing import TypingScreen
from kiosk.visit import scene as scenes
from kiosk.visit import telephone
from kiosk.visit.contact import ContactQuestion, Way


class ContactScreen(TypingScreen):
    """One way or the other; both may be tried, and nothing typed is lost by looking."""

    by = StringProperty("email")
    question = StringProperty("")
    """A kind question about what was typed; it takes the place of the keyboard."""
    slip = BooleanProperty(False)
    """The question has a suggestion."""
    readings = ListProperty()
    """The question is from which of these countries the number is."""
    may_keep = BooleanProperty(False)
    """No button of the question says yet that it is right as it stands."""

    def show(self, _scene: scenes.SignUpScene) -> None:
        """Go on where the visitor was typing."""
        self.question = ""
        self._show()

    def _show(self) -> None:
        draft = self.form.draft
        self.by = draft.by
        self.advise(self.say("Only the coordinator can read this."))
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
        self.advise(self.say("Only the coordinator can read this."))

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

    def _ask(self, doubt: ContactQuestion) -> None:
        self.slip = doubt.kind == "slip"
        self._offer(doubt.readings)
        dutch = any(reading.region == telephone.HOME for reading in doubt.readings)
        self.may_keep = doubt.can_be_kept and not dutch
        if doubt.kind == "empty":
            self._refuse(
                self.say("Please type your e-mail address. Or choose Telephone.")
                if self.by == "email"
                else self.say("Please type your telephone number. Or choose E-mail.")
            )
        elif self.slip:
            asked = self.say("Do you mean {suggestion}?")
            self.question = asked.replace("{suggestion}", doubt.suggestion)
        elif doubt.readings:
            self.question = (
                self.say("Is this a Dutch number?")
                if dutch
                else self.say("From which country is this number?")
            )
        elif doubt.can_be_kept:
            self.question = self.say(doubt.why)
        else:
            self._refuse(self.say(doubt.why))

    def _refuse(self, why: str) -> None:
        is_email = self.by == "email"
        first = self.say("Your e-mail?") if is_email else self.say("Your number?")
        self.refuse(why, first)

    def _offer(self, readings: tuple[telephone.NumberReading, ...]) -> None:
        """A button for each country, with the code that the number gets."""
        self.readings = readings
        countries = self.ids.countries
        countries.clear_widgets()
        for reading in readings:
            words = f"{self.say(reading.country)} {reading.code}"
            button = Press(text=words, icon="call")
            button.bind(on_release=lambda _, reading=reading: self.choose_country(reading))
            countries.add_widget(button)

    def on_question(self, *_: object) -> None:
        """Without a question there is nothing to choose."""
        if not self.question:
            self._offer(())

    def choose_country(self, reading: telephone.NumberReading) -> None:
        """Keep the number, with the code of that country."""
        if reading.region == telephone.HOME:
            self.keep()
            return
        self._take_over(reading.number)

    def change(self) -> None:
        """Take the suggestion; or, where there is none, look at it once more."""
        doubt = self.form.draft.doubt()
        self.question = ""
        if doubt is not None and doubt.suggestion:
            self._take_over(doubt.suggestion)
        elif doubt is not None and doubt.readings:
            self._refuse(self.say("Type + and the code of your country first, such as +33."))

    def _take_over(self, text: str) -> None:
        """Go on with this in place of what was typed."""
        self.question = ""
        self.form.answer(self.form.draft.type_contact(text))
        self._show()
        self.onward()

    def keep(self) -> None:
        """Keep what was typed as it stands."""
        self.form.answer(replace(self.form.draft, sure=self.form.draft.typed))
        self.question = ""
        self.form.on()

    def leave(self) -> None:
        """Nothing typed stays on this screen."""
        super().leave()
        self.question = ""
        self.advise("")
