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
        ("ar", time(19, 30), time(21, 30), "الساعة 7:30–9:30 م"),
        ("xx", time(19, 30), None, "19.30 uur"),
    ],
)
def test_hours_read_as_people_write_them(
    language: str, starts: time, ends: time | None, hours: str
) -> None:
    """Dutch hours as 19.30 uur, British as 7.30 pm, and what follows is said once."""
    assert Dates(language, CATALOGUE).hours(starts, ends) == hours


DAYS = {0: "vandaag today", 1: "morgen tomorrow"} | {
    days: f"over_{days}_dagen in_{days}_days" for days in (2, 72)
}
LENGTHS = {
    0: "1_seconde 1_second",
    32.4: "32_seconden 32_seconds",
    59.4: "59_seconden 59_seconds",
    59.6: "1_minuut 1_minute",
    89: "1_minuut 1_minute",
    119: "2_minuten 2_minutes",
    600: "10_minuten 10_minutes",
    3600: "60_minuten 60_minutes",
}


def test_lengths_of_time_are_rounded(nl: Dates, en: Dates) -> None:
    """Today and tomorrow have their own words; seconds are told below a minute only.

    For who does not read often a story takes a minute for 120 words.
    """
    for days, words in DAYS.items():
        assert [nl.in_days(days), en.in_days(days)] == words_of(words)
    for seconds, words in LENGTHS.items():
        assert [nl.duration(seconds), en.duration(seconds)] == words_of(words)
    read = [nl.reading(words) for words in (0, 250, 400)]
    assert read == ["1 minuut", "2 minuten", "3 minuten"]
    assert nl.hour(time(19)) == "19.00 uur"


def words_of(both: str) -> list[str]:
    """In Dutch, and in English."""
    return [words.replace("_", " ") for words in both.split()]


PERIODS = {
    "19 oktober – 9 november": (date(2018, 10, 19), date(2018, 11, 9)),
    "1 – 12 oktober": (date(2018, 10, 1), date(2018, 10, 12)),
    "1 oktober": (date(2018, 10, 1), date(2018, 10, 1)),
    "1 december 2018 – 5 januari 2019": (date(2018, 12, 1), date(2019, 1, 5)),
    "vanaf 28 september": (date(2018, 9, 28), None),
    "tot en met 12 oktober": (None, date(2018, 10, 12)),
    "": (None, None),
}


@pytest.mark.parametrize(("dutch", "period"), PERIODS.items())
def test_a_period_reads_as_far_as_it_is_known(
    nl: Dates, dutch: str, period: tuple[date | None, date | None]
) -> None:
    """Either end may be open; the year stands there when it changes, or is in doubt."""
    assert nl.period(*period) == dutch
    with_year = dutch if "2018" in dutch or not dutch else f"{dutch} 2018"
    assert nl.period(*period, year=True) == with_year


def test_a_german_period_keeps_its_points() -> None:
    """A day in German is an ordinal."""
    german = Dates("de", CATALOGUE)
    assert german.period(*PERIODS["1 – 12 oktober"]) == "1. – 12. Oktober"


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
