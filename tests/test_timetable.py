"""Opening hours, closed days and limits to loudness, as staff write them."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import timetable
from kiosk.errors import InputError
from kiosk.timetable import Span, VolumeLimit

TEN, FIVE, SEVEN, NINE = time(10), time(17), time(19), time(21)

minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(*divmod(minute, 60)))
spans = st.builds(Span, minutes, minutes)
weeks = st.dictionaries(st.integers(0, 6), st.lists(spans, min_size=1, max_size=2).map(tuple))
caps = st.builds(
    VolumeLimit,
    st.integers(0, 23),
    st.integers(1, 24),
    st.integers(0, 100).map(lambda hundredths: hundredths / 100),
).filter(lambda cap: cap.begins != cap.ends)

WEEKS: dict[str, dict[int, str]] = {
    "mo 10:00-17:00": {0: "10-17"},
    "tu 10:00-17:00, 19:00-21:00": {1: "10-17 19-21"},
    "tu 19:00-21:00, 10:00-17:00": {1: "10-17 19-21"},
    "we-th 10:00-17:00": {2: "10-17", 3: "10-17"},
    "su-mo 10:00-17:00": {0: "10-17", 6: "10-17"},
    "sa 20:00-02:00": {5: "20-2"},
    "sa 20:00-24:00": {5: "20-0"},
    "sa 00:00-24:00": {5: "0-0"},
    "Sa 9.30 – 17.00": {5: "9:30-17"},
    "fr 10:00-17:00; fr 19:00-21:00;": {4: "10-17 19-21"},
    "fr 10:00-17:00, 17:00-19:00": {4: "10-17 17-19"},
    "  ": {},
}
"""As staff write them: the hours of each day from Monday on."""


def spans_of(hours: str) -> tuple[Span, ...]:
    """As they stand in `WEEKS`: `9:30-17 19-21`."""
    ends = ([time(*map(int, end.split(":"))) for end in span.split("-")] for span in hours.split())
    return tuple(Span(*both) for both in ends)


@pytest.mark.parametrize(("words", "days"), WEEKS.items())
def test_opening_hours_are_read_as_staff_write_them(words: str, days: dict[int, str]) -> None:
    """Also when they are written the Dutch way, or a library is open past midnight."""
    week = {day: spans_of(hours) for day, hours in days.items()}
    assert timetable.week(words) == week
    assert timetable.week(timetable.week_words(week)) == week


SLIPS = {
    "the wrong way round": ("mo 17:00-10:00", "ends before it begins"),
    "no time at all": ("mo 10:00-10:00", "no time at all"),
    "two at once": ("mo 10:00-17:00, 16:00-18:00", "mo 10:00-17:00 and mo 16:00-18:00"),
    "the same twice": ("mo 10:00-17:00; mo 10:00-17:00", "overlap"),
    "over midnight into the next": ("mo 20:00-02:00; tu 01:00-03:00", "overlap"),
    "over Sunday into Monday": ("mo 01:00-03:00; su 20:00-02:00", "su 20:00-02:00 and mo"),
    "no such hour": ("mo 10:00-25:00", "cannot be read"),
    "no such minute": ("mo 10:60-17:00", "cannot be read"),
    "no such day": ("ma 10:00-17:00", "cannot be read"),
    "a day without hours": ("mo", "cannot be read"),
    "hours without a day": ("10:00-17:00", "cannot be read"),
    "hours without an end": ("mo 10:00", "cannot be read"),
    "a comma too many": ("mo 10:00-17:00,,19:00-21:00", "cannot be read"),
    "a semicolon too many": ("mo 10:00-17:00;;tu 10:00-17:00", "cannot be read"),
    "something else": ("every day\nall day", "cannot be read"),
    "digits of another script": ("mo \u0661\u0660:00-17:00", "cannot be read"),
}


@pytest.mark.parametrize(("words", "told"), SLIPS.values(), ids=SLIPS.keys())
def test_hours_that_cannot_be_are_refused_with_a_sentence(words: str, told: str) -> None:
    """A slip is told, not guessed around."""
    with pytest.raises(InputError, match=told) as caught:
        timetable.week(words)
    assert caught.value.advice


@given(week=weeks)
def test_a_week_that_can_be_written_is_read_back(week: dict[int, tuple[Span, ...]]) -> None:
    """Nothing that can be chosen at the glass is lost in the file."""
    try:
        words = timetable.week_words(week)
    except InputError:
        return
    assert timetable.week(words) == {day: tuple(sorted(week[day])) for day in week}
    assert timetable.week_words(timetable.week(words)) == words


@given(words=st.text() | st.text("mo tu,;:-0123456789"))
def test_whatever_is_typed_is_read_or_refused_in_words(words: str) -> None:
    """No typing ends in a traceback."""
    for read in (timetable.week, timetable.days, timetable.caps):
        with suppress(InputError):
            read(words)


@given(closed=st.frozensets(st.dates(), max_size=5))
def test_closed_days_are_read_back(closed: frozenset[date]) -> None:
    """In order, each once."""
    words = timetable.days_words(closed)
    assert timetable.days(words) == closed
    assert words == ", ".join(sorted(words.split(", ")))


def test_days_and_limits_that_cannot_be_are_refused() -> None:
    """Whatever was typed, and hours that were made at the glass."""
    for read, wrong in (
        (timetable.days, "2018-02-30 | 25-12-2018 | 20181225 | 2018-12-25,,"),
        (timetable.caps, "8-25:0.1 | 24-8:0.1 | 8-12:1.1 | 8-12 | 8-8:0.1 | 8-12:-1"),
    ):
        for words in wrong.split(" | "):
            with pytest.raises(InputError):
                pytest.fail(f"{words}: {read(words)}")
    with pytest.raises(InputError, match="ends before"):
        timetable.week_words({0: (Span(FIVE, TEN),)})
    with pytest.raises(InputError, match="overlap"):
        timetable.week_words({0: (Span(TEN, FIVE), Span(time(16), NINE))})
    assert timetable.week_words({0: (), 1: (Span(TEN, FIVE),)}) == "tu 10:00-17:00"


@given(some=st.lists(caps, max_size=4))
def test_limits_to_loudness_are_read_back(some: list[VolumeLimit]) -> None:
    """To the hundredth."""
    assert timetable.caps(timetable.caps_words(tuple(some))) == tuple(sorted(some))


def test_a_limit_holds_in_its_hours_and_in_no_other() -> None:
    """Past midnight too; where several may hold the lowest does."""
    night, noon = timetable.caps("22-8:0.1, 12-13:0.2")[::-1]
    assert [hour for hour in range(24) if night.holds(hour)] == [*range(8), 22, 23]
    assert [hour for hour in range(24) if noon.holds(hour)] == [12]
    (evening,) = timetable.caps("18-0:0.5")
    assert [hour for hour in range(24) if evening.holds(hour)] == [*range(18, 24)]
    (always,) = timetable.caps("0-24:1")
    assert all(always.holds(hour) for hour in range(24))
    caps = timetable.caps("22-8:0.1, 12-14:0.2, 13-15:0.3")
    hours = (10, 23, 0, 8, 13, 14, None)
    assert [timetable.loudest(caps, hour) for hour in hours] == [1, 0.1, 0.1, 1, 0.2, 0.3, 0.1]
    assert timetable.loudest((), None) == 1
