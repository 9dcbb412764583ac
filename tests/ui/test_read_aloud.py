"""What stands on the glass is read aloud to who wants that, sentence by sentence."""

from __future__ import annotations

from typing import Any

import eyes
import pytest
from glass import LANDSCAPE_PX, PORTRAIT_PX, Kiosk, MakeKiosk, OpenIntake

from kiosk.speech.reading import Progress, Script
from kiosk.visit import scene as scenes


class Voice:
    """Says nothing, and does what it is asked: a reading in which time is wound by hand."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.lines = script.lines
        self.progress = Progress(line=script.first)
        self.asked: list[tuple[str, float]] = []
        self.closed = False

    def be(self, state: str, line: int | None = None) -> None:
        """Be so far, and tell."""
        place = self.progress.line if line is None else line
        self.progress = Progress(state, place)  # type: ignore[arg-type]
        self.script.wake()

    def pause(self) -> None:
        """Hold."""
        self.be("paused")

    def go_on(self) -> None:
        """Go on."""
        self.be("playing")

    def turn_to(self, line: int) -> None:
        """Say another."""
        self.asked.append(("line", line))
        self.be(self.progress.state, line)

    def set_volume(self, volume: float) -> None:
        """Note it."""
        self.asked.append(("volume", volume))

    def set_pace(self, pace: float) -> None:
        """Note it."""
        self.asked.append(("pace", pace))

    def close(self) -> None:
        """Say no more."""
        self.closed = True


@pytest.fixture
def voices() -> list[Voice]:
    """All that was begun to be read, the newest last."""
    return []


@pytest.fixture(params=[LANDSCAPE_PX, PORTRAIT_PX], ids=["landscape", "portrait"])
def kiosk(request: pytest.FixtureRequest, make_kiosk: MakeKiosk, voices: list[Voice]) -> Kiosk:
    """A kiosk whose voice is played by the test."""

    def read(script: Script) -> Any:
        voices.append(Voice(script))
        return voices[-1]

    made = make_kiosk(request.param, read=read, intake=OpenIntake())
    made.wake()
    return made


def story(kiosk: Kiosk) -> scenes.StoryScene:
    """Open the first story."""
    scene = scenes.StoryScene(kiosk.visit.exhibit.cooperatives[0].id)
    kiosk.go(scene)
    return scene


def test_a_story_is_read_from_page_to_page(kiosk: Kiosk, voices: list[Voice]) -> None:
    """The sentence that is said is marked; the page turns with it; at the end all is as before."""
    story(kiosk)
    kiosk.press("Read aloud")
    (voice,) = voices
    texts = [sentence.text.strip() for block in kiosk.screen.text() for sentence in block.sentences]
    assert [line.words for line in voice.lines] == texts
    pages = []
    for place in range(len(texts)):
        voice.be("playing", place)
        kiosk.let(0.1)
        assert kiosk.screen.marked == place
        marked = {piece for piece, *_ in kiosk.screen.ids.prose._places}  # noqa: SLF001 - its bands
        assert place in marked
        pages.append(kiosk.screen.number)
    assert pages == sorted(pages)
    assert pages[-1] == len(kiosk.screen._pages) - 1 > 0  # noqa: SLF001
    voice.be("ended")
    kiosk.let(0.1)
    assert not kiosk.screen.read_aloud
    assert kiosk.screen.marked == -1
    assert kiosk.find("Read aloud")


def test_who_turns_the_page_is_followed(kiosk: Kiosk, voices: list[Voice]) -> None:
    """It begins with the page on the glass, and goes on with the one turned to."""
    story(kiosk)
    kiosk.press("Continue")
    kiosk.let(1)
    first = kiosk.screen.page.first
    kiosk.press("Read aloud")
    (voice,) = voices
    assert voice.script.first == first > 0
    voice.be("playing")
    kiosk.let(0.1)
    kiosk.screen.turn(1)  # by a swipe: the buttons of pages are not there meanwhile
    kiosk.let(0.1)
    assert voice.asked[-1] == ("line", kiosk.screen.page.first)


def test_it_is_held_repeated_slowed_and_stopped(kiosk: Kiosk, voices: list[Voice]) -> None:
    """Each by a button that stands in the place of the others."""
    story(kiosk)
    kiosk.press("Read aloud")
    (voice,) = voices
    voice.be("playing")
    kiosk.let(0.1)
    words = set().union(*map(eyes.said, eyes.pressables(kiosk)))
    say = kiosk.screen.say
    assert {say("Back"), say("Pause"), say("Repeat"), say("Slower"), say("Stop")} <= words
    assert say("Continue") not in words
    kiosk.press("Pause")
    assert voice.progress.state == "paused"
    kiosk.press("Go on")
    assert voice.progress.state == "playing"
    kiosk.press("Repeat")
    kiosk.press("Slower")
    kiosk.press("Louder")
    assert [what for what, _ in voice.asked] == ["line", "pace", "volume"]
    assert kiosk.visit.wishes.pace == 0.75
    kiosk.press("Stop")
    assert voice.closed
    assert kiosk.find("Read aloud")


def test_leaving_another_language_and_the_end_of_a_visit_stop_it(
    kiosk: Kiosk, voices: list[Voice]
) -> None:
    """Nobody hears what is not on the glass any more; the next visitor finds the usual pace."""
    for leave in (
        kiosk.visit.back,
        lambda: kiosk.visit.choose_language("en"),
        kiosk.visit.restart,
    ):
        story(kiosk)
        kiosk.press("Read aloud")
        voices[-1].be("playing")
        kiosk.let(0.1)
        kiosk.screen.read_faster(1)
        leave()
        kiosk.let(1)
        assert voices[-1].closed
        kiosk.wake()
    assert kiosk.visit.wishes.pace == 1.0


def test_who_listens_is_not_asked_whether_they_are_still_there(
    kiosk: Kiosk, voices: list[Voice], clock: Any
) -> None:
    """As long as the voice speaks; held, waiting counts."""
    story(kiosk)
    kiosk.press("Read aloud")
    voice = voices[0]
    voice.be("playing")
    kiosk.let(0.1)
    clock.wind(60)
    kiosk.let(1)
    assert isinstance(kiosk.scene, scenes.StoryScene)
    voice.be("paused")
    kiosk.let(0.1)
    clock.wind(600)
    kiosk.let(1)
    assert not isinstance(kiosk.scene, scenes.StoryScene)


def test_cooperatives_photos_and_the_workshop_are_read_too(
    kiosk: Kiosk, voices: list[Voice]
) -> None:
    """With what is to be seen on a picture, which stands nowhere on the glass."""
    one = kiosk.visit.exhibit.cooperatives[0]
    expected = {
        scenes.CooperativeScene(one.id): one.photos[0].description.into("nl"),
        scenes.PhotosScene(one.id, 1): one.photos[1].description.into("nl"),
        scenes.WorkshopScene(): "Woensdag 12 september",
    }
    for scene, words in expected.items():
        kiosk.go(scene)
        kiosk.press("Read aloud")
        assert words in [line.words for line in voices[-1].lines]
        voices[-1].be("playing")
        kiosk.let(0.1)
        kiosk.press("Stop")


def test_where_nothing_can_be_heard_nothing_is_offered(kiosk: Kiosk, voices: list[Voice]) -> None:
    """Once it was found out; nor at an hour at which it is to be silent."""
    story(kiosk)
    kiosk.press("Read aloud")
    voices[0].be("silent")
    kiosk.let(0.1)
    say = kiosk.screen.say
    assert say("Read aloud") not in set().union(*map(eyes.said, eyes.pressables(kiosk)))


def test_any_screen_is_read_as_it_stands_when_asked(kiosk: Kiosk, voices: list[Voice]) -> None:
    """By the key for help: from above, what is asked before what is to be pressed."""
    kiosk.go(scenes.SignUpScene())
    kiosk.screen.read_or_hold()
    words = [line.words for line in voices[-1].lines]
    assert words[0] == kiosk.say("What speaks to you?")
    assert words.index(kiosk.say("Stop")) > words.index("De Buurtsleutel") > 0
    voices[-1].be("playing")
    kiosk.let(0.1)
    kiosk.screen.read_louder(1)
    assert not voices[-1].closed
    kiosk.screen.read_or_hold()
    assert voices[-1].progress.state == "paused"


def test_the_code_is_said_sign_by_sign(kiosk: Kiosk, voices: list[Voice]) -> None:
    """So that it can be written down."""
    kiosk.go(scenes.SignUpScene(step="saved"))
    kiosk.screen.code = "K7MP 2Q9X"
    kiosk.let(0.1)
    kiosk.screen.read_or_hold()
    words = [line.words for line in voices[-1].lines]
    at = words.index("K")
    assert words[at : at + 8] == list("K7MP2Q9X")
