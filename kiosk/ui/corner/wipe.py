"""May these sign-ups go? Asked where more are past their day than anybody would expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.ui.corner.question import AskingPage

if TYPE_CHECKING:
    from kiosk.staff import pages


class WipePage(AskingPage):
    """How many, why, and who knows more."""

    def show(self, _page: pages.WipeRoute) -> None:
        """Ask it."""
        self.title = self.say("Delete these sign-ups?")
        waiting = self.staff.waiting
        n = waiting.asked if waiting is not None else 0
        self.name = self.count(
            "{n} sign-up is past its last day", "{n} sign-ups are past their last day", n
        )
        self.who = self.digits = self.digits_label = ""
        self.sentence = self.say(
            "They were put on a stick, but no receipt of the coordinator came. If you delete them, "
            "they are gone from this kiosk. Ask the coordinator first whether they arrived."
        )
        self.no_text = self.say("No, keep them")
        self.yes_text = self.say("Yes, delete them")

    def yes(self) -> None:
        """Let them go."""
        self.staff.wipe()
