"""What goes from a kiosk by date: told for long, a few at a time, and never by a date just set."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from signups.days import DaysOn
from signups.logbook import entries

from kiosk.signups import expiry
from kiosk.signups.expiry import FEW, MOST, TOLD_DAYS, Expiry
from kiosk.signups.store import Store

GIVEN = date(2018, 10, 1)
LAST = GIVEN + timedelta(days=365)


class House:
    """A store, and the kiosk around it that goes on day by day."""

    def __init__(self, folder: Path) -> None:
        self.days = DaysOn()
        self.file = folder / "leaving.json"
        self.expiry = Expiry(self.file, self.days)
        (folder / "k-aaaaaaaa").mkdir()
        self.store = Store.create(folder / "k-aaaaaaaa", "k-aaaaaaaa")
        self.today = LAST - timedelta(days=40)

    def sign_up(self, count: int, retention: date = LAST, *, exported: bool = True) -> None:
        """So many sign-ups, put on a stick at once."""
        first = self.store.last_number + 1
        for number in range(first, first + count):
            self.store.sign_up(f"{number:032x}", retention, b"sealed")
        if exported:
            self.store.freeze(first, first + count - 1, f"{first:064x}")
            self.store.note_export(f"{first:064x}", None)

    def keep(self) -> int:
        """Keep house once."""
        return self.expiry.keep([self.store], self.today)

    def live(self, days: int) -> list[int]:
        """So many days, house kept three times on each; what went, by day."""
        gone = []
        for _ in range(days):
            gone.append(sum(self.keep() for _ in range(3)))
            self.days.days += 1
            self.today += timedelta(days=1)
        return gone

    @property
    def kept(self) -> int:
        """How many are still here."""
        return self.store.counts().kept

    def restart(self) -> None:
        """The program starts anew."""
        self.expiry = Expiry(self.file, self.days)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A kiosk forty days before the last day of its sign-ups."""
    made = House(tmp_path)
    with closing(made.store):
        yield made


def test_what_is_past_its_day_goes_the_day_after_when_the_kiosk_is_always_on(house: House) -> None:
    """It was told for thirty days by then."""
    house.sign_up(FEW)
    assert house.live(41) == [0] * 41
    assert house.live(2) == [FEW, 0]


def test_on_days_when_the_kiosk_was_off_staff_were_not_told(house: House) -> None:
    """After a summer in a cupboard everything is told anew."""
    house.sign_up(FEW)
    house.live(15)
    house.today += timedelta(days=200)
    gone = house.live(40)
    assert sum(gone) == FEW
    assert gone.index(FEW) >= TOLD_DAYS - 6


@pytest.mark.parametrize("days", [365, 3650, 2_000_000])
def test_a_date_wrong_by_years_wipes_nothing_for_thirty_days(house: House, days: int) -> None:
    """Whatever staff typed: there is a month to see it in."""
    house.sign_up(FEW)
    house.sign_up(3, exported=False)
    house.today += timedelta(days=days)
    for _ in range(30):
        house.keep()
        house.days.days += 1
    assert house.kept == FEW + 3


def test_a_date_that_was_taken_back_in_time_has_told_nothing(house: House) -> None:
    """What is due no more begins anew when it is due again."""
    house.sign_up(4)
    house.today += timedelta(days=365)
    house.live(20)
    house.today = LAST
    house.live(1)
    house.today -= timedelta(days=200)
    house.live(1)
    house.today += timedelta(days=365)
    assert sum(house.live(TOLD_DAYS - 1)) == 0
    assert sum(house.live(2)) == 4


def test_nothing_goes_while_the_date_has_not_stood(house: House) -> None:
    """Nor is a day counted, nor anybody asked."""
    house.sign_up(30)
    house.live(60)
    assert house.expiry.to_confirm == 30
    house.days.stands = False
    assert sum(house.live(3)) == 0
    assert house.expiry.to_confirm == 0
    house.expiry.allow()
    house.days.stands = True
    assert house.keep() == 0
    assert house.expiry.to_confirm == 30


@pytest.mark.parametrize(
    ("here", "past", "quietly"),
    [
        (FEW, FEW, True),
        (12, 12, False),
        (60, 6, True),
        (60, 7, False),
        (300, MOST, True),
        (300, MOST + 1, False),
    ],
)
def test_no_more_go_in_a_day(house: House, here: int, past: int, *, quietly: bool) -> None:
    """All at once is a mistake, or looks like one: then staff are asked first."""
    house.sign_up(past)
    house.sign_up(here - past, LAST + timedelta(days=900), exported=False)
    house.live(45)
    assert house.kept == (here - past if quietly else here)
    assert house.expiry.to_confirm == (0 if quietly else past)
    assert expiry.to_confirm(house.file) == house.expiry.to_confirm


def test_many_go_when_staff_say_so_and_no_others(house: House) -> None:
    """Also after a restart; what becomes due later is asked about again."""
    house.sign_up(30)
    house.sign_up(25, LAST + timedelta(days=3))
    house.live(42)
    assert house.expiry.to_confirm == 30
    house.restart()
    house.expiry.allow()
    assert house.expiry.to_confirm == 0
    assert house.keep() == 30
    house.live(5)
    assert house.kept == 25
    assert house.expiry.to_confirm == 25


def test_a_few_on_each_day_need_no_question(house: House) -> None:
    """As they came, so they go."""
    for day in range(8):
        house.sign_up(3, LAST + timedelta(days=day))
    gone = house.live(55)
    assert gone[41:49] == [3] * 8
    assert house.kept == 0


def test_a_receipt_in_time_ends_it(house: House) -> None:
    """What arrived is not told any more."""
    house.sign_up(30)
    house.live(45)
    assert house.expiry.to_confirm
    house.store.acknowledge(entries(house.store))
    house.keep()
    assert (house.expiry.to_confirm, house.kept) == (0, 0)


@pytest.mark.parametrize(
    "content", [b"", bytes(80), b"{}x", b'{"format":9}', b'{"told":{"k":{"1":-1}}}', None]
)
def test_a_damaged_count_tells_everything_anew(house: House, content: bytes | None) -> None:
    """Nothing goes early because a file was lost."""
    house.sign_up(FEW)
    house.live(38)
    if content is None:
        house.file.unlink()
        house.file.mkdir()
    else:
        house.file.write_bytes(content)
    house.restart()
    assert house.expiry.was_damaged == (content != b"{}")
    assert expiry.to_confirm(house.file) == 0
    assert sum(house.live(TOLD_DAYS)) == 0
    assert sum(house.live(2)) == FEW
