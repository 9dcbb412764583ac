"""The first question: what speaks to you? Cooperatives, and workshops still to come."""

from datetime import date

from kiosk.ui.widgets.grid import Choice
from kiosk.ui.widgets.screen import KioskScreen
from kiosk.visit import scene as scenes


class InterestChoice(Choice):
    """A cooperative or a workshop that may be chosen."""

    answer: str | tuple[str, date] = ""
    """Its id in the draft; of a workshop the place and the day."""


class InterestsScreen(KioskScreen):
    """Nothing has to be chosen. What the visitor came from is chosen already."""

    def show(self, _scene: scenes.SignUpScene) -> None:
        """Offer every cooperative, and every workshop that is still to come."""
        grid = self.ids.choices
        grid.page = 0
        cooperatives, notice = self.context.exhibit.cooperatives, self.context.notice()
        # To make a box takes ten times what it takes to write other words on it.
        while len(grid.children) > len(cooperatives) + len(notice.coming):
            grid.remove_widget(grid.children[0])
        while len(grid.children) < len(cooperatives) + len(notice.coming):
            grid.add_widget(InterestChoice(fit=False, on_release=self._toggle))
        choices = reversed(grid.children)
        for one, choice in zip(cooperatives, choices, strict=False):
            choice.text, choice.line = one.name.into(self.language), ""
            choice.icon, choice.colour = one.icon, one.colour
            choice.answer = one.id
        for entry, choice in zip(notice.coming, choices, strict=True):
            day = self._day(entry.workshop.date, year=notice.with_year)
            choice.text = self.say("{town}, {day}").format(town=entry.place.town, day=day)
            choice.line = self.say("Workshop")
            choice.icon, choice.colour = "event", Choice.colour.defaultvalue
            choice.answer = (entry.place.id, entry.workshop.date)
        self._tick()

    def _day(self, day: date, *, year: bool) -> str:
        return str(self.dates.plain(day, year=True) if year else self.dates.short(day))

    def _tick(self) -> None:
        draft = self.context.form.draft
        for choice in self.ids.choices.children:
            choice.chosen = choice.answer in draft.cooperatives | draft.workshops

    def _toggle(self, choice: InterestChoice) -> None:
        draft, answer = self.context.form.draft, choice.answer
        self.context.form.answer(
            draft.toggle_cooperative(answer)
            if isinstance(answer, str)
            else draft.toggle_workshop(*answer)
        )
        self._tick()

    def take_back(self) -> None:
        """Somebody has a code."""
        self.visit.open(scenes.WithdrawScene())
