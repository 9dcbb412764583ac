"""Words can be read: their contrast with the pixels that are really behind them."""

from collections.abc import Iterator

import eyes
import pytest
from glass import Kiosk, MakeKiosk

from kiosk.visit import scene as scenes

NORMAL, STARK = 4.5, 7.0
"""WCAG 2.2: 1.4.3 for everybody, 1.4.6 for who asks for high contrast; for all letters."""
ROUNDING = 0.05
"""A shade of 8 bits is one step lighter or darker than it was meant."""


def screens(kiosk: Kiosk) -> Iterator[scenes.Scene]:
    """One scene for each screen, and all cards and faces."""
    yield from (scene for scene in kiosk.scenes if not isinstance(scene, scenes.FilmScene))
    yield from (scenes.CooperativeScene(one.id) for one in kiosk.exhibit.cooperatives[1:])
    yield scenes.WorkshopScene(1)
    yield scenes.AboutScene(98)
    yield scenes.AboutScene(99)


def too_faint(kiosk: Kiosk, least: float) -> list[str]:
    """What cannot be read well on this screen."""
    return [
        f"{words[:40]!r} has {contrast:.2f}"
        for words, contrast in eyes.legibility(kiosk).items()
        if contrast < least - ROUNDING
    ]


@pytest.mark.parametrize("stark", [False, True], ids=["normal", "stark"])
@pytest.mark.parametrize("size_px", [(1366, 768), (768, 1366)], ids=["landscape", "portrait"])
def test_every_word_can_be_read(
    make_kiosk: MakeKiosk, size_px: tuple[int, int], stark: bool
) -> None:
    """On every screen each word has a contrast of 4.5 to 1; in high contrast 7 to 1."""
    kiosk = make_kiosk(size_px)
    kiosk.wake()
    least = STARK if stark else NORMAL
    kiosk.wish(high_contrast=stark)
    faint = {}
    for scene in screens(kiosk):
        kiosk.go(scene)
        faint[str(scene)] = too_faint(kiosk, least)
    kiosk.clock.wind(65)
    kiosk.let(0.3)
    assert isinstance(kiosk.scene, scenes.StillThereScene)
    faint["are you still there?"] = too_faint(kiosk, least)
    kiosk.visit.trouble()
    kiosk.rest()
    faint["something went wrong"] = too_faint(kiosk, least)
    assert {where: what for where, what in faint.items() if what} == {}


@pytest.mark.parametrize("size_px", [(1366, 768), (768, 1366)], ids=["landscape", "portrait"])
def test_every_word_of_the_loop_can_be_read(
    make_kiosk: MakeKiosk, size_px: tuple[int, int]
) -> None:
    """Name, quote, invitation and date can be read on whatever photo or film is under them."""
    kiosk = make_kiosk(size_px)
    faint = {}
    for _ in range(24):
        showing = kiosk.scene.showing
        faint[f"{showing.kind} of {showing.cooperative}"] = too_faint(kiosk, NORMAL)
        kiosk.let(showing.seconds + 0.25, frame_seconds=4)
        kiosk.pictures()
    assert len(faint) > 15
    assert {where: what for where, what in faint.items() if what} == {}
