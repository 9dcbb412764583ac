"""When a kiosk is on."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import timetable
from kiosk.errors import InputError
from kiosk.staff.hours import Hours
from kiosk.timetable import Span

LIMBURG = ZoneInfo("Europe/Amsterdam")
LIBRARY = Hours.read("mo 13:00-17:00, 19:00-21:00; tu-fr 10:00-17:00; sa 20:00-02:00", "2018-12-25")


def at(words: str, fold: int = 0) -> datetime:
    """A moment in Limburg."""
    return datetime.fromisoformat(words).replace(tzinfo=LIMBURG, fold=fold)


OPEN = {
    "before Monday's opening": ("2018-10-01T12:59:59", False),
    "at Monday's opening": ("2018-10-01T13:00", True),
    "at its first closing": ("2018-10-01T17:00", False),
    "in the evening": ("2018-10-01T20:59:59", True),
    "on Saturday night": ("2018-10-06T23:59", True),
    "after that midnight": ("2018-10-07T01:59", True),
    "on Sunday": ("2018-10-07T02:00", False),
    "on Christmas": ("2018-12-25T12:00", False),
    "the day after": ("2018-12-26T12:00", True),
}


@pytest.mark.parametrize(("moment", "is_open"), OPEN.values(), ids=OPEN.keys())
def test_it_is_on_within_opening_hours_and_off_outside(moment: str, *, is_open: bool) -> None:
    """To the second, over midnight, and on closed days."""
    assert LIBRARY.open_at(at(moment)) is is_open
    assert LIBRARY.open_at(at(moment).astimezone(UTC).astimezone(LIMBURG)) is is_open


NEXT = {
    "in an hour": ("2018-10-01T12:00", "2018-10-01T13:00"),
    "between two": ("2018-10-01T17:00", "2018-10-01T19:00"),
    "tomorrow": ("2018-10-01T21:00", "2018-10-02T10:00"),
    "over Sunday": ("2018-10-07T02:00", "2018-10-08T13:00"),
    "over Christmas": ("2018-12-24T21:00", "2018-12-26T10:00"),
    "now": ("2018-10-01T14:00", "2018-10-01T14:00"),
}


@pytest.mark.parametrize(("moment", "opens"), NEXT.values(), ids=NEXT.keys())
def test_a_touch_outside_opening_hours_is_told_until_when(moment: str, opens: str) -> None:
    """The glass says "gesloten tot …" with the next opening, across closed days."""
    assert LIBRARY.opens_next(at(moment)) == at(opens)


def test_what_opened_before_a_closed_day_runs_to_its_end() -> None:
    """A night of reading before Christmas is not cut off at midnight."""
    night = Hours.read("mo-su 20:00-02:00", "2018-12-25")
    assert night.open_at(at("2018-12-25T01:00"))
    assert not night.open_at(at("2018-12-25T21:00"))
    assert not night.open_at(at("2018-12-26T01:00"))


def test_without_opening_hours_it_is_always_on() -> None:
    """But for days on which it is closed; one closed for good has no next opening."""
    assert Hours().open_at(at("2018-10-07T03:00"))
    holiday = Hours.read("", "2018-12-25")
    assert not holiday.open_at(at("2018-12-25T12:00"))
    assert holiday.opens_next(at("2018-12-25T12:00")) == at("2018-12-26T00:00")
    assert Hours({0: ()}).open_at(at("2018-10-07T03:00"))
    days = frozenset(date(2018, 1, 1) + timedelta(days=number) for number in range(1000))
    shut = Hours(timetable.week("mo 10:00-17:00"), days)
    assert shut.opens_next(at("2018-10-01T12:00")) is None
    assert LIBRARY.opens_next(at("9999-12-31T23:00")) is None
    assert not LIBRARY.open_at(at("0001-01-01T23:00"))


def test_when_clocks_change_nothing_opens_twice_or_is_left_out() -> None:
    """The hour from two to three comes twice on 28 October: what closed in the first stays shut.

    On 25 March there is no half past two: what opens or closes then does at three.
    """
    until, since = Hours.read("sa 20:00-02:30"), Hours.read("su 02:30-05:00")
    for words, fold, before, after in (
        ("2018-10-28T02:29", 0, True, False),
        ("2018-10-28T02:30", 0, False, True),
        ("2018-10-28T02:15", 1, False, True),
        ("2018-03-25T01:59", 0, True, False),
        ("2018-03-25T03:00", 0, False, True),
    ):
        moment = at(words, fold)
        assert (until.open_at(moment), since.open_at(moment)) == (before, after), (words, fold)
    assert since.opens_next(at("2018-03-25T01:00")) == at("2018-03-25T03:00")
    within = Hours.read("su 02:15-02:45")
    assert within.opens_next(at("2018-03-25T01:00")) == at("2018-04-01T02:15")


def test_it_goes_into_the_settings_and_comes_back() -> None:
    """As staff chose it."""
    again = Hours.read(str(LIBRARY), timetable.days_words(LIBRARY.closed))
    assert again == LIBRARY
    with pytest.raises(InputError, match="overlap"):
        str(Hours({0: (Span(time(10), time(17)), Span(time(16), time(18)))}))


moments = st.integers(0, 2 * 365 * 86_400).map(
    lambda seconds: (datetime(2018, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(
        LIMBURG
    )
)
starts = st.tuples(st.integers(0, 6), st.integers(0, 95), st.integers(1, 40))


def _week(chosen: list[tuple[int, int, int]]) -> Hours | None:
    """Hours on the quarter, if they can be."""
    found: dict[int, tuple[Span, ...]] = {}
    for day, begins, quarters in chosen:
        ends = (begins + quarters) % 96
        span = Span(time(*divmod(begins * 15, 60)), time(*divmod(ends * 15, 60)))
        found[day] = (*found.get(day, ()), span)
    try:
        return Hours.read(timetable.week_words(found))
    except InputError:
        return None


@given(
    chosen=st.lists(starts, max_size=6),
    closed=st.frozensets(st.dates(date(2018, 1, 1), date(2019, 12, 31)), max_size=3),
    moment=moments,
)
def test_the_next_opening_is_the_first_moment_at_which_it_is_open(
    chosen: list[tuple[int, int, int]], closed: frozenset[date], moment: datetime
) -> None:
    """Whatever the hours, the closed days and the night of the year."""
    week = _week(chosen)
    if week is None:
        return
    hours = Hours(week.week, closed)
    opens = hours.opens_next(moment)
    assert hours.open_at(opens)
    assert (opens == moment) is hours.open_at(moment)
    late, early = opens.astimezone(UTC), moment.astimezone(UTC)
    for part in range(8):
        between = early + (late - early) * part / 8
        assert between == late or not hours.open_at(between.astimezone(LIMBURG))
