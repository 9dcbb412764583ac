"""Whatever may stand in a pack that is read is drawn: not beautiful, perhaps, but without a fault.

How long authors may write is less, and fits: see `test_limits`.
"""

from collections.abc import Callable
from typing import Any

import pytest
from glass import Kiosk, MakeKiosk, OpenIntake
from test_layout import LAPTOP, PORTRAIT

from kiosk.exhibit import bounds, model
from kiosk.exhibit.prepared import Prepared
from kiosk.visit import scene as scenes

FILLINGS = {
    "words": lambda length: ("Samen lukt het wel. " * (length // 20 + 1))[: length - 1] + "x",
    "one word": lambda length: "W" * length,
    "lines": lambda length: ("a\n\t" * length)[: length - 1] + "x",
    "from right to left": lambda length: ("سوف ننجح معا " * (length // 13 + 1))[: length - 1] + "س",
}
"""So many characters of something."""
SHORT = {LAPTOP: "words", PORTRAIT: "one word"}
"""What each size of glass is filled with every day."""


LENGTHS = {
    "title": bounds.TITLE,
    "right": bounds.RIGHT,
    "summary": bounds.SUMMARY,
    "introduction": bounds.INTRODUCTION,
    "saying": bounds.SAYING,
    "cue": bounds.CUE,
    "purpose": bounds.PURPOSE,
}
"""Characters that a pack may have, by what is written; of anything else a line."""


class Filling:
    """Fills every text of an exhibit with so many characters of something."""

    def __init__(
        self, languages: tuple[str, ...], fill: Callable[[int], str], lengths: dict[str, int]
    ) -> None:
        self._languages, self._fill, self._lengths = languages, fill, LENGTHS | lengths

    def line(self, what: str) -> str:
        """As long as this may be."""
        return self._fill(self._lengths.get(what, bounds.LINE))

    def in_all(self, written: Any) -> dict[str, Any]:
        """The same in every language."""
        return dict.fromkeys(self._languages, written)

    def text(self, what: str) -> dict[str, str]:
        """As long as this may be, in every language."""
        return self.in_all(self.line(what))

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """A block of every kind, of two sentences if it is no heading."""
        heading, sentence = (
            [{"runs": [{"text": self.line(what)}]}] for what in ("heading", "sentence")
        )
        prose = (
            {"kind": kind, "sentences": sentence * 2} for kind in ("paragraph", "quote", "item")
        )
        return [{"kind": "heading", "sentences": heading}] * 2 + [*prose]

    def cooperative(self, one: dict[str, Any]) -> None:
        """Fill one cooperative."""
        one |= {name: self.text(name) for name in ("right", "summary", "introduction")}
        one |= {"name": self.text("title")}
        one |= {"quote": {"text": self.text("saying"), "who": self.text("who")}}
        story = {"title": self.line("heading"), "blocks": self.blocks, "words": 300}
        one |= {"story": self.in_all(story)}
        for medium in (*one["photos"], *one["films"]):
            medium |= {name: self.text(name) for name in ("caption", "description")}
            medium["credit"] = {name: self.line(name) for name in ("author", "licence", "source")}
        for film in one["films"]:
            cue = {"start_ms": 0, "end_ms": film["duration_ms"], "text": self.line("cue")}
            film["captions"] = self.in_all([cue])

    def exhibit(self, written: dict[str, Any]) -> None:
        """Fill all of it."""
        written |= {"title": self.text("title"), "about": self.in_all(self.blocks)}
        written["contact"]["name"] = self.line("organisation")
        for partner in written["partners"]:
            partner |= {"name": self.line("organisation"), "role": self.text("role")}
        for place in written["places"]:
            days = place["exhibition"] or {"first_day": None, "last_day": None}
            place |= {name: self.line(name) for name in ("library", "town", "address")}
            place["exhibition"] = days | {"note": self.text("note")}
        for workshop in written["workshops"]:
            workshop["promise"] = self.text("promise")
        for one in written["cooperatives"]:
            self.cooperative(one)
        terms = written["signups"]
        terms |= {"consent": self.in_all(self.blocks), "consent_version": self._fill(32)}
        terms["controller"] |= {
            "name": self.line("organisation"),
            "address": self.line("address"),
        }
        for purpose in terms["purposes"]:
            purpose["text"] = self.text("purpose")


def filled(exhibit: model.Exhibit, fill: Callable[[int], str], **lengths: int) -> model.Exhibit:
    """The exhibit with every text as long as a pack may have it, read as a pack is read.

    `lengths` are those of whoever may write less.
    """
    written: dict[str, Any] = exhibit.model_dump(mode="json")
    Filling(exhibit.languages, fill, lengths).exhibit(written)
    return model.Exhibit.model_validate(written)


def walk(kiosk: Kiosk, exhibit: model.Exhibit) -> None:
    """Be on every screen, each page of it, and see that it is the one that was asked for."""
    first = exhibit.cooperatives[0].id
    for scene in (
        *kiosk.scenes,
        scenes.StoryScene(first, 3),
        scenes.WorkshopScene(1),
        scenes.AboutScene(2),
        scenes.PrivacyScene(),
    ):
        kiosk.go(scene)
        assert type(kiosk.scene) is type(scene), f"{scene} became {kiosk.scene}"


@pytest.mark.parametrize("size_px", SHORT, ids=["laptop", "portrait"])
def test_every_text_as_long_as_a_pack_may_have_it_is_drawn(
    make_kiosk: MakeKiosk,
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


def test_as_much_as_a_pack_may_have_is_drawn(make_kiosk: MakeKiosk, shipped: Prepared) -> None:
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
