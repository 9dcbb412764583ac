"""The counts of visits: right sums, on the disk when they should be, and nothing about who."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import DatabaseError, DatabaseFault
from kiosk.tally.counts import KINDS, OF_A_COOPERATIVE, Sums, View, ViewRow, rows
from kiosk.tally.tally import NAME, Tally

MONDAY, TUESDAY = date(2018, 10, 1), date(2018, 10, 2)
VISIT = (View("visit"), View("cooperative", "wonen"), View("film", "wonen"))

things = st.builds(
    lambda kind, one: View(kind, one if kind in OF_A_COOPERATIVE else ""),
    st.sampled_from(KINDS),
    st.sampled_from(["wonen", "werk", "zorg"]),
)
visits = st.lists(
    st.tuples(st.none() | st.dates(date(2018, 1, 1), date(2019, 1, 1)), st.sets(things)),
    max_size=12,
)


@pytest.fixture
def tally(tmp_path: Path) -> Iterator[Tally]:
    """An empty tally."""
    with closing(Tally.open(tmp_path)) as tally:
        yield tally


@contextmanager
def refused(reason: DatabaseFault) -> Iterator[None]:
    """What is done here fails, for this reason."""
    with pytest.raises(DatabaseError) as caught:
        yield
    assert caught.value.reason == reason


def counted(sums: Sums) -> Counter[tuple[date | None, str]]:
    """How often each kind was opened on each day."""
    return Counter({(day.day, kind): n for day in sums.days for kind, n in day.counts.items()})


def test_a_tally_tells_what_was_opened_per_day_and_per_cooperative(tally: Tally) -> None:
    """How many visits a library had, and what they looked at."""
    tally.add(rows(MONDAY, VISIT))
    tally.add(rows(TUESDAY, (View("visit"), View("film", "werk"))))
    tally.add(rows(TUESDAY, (*VISIT, View("saved"))))
    assert tally.sums().since == MONDAY
    assert [(day.day, day.visits, dict(day.counts)) for day in tally.sums().days] == [
        (MONDAY, 1, {"visit": 1, "cooperative": 1, "film": 1}),
        (TUESDAY, 2, {"visit": 2, "cooperative": 1, "film": 2, "saved": 1}),
    ]
    assert [(one.cooperative, dict(one.counts)) for one in tally.sums().cooperatives] == [
        ("werk", {"film": 1}),
        ("wonen", {"cooperative": 2, "film": 2}),
    ]
    assert tally.sums().visits == 3


def test_a_visit_on_a_day_nobody_knows_is_counted_all_the_same(tally: Tally) -> None:
    """It stands under no day; the known days begin after it. Before all, nobody came yet.

    Of a write that failed nobody knows whether it arrived: written again it is counted once.
    """
    sums = tally.sums()
    assert (sums.since, sums.days, sums.cooperatives, sums.visits) == (None, (), (), 0)
    tally.add(rows(None, VISIT))
    assert tally.sums().since is None
    visit = rows(MONDAY, VISIT)
    for _ in range(2):
        tally.add(visit)
    assert [day.day for day in tally.sums().days] == [None, MONDAY]
    assert (tally.sums().since, tally.sums().visits) == (MONDAY, 2)


@settings(max_examples=30)
@given(visits)
def test_the_sums_are_those_of_all_visits(
    tmp_path_factory: pytest.TempPathFactory, came: list[tuple[date | None, set[View]]]
) -> None:
    """Whoever came, whenever, in whatever order, also after the program was started again."""
    folder = tmp_path_factory.mktemp("tally")
    expected: Counter[tuple[date | None, str]] = Counter()
    per: Counter[tuple[str, str]] = Counter()
    for day, opened in came:
        with closing(Tally.open(folder)) as tally:
            tally.add(rows(day, opened))
        expected.update((day, one.kind) for one in opened)
        per.update((one.cooperative, one.kind) for one in opened if one.cooperative)
    with closing(Tally.open(folder)) as tally:
        sums = tally.sums()
    assert counted(sums) == expected
    assert per == Counter(
        {
            (cooperative.cooperative, kind): n
            for cooperative in sums.cooperatives
            for kind, n in cooperative.counts.items()
        }
    )
    assert sums.since == min((day for day, opened in came if day and opened), default=None)


def test_a_power_cut_loses_no_visit_that_was_written(tally: Tally, tmp_path: Path) -> None:
    """When a write returned its rows are with the disk, whether or not the program ends well."""
    tally.add(rows(MONDAY, VISIT))
    cut = tmp_path / "cut"
    cut.mkdir()
    for name in (NAME, f"{NAME}-wal"):
        shutil.copy(tmp_path / name, cut)
    with closing(Tally.open(cut)) as found:
        assert found.sums() == tally.sums()


@pytest.mark.parametrize("statement", ["DELETE FROM opened", "UPDATE opened SET day = ''"])
def test_nothing_is_taken_away_or_changed(tally: Tally, tmp_path: Path, statement: str) -> None:
    """The database itself refuses it: no mistake in the program can lose a count."""
    tally.add(rows(MONDAY, VISIT))
    tally.close()
    with (
        closing(sqlite3.connect(tmp_path / NAME)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="only added to"),
    ):
        connection.execute(statement)


def test_nothing_tells_which_rows_are_of_one_visit(tally: Tally, tmp_path: Path) -> None:
    """A row has a day, a kind, a cooperative, and a number of its own: no time and no order."""
    tally.add(rows(MONDAY, VISIT))
    tally.add(rows(MONDAY, VISIT))
    tally.close()
    with closing(sqlite3.connect(tmp_path / NAME)) as connection:
        found = connection.execute("SELECT * FROM opened").fetchall()
        assert {len(row) for row in found} == {4}
        assert {row[:3] for row in found} == {
            ("2018-10-01", opened.kind, opened.cooperative) for opened in VISIT
        }
        assert len({row[3] for row in found}) == len(found) == 6
        assert found == sorted(found)
        with pytest.raises(sqlite3.OperationalError, match="rowid"):
            connection.execute("SELECT rowid FROM opened")


def test_a_damaged_tally_is_moved_aside_and_counting_begins_anew(
    tally: Tally, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not deleted, the journal says where it lies, and only the program itself does this."""
    tally.close()
    (tmp_path / NAME).write_bytes(b"no database" * 99)
    with refused("damaged"):
        Tally.open(tmp_path, make=False)
    anew = Tally.open(tmp_path)
    anew.add(rows(MONDAY, VISIT))
    assert anew.sums().visits == 1
    anew.close()
    (aside,) = tmp_path.glob(f"{NAME}.damaged-*")
    assert (aside / NAME).read_bytes() == b"no database" * 99
    assert "tally.db.damaged-1" in caplog.text


def test_a_day_that_is_none_is_damage(tally: Tally, tmp_path: Path) -> None:
    """It is told, not shown as a day of 1970. What a later program counts stays out of the sums."""
    tally.add([ViewRow(MONDAY, View("dance"), 7)])  # type: ignore[arg-type]
    assert tally.sums().days == ()
    tally.close()
    with closing(sqlite3.connect(tmp_path / NAME)) as connection, connection:
        connection.execute("INSERT INTO opened VALUES ('2018-13-39', 'visit', '', 1)")
    with closing(Tally.open(tmp_path)) as again, refused("damaged"):
        again.sums()


def test_who_only_reads_makes_no_tally(tmp_path: Path) -> None:
    """`kiosk doctor` leaves a home as it is."""
    with refused("missing"):
        Tally.open(tmp_path / "tally", make=False)
    assert not (tmp_path / "tally").exists()


def test_the_tally_leaves_the_last_of_the_disk_to_sign_ups(tmp_path: Path) -> None:
    """What visitors leave is worth more than how many they were."""
    with closing(Tally.open(tmp_path, reserve_bytes=1 << 60)) as tally:
        with refused("full"):
            tally.add(rows(MONDAY, VISIT))
        assert tally.sums().visits == 0
