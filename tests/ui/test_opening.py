"""The last picture on the glass until the first scene stands, and the one for the next start."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from glass import Kiosk, Panel
from PIL import Image

from kiosk.station.last_picture import LastPicture, ScreenImage
from kiosk.ui.opening import Opening
from kiosk.ui.theme import CALM
from kiosk.ui.window import Glass
from kiosk.visit.scene import HomeScene

Make = Callable[..., Kiosk]

SIZE = (960, 540)
GREEN = ScreenImage(*SIZE, 60, bytes((10, 200, 30)) * (SIZE[0] * SIZE[1]))
PAPER = tuple(round(255 * part) for part in CALM.paper[:3])


@pytest.fixture
def opening(panel: Panel) -> Opening:
    """The window, as a kiosk in a library has it."""
    panel.resize(SIZE)
    return Opening(Glass(SIZE), panel.window)


@pytest.fixture
def place(tmp_path: Path) -> LastPicture:
    """Where a picture is kept."""
    return LastPicture(tmp_path / "last-picture", bytes(32))


def colours(panel: Panel) -> list[tuple[int, int, int]]:
    """All colours that are on the glass."""
    return [colour for _, colour in panel.left().getcolors(SIZE[0] * SIZE[1]) or ()]


def test_the_picture_is_on_the_glass_at_once(panel: Panel, opening: Opening) -> None:
    """Before the loop turns for the first time."""
    assert opening.show(GREEN)
    assert colours(panel) == [(10, 200, 30)]
    opening.end()
    panel.pixels()
    assert colours(panel) == [(0, 0, 0)]


def test_a_picture_of_another_size_is_not_shown(opening: Opening) -> None:
    """The screen was turned, or is another one."""
    assert not opening.show(ScreenImage(540, 960, 60, GREEN.rgb))
    assert opening.is_over


def test_without_a_picture_it_begins_with_a_colour(panel: Panel, opening: Opening) -> None:
    """And a picture that is there stays."""
    opening.fill((1, 0, 0, 1))
    assert colours(panel) == [(255, 0, 0)]
    opening.fill((0, 1, 0, 1))
    assert colours(panel) == [(255, 0, 0)]
    opening.end()


def test_it_lies_over_the_first_scene_until_that_has_its_picture(
    make_kiosk: Make, opening: Opening
) -> None:
    """And then nothing of it is left; the trial of a pack counts the scene, and never this."""
    opening.show(GREEN)
    kiosk = make_kiosk(SIZE, draw=True, opening=opening)
    kiosk.until(lambda: kiosk.stage.drawn, "the first scene")
    kiosk.rest()
    assert opening.is_over
    kiosk.pixels()
    assert (10, 200, 30) not in colours(kiosk.panel)


def test_a_touch_takes_it_away_with_attract(make_kiosk: Make, opening: Opening) -> None:
    """Whoever touches the glass at once is at Home."""
    opening.show(GREEN)
    kiosk = make_kiosk(SIZE, draw=True, opening=opening)
    kiosk.wake()
    assert isinstance(kiosk.scene, HomeScene)
    assert opening.is_over


def kept(kiosk: Kiosk, place: LastPicture) -> ScreenImage | None:
    """The picture that was kept after some seconds, if any was."""
    kiosk.let(3, 0.1)
    kiosk.pictures()
    return place.read()


def test_a_picture_of_attract_is_kept_without_what_goes_by_the_clock(
    make_kiosk: Make, opening: Opening, place: LastPicture
) -> None:
    """It shows what the glass shows, but for the words of the band."""
    kiosk = make_kiosk(SIZE, draw=True, opening=opening, last_picture=place, slow=True)
    picture = kept(kiosk, place)
    assert picture is not None
    assert (picture.width_px, picture.height_px) == SIZE
    taken = Image.frombytes("RGB", SIZE, picture.rgb).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    foot = round(kiosk.screen.band_height)
    below = taken.crop((0, SIZE[1] - foot, *SIZE))
    assert below.getcolors() == [(SIZE[0] * foot, PAPER)]
    assert len(taken.getcolors(SIZE[0] * SIZE[1]) or ()) > 1000


def test_no_picture_of_a_visit_is_ever_kept(
    make_kiosk: Make, opening: Opening, place: LastPicture
) -> None:
    """While somebody is there, on whatever page, nothing is taken."""
    kiosk = make_kiosk(SIZE, draw=True, opening=opening, slow=True)
    kiosk.wake()
    shown = kiosk.app._shown  # noqa: SLF001 - as if staff had just changed something
    kiosk.app._shown = replace(shown, last_picture=place)  # noqa: SLF001 - the same
    assert kept(kiosk, place) is None
    kiosk.visit.end()
    for _ in range(5):  # what comes next may be a film
        if kept(kiosk, place) is None:
            kiosk.next_item()
    assert place.read() is not None


def test_an_author_s_window_keeps_none(make_kiosk: Make, panel: Panel, place: LastPicture) -> None:
    """A preview has no next start."""
    preview = Opening(Glass(SIZE, visitor=False), panel.window)
    assert kept(make_kiosk(SIZE, opening=preview, last_picture=place), place) is None
