"""What this machine can draw is found out once, at the start."""

import itertools

import pytest
from glass import Panel

CARD = "Mesa Intel(R) 945GME x86/MMX/SSE2"
PROGRAM = "llvmpipe (LLVM 15.0.6, 256 bits)"
FULL_HD = (1920, 1080)


def test_a_program_that_draws_is_known_by_its_name(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is tried: a weak machine has enough to do at its start."""
    from kiosk.ui import drawing

    assert panel
    monkeypatch.setattr(drawing, "cross_fade_seconds", lambda _: pytest.fail("it was tried"))
    assert drawing.is_slow(FULL_HD, PROGRAM)


@pytest.mark.parametrize(("seconds", "slow"), [(0.002, False), (0.03, True)])
def test_a_card_is_judged_by_what_it_does(
    panel: Panel, monkeypatch: pytest.MonkeyPatch, *, seconds: float, slow: bool
) -> None:
    """A card of long ago moves no picture smoothly, whatever its name."""
    from kiosk.ui import drawing

    assert panel
    monkeypatch.setattr(drawing, "cross_fade_seconds", lambda _: seconds)
    assert drawing.is_slow(FULL_HD, CARD) is slow


def test_a_slow_card_gets_what_a_program_gets(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what changed is drawn, and pictures rest."""
    from kiosk.ui import drawing

    monkeypatch.setattr(drawing, "renderer", lambda: CARD)
    monkeypatch.setattr(drawing, "cross_fade_seconds", lambda _: 1.0)
    assert drawing.Drawing(panel.window, lambda: False).redraw is not None
    monkeypatch.setattr(drawing, "cross_fade_seconds", lambda _: 0.0)
    assert drawing.Drawing(panel.window, lambda: False).redraw is None


def test_a_whole_cross_fade_is_drawn_and_nothing_of_it_seen(panel: Panel) -> None:
    """A large one takes longer than a small one, and the least of some tries counts."""
    from kiosk.ui.drawing import cross_fade_seconds

    before = panel.pixels().tobytes()
    assert cross_fade_seconds(FULL_HD) > 5 * cross_fade_seconds((64, 36))
    assert panel.left().tobytes() == before
    ticks = itertools.accumulate([0, 9, 1, 5, 1, 2, 1, 7])
    assert cross_fade_seconds((64, 36), lambda: next(ticks)) == 2
