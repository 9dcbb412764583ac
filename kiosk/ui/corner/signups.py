"""How many sign-ups wait, since when, and the way to the stick."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.staff import pages
from kiosk.ui.corner import telling
from kiosk.ui.corner.page import CornerPage


class SignUpsPage(CornerPage):
    """Counts only: nobody's name is on this glass."""

    number = StringProperty("")
    waiting = StringProperty("")
    last = StringProperty("")
    warning = StringProperty("")
    icon = StringProperty("")
    text = StringProperty("")
    line = StringProperty("")
    mark = BooleanProperty(False)
    going = StringProperty("")
    """Whether the stick may be taken out, under what came of it."""
    going_icon = StringProperty("")
    going_mark = BooleanProperty(False)
    wipe_text = StringProperty("")
    """Words of the button that leads to the question whether some may go; empty: none."""
    may_carry = BooleanProperty(False)
    may_eject = BooleanProperty(False)

    def show(self, _page: pages.SignUps) -> None:
        """Bring both sides up to now."""
        self.title = self.say("Sign-ups")
        self._show_waiting()
        sticks = self.staff.sticks
        told = self._told()
        self.icon, self.text, self.line = told.icon, told.text, told.line
        self.mark = told.needs_somebody
        going = telling.going(self)
        self.going = going.text if going.text != told.text else ""
        self.going_icon, self.going_mark = going.icon, going.needs_somebody
        stick = sticks.stick
        free = not sticks.busy and not sticks.may_go
        self.may_carry = free and any(drive.takes_sign_ups for drive in sticks.here)
        self.may_eject = free and stick is not None and stick.drive.path is not None

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

    def _told(self) -> telling.Told:
        sticks = self.staff.sticks
        if sticks.carrying:
            return telling.Told(
                "save", self.say("Everything is being written and read back. Leave the stick in …")
            )
        going = telling.going(self)
        if sticks.carried is not None:
            return telling.carried(self, sticks.carried)
        if going.text:
            return going
        stick = next((drive for drive in sticks.here if drive.takes_sign_ups), sticks.stick)
        if stick is None:
            return telling.Told("save", self.say("Put a stick in this kiosk."))
        if stick.takes_sign_ups:
            return telling.Told("save", self.say("A stick is in. The sign-ups can go on it."))
        return telling.of_stick(self, stick)

    def ask_wipe(self) -> None:
        """To the question whether those past their day may go."""
        self.staff.corner.go(pages.Wipe())

    def carry(self) -> None:
        """To the stick."""
        self.staff.sticks.carry()
