"""The last look before it is saved: everything the visitor answered, and a way to each answer."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty

from kiosk.ui.widgets.answer import Answer
from kiosk.ui.widgets.question import QuestionScreen
from kiosk.ui.widgets.words import measure
from kiosk.visit import scene as scenes
from kiosk.visit.draft import Step


class CheckScreen(QuestionScreen):
    """Each answer is a button back to its question."""

    busy = BooleanProperty(False)

    def show(self, _scene: scenes.SignUpScene) -> None:
        """List the answers."""
        self._follow()
        form = self.context.form
        answers = form.draft.answers(self.language, self._ids())
        self.context.intake.prepare(answers)
        rows = self.ids.answers
        rows.clear_widgets()
        rows.page = 0
        lines: tuple[tuple[Step, str, str], ...] = (
            ("name", self.say("First name"), answers.name),
            (
                "contact",
                self.say("E-mail") if answers.email else self.say("Telephone"),
                self._in_lines(answers.email) if answers.email else answers.phone or "",
            ),
            ("interests", self.say("Speaks to you"), self._interests()),
            ("purposes", self.say("We may"), self._purposes()),
        )
        for step, label, words in lines:
            # Large letters leave no room for the word: the line above says it too.
            change = "" if self.theme.text_size else self.say("Change")
            row = Answer(label=label, text=words, change=change, last=step == "purposes")
            row.bind(on_release=lambda _, step=step: form.go(step))
            rows.add_widget(row)

    def _in_lines(self, address: str) -> str:
        """An address on one line, or on two: no word is longer than its line otherwise."""
        theme = self.theme
        beside = 800 if theme.landscape else 420  # label, change and margins, at most
        room = theme.width_px - theme.px(beside)
        wide = measure(address, theme.font("label"), theme.letters("label"))[0]
        return address if wide <= room else address.replace("@", "@\n", 1)

    def _ids(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.context.exhibit.cooperatives)

    def _interests(self) -> str:
        """The names of what was chosen."""
        draft = self.context.form.draft
        exhibit = self.context.exhibit
        names = [
            one.name.into(self.language)
            for one in exhibit.cooperatives
            if one.id in draft.cooperatives
        ]
        for place, day in sorted(draft.workshops, key=lambda workshop: workshop[1]):
            town = exhibit.place(place).town
            names.append(self.say("{town}, {day}").format(town=town, day=self.dates.short(day)))
        return " · ".join(names) or self.say("nothing in particular")

    def _purposes(self) -> str:
        terms = self.context.exhibit.signups
        ticked = self.context.form.draft.purposes
        purposes = terms.purposes if terms is not None else ()
        return "\n".join(
            purpose.text.into(self.language) for purpose in purposes if purpose.id in ticked
        )

    def onward(self) -> None:
        """The next page of answers; after the last it is saved."""
        if not self.ids.answers.turn(1):
            self.save()

    def back(self) -> None:
        """The page of answers before this one, or the question before."""
        if not self.ids.answers.turn(-1):
            self.context.form.back()

    def save(self) -> None:
        """Save it. The screen changes when it is safe on the disk, and not before."""
        if self.context.intake.save(self._follow):
            self._follow()

    def _follow(self) -> None:
        """Say how the saving goes."""
        saving = self.context.form.saving
        self.busy = saving == "under way"
        if not self.busy and self._looking is not None:
            self._looking.cancel()
            self._looking = None
        if self.busy:
            self._looking = self._looking or Clock.schedule_interval(self._look, 1)
            self.advise(
                self.say("Saving takes longer than usual. Please wait, or ask at the desk.")
                if self.context.intake.stalled
                else self.say("One moment, we are saving it …")
            )
        elif saving == "failed":
            self.refuse(
                self.say(
                    "It could not be saved. Please try again, or ask at the desk of the library."
                ),
                self.say("Again"),
            )
        else:
            self.advise(self.say("Touch an answer to change it."))

    _looking: Any = None
    """Looks every second while it is being saved."""

    def _look(self, _: float) -> None:
        self._follow()

    def leave(self) -> None:
        """Stop looking how the saving goes."""
        super().leave()
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
