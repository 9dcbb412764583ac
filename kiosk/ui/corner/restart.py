"""Asks once more before the kiosk's program starts anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kivy.properties import StringProperty

from kiosk.ui.corner.page import CornerPage

if TYPE_CHECKING:
    from kiosk.staff import pages


class RestartPage(CornerPage):
    """Starting anew takes a moment; nothing is lost."""

    sentence = StringProperty("")

    def show(self, _page: pages.RestartRoute) -> None:
        """Ask it; while a stick must stay in, say so."""
        self.title = self.say("Start anew?")
        if self.staff.sticks.busy:
            self.sentence = self.say(
                "The kiosk is busy with a stick. Wait till that is done, or stop it first."
            )
        else:
            self.sentence = self.say(
                "The screen is dark for a moment, then the exhibition begins anew. Nothing is lost."
            )
