"""Where a program draws in place of a graphics card, only what changed is drawn: never less."""

import random
from functools import partial

import eyes
import pytest
from glass import Kiosk, MakeKiosk
from kivy.graphics import Callback
from PIL import ImageChops

from kiosk.ui import redraw
from kiosk.ui.widgets.card import Card
from kiosk.visit import scene as scenes


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Kiosk:
    """A kiosk that draws every frame, and has found out that pictures outlive their flips."""
    made = make_kiosk((960, 540), draw=True)
    made.let(2)
    assert made.app.context.redraw.sweeps
    return made


def stale(kiosk: Kiosk) -> int:
    """Pixels on the glass that would be others if all of it were drawn now."""
    for _ in range(100):
        kiosk.let(0.05, 0.05)
        if not (kiosk.app.context.redraw.sweeping or kiosk.window.canvas.needs_redraw):
            break
    left = kiosk.panel.left()
    return sum(ImageChops.difference(left, kiosk.pixels()).convert("L").histogram()[1:])


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_touched_nothing_stays_that_has_changed(kiosk: Kiosk, seed: int) -> None:
    """After each touch of a long visit the glass looks as if all of it had been drawn."""
    chance = random.Random(seed)  # noqa: S311 - the same visit every time
    kiosk.wake()
    for step in range(25):
        buttons = [one for one in eyes.pressables(kiosk) if not one.disabled]
        button = chance.choice(buttons)
        said = eyes.said(button)
        x, y = kiosk.middle(button)
        if chance.random() < 0.3:
            kiosk.window.dispatch("on_mouse_down", x, kiosk.window.height - 1 - y, "left", [])
            assert stale(kiosk) == 0, f"step {step}, a finger on {said}"
            kiosk.window.dispatch("on_mouse_up", x, kiosk.window.height - 1 - y, "left", [])
        else:
            kiosk.touch(x, y)
        kiosk.pictures()
        assert stale(kiosk) == 0, f"step {step}, {said} on {kiosk.scene}"
        if not kiosk.visit.attended:
            kiosk.wake()


def test_the_loop_leaves_nothing_behind(kiosk: Kiosk) -> None:
    """Photos, films and quotes take each other's place whole, with their words."""
    for _ in range(8):
        kiosk.next_item()
        kiosk.pictures()
        kiosk.let(1.5)
        assert stale(kiosk) == 0, kiosk.scene


def test_the_inviting_hand_is_drawn_alone(kiosk: Kiosk) -> None:
    """A hand that moves costs no picture of the whole glass."""
    redraw = kiosk.app.context.redraw
    kiosk.next_item()
    kiosk.pictures()
    kiosk.let(2)
    whole, partial = redraw.whole, redraw.partial
    kiosk.screen._invite(0)  # noqa: SLF001 - its clock is the wall's
    kiosk.let(1)
    assert redraw.whole == whole
    assert redraw.partial > partial + 10


def test_what_lies_elsewhere_is_not_even_walked_through(kiosk: Kiosk) -> None:
    """A finger on one card has the others left alone, whatever they are made of."""
    kiosk.wake()
    kiosk.pictures()
    cards = [one for one in eyes.pressables(kiosk) if isinstance(one, Card)]
    walks = [0] * len(cards)

    def count(place: int, *_: object) -> None:
        walks[place] += 1

    for place, card in enumerate(cards):
        card.canvas.add(Callback(partial(count, place)))
    kiosk.let(1)
    walks[:] = [0] * len(cards)
    x, y = kiosk.middle(cards[0])
    kiosk.window.dispatch("on_mouse_down", x, kiosk.window.height - 1 - y, "left", [])
    kiosk.let(0.05, 0.05)
    assert walks[0]
    assert not any(walks[1:])
    kiosk.window.dispatch("on_mouse_up", x, kiosk.window.height - 1 - y, "left", [])
    assert stale(kiosk) == 0


def test_parts_of_a_frame_are_finished_one_by_one(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that draws keeps what a part is made of until it is finished: never two at once."""
    kiosk.wake()
    kiosk.pictures()
    kiosk.let(1)
    steps: list[str] = []
    monkeypatch.setattr(redraw, "glFinish", lambda: steps.append("finished"))
    cards = [one for one in eyes.pressables(kiosk) if isinstance(one, Card)]
    for card in (cards[0], cards[-1]):
        card.canvas.add(Callback(lambda *_: steps.append("drawn")))
        card.opacity = 0.9
    kiosk.let(0.05, 0.05)
    assert steps[:3] == ["drawn", "finished", "drawn"]


def test_a_page_comes_on_from_where_it_leads(kiosk: Kiosk) -> None:
    """Onward from the right: the left side still shows the page before, and then does not."""
    kiosk.wake()
    kiosk.let(1)
    before = kiosk.panel.left()
    kiosk.touch(*kiosk.middle(kiosk.find("About this")))
    kiosk.let(0.05, 0.05)
    during = kiosk.panel.left()
    kiosk.let(1)
    after = kiosk.panel.left()
    left, right = (0, 0, 200, 540), (760, 0, 960, 540)
    assert during.crop(left).tobytes() == before.crop(left).tobytes() != after.crop(left).tobytes()
    assert during.crop(right).tobytes() != before.crop(right).tobytes()


def test_a_film_is_copied_and_looks_as_if_it_were_drawn(kiosk: Kiosk) -> None:
    """Frame by frame, with a caption over it and without."""
    redraw, cooperative = kiosk.app.context.redraw, kiosk.visit.exhibit.cooperatives[0]
    kiosk.wake()
    kiosk.go(scenes.FilmScene(cooperative.id))
    kiosk.until(lambda: kiosk.screen.playing, "the film plays")
    kiosk.let(1)
    kiosk.until(lambda: redraw.copied > 4, "frames come as large as they are shown")
    seen = set()
    while len(seen) < 2:
        copied, drawn = redraw.copied, redraw.whole
        kiosk.until(lambda copied=copied: redraw.copied > copied + 4, "some frames are copied")
        assert redraw.whole == drawn
        assert unlike_drawn(kiosk) == 0, kiosk.screen.caption
        seen.add(bool(kiosk.screen.caption))
        kiosk.let(0.1)
    kiosk.press("Pause")
    kiosk.let(1)
    assert stale(kiosk) == 0


def test_a_film_of_the_loop_is_copied_below_its_words(kiosk: Kiosk) -> None:
    """What stands over a film, clear or not, stands over each of its frames."""
    redraw = kiosk.app.context.redraw
    for _ in range(30):
        kiosk.next_item()
        kiosk.pictures()
        if kiosk.scene.showing.film is not None:
            break
    kiosk.until(lambda: kiosk.screen.filming, "a film plays")
    kiosk.let(2)
    for _ in range(3):
        copied = redraw.copied
        kiosk.until(lambda copied=copied: redraw.copied > copied + 4, "some frames are copied")
        assert unlike_drawn(kiosk) == 0
        kiosk.let(0.1)


def unlike_drawn(kiosk: Kiosk) -> int:
    """The same at this very moment, of something that moves."""
    left = kiosk.panel.left()
    return sum(ImageChops.difference(left, kiosk.pixels()).convert("L").histogram()[1:])
