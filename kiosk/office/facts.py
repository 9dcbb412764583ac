"""What a sign-up tells without naming anybody: enough for a report, which then needs no key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final, TypeAlias

from kiosk.errors import InputError
from kiosk.signups.signup import SignUp

Columns: TypeAlias = tuple[str, int, str, str | None, str | None, str, str]
"""Facts as they lie in the collection: day, whether it is trusted, language, place, town,
cooperatives and workshops, the last two as JSON."""

_YEARS: Final = range(1970, 9999)
"""What a computer's clock can show, with room for a timezone, a week and a sheet at either end."""


@dataclass(frozen=True, slots=True)
class SignUpFacts:
    """The facts of one sign-up."""

    day: date
    day_trusted: bool
    """Whether the kiosk believed its clock."""
    language: str
    place: str | None
    town: str | None
    cooperatives: tuple[tuple[str, str], ...]
    """Id and name, as the visitor saw it."""
    workshops: tuple[tuple[str, str, date], ...]
    """Place, town and day."""

    @classmethod
    def of(cls, sign_up: SignUp) -> SignUpFacts:
        """The facts of this sign-up. Raises InputError if it is of a day that cannot have been."""
        return cls(
            day=_day(sign_up.at),
            day_trusted=sign_up.clock_trusted,
            language=sign_up.language,
            place=sign_up.place,
            town=sign_up.town,
            cooperatives=tuple(
                (cooperative.id, cooperative.name) for cooperative in sign_up.cooperatives
            ),
            workshops=tuple(
                (workshop.place, workshop.town, workshop.date) for workshop in sign_up.workshops
            ),
        )

    def columns(self) -> Columns:
        """As they are kept."""
        return (
            self.day.isoformat(),
            int(self.day_trusted),
            self.language,
            self.place,
            self.town,
            _json(self.cooperatives),
            _json(self.workshops),
        )

    @classmethod
    def read(cls, columns: Columns) -> SignUpFacts:
        """What `columns` gave."""
        day, trusted, language, place, town, cooperatives, workshops = columns
        return cls(
            day=date.fromisoformat(day),
            day_trusted=bool(trusted),
            language=language,
            place=place,
            town=town,
            cooperatives=tuple((id_, name) for id_, name in json.loads(cooperatives)),
            workshops=tuple(
                (where, called, date.fromisoformat(when))
                for where, called, when in json.loads(workshops)
            ),
        )


def is_day_trusted(columns: Columns) -> bool:
    """Whether the kiosk believed its clock, of facts as they are kept."""
    return bool(columns[1])


def _day(at: datetime) -> date:
    """The day of a moment, in UTC. Raises InputError if no calendar of a computer has it."""
    try:
        day = at.astimezone(UTC).date()
    except (OverflowError, ValueError, OSError):  # past either end of what a system can reckon
        day = date.min
    if day.year not in _YEARS:
        raise InputError("this sign-up is of a day that cannot have been")
    return day


@lru_cache(maxsize=1024)  # the same few choices, a hundred thousand times
def _json(chosen: tuple[tuple[str | date, ...], ...]) -> str:
    return json.dumps(chosen, default=date.isoformat)
