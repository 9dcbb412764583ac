"""Is all well? In words, and as a code that a coordinator reads from a photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.corner.page import CornerPage
from kiosk.ui.theme import Theme

if TYPE_CHECKING:
    from kiosk.staff import pages


class HealthLine(BoxLayout):
    """A label and what is so, on one line."""

    theme = ObjectProperty(Theme(), rebind=True)
    label = StringProperty("")
    value = StringProperty("")
    mark = BooleanProperty(False)
    """A person is needed here."""


class HealthPage(CornerPage):
    """What needs a person stands first, and is marked."""

    verdict = StringProperty("")
    well = BooleanProperty(True)
    code = StringProperty("")

    def show(self, _page: pages.Health) -> None:
        """Write it all down."""
        self.title = self.say("Health")
        health = self.staff.health
        if health is None:
            self.verdict = self.trouble() or self.say("One moment …")
            self.well, self.code = True, ""
            self.ids.lines.clear_widgets()
            return
        n = len(health.needs)
        self.well = health.is_well
        if self.well:
            self.verdict = self.say("All is well with this kiosk.")
        else:
            self.verdict = self.count(
                "{n} thing needs you or the coordinator.",
                "{n} things need you or the coordinator.",
                n,
            )
        self.code = health.qr_text()
        lines = health.words(self.language)
        box = self.ids.lines
        made = list(reversed(box.children))
        if len(made) != len(lines):
            box.clear_widgets()
            made = [HealthLine() for _ in lines]
            for line in made:
                box.add_widget(line)
        for number, (line, (label, value)) in enumerate(zip(made, lines, strict=True)):
            line.theme = self.theme
            line.label, line.value = label, value
            line.mark = number < n
