"""What somebody at the glass can rely on."""

from typing import Any

import pytest
from clocks import HandWoundClock
from exhibits import make_exhibit
from hypothesis import given, settings
from hypothesis import strategies as st
from visit.conftest import Hand

from kiosk.errors import KioskError
from kiosk.visit import scene as scenes
from kiosk.visit.preferences import Preferences
from kiosk.visit.timings import Timings
from kiosk.visit.visit import Visit

ONE = "groep-1"
TWO = "groep-2"
SOMEWHERE = [
    scenes.HomeScene(),
    scenes.AboutScene(),
    scenes.CooperativeScene(ONE),
    scenes.PhotosScene(ONE, 2),
    scenes.FilmScene(ONE),
    scenes.WorkshopScene(),
    scenes.CreditsScene(),
]
SLOW = [scenes.StoryScene(ONE, 1), scenes.SignUpScene(ONE), scenes.SignUpScene(workshop=True)]


def go(hand: Hand, *way: scenes.Scene) -> Visit:
    """Wake the glass and open one scene after another."""
    hand.wake()
    return hand.go(*way)


def test_the_first_touch_wakes_and_presses_nothing(hand: Hand) -> None:
    """A touch in the loop opens the cards, and is used up by that."""
    assert isinstance(hand.visit.scene, scenes.AttractScene)
    assert not hand.visit.attended
    assert hand.visit.touch() is True
    assert hand.visit.scene == scenes.HomeScene()
    assert hand.visit.attended
    assert hand.visit.direction == "forward"
    assert isinstance(hand.visit.last, scenes.AttractScene)


def test_a_double_tap_opens_only_one_scene(hand: Hand) -> None:
    """The second half of a double tap presses nothing of what came under the finger."""
    visit = go(hand)
    assert visit.touch() is False
    assert visit.open(scenes.CooperativeScene(ONE))
    hand.clock.wind(0.2)
    assert visit.touch() is True
    assert not visit.open(scenes.StoryScene(ONE))
    assert not visit.back()
    assert not visit.home()
    assert not visit.restart()
    assert visit.scene == scenes.CooperativeScene(ONE)
    hand.clock.wind(0.2)
    assert visit.touch() is False
    assert visit.open(scenes.StoryScene(ONE))


def test_back_returns_the_way_one_came(hand: Hand) -> None:
    """Back goes through the scenes in reverse, until the cards; to open what is on is no step."""
    visit = go(hand, scenes.CooperativeScene(ONE), scenes.StoryScene(ONE))
    assert not visit.open(scenes.StoryScene(ONE))
    assert visit.direction == "forward"
    assert visit.back()
    assert (visit.scene, visit.direction) == (scenes.CooperativeScene(ONE), "back")
    hand.settle()
    assert visit.back()
    hand.settle()
    assert visit.scene == scenes.HomeScene()
    assert not visit.back()


def test_paging_is_not_walked_back(hand: Hand) -> None:
    """However many photos were looked at, and however quickly, back leads to the cooperative."""
    visit = go(hand, scenes.CooperativeScene(ONE), scenes.PhotosScene(ONE))
    assert visit.replace(scenes.PhotosScene(ONE, 1))
    assert visit.replace(scenes.PhotosScene(ONE, 2))
    assert visit.direction == "forward"
    assert visit.replace(scenes.PhotosScene(ONE, 1))
    assert visit.direction == "back"
    assert not visit.replace(scenes.PhotosScene(ONE, 1))
    assert visit.back()
    assert visit.scene == scenes.CooperativeScene(ONE)


@pytest.mark.parametrize(
    ("here", "there", "direction"),
    [
        (scenes.StoryScene(ONE), scenes.StoryScene(ONE, 2), "forward"),
        (scenes.AboutScene(1), scenes.AboutScene(0), "back"),
        (scenes.CreditsScene(1), scenes.CreditsScene(2), "forward"),
        (scenes.PhotosScene(ONE, 1), scenes.PhotosScene(TWO, 0), "none"),
        (scenes.SignUpScene(), scenes.WorkshopScene(), "none"),
    ],
)
def test_a_page_comes_from_where_it_lies(
    hand: Hand, here: scenes.Scene, there: scenes.Scene, direction: str
) -> None:
    """A later page comes from ahead, an earlier one from behind, another thing from nowhere."""
    visit = go(hand, here)
    visit.replace(there)
    assert visit.direction == direction


def test_walking_in_circles_makes_no_long_way_back(hand: Hand) -> None:
    """A scene stands once in the way back, however often it was opened."""
    visit = go(hand, *[scenes.WorkshopScene(), scenes.SignUpScene(workshop=True)] * 20)
    steps = 0
    while visit.back():
        steps += 1
        hand.settle()
    assert (visit.scene, steps) == (scenes.HomeScene(), 2)


def test_home_is_one_press_away_from_everywhere(hand: Hand) -> None:
    """Home leads to the cards and forgets the way, but not what the visitor wished."""
    visit = go(hand, scenes.CooperativeScene(ONE), scenes.StoryScene(ONE), scenes.SignUpScene(ONE))
    visit.next_text_size()
    assert visit.home()
    assert (visit.scene, visit.direction) == (scenes.HomeScene(), "back")
    assert visit.wishes.text_size == 1
    hand.settle()
    assert not visit.home()
    visit.open(scenes.AboutScene())
    hand.settle()
    assert visit.open(scenes.HomeScene())
    assert not visit.back()


def test_begin_again_is_a_fresh_visitor(hand: Hand) -> None:
    """Begin opnieuw forgets the wishes, the way and the visit, and shows the cards."""
    visit = go(hand, scenes.CooperativeScene(ONE))
    number = visit.number
    visit.choose_language("en")
    visit.toggle_contrast()
    assert visit.restart()
    assert visit.scene == scenes.HomeScene()
    assert visit.wishes == Preferences("nl")
    assert visit.number != number
    assert not visit.back()


def test_a_preview_goes_on_where_its_author_was(hand: Hand) -> None:
    """With the exhibit saved anew the same scene is on, if it is still there."""
    hand.clock.wind(3600)
    visit = hand.visit
    assert visit.resume(scenes.StillThereScene(scenes.PhotosScene(ONE, 2), 7))
    assert visit.scene == scenes.PhotosScene(ONE, 2)
    hand.wait(59)
    assert visit.scene == scenes.PhotosScene(ONE, 2)
    fewer = type(hand)(make_exhibit(((1, 0),)), hand.clock).visit
    on = fewer.scene
    for gone in (scenes.PhotosScene(ONE, 2), scenes.StoryScene(TWO), scenes.TroubleScene(), on):
        assert not fewer.resume(gone)
        assert fewer.scene == on


def test_wishes_are_kept_within_what_there_is(hand: Hand) -> None:
    """Size goes round in four, volume stays from 0 to 1, languages are the exhibit's."""
    visit = go(hand)
    assert visit.wishes == Preferences("nl", 0, high_contrast=False, volume=0.4, captions=True)
    sizes, languages, volumes = [], [], []
    for volume in (7, 0.5, -1, 1):
        visit.next_text_size()
        sizes.append(visit.wishes.text_size)
        visit.change_language()
        languages.append(visit.wishes.language)
        visit.set_volume(volume)
        volumes.append(visit.wishes.volume)
    assert (sizes, languages, volumes) == ([1, 2, 3, 0], ["en", "nl", "en", "nl"], [1, 0.5, 0, 1])
    visit.toggle_captions()
    visit.toggle_contrast()
    assert (visit.wishes.captions, visit.wishes.high_contrast) == (False, True)
    with pytest.raises(KioskError, match="language 'pl'"):
        visit.choose_language("pl")


def test_a_visit_begins_in_the_language_of_the_kiosk_if_the_exhibit_has_it(hand: Hand) -> None:
    """Otherwise in the exhibit's own; to begin in another is a fault, and told at once."""
    for asked, given_ in (("en", "en"), ("pl", "nl"), (None, "nl")):
        assert Preferences.usual(hand.exhibit, asked, volume=3) == Preferences(given_, volume=1)
    with pytest.raises(KioskError, match="'pl'"):
        Visit(hand.exhibit, hand.loop, hand.clock, hand.timings, Preferences("pl"))


@pytest.mark.parametrize("way", [[scenes.SignUpScene(ONE)], []], ids=["on the way back", "there"])
def test_a_reader_keeps_a_place_in_any_language(hand: Hand, way: list[scenes.Scene]) -> None:
    """The English story is shorter: its last sentence is shown, also where the kiosk just asks."""
    visit = go(hand, scenes.StoryScene(ONE, 2), *way)
    hand.wait(130)
    assert isinstance(visit.scene, scenes.StillThereScene)
    visit.choose_language("en")
    visit.touch()
    hand.settle()
    assert not way or visit.back()
    assert visit.scene == scenes.StoryScene(ONE, 1)
    visit.choose_language("nl")
    assert visit.scene == scenes.StoryScene(ONE, 1)


NOWHERE = [
    *(scenes.CooperativeScene("nobody"), scenes.StoryScene("nobody"), scenes.SignUpScene("nobody")),
    *(scenes.StoryScene(ONE, 4), scenes.StoryScene(ONE, -1), scenes.PhotosScene(ONE, 3)),
    *(scenes.PhotosScene(ONE, -1), scenes.PhotosScene("nobody"), scenes.FilmScene(ONE, 1)),
    *(scenes.FilmScene("nobody"), scenes.AboutScene(-1), scenes.CreditsScene(-1)),
    *(scenes.TroubleScene(), scenes.StillThereScene(scenes.HomeScene(), 20)),
]


@pytest.mark.parametrize("scene", NOWHERE, ids=str)
def test_a_scene_that_cannot_exist_is_a_fault(hand: Hand, scene: scenes.Scene) -> None:
    """It is told at once, and the visitor stays where he was."""
    visit = go(hand)
    for turn in (visit.open, visit.replace):
        with pytest.raises(KioskError):
            turn(scene)
    assert visit.scene == scenes.HomeScene()


@pytest.mark.parametrize("scene", [*SOMEWHERE, *SLOW], ids=str)
def test_nobody_is_forgotten_without_being_asked(hand: Hand, scene: scenes.Scene) -> None:
    """After 60 s, or 120 s where one reads or writes, the kiosk asks, and counts 20 s down."""
    visit = go(hand, scene)
    limit = 120 if scene in SLOW else 60
    hand.wait(limit - 1)
    assert visit.scene == scene
    hand.wait(1)
    assert visit.scene == scenes.StillThereScene(scene, 20)
    seen = []
    for _ in range(20):
        seen.append(visit.scene.seconds_left)
        hand.wait(1)
    assert seen == list(range(20, 0, -1))
    assert isinstance(visit.scene, scenes.AttractScene)


def test_time_to_answer_can_be_had_any_number_of_times(hand: Hand) -> None:
    """A touch answers the question, presses nothing, and leads back to the same place."""
    visit = go(hand, scenes.CooperativeScene(ONE), scenes.PhotosScene(ONE, 1))
    for _ in range(25):
        hand.wait(79)
        assert visit.scene == scenes.StillThereScene(scenes.PhotosScene(ONE, 1), 1)
        assert visit.touch() is True
        assert (visit.scene, visit.direction) == (scenes.PhotosScene(ONE, 1), "none")
    hand.settle()
    assert visit.back()
    assert visit.scene == scenes.CooperativeScene(ONE)


def test_nothing_of_one_visitor_is_left_for_the_next(hand: Hand) -> None:
    """Wishes, way and number are new when the kiosk has wiped."""
    visit = go(hand, scenes.CooperativeScene(ONE), scenes.SignUpScene(ONE))
    number = visit.number
    visit.choose_language("en")
    visit.next_text_size()
    visit.toggle_contrast()
    visit.set_volume(1)
    visit.toggle_captions()
    hand.wait(140)
    assert isinstance(visit.scene, scenes.AttractScene)
    assert visit.wishes == Preferences("nl")
    assert visit.number != number
    hand.wake()
    assert visit.scene == scenes.HomeScene()
    assert not visit.back()


@pytest.mark.parametrize("asked_before", [False, True])
def test_a_touch_after_a_long_sleep_is_a_new_visitors(hand: Hand, *, asked_before: bool) -> None:
    """Even before the first tick, nobody gets to see what another was at; a tick wipes it."""
    for is_touched in (False, True):
        visit = go(hand, scenes.SignUpScene(ONE))
        visit.next_text_size()
        if asked_before:
            hand.wait(121)
        hand.clock.wind(600)
        if is_touched:
            assert visit.touch() is True
            assert (visit.scene, visit.wishes) == (scenes.HomeScene(), Preferences("nl"))
            assert not visit.back()
        else:
            visit.tick()
            assert isinstance(visit.scene, scenes.AttractScene)


def test_the_calendar_may_jump(hand: Hand) -> None:
    """Setting the date forwards or back neither wipes a visit nor keeps it."""
    visit = go(hand, scenes.WorkshopScene())
    hand.clock.set_calendar(hand.clock.now().replace(year=2031))
    visit.tick()
    assert visit.scene == scenes.WorkshopScene()
    hand.clock.set_calendar(hand.clock.now().replace(year=1970))
    hand.wait(80)
    assert not visit.attended


def test_who_watches_a_film_is_not_asked(hand: Hand) -> None:
    """While a film plays there is no countdown; afterwards idleness counts from its end."""
    visit = go(hand, scenes.FilmScene(ONE))
    hand.wait(50)
    visit.touch()
    visit.film_started(20_000)
    hand.wait(20)
    visit.film_stopped()
    hand.wait(59)
    assert visit.scene == scenes.FilmScene(ONE)
    hand.wait(1)
    assert isinstance(visit.scene, scenes.StillThereScene)


def test_a_film_that_never_ends_keeps_nobody(hand: Hand) -> None:
    """If the player never says that it stopped, its length and a little grace are all it gets."""
    visit = go(hand, scenes.FilmScene(ONE))
    visit.touch()
    visit.film_started(20_000)
    hand.wait(20 + 5 + 59)
    assert visit.scene == scenes.FilmScene(ONE)
    hand.wait(1)
    assert isinstance(visit.scene, scenes.StillThereScene)
    hand.wait(20)
    assert not visit.attended


@given(calls=st.lists(st.tuples(st.integers(-9, 9_000_000), st.floats(0, 30)), min_size=1))
@settings(max_examples=30)
def test_no_player_however_mad_holds_a_visit(calls: list[tuple[int, float]]) -> None:
    """A player that starts again and again, and lies about its length, is outwaited."""
    hand = Hand(make_exhibit(((1, 1),)), HandWoundClock())
    visit = go(hand, scenes.FilmScene(ONE))
    visit.touch()
    for remaining_ms, seconds in calls:
        visit.film_started(remaining_ms)
        hand.clock.wind(seconds)
        visit.tick()
    elapsed = sum(seconds for _, seconds in calls)
    hand.wait(max(0.0, 20 + 5 + 60 + 20 - elapsed) + 0.5)
    assert not visit.attended


def test_a_film_that_comes_too_late_is_let_pass(hand: Hand) -> None:
    """What a player says after its scene has gone holds nothing."""
    visit = go(hand, scenes.FilmScene(ONE))
    visit.film_started(20_000)
    visit.back()
    visit.film_started(20_000)
    visit.film_stopped()
    hand.wait(60)
    assert isinstance(visit.scene, scenes.StillThereScene)


def test_trouble_is_left_by_a_touch_by_home_and_by_itself(hand: Hand) -> None:
    """They lead on to the cards, press nothing else, and keep wishes; in the end comes the loop."""
    visit = go(hand, scenes.CooperativeScene(ONE))
    visit.next_text_size()
    visit.trouble()
    visit.trouble()
    assert (visit.scene, visit.direction) == (scenes.TroubleScene(), "none")
    assert visit.touch() is True
    assert visit.scene == scenes.TroubleScene()
    hand.settle()
    assert visit.touch() is True
    assert visit.scene == scenes.HomeScene()
    assert not visit.back()
    assert visit.wishes.text_size == 1
    visit.trouble()
    hand.settle()
    assert not visit.open(scenes.AboutScene())
    assert visit.home()
    assert visit.scene == scenes.HomeScene()
    visit.trouble()
    hand.wait(14)
    assert visit.scene == scenes.TroubleScene()
    hand.wait(1)
    assert visit.scene == scenes.HomeScene()
    hand.wait(65)
    assert not visit.attended


@pytest.mark.parametrize("waited", [0, 59])
def test_trouble_that_nobody_saw_leads_to_the_loop(hand: Hand, waited: float) -> None:
    """In the loop, or when the visitor has long gone, Trouble ends in the loop."""
    visit = go(hand, scenes.WorkshopScene()) if waited else hand.visit
    hand.wait(waited)
    visit.trouble()
    hand.wait(15)
    assert isinstance(visit.scene, scenes.AttractScene)
    assert visit.wishes == Preferences("nl")


def test_what_comes_when_nobody_is_there_is_let_pass(hand: Hand) -> None:
    """Late answers of a visitor who left open nothing and wish nothing."""
    visit, on = hand.visit, hand.visit.scene
    assert not any((visit.open(scenes.SignUpScene(ONE)), visit.replace(scenes.PhotosScene(ONE, 1))))
    assert not any((visit.back(), visit.home(), visit.restart()))
    visit.set_volume(1)
    visit.change_language()
    visit.film_started(1000)
    assert (visit.scene, visit.wishes) == (on, Preferences("nl"))


def test_the_loop_moves_on_when_an_item_is_over(hand: Hand) -> None:
    """Each item stays for its seconds, and then the next one comes."""
    visit = hand.visit
    for turn in range(1, 30):
        hand.wait(visit.scene.showing.seconds - 0.5)
        assert visit.scene.turn == turn - 1
        hand.wait(0.5)
        assert visit.scene.turn == turn


def test_an_item_that_fails_is_skipped_at_once_and_comes_again_later(hand: Hand) -> None:
    """Nobody watches a black screen; a minute later it may well go, and then it stays."""
    visit = hand.visit
    film = None
    while film is None:
        hand.wait(visit.scene.showing.seconds)
        film = visit.scene.showing.film
    turn = visit.scene.turn
    failed_at = hand.clock.seconds()
    visit.broken()
    assert visit.scene.turn == turn + 1
    while visit.scene.showing.film != film:
        hand.wait(visit.scene.showing.seconds, step=5)
    assert 60 <= hand.clock.seconds() - failed_at < 3600


def test_a_broken_item_told_too_late_disturbs_no_visitor(hand: Hand) -> None:
    """Whoever touched in between stays where he is."""
    on = hand.visit.scene.showing
    visit = go(hand, scenes.AboutScene())
    visit.broken()
    visit.broken(on)
    assert visit.scene == scenes.AboutScene()


def test_listeners_hear_every_change_and_nothing_else(hand: Hand) -> None:
    """The stage draws when there is something to draw."""
    visit, heard = hand.visit, []
    visit.listen(lambda: heard.append(visit.scene))
    visit.tick()
    assert heard == []
    visit.touch()
    assert heard == [scenes.HomeScene()]
    visit.set_volume(0.4)
    visit.choose_language("nl")
    assert len(heard) == 1
    visit.choose_language("en")
    assert len(heard) == 2
    hand.wait(62)
    assert heard[2:] == [scenes.StillThereScene(scenes.HomeScene(), left) for left in (20, 19, 18)]


def test_lengths_are_settings(hand: Hand) -> None:
    """A library may give its visitors more time."""
    patient = Timings(idle_seconds=300, countdown_seconds=60)
    visit = Visit(hand.exhibit, hand.loop, hand.clock, patient)
    visit.touch()
    for seconds, scene in (
        (299, scenes.HomeScene()),
        (1, scenes.StillThereScene(scenes.HomeScene(), 60)),
    ):
        hand.clock.wind(seconds)
        visit.tick()
        assert visit.scene == scene


ACTS = st.sampled_from(
    [
        lambda visit: visit.touch(),
        lambda visit: visit.open(scenes.CooperativeScene(TWO)),
        lambda visit: visit.open(scenes.StoryScene(TWO)),
        lambda visit: visit.open(scenes.FilmScene(TWO)),
        lambda visit: visit.open(scenes.SignUpScene(TWO)),
        lambda visit: visit.replace(scenes.PhotosScene(ONE, 1)),
        lambda visit: visit.back(),
        lambda visit: visit.home(),
        lambda visit: visit.restart(),
        lambda visit: visit.change_language(),
        lambda visit: visit.next_text_size(),
        lambda visit: visit.set_volume(0.9),
        lambda visit: visit.film_started(15_000),
        lambda visit: visit.film_stopped(),
        lambda visit: visit.trouble(),
        lambda visit: visit.broken(),
    ]
)


@given(acts=st.lists(st.tuples(ACTS, st.sampled_from([0.0, 0.4, 7.0, 61.0, 700.0]))))
@settings(max_examples=100)
def test_whatever_anybody_does_the_loop_plays_in_the_end(acts: list[tuple[Any, float]]) -> None:
    """No order of touches, films and faults leaves a visit behind, or a wish in the loop."""
    hand = Hand(make_exhibit(((2, 1), (1, 1))), HandWoundClock())
    visit = hand.visit
    for act, seconds in acts:
        act(visit)
        hand.clock.wind(seconds)
        visit.tick()
        if not visit.attended:
            assert visit.wishes == Preferences("nl")
            assert not visit.back()
    hand.wait(120 + 20 + 20 + 5 + 1)
    assert isinstance(visit.scene, scenes.AttractScene)


def test_a_double_tap_on_a_glass_that_stands_still_presses_once(hand: Hand) -> None:
    """Its second half comes after a long frame, and was still meant for the scene before."""
    visit = go(hand)
    assert visit.open(scenes.CooperativeScene(ONE))
    hand.clock.wind(2)
    visit.settling.stalled(2)
    assert visit.touch()
    assert not visit.open(scenes.StoryScene(ONE))
    hand.clock.wind(1)
    visit.settling.stalled(0.5)
    assert visit.open(scenes.StoryScene(ONE))


def test_a_glass_that_is_always_slow_can_be_pressed(hand: Hand) -> None:
    """Where every frame takes half a second, a touch a second later does what it should."""
    visit = hand.visit
    visit.touch()
    for scene in (scenes.CooperativeScene(ONE), scenes.StoryScene(ONE), scenes.HomeScene()):
        for _ in range(2):
            hand.clock.wind(0.5)
            visit.settling.stalled(0.75)
        assert not visit.touch()
        assert visit.open(scene)
