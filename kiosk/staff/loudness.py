"""How loud films are: what staff chose, never above what the hour allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk import timetable

if TYPE_CHECKING:
    from datetime import datetime, time

    from kiosk.timetable import Cap


@dataclass(frozen=True, slots=True)
class Loudness:
    """A level and its limits. A library is quiet."""

    level: float
    """What staff chose, from 0 to 1."""
    caps: tuple[Cap, ...] = ()
    """The limits by hour of the day; where two hold, the lower one counts."""
    muted: bool = False
    """Whether nothing sounds at all."""

    @classmethod
    def read(cls, level: float, caps: str = "", *, muted: bool = False) -> Loudness:
        """As `settings.yaml` has it: volume, volume_caps, muted. Raises InputError."""
        return cls(level, timetable.caps(caps), muted)

    def cap_at(self, local: datetime | time | None) -> float:
        """How loud it may be, 0 to 1; None is an hour nobody knows: the lowest limit of all."""
        holding = (cap.most for cap in self.caps if local is None or cap.holds(local.hour))
        return min(holding, default=1.0)

    def at(self, local: datetime | time | None) -> float:
        """How loud it is, 0 to 1: the level, under the limit, or nothing when muted."""
        return 0.0 if self.muted else min(self.level, self.cap_at(local))
