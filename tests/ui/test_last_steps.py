"""The end of the form: the last look, the thanks, and the way to be forgotten again."""

from datetime import date
from itertools import pairwise

import eyes
import pytest
import zxingcpp
from glass import Kiosk, MakeKiosk, OpenIntake
from test_layout import FULL_HD, PORTRAIT
from test_sign_up import SIZES, fill_in, open_form

from kiosk.ui.widgets.answer import Answer
from kiosk.visit import scene as scenes

GENNEP = ("gennep", date(2018, 10, 3))


def at_the_last_look(kiosk: Kiosk, **answers: object) -> None:
    """Everything is answered, and stands there once more."""
    open_form(kiosk)
    fill_in(kiosk, "check", **answers)


@pytest.mark.parametrize("size_px", SIZES.values(), ids=SIZES.keys())
def test_the_answers_stand_in_one_table(
    make_kiosk: MakeKiosk, intake: OpenIntake, size_px: tuple[int, int]
) -> None:
    """Row on row without a hole, "Change" right under "Change", no letter smaller than another.

    With larger letters the same on more pages, and all are seen before "Save it".
    """
    kiosk = make_kiosk(size_px, intake=intake)
    at_the_last_look(kiosk, email="marie-jose.vandenheuvel@bibliotheek.example")
    for text_size in range(3):
        kiosk.wish(text_size=text_size)
        kiosk.rest()
        steps = []
        while True:
            rows = eyes.kind(kiosk, Answer)
            rows.sort(key=lambda row: -row.y)
            steps += [row.label for row in rows]
            for upper, lower in pairwise(rows):
                assert eyes.box(upper).y == pytest.approx(eyes.box(lower).top, abs=1)
            assert len({(row.x, row.width) for row in rows}) == 1
            assert {row.ids.answer.shrink for row in rows} == {1.0}
            if kiosk.can("Save it"):
                break
            kiosk.press("Go on")
        assert steps == [
            kiosk.say(words) for words in ("First name", "E-mail", "Speaks to you", "We may")
        ]


@pytest.mark.parametrize("size_px", [FULL_HD, PORTRAIT], ids=["landscape", "portrait"])
@pytest.mark.parametrize("text_size", [0, 2])
def test_the_thanks_say_when_it_is(
    make_kiosk: MakeKiosk, intake: OpenIntake, size_px: tuple[int, int], text_size: int
) -> None:
    """The evening that was chosen, and a code that puts it into a telephone's calendar."""
    kiosk = make_kiosk(size_px, intake=intake)
    at_the_last_look(kiosk, workshops=frozenset({GENNEP}))
    kiosk.wish(text_size=text_size)
    kiosk.screen.save()
    kiosk.rest()
    kiosk.rest()
    codes = {barcode.text for barcode in zxingcpp.read_barcodes(kiosk.pixels())}
    assert intake.codes[0] in codes
    if text_size:
        kiosk.press("The date")
        codes |= {barcode.text for barcode in zxingcpp.read_barcodes(kiosk.pixels())}
    assert eyes.tells(kiosk, "Tot woensdag 3 oktober in Gennep")
    assert any("BEGIN:VEVENT" in code and "20181003" in code for code in codes)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2018, 9, 10), "U bent welkom op woensdag 12 september in Panningen"),
        (date(2019, 3, 1), ""),
    ],
)
def test_who_chose_no_evening_is_told_of_the_next(
    make_kiosk: MakeKiosk, intake: OpenIntake, today: date, said: str
) -> None:
    """And when all are over nothing is said of any."""
    kiosk = make_kiosk(intake=intake, today=today)
    at_the_last_look(kiosk)
    kiosk.screen.save()
    kiosk.rest()
    kiosk.rest()
    assert kiosk.screen.day == said
    assert bool(kiosk.screen.calendar) == eyes.tells(kiosk, "in uw agenda") == bool(said)


def test_a_code_has_no_nought_to_be_read_as_a_nine(kiosk: Kiosk) -> None:
    """The typeface strikes its noughts through; typed as an O they are taken for what they are."""
    from kiosk.signups import code

    drawn = code.draw()
    assert kiosk
    assert "0" not in code.shown("0" + drawn[1:])
    assert code.read(code.shown(drawn)) == drawn


def test_whoever_has_a_code_finds_the_way_from_about(
    make_kiosk: MakeKiosk, intake: OpenIntake
) -> None:
    """Who wants to be forgotten need not press "I want to join", and comes back to About."""
    kiosk = make_kiosk(intake=intake)
    kiosk.wake()
    kiosk.press("About this")
    while not kiosk.can("Delete my details"):
        kiosk.press("Continue")
    about = kiosk.scene
    kiosk.press("Delete my details")
    assert kiosk.scene == scenes.WithdrawScene()
    kiosk.panel.type("00000-00000")
    kiosk.press("Delete", "Done")
    assert kiosk.scene == about
