"""Is all well? In words, and as a code that a coordinator reads from a photo."""

from kivy.properties import (
    BooleanProperty,
    ListProperty,
    NumericProperty,
    StringProperty,
)

from kiosk.staff import pages
from kiosk.station import health_qr, wording
from kiosk.ui.corner.page import CornerPage
from kiosk.ui.widgets.mirror import BoxLayout

CALLS_AT_ONCE = 5
"""Sentences about what needs a person that have room beside the rest; more have a page more."""


class HealthLine(BoxLayout):
    """A label and what is so, on one line."""

    label = StringProperty("")
    value = StringProperty("")


class HealthPage(CornerPage):
    """What needs a person stands first."""

    verdict = StringProperty("")
    needs = StringProperty("")
    """The calls on this page, a sentence a line."""
    well = BooleanProperty(True)
    code = StringProperty("")
    leaf = NumericProperty(0)
    line_leaves = NumericProperty(1)
    """How many pages the lines take."""
    calls = ListProperty([])
    """What needs a person, a sentence each."""
    leaves = NumericProperty(1)
    """How many pages all of it takes."""
    more = StringProperty("")
    seen_text = StringProperty("")
    """Words of the button that takes what happened off the list; empty: none."""

    def show(self, _page: pages.HealthRoute) -> None:
        """Write it all down."""
        self.title = self.say("Health")
        health = self.staff.health
        if health is None:
            self.verdict = self.trouble() or self.say("One moment …")
            self.well, self.code, self.calls = True, "", []
            self.ids.lines.clear_widgets()
            self._written = None
            return
        n = health.calls
        self.well = health.is_well
        if self.well:
            self.verdict = self.say("All is well with this kiosk.")
        else:
            self.verdict = self.count(
                "{n} thing needs you or the coordinator.",
                "{n} things need you or the coordinator.",
                n,
            )
        self.code = health_qr.write(health)
        shown = (health, self.language, self.theme)
        if shown == self._written:
            return
        self._written, self.leaf = shown, 0
        # The first lines say what needs a person, or that nothing does.
        lines = wording.lines(health, self.language)
        self.calls = [value for _, value in lines[:n]]
        lines = lines[max(1, n) :]
        box = self.ids.lines
        made = list(reversed(box.children))
        if len(made) != len(lines):
            box.clear_widgets()
            made = [HealthLine() for _ in lines]
            for line in made:
                box.add_widget(line)
        for line, (label, value) in zip(made, lines, strict=True):
            line.label, line.value = label, value
        self.on_leaf()

    _written: object = None
    """What the lines were written from: it takes a moment."""

    def on_leaf(self, *_: object) -> None:
        """Say what stands on this page, and whether there is more."""
        parts = max(1, -(-len(self.calls) // CALLS_AT_ONCE))
        part = min(int(self.leaf), parts - 1)
        self.leaves = max(int(self.line_leaves), parts)
        self.needs = "\n".join(self.calls[part * CALLS_AT_ONCE :][:CALLS_AT_ONCE])
        # Only who has turned to the last sentence can have read them all.
        health = self.staff.health
        read = health is not None and health.notices and part == parts - 1
        self.seen_text = self.say("I have seen this") if read else ""
        if self.leaves > 1:
            words = self.say("More ({n} of {total})")
            self.more = words.format(n=int(self.leaf) + 1, total=int(self.leaves))
        else:
            self.more = ""

    on_calls = on_line_leaves = on_leaf

    def seen(self) -> None:
        """Staff have read what happened."""
        if self.seen_text:
            self.staff.notices_seen()

    def turn(self) -> None:
        """The next lines; after the last come the first."""
        self.leaf = (self.leaf + 1) % self.leaves
