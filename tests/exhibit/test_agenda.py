"""Which workshop is announced, on the real dates of 2018."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import PreparedError
from kiosk.exhibit.agenda import Agenda

if TYPE_CHECKING:
    from conftest import ExhibitMaker

    from kiosk.exhibit import model
    from kiosk.exhibit.agenda import Announcement

SUMMER = timedelta(hours=2)
WINTER = timedelta(hours=1)
"""What Dutch clocks are ahead of UTC; they went back on 28 October 2018."""

LIBRARIES = ["panningen", "gennep", "venray", "horst", "venlo"]
MOMENTS = st.datetimes(datetime(2018, 8, 1), datetime(2019, 1, 31), timezones=st.just(UTC))  # noqa: DTZ001 - st adds UTC
PLACES = st.sampled_from([*LIBRARIES, "nowhere", None])


def local(text: str, ahead: timedelta) -> datetime:
    """A Dutch moment, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - ahead


def said(notice: Announcement) -> tuple[str, str | None, int | None]:
    """Kind, place and days to go."""
    return notice.kind, notice.place.id if notice.place else None, notice.days


@pytest.mark.parametrize(
    ("moment", "ahead", "place", "expected"),
    [
        ("2018-09-10T10:00", SUMMER, "panningen", ("local", "panningen", 2)),
        ("2018-09-11T23:59", SUMMER, "panningen", ("local", "panningen", 1)),
        ("2018-09-12T00:00", SUMMER, "panningen", ("local", "panningen", 0)),
        ("2018-09-12T23:59:59", SUMMER, "panningen", ("local", "panningen", 0)),
        ("2018-09-13T00:00", SUMMER, "panningen", ("region", "gennep", 20)),
        ("2018-10-03T19:45", SUMMER, "gennep", ("local", "gennep", 0)),
        ("2018-10-03T21:29:59", SUMMER, "gennep", ("local", "gennep", 0)),
        ("2018-10-03T21:30", SUMMER, "gennep", ("region", "venray", 29)),
        ("2018-10-19T16:00", SUMMER, "venray", ("local", "venray", 13)),
        ("2018-10-27T23:30", SUMMER, "venray", ("local", "venray", 5)),
        ("2018-10-28T00:30", SUMMER, "venray", ("local", "venray", 4)),
        ("2018-10-28T23:30", WINTER, "venray", ("local", "venray", 4)),
        ("2018-10-31T23:59", WINTER, "venray", ("local", "venray", 1)),
        ("2018-11-01T00:00", WINTER, "venray", ("local", "venray", 0)),
        ("2018-11-01T21:29", WINTER, "venray", ("local", "venray", 0)),
        ("2018-11-01T21:30", WINTER, "venray", ("region", "horst", 13)),
        ("2018-11-09T12:00", WINTER, "venray", ("region", "horst", 5)),
        ("2018-10-01T12:00", SUMMER, "venlo", ("local", "venlo", 72)),
        ("2018-12-12T21:30", WINTER, "venlo", ("none", None, None)),
        ("2018-10-01T12:00", SUMMER, None, ("region", "gennep", 2)),
        ("2018-10-01T12:00", SUMMER, "nowhere", ("region", "gennep", 2)),
        ("2018-12-13T12:00", WINTER, None, ("none", None, None)),
    ],
)
def test_the_notice_is_right_on_the_minute(
    exhibit: model.Exhibit,
    moment: str,
    ahead: timedelta,
    place: str | None,
    expected: tuple[str, str | None, int | None],
) -> None:
    """Ours while it is still to come, then the next in the region, then none; by Dutch clocks."""
    assert said(Agenda(exhibit).notice(local(moment, ahead), place, trusted=True)) == expected


def test_only_the_library_itself_says_here(exhibit: model.Exhibit) -> None:
    """Before, and to nobody else; when all is over all are past."""
    agenda, now = Agenda(exhibit), local("2018-10-01T12:00", SUMMER)
    assert agenda.notice(now, "gennep", trusted=True).says_here
    assert not agenda.notice(now, "panningen", trusted=True).says_here
    assert not agenda.notice(now, None, trusted=True).says_here
    notice = Agenda(exhibit).notice(local("2019-01-01T12:00", WINTER), "venlo", trusted=True)
    assert notice.workshop is None
    assert [entry.past for entry in notice.others] == [True] * 5


def test_the_others_stand_below_in_order_of_date(exhibit: model.Exhibit) -> None:
    """With what is past marked as past."""
    notice = Agenda(exhibit).notice(local("2018-10-20T12:00", SUMMER), "horst", trusted=True)
    assert [(entry.place.id, entry.past) for entry in notice.others] == [
        ("panningen", True),
        ("gennep", True),
        ("venray", False),
        ("venlo", False),
    ]
    assert [entry.workshop.place for entry in notice.others] == [
        entry.place.id for entry in notice.others
    ]


@pytest.mark.parametrize("year", [1970, 2018, 2040])
def test_a_doubted_clock_announces_the_librarys_own_with_its_year(
    exhibit: model.Exhibit, year: int
) -> None:
    """Whatever the clock says: no days to go, and nothing is called past."""
    notice = Agenda(exhibit).notice(datetime(year, 12, 25, tzinfo=UTC), "venray", trusted=False)
    assert said(notice) == ("local", "venray", None)
    assert notice.with_year
    assert [entry.past for entry in notice.others] == [False] * 4


@pytest.mark.parametrize("place", [None, "nowhere"])
def test_a_doubted_clock_at_no_known_place_lists_all(
    exhibit: model.Exhibit, place: str | None
) -> None:
    """Nobody can tell which is next, so none is called next."""
    notice = Agenda(exhibit).notice(datetime(1970, 1, 1, tzinfo=UTC), place, trusted=False)
    assert said(notice) == ("listed", None, None)
    assert [entry.place.id for entry in notice.others] == LIBRARIES


@pytest.mark.parametrize("trusted", [True, False])
def test_an_exhibit_without_workshops_announces_none(
    make_exhibit: ExhibitMaker, *, trusted: bool
) -> None:
    """An empty list is fine."""
    agenda = Agenda(make_exhibit(workshops=[]))
    notice = agenda.notice(datetime(2018, 10, 1, tzinfo=UTC), "gennep", trusted=trusted)
    assert (said(notice), notice.others) == (("none", None, None), ())


def test_a_library_may_have_more_than_one(make_exhibit: ExhibitMaker) -> None:
    """The first that is not past is announced, in whatever order they were written."""
    late = make_exhibit.workshop("gennep", date(2018, 10, 10), time(14), time(16))
    early = make_exhibit.workshop("gennep", date(2018, 10, 3), time(14), time(16))
    other = make_exhibit.workshop("venray", date(2018, 10, 5))
    agenda = Agenda(make_exhibit(workshops=[late, early, other]))
    before = agenda.notice(local("2018-10-01T12:00", SUMMER), "gennep", trusted=True)
    after = agenda.notice(local("2018-10-04T12:00", SUMMER), "gennep", trusted=True)
    assert (before.workshop, after.workshop) == (early, late)
    assert [entry.workshop for entry in after.others] == [early, other]
    doubted = agenda.notice(local("2018-10-04T12:00", SUMMER), "gennep", trusted=False)
    assert doubted.workshop == early


def test_a_workshop_without_an_end_is_over_after_three_hours(make_exhibit: ExhibitMaker) -> None:
    """Nobody stays longer; one with an end may run past midnight."""
    one = make_exhibit.workshop("gennep", date(2018, 10, 3), time(19, 30))
    agenda = Agenda(make_exhibit(workshops=[one]))
    at = local("2018-10-03T22:29", SUMMER)
    assert said(agenda.notice(at, "gennep", trusted=True)) == ("local", "gennep", 0)
    assert agenda.notice(at + timedelta(minutes=1), "gennep", trusted=True).kind == "none"
    one = make_exhibit.workshop("gennep", date(2018, 10, 3), time(22), time(0, 30))
    agenda = Agenda(make_exhibit(workshops=[one]))
    at = local("2018-10-04T00:29", SUMMER)
    assert said(agenda.notice(at, None, trusted=True)) == ("region", "gennep", 0)
    assert agenda.notice(at + timedelta(minutes=1), None, trusted=True).kind == "none"


@pytest.mark.parametrize("timezone", ["Europe/Peel", "../etc/passwd", "Europe"])
def test_a_timezone_nobody_knows_is_told(make_exhibit: ExhibitMaker, timezone: str) -> None:
    """The exhibit is at fault, and the fault is named."""
    with pytest.raises(PreparedError, match="timezone"):
        Agenda(make_exhibit(timezone=timezone))


def test_a_workshop_at_no_place_is_told(make_exhibit: ExhibitMaker) -> None:
    """The exhibit is at fault, and the place is named."""
    with pytest.raises(PreparedError, match="maastricht"):
        Agenda(make_exhibit(workshops=[make_exhibit.workshop("maastricht", date(2018, 10, 3))]))


@given(now=MOMENTS, place=PLACES)
@settings(max_examples=200)
def test_what_is_past_is_never_announced(
    exhibit: model.Exhibit, now: datetime, place: str | None
) -> None:
    """At any moment, anywhere, when the clock is sound."""
    notice = Agenda(exhibit).notice(now, place, trusted=True)
    coming = [entry for entry in notice.others if not entry.past]
    if notice.workshop is None:
        assert notice.kind == "none"
        assert not coming
        assert notice.days is None
    else:
        ended = datetime.combine(notice.workshop.date + timedelta(days=1), time(), UTC)
        assert now < ended
        assert notice.days is not None
        assert notice.days >= 0
    if notice.kind == "region":
        assert all(entry.place.id != place for entry in coming)
        assert all(entry.workshop.date >= notice.workshop.date for entry in coming)


@given(now=MOMENTS, place=PLACES, trusted=st.booleans())
@settings(max_examples=200)
def test_every_workshop_is_shown_once(
    exhibit: model.Exhibit, now: datetime, place: str | None, *, trusted: bool
) -> None:
    """The one announced and the others are all there are, in order, each with its place."""
    notice = Agenda(exhibit).notice(now, place, trusted=trusted)
    shown = [entry.workshop for entry in notice.others]
    assert shown == sorted(shown, key=lambda workshop: workshop.date)
    shown += [notice.workshop] if notice.workshop else []
    assert sorted(workshop.date for workshop in shown) == [
        workshop.date for workshop in exhibit.workshops
    ]
    assert (notice.workshop is None) == (notice.place is None)
    assert notice.says_here == (notice.place is not None and notice.place.id == place)


@given(now=st.datetimes(timezones=st.just(UTC)), later=MOMENTS, place=PLACES)
@settings(max_examples=100)
def test_a_doubted_clock_says_the_same_at_any_time(
    exhibit: model.Exhibit, now: datetime, later: datetime, place: str | None
) -> None:
    """Nothing on the glass depends on a date that is not believed."""
    agenda = Agenda(exhibit)
    notice = agenda.notice(now, place, trusted=False)
    assert notice == agenda.notice(later, place, trusted=False)
    assert notice.days is None
