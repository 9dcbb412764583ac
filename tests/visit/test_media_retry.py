"""What failed on the glass, and when it is tried again."""

import math
import random
from collections import Counter

from exhibits import make_exhibit
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.exhibit import model
from kiosk.visit.attract import Loop
from kiosk.visit.media_retry import Rest, Rests, Why, parts, rest_seconds
from kiosk.visit.scene import AttractItem
from kiosk.visit.timings import Timings

HOUR, DAY = 3600.0, 86_400.0


def a_film(exhibit: model.Exhibit) -> AttractItem:
    """A film on the glass."""
    film = exhibit.cooperatives[0].films[0]
    return AttractItem("film", "groep-1", None, film, 20)


def name(showing: AttractItem) -> str:
    """What it is remembered by."""
    return parts(showing)[0][0]


def test_each_time_it_rests_longer_but_never_for_ever() -> None:
    """A minute, three, nine; and never more than six hours, however often it fails."""
    assert [rest_seconds(n) for n in (1, 2, 3)] == [60, 180, 540]
    assert {rest_seconds(n) for n in (8, 100, 10**9)} == {6 * HOUR}


def test_what_failed_rests_and_says_why(exhibit: model.Exhibit) -> None:
    """Health can tell what it is, whose, and why; after its rest nothing is told."""
    rests, film = Rests(), a_film(exhibit)
    rests.failed(film, "stalled", 100)
    assert rests.at(159) == (Rest(name(film), "film", "groep-1", "stalled", 1, 160),)
    assert rests.is_resting(name(film), 159)
    assert rests.at(160) == ()


def test_one_failure_told_twice_counts_once(exhibit: model.Exhibit) -> None:
    """The picture and the program may both complain of the same moment."""
    rests, film = Rests(), a_film(exhibit)
    rests.failed(film, "stalled", 100)
    rests.failed(film, "fault", 101)
    assert [rest.failures for rest in rests.at(102)] == [1]


def test_once_shown_it_is_as_good_as_new(exhibit: model.Exhibit) -> None:
    """Its next failure is its first again. What rests was not shown."""
    rests, film = Rests(), a_film(exhibit)
    rests.failed(film, "stalled", 0)
    rests.shown(film, 10)
    rests.failed(film, "stalled", 60)
    assert [rest.failures for rest in rests.at(100)] == [2]
    rests.shown(film, 300)
    rests.failed(film, "stalled", 400)
    assert [rest.failures for rest in rests.at(401)] == [1]


def test_only_what_is_proven_damaged_stays_out(exhibit: model.Exhibit) -> None:
    """Other bytes than were signed do not become right by waiting."""
    rests, film = Rests(), a_film(exhibit)
    rests.damaged(name(film))
    assert rests.at(0) == ()  # it never failed: nobody looked at it
    rests.failed(film, "unread", 0)
    rests.damaged(name(film))
    assert [(rest.why, rest.until) for rest in rests.at(365 * DAY)] == [("damaged", math.inf)]


FAULTS = st.lists(
    st.tuples(st.integers(0, 90 * 24), st.integers(1, 200), st.floats(0.01, 1)), max_size=12
)
"""Bad hours: when one begins, how many hours it lasts, how likely each item fails in it."""


@given(seed=st.integers(0, 999), faults=FAULTS)
@settings(max_examples=6)
def test_over_months_the_loop_never_empties_and_recovers_whole(
    seed: int, faults: list[tuple[int, int, float]]
) -> None:
    """Three months of stalls and read errors, then none: a day later everything comes by again.

    And each about as often as before: what rested neither stays behind nor crowds the others out.
    """
    exhibit = make_exhibit(((2, 1), (1, 2), (3, 0)))
    chance = random.Random(seed)  # noqa: S311 - to be played again
    loop = Loop(exhibit, chance, Timings())
    now, shown = 0.0, 0
    while now < 90 * DAY:
        showing = loop.next(now)
        shown += 1
        odds = max(
            (p for at, long, p in faults if at * HOUR <= now < (at + long) * HOUR), default=0
        )
        why: Why = chance.choice(["stalled", "unread", "fault"])
        if parts(showing) and chance.random() < odds:
            loop.failed(showing, why, now)
            now += 1
        else:
            now += 90 * showing.seconds  # as if the loop turned more slowly: months in seconds
    assert shown > 1000
    now += DAY
    calm = Counter(_shown(loop, now, items=600))
    fresh = Counter(_shown(Loop(exhibit, chance, Timings()), 0, items=600))
    assert set(calm) == set(fresh)
    assert loop.rests.at(now) == ()
    for item, times in fresh.items():
        assert times / 2 - 3 <= calm[item] <= times * 2 + 3


def _shown(loop: Loop, now: float, items: int) -> list[str]:
    """The names of what comes by, and the cooperatives that have their quote on."""
    found = []
    for _ in range(items):
        showing = loop.next(now)
        now += showing.seconds
        found += [name for name, _ in parts(showing)] if showing.kind != "about" else []
        found += [f"quote of {showing.cooperative}"] if showing.kind == "quote" else []
    return found
