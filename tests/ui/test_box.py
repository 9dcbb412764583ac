"""Boxes: what has to be drawn is never lost when boxes are joined or cut into strips."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.box import EMPTY, Box, merged
from kiosk.ui.sweep import Sweep

SIDE = st.integers(0, 40)
BOXES = st.lists(st.builds(Box, SIDE, SIDE, SIDE, SIDE), max_size=12)


def pixels(box: Box) -> set[tuple[int, int]]:
    """Every pixel in a box."""
    left, bottom, width, height = box.rectangle
    return {(left + x, bottom + y) for x in range(width) for y in range(height)}


@given(BOXES, st.integers(1, 4))
def test_merged_boxes_cover_all_that_they_were_made_of(boxes: list[Box], most: int) -> None:
    """There are at most so many, and no pixel is left out."""
    joined = merged(boxes, most)
    assert len(joined) <= most
    wanted = set().union(*map(pixels, (box for box in boxes if box.area)))
    assert wanted <= set().union(*map(pixels, joined))


@given(st.builds(Box, SIDE, SIDE, SIDE, SIDE), st.builds(Box, SIDE, SIDE, SIDE, SIDE))
def test_both_and_either(one: Box, other: Box) -> None:
    """`&` is what lies in both, and `|` covers each."""
    assert pixels(one & other) == pixels(one) & pixels(other)
    assert pixels(one) | pixels(other) <= pixels(one | other)


def test_a_box_grows_to_whole_pixels() -> None:
    """A pixel that is touched is drawn."""
    assert Box(0.5, 0.2, 3.1, 2.0).rectangle == (0, 0, 4, 2)
    assert Box(10, 10, 12, 12).grown(2) == Box(8, 8, 14, 14)
    assert EMPTY | Box(1, 1, 2, 2) == Box(1, 1, 2, 2) == Box(1, 1, 2, 2) | EMPTY


@given(st.lists(st.floats(0, 0.4), max_size=20), st.booleans())
def test_a_sweep_draws_every_pixel_once_it_is_over(steps: list[float], leftward: bool) -> None:
    """However unevenly frames come: the strips cover the area."""
    area = Box(10, 20, 50, 40)
    sweep = Sweep(area, 0.3, leftward=leftward)
    now, drawn = 5.0, set[tuple[int, int]]()
    for step in [*steps, 1.0, 1.0]:
        drawn |= set().union(*map(pixels, sweep.boxes([], now)))
        now += step
    assert sweep.over
    assert drawn == pixels(area)


def test_each_frame_of_a_sweep_shows_more_than_a_sliver() -> None:
    """It begins with the first frame, slows down, and never creeps."""
    sweep = Sweep(Box(0, 0, 1920, 1080), 0.6)
    widths = [sweep.boxes([], frame / 60)[0].area / 1080 for frame in range(100) if not sweep.over]
    assert len(widths) == 36
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] > 30
    sweep = Sweep(Box(0, 0, 1920, 1080), 0.24, first_share=0.25)
    assert sweep.boxes([], 0.0)[0].area > 0.25 * 1920 * 1080


def test_what_changes_behind_a_sweep_is_drawn_and_before_it_is_not() -> None:
    """The strip that comes has the change in it anyway."""
    sweep = Sweep(Box(0, 0, 100, 10), 1.0, first_share=0.25)
    sweep.boxes([], 0.0)
    strip, left, right = sweep.boxes([Box(0, 0, 10, 10), Box(90, 0, 100, 10)], 0.1)
    assert strip.area
    assert left == Box(0, 0, 10, 10)
    assert not right.area
