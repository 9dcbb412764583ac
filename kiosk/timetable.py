"""Hours as staff write them: when it is open, which days it is closed, how loud it may be.

    mo 10:00-17:00, 19:00-21:00; tu-fr 10:00-17:00; sa 20:00-02:00
    2018-12-25, 2018-12-26
    22-8:0.1, 12-13:0.2

What is written is what is read: each form goes both ways, and says in a sentence what is wrong.
Nothing here knows what day it is.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import TypeAlias

from kiosk.errors import InputError

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
"""Weekdays as they are written, from Monday, as `date.weekday` counts."""
LATEST = time(6)
"""What ends before its beginning ends the next day, but not later than this: else it is a slip."""

_HOURS = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})\s*[-–]\s*([0-9]{1,2})[:.]([0-9]{2})")
_ENTRY = re.compile(r"([a-z]{2})(?:\s*[-–]\s*([a-z]{2}))?\s+(\S.*)", re.DOTALL)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CAP = re.compile(r"([0-9]{1,2})\s*[-–]\s*([0-9]{1,2})\s*:\s*([01](?:\.[0-9]{1,2})?)")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a day; it ends on the next one if it ends at or before its beginning."""

    begins: time
    """Hour and minute, local."""
    ends: time
    """Hour and minute, local; 00:00 is the end of the day."""

    def __str__(self) -> str:
        """`10:00-17:00`."""
        ends = "24:00" if self.ends == time() else f"{self.ends:%H:%M}"
        return f"{self.begins:%H:%M}-{ends}"

    @property
    def is_over_midnight(self) -> bool:
        """Whether it ends on the next day."""
        return self.ends <= self.begins


@dataclass(frozen=True, slots=True, order=True)
class VolumeLimit:
    """How loud it may be at most during some hours of every day."""

    begins: int
    """The first hour, 0–23."""
    ends: int
    """The hour it ends, 1–24; at or before `begins`: on the next day."""
    most: float
    """From 0 (still) to 1, in hundredths."""

    def __str__(self) -> str:
        """`22-8:0.1`."""
        return f"{self.begins}-{self.ends}:{round(self.most, 2):g}"

    def holds(self, hour: int) -> bool:
        """Whether it holds in this hour (0–23)."""
        if self.begins < self.ends:
            return self.begins <= hour < self.ends
        return hour >= self.begins or hour < self.ends


def loudest(caps: Iterable[VolumeLimit], hour: int | None) -> float:
    """How loud it may be in this hour, 0 to 1; None is an hour nobody knows: the lowest cap of all.

    Where two hold, the lower one counts.
    """
    return min((cap.most for cap in caps if hour is None or cap.holds(hour)), default=1.0)


Week: TypeAlias = Mapping[int, tuple[Span, ...]]
"""When it is open: for each weekday (0 is Monday) its spans, in order. A day that is missing has
none; an empty week is one without opening hours."""


def week(words: str) -> Week:
    """Opening hours as they are written; empty words are an empty week.

    Raises InputError with a sentence: what cannot be read, ends before it begins, or overlaps.
    """
    found: dict[int, list[Span]] = {}
    for entry in _parts(words, ";"):
        match = _ENTRY.fullmatch(entry.lower())
        if match is None or not {match[1], match[2] or match[1]} <= set(DAYS):
            raise _unreadable(entry, f"write a day ({', '.join(DAYS)}) and its hours")
        first = DAYS.index(match[1])
        last = DAYS.index(match[2]) if match[2] else first
        for day in range(first, last + 1 if last >= first else last + len(DAYS) + 1):
            spans = [_span(part) for part in _parts(match[3], ",")]
            found.setdefault(day % len(DAYS), []).extend(spans)
    read = {day: tuple(sorted(found[day])) for day in sorted(found)}
    _refuse_overlaps(read)
    return read


def week_words(week: Week) -> str:
    """A week as text. Raises InputError if spans overlap or end before they begin."""
    for span in itertools.chain.from_iterable(week.values()):
        _refuse_backwards(span)
    _refuse_overlaps(week)
    return "; ".join(
        f"{DAYS[day]} {', '.join(str(span) for span in sorted(week[day]))}"
        for day in sorted(week)
        if week[day]
    )


def days(words: str) -> frozenset[date]:
    """Days as they are written: `2018-12-25, 2018-12-26`. Raises InputError with a sentence."""
    return frozenset(_day(part) for part in _parts(words, ","))


def days_words(days: frozenset[date]) -> str:
    """Days as text, in order."""
    return ", ".join(day.isoformat() for day in sorted(days))


def caps(words: str) -> tuple[VolumeLimit, ...]:
    """How loud at most, as it is written: `22-8:0.1, 12-13:0.2`. Raises InputError."""
    return tuple(sorted(_cap(part) for part in _parts(words, ",")))


def caps_words(caps: tuple[VolumeLimit, ...]) -> str:
    """Caps as text."""
    return ", ".join(map(str, caps))


def _parts(words: str, separator: str) -> Iterator[str]:
    """What stands between the separators; nothing at all is no part, but an empty one is."""
    if words.strip():
        for part in words.strip().removesuffix(separator).split(separator):
            if not part.strip():
                raise _unreadable(words, f"there is a {separator} too many")
            yield part.strip()


def _span(words: str) -> Span:
    match = _HOURS.fullmatch(words)
    if match is None:
        raise _unreadable(words, "write hours as 10:00-17:00")
    hours = [int(part) for part in match.groups()]
    if hours[2:] == [24, 0]:
        hours[2] = 0
    try:
        span = Span(time(hours[0], hours[1]), time(hours[2], hours[3]))
    except ValueError as error:
        raise _unreadable(words, "hours go from 00:00 to 24:00") from error
    _refuse_backwards(span)
    return span


def _refuse_backwards(span: Span) -> None:
    if span.begins == span.ends != time():
        raise InputError(f"{span} is no time at all", "write when it opens and when it closes")
    if span.is_over_midnight and span.ends > LATEST:
        raise InputError(
            f"{span} ends before it begins",
            f"hours over midnight end at {LATEST:%H:%M} at the latest",
        )


def _refuse_overlaps(week: Week) -> None:
    """See that it never opens while it is open, from Monday to Monday."""
    spans = sorted((day, span) for day in week for span in week[day])
    around = [*spans, *((day + len(DAYS), span) for day, span in spans[:1])]
    for one, other in itertools.pairwise(around):
        if _minutes(*other)[0] < _minutes(*one)[1]:
            both = (f"{DAYS[day % len(DAYS)]} {span}" for day, span in (one, other))
            raise InputError(f"{' and '.join(both)} overlap", "let one end before the other begins")


def _minutes(day: int, span: Span) -> tuple[int, int]:
    """When it begins and ends, in minutes since Monday 00:00."""
    begins, ends = (
        60 * (24 * day + moment.hour) + moment.minute for moment in (span.begins, span.ends)
    )
    return begins, ends + (60 * 24 if span.is_over_midnight else 0)


def _day(words: str) -> date:
    try:
        if _DATE.fullmatch(words):
            return date.fromisoformat(words)
    except ValueError as error:
        raise InputError(f"there is no day {words}", "write days as 2018-12-25") from error
    raise _unreadable(words, "write days as 2018-12-25")


def _cap(words: str) -> VolumeLimit:
    match = _CAP.fullmatch(words)
    if match is None:
        raise _unreadable(words, "write hours and a level from 0 to 1, as 22-8:0.1")
    begins, ends, most = int(match[1]), int(match[2]) or 24, float(match[3])
    if begins > 23 or ends > 24 or most > 1:
        raise _unreadable(words, "hours go from 0 to 24, and levels from 0 to 1")
    if begins == ends:
        raise InputError(f"{words} is no time at all", "write the whole day as 0-24")
    return VolumeLimit(begins, ends, most)


def _unreadable(words: str, advice: str) -> InputError:
    return InputError(f"{words[:60]!r} cannot be read", advice)
