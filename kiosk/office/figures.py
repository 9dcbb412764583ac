"""How many signed up: where, when, for what, in which language. Counts only; no key is needed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from kiosk.office.census import census

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.office.census import Kiosk
    from kiosk.office.collection import Collection
    from kiosk.office.facts import SignUpFacts

MOST_WEEKS: Final = 40
"""Weeks in a row that one chart has room for."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """Sign-ups in one week."""

    monday: date
    count: int


@dataclass(frozen=True, slots=True)
class NamedCount:
    """Sign-ups under one name; an empty name is one nobody knows."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """Sign-ups for one workshop."""

    town: str
    day: date
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a report tells. Lists begin with the largest, but for days, which go on in time."""

    demo: bool
    total: int
    withdrawn: int
    """Taken back, whether they had arrived or not."""
    towns: tuple[NamedCount, ...]
    cooperatives: tuple[NamedCount, ...]
    """One sign-up may count for several, or none."""
    languages: tuple[NamedCount, ...]
    """By their codes."""
    weeks: tuple[Week, ...]
    """Without holes; the newest `MOST_WEEKS`, if there are more."""
    earlier: int
    """Sign-ups in weeks before those."""
    undated: int
    """Sign-ups whose kiosk doubted its clock."""
    evenings: tuple[Attendance, ...]
    kiosks: tuple[Kiosk, ...]


def figures(collection: Collection, today: date, language: str = "nl") -> Figures:
    """The figures of a collection, today; names as visitors in `language` saw them, if any did."""
    towns, languages = Counter[str](), Counter[str]()
    days = Counter[date]()
    evenings = Counter[tuple[date, str]]()
    cooperatives: dict[str, _Names] = {}
    total = undated = 0
    for facts in collection.facts(today):
        total += 1
        towns[facts.town or ""] += 1
        languages[facts.language] += 1
        if facts.day_trusted:
            days[facts.day - timedelta(days=facts.day.weekday())] += 1
        else:
            undated += 1
        evenings.update({(day, town) for _, town, day in facts.workshops})
        _count_names(cooperatives, facts, own=facts.language == language)
    weeks, earlier = _weeks(days)
    return Figures(
        demo=collection.demo,
        total=total,
        withdrawn=collection.withdrawals(),
        towns=_largest(towns.items()),
        cooperatives=_largest(
            (cooperative.name, cooperative.count) for cooperative in cooperatives.values()
        ),
        languages=_largest(languages.items()),
        weeks=weeks,
        earlier=earlier,
        undated=undated,
        evenings=tuple(Attendance(town, day, n) for (day, town), n in sorted(evenings.items())),
        kiosks=census(collection, today),
    )


class _Names:
    """The names of one cooperative, and how often it was chosen."""

    def __init__(self) -> None:
        self.count = 0
        self.own: Counter[str] = Counter()
        """In the language of the report."""
        self.other: Counter[str] = Counter()

    @property
    def name(self) -> str:
        """The commonest name, in the language of the report if possible."""
        return min((self.own or self.other).items(), key=lambda item: (-item[1], item[0]))[0]


def _count_names(cooperatives: dict[str, _Names], facts: SignUpFacts, *, own: bool) -> None:
    for id_, name in dict(facts.cooperatives).items():
        names = cooperatives.setdefault(id_, _Names())
        names.count += 1
        (names.own if own else names.other)[name] += 1


def _largest(counts: Iterable[tuple[str, int]]) -> tuple[NamedCount, ...]:
    ordered = sorted(counts, key=lambda item: (-item[1], item[0]))
    return tuple(NamedCount(name, count) for name, count in ordered)


def _weeks(mondays: Counter[date]) -> tuple[tuple[Week, ...], int]:
    """The newest weeks without a hole, and how many sign-ups came before them."""
    if not mondays:
        return (), 0
    last = max(mondays)
    first = max(min(mondays), last - _WEEK * (MOST_WEEKS - 1))
    span = (last - first) // _WEEK + 1
    weeks = tuple(Week(first + _WEEK * at, mondays[first + _WEEK * at]) for at in range(span))
    return weeks, sum(count for monday, count in mondays.items() if monday < first)
