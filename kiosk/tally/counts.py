"""The counts and their sums. No times, no order, nothing about who."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

Kind: TypeAlias = Literal[
    "visit", "about", "cooperative", "story", "photos", "film", "workshop", "signup", "saved"
]
"""Of what a visit is counted, at most once: that it was; that somebody read what this is, opened a
cooperative, its story, its photos, a film, the workshop; began the form; kept a sign-up."""

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
OF_A_COOPERATIVE: Final = frozenset({"cooperative", "story", "photos", "film"})
"""Counted for each cooperative. Not the sign-up: on a quiet day that would tell what its sealed
answers are about."""

_NUMBER_BITS: Final = 62
"""SQLite's whole numbers have 63 and a sign."""


@dataclass(frozen=True, slots=True, order=True)
class View:
    """One view: a visit opened something."""

    kind: Kind
    cooperative: str = ""
    """Id of the cooperative it belongs to; empty if to none."""


@dataclass(frozen=True, slots=True, order=True)
class ViewRow:
    """One thing that a visit opened, as it is written down."""

    day: date | None
    """None where the calendar was doubtful: it is counted, but nobody knows when."""
    opened: View
    number: int
    """Drawn at random: tells this row from all others, and nothing else."""

    def columns(self) -> tuple[str, str, str, int]:
        """As it is written down."""
        day = self.day.isoformat() if self.day else ""
        return day, self.opened.kind, self.opened.cooperative, self.number


def rows(day: date | None, opened: Iterable[View]) -> tuple[ViewRow, ...]:
    """What to write down of one visit on this day."""
    return tuple(ViewRow(day, one, secrets.randbits(_NUMBER_BITS)) for one in sorted(set(opened)))


@dataclass(frozen=True, slots=True)
class DayCounts:
    """All visits of one day."""

    day: date | None
    """None: of the days on which the calendar was doubtful, together."""
    counts: Mapping[Kind, int]
    """By so many visits opened, with however many cooperatives; kinds that nobody opened are left
    out."""

    @property
    def visits(self) -> int:
        """How many visits."""
        return self.counts.get("visit", 0)


@dataclass(frozen=True, slots=True)
class CooperativeCounts:
    """What visits opened of one cooperative."""

    cooperative: str
    counts: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Sums:
    """The whole tally at one moment."""

    since: date | None
    """The first day that is known; None if there is none."""
    days: tuple[DayCounts, ...]
    """In order; the unknown day, if anything was counted on it, first."""
    cooperatives: tuple[CooperativeCounts, ...]
    """In order of their ids."""

    @property
    def visits(self) -> int:
        """How many visits, in all."""
        return sum(one.visits for one in self.days)
