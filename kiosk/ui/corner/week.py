"""Days and hours as the pages of the corner write them."""

from datetime import date

from babel import Locale

from kiosk import timetable
from kiosk.errors import InputError
from kiosk.timetable import Span, Week
from kiosk.ui.corner.page import CornerPage


def spans_words(page: CornerPage, spans: tuple[Span, ...]) -> str:
    """`10.00–17.00 uur, 19.00–21.00 uur`; `gesloten` if there is none."""
    if not spans:
        return str(page.say("closed"))
    if any(span.begins == span.ends for span in spans):
        return str(page.say("all day"))
    return ", ".join(page.dates.hours(span.begins, span.ends) for span in spans)


def day_names(language: str) -> list[str]:
    """`Maandag` and so on, from Monday."""
    days = Locale(language).days["stand-alone"]["wide"]
    return [days[number][:1].upper() + days[number][1:] for number in range(7)]


def short_names(language: str) -> list[str]:
    """`ma` and so on, from Monday."""
    days = Locale(language).days["stand-alone"]["abbreviated"]
    return [days[number].removesuffix(".") for number in range(7)]


def week_of(page: CornerPage) -> Week:
    """The hours in the settings; none if nobody can read them."""
    settings = page.staff.settings
    try:
        return timetable.week(settings.hours) if settings is not None else {}
    except InputError:
        return {}


def closed_of(page: CornerPage) -> frozenset[date]:
    """The closed days in the settings; none if nobody can read them."""
    settings = page.staff.settings
    try:
        return timetable.days(settings.closed_days) if settings is not None else frozenset()
    except InputError:
        return frozenset()
