"""Where this kiosk stands: one of the exhibit's places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kivy.properties import NumericProperty, StringProperty

from kiosk.ui.corner.page import CornerPage
from kiosk.ui.widgets.grid import Choice

if TYPE_CHECKING:
    from kiosk.exhibit import model
    from kiosk.staff import pages


class PlacePage(CornerPage):
    """One is chosen, or none is known yet."""

    hint = StringProperty("")
    page = NumericProperty(0)
    leaves = NumericProperty(1)
    """How many pages the places take."""
    more = StringProperty("")

    def show(self, _page: pages.Place) -> None:
        """Offer every place."""
        self.title = self.say("This place")
        self.hint = self.trouble() or self.say("In which library does this kiosk stand?")
        settings = self.staff.settings
        grid = self.ids.choices
        places = [(place.id, place.library, _where(place)) for place in self.exhibit.places]
        wanted = [*places, ("", self.say("I do not know yet"), "")]
        made = list(reversed(grid.children))
        if len(made) != len(wanted):
            grid.clear_widgets()
            made = [Choice() for _ in wanted]
            for number, choice in enumerate(made):
                choice.fbind("on_release", self._choose, number)
                grid.add_widget(choice)
        self._ids = [id_ for id_, _, _ in wanted]
        for choice, (id_, library, line) in zip(made, wanted, strict=True):
            choice.text, choice.line = library, line
            choice.chosen = settings is not None and (settings.place or "") == id_
            choice.disabled = settings is None
        self.on_leaves()

    def on_leaves(self, *_: object) -> None:
        """There are more than fit."""
        if self.leaves > 1:
            words = self.say("More choices ({n} of {total})")
            self.more = words.format(n=int(self.page) + 1, total=int(self.leaves))
        else:
            self.more = ""

    def turn(self) -> None:
        """The next places; after the last come the first."""
        self.page = (self.page + 1) % self.leaves
        self.on_leaves()

    def _choose(self, number: int, _choice: Choice) -> None:
        self.staff.set(place=self._ids[number] or None)


def _where(place: model.Place) -> str:
    """`Librije 60, Horst`; only the town where nobody wrote down the address."""
    return f"{place.address}, {place.town}" if place.address else place.town
