"""A visit from beginning to end, walked with a finger."""

import random

import eyes
import pytest
from glass import LANDSCAPE_PX, PORTRAIT_PX, Kiosk, MakeKiosk

from kiosk.visit import scene as scenes
from kiosk.visit.preferences import Preferences


def words(kiosk: Kiosk) -> set[str]:
    """Everything that can be read now."""
    return eyes.texts(kiosk)


def turn_to_the_last(kiosk: Kiosk) -> int:
    """Press "Continue" until "Done" stands there; return how many pages there were."""
    pages = 1
    while not kiosk.can("Done"):
        kiosk.press("Continue")
        pages += 1
        assert pages < 30
    return pages


def cards(kiosk: Kiosk) -> set[str]:
    """What stands on all pages of cards; the first page is on again."""
    found = words(kiosk)
    for _ in range(kiosk.screen.pages):
        kiosk.screen.turn(1)
        kiosk.rest()
        found |= words(kiosk)
    return found


@pytest.mark.parametrize("size_px", [LANDSCAPE_PX, PORTRAIT_PX], ids=["landscape", "portrait"])
def test_a_whole_visit(make_kiosk: MakeKiosk, size_px: tuple[int, int]) -> None:
    """From the loop through every screen and back, each step by a touch on what says so."""
    kiosk = make_kiosk(size_px)
    exhibit = kiosk.exhibit
    cooperative = exhibit.cooperatives[0]
    name = cooperative.name.into("nl")
    assert kiosk.say("Touch the screen") in words(kiosk)
    kiosk.wake()
    assert kiosk.scene == scenes.HomeScene()
    assert {cooperative.name.into("nl") for cooperative in exhibit.cooperatives} <= cards(kiosk)

    kiosk.press("About this")
    assert exhibit.title.into("nl") in words(kiosk)
    assert turn_to_the_last(kiosk) >= 3
    assert eyes.tells(kiosk, "Horst")
    kiosk.press("Done")
    assert kiosk.scene == scenes.HomeScene()

    kiosk.press(name)
    assert kiosk.scene == scenes.CooperativeScene(cooperative.id)
    assert {name, f"“{cooperative.quote.text.into('nl').strip('“”')}”"} <= words(kiosk)

    kiosk.press("Story")
    assert cooperative.story["nl"].title in words(kiosk)
    pages = turn_to_the_last(kiosk)
    assert kiosk.say("page {n} of {total}").format(n=pages, total=pages) in words(kiosk)
    kiosk.press("Previous", "Continue", "Done")
    assert kiosk.scene == scenes.CooperativeScene(cooperative.id)

    kiosk.press("Photos")
    assert cooperative.photos[0].caption.into("nl") in words(kiosk)
    kiosk.press("Continue")
    assert cooperative.photos[1].caption.into("nl") in words(kiosk)
    kiosk.press("Back")
    assert kiosk.scene == scenes.CooperativeScene(cooperative.id)

    kiosk.press("Film")
    kiosk.until(lambda: kiosk.screen.playing, "the film plays")
    kiosk.press("Back")

    kiosk.press("I want to know more")
    assert {name, exhibit.contact.email} <= words(kiosk)
    kiosk.press("Overview")
    assert kiosk.scene == scenes.HomeScene()

    kiosk.press("Woensdag 12 september, Panningen")
    assert "Woensdag 12 september" in words(kiosk)
    kiosk.press("I will come too")
    assert {kiosk.say("The workshop"), exhibit.contact.email} <= words(kiosk)
    kiosk.press("Back")
    assert kiosk.scene == scenes.WorkshopScene()
    kiosk.press("Overview")

    kiosk.press("I want to join", "Back", "Start again")
    assert kiosk.scene == scenes.HomeScene()


def test_the_makers_are_named(kiosk: Kiosk) -> None:
    """From "About this" a button leads to who made each photo and film; "Done" leads back to it."""
    kiosk.wake()
    kiosk.press("About this")
    while not kiosk.can("Makers of the pictures"):
        kiosk.press("Continue")
    came_from = kiosk.scene
    kiosk.press("Makers of the pictures")
    read: set[str] = words(kiosk)
    while not kiosk.can("Done"):
        kiosk.press("Continue")
        read |= words(kiosk)
    for cooperative in kiosk.exhibit.cooperatives:
        for medium in (*cooperative.photos, *cooperative.films):
            assert any(medium.credit.author in line for line in read)
    kiosk.press("Done")
    assert kiosk.scene == came_from


def test_every_button_can_be_pressed(kiosk: Kiosk) -> None:
    """On every screen everything that answers a finger does so, and nothing breaks."""
    kiosk.wake()
    cooperative = kiosk.first.id
    for scene in (
        scenes.HomeScene(),
        scenes.CooperativeScene(cooperative),
        scenes.StoryScene(cooperative),
        scenes.PhotosScene(cooperative, 1),
        scenes.FilmScene(cooperative),
        scenes.WorkshopScene(),
        scenes.WorkshopScene(1),
        scenes.SignUpScene(workshop=True),
        scenes.AboutScene(98),
        scenes.AboutScene(99),
        scenes.CreditsScene(1),
    ):
        for text_size in (2, 0) if isinstance(scene, scenes.WorkshopScene) else (0,):
            kiosk.wish(text_size=text_size)
            kiosk.go(scene)
            for number in range(len(eyes.pressables(kiosk))):
                kiosk.go(scene)
                button = eyes.pressables(kiosk)[number]
                kiosk.tap(button)
                assert not isinstance(kiosk.scene, scenes.TroubleScene | scenes.AttractScene)
                kiosk.wish(text_size=text_size)
                if kiosk.visit.wishes.language != "nl":
                    kiosk.visit.choose_language("nl")


@pytest.mark.parametrize("seed", [1, 2])
def test_back_never_traps(kiosk: Kiosk, seed: int) -> None:
    """However somebody wandered, "Back" leads to the cards in fewer steps than it took."""
    kiosk.wake()
    chance = random.Random(seed)  # noqa: S311 - a walk is no secret
    steps = 40
    for _ in range(steps):
        ways = [button for button in eyes.pressables(kiosk) if not button.disabled]
        kiosk.tap(chance.choice(ways))
    if kiosk.visit.wishes.language != "nl":
        kiosk.visit.choose_language("nl")
    kiosk.rest()
    for _ in range(steps):
        if kiosk.scene == scenes.HomeScene():
            break
        kiosk.press("Back")
    assert kiosk.scene == scenes.HomeScene()


def test_a_wish_acts_at_once_on_every_screen(kiosk: Kiosk) -> None:
    """Language, letters and contrast change what is on, where the visitor is, without moving."""
    kiosk.wake()
    for scene in kiosk.scenes:
        kiosk.go(scene)
        kiosk.rest()
        letters = max(label.font_size for label in eyes.labels(kiosk))
        dutch, paper = words(kiosk), eyes.darkest_share(kiosk.pixels())
        kiosk.visit.choose_language("en")
        kiosk.wish(text_size=2, high_contrast=True)
        kiosk.rest()
        assert type(kiosk.scene) is type(scene)
        assert words(kiosk) != dutch
        assert not {"Terug", "Overzicht", "Ik doe mee"} & words(kiosk)
        assert max(label.font_size for label in eyes.labels(kiosk)) > letters
        assert eyes.darkest_share(kiosk.pixels()) > paper
        kiosk.visit.choose_language("nl")
        kiosk.wish()


def test_wishes_are_pressed_and_reset(kiosk: Kiosk) -> None:
    """The four buttons of the bar do what they say; "Start again" undoes all of it."""
    kiosk.wake()
    usual = kiosk.visit.wishes
    kiosk.press("Nederlands", "English")
    assert "Start again" in words(kiosk)
    kiosk.press("Text size", "Text size", "Contrast")
    assert kiosk.visit.wishes == Preferences("en", text_size=2, high_contrast=True, volume=0.4)
    kiosk.press("Text size", "Text size")
    assert kiosk.visit.wishes.text_size == 0
    before = kiosk.visit.number
    kiosk.press("Start again")
    assert kiosk.visit.wishes == usual
    assert kiosk.visit.number != before
    assert kiosk.say("Start again") in words(kiosk) - {"Start again"}


def test_trouble_is_said_calmly_and_passes(kiosk: Kiosk) -> None:
    """After a fault of the program a sentence stands there; a touch leads to the cards."""
    kiosk.wake()
    kiosk.app.trouble(ZeroDivisionError("something small"))
    kiosk.rest()
    assert kiosk.scene == scenes.TroubleScene()
    assert kiosk.say("Something went wrong here") in words(kiosk)
    kiosk.touch(20, 20)
    kiosk.rest()
    assert kiosk.scene == scenes.HomeScene()
