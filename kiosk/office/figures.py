"""How many signed up: where, when, for what, in which language. Counts only; no key is needed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kiosk.office.census import Kiosk, census
from kiosk.office.collection import Collection

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


def figures(
    collection: Collection,
    today: date,
    language: str = "nl",
    progress: Callable[[float, str], None] = lambda _done, _at: None,
) -> Figures:
    """The figures of a collection, today; names as visitors in `language` saw them, if any did."""
    towns, languages = Counter[str](), Counter[str]()
    mondays = Counter[date]()
    evenings = Counter[tuple[date, str]]()
    cooperatives: defaultdict[str, Counter[tuple[bool, str]]] = defaultdict(Counter)
    expected = max(1, collection.count())
    for at, facts in enumerate(collection.facts(today)):
        if at % 500 == 0:
            progress(at / expected / 2, "")  # the census takes as long
        towns[facts.town or ""] += 1
        languages[facts.language] += 1
        if facts.day_trusted:
            mondays[facts.day - timedelta(days=facts.day.weekday())] += 1
        evenings.update({(day, town) for _, town, day in facts.workshops})
        for id_, name in dict(facts.cooperatives).items():
            cooperatives[id_][facts.language != language, name] += 1
    weeks, earlier = _weeks(mondays)
    return Figures(
        demo=collection.demo,
        total=languages.total(),
        withdrawn=collection.withdrawals.count(),
        towns=_largest(towns.items()),
        cooperatives=_largest((_name(seen), seen.total()) for seen in cooperatives.values()),
        languages=_largest(languages.items()),
        weeks=weeks,
        earlier=earlier,
        undated=languages.total() - mondays.total(),
        evenings=tuple(Attendance(town, day, n) for (day, town), n in sorted(evenings.items())),
        kiosks=census(collection, today, lambda done: progress((1 + done) / 2, "")),
    )


def _name(seen: Counter[tuple[bool, str]]) -> str:
    """The commonest name, in the language of the report if possible: the others are `True`."""
    (_, name), _ = min(seen.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    return name


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
