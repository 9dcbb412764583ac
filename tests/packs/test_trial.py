"""When a new pack is given up, and when not: decision by decision."""

import sys

import pytest
from packs.library import Follower, files_of_at_most

from kiosk.errors import UsageError
from kiosk.packs.shelf import Shelf


@pytest.fixture
def two(kiosk: Follower) -> Follower:
    """A kiosk on which 'Oud' stood, and 'Nieuw' has just been loaded while it was running."""
    kiosk.bring("Oud")
    kiosk.shelf.begin("boot 1")
    kiosk.shelf.shown()
    kiosk.shelf.stood()
    kiosk.bring("Nieuw")
    return kiosk


def play(shelf: Shelf, story: str) -> str | None:
    """Live through a story; the title that is shown in the end.

    A number begins the program in that boot; `s`: its first scene was rendered; `t`: ten minutes
    passed; `l`: it left in order; `u`: it left because there was no screen; `b`: back was tapped.
    """
    title = None
    for event in story.split():
        match event:
            case "s":
                shelf.shown()
            case "t":
                shelf.stood()
            case "l":
                shelf.leaving()
            case "u":
                shelf.leaving_unseen()
            case "b":
                title = shelf.back().title_in("nl")
            case boot:
                pack = shelf.begin(f"boot {boot}")
                title = pack.title_in("nl") if pack else None
    return title


STORIES = {
    "it just works": ("s t 1", "Nieuw"),
    "two crashes": ("1 1", "Nieuw"),
    "a third crash in one boot": ("1 1 1", "Oud"),
    "crashes after its first scene": ("s 1 s 1 s 1", "Oud"),
    "crashes after ten minutes are no trial": ("s t 1 1 1 1 1", "Nieuw"),
    "leaving in order is no crash": ("l 1 l 1 l 1 l 1 l 1", "Nieuw"),
    "a plug pulled in the evening is no crash": ("s 2 s 3 s 4 s 5 s 6", "Nieuw"),
    "a new boot forgives crashes": ("1 1 s 2 2 2", "Nieuw"),
    "two boots without a first scene": ("2 3", "Nieuw"),
    "three boots without a first scene": ("2 3 4", "Oud"),
    "a boot with a first scene begins the count anew": ("2 3 s 4 5 6", "Nieuw"),
    "leaving in order from the dark does not count as a scene": ("l 2 l 3 l 4", "Oud"),
    "crashes in different boots without a scene": ("1 2 2 3 3 4", "Oud"),
    "starts without a screen are no crash": ("l 1 u 1 u 1 u 1 u 1", "Nieuw"),
    "boots without a screen are not dark": ("l 2 u 3 u 4 u 5 u 6", "Nieuw"),
    "a screen that goes is no crash": ("s l 1 s u 1 s u 1 s u 1", "Nieuw"),
    "two crashes between starts without a screen": ("1 1 u 1 u 1", "Nieuw"),
    "a third crash after starts without a screen": ("1 1 u 1 u 1 1", "Oud"),
    "dark boots between boots without a screen": ("2 u 3 u 3 4 u 4 5", "Oud"),
    "no screen after it was loaded": ("u 1 1 1", "Nieuw"),
    "no screen after it was loaded, and then crashes": ("u 1 1 1 1", "Oud"),
    "after turning back it stays so": ("1 1 1 1 1 1 2 3 4 5 6", "Oud"),
}


@pytest.mark.parametrize(("story", "title"), STORIES.values(), ids=STORIES.keys())
def test_a_pack_that_crashes_or_is_dark_is_given_up(two: Follower, story: str, title: str) -> None:
    """On trial until its first scene and ten minutes; then nothing turns it back."""
    assert play(two.shelf, story) == title
    assert (two.shelf.began_by_turning_back is not None) == (title == "Oud")


def test_what_was_given_up_is_told_until_something_is_done(two: Follower) -> None:
    """Health says so on the next days too; loading a pack, or one tap, ends it."""
    play(two.shelf, "1 1 1")
    given_up = two.shelf.began_by_turning_back
    assert given_up.title_in("nl") == "Nieuw"
    assert two.shelf.last() == given_up
    assert two.shelf.previous() is None
    again = two.again()
    again.shelf.begin("boot 9")
    assert again.shelf.began_by_turning_back == given_up
    again.load(two.stick)
    assert again.shelf.began_by_turning_back is None
    assert again.shelf.on() == given_up


def test_a_first_pack_gives_way_to_the_exhibit_that_ships(kiosk: Follower) -> None:
    """There is always something to show; the kiosk stays enrolled, and keeps the terms."""
    pack = kiosk.bring("Eerste")
    assert kiosk.shelf.on_trial
    assert play(kiosk.shelf, "1 1 1") == "Eerste"  # there was nothing to crash before the first
    assert play(kiosk.shelf, "1") is None
    assert kiosk.shelf.on() is None
    assert kiosk.shelf.last() == pack
    assert kiosk.shelf.publisher() is not None
    assert kiosk.shelf.exhibit(pack).signups is not None


def test_where_nobody_knows_the_boot_a_start_is_a_boot(kiosk: Follower) -> None:
    """Then only a pack that never shows anything is given up."""
    kiosk.bring("Eerste")
    for _ in range(5):
        assert kiosk.shelf.begin("") is not None
        kiosk.shelf.shown()
    for _ in range(3):
        assert kiosk.shelf.begin("") is not None
    assert kiosk.shelf.begin("") is None


def test_one_tap_turns_back_and_another_forth(two: Follower) -> None:
    """The tap is undone by a tap; the pack that never stood is on trial again."""
    shelf = two.shelf
    assert shelf.on_trial
    assert shelf.back().title_in("nl") == "Oud"
    assert not shelf.on_trial
    assert shelf.back().title_in("nl") == "Nieuw"
    assert shelf.on_trial
    assert play(shelf, "1 1 1") == "Oud"


def test_a_correction_that_fails_too_turns_back_to_what_stood(two: Follower) -> None:
    """Two new packs within ten minutes: neither has proven itself, the one before them has."""
    two.shelf.shown()
    two.bring("Verbeterd")
    assert two.titles() == ["Verbeterd", "Nieuw", "Oud"]  # the second is still on the glass
    assert play(two.shelf, "1 1 1") == "Oud"


def test_a_pack_that_is_not_the_one_shown_does_not_stand_its_trial(two: Follower) -> None:
    """While files of it are missing, the ten minutes are those of the one before."""
    on = two.shelf.on()
    (two.shelf.blobs / on.index).unlink()
    assert play(two.shelf, "1 s t") == "Oud"
    assert two.shelf.on_trial
    two.load(two.stick)
    assert play(two.shelf, "s t") is None
    assert not two.shelf.on_trial


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on files")
def test_a_full_disk_does_not_darken_the_glass(two: Follower) -> None:
    """What cannot be counted is shown all the same."""
    with files_of_at_most(0):
        shown = two.shelf.begin("boot 1")
    assert shown.title_in("nl") == "Nieuw"


def test_there_may_be_nothing_to_turn_back_to(kiosk: Follower) -> None:
    """Said as a mistake in words, with nothing changed."""
    with pytest.raises(UsageError, match="no pack to turn back to"):
        kiosk.shelf.back()
    pack = kiosk.bring("Eerste")
    with pytest.raises(UsageError, match="no pack to turn back to"):
        kiosk.shelf.back()
    assert kiosk.shelf.on() == pack
