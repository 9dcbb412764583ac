"""Where this kiosk stands: one of the exhibit's places."""

from kivy.properties import StringProperty

from kiosk.exhibit import model
from kiosk.staff import pages
from kiosk.ui.corner.page import CornerPage, put_in
from kiosk.ui.widgets.grid import Choice


class PlacePage(CornerPage):
    """One is chosen, or none is known yet."""

    hint = StringProperty("")

    def show(self, _page: pages.PlaceRoute) -> None:
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
            made = put_in(grid, [Choice() for _ in wanted], self._choose)
        self._ids = [id_ for id_, _, _ in wanted]
        for choice, (id_, library, line) in zip(made, wanted, strict=True):
            choice.text, choice.line = library, line
            choice.chosen = settings is not None and (settings.place or "") == id_
            choice.disabled = settings is None

    def _choose(self, number: int, _choice: Choice) -> None:
        self.staff.set(place=self._ids[number] or None)


def _where(place: model.Place) -> str:
    """`Librije 60, Horst`; only the town where nobody wrote down the address."""
    return f"{place.address}, {place.town}" if place.address else place.town
