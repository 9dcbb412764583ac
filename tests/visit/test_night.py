"""Outside opening hours the glass is black, and says why to whoever touches it."""

from datetime import datetime

import pytest
from visit.conftest import Hand

from kiosk.errors import KioskError
from kiosk.visit import scene as scenes

OPENS = datetime(2018, 10, 3, 10, 0)  # noqa: DTZ001 - as the library's own clock shows it


def test_the_glass_goes_black_when_the_library_closes(hand: Hand) -> None:
    """And plays its loop again when it opens."""
    assert hand.visit.sleep(OPENS)
    assert hand.visit.scene == scenes.NightScene(OPENS)
    assert not hand.visit.attended
    hand.wait(3600, step=60)
    assert hand.visit.scene == scenes.NightScene(OPENS)
    hand.visit.wake()
    assert isinstance(hand.visit.scene, scenes.AttractScene)


def test_nobody_is_sent_away(hand: Hand) -> None:
    """Who is still reading at closing time reads on; after that the glass goes black."""
    visit = hand.wake()
    assert not visit.sleep(OPENS)
    assert visit.scene == scenes.HomeScene()
    hand.wait(100)
    assert visit.sleep(OPENS)


def test_a_touch_is_answered_for_a_moment(hand: Hand) -> None:
    """It opens nothing, and each touch begins the moment anew."""
    visit = hand.visit
    visit.sleep(OPENS)
    assert visit.touch()
    assert visit.scene == scenes.NightScene(OPENS, asked=True)
    assert not visit.attended
    assert not visit.open(scenes.HomeScene())
    hand.wait(6)
    assert visit.touch()
    hand.wait(6)
    assert visit.scene == scenes.NightScene(OPENS, asked=True)
    hand.wait(3)
    assert visit.scene == scenes.NightScene(OPENS)


def test_another_hour_is_taken_over(hand: Hand) -> None:
    """Staff change the hours in the evening: what is said is what holds now."""
    hand.visit.sleep(OPENS)
    number = hand.visit.number
    hand.visit.sleep(None)
    assert hand.visit.scene == scenes.NightScene(None)
    hand.visit.touch()
    assert hand.visit.sleep(None)
    assert hand.visit.scene == scenes.NightScene(None, asked=True)
    assert hand.visit.number > number


def test_only_the_hour_leads_to_the_night_and_out_of_it(hand: Hand) -> None:
    """No button does; and an open library has nothing to wake from."""
    scene = hand.visit.scene
    hand.visit.wake()
    assert hand.visit.scene is scene
    with pytest.raises(KioskError):
        hand.wake().open(scenes.NightScene())


def test_staff_end_a_visit_whole(hand: Hand) -> None:
    """When staff come, nothing of the visitor stays; at night it stays night."""
    visit = hand.wake()
    visit.toggle_contrast()
    number = visit.number
    visit.end()
    assert isinstance(visit.scene, scenes.AttractScene)
    assert not visit.wishes.high_contrast
    assert visit.number > number
    visit.sleep(OPENS)
    visit.end()
    assert visit.scene == scenes.NightScene(OPENS)
