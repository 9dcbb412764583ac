"""The first question: what speaks to you? Cooperatives, and workshops still to come."""

from datetime import date

from kiosk.ui.widgets.grid import Choice
from kiosk.ui.widgets.screen import KioskScreen
from kiosk.visit import scene as scenes


class InterestsScreen(KioskScreen):
    """Nothing has to be chosen. What the visitor came from is chosen already."""

    def show(self, _scene: scenes.SignUpScene) -> None:
        """Offer every cooperative, and every workshop that is still to come."""
        grid = self.ids.choices
        grid.page = 0
        grid.clear_widgets()
        draft = self.context.form.draft
        for one in self.context.exhibit.cooperatives:
            choice = Choice(
                text=one.name.into(self.language),
                icon=one.icon,
                colour=one.colour,
                chosen=one.id in draft.cooperatives,
            )
            choice.bind(on_release=lambda choice, id_=one.id: self._toggle(choice, id_))
            grid.add_widget(choice)
        notice = self.context.notice()
        for entry in notice.coming:
            day = entry.workshop.date
            choice = Choice(
                text=f"{entry.place.town}, {self._day(day, year=notice.with_year)}",
                line=self.say("Workshop"),
                icon="event",
                chosen=(entry.place.id, day) in draft.workshops,
            )
            where = (entry.place.id, day)
            choice.bind(
                on_release=lambda choice, where=where: self._toggle_workshop(choice, *where)
            )
            grid.add_widget(choice)

    def _day(self, day: date, *, year: bool) -> str:
        return str(self.dates.plain(day, year=True) if year else self.dates.short(day))

    def _toggle(self, choice: Choice, id_: str) -> None:
        form = self.context.form
        form.answer(form.draft.toggle_cooperative(id_))
        choice.chosen = id_ in form.draft.cooperatives

    def _toggle_workshop(self, choice: Choice, place: str, day: date) -> None:
        form = self.context.form
        form.answer(form.draft.toggle_workshop(place, day))
        choice.chosen = (place, day) in form.draft.workshops

    def take_back(self) -> None:
        """Somebody has a code."""
        self.visit.open(scenes.WithdrawScene())
