"""Tells the tally what visitors open: which things, on which day, and nothing about who."""

from collections.abc import Callable
from datetime import date, datetime

from kiosk.clock import Clock
from kiosk.exhibit.agenda import zone
from kiosk.tally.counter import VisitCounter
from kiosk.visit.views import view
from kiosk.visit.visit import Visit


class Counting:
    """Follows one exhibit's visits, one after the other."""

    def __init__(
        self,
        counter: VisitCounter | None,
        visit: Visit,
        clock: Clock,
        trusted: Callable[[datetime], bool],
    ) -> None:
        """Without a counter nothing is counted; `trusted` judges the calendar."""
        self._counter = counter
        self._visit = visit
        self._clock = clock
        self._trusted = trusted
        self._number = visit.number

    def follow(self) -> None:
        """Count what is open now; another number of the visit is another visitor."""
        if self._counter is None:
            return
        if self._visit.number != self._number:
            self._number = self._visit.number
            self.end()
        found = view(self._visit.scene)
        if found is not None:
            self._counter.opened(*found)

    def staff_came(self) -> None:
        """Who woke the glass and opened nothing was no visitor."""
        if self._counter is not None:
            self._counter.mistaken()

    def end(self) -> None:
        """The visit is over. Again without harm."""
        if self._counter is not None:
            self._counter.ended(self._today())

    def _today(self) -> date | None:
        """The day at the places of the exhibit; None where the calendar is doubtful."""
        now = self._clock.now()
        if not self._trusted(now):
            return None
        return now.astimezone(zone(self._visit.exhibit)).date()
