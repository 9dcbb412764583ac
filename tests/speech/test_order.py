"""In which order things come for who goes from one to the next by keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.speech.order import Target, Way, reading, step

WAYS: tuple[Way, ...] = ("left", "right", "up", "down")
GRID = [Target(100 * (place % 3), 500 - 100 * (place // 3), 90, 90) for place in range(9)]
"""Nine cards in three rows."""
UNEVEN = [Target(0, 100, 80, 40), Target(100, 90, 80, 60), Target(0, 0, 300, 60)]
"""Two in a row, of other heights, over a wide one."""

TARGETS = st.lists(
    st.builds(
        Target,
        x=st.integers(0, 1800),
        y=st.integers(0, 1000),
        width=st.integers(1, 600),
        height=st.integers(1, 300),
    ),
    min_size=1,
    max_size=20,
)


def test_rows_are_read_from_above_and_the_way_one_reads() -> None:
    """From the left, or in Arabic from the right."""
    assert reading(GRID) == list(range(9))
    assert reading(GRID, rtl=True) == [2, 1, 0, 5, 4, 3, 8, 7, 6]
    assert reading(UNEVEN) == [0, 1, 2]


@pytest.mark.parametrize(
    ("at", "way", "there"),
    [
        (0, "right", 1),
        (2, "right", 3),
        (8, "right", 0),
        (0, "left", 8),
        (4, "up", 1),
        (4, "down", 7),
        (1, "up", 8),
        (7, "down", 0),
    ],
)
def test_arrows_lead_to_the_neighbour_and_around(at: int, way: Way, there: int) -> None:
    """Along a row and on to the next; up and down within a column."""
    assert step(GRID, at, way) == there


def test_in_arabic_left_leads_on() -> None:
    """The arrow that points where one reads."""
    assert step(GRID, 2, "left", rtl=True) == 1
    assert step(GRID, 0, "left", rtl=True) == 5


def test_down_leads_to_the_nearest_of_the_next_row() -> None:
    """However much wider it is."""
    assert step(UNEVEN, 1, "down") == 2
    assert step(UNEVEN, 2, "up") == 1


@given(targets=TARGETS, rtl=st.booleans())
def test_one_key_alone_reaches_everything(targets: list[Target], rtl: bool) -> None:
    """Whoever has one switch only comes by each once; no arrow leads nowhere."""
    assert sorted(reading(targets, rtl=rtl)) == list(range(len(targets)))
    for way in ("left", "right"):
        at, met = 0, []
        for _ in targets:
            met.append(at)
            at = step(targets, at, way, rtl=rtl)
        assert sorted(met) == list(range(len(targets)))
        assert at == 0
    for way in WAYS:
        assert step(targets, 0, way, rtl=rtl) in range(len(targets))
