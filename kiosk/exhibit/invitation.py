"""A workshop as a calendar entry, small enough for a QR code: no network is needed to take it home.

The text is iCalendar (RFC 5545). It is the same each time it is made, so that scanning it twice
puts it into a calendar once.
"""

from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event

from kiosk.exhibit import model
from kiosk.exhibit.agenda import moments, zone

LASTS = timedelta(hours=2)
"""How long to keep free when the end is not known."""

SUMMARY_LETTERS = 48
"""The heading in the calendar is cut to so many, so that the code stays coarse enough to scan."""

LOCATION_LETTERS = 72
"""With more than this the address goes; library and town stay."""


def calendar_text(
    workshop: model.Workshop,
    place: model.Place,
    exhibit: model.Exhibit,
    language: str,
    word: str = "Workshop",
) -> str:
    """The workshop as iCalendar text with CRLF line ends; `word` opens its heading.

    Hours are in UTC, so that no timezone need be described; a workshop without a known hour lasts
    all day. Raises PreparedError if the exhibit's timezone is not known.
    """
    event = Event()
    event.add("uid", f"{workshop.date:%Y%m%d}-{workshop.place}@{exhibit.id}")
    event.add("dtstamp", datetime.combine(workshop.date, time.min, UTC))
    starts, ends = moments(workshop, zone(exhibit))
    if starts is None:
        event.add("dtstart", workshop.date)
    else:
        event.add("dtstart", starts)
        event.add("dtend", ends or starts + LASTS)
    event.add("summary", _cut(f"{word}: {_line(exhibit.title.into(language))}", SUMMARY_LETTERS))
    event.add("location", _location(place))
    calendar = Calendar()
    calendar.add("prodid", "-//kiosk//")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content.decode()


def _location(place: model.Place) -> str:
    """Library, address and town, the town only if the library's name does not say it already."""
    town = "" if place.town.casefold() in place.library.casefold() else place.town
    whole = ", ".join(_line(part) for part in (place.library, place.address, town) if part)
    if len(whole) <= LOCATION_LETTERS:
        return whole
    return ", ".join(_line(part) for part in (place.library, town) if part)


def _line(words: str) -> str:
    """On one line, whatever the author typed."""
    return " ".join(words.split())


def _cut(words: str, letters: int) -> str:
    """At most so many letters, at the end of a word if there is one."""
    if len(words) <= letters:
        return words
    kept = words[: letters - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept).rstrip(" :,") + "…"
