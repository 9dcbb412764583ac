"""What may we do with it? One box for each purpose, and none is ticked beforehand."""

from kiosk.exhibit.model import Purpose
from kiosk.ui.widgets.grid import Choice
from kiosk.ui.widgets.question import QuestionScreen
from kiosk.visit import scene as scenes


class PurposesScreen(QuestionScreen):
    """At least one: without any, nobody may do anything with the name."""

    def show(self, _scene: scenes.SignUpScene) -> None:
        """Offer the exhibit's purposes."""
        rows = self.ids.choices
        rows.clear_widgets()
        rows.page = 0
        self._help()
        for purpose in self._purposes():
            choice = Choice(
                role="body",
                fit=False,
                text=purpose.text.into(self.language),
                chosen=purpose.id in self.context.form.draft.purposes,
            )
            choice.bind(on_release=lambda choice, id_=purpose.id: self._toggle(choice, id_))
            rows.add_widget(choice)

    def _purposes(self) -> tuple[Purpose, ...]:
        terms = self.context.exhibit.signups
        return terms.purposes if terms is not None else ()

    def _toggle(self, choice: Choice, id_: str) -> None:
        form = self.context.form
        form.answer(form.draft.toggle_purpose(id_))
        choice.chosen = id_ in form.draft.purposes
        self._help()

    def _help(self) -> None:
        self.advise(self.say("Tick what you agree with."))

    def privacy(self) -> None:
        """Who, why, how long, with whom, which rights."""
        self.visit.open(scenes.PrivacyScene())

    def back(self) -> None:
        """The page of boxes before this one, or the question before."""
        if not self.ids.choices.turn(-1):
            self.context.form.back()

    def onward(self) -> None:
        """The next page of boxes; then on to the last look, or a kind word on what is missing."""
        if self.ids.choices.turn(1):
            return
        if not self.context.form.on() and self.context.form.draft.lacks("purposes"):
            self.refuse(
                self.say("Please tick at least one. Otherwise we may not write to you."),
                self.say("A tick?"),
            )
