"""Values that staff turn by hand: whatever is pressed, what comes out can be kept."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import timetable
from kiosk.staff import stepper
from kiosk.timetable import Span, VolumeLimit

TEN_TO_FIVE = Span(time(10), time(17))
EVENING = Span(time(19), time(21))
QUARTERS = st.integers(0, 95).map(lambda quarters: time(quarters // 4, quarters % 4 * 15))
SPANS = (
    st.tuples(QUARTERS, QUARTERS)
    .filter(lambda span: span[0] < span[1] or span[1] == time())
    .map(lambda span: Span(*span))
)


# Opening hours


def test_hours_go_by_quarters() -> None:
    """To the next full one; a day that is turned on ends at midnight, one past it stays so."""
    assert stepper.turn_begin(TEN_TO_FIVE, 1) == Span(time(10, 15), time(17))
    assert stepper.turn_begin(TEN_TO_FIVE, -1) == Span(time(9, 45), time(17))
    assert stepper.turn_end(TEN_TO_FIVE, 4) == Span(time(10), time(18))
    odd = Span(time(10, 10), time(17, 5))
    assert stepper.turn_begin(odd, 1).begins == time(10, 15)
    assert stepper.turn_begin(odd, -1).begins == time(10)
    assert stepper.turn_end(odd, 1).ends == time(17, 15)
    assert stepper.turn_end(odd, -1).ends == time(17)
    late = stepper.turn_end(Span(time(20), time(23, 45)), 1)
    assert late == stepper.turn_end(late, 1) == Span(time(20), time())
    over = Span(time(20), time(2))
    assert stepper.turn_end(over, 1) == over
    assert stepper.turn_end(over, -1) == Span(time(20), time(1, 45))
    assert stepper.turn_begin(Span(time(0), time(10)), -1) == Span(time(0), time(10))


def test_spans_that_overlap_are_seen() -> None:
    """In whichever order they stand."""
    assert stepper.overlap((TEN_TO_FIVE, Span(time(16), time(18))))
    assert stepper.overlap((EVENING, Span(time(18), time(19, 15))))
    assert not stepper.overlap((EVENING, TEN_TO_FIVE))
    assert not stepper.overlap((TEN_TO_FIVE, Span(time(17), time(18))))


@given(SPANS, st.lists(st.tuples(st.booleans(), st.integers(-9, 9).filter(bool)), max_size=20))
def test_whatever_is_pressed_can_be_kept(span: Span, presses: list[tuple[bool, int]]) -> None:
    """However somebody steps, it opens before it closes, and settings take it."""
    for begin, by in presses:
        span = stepper.turn_begin(span, by) if begin else stepper.turn_end(span, by)
        assert timetable.week(timetable.week_words({0: (span,)})) == {0: (span,)}


def test_a_day_may_open_more_than_once() -> None:
    """A closed day opens at the usual hours, then an evening comes; three times at most."""
    spans = stepper.one_more(())
    assert spans == (stepper.USUAL,)
    spans = stepper.one_more(spans)
    assert spans == (stepper.USUAL, Span(time(18), time(20)))
    spans = stepper.one_more(spans)
    assert spans[2] == Span(time(21), time(23))
    assert stepper.one_more(spans) == spans
    assert not stepper.overlap(spans)
    assert stepper.one_more((stepper.ALL_DAY,)) == (stepper.ALL_DAY,)
    assert stepper.one_more((Span(time(10), time(22)),))[1] == Span(time(23), time())


def test_the_other_days_stay_as_they_were() -> None:
    """A week of which one day was set; and months follow each other."""
    week = stepper.with_days({}, [0], (TEN_TO_FIVE,))
    assert week == {0: (TEN_TO_FIVE,), **dict.fromkeys(range(1, 7), (stepper.ALL_DAY,))}
    week = stepper.with_days(week, [6], ())
    assert 6 not in week
    assert week[1] == (stepper.ALL_DAY,)
    assert timetable.week(timetable.week_words(week)) == week
    assert stepper.with_days(week, range(7), (stepper.ALL_DAY,)) == {}
    assert stepper.turn_month(date(2018, 12, 1), 1) == date(2019, 1, 1)
    assert stepper.turn_month(date(2019, 1, 1), -1) == date(2018, 12, 1)


# Sound


def test_levels_go_by_twentieths_and_limits_by_a_few_steps() -> None:
    """From silent to loud and no further; hours with one limit are one rule."""
    levels = [(0.4, 1), (0.4, -8), (0.0, -1), (0.98, 1)]
    assert [stepper.turn_level(*level) for level in levels] == [0.45, 0, 0, 1]
    limits = [1.0, 0.5, 0.4, 0.25, 0.0]
    assert [stepper.next_limit(limit) for limit in limits] == [0.5, 0.25, 0.25, 0.0, 1.0]
    assert stepper.caps((1.0,) * 24) == ()
    assert stepper.caps((0.5,) * 24) == (VolumeLimit(0, 24, 0.5),)
    night = tuple(0.25 if hour >= 22 or hour < 8 else 1.0 for hour in range(24))
    assert stepper.caps(night) == (VolumeLimit(22, 8, 0.25),)
    evening = tuple(0.0 if hour >= 20 else 1.0 for hour in range(24))
    assert stepper.caps(evening) == (VolumeLimit(20, 24, 0.0),)


@given(st.lists(st.sampled_from([*stepper.LIMITS, 0.1]), min_size=24, max_size=24))
def test_limits_are_kept_hour_by_hour(limits: list[float]) -> None:
    """What was pressed for each hour is what holds in it, once written and read again."""
    words = timetable.caps_words(stepper.caps(tuple(limits)))
    assert stepper.limits(timetable.caps(words)) == tuple(limits)


# Date and time


TURNS: dict[tuple[str, stepper.Part, int], str] = {
    ("2018-01-31T23:59:58", "minute", 1): "2018-02-01T00:00",
    ("2018-01-31T23:59:58", "hour", -24): "2018-01-30T23:59",
    ("2018-01-31T23:59:58", "day", 1): "2018-02-01T23:59",
    ("2018-01-31T23:59:58", "month", 1): "2018-02-28T23:59",
    ("2018-01-31T23:59:58", "month", -1): "2017-12-31T23:59",
    ("2018-01-31T23:59:58", "year", 2): "2020-01-31T23:59",
    ("2099-12-31T23:59", "day", 1): "2099-12-31T23:59",
    ("2000-01-01T00:00", "minute", -1): "2000-01-01T00:00",
}


@pytest.mark.parametrize(("turned", "then"), TURNS.items())
def test_a_date_goes_by_its_parts(turned: tuple[str, stepper.Part, int], then: str) -> None:
    """A day that the other month does not have becomes its last; all stay in this century."""
    before, part, by = turned
    after = stepper.turn(datetime.fromisoformat(before), part, by)
    assert after == datetime.fromisoformat(then)
