"""What plays while nobody is there."""

import random
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import pytest
from clocks import HandWoundClock
from exhibits import make_exhibit
from hypothesis import given, settings
from hypothesis import strategies as st
from visit.conftest import Hand

from kiosk.errors import KioskError
from kiosk.exhibit import model
from kiosk.visit.attract import FILM_EVERY, Loop
from kiosk.visit.media_retry import parts
from kiosk.visit.scene import AttractItem
from kiosk.visit.timings import Timings

MATERIAL = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), min_size=1, max_size=18)


def loop_of(exhibit: model.Exhibit, seed: int = 1, only: set[str] | None = None) -> Loop:
    """A loop whose chance is known."""
    return Loop(exhibit, random.Random(seed), Timings(), only)  # noqa: S311 - no secret


def play(loop: Loop, items: int) -> list[AttractItem]:
    """The next so many items."""
    return [loop.next(0.0) for _ in range(items)]


def is_fair(shown: list[AttractItem], ids: Iterable[str]) -> bool:
    """Whether at no moment one of these had been on more than once oftener than another."""
    seen = Counter(dict.fromkeys(ids, 0))
    for showing in shown:
        seen[showing.cooperative or ""] += 1
        if max(seen.values()) - min(seen.values()) > 1:
            return False
    return True


@given(material=MATERIAL, seed=st.integers(0, 99))
@settings(max_examples=50)
def test_the_loop_is_fair_calm_and_mixed(material: list[tuple[int, int]], seed: int) -> None:
    """Turns and films are shared out alike; never is the same on twice running, or a kind thrice.

    And films keep their distance.
    """
    exhibit = make_exhibit(material)
    shown = play(loop_of(exhibit, seed), 150)
    turns = [showing for showing in shown if showing.cooperative]
    assert is_fair(turns, (one.id for one in exhibit.cooperatives))
    assert len(material) == 1 or all(a.cooperative != b.cooperative for a, b in pairwise(turns))
    films = [showing for showing in shown if showing.kind == "film"]
    assert is_fair(films, (one.id for one in exhibit.cooperatives if one.films))
    kinds = [showing.kind for showing in shown]
    for at in range(len(kinds)):
        assert len(set(kinds[at : at + 3])) > 1 or at > len(kinds) - 3
        assert kinds[at : at + FILM_EVERY].count("film") <= 1


@given(material=MATERIAL, seed=st.integers(0, 99))
@settings(max_examples=20)
def test_everything_comes_by_in_time(material: list[tuple[int, int]], seed: int) -> None:
    """All photos, all films, every quote and the introduction are shown sooner or later."""
    exhibit = make_exhibit(material)
    shown = play(loop_of(exhibit, seed), 200 * len(material))
    media = {name for showing in shown if showing.kind != "about" for name, _ in parts(showing)}
    quotes = {showing.cooperative for showing in shown if showing.kind == "quote"}
    photos = {photo.sizes[0].sha256 for one in exhibit.cooperatives for photo in one.photos}
    assert media == photos | {film.sha256 for one in exhibit.cooperatives for film in one.films}
    assert quotes == {c.id for c in exhibit.cooperatives}
    assert any(showing.kind == "about" for showing in shown)


def test_the_introduction_comes_every_second_round(exhibit: model.Exhibit) -> None:
    """It counts for no cooperative, and has the picture of another one each time."""
    shown = play(loop_of(exhibit), 19 * 9)
    about = [showing for showing in shown if showing.kind == "about"]
    assert len(about) == 9
    assert {showing.cooperative for showing in about} == {None}
    faces = {photo: c.id for c in exhibit.cooperatives for photo in map(str, c.photos)}
    assert len({faces[str(showing.photo)] for showing in about}) == 9


def test_items_last_as_long_as_they_need_and_have_what_they_are_drawn_with() -> None:
    """Photos 8 s, quotes 9 s, the introduction 10 s, a film its own length but at most 45 s."""
    shown = play(loop_of(make_exhibit(((2, 3),) * 3)), 300)
    lengths = {
        (showing.kind, showing.film.duration_ms if showing.film else 0, showing.seconds)
        for showing in shown
    }
    films = {("film", 20_000, 20), ("film", 40_000, 40), ("film", 60_000, 45)}
    assert lengths == {("photo", 0, 8), ("quote", 0, 9), ("about", 0, 10), *films}
    assert all((showing.photo is None) == (showing.kind == "film") for showing in shown)


def test_one_cooperative_alone_does_not_show_one_picture_twice_running() -> None:
    """Its photos and quotes follow each other over different pictures."""
    shown = play(loop_of(make_exhibit(((3, 0),))), 200)
    pictures = [showing.photo for showing in shown if showing.cooperative]
    assert all(one != other for one, other in pairwise(pictures))


def test_what_is_announced_is_what_comes(exhibit: model.Exhibit) -> None:
    """A look ahead, however often, changes nothing."""
    loop, same = loop_of(exhibit), loop_of(exhibit)
    for _ in range(100):
        assert loop.peek(0.0) == loop.peek(0.0)
        assert loop.peek(0.0) == loop.next(0.0) == same.next(0.0)


@given(seed=st.integers(0, 99), faults=st.sets(st.integers(0, 119), max_size=60))
@settings(max_examples=30)
def test_what_failed_does_not_come_while_it_rests(seed: int, faults: set[int]) -> None:
    """Whether it was on or to come, and its cooperative keeps its turns all the same."""
    loop = loop_of(make_exhibit(((2, 1), (1, 1), (3, 2))), seed)
    broken: set[str] = set()
    seen = Counter({"groep-1": 0, "groep-2": 0, "groep-3": 0})
    for turn in range(120):
        showing = loop.peek(0.0) if turn % 2 else loop.next(0.0)
        used = {name for name, _ in parts(showing)}
        assert not used & broken
        if turn in faults:
            broken |= used
            loop.failed(showing, "unread", 0.0)
        if turn % 2 == 0 and showing.cooperative:
            seen[showing.cooperative] += 1
        assert max(seen.values()) - min(seen.values()) <= 1


def test_a_cooperative_without_a_sound_photo_keeps_its_turn() -> None:
    """When everything rests the quotes remain, over no picture, and the loop goes on."""
    loop = loop_of(make_exhibit(((1, 1), (2, 0))))
    for _ in range(60):
        loop.failed(loop.next(0.0), "unread", 0.0)
    shown = play(loop, 50)
    assert {showing.kind for showing in shown} == {"quote", "about"}
    assert {showing.photo for showing in shown} == {None}
    seen = Counter(showing.cooperative for showing in shown if showing.cooperative)
    assert abs(seen["groep-1"] - seen["groep-2"]) <= 1


def test_a_film_without_a_length_does_not_flash() -> None:
    """Whatever its file says, an item stays for a second."""
    exhibit = make_exhibit(((1, 1),))
    one = exhibit.cooperatives[0]
    film = one.films[0].model_copy(update={"duration_ms": 0})
    empty = one.model_copy(update={"films": (film,)})
    loop = loop_of(exhibit.model_copy(update={"cooperatives": (empty,)}))
    assert {showing.seconds for showing in play(loop, 50) if showing.kind == "film"} == {1}


def test_a_loop_may_play_some_of_them(exhibit: model.Exhibit) -> None:
    """Only those asked for come by; to ask for nothing, or nobody, is a fault."""
    loop = loop_of(exhibit, only={"groep-2", "groep-7"})
    assert {showing.cooperative for showing in play(loop, 30)} == {"groep-2", "groep-7", None}
    for wrong in (set(), {"groep-2", "nobody"}):
        with pytest.raises(KioskError):
            loop_of(exhibit, only=wrong)


def test_a_day_of_nobody(exhibit: model.Exhibit, clock: HandWoundClock) -> None:
    """Ten hours of ticks: everyone equally often, all kinds, and never the same twice running."""
    hand = Hand(exhibit, clock, seed=2018)
    shown = [hand.visit.scene.showing]
    hand.visit.listen(lambda: shown.append(hand.visit.scene.showing))
    hand.wait(10 * 3600, step=0.5)
    assert len(shown) > 2000
    turns = [showing for showing in shown if showing.cooperative]
    assert is_fair(turns, (one.id for one in exhibit.cooperatives))
    assert all(one.cooperative != other.cooperative for one, other in pairwise(turns))
    kinds = Counter(showing.kind for showing in shown)
    assert set(kinds) == {"photo", "film", "quote", "about"}
    assert min(kinds.values()) > len(shown) / 25
