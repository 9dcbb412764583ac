"""The workshop in two lines, for the band, Home and the workshop's own screen."""

from kiosk.exhibit.agenda import Announcement
from kiosk.i18n.catalogue import Say
from kiosk.i18n.dates import Dates


def announce(
    notice: Announcement, say: Say, dates: Dates, *, brief: bool = False
) -> tuple[str, str]:
    """Headline and second line. What is doubtful or unknown is not said. `brief` only tells."""
    workshop, place = notice.workshop, notice.place
    if notice.kind == "listed":
        return (
            say("Workshops in the region"),
            say("Touch here for the dates"),
        )
    if workshop is None or place is None:
        return (
            say("The workshops are over"),
            say("Would you like to take part? Leave your name."),
        )
    day = dates.day(workshop.date, year=notice.with_year)
    words = say("{day}, {town}") if brief else say("{day}: join the conversation in {town}")
    headline = words.format(day=day[:1].upper() + day[1:], town=place.town)
    line = say("Workshop at {library}").format(library=place.library)
    if workshop.starts is not None:
        line = say("{first}, {second}").format(first=line, second=dates.hour(workshop.starts))
    if notice.days is not None:
        line = say("{first}, {second}").format(first=line, second=dates.in_days(notice.days))
    return headline, line
