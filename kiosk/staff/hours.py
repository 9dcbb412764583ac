"""Opening hours: outside them the glass is black, and a touch says until when.

An hour is the first moment at which clocks on the wall show it or a later one: on the night that
clocks go back nothing opens or closes twice, and an hour that is left out is when it is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from kiosk import timetable
from kiosk.timetable import Span, Week

_YEAR_DAYS = 366
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_WHOLE_DAY = (Span(time(), time()),)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a kiosk is on. With a doubtful clock nobody asks."""

    week: Week = field(default_factory=lambda: MappingProxyType({}))
    """Spans of each weekday; empty: it is open the whole day, every day."""
    closed: frozenset[date] = frozenset()
    """Days on which nothing opens. What opened the evening before runs until its end."""

    @classmethod
    def read(cls, hours: str, closed_days: str = "") -> Hours:
        """As `settings.yaml` has them. Raises InputError with a sentence."""
        return cls(MappingProxyType(dict(timetable.week(hours))), timetable.days(closed_days))

    def __str__(self) -> str:
        """The week as `settings.yaml` has it; `timetable.days_words(closed)` is the other half.

        Raises InputError with a sentence if hours overlap or end before they begin.
        """
        return timetable.week_words(self.week)

    def open_at(self, local: datetime) -> bool:
        """Whether it is open at this moment, which carries the place's time zone."""
        now = local.astimezone(UTC)
        return any(begins <= now < ends for begins, ends in self._around(local, days=0))

    def opens_next(self, local: datetime) -> datetime | None:
        """From when it is open, in the same zone: `local` itself if it is open now.

        None if it stays closed for a year.
        """
        now = local.astimezone(UTC)
        for begins, ends in self._around(local, days=_YEAR_DAYS):
            if now < ends:
                return max(begins, now).astimezone(local.tzinfo)
        return None

    def _around(self, local: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
        """What opens from the day before until so many days later: in UTC, in order."""
        for ahead in range(-1, days + 1):
            try:
                day = local.date() + ahead * _DAY
                after = day + _DAY
            except OverflowError:
                return  # at the end of the calendar nothing opens
            if day in self.closed:
                continue
            for span in self.week.get(day.weekday(), ()) if any(self.week.values()) else _WHOLE_DAY:
                begins = _moment(datetime.combine(day, span.begins, local.tzinfo))
                last = after if span.is_over_midnight else day
                ends = _moment(datetime.combine(last, span.ends, local.tzinfo))
                if begins < ends:
                    yield begins, ends


def _moment(wall: datetime) -> datetime:
    """The first moment, in UTC, at which a clock on the wall there shows `wall` or later."""
    first, second = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return first
    shown = wall.replace(tzinfo=None)
    while second.astimezone(wall.tzinfo).replace(tzinfo=None) < shown:
        second += _MINUTE  # clocks go forward here, by an hour at most anywhere: few steps
    return second
