"""What of a visit is counted."""

from __future__ import annotations

from typing import get_args

import pytest

from kiosk.tally.counts import KINDS
from kiosk.visit import scene as scenes
from kiosk.visit.opened import opened

CASES = [
    (scenes.Home(), ("visit", None)),
    (scenes.About(1), ("about", None)),
    (scenes.Cooperative("een"), ("cooperative", "een")),
    (scenes.Story("een", 4), ("story", "een")),
    (scenes.Photos("een", 2), ("photos", "een")),
    (scenes.Film("een"), ("film", "een")),
    (scenes.Workshop(), ("workshop", None)),
    (scenes.SignUp("een"), ("signup", None)),
    (scenes.SignUp("een", step="check"), ("signup", None)),
    (scenes.SignUp(step="saved"), ("saved", None)),
    (scenes.SignUp(step="closed"), None),
    (scenes.Credits(), None),
    (scenes.Privacy(), None),
    (scenes.Withdraw(), None),
    (scenes.Trouble(), None),
    (scenes.Night(), None),
    (scenes.StillThere(scenes.Story("een"), 20), None),
]


@pytest.mark.parametrize(("scene", "counted"), CASES, ids=lambda case: type(case).__name__)
def test_each_scene_is_counted_as_what_it_is(
    scene: scenes.Scene, counted: tuple[str, str | None] | None
) -> None:
    """A sign-up never with its cooperative: on a quiet day that would tell who wants what."""
    assert opened(scene) == counted


def test_every_kind_that_is_counted_can_be_opened() -> None:
    """And every scene was thought of."""
    assert {counted[0] for _, counted in CASES if counted} == set(KINDS)
    assert {type(scene) for scene, _ in CASES} == set(get_args(scenes.Scene)) - {scenes.Attract}
