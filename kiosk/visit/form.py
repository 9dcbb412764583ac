"""One visitor's way through the sign-up.

The rules, in one place:

- The draft lives here and in no other place. Going to another question keeps all of it; whatever
  leaves the form (Stop, home, beginning again, the countdown, a fault) wipes all of it.
- Who stops is asked first, once something was typed or chosen, and returns to where the form began.
- While this kiosk takes no sign-ups, the form shows why before the first question.
- The code a visitor takes home is shown once, when the sign-up is durable, and then forgotten.
- What comes back from the disk for a visitor who has left shows nothing to the next.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Literal, TypeAlias

from kiosk.signups.intake import Closed
from kiosk.signups.signup import Answers
from kiosk.visit import scene as scenes
from kiosk.visit.draft import STEPS, Draft, Step
from kiosk.visit.visit import Visit

Saving: TypeAlias = Literal["not yet", "under way", "failed"]

FAMILY = (scenes.SignUpScene, scenes.PrivacyScene, scenes.WithdrawScene)
"""The scenes of the form: within them the draft stays."""


class Form:
    """Knows the answers so far, and which question comes next. Draws nothing."""

    def __init__(self, visit: Visit, announced: Callable[[], tuple[str, date] | None]) -> None:
        """Follow `visit`. `announced` tells place and day of the workshop shown as coming."""
        self._visit = visit
        self._fresh = Draft()
        self._announced = announced
        self._draft: Draft | None = None
        self._stopped_at: Step = "interests"
        self.code = ""
        """The code of the sign-up just saved; empty at any other moment."""
        self.saving: Saving = "not yet"
        """Whether the answers are on their way to the disk, or did not arrive there."""
        self._attempt = 0
        self.closed: Closed | None = None
        """Why no sign-ups are taken now, as far as last looked; None if they are."""
        visit.listen(self._follow)

    @property
    def draft(self) -> Draft:
        """The answers so far; an empty draft outside the form."""
        return self._draft or Draft()

    @property
    def visitor(self) -> int:
        """The number of the visit whose answers these are."""
        return self._visit.number

    @property
    def step(self) -> Step | None:
        """The question that is on; None outside the form."""
        scene = scenes.beneath(self._visit.scene)
        return scene.step if isinstance(scene, scenes.SignUpScene) else None

    # What visitors do

    def answer(self, draft: Draft) -> None:
        """Keep these answers, unless whoever gave them has left."""
        if self._draft is not None and self.saving != "under way":
            self._draft = draft
            self.saving = "not yet"

    def on(self) -> bool:
        """Go on to the next question. False while something is missing, or there is none."""
        step = self.step
        if step not in STEPS[:-1] or self.draft.lacks(step):
            return False
        return self.go(STEPS[STEPS.index(step) + 1])

    def back(self) -> bool:
        """Return to the question before. False at the first, and while answers are being saved."""
        step = self.step
        if step not in STEPS[1:] or self.saving == "under way":
            return False
        return self.go(STEPS[STEPS.index(step) - 1])

    def go(self, step: Step) -> bool:
        """Be at this question; nothing is lost. False if it is on, or the glass still settles."""
        scene = self._visit.scene
        if not isinstance(scene, scenes.SignUpScene):
            return False
        return self._visit.replace(replace(scene, step=step), settle=True)

    def stop(self) -> bool:
        """Leave the form; or ask first, where answers would be lost."""
        if self.step not in STEPS or not self._is_begun():
            return self.leave()
        self._stopped_at = self.step
        return self.go("discard")

    def stay(self) -> bool:
        """Return to the question at which somebody wanted to stop: nothing is lost."""
        return self.step == "discard" and self.go(self._stopped_at)

    def leave(self) -> bool:
        """Return to where the form began: all answers are forgotten."""
        return self._visit.leave(FAMILY)

    # Saving

    def save(self) -> tuple[int, Answers] | None:
        """The visitor wants it saved: the number of this attempt, and the complete answers.

        None if that is already under way (a double tap), or something is missing.
        """
        if self.step != "check" or self.saving == "under way":
            return None
        if any(self.draft.lacks(step) for step in STEPS):
            return None
        self.saving = "under way"
        self._attempt += 1
        ids = tuple(one.id for one in self._visit.exhibit.cooperatives)
        return self._attempt, self.draft.answers(self._visit.wishes.language, ids)

    def saved(self, attempt: int, code: str) -> None:
        """Show the code, if the visitor is still there: the answers are durable."""
        if attempt != self._attempt or self.saving != "under way":
            return
        self.saving = "not yet"
        self.code = code
        scene = self._visit.scene
        if isinstance(scene, scenes.OVER):
            self._visit.uncover()
            scene = self._visit.scene
        if isinstance(scene, scenes.SignUpScene):
            # The thanks say when it is; who it was for is forgotten.
            self._draft = Draft(workshops=self.draft.workshops)
            self._visit.replace(scenes.SignUpScene(step="saved"))

    def failed(self, attempt: int) -> None:
        """Keep the answers on the glass, to try again: they could not be saved."""
        if attempt == self._attempt and self.saving == "under way":
            self.saving = "failed"

    # Whether there is a form

    def looked(self, closed: Closed | None) -> None:
        """Somebody looked whether sign-ups are taken now. Nobody who is writing is disturbed."""
        self.closed = closed
        self._show_or_close()

    def _show_or_close(self) -> None:
        scene = self._visit.scene
        if not isinstance(scene, scenes.SignUpScene):
            return
        if self.closed is not None and scene.step == "interests" and self.draft == self._fresh:
            self._visit.replace(replace(scene, step="closed"))
        elif self.closed is None and scene.step == "closed":
            self._visit.replace(replace(scene, step="interests"))

    # How

    def _follow(self) -> None:
        """The visit changed: begin a draft, or wipe it."""
        scene = scenes.beneath(self._visit.scene)
        if not isinstance(scene, FAMILY):
            self._draft = None
            self.code = ""
            self.saving = "not yet"
        elif isinstance(scene, scenes.SignUpScene):
            if self._draft is None:
                self._draft = self._fresh = self._beginning(scene)
            self._show_or_close()

    def _is_begun(self) -> bool:
        """Whether anything was typed or chosen that was not there from the beginning."""
        fresh = replace(self._fresh, by=self.draft.by, sure=self.draft.sure)
        return self.draft != fresh

    def _beginning(self, scene: scenes.SignUpScene) -> Draft:
        """Nothing is chosen but what the visitor came from."""
        coming = self._announced() if scene.workshop else None
        return Draft(
            cooperatives=frozenset([scene.cooperative] if scene.cooperative else ()),
            workshops=frozenset([coming] if coming else ()),
        )
