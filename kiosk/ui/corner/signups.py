"""How many sign-ups wait, since when, and the way to the stick."""

from kivy.properties import BooleanProperty, StringProperty

from kiosk.staff import pages
from kiosk.ui.corner import messages
from kiosk.ui.corner.page import StickPage


class SignUpsPage(StickPage):
    """Counts only: nobody's name is on this glass."""

    number = StringProperty("")
    waiting = StringProperty("")
    last = StringProperty("")
    warning = StringProperty("")
    wipe_text = StringProperty("")
    """Words of the button that leads to the question whether some may go; empty: none."""
    may_carry = BooleanProperty(False)

    def show(self, _page: pages.SignUpsRoute) -> None:
        """Bring both sides up to now."""
        self.title = self.say("Sign-ups")
        self._show_waiting()
        sticks = self.staff.sticks
        self.show_stick(self._message())
        free = not sticks.busy and not sticks.may_go
        self.may_carry = free and any(drive.takes_sign_ups for drive in sticks.here)

    def _show_waiting(self) -> None:
        waiting = self.staff.waiting
        self.warning = self.wipe_text = ""
        if waiting is None:
            self.number = self.waiting = self.last = ""
            return
        self.number = str(waiting.waiting)
        self.waiting = self.count(
            "sign-up waits for a stick", "sign-ups wait for a stick", waiting.waiting
        )
        if waiting.since is not None:
            since = self.say("since {day}").format(day=self.dates.plain(waiting.since, year=True))
            self.waiting = f"{self.waiting}, {since}"
        if waiting.last_bundle is not None:
            self.last = self.say("Last taken along on {day}.").format(
                day=self.dates.plain(waiting.last_bundle, year=True)
            )
        else:
            self.last = self.say("Nothing was taken along from here yet.")
        self.wipe_text = self.say("Delete …") if waiting.asked else ""
        going = waiting.fading + waiting.leaving
        if waiting.faults:
            self.warning = self.say(
                "Not all sign-ups could be counted. Take them along, and tell the coordinator."
            )
        elif waiting.asked:
            self.warning = self.count(
                "{n} sign-up is past its last day, and no receipt came. May it be deleted?",
                "{n} sign-ups are past their last day, and no receipt came. May they be deleted?",
                waiting.asked,
            )
        elif going:
            self.warning = self.count(
                "{n} sign-up will be deleted within 30 days. Take it to the coordinator soon.",
                "{n} sign-ups will be deleted within 30 days. Take them to the coordinator soon.",
                going,
            )

    def _message(self) -> messages.Message:
        sticks = self.staff.sticks
        if sticks.carrying:
            return messages.Message(
                "save", self.say("Everything is being written and read back. Leave the stick in …")
            )
        going = messages.going(self)
        if sticks.carried is not None:
            return messages.carried(self, sticks.carried)
        if going.text:
            return going
        stick = next((drive for drive in sticks.here if drive.takes_sign_ups), sticks.stick)
        if stick is None:
            return messages.Message("save", self.say("Put a stick in this kiosk."))
        if stick.takes_sign_ups:
            return messages.Message("save", self.say("A stick is in. The sign-ups can go on it."))
        return messages.of_stick(self, stick)

    def ask_wipe(self) -> None:
        """To the question whether those past their day may go."""
        self.staff.corner.go(pages.WipeRoute())

    def carry(self) -> None:
        """To the stick."""
        self.staff.sticks.carry()
