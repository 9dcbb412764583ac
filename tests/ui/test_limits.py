"""Every text that reaches the glass, as long as it may be, in the largest letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from glass import OpenIntake
from test_layout import FULL_HD, LAPTOP, PORTRAIT, Inspection

from kiosk.author import limits
from kiosk.exhibit import bounds, model
from kiosk.exhibit.prepared import Prepared
from kiosk.visit import scene as scenes

if TYPE_CHECKING:
    from collections.abc import Callable

    from glass import Kiosk

DUTCH = (
    "Samen beginnen wij met iets nieuws voor alle mensen van de buurt, want "
    "verantwoordelijkheid en burgerinitiatieven maken sociale coöperaties levendig; "
    "iedereen kan meedoen en niemand hoeft alleen te blijven in zijn straat. "
)


def words(length: int) -> str:
    """So many characters of Dutch."""
    cut = (DUTCH * (length // len(DUTCH) + 1))[:length]
    return cut[:-1] + "x" if cut.endswith(" ") else cut


def text(length: int) -> model.Text:
    """A text, equal in both languages."""
    return model.Text({"nl": words(length), "en": words(length)})


def email() -> str:
    """The longest address that may be, in two halves like most."""
    name, domain = "aanmelden.wijkcentrum", "bibliotheek.example"
    return f"{name}@{'x' * (limits.EMAIL - len(name) - len(domain) - 1)}{domain}"


def blocks() -> tuple[model.Block, ...]:
    """One block of every kind, each with two of the longest sentences."""
    last = f"{'g' * limits.WORD} {words(limits.SENTENCE - limits.WORD - 1)}"
    long = [
        model.Sentence(runs=(model.Run(text=sentence),))
        for sentence in (words(limits.SENTENCE), last)
    ]
    heading = model.Sentence(runs=(model.Run(text=words(limits.HEADING)),))
    return (
        model.Block(kind="paragraph", sentences=tuple(long)),
        model.Block(kind="heading", sentences=(heading,)),
        model.Block(kind="quote", sentences=tuple(long)),
        model.Block(kind="item", sentences=tuple(long)),
    )


def at_the_limit(exhibit: model.Exhibit) -> model.Exhibit:
    """The exhibit with every text as long as it may be."""
    both = {"nl": blocks(), "en": blocks()}
    assert exhibit.signups
    controller = model.Controller(
        name=words(limits.ORGANISATION), email=email(), address=words(limits.ADDRESS)
    )
    purposes = (model.Purpose(id=f"p{number}", text=text(bounds.PURPOSE)) for number in range(4))
    return exhibit.model_copy(
        update={
            "title": text(bounds.TITLE),
            "about": both,
            "partners": tuple(
                partner.model_copy(
                    update={"name": words(limits.ORGANISATION), "role": text(limits.ROLE)}
                )
                for partner in (*exhibit.partners, *exhibit.partners)
            ),
            "contact": model.Contact(
                name=words(limits.ORGANISATION),
                email=email(),
                link="https://example.org/".ljust(bounds.LINK, "x"),
            ),
            "places": (
                *map(place, exhibit.places),
                *(
                    place(exhibit.places[0]).model_copy(update={"id": f"more-{number}"})
                    for number in range(8)
                ),
            ),
            "workshops": tuple(
                workshop.model_copy(update={"promise": text(limits.PROMISE)})
                for workshop in exhibit.workshops
            ),
            "cooperatives": tuple(map(cooperative, exhibit.cooperatives)),
            "signups": exhibit.signups.model_copy(
                update={"controller": controller, "purposes": tuple(purposes), "consent": both}
            ),
        }
    )


def place(one: model.Place) -> model.Place:
    """A place with every text as long as it may be."""
    days = one.exhibition or model.Period(first_day=None, last_day=None, note=None)
    return one.model_copy(
        update={
            "library": words(limits.LIBRARY),
            "town": words(limits.TOWN),
            "address": words(limits.ADDRESS),
            "exhibition": days.model_copy(update={"note": text(limits.NOTE)}),
        }
    )


def cooperative(one: model.Cooperative) -> model.Cooperative:
    """A cooperative with every text as long as it may be."""
    pictures = {
        "caption": text(limits.CAPTION),
        "description": text(limits.DESCRIPTION),
        "credit": model.Credit(
            author=words(limits.AUTHOR),
            licence=words(limits.LICENCE),
            source=words(limits.SOURCE),
        ),
    }
    half = limits.CUE // 2
    spoken = f"{words(half)}\n{words(limits.CUE - half - 1)}"
    story = model.Story(title=words(limits.HEADING), blocks=blocks(), words=300)
    return one.model_copy(
        update={
            "name": text(bounds.TITLE),
            "right": text(bounds.RIGHT),
            "summary": text(bounds.SUMMARY),
            "introduction": text(bounds.INTRODUCTION),
            "quote": model.Quote(text=text(bounds.SAYING), who=text(limits.WHO)),
            "photos": tuple(photo.model_copy(update=pictures) for photo in one.photos),
            "films": tuple(
                film.model_copy(
                    update=pictures
                    | {
                        "captions": {
                            language: (model.Cue(start_ms=0, end_ms=film.duration_ms, text=spoken),)
                            for language in ("nl", "en")
                        }
                    }
                )
                for film in one.films
            ),
            "story": {"nl": story, "en": story},
        }
    )


@pytest.fixture
def fullest(shipped: Prepared) -> Prepared:
    """The exhibit that ships, with every text as long as it may be."""
    return Prepared(at_the_limit(shipped.exhibit), shipped.folder)


@pytest.mark.parametrize("size_px", [LAPTOP, PORTRAIT], ids=["laptop", "portrait"])
def test_the_longest_texts_fit_in_the_largest_letters(
    make_kiosk: Callable[..., Kiosk], fullest: Prepared, size_px: tuple[int, int]
) -> None:
    """With every text at its limit nothing is cut, covered or too small to read, on any screen.

    Nor with many more partners and places than one page has room for: they take more pages.
    """
    kiosk = make_kiosk(size_px, prepared=fullest, language="nl", intake=OpenIntake())
    inspection = Inspection(kiosk)
    kiosk.visit.touch()
    kiosk.visit.tick()
    kiosk.wish(text_size=2)
    first = fullest.exhibit.cooperatives[0].id
    filmed = next(
        cooperative.id for cooperative in fullest.exhibit.cooperatives if cooperative.films
    )
    for scene in (
        scenes.HomeScene(),
        scenes.CooperativeScene(first),
        scenes.PhotosScene(first, 0),
        scenes.FilmScene(filmed),
        scenes.WorkshopScene(),
        scenes.WorkshopScene(1),
        scenes.CreditsScene(),
        scenes.SignUpScene(cooperative=first),
    ):
        inspection.go(scene)
    inspection.go_all(lambda number: scenes.StoryScene(first, number))
    inspection.go_all(scenes.AboutScene)
    inspection.go(scenes.SignUpScene(cooperative=first))
    inspection.go_all(scenes.PrivacyScene)
    inspection.nothing_found()


@pytest.mark.parametrize("size_px", [FULL_HD, PORTRAIT], ids=["hd", "portrait"])
def test_a_caption_without_end_leaves_the_glass_alive(
    make_kiosk: Callable[..., Kiosk], shipped: Prepared, size_px: tuple[int, int]
) -> None:
    """A caption longer than the glass, in a pack of an older program, takes no photo's room."""
    endless = shipped.exhibit.cooperatives[0].photos[0].model_copy(update={"caption": text(650)})
    others = shipped.exhibit.cooperatives[1:]
    changed = shipped.exhibit.cooperatives[0].model_copy(update={"photos": (endless,)})
    exhibit = shipped.exhibit.model_copy(update={"cooperatives": (changed, *others)})
    kiosk = make_kiosk(size_px, prepared=Prepared(exhibit, shipped.folder), language="nl")
    kiosk.wake()
    kiosk.wish(text_size=2)
    kiosk.go(scenes.PhotosScene(changed.id, 0))
    assert kiosk.screen.ids.zoom.height > kiosk.window.height / 5
    kiosk.press("Closer")
    assert kiosk.screen.ids.zoom.closer > 1
