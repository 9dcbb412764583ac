"""Every text that reaches the glass, as long as it may be, in the largest letters."""

import pytest
from glass import MakeKiosk, OpenIntake
from test_bounds import filled
from test_layout import FULL_HD, LAPTOP, PORTRAIT, Inspection

from kiosk.author import lengths
from kiosk.exhibit import bounds, model
from kiosk.exhibit.prepared import Prepared
from kiosk.visit import scene as scenes

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
    return f"{name}@{'x' * (lengths.EMAIL - len(name) - len(domain) - 1)}{domain}"


AUTHORS = {
    what: getattr(lengths, what.upper())
    for what in (
        "organisation", "role", "library", "town", "address", "note", "promise", "who", "heading",
        "sentence", "caption", "description", "author", "licence", "source", "cue",
    )
}  # fmt: skip
"""Characters that authors may write, where a pack may have more."""


def fill(length: int) -> str:
    """So many characters; of a cue two lines, and with the longest word where it has room."""
    if length == lengths.CUE:
        return f"{words(length // 2)}\n{words(length - length // 2 - 1)}"
    if length == lengths.SENTENCE:
        return f"{'g' * lengths.WORD} {words(length - lengths.WORD - 1)}"
    return words(length)


def at_the_limit(exhibit: model.Exhibit) -> model.Exhibit:
    """The exhibit with every text as long as authors may write it, and more of what takes pages."""
    longest = filled(exhibit, fill, **AUTHORS)
    assert longest.signups
    controller = longest.signups.controller.model_copy(update={"email": email()})
    purposes = (model.Purpose(id=f"p{number}", text=text(bounds.PURPOSE)) for number in range(4))
    link = "https://example.org/".ljust(bounds.LINK, "x")
    more = (longest.places[0].model_copy(update={"id": f"more-{number}"}) for number in range(8))
    return longest.model_copy(
        update={
            "partners": (*longest.partners, *longest.partners),
            "contact": longest.contact.model_copy(update={"email": email(), "link": link}),
            "places": (*longest.places, *more),
            "signups": longest.signups.model_copy(
                update={"controller": controller, "purposes": tuple(purposes)}
            ),
        }
    )


@pytest.fixture
def fullest(shipped: Prepared) -> Prepared:
    """The exhibit that ships, with every text as long as it may be."""
    return Prepared(at_the_limit(shipped.exhibit), shipped.folder)


@pytest.mark.parametrize("size_px", [LAPTOP, PORTRAIT], ids=["laptop", "portrait"])
def test_the_longest_texts_fit_in_the_largest_letters(
    make_kiosk: MakeKiosk, fullest: Prepared, size_px: tuple[int, int]
) -> None:
    """With every text at its limit nothing is cut, covered or too small to read, on any screen.

    Nor with many more partners and places than one page has room for: they take more pages.
    """
    kiosk = make_kiosk(size_px, prepared=fullest, language="nl", intake=OpenIntake())
    inspection = Inspection(kiosk, strict=False)
    kiosk.visit.touch()
    kiosk.visit.tick()
    kiosk.wish(text_size=2)
    first = kiosk.first.id
    for scene in *kiosk.scenes, scenes.WorkshopScene(1):
        inspection.go(scene)
    inspection.go_all(lambda number: scenes.StoryScene(first, number))
    inspection.go_all(scenes.AboutScene)
    inspection.go(scenes.SignUpScene(cooperative=first))
    inspection.go_all(scenes.PrivacyScene)
    inspection.nothing_found()


@pytest.mark.parametrize("size_px", [FULL_HD, PORTRAIT], ids=["hd", "portrait"])
def test_a_caption_without_end_leaves_the_glass_alive(
    make_kiosk: MakeKiosk, shipped: Prepared, size_px: tuple[int, int]
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
