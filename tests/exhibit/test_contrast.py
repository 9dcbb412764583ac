"""Contrast: which colours carry white letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.exhibit import contrast

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [("#000000", 21.0), ("#FFFFFF", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#ff0000", 4.0)],
)
def test_contrast_is_as_wcag_counts_it(colour: str, ratio: float) -> None:
    """The ratios are those of the published formula, in capitals or not."""
    assert contrast.with_white(colour) == pytest.approx(ratio, abs=0.005)


@given(COLOURS)
def test_contrast_lies_between_none_and_black_on_white(colour: str) -> None:
    """No colour has less contrast with white than white, or more than black."""
    assert 1 <= contrast.with_white(colour) <= 21
