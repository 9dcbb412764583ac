"""The routes of the staff's corner: which page is open at one moment, and what is on it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from kiosk.clock import DateDoubt
from kiosk.timetable import Span

Purpose: TypeAlias = Literal["enter", "choose", "again"]
"""Type the PIN; choose one because there is none; type the chosen one once more."""

Complaint: TypeAlias = Literal["", "wrong", "short", "easy", "differ", "failed"]
"""What was wrong with the last PIN: not the right one; too few digits; one that anybody would try
first; not the same twice; the disk did not take it."""

Question: TypeAlias = Literal["", "first", "other", "back", "forget"]
"""Asked before content changes: is this the right publisher? is it right that this is another
exhibition? really back to the content before? really follow this publisher no more?"""


@dataclass(frozen=True, slots=True)
class Route:
    """One page."""


@dataclass(frozen=True, slots=True)
class PinRoute(Route):
    """The PIN pad. What was typed is not here: only how much of it."""

    purpose: Purpose
    digits: int = 0
    """How many stand there."""
    complaint: Complaint = ""
    checking: bool = False
    """Handed in; nothing can be typed till the answer comes."""
    wait_seconds: int = 0
    """After wrong PINs: so long nobody may try. 0: now."""


@dataclass(frozen=True, slots=True)
class ForgottenRoute(Route):
    """Nobody knows the PIN: what the coordinator needs for a way back in."""

    kiosk: str
    number: str
    """A one-time number; its file opens this kiosk once."""


@dataclass(frozen=True, slots=True)
class MenuRoute(Route):
    """All that staff may do, as large buttons."""


@dataclass(frozen=True, slots=True)
class ContentRoute(Route):
    """The exhibit that is on, the one on a stick, and how the loading goes."""

    asks: Question = ""


@dataclass(frozen=True, slots=True)
class SignUpsRoute(Route):
    """How many wait, since when; to the stick."""


@dataclass(frozen=True, slots=True)
class PlaceRoute(Route):
    """Where this kiosk stands."""


@dataclass(frozen=True, slots=True)
class SoundRoute(Route):
    """How loud, and when softer."""


@dataclass(frozen=True, slots=True)
class HoursRoute(Route):
    """When the library is open, day by day of the week."""


@dataclass(frozen=True, slots=True)
class DayRoute(Route):
    """One day of the week, being changed; nothing is kept till staff say so."""

    weekday: int
    """0 is Monday."""
    spans: tuple[Span, ...]
    """None: closed."""
    also: frozenset[int] = frozenset()
    """Other days that are to have the same hours."""
    overlap: bool = False
    """They could not be kept: one span begins before another ends."""


@dataclass(frozen=True, slots=True)
class ClosedDaysRoute(Route):
    """One month, to choose days on which the library is closed."""

    month: date
    """Its first day."""


@dataclass(frozen=True, slots=True)
class CalendarRoute(Route):
    """The date and time, and whether they are right."""


@dataclass(frozen=True, slots=True)
class SetCalendarRoute(Route):
    """Date and time, being set; nothing is kept till staff say so."""

    local: datetime
    """As the library's own clocks show, without a zone."""


@dataclass(frozen=True, slots=True)
class SureDateRoute(Route):
    """Asks once more before an odd date is taken."""

    local: datetime | None
    """As the library's own clocks show; None: the date on the glass."""
    doubt: DateDoubt


@dataclass(frozen=True, slots=True)
class WipeRoute(Route):
    """Asks whether sign-ups may go that are past their day and of which no receipt came."""


@dataclass(frozen=True, slots=True)
class VisitorsRoute(Route):
    """How many came, and what they opened."""

    by: Literal["day", "cooperative"] = "day"


@dataclass(frozen=True, slots=True)
class HealthRoute(Route):
    """Is all well? In words, and as a code to photograph."""


@dataclass(frozen=True, slots=True)
class RestartRoute(Route):
    """Asks once more before the program starts anew."""


_BEHIND: dict[type[Route], Route] = {
    ForgottenRoute: PinRoute("enter"),
    DayRoute: HoursRoute(),
    ClosedDaysRoute: HoursRoute(),
    SetCalendarRoute: CalendarRoute(),
    SureDateRoute: CalendarRoute(),
    WipeRoute: SignUpsRoute(),
}


def behind(page: Route) -> Route | None:
    """Where `back` leads from this page; None from the PIN pad and the menu."""
    if isinstance(page, PinRoute | MenuRoute):
        return None
    if isinstance(page, ContentRoute) and page.asks:
        return ContentRoute()
    return _BEHIND.get(type(page), MenuRoute())
