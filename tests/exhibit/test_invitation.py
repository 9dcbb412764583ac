"""A workshop that goes home in a phone, without a network."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from PIL import Image

from kiosk.errors import PreparedError
from kiosk.exhibit.invitation import calendar_text

if TYPE_CHECKING:
    from conftest import ExhibitMaker
    from icalendar import Event

    from kiosk.exhibit import model

GENNEP, VENRAY, PANNINGEN = 1, 2, 0


def text_of(exhibit: model.Exhibit, number: int, language: str = "nl") -> str:
    """The invitation to one of the five."""
    workshop = exhibit.workshops[number]
    return calendar_text(workshop, exhibit.place(workshop.place), exhibit, language)


def read(text: str) -> Event:
    """The one entry a phone finds in the text."""
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


def test_a_phone_reads_the_right_hours(exhibit: model.Exhibit) -> None:
    """In summer and in winter, by a clock anywhere; without an hour it is there all day."""
    gennep, venray = read(text_of(exhibit, GENNEP)), read(text_of(exhibit, VENRAY))
    assert gennep.decoded("dtstart") == datetime(2018, 10, 3, 17, 30, tzinfo=UTC)
    assert gennep.decoded("dtend") == datetime(2018, 10, 3, 19, 30, tzinfo=UTC)
    assert venray.decoded("dtstart") == datetime(2018, 11, 1, 18, 30, tzinfo=UTC)
    assert gennep["location"] == "BiblioPlus, Ellen Hoffmannplein 2, Gennep"
    assert venray["location"] == "BiblioNu Venray"
    panningen = read(text_of(exhibit, PANNINGEN))
    assert panningen.decoded("dtstart") == date(2018, 9, 12)
    assert "dtend" not in panningen


def test_without_an_end_two_hours_are_kept_free(make_exhibit: ExhibitMaker) -> None:
    """By the clock of a timezone that somebody knows."""
    one = make_exhibit.workshop("gennep", date(2018, 10, 3), time(19, 30))
    event = read(text_of(make_exhibit(workshops=[one]), 0))
    assert event.decoded("dtend") == datetime(2018, 10, 3, 19, 30, tzinfo=UTC)
    with pytest.raises(PreparedError, match="timezone"):
        text_of(make_exhibit(timezone="Europe/Peel"), GENNEP)


def test_the_words_are_in_the_visitors_language(exhibit: model.Exhibit) -> None:
    """But the same entry, in whatever language it is scanned, and however often."""
    assert read(text_of(exhibit, GENNEP))["summary"] == "Workshop: Negen sociale coöperaties"
    assert read(text_of(exhibit, GENNEP, "en"))["summary"] == "Workshop: Nine social cooperatives"
    place = exhibit.place("gennep")
    polish = calendar_text(exhibit.workshops[GENNEP], place, exhibit, "pl", "Warsztat")
    assert read(polish)["summary"] == "Warsztat: Negen sociale coöperaties"
    texts = [text_of(exhibit, number) for number in range(5)]
    assert texts == [text_of(exhibit, number) for number in range(5)]
    assert len({read(text)["uid"] for text in texts}) == 5
    assert {read(text)["uid"] for text in texts} == {
        read(text_of(exhibit, number, "en"))["uid"] for number in range(5)
    }


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_code_can_be_scanned_at_arms_length(
    exhibit: model.Exhibit, number: int, language: str
) -> None:
    """At most 300 bytes: 69 modules at level M, which a camera reads at four pixels each."""
    text = text_of(exhibit, number, language)
    assert len(text.encode()) <= 300
    code = segno.make(text, error="m", boost_error=False)
    assert code.symbol_size(border=0) <= (69, 69)
    picture = BytesIO()
    code.save(picture, kind="png", scale=4)
    (seen,) = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
    assert seen.text == text


@given(
    library=st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=80),
    address=st.none() | st.text(st.characters(codec="utf-8", exclude_categories=("C",))),
    title=st.text(
        st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=80
    ),
)
@settings(max_examples=100)
def test_whatever_an_author_types_a_phone_can_read(
    exhibit: model.Exhibit, library: str, address: str | None, title: str
) -> None:
    """Commas, semicolons, line ends and long words break neither a line nor the entry."""
    place = exhibit.place("gennep").model_copy(update={"library": library, "address": address})
    other = exhibit.model_copy(update={"title": exhibit.title.model_validate({"nl": title})})
    text = calendar_text(exhibit.workshops[GENNEP], place, other, "nl")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    event = read(text)
    assert len(event["summary"]) <= 48
    assert " ".join(library.split()) in event["location"]
    if len(title) < 30:
        assert " ".join(title.split()) in event["summary"]


def test_what_is_too_long_is_cut_between_words(exhibit: model.Exhibit) -> None:
    """A code has little room, and a line end in a name ends nothing in it."""
    title = exhibit.title.model_validate({"nl": "Een tentoonstelling over samen wonen en werken"})
    place = exhibit.place("gennep").model_copy(update={"address": "Lange straat " * 9})
    other = exhibit.model_copy(update={"title": title})
    event = read(calendar_text(exhibit.workshops[GENNEP], place, other, "nl"))
    assert event["summary"] == "Workshop: Een tentoonstelling over samen wonen…"
    assert event["location"] == "BiblioPlus, Gennep"
    place = exhibit.place("gennep").model_copy(update={"library": "Biblio\r\nEND:VEVENT; Plus"})
    event = read(calendar_text(exhibit.workshops[GENNEP], place, exhibit, "nl"))
    assert event["location"].startswith("Biblio END:VEVENT; Plus, ")
