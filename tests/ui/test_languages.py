"""Another language, at the glass: found without reading another one, in one touch or two."""

from typing import Any

import eyes
import pytest
from glass import LANDSCAPE_PX, PORTRAIT_PX, Kiosk, MakeKiosk, OpenIntake
from test_layout import FINGER_PX, FULL_HD, PORTRAIT, Inspection

from kiosk.exhibit.prepared import Prepared
from kiosk.i18n.catalogue import own_name
from kiosk.ui.screens.languages import LanguagesScreen
from kiosk.ui.widgets.language import LanguageNames, LanguagePress
from kiosk.ui.widgets.press import Press
from kiosk.visit import scene as scenes
from kiosk.visit.draft import STEPS, Draft

SIX = ("nl", "en", "de", "pl", "uk", "ar")
TWELVE = (*SIX, "ro", "bg", "tr", "fr", "es", "it")
both_ways_up = pytest.mark.parametrize(
    "size_px", [FULL_HD, PORTRAIT], ids=["landscape", "portrait"]
)


def speaking(shipped: Prepared, *languages: str) -> Prepared:
    """The exhibit that ships, as if it were in these languages."""
    exhibit = shipped.exhibit.model_copy(update={"languages": languages})
    return Prepared(exhibit, shipped.folder)


def names(kiosk: Kiosk) -> dict[str, Any]:
    """What leads to a language, by what stands on it, where all are offered."""
    (offered,) = eyes.kind(kiosk, LanguagesScreen) or eyes.kind(kiosk, LanguageNames)
    pressable = [one for one in offered.walk() if isinstance(one, Press)]
    codes = {own_name(language): language for language in kiosk.exhibit.languages}
    return {codes[one.text]: one for one in pressable if one.text in codes}


def way(kiosk: Kiosk) -> Any:
    """The button on this screen that leads to another language."""
    (found,) = [one for one in eyes.kind(kiosk, LanguagePress) if not one.absent]
    return found


@pytest.mark.parametrize("languages", [SIX[:2], SIX, TWELVE], ids=["two", "six", "twelve"])
@both_ways_up
def test_attract_names_every_language_and_wakes_in_it(
    make_kiosk: MakeKiosk, shipped: Prepared, size_px: tuple[int, int], languages: tuple[str, ...]
) -> None:
    """Each in its own words, as large as a finger; nothing on Attract is cut for it."""
    kiosk = make_kiosk(size_px, prepared=speaking(shipped, *languages), ahead=False)
    assert set(names(kiosk)) == set(languages)
    inspection = Inspection(kiosk)
    for _ in range(6):
        inspection.look(f"attract, {kiosk.scene.showing.kind}")
        kiosk.next_item(frame_seconds=1)
    inspection.nothing_found()
    for language in languages[-2:]:
        kiosk.tap(names(kiosk)[language])
        assert kiosk.scene == scenes.HomeScene()
        assert kiosk.visit.wishes.language == language
        kiosk.visit.end()
        kiosk.rest()
    kiosk.wake()
    assert kiosk.visit.wishes.language == languages[0]


@pytest.mark.parametrize("languages", [SIX, TWELVE], ids=["six", "twelve"])
@both_ways_up
def test_the_choice_fits_with_letters_of_every_size(
    make_kiosk: MakeKiosk, shipped: Prepared, size_px: tuple[int, int], languages: tuple[str, ...]
) -> None:
    """Nothing is cut, everything is as large as a finger, and the language of now is marked."""
    kiosk = make_kiosk(size_px, prepared=speaking(shipped, *languages), ahead=False)
    kiosk.wake()
    inspection = Inspection(kiosk)
    for text_size in range(3):
        for stark in (False, True):
            kiosk.wish(text_size=text_size, high_contrast=stark)
            kiosk.visit.change_language()
            inspection.look(f"languages, letters {text_size}, stark {stark}")
            assert set(names(kiosk)) == set(languages)
            assert eyes.chosen(kiosk) == [own_name("nl")]
            kiosk.visit.uncover()
    inspection.nothing_found()


def every_scene(kiosk: Kiosk) -> list[scenes.Scene]:
    """Every scene at which a visitor can be."""
    steps = [scenes.SignUpScene(step=step) for step in STEPS]
    others = scenes.PrivacyScene(), scenes.WithdrawScene(), scenes.WithdrawScene("here")
    return [*kiosk.scenes, *steps, *others, scenes.SignUpScene(step="saved")]


@both_ways_up
def test_every_screen_has_the_way_to_another_language(
    make_kiosk: MakeKiosk, shipped: Prepared, size_px: tuple[int, int]
) -> None:
    """A button as large as a finger; what it opens acts at once, and the place is kept."""
    intake = OpenIntake()
    kiosk = make_kiosk(size_px, prepared=speaking(shipped, *SIX), intake=intake, ahead=False)
    kiosk.wake()
    for scene in every_scene(kiosk):
        kiosk.visit.replace(scene)
        kiosk.rest()
        for language in ("pl", "nl"):
            button = way(kiosk)
            assert min(button.size) >= FINGER_PX - 1
            now = kiosk.visit.wishes.language
            assert button.text == (now.upper() if button.brief else own_name(now))
            kiosk.tap(button)
            assert kiosk.scene == scenes.LanguagesScene(scene)
            kiosk.tap(names(kiosk)[language])
            assert (kiosk.scene, kiosk.visit.wishes.language) == (scene, language)
            assert kiosk.screen.language == language


@pytest.mark.parametrize("size_px", [LANDSCAPE_PX, PORTRAIT_PX], ids=["landscape", "portrait"])
def test_the_choice_can_be_closed_and_covers_the_rest(
    make_kiosk: MakeKiosk, shipped: Prepared, size_px: tuple[int, int]
) -> None:
    """By its button, and by a touch beside it, which presses nothing that lies there."""
    kiosk = make_kiosk(size_px, prepared=speaking(shipped, *SIX), ahead=False)
    kiosk.wake()
    for close in (lambda: kiosk.press("Back"), lambda: kiosk.touch(3, 3)):
        card = eyes.pressables(kiosk)[-1]
        kiosk.tap(way(kiosk))
        close()
        kiosk.rest()
        assert kiosk.scene == scenes.HomeScene()
        assert card in eyes.pressables(kiosk)
        kiosk.clock.wind(1)


def test_of_one_language_nothing_is_shown_and_two_need_no_choice(
    make_kiosk: MakeKiosk, shipped: Prepared
) -> None:
    """No name on Attract and no button; of two the button names the other, and leads there."""
    kiosk = make_kiosk(prepared=speaking(shipped, "nl"), ahead=False)
    assert names(kiosk) == {}
    kiosk.wake()
    for scene in kiosk.scenes:
        kiosk.visit.replace(scene)
        kiosk.rest()
        assert all(one.absent for one in eyes.kind(kiosk, LanguagePress))
    kiosk.app.take_exhibit(speaking(shipped, "nl", "en"))
    kiosk.visit.touch()
    for language, other in (("nl", "en"), ("en", "nl")):
        kiosk.visit.replace(scenes.AboutScene())
        kiosk.rest()
        assert kiosk.screen.language == language
        kiosk.tap(kiosk.saying(own_name(other)))
        assert kiosk.screen.language == other


def test_a_form_keeps_what_was_typed(make_kiosk: MakeKiosk, shipped: Prepared) -> None:
    """The draft is there in the other language, and the keyboard is that language's."""
    intake = OpenIntake()
    kiosk = make_kiosk(prepared=speaking(shipped, *SIX), intake=intake, ahead=False)
    kiosk.wake()
    kiosk.open(scenes.SignUpScene())
    kiosk.app.form.answer(Draft(name="Оля"))
    kiosk.app.form.go("name")
    kiosk.rest()
    kiosk.tap(way(kiosk))
    kiosk.tap(names(kiosk)["uk"])
    assert kiosk.screen.text == "Оля"
    assert {"й", "ї"} <= {key.label.lower() for row in kiosk.screen.board.rows for key in row}


def test_a_film_waits_for_who_chooses(make_kiosk: MakeKiosk, shipped: Prepared) -> None:
    """It stands still under the choice, and goes on from there in the other language."""
    kiosk = make_kiosk(prepared=speaking(shipped, *SIX), ahead=False)
    kiosk.wake()
    kiosk.watch()
    view = kiosk.screen.ids.film
    kiosk.until(lambda: view.position_ms > 0, "the film is under way")
    kiosk.tap(way(kiosk))
    kiosk.until(lambda: not kiosk.screen.playing, "the film pauses")
    stands = view.position_ms
    kiosk.tap(names(kiosk)["en"])
    kiosk.until(lambda: kiosk.screen.playing, "the film goes on")
    assert view.position_ms >= stands
    kiosk.press("Pause")
    kiosk.tap(way(kiosk))
    kiosk.press("Back")
    assert not kiosk.screen.playing
