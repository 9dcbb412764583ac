"""Opening hours: outside them the glass is black, and a touch says until when.

An hour is the first moment at which clocks on the wall show it: on the night that clocks go back
nothing opens or closes twice, and an hour that is left out is the moment at which it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.timetable import Week


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
        raise NotImplementedError

    def __str__(self) -> str:
        """The week as `settings.yaml` has it; `days_words(closed)` is the other half."""
        raise NotImplementedError

    def open_at(self, local: datetime) -> bool:
        """Whether it is open at this moment, which carries the place's time zone."""
        raise NotImplementedError

    def opens_next(self, local: datetime) -> datetime | None:
        """From when it is open, in the same zone: `local` itself if it is open now.

        None if it stays closed for a year.
        """
        raise NotImplementedError
