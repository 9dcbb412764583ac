"""What is asked once more before it is done: of content, the date, sign-ups, a fresh start."""

from datetime import datetime

from kivy.properties import StringProperty

from kiosk.staff import pages
from kiosk.ui.corner import messages
from kiosk.ui.corner.messages import NOT_SET
from kiosk.ui.corner.page import CornerPage


class AskingPage(CornerPage):
    """One question, what it is about, yes and no."""

    name = StringProperty("")
    """What it is about; empty where the title says so already."""
    who = StringProperty("")
    digits = StringProperty("")
    """The fingerprint, where there is one to compare."""
    digits_label = StringProperty("")
    sentence = StringProperty("")
    yes_text = StringProperty("")
    yes_icon = StringProperty("check")
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


class SureDatePage(AskingPage):
    """Is this odd date right? A year is mistyped in a moment, and sign-ups go by it: ask twice."""

    def show(self, page: pages.SureDateRoute) -> None:
        """Ask it."""
        self._local = page.local
        self.title = self.say("Are you sure of this date?")
        local = page.local or self.staff.moment.local
        day = self.dates.day(local.date(), year=True)
        self.name = f"{day[:1].upper()}{day[1:]}, {self.dates.hour(local.time())}"
        self.no_text = self.say("No")
        self.yes_text = self.say("Yes, I am sure")
        known = self.dates.plain(page.doubt.known.date(), year=True)
        if self.staff.failed is not None:
            self.sentence = self.say(NOT_SET)
        elif page.doubt.why == "before":
            self.sentence = self.say(
                "The kiosk takes it to be {day} at least: it was on then. If you are sure, it goes "
                "by your date from now on, and deletes nothing by date for three days."
            ).format(day=known)
        elif page.doubt.why == "pack":
            self.sentence = self.say(
                "What is on the screen was made on {day}, and that is later. If you are sure, that "
                "day was wrong. Then tell the coordinator."
            ).format(day=known)
        else:
            self.sentence = self.say(
                "This kiosk was last on on {day}, long before this. Look at the year once more: if "
                "it is wrong, sign-ups count as older than they are."
            ).format(day=known)

    def yes(self) -> None:
        """So be it."""
        self.staff.take_date(self._local, sure=True)

    _local: datetime | None = None


class WipePage(AskingPage):
    """May these sign-ups go? Asked where more are past their day than anybody would expect."""

    def show(self, _page: pages.WipeRoute) -> None:
        """Ask it."""
        self.title = self.say("Delete these sign-ups?")
        waiting = self.staff.waiting
        n = waiting.asked if waiting is not None else 0
        self.name = self.count(
            "{n} sign-up is past its last day", "{n} sign-ups are past their last day", n
        )
        self.sentence = self.say(
            "They were put on a stick, but no receipt of the coordinator came. If you delete them, "
            "they are gone from this kiosk. Ask the coordinator first whether they arrived."
        )
        self.no_text = self.say("No, keep them")
        self.yes_text = self.say("Yes, delete them")

    def yes(self) -> None:
        """Let them go."""
        self.staff.wipe()


class RestartPage(AskingPage):
    """Starting anew takes a moment; nothing is lost."""

    def show(self, _page: pages.RestartRoute) -> None:
        """Ask it; while a stick must stay in, say so."""
        self.title = self.say("Start anew?")
        self.no_text = self.say("No")
        self.yes_text, self.yes_icon = self.say("Yes, start anew"), "restart_alt"
        if self.staff.sticks.busy:
            self.sentence = self.say(
                "The kiosk is busy with a stick. Wait till that is done, or stop it first."
            )
        else:
            self.sentence = self.say(
                "The screen is dark for a moment, then the exhibition begins anew. Nothing is lost."
            )

    def yes(self) -> None:
        """Start anew."""
        self.staff.restart()


def _in_two_lines(digits: str) -> str:
    """The digits in groups, broken where the eye rests."""
    groups = digits.split()
    half = -(-len(groups) // 2)
    return " ".join(groups[:half]) + "\n" + " ".join(groups[half:])
