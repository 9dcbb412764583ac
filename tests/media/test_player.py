"""What every film player promises the screen."""

import pytest

from kiosk.media.player import usual_matrix

SIZES = {
    (1920, 1080): "bt709",
    (1280, 720): "bt709",
    (720, 1280): "bt709",
    (1280, 544): "bt709",
    (1024, 576): "bt601",
    (720, 576): "bt601",
    (640, 480): "bt601",
}


@pytest.mark.parametrize(("size", "matrix"), SIZES.items())
def test_a_film_that_does_not_say_is_coloured_by_its_size(
    size: tuple[int, int], matrix: str
) -> None:
    """Old small films and new large ones both show people with natural skin."""
    assert usual_matrix(*size) == matrix
