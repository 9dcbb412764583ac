"""What of a visit is counted."""

from typing import get_args

import pytest

from kiosk.tally.counts import KINDS
from kiosk.visit import scene as scenes
from kiosk.visit.views import view

CASES = [
    (scenes.HomeScene(), ("visit", None)),
    (scenes.AboutScene(1), ("about", None)),
    (scenes.CooperativeScene("een"), ("cooperative", "een")),
    (scenes.StoryScene("een", 4), ("story", "een")),
    (scenes.PhotosScene("een", 2), ("photos", "een")),
    (scenes.FilmScene("een"), ("film", "een")),
    (scenes.WorkshopScene(), ("workshop", None)),
    (scenes.SignUpScene("een"), ("signup", None)),
    (scenes.SignUpScene("een", step="check"), ("signup", None)),
    (scenes.SignUpScene(step="saved"), ("saved", None)),
    (scenes.SignUpScene(step="closed"), None),
    (scenes.CreditsScene(), None),
    (scenes.PrivacyScene(), None),
    (scenes.WithdrawScene(), None),
    (scenes.TroubleScene(), None),
    (scenes.NightScene(), None),
    (scenes.LanguagesScene(scenes.HomeScene()), None),
    (scenes.StillThereScene(scenes.StoryScene("een"), 20), None),
]


@pytest.mark.parametrize(("scene", "counted"), CASES, ids=lambda case: type(case).__name__)
def test_each_scene_is_counted_as_what_it_is(
    scene: scenes.Scene, counted: tuple[str, str | None] | None
) -> None:
    """A sign-up never with its cooperative: on a quiet day that would tell who wants what."""
    assert view(scene) == counted


def test_every_kind_that_is_counted_can_be_opened() -> None:
    """And every scene was thought of."""
    assert {counted[0] for _, counted in CASES if counted} == set(KINDS)
    assert {type(scene) for scene, _ in CASES} == set(get_args(scenes.Scene)) - {
        scenes.AttractScene
    }
