"""Hours of a week as staff write them: when it is open, which days it is closed, how loud it may be.

    mo 10:00-17:00, 19:00-21:00; tu 10:00-17:00; sa 20:00-02:00
    2018-12-25, 2018-12-26
    22-8:0.1, 12-13:0.2

What is written is what is read: each form goes both ways, and says in a sentence what is wrong.
Nothing here knows what day it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import TypeAlias

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
"""Weekdays as they are written, from Monday, as `date.weekday` counts."""
LATEST = time(6)
"""What ends before its beginning ends the next day, but not later than this: else it is a slip."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a day; it ends on the next one if it ends at or before its beginning."""

    begins: time
    """Hour and minute, local."""
    ends: time
    """Hour and minute, local; 00:00 is the end of the day."""


@dataclass(frozen=True, slots=True, order=True)
class Cap:
    """How loud it may be at most during some hours of every day."""

    begins: int
    """The first hour, 0–23."""
    ends: int
    """The hour it ends, 1–24; at or before `begins`: on the next day."""
    most: float
    """From 0 (still) to 1."""

    def holds(self, hour: int) -> bool:
        """Whether it holds in this hour (0–23)."""
        raise NotImplementedError


Week: TypeAlias = Mapping[int, tuple[Span, ...]]
"""When it is open: for each weekday (0 is Monday) its spans, in order. A day that is missing has
none; an empty week is one without opening hours."""


def week(words: str) -> Week:
    """Opening hours as they are written; empty words are an empty week.

    Raises InputError with a sentence: what cannot be read, ends before it begins, or overlaps.
    """
    raise NotImplementedError


def week_words(week: Week) -> str:
    """The same as it is written. Raises InputError if the spans overlap."""
    raise NotImplementedError


def days(words: str) -> frozenset[date]:
    """Days as they are written: `2018-12-25, 2018-12-26`. Raises InputError with a sentence."""
    raise NotImplementedError


def days_words(days: frozenset[date]) -> str:
    """The same as they are written, in order."""
    raise NotImplementedError


def caps(words: str) -> tuple[Cap, ...]:
    """How loud at most, as it is written: `22-8:0.1, 12-13:0.2`. Raises InputError."""
    raise NotImplementedError


def caps_words(caps: tuple[Cap, ...]) -> str:
    """The same as it is written."""
    raise NotImplementedError
