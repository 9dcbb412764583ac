"""What is asked before content changes: whose it is, and whether it may come or go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kivy.properties import StringProperty

from kiosk.ui.corner import messages
from kiosk.ui.corner.page import CornerPage

if TYPE_CHECKING:
    from kiosk.staff import pages


class AskingPage(CornerPage):
    """One question, what it is about, yes and no."""

    name = StringProperty("")
    who = StringProperty("")
    digits = StringProperty("")
    """The fingerprint, where there is one to compare."""
    digits_label = StringProperty("")
    sentence = StringProperty("")
    yes_text = StringProperty("")
    no_text = StringProperty("")

    def yes(self) -> None:
        """So be it."""
        raise NotImplementedError


class QuestionPage(AskingPage):
    """Asks about content."""

    def show(self, page: pages.ContentRoute) -> None:
        """Ask it."""
        self._asks = page.asks
        self.no_text = self.say("No")
        self.digits = self.digits_label = ""
        if page.asks == "back":
            self._ask_back()
        elif page.asks == "first":
            self._ask_first()
        elif page.asks == "forget":
            self._ask_forget()
        else:
            self._ask_other()

    def _ask_back(self) -> None:
        self.title = self.say("Back to the content before?")
        standing = self.staff.standing
        before = standing.previous if standing is not None else None
        if before is not None:
            self.name = before.title_in(self.language)
            self.who = messages.of_pack(self, before)
        self.sentence = self.say(
            "Visitors then see this again. What is on now can be loaded from a stick once more."
        )
        self.yes_text = self.say("Yes, go back")

    def _ask_first(self) -> None:
        self.title = self.say("Is this the right publisher?")
        self._name_offer()
        offer = self.staff.sticks.offer
        self.digits = _in_two_lines(offer.fingerprint) if offer is not None else ""
        self.digits_label = self.say("Digits of the publisher")
        self.sentence = self.say(
            "This is the first stick of this publisher. Compare these digits with those that you "
            "got from the coordinator. From now on this kiosk takes content from them only."
        )
        self.yes_text = self.say("Yes, this is right")

    def _ask_forget(self) -> None:
        self.title = self.say("Forget the publisher?")
        standing = self.staff.standing
        publisher = standing.publisher if standing is not None else None
        if publisher is not None:
            self.name = publisher.name
            self.digits = _in_two_lines(publisher.fingerprint)
            self.digits_label = self.say("Digits of the publisher")
        self.who = ""
        self.sentence = self.say(
            "Only do this when the coordinator asks you to. What came with the program is shown "
            "then, and nobody can sign up until another publisher is accepted. The sign-ups that "
            "are here stay."
        )
        self.yes_text = self.say("Yes, forget")

    def _ask_other(self) -> None:
        self.title = self.say("Another exhibition?")
        self._name_offer()
        self.sentence = self.say(
            "On this stick is another exhibition than the one that is on now. It comes in its "
            "place. Is that right?"
        )
        self.yes_text = self.say("Yes, load it")

    def _name_offer(self) -> None:
        offer = self.staff.sticks.offer
        if offer is None:
            # The stick was pulled out: what it said goes on standing there, and yes does nothing.
            return
        self.name = offer.title_in(self.language)
        self.who = offer.publisher

    def yes(self) -> None:
        """So be it."""
        if self._asks == "back":
            self.staff.turn_back()
        elif self._asks == "forget":
            self.staff.forget_publisher()
        else:
            self.staff.load()

    _asks: str = ""


def _in_two_lines(digits: str) -> str:
    """The digits in groups, broken where the eye rests."""
    groups = digits.split()
    half = -(-len(groups) // 2)
    return " ".join(groups[:half]) + "\n" + " ".join(groups[half:])
