"""Another language: acts at once, keeps the place, and is forgotten with the visitor."""

import pytest
from clocks import HandWoundClock
from exhibits import block
from test_visit import ONE, Hand, go

from kiosk.exhibit import model
from kiosk.visit import scene as scenes
from kiosk.visit.preferences import Preferences

SIX = ("nl", "en", "de", "pl", "uk", "ar")


def hand_in(exhibit: model.Exhibit, clock: HandWoundClock, *languages: str) -> Hand:
    """Somebody at the glass of an exhibit in these languages."""
    return Hand(exhibit.model_copy(update={"languages": languages}), clock)


@pytest.fixture
def six(exhibit: model.Exhibit, clock: HandWoundClock) -> Hand:
    """Somebody at an exhibit in six languages."""
    return hand_in(exhibit, clock, *SIX)


def test_of_one_language_there_is_no_choice_and_of_two_no_question(
    exhibit: model.Exhibit, clock: HandWoundClock
) -> None:
    """The button of two leads to the other; where there is no other nothing comes of it."""
    visit = go(hand_in(exhibit, clock, "nl"))
    assert not visit.change_language()
    assert (visit.scene, visit.wishes.language) == (scenes.HomeScene(), "nl")
    visit = go(hand_in(exhibit, clock, "nl", "en"))
    for language in ("en", "nl"):
        assert visit.change_language()
        assert (visit.scene, visit.wishes.language) == (scenes.HomeScene(), language)


def test_of_more_it_is_asked_which(six: Hand) -> None:
    """Over where the visitor is, who goes on there in the language chosen, and back as before."""
    visit = go(six, scenes.CooperativeScene(ONE), scenes.PhotosScene(ONE, 1))
    assert visit.change_language()
    assert visit.scene == scenes.LanguagesScene(scenes.PhotosScene(ONE, 1))
    assert not visit.change_language()
    assert not any((visit.back(), visit.home(), visit.restart()))
    visit.choose_language("pl")
    assert (visit.scene, visit.wishes.language) == (scenes.PhotosScene(ONE, 1), "pl")
    six.settle()
    assert visit.back()
    assert visit.scene == scenes.CooperativeScene(ONE)


@pytest.mark.parametrize("chosen", ["nl", None], ids=["the one of now", "none"])
def test_who_wants_no_other_goes_on(six: Hand, chosen: str | None) -> None:
    """Choosing the language of now, or closing the choice, changes nothing."""
    visit = go(six, scenes.AboutScene(2))
    visit.change_language()
    if chosen:
        visit.choose_language(chosen)
    else:
        visit.uncover()
    assert (visit.scene, visit.wishes) == (scenes.AboutScene(2), Preferences("nl"))
    visit.uncover()
    assert visit.scene == scenes.AboutScene(2)


def test_who_leaves_while_choosing_is_asked_for_and_forgotten(six: Hand) -> None:
    """The question comes in place of the choice, after the time of the scene under it."""
    visit = go(six, scenes.StoryScene(ONE))
    visit.change_language()
    six.wait(119)
    assert visit.scene == scenes.LanguagesScene(scenes.StoryScene(ONE))
    six.wait(2)
    assert isinstance(visit.scene, scenes.StillThereScene)
    assert visit.scene.under == scenes.StoryScene(ONE)
    visit.choose_language("ar")
    six.wait(20)
    assert isinstance(visit.scene, scenes.AttractScene)
    assert visit.wishes == Preferences("nl")


def test_the_name_of_a_language_wakes_the_glass_in_it(six: Hand) -> None:
    """On Attract, where all are named; it presses nothing else, and the next begins as usual."""
    visit = six.visit
    assert visit.touch("pl") is True
    assert (visit.scene, visit.wishes) == (scenes.HomeScene(), Preferences("pl"))
    six.settle()
    assert visit.touch("uk") is False
    assert visit.wishes.language == "pl"
    six.wait(81)
    assert isinstance(visit.scene, scenes.AttractScene)
    for asked in (None, "xx"):
        visit.touch(asked)
        assert (visit.scene, visit.wishes) == (scenes.HomeScene(), Preferences("nl"))
        six.wait(81)


def test_a_reader_stays_at_the_same_paragraph(
    exhibit: model.Exhibit, clock: HandWoundClock
) -> None:
    """Where a translation has the paragraphs of the original; else as far on as before."""
    dutch = block("A.", "B."), block("C.", "D.", "E."), block("F.")
    stories = {
        "nl": model.Story(title="T", blocks=dutch, words=6),
        "en": model.Story(title="T", blocks=(block("A."), block("C.", "D."), block("F.")), words=4),
        "de": model.Story(title="T", blocks=(block(*"ABCDEFGHIJK"),), words=11),
    }
    first, *others = exhibit.cooperatives
    first = first.model_copy(update={"story": stories})
    update = {"languages": ("nl", "en", "de", "pl"), "cooperatives": (first, *others)}
    visit = go(Hand(exhibit.model_copy(update=update), clock))
    where = {}
    for sentence in range(6):
        for language in ("en", "de", "pl"):
            visit.choose_language("nl")
            visit.replace(scenes.StoryScene(first.id, sentence))
            visit.choose_language(language)
            where.setdefault(language, []).append(visit.scene.sentence)
    assert where == {
        "en": [0, 0, 1, 2, 2, 3],
        "de": [0, 2, 4, 6, 8, 10],
        "pl": [0, 1, 2, 3, 4, 5],
    }
