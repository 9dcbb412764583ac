"""Pages that are read to the end, and what comes after it."""

from datetime import date

import eyes
import pytest
from glass import Kiosk, MakeKiosk, OpenIntake
from test_layout import FULL_HD, PORTRAIT

from kiosk.ui.widgets.grid import Row
from kiosk.ui.widgets.prose import Prose
from kiosk.visit import scene as scenes

LONGEST_LINE = 80
"""Characters. An eye that comes back from a longer one does not find the next."""


def lines(kiosk: Kiosk) -> list[str]:
    """The lines of text on this page."""
    (prose,) = eyes.kind(kiosk, Prose)
    return [
        " ".join(piece.text for piece in line.pieces)
        for setting in prose.page.settings
        for line in setting.lines
    ]


@pytest.mark.parametrize("size_px", [FULL_HD, PORTRAIT], ids=["landscape", "portrait"])
def test_no_story_ends_on_one_line(make_kiosk: MakeKiosk, size_px: tuple[int, int]) -> None:
    """With letters of every size the last page of each has more than one, in each language."""
    kiosk = make_kiosk(size_px)
    kiosk.wake()
    for text_size in range(3):
        kiosk.wish(text_size=text_size)
        for cooperative in kiosk.exhibit.cooperatives:
            kiosk.go(scenes.StoryScene(cooperative.id))
            pages = kiosk.screen._pages  # noqa: SLF001 - turning to each takes a minute
            assert sum(len(setting.lines) for setting in pages[-1].settings) > 1, cooperative.id


def test_a_story_ends_with_where_to_go(make_kiosk: MakeKiosk, intake: OpenIntake) -> None:
    """Photos, the film, and to know more; and from each of them back."""
    kiosk = make_kiosk(intake=intake)
    kiosk.wake()
    one = kiosk.first.id
    kiosk.open(scenes.CooperativeScene(one))
    kiosk.press("Story")
    while kiosk.can("Continue"):
        assert not kiosk.can("Photos")
        kiosk.press("Continue")
    end = kiosk.scene
    for words, scene in (
        ("Photos", scenes.PhotosScene(one)),
        ("Film", scenes.FilmScene(one)),
        ("I want to know more", scenes.SignUpScene(cooperative=one)),
    ):
        kiosk.press(words)
        assert kiosk.scene == scene
        kiosk.visit.back()
        kiosk.rest()
        assert kiosk.scene == end
    kiosk.press("Previous")
    assert lines(kiosk)
    kiosk.press("Continue", "Done")
    assert kiosk.scene == scenes.CooperativeScene(one)


def test_what_happens_with_details_has_lines_that_can_be_followed(
    make_kiosk: MakeKiosk, intake: OpenIntake
) -> None:
    """Also on a wide glass."""
    kiosk = make_kiosk(FULL_HD, intake=intake)
    kiosk.wake()
    kiosk.open(scenes.SignUpScene())
    for text_size in range(3):
        kiosk.wish(text_size=text_size)
        kiosk.go(scenes.PrivacyScene())
        assert max(len(line) for line in lines(kiosk)) <= LONGEST_LINE


@pytest.mark.parametrize(
    ("place", "today", "marked"),
    [
        ("gennep", date(2018, 9, 10), "Gennep"),
        (None, date(2018, 9, 10), "Panningen"),
        (None, date(2018, 10, 20), "Venray"),
        (None, date(2018, 9, 1), None),
        (None, date(2018, 12, 1), None),
    ],
)
def test_where_and_when_marks_here_and_now(
    make_kiosk: MakeKiosk, place: str | None, today: date, marked: str | None
) -> None:
    """The place where the kiosk stands; where nobody knows that, the one where it opened last."""
    kiosk = make_kiosk(place=place, today=today)
    kiosk.wake()
    kiosk.go(scenes.AboutScene(99))
    rows = [row for row in eyes.kind(kiosk, Row) if row.marked]
    assert [row.title.split(" · ")[0] for row in rows] == ([marked] if marked else [])
    here = "U bent hier" if place else "Nu hier"
    assert all(row.line.startswith(here) for row in rows)


def test_when_all_is_over_it_is_said_once(make_kiosk: MakeKiosk) -> None:
    """Nothing is "also in the region", and no row repeats it."""
    kiosk = make_kiosk(today=date(2019, 3, 1))
    kiosk.wake()
    kiosk.open(scenes.WorkshopScene())
    words = eyes.texts(kiosk)
    assert {kiosk.say("The workshops are over"), kiosk.say("These were the workshops")} <= words
    assert kiosk.say("Also in the region") not in words
    assert kiosk.say("This workshop is over") not in words


def test_a_button_that_changes_its_word_moves_no_other(make_kiosk: MakeKiosk) -> None:
    """Whole photo or closer: who taps twice meets the same button."""
    kiosk = make_kiosk(FULL_HD)
    kiosk.wake()
    kiosk.go(scenes.PhotosScene(kiosk.first.id))
    closer, others = kiosk.find("Closer"), ("Back", "Overview", "Previous", "Continue")

    def places() -> list[tuple[float, ...]]:
        return [(*button.pos, *button.size) for button in (closer, *map(kiosk.find, others))]

    before = places()
    while closer.text != kiosk.say("Whole photo"):
        kiosk.tap(closer)
        assert places() == before
