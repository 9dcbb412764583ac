"""At rest nothing is drawn: a machine that stands there all year stays cool."""

import pytest
from glass import Kiosk, MakeKiosk

from kiosk.visit import scene as scenes

SIZE_PX = (960, 540)


def drawn_in(kiosk: Kiosk, seconds: float) -> int:
    """How many frames are drawn in so much time."""
    before = kiosk.panel.drawn
    kiosk.let(seconds)
    return kiosk.panel.drawn - before


@pytest.mark.parametrize("stark", [False, True], ids=["normal", "stark"])
def test_a_page_is_drawn_once(make_kiosk: MakeKiosk, stark: bool) -> None:
    """Two seconds before a page that somebody reads, sixty turns of the loop, draw nothing."""
    kiosk = make_kiosk(SIZE_PX, draw=True)
    kiosk.wake()
    kiosk.wish(high_contrast=stark)
    for scene in kiosk.scenes:
        if not isinstance(scene, scenes.FilmScene):
            kiosk.go(scene)
            assert drawn_in(kiosk, 2) == 0, scene


def test_a_page_that_was_walked_to_rests_too(make_kiosk: MakeKiosk) -> None:
    """After the movement with which a screen comes in, nothing goes on moving."""
    kiosk = make_kiosk(SIZE_PX, draw=True)
    kiosk.wake()
    for words in ("About this", "Continue", "Back", "I want to join", "Overview"):
        kiosk.press(words)
        assert drawn_in(kiosk, 1) == 0, words


def test_the_countdown_draws_once_a_second(make_kiosk: MakeKiosk) -> None:
    """While the kiosk asks, only the number changes."""
    kiosk = make_kiosk(SIZE_PX, draw=True)
    kiosk.wake()
    kiosk.clock.wind(61)
    kiosk.let(0.5)
    assert isinstance(kiosk.scene, scenes.StillThereScene)
    assert drawn_in(kiosk, 6) <= 6 * 3


def test_the_loop_rests_between_its_movements(make_kiosk: MakeKiosk) -> None:
    """When a photo has moved and nobody is being invited, the loop draws nothing either."""
    kiosk = make_kiosk(SIZE_PX, draw=True)
    kiosk.next_of("quote")
    quote = kiosk.scene
    kiosk.pictures()
    kiosk.let(7.2, frame_seconds=0.2)
    kiosk.pictures()
    drawn = [drawn_in(kiosk, 0.1) for _ in range(8)]
    assert kiosk.scene is quote
    assert 0 in drawn


def test_a_paused_film_stands_still(make_kiosk: MakeKiosk) -> None:
    """A film that was paused is not drawn again and again."""
    kiosk = make_kiosk(SIZE_PX, draw=True)
    kiosk.watch()
    kiosk.press("Pause")
    kiosk.until(lambda: not kiosk.screen.playing, "the film pauses")
    kiosk.rest()
    assert drawn_in(kiosk, 2) == 0


@pytest.mark.parametrize("size_px", [(1280, 1024), (1024, 1280), (1366, 768)])
def test_no_layout_goes_on_without_end(
    make_kiosk: MakeKiosk, caplog: pytest.LogCaptureFixture, size_px: tuple[int, int]
) -> None:
    """Where lengths are no whole pixels two layouts could correct each other in every frame."""
    kiosk = make_kiosk(size_px)
    kiosk.wake()
    first = kiosk.visit.exhibit.cooperatives[0].id
    for text_size in (0, 2):
        kiosk.wish(text_size=text_size)
        for scene in (
            scenes.HomeScene(),
            scenes.CooperativeScene(first),
            scenes.WorkshopScene(),
            scenes.AboutScene(),
            scenes.AboutScene(99),
            scenes.CreditsScene(),
        ):
            kiosk.go(scene)
            kiosk.let(0.3)
    assert "too much iteration" not in caplog.text
