"""The QR codes on the glass, read from its pixels by a decoder that is not ours."""

from datetime import UTC, date, datetime
from typing import Any

import eyes
import pytest
import zxingcpp
from glass import Kiosk, MakeKiosk
from icalendar import Calendar
from PIL.Image import Image
from test_layout import LAPTOP, on_every_glass

from kiosk.ui.widgets.qr import QrCode
from kiosk.visit import scene as scenes
from kiosk.visit.preferences import TEXT_SIZES

LEAST_MODULE_PX = 3
"""Pixels along one square of a code: a telephone held before the glass needs that."""


def codes(picture: Image) -> list[str]:
    """What the codes in a picture say."""
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


def on_the_glass(kiosk: Kiosk) -> list[Any]:
    """The codes that are drawn."""
    return [widget for widget in eyes.kind(kiosk, QrCode) if widget.texture]


def event(picture: Image) -> dict[str, object]:
    """The one calendar entry in the one code of a picture."""
    (text,) = codes(picture)
    (entry,) = Calendar.from_ical(text).walk("VEVENT")
    return {name: entry[name] for name in entry}


@pytest.mark.parametrize("stark", [False, True], ids=["normal", "stark"])
@on_every_glass
def test_the_workshop_goes_home_on_a_telephone(
    make_kiosk: MakeKiosk, size_px: tuple[int, int], stark: bool
) -> None:
    """On every screen, with letters of every size, in both contrasts, a telephone reads the date.

    Every square of the code is as large as the others, and large enough for a telephone.
    """
    kiosk = make_kiosk(size_px)
    kiosk.wake()
    for text_size in range(TEXT_SIZES):
        kiosk.wish(text_size=text_size, high_contrast=stark)
        kiosk.go(scenes.WorkshopScene())
        if not on_the_glass(kiosk):
            kiosk.screen.turn(1)
            kiosk.rest()
        entry = event(kiosk.pixels())
        assert entry["DTSTART"].dt == date(2018, 9, 12)  # type: ignore[attr-defined]
        assert "Panningen" in str(entry["LOCATION"])
        assert "Werkbijeenkomst" in str(entry["SUMMARY"])
        (code,) = on_the_glass(kiosk)
        assert code.side % code.modules == 0
        assert code.side // code.modules >= LEAST_MODULE_PX


def test_an_hour_is_told_in_universal_time(make_kiosk: MakeKiosk) -> None:
    """Half past seven in Gennep is 17:30 in UTC, whatever the telephone thinks of summer time."""
    kiosk = make_kiosk(LAPTOP, place="gennep")
    kiosk.go(scenes.WorkshopScene())
    picture = kiosk.pixels()
    (text,) = codes(picture)
    assert "DTSTART:20181003T173000Z" in text.splitlines()
    entry = event(picture)
    assert entry["DTEND"].dt == datetime(2018, 10, 3, 19, 30, tzinfo=UTC)  # type: ignore[attr-defined]
    assert "BiblioPlus" in str(entry["LOCATION"])


def test_the_code_is_in_the_visitors_language(make_kiosk: MakeKiosk) -> None:
    """Who reads English takes an English entry home."""
    kiosk = make_kiosk(LAPTOP, language="en", place="gennep")
    kiosk.go(scenes.WorkshopScene())
    assert "Workshop" in str(event(kiosk.pixels())["SUMMARY"])


def test_after_the_last_workshop_there_is_no_code(make_kiosk: MakeKiosk) -> None:
    """A date that has passed is on no code, and on no screen as coming."""
    kiosk = make_kiosk(LAPTOP, today=date(2019, 1, 7))
    kiosk.go(scenes.WorkshopScene())
    assert codes(kiosk.pixels()) == []


@on_every_glass
def test_the_sign_up_goes_home_as_an_address(
    make_kiosk: MakeKiosk, size_px: tuple[int, int]
) -> None:
    """The code beside the e-mail address opens a letter to it."""
    kiosk = make_kiosk(size_px)
    kiosk.wake()
    for stark in False, True:
        kiosk.wish(text_size=2, high_contrast=stark)
        kiosk.go(scenes.SignUpScene(workshop=True))
        assert codes(kiosk.pixels()) == [f"mailto:{kiosk.exhibit.contact.email}"]


@on_every_glass
def test_more_about_this_is_a_link(make_kiosk: MakeKiosk, size_px: tuple[int, int]) -> None:
    """Among the pages of "About" one carries the exhibit's own address on the web."""
    kiosk = make_kiosk(size_px)
    kiosk.wake()
    for text_size in (0, 2):
        kiosk.wish(text_size=text_size)
        found: list[str] = []
        for page in range(20):
            kiosk.go(scenes.AboutScene(page))
            if on_the_glass(kiosk):
                found += codes(kiosk.pixels())
            if kiosk.screen.last:
                break
        assert found == [kiosk.exhibit.contact.link]
