"""Values that staff turn by hand, step by step: an hour, a level, a date. Nothing is kept here."""

import calendar
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, TypeAlias

from kiosk.timetable import Span, VolumeLimit, Week, loudest

STEP_MINUTES: Final = 15
"""Libraries open on the quarter."""
LEVEL_STEP: Final = 0.05
LIMITS: Final = (1.0, 0.5, 0.25, 0.0)
"""How loud at most in an hour: these follow each other, and after the last comes the first."""
USUAL: Final = Span(time(10), time(17))
"""A day that opens begins with these hours."""
ALL_DAY: Final = Span(time(), time())
MOST_SPANS: Final = 3
"""A library that opens more often a day than this writes it in `settings.yaml`."""

_DAY = 24 * 60
_YEARS = (2000, 2099)

Part: TypeAlias = Literal["day", "month", "year", "hour", "minute"]


# Opening hours


def turn_begin(span: Span, by: int) -> Span:
    """Opens so many quarters later or earlier; always a quarter before it closes."""
    begins, ends = _minutes(span)
    begins = min(max(0, _step(begins, by)), ends - STEP_MINUTES, _DAY - STEP_MINUTES)
    return replace(span, begins=_time(begins))


def turn_end(span: Span, by: int) -> Span:
    """Closes so many quarters later or earlier; till midnight, or as late as it did already."""
    begins, ends = _minutes(span)
    ends = max(min(_step(ends, by), max(_DAY, ends)), begins + STEP_MINUTES)
    return replace(span, ends=_time(ends))


def one_more(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Open once more that day: an evening, if there is room for it. The same if there is not."""
    if not spans:
        return (USUAL,)
    _, last = _minutes(spans[-1])
    begins = last + 60
    if len(spans) == MOST_SPANS or begins + STEP_MINUTES > _DAY:
        return spans
    return (*spans, Span(_time(begins), _time(min(begins + 120, _DAY))))


def with_days(week: Week, days: Iterable[int], spans: tuple[Span, ...]) -> Week:
    """The week with these hours on those days.

    A week without hours is open all day, every day: its other days stay so. A week that is open all
    day on every day has no hours.
    """
    whole: Mapping[int, tuple[Span, ...]] = week or dict.fromkeys(range(7), (ALL_DAY,))
    changed = {**whole, **dict.fromkeys(days, spans)}
    kept = {day: changed[day] for day in sorted(changed) if changed[day]}
    return {} if kept == dict.fromkeys(range(7), (ALL_DAY,)) else kept


def overlap(spans: tuple[Span, ...]) -> bool:
    """Whether it would open on one day while it is open."""
    ordered = sorted(_minutes(span) for span in spans)
    return any(begins < ends for (_, ends), (begins, _) in itertools.pairwise(ordered))


# Sound


def turn_level(level: float, by: int) -> float:
    """The level some steps louder or softer, from 0 to 1."""
    return round(min(1.0, max(0.0, level + by * LEVEL_STEP)), 2)


def limits(caps: tuple[VolumeLimit, ...]) -> tuple[float, ...]:
    """How loud at most in each of the 24 hours; where two limits hold, the lower one."""
    return tuple(loudest(caps, hour) for hour in range(24))


def next_limit(limit: float) -> float:
    """The next lower one that can be chosen; after the lowest the highest."""
    return next((lower for lower in LIMITS if lower < limit), LIMITS[0])


def caps(limits: tuple[float, ...]) -> tuple[VolumeLimit, ...]:
    """The caps for settings: hours without a limit are left out, neighbours are joined."""
    changes = [hour for hour in range(24) if limits[hour] != limits[hour - 1]]
    if not changes:
        return (VolumeLimit(0, 24, limits[0]),) if limits[0] < 1 else ()
    found = []
    for begins, ends in zip(changes, [*changes[1:], changes[0]], strict=True):
        if limits[begins] < 1:
            found.append(VolumeLimit(begins, ends or 24, limits[begins]))
    return tuple(sorted(found))


# Date and time


def turn(moment: datetime, part: Part, by: int) -> datetime:
    """One part of a moment later or earlier. A day that a month does not have becomes its last.

    Within 2000–2099. Seconds are none: who sets a clock looks at minutes.
    """
    moment = moment.replace(second=0, microsecond=0)
    match part:
        case "minute":
            turned = moment + timedelta(minutes=by)
        case "hour":
            turned = moment + timedelta(hours=by)
        case "day":
            turned = moment + timedelta(days=by)
        case "month":
            months = moment.year * 12 + moment.month - 1 + by
            turned = _on(moment, months // 12, months % 12 + 1)
        case "year":
            turned = _on(moment, moment.year + by, moment.month)
    return turned if _YEARS[0] <= turned.year <= _YEARS[1] else moment


def turn_month(month: date, by: int) -> date:
    """The first day of a month so many months later or earlier."""
    months = month.year * 12 + month.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)


def _on(moment: datetime, year: int, month: int) -> datetime:
    last = calendar.monthrange(year, month)[1]
    return moment.replace(year=year, month=month, day=min(moment.day, last))


def _minutes(span: Span) -> tuple[int, int]:
    begins, ends = (60 * moment.hour + moment.minute for moment in (span.begins, span.ends))
    return begins, ends + (_DAY if span.is_over_midnight else 0)


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _step(minutes: int, by: int) -> int:
    """The time some quarters on, from the quarter before (or after) a time between two."""
    if by > 0:
        return (minutes // STEP_MINUTES + by) * STEP_MINUTES
    return -(-minutes // STEP_MINUTES) * STEP_MINUTES + by * STEP_MINUTES
