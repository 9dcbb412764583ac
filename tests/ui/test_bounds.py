"""Whatever may stand in a pack that is read is drawn: not beautiful, perhaps, but without a fault.

How long authors may write is less, and fits: see `test_limits`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from glass import OpenIntake
from test_layout import LAPTOP, PORTRAIT

from kiosk.exhibit import bounds, model
from kiosk.exhibit.prepared import Prepared
from kiosk.visit import scene as scenes

if TYPE_CHECKING:
    from collections.abc import Callable

    from glass import Kiosk

FILLINGS = {
    "words": lambda length: ("Samen lukt het wel. " * (length // 20 + 1))[: length - 1] + "x",
    "one word": lambda length: "W" * length,
    "lines": lambda length: ("a\n\t" * length)[: length - 1] + "x",
    "from right to left": lambda length: ("سوف ننجح معا " * (length // 13 + 1))[: length - 1] + "س",
}
"""So many characters of something."""
SHORT = {LAPTOP: "words", PORTRAIT: "one word"}
"""What each size of glass is filled with every day."""


def filled(exhibit: model.Exhibit, fill: Callable[[int], str]) -> model.Exhibit:
    """The exhibit with every text as long as a pack may have it, read as a pack is read."""

    def text(length: int = bounds.LINE) -> dict[str, str]:
        return {language: fill(length) for language in exhibit.languages}

    written: dict[str, Any] = exhibit.model_dump(mode="json")
    line = fill(bounds.LINE)
    run = [{"text": fill(bounds.LINE)}]
    blocks = [
        {"kind": kind, "sentences": [{"runs": run}, {"runs": run}]}
        for kind in ("heading", "heading", "paragraph", "quote", "item")
    ]
    prose = dict.fromkeys(exhibit.languages, blocks)
    written |= {"title": text(bounds.TITLE), "about": prose}
    written["contact"]["name"] = line
    for partner in written["partners"]:
        partner |= {"name": line, "role": text()}
    for place in written["places"]:
        days = place["exhibition"] or {"first_day": None, "last_day": None}
        place |= {"library": line, "town": line, "address": line}
        place["exhibition"] = days | {"note": text()}
    for workshop in written["workshops"]:
        workshop["promise"] = text()
    for one in written["cooperatives"]:
        one |= {
            "name": text(bounds.TITLE),
            "right": text(bounds.RIGHT),
            "summary": text(bounds.SUMMARY),
            "introduction": text(bounds.INTRODUCTION),
            "quote": {"text": text(bounds.SAYING), "who": text()},
            "story": {
                language: {"title": line, "blocks": blocks, "words": 300}
                for language in exhibit.languages
            },
        }
        for medium in (*one["photos"], *one["films"]):
            credit = {"author": line, "licence": line, "source": line}
            medium |= {"caption": text(), "description": text(), "credit": credit}
        for film in one["films"]:
            cue = {"start_ms": 0, "end_ms": film["duration_ms"], "text": fill(bounds.CUE)}
            film["captions"] = {language: [cue] for language in exhibit.languages}
    terms = written["signups"]
    terms |= {"consent": prose, "consent_version": fill(32)}
    terms["controller"] |= {"name": line, "address": line}
    for purpose in terms["purposes"]:
        purpose["text"] = text(bounds.PURPOSE)
    return model.Exhibit.model_validate(written)


def walk(kiosk: Kiosk, exhibit: model.Exhibit) -> None:
    """Be on every screen, each page of it, and see that it is the one that was asked for."""
    first = exhibit.cooperatives[0].id
    filmed = next(cooperative.id for cooperative in exhibit.cooperatives if cooperative.films)
    for scene in (
        scenes.HomeScene(),
        scenes.CooperativeScene(first),
        scenes.PhotosScene(first, 0),
        scenes.StoryScene(first),
        scenes.StoryScene(first, 3),
        scenes.FilmScene(filmed),
        scenes.WorkshopScene(),
        scenes.WorkshopScene(1),
        scenes.AboutScene(),
        scenes.AboutScene(2),
        scenes.CreditsScene(),
        scenes.SignUpScene(cooperative=first),
        scenes.PrivacyScene(),
    ):
        kiosk.go(scene)
        assert type(kiosk.scene) is type(scene), f"{scene} became {kiosk.scene}"


@pytest.mark.parametrize("size_px", SHORT, ids=["laptop", "portrait"])
def test_every_text_as_long_as_a_pack_may_have_it_is_drawn(
    make_kiosk: Callable[..., Kiosk],
    shipped: Prepared,
    size_px: tuple[int, int],
    request: pytest.FixtureRequest,
) -> None:
    """In the largest letters, both ways up: no screen falters, and the next one comes.

    All fillings with `--long`, in letters of two sizes; else one of them, in the largest.
    """
    is_long = request.config.getoption("--long")
    for filling in FILLINGS if is_long else (SHORT[size_px],):
        exhibit = filled(shipped.exhibit, FILLINGS[filling])
        kiosk = make_kiosk(
            size_px,
            prepared=Prepared(exhibit, shipped.folder),
            language=exhibit.languages[0],
            intake=OpenIntake(),
        )
        kiosk.wake()
        if is_long:
            walk(kiosk, exhibit)
        kiosk.wish(text_size=2)
        walk(kiosk, exhibit)
        kiosk.close()


def most(exhibit: model.Exhibit) -> model.Exhibit:
    """As many of everything as a pack may have, and as long a story."""
    written: dict[str, Any] = exhibit.model_dump(mode="json")

    def times(one: dict[str, Any], number: int) -> list[dict[str, Any]]:
        return [one | ({"id": f"nr-{n}"} if "id" in one else {}) for n in range(number)]

    one = written["cooperatives"][0]
    sentence = {"runs": [{"text": "Samen lukt het, als iedereen een beetje meedoet. "}]}
    own = exhibit.languages[0]
    paragraphs = bounds.PROSE // (20 * len(sentence["runs"][0]["text"]))
    blocks = [{"kind": "paragraph", "sentences": [sentence] * 20}] * paragraphs
    one["story"] = {own: {"title": "Lang", "blocks": blocks, "words": 6_000}}
    one["photos"] = times(one["photos"][0], bounds.PHOTOS)
    film = next(film for each in written["cooperatives"] for film in each["films"])
    step = max(1, film["duration_ms"] // bounds.CUES)
    film["captions"] = {
        own: [
            {"start_ms": number * step, "end_ms": (number + 1) * step, "text": f"{number}"}
            for number in range(bounds.CUES)
        ]
    }
    one["films"] = [film, *times(film | {"captions": {}}, bounds.FILMS - 1)]
    fewer = one | {"films": times(film | {"captions": {}}, bounds.FILMS)}
    written["cooperatives"] = [one, *times(fewer, bounds.COOPERATIVES)[1:]]
    written["places"] = times(written["places"][0], bounds.PLACES)
    workshop = written["workshops"][0]
    written["workshops"] = [
        workshop | {"place": f"nr-{number % bounds.PLACES}"} for number in range(bounds.WORKSHOPS)
    ]
    written["partners"] = times(written["partners"][0], bounds.PARTNERS)
    return model.Exhibit.model_validate(written)


def test_as_much_as_a_pack_may_have_is_drawn(
    make_kiosk: Callable[..., Kiosk], shipped: Prepared
) -> None:
    """Eighteen cooperatives with a hundred photos each, and sixty places."""
    exhibit = most(shipped.exhibit)
    kiosk = make_kiosk(
        LAPTOP,
        prepared=Prepared(exhibit, shipped.folder),
        language=exhibit.languages[0],
        intake=OpenIntake(),
    )
    kiosk.wake()
    first = exhibit.cooperatives[0].id
    for scene in (
        scenes.HomeScene(),
        scenes.StoryScene(first),
        scenes.WorkshopScene(1),
        scenes.AboutScene(2),
    ):
        kiosk.go(scene)
        assert type(kiosk.scene) is type(scene), f"{scene} became {kiosk.scene}"
