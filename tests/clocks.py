"""A clock for tests: it stands still until it is wound."""

from datetime import UTC, datetime, timedelta


class HandWoundClock:
    """A clock that stands still until it is wound."""

    def __init__(self, start: datetime = datetime(2018, 10, 1, 10, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._seconds = 1000.0

    def now(self) -> datetime:
        """The calendar, in UTC."""
        return self._now

    def seconds(self) -> float:
        """The stopwatch."""
        return self._seconds

    def wind(self, seconds: float = 0, *, days: float = 0) -> None:
        """Let time pass, on both calendar and stopwatch."""
        self._now += timedelta(days=days, seconds=seconds)
        self._seconds += days * 86_400 + seconds

    def set_calendar(self, now: datetime) -> None:
        """Make the calendar jump; the stopwatch knows nothing of it."""
        self._now = now
