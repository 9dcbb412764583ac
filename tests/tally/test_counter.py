"""Counting visits never disturbs one, whatever the disk does."""

import threading
from collections.abc import Collection
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from kiosk.errors import DatabaseError
from kiosk.tally.counter import MAX_WAITING, VisitCounter
from kiosk.tally.counts import Sums, ViewRow
from kiosk.tally.tally import Tally

MONDAY = date(2018, 10, 1)
SECONDS = 30.0


class FailingDisk:
    """Opens tallies that fail as often as they are told to."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.tried = 0

    def open(self, folder: Path) -> Tally:
        """A tally, or a fault."""
        self.tried += 1
        if self.tried <= self.failures:
            raise DatabaseError("broken", "the counts of visits cannot be written")
        return Tally.open(folder)


class SlowTally(Tally):
    """A tally on a disk that answers when it is let go."""

    go = threading.Event()

    def add(self, rows: Collection[ViewRow]) -> None:
        """Wait, then write."""
        assert self.go.wait(SECONDS)
        super().add(rows)


class ForgetfulTally(Tally):
    """A tally that writes, and then does not know whether it did; but only once."""

    forgot = False

    def add(self, rows: Collection[ViewRow]) -> None:
        """Write it, and fail at the first try."""
        super().add(rows)
        if not ForgetfulTally.forgot:
            ForgetfulTally.forgot = True
            raise DatabaseError("broken", "the counts of visits cannot be written")


def visit(counter: VisitCounter, day: date | None = MONDAY) -> None:
    """Somebody opens a film, and goes."""
    counter.opened("film", "wonen")
    counter.ended(day)


def ended(counter: VisitCounter, folder: Path) -> Sums:
    """What lies on the disk when the counter has let go of it."""
    assert counter.close(SECONDS)
    with closing(Tally.open(folder, make=False)) as tally:
        return tally.sums()


def test_a_visit_counts_each_thing_once(tmp_path: Path) -> None:
    """Leafing through ten photos is one look at the photos of a cooperative.

    Of a sign-up no cooperative is counted: on a quiet day that would tell what it is about.
    """
    counter = VisitCounter(tmp_path)
    for _ in range(10):
        counter.opened("photos", "wonen")
    counter.opened("photos", "werk")
    counter.opened("about")
    counter.opened("signup", "zorg")
    counter.opened("saved", "zorg")
    counter.ended(MONDAY)
    sums = ended(counter, tmp_path)
    counts = {"visit": 1, "about": 1, "photos": 2, "signup": 1, "saved": 1}
    assert [dict(day.counts) for day in sums.days] == [counts]
    assert {one.cooperative for one in sums.cooperatives} == {"wonen", "werk"}


def test_the_next_visit_begins_from_nothing(tmp_path: Path) -> None:
    """What one opened is not counted for another."""
    counter = VisitCounter(tmp_path)
    visit(counter)
    counter.opened("workshop")
    counter.ended(None)
    counter.ended(MONDAY)
    unknown, monday = ended(counter, tmp_path).days
    assert dict(unknown.counts) == {"visit": 1, "workshop": 1}
    assert dict(monday.counts) == {"visit": 1, "film": 1}


def test_nothing_is_on_the_disk_before_a_visit_has_ended(tmp_path: Path) -> None:
    """No order, no times: a visit is written as one, when it is over.

    Who asked for sums only lets go as well: without a visit there is no thread to end.
    """
    counter = VisitCounter(tmp_path / "tally")
    counter.opened("film", "wonen")
    assert counter.close(SECONDS)
    assert not (tmp_path / "tally").exists()
    counter = VisitCounter(tmp_path / "tally")
    assert counter.sums().days == ()
    assert counter.close(0)
    assert not (tmp_path / "tally" / "tally.db-wal").exists()


@pytest.mark.parametrize("visits", [1, 5])
def test_a_disk_that_fails_is_told_once_and_loses_no_visit(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, visits: int
) -> None:
    """Visits wait in memory until the disk is back; leaving is one more try."""
    caplog.set_level("INFO")
    counter = VisitCounter(tmp_path, FailingDisk(min(visits, 3)).open)
    for _ in range(visits):
        visit(counter)
    assert ended(counter, tmp_path).visits == visits
    assert caplog.messages == [
        "visits are not counted: the counts of visits cannot be written",
        "visits are counted again",
    ]


def test_a_visit_of_which_nobody_knows_whether_it_was_written_counts_once(tmp_path: Path) -> None:
    """It is written again, and known again."""
    counter = VisitCounter(tmp_path, ForgetfulTally.open)
    visit(counter)
    assert ended(counter, tmp_path).visits == 1
    assert ForgetfulTally.forgot


def test_a_disk_that_never_comes_back_fills_no_memory(tmp_path: Path) -> None:
    """The latest few hundred visits are remembered, no more."""
    disk = FailingDisk(MAX_WAITING + 100)
    counter = VisitCounter(tmp_path, disk.open)
    for _ in range(MAX_WAITING + 101):
        visit(counter)
    assert ended(counter, tmp_path).visits == MAX_WAITING


def test_no_visitor_waits_for_the_disk(tmp_path: Path) -> None:
    """A disk that does not answer stops neither the next visit nor, for long, the end."""
    counter = VisitCounter(tmp_path, SlowTally.open)
    for _ in range(3):
        visit(counter)
    assert not counter.close(0.01)
    SlowTally.go.set()
    assert ended(counter, tmp_path).visits == 3


def test_the_sums_can_be_asked_for_while_visits_are_counted(tmp_path: Path) -> None:
    """The staff corner shows them; of a disk that fails it is told, and asks again."""
    counter = VisitCounter(tmp_path, FailingDisk(1).open)
    with pytest.raises(DatabaseError):
        counter.sums()
    assert counter.sums().visits == 0
    visit(counter)
    assert ended(counter, tmp_path).visits == 1


def test_staff_who_wake_the_glass_are_no_visitors(tmp_path: Path) -> None:
    """A visitor who had opened something, before staff came, is one."""
    counter = VisitCounter(tmp_path)
    counter.opened("visit")
    counter.mistaken()
    counter.ended(MONDAY)
    counter.opened("visit")
    counter.opened("about")
    counter.mistaken()
    counter.ended(MONDAY)
    assert ended(counter, tmp_path).visits == 1
