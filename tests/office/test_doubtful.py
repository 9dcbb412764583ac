"""Sign-ups of a kiosk whose clock was wrong: taken, told, kept as long as promised, no longer."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from signups.kiosks import CATALOGUE, KEYS, TODAY, Kiosk, Office, daily

from kiosk.office.census import census
from kiosk.office.collection import Collection
from kiosk.office.figures import figures
from kiosk.office.quarantine import Quarantine
from kiosk.office.wording import Sentences

YEAR = timedelta(days=365)
DOUBTED = CATALOGUE.say("nl")("the kiosk doubted its clock")
CLOCKS = {
    "a dead battery": datetime(1970, 1, 3, 12, tzinfo=UTC),
    "years behind": datetime(2015, 1, 1, 12, tzinfo=UTC),
    "a day behind": datetime(2017, 10, 6, 12, tzinfo=UTC),
    "years ahead": datetime(2099, 6, 1, 12, tzinfo=UTC),
    "at the end of the calendar": datetime(9899, 6, 1, 12, tzinfo=UTC),
}


def given(at: datetime, *, marked: bool = True, **other: Any) -> Kiosk:
    """A kiosk at which Els signed up while its clock was wrong; `marked` as kiosks do by now."""
    kiosk = Kiosk(KEYS)
    last = at.date() + YEAR
    kiosk.sign_up(at=at, retention=last, clock_trusted=False, doubtful=marked, **other)
    return kiosk


@pytest.mark.parametrize("marked", [True, False], ids=["marked", "of an older program"])
@pytest.mark.parametrize("at", CLOCKS.values(), ids=CLOCKS.keys())
def test_it_is_taken_counted_and_shown_whatever_its_day(
    office: Office, stick: Path, at: datetime, *, marked: bool
) -> None:
    """The visitor read "Bewaard": nobody refuses it because of a clock."""
    collected = office.collect_from(given(at, marked=marked))
    assert (collected.new, collected.past, collected.undated, collected.unsure) == (1, 0, 1, 0)
    assert office.names() == ["Els"]
    office.sheets()
    with office.file.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened, delimiter=";"))
    assert [row["Opmerking"] for row in rows] == [DOUBTED]
    with Collection(office.file) as collection:
        counts = figures(collection, TODAY)
        assert (counts.total, counts.undated) == (1, 1)
        (kiosk,) = census(collection, TODAY)
        assert (kiosk.sign_ups, kiosk.without) == (1, ())
    again = office.collect(stick)
    assert (again.new, again.again, again.past) == (0, 1, 0)


@pytest.mark.parametrize("at", CLOCKS.values(), ids=CLOCKS.keys())
def test_it_is_kept_as_long_as_was_promised_from_the_day_it_was_surely_here(
    office: Office, stick: Path, at: datetime
) -> None:
    """Not a day shorter, and not for ever; collecting again makes it no longer."""
    office.collect_from(given(at))
    office.collect(stick, today=TODAY + timedelta(days=100))
    with Collection(office.file) as collection:
        assert [row.retention for row in collection.sign_ups(TODAY)] == [TODAY + YEAR]
        assert collection.count(before=TODAY + YEAR) == 0
        assert collection.expire(TODAY + YEAR) == 0
        assert collection.expire(TODAY + YEAR + timedelta(days=1)) == 1
        (kiosk,) = census(collection, TODAY + YEAR + timedelta(days=1))
        assert kiosk.without == ()  # rightly gone, not lost


@pytest.mark.parametrize("at", CLOCKS.values(), ids=CLOCKS.keys())
def test_what_these_keys_do_not_open_is_told_and_waits_whatever_its_day(
    office: Office, at: datetime
) -> None:
    """It is not left behind as one that is past its day: nobody knows its day."""
    collected = office.collect_from(given(at, to=daily("other")))
    (refusal,) = collected.refused
    assert (refusal.reason, refusal.numbers) == ("unreadable", (1,))
    assert office.quarantine() == ["unreadable"]


def test_where_the_office_is_not_sure_of_its_date_either_it_is_told(
    office: Office, stick: Path
) -> None:
    """Kept, and said in words, until a day is sure."""
    collected = office.collect_from(given(CLOCKS["years behind"]), today=None)
    assert (collected.new, collected.undated, collected.unsure) == (1, 1, 1)
    (words,) = Sentences(CATALOGUE, "nl").faults(collected, office.file)
    assert "vanaf de volgende avond" in words
    with Collection(office.file) as collection:
        assert [row.retention for row in collection.sign_ups(date(2090, 1, 1))] == [None]
    collected = office.collect(stick)
    assert (collected.undated, collected.unsure) == (1, 0)
    (words,) = Sentences(CATALOGUE, "nl").faults(collected, office.file)
    assert "datum misschien niet klopt" in words
    assert "vanaf de volgende avond" not in words


def test_deleting_by_date_begins_to_count_what_was_never_counted(office: Office) -> None:
    """So nothing lies in a collection silently for ever."""
    office.collect_from(given(CLOCKS["years behind"]), today=None)
    with Collection(office.file) as collection:
        assert collection.expire(TODAY) == 0
        assert collection.count_undated(unsure=True) == 0
        assert collection.expire(TODAY + 2 * YEAR) == 1


def test_the_earliest_sure_day_counts(office: Office, stick: Path) -> None:
    """An evening with a clock that was years ahead keeps nothing longer."""
    office.collect_from(given(CLOCKS["years behind"]), today=TODAY + 10 * YEAR)
    office.collect(stick, today=TODAY)
    with Collection(office.file) as collection:
        assert [row.retention for row in collection.sign_ups()] == [TODAY + YEAR]


def test_what_nobody_could_promise_ends_with_the_longest_that_anybody_may(office: Office) -> None:
    """Its day and its last day were by two clocks."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up(at=CLOCKS["a dead battery"], retention=date(2019, 1, 1), clock_trusted=False)
    kiosk.sign_up("Piet", at=CLOCKS["years ahead"], retention=TODAY, clock_trusted=False)
    office.collect_from(kiosk)
    with Collection(office.file) as collection:
        ends = {row.number: row.retention for row in collection.sign_ups(TODAY)}
    assert ends == {1: TODAY + timedelta(days=730), 2: TODAY + timedelta(days=1)}


def test_quarantine_deletes_nothing_by_a_doubtful_day(office: Office) -> None:
    """A kiosk that is not admitted yet may have had a wrong clock, too."""
    office.collect_from(given(CLOCKS["years behind"]), admit=lambda _: False)
    with Collection(office.file) as collection:
        assert Quarantine(office.file).sweep(collection, TODAY) == 0
    assert office.collect().new == 1


def test_an_older_backup_with_what_has_ended_holds_nothing_more(
    office: Office, tmp_path: Path
) -> None:
    """Else it would be kept for ever, as the only place where somebody still stands."""
    office.collect_from(given(CLOCKS["years behind"]), today=None)
    older = tmp_path / "older.db"
    end = TODAY + YEAR + timedelta(days=1)
    with Collection(office.file) as collection:
        older.touch()
        collection.copy(older)
        assert collection.covers(older, TODAY)
        collection.expire(TODAY)
        assert collection.expire(end) == 1
        assert not collection.covers(older, TODAY)
        assert collection.covers(older, end)
