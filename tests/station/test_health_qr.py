"""Health as a code: a phone reads it, and whoever it is sent to reads the same."""

import io
from dataclasses import replace

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from station.facts import BARE, FULL

from kiosk.errors import InputError
from kiosk.station import health_qr
from kiosk.station.health import Resting
from kiosk.station.health_qr import MAX_CHARACTERS, read

HEALTH = replace(FULL, demo=True, clock="jumped")
CODE = (
    "KIOSK1|!=back,clock|t=20181003T1012+0200|c=jumped|v=0.1.0|k=k-ab12cd34|o=yes|p=gennep"
    "|x=limburg-2018,3,20180901|y=yes|g=limburg-2018,4,20180930|f=12341234123412345678|d=12345"
    "|m=1500|l=20181002T0930,ERROR,kiosk.ui.app,StoreError|s=3|h=5|w=20180914|b=20180913|n=12345678"
)


def test_the_code_holds_all_that_helps_from_afar() -> None:
    """Short enough for a phone; what is not known is left out."""
    assert health_qr.write(HEALTH) == CODE
    assert len(CODE) < 300
    assert health_qr.write(BARE) == "KIOSK1|t=20181003T1012+0200|c=battery|v=0.1.0|s=0|h=0"


def test_the_code_is_read_as_it_was_written() -> None:
    """With words for who does not know the letters."""
    lines = dict(read(CODE))
    assert lines["kiosk"] == "k-ab12cd34"
    assert lines["its clock"] == "it jumped, and cannot be right"
    assert lines["attention"] == (
        "The newest content is not on: the kiosk went back to the one before."
        " The date may be wrong. Look at it, and say whether it is right."
    )
    assert lines["content (exhibit, number, made)"] == "limburg-2018,3,2018-09-01"
    assert len(lines) == CODE.count("|")


def test_a_phone_reads_the_code() -> None:
    """From a picture, as any program for codes sees it."""
    drawn = io.BytesIO()
    segno.make(health_qr.write(HEALTH), micro=False).save(drawn, kind="png", scale=4)
    (seen,) = zxingcpp.read_barcodes(Image.open(drawn).convert("L"))
    assert seen.text == CODE


@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_in_it_breaks_the_code(place: str, module: str) -> None:
    """Whatever a settings file or a journal holds."""
    trouble = replace(FULL.trouble, module=module, kind="")
    code = health_qr.write(replace(HEALTH, place=place, trouble=trouble))
    assert code.isascii()
    assert code.isprintable()
    lines = dict(read(code))
    assert lines["kiosk"] == "k-ab12cd34"
    assert lines["sign-ups here"] == "5"


@given(st.text())
def test_a_code_that_somebody_made_up_steers_no_terminal(text: str) -> None:
    """It is refused, or shown without any sign but printable ASCII."""
    for made_up in (text, f"KIOSK1|{text}", f"KIOSK1|!={text}|c={text}|{text}={text}"):
        try:
            lines = read(made_up)
        except InputError:
            continue
        assert all(word.isascii() and word.isprintable() for line in lines for word in line)


@pytest.mark.parametrize(
    "text", ["", "https://example.org", "KIOSK|k=1", "KIOSKx|", "KIOSK1|" + "x" * MAX_CHARACTERS]
)
def test_what_is_no_code_of_a_kiosk_is_told(text: str) -> None:
    """Posters have codes, too."""
    with pytest.raises(InputError, match="no code of a kiosk"):
        read(text)


def test_letters_nobody_knows_are_shown_as_they_are() -> None:
    """As they stand there; but a code of a newer kiosk is told."""
    assert read("KIOSK1|z=9|c=odd|!=odd,clock|alone||") == (
        ("z", "9"),
        ("its clock", "odd"),
        ("attention", "odd The date may be wrong. Look at it, and say whether it is right."),
        ("alone", ""),
    )
    with pytest.raises(InputError, match="newer program"):
        read("KIOSK2|k=1")


def test_what_rests_is_in_the_code() -> None:
    """What, whose and why; with many of them the code stays small."""
    film = Resting("film", "buurtsleutel", "stalled", "De Buurtsleutel")
    photo = Resting("photo", None, "unread")
    code = health_qr.write(replace(HEALTH, resting=(film, photo)))
    assert dict(read(code))["resting (what, whose, why)"] == (
        "film,buurtsleutel,stalled;photo,-,unread"
    )
    longest = Resting("film", "a" * 32, "damaged")
    code = health_qr.write(replace(HEALTH, resting=(longest,) * 100))
    assert ";+96" in code
    assert len(code) < 600
