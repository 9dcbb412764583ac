"""Days, hours and lengths of time, as people write them."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.i18n.catalogue import Catalogue
from kiosk.i18n.dates import Dates

CATALOGUE = Catalogue()
DAY = date(2018, 9, 12)
ANY = st.sampled_from(["nl", "en", "de", "pl", "uk", "ar", "tr", "xx"])


@pytest.fixture
def nl() -> Dates:
    """Dutch."""
    return Dates("nl", CATALOGUE)


@pytest.fixture
def en() -> Dates:
    """British English."""
    return Dates("en", CATALOGUE)


@pytest.mark.parametrize(
    ("language", "day", "with_year"),
    [
        ("nl", "woensdag 12 september", "woensdag 12 september 2018"),
        ("en", "Wednesday 12 September", "Wednesday 12 September 2018"),
        ("de", "Mittwoch, 12. September", "Mittwoch, 12. September 2018"),
        ("pl", "środa, 12 września", "środa, 12 września 2018"),
        ("uk", "середа, 12 вересня", "середа, 12 вересня 2018 р."),  # noqa: RUF001 - Cyrillic
        ("ar", "الأربعاء، 12 سبتمبر", "الأربعاء، 12 سبتمبر 2018"),
        ("xx", "woensdag 12 september", "woensdag 12 september 2018"),
    ],
)
def test_a_day_reads_as_people_write_it(language: str, day: str, with_year: str) -> None:
    """In a language nobody knows it reads in Dutch."""
    dates = Dates(language, CATALOGUE)
    assert dates.day(DAY) == day
    assert dates.day(DAY, year=True) == with_year


def test_a_day_can_be_short(nl: Dates, en: Dates) -> None:
    """Without its weekday, and in lists with only the beginning of its month."""
    assert nl.plain(DAY) == "12 september"
    assert nl.plain(DAY, year=True) == "12 september 2018"
    assert nl.short(DAY) == "12 sep"
    assert nl.short(date(2018, 10, 3)) == "3 okt"
    assert en.short(date(2018, 10, 3)) == "3 Oct"
    assert Dates("de", CATALOGUE).short(date(2018, 10, 3)) == "3. Okt"


@pytest.mark.parametrize(
    ("language", "starts", "ends", "hours"),
    [
        ("nl", time(19, 30), time(21, 30), "19.30–21.30 uur"),
        ("nl", time(9), time(10, 5), "9.00–10.05 uur"),
        ("nl", time(19, 30), None, "19.30 uur"),
        ("en", time(19, 30), time(21, 30), "7.30–9.30 pm"),
        ("en", time(16), time(17), "4–5 pm"),
        ("en", time(11, 30), time(13), "11.30 am – 1 pm"),
        ("en", time(16), None, "4 pm"),
        ("en", time(0, 5), None, "12.05 am"),
        ("de", time(19, 30), time(21, 30), "19:30–21:30 Uhr"),
        ("pl", time(9, 30), time(11), "09:30–11:00"),
        ("uk", time(19, 30), None, "19:30"),
        ("ar", time(19, 30), time(21, 30), "7:30–9:30 م"),
        ("xx", time(19, 30), None, "19.30 uur"),
    ],
)
def test_hours_read_as_people_write_them(
    language: str, starts: time, ends: time | None, hours: str
) -> None:
    """Dutch hours as 19.30 uur, British as 7.30 pm, and what follows is said once."""
    assert Dates(language, CATALOGUE).hours(starts, ends) == hours


def test_an_hour_stands_alone_too(nl: Dates) -> None:
    """The doors open at one."""
    assert nl.hour(time(19)) == "19.00 uur"


@pytest.mark.parametrize(
    ("days", "dutch", "english"),
    [
        (0, "vandaag", "today"),
        (1, "morgen", "tomorrow"),
        (2, "over 2 dagen", "in 2 days"),
        (72, "over 72 dagen", "in 72 days"),
    ],
)
def test_days_to_go(nl: Dates, en: Dates, days: int, dutch: str, english: str) -> None:
    """Today and tomorrow have their own words."""
    assert (nl.in_days(days), en.in_days(days)) == (dutch, english)


@pytest.mark.parametrize(
    ("seconds", "dutch", "english"),
    [
        (0, "1 seconde", "1 second"),
        (32.4, "32 seconden", "32 seconds"),
        (59.4, "59 seconden", "59 seconds"),
        (59.6, "1 minuut", "1 minute"),
        (89, "1 minuut", "1 minute"),
        (119, "2 minuten", "2 minutes"),
        (600, "10 minuten", "10 minutes"),
    ],
)
def test_lengths_are_rounded(
    nl: Dates, en: Dates, seconds: float, dutch: str, english: str
) -> None:
    """To seconds below a minute, to minutes from there."""
    assert (nl.duration(seconds), en.duration(seconds)) == (dutch, english)


@pytest.mark.parametrize(
    ("words", "time_"), [(0, "1 minuut"), (250, "2 minuten"), (400, "3 minuten")]
)
def test_a_story_says_how_long_it_takes(nl: Dates, words: int, time_: str) -> None:
    """For who does not read often: 120 words a minute."""
    assert nl.reading(words) == time_


@pytest.mark.parametrize(
    ("first", "last", "dutch"),
    [
        (date(2018, 10, 19), date(2018, 11, 9), "19 oktober – 9 november"),
        (date(2018, 10, 1), date(2018, 10, 12), "1 – 12 oktober"),
        (date(2018, 10, 1), date(2018, 10, 1), "1 oktober"),
        (date(2018, 12, 1), date(2019, 1, 5), "1 december 2018 – 5 januari 2019"),
        (date(2018, 9, 28), None, "vanaf 28 september"),
        (None, date(2018, 10, 12), "tot en met 12 oktober"),
        (None, None, ""),
    ],
)
def test_a_period_reads_as_far_as_it_is_known(
    nl: Dates, first: date | None, last: date | None, dutch: str
) -> None:
    """Either end may be open; the year stands there when it changes on the way."""
    assert nl.period(first, last) == dutch


@pytest.mark.parametrize(
    ("first", "last", "dutch"),
    [
        (date(2018, 10, 19), date(2018, 11, 9), "19 oktober – 9 november 2018"),
        (date(2018, 9, 28), None, "vanaf 28 september 2018"),
        (None, date(2018, 10, 12), "tot en met 12 oktober 2018"),
        (date(2018, 10, 1), date(2018, 10, 1), "1 oktober 2018"),
    ],
)
def test_a_period_may_have_its_year(
    nl: Dates, first: date | None, last: date | None, dutch: str
) -> None:
    """For a kiosk that doubts its clock."""
    assert nl.period(first, last, year=True) == dutch


def test_a_german_period_keeps_its_points() -> None:
    """A day in German is an ordinal."""
    german = Dates("de", CATALOGUE)
    assert german.period(date(2018, 10, 1), date(2018, 10, 12)) == "1. – 12. Oktober"


@given(language=ANY, day=st.dates(), hour=st.times(), days=st.integers(0, 9999))
@settings(max_examples=100)
def test_no_date_is_ever_blank_or_half_written(
    language: str, day: date, hour: time, days: int
) -> None:
    """In every language, on every day: words and digits, no placeholder and no lost space."""
    dates = Dates(language, CATALOGUE)
    for words in (
        dates.day(day, year=True),
        dates.plain(day),
        dates.short(day),
        dates.hours(hour, hour),
        dates.in_days(days),
        dates.duration(days),
        dates.period(day, None),
    ):
        assert words == words.strip() != ""
        assert "{" not in words
        assert "  " not in words
