"""How many came each day, and what they opened: anonymous counts, as bars."""

from datetime import timedelta

from babel.dates import format_date
from kivy.properties import BooleanProperty, ListProperty, StringProperty

from kiosk.staff import pages
from kiosk.tally.counts import Sums
from kiosk.ui.corner.page import CornerPage
from kiosk.ui.widgets.chart import ChartBar

_DAYS = {True: 21, False: 14}
"""So many days stand side by side, in landscape and in portrait."""


class VisitorsPage(CornerPage):
    """Per day, or per cooperative."""

    hint = StringProperty("")
    by_day = BooleanProperty(True)
    bars = ListProperty([])
    foot = StringProperty("")

    def show(self, page: pages.VisitorsRoute) -> None:
        """Draw what was counted."""
        self.title = self.say("Visitors")
        self.by_day = page.by == "day"
        sums = self.staff.sums
        self.foot = self.say(
            "These numbers go to the stick with the sign-ups. Nobody's name is among them."
        )
        if sums is None:
            self.hint, self.bars = self.trouble(), []
            return
        self.hint = self._in_all(sums)
        self.bars = self._days(sums) if self.by_day else self._cooperatives(sums)

    def _in_all(self, sums: Sums) -> str:
        if not sums.visits or sums.since is None:
            n = sums.visits
            return str(self.count("{n} visit", "{n} visits", n) if n else self.say("Nobody yet."))
        said = self.count("{n} visit", "{n} visits", sums.visits)
        since = self.say("since {day}").format(day=self.dates.plain(sums.since, year=True))
        return f"{said}, {since}"

    def _days(self, sums: Sums) -> list[ChartBar]:
        """The last days up to today, also those on which nobody came.

        A day after today was counted while the date was wrong: it hides no other.
        """
        counts = {day.day: day.visits for day in sums.days if day.day is not None}
        moment = self.staff.moment
        today = moment.local.date()
        if not moment.trusted:
            today = max([today, *counts])
        shown = _DAYS[self.theme.landscape]
        days = [today - timedelta(days=back) for back in reversed(range(shown))]
        return [
            ChartBar(
                format_date(day, "d" if day.day != 1 else "d/M", locale=self.language),
                counts.get(day, 0),
            )
            for day in days
        ]

    def _cooperatives(self, sums: Sums) -> list[ChartBar]:
        counts = {
            cooperative.cooperative: cooperative.counts.get("cooperative", 0)
            for cooperative in sums.cooperatives
        }
        return [
            ChartBar(one.name.into(self.language), counts.get(one.id, 0), one.colour)
            for one in self.exhibit.cooperatives
        ]

    def choose(self, by: str) -> None:
        """The other chart."""
        self.staff.corner.go(pages.VisitorsRoute("day" if by == "day" else "cooperative"))
