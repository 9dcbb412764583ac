"""Which workshop to announce: here if one is still to come, else the next in the region.

The rules, in one place:

- A workshop is past when it has ended: at its end; three hours after its start if the end is not
  known; at the end of its day if the hour is not known. All by the exhibit's timezone.
- A kiosk that knows its place announces the first workshop there that is not past, and only then
  says "here". Without one, or without a place, it announces the next in the region.
- A kiosk that doubts its clock says nothing that depends on today: no days to go, nothing past,
  nothing next. It announces the first workshop of its place, or lists all of them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.errors import PreparedError
from kiosk.exhibit import model

LASTS = timedelta(hours=3)
"""A workshop without a known end is taken to last no longer than this."""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One workshop of the agenda, and where it is."""

    workshop: model.Workshop
    place: model.Place
    past: bool
    """Whether it has ended. Always False when the clock is doubted: nobody knows."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What to announce at one moment, at one place."""

    kind: Literal["local", "region", "listed", "none"]
    """`local`: `workshop` is at this place. `region`: it is the next one elsewhere.
    `listed`: nobody can tell which is next; all are in `others`. `none`: all are over, or there
    are none: invite to sign up."""
    workshop: model.Workshop | None
    """The one to announce; None if `listed` or `none`."""
    place: model.Place | None
    """Where it is."""
    days: int | None
    """Days to go, 0 on the day itself. None if the clock is doubted, or there is no workshop."""
    others: tuple[AgendaItem, ...]
    """All the other workshops, in order of date."""
    with_year: bool
    """Whether dates need their year, because the clock is doubted."""
    here: str | None = None
    """Id of the place where this kiosk stands, if the exhibit has it."""
    today: date | None = None
    """By the exhibit's timezone; None if the clock is doubted."""

    @property
    def says_here(self) -> bool:
        """Whether the workshop is at the place where this kiosk stands."""
        return self.kind == "local"

    @property
    def coming(self) -> tuple[AgendaItem, ...]:
        """Every workshop that is not past, in order of date."""
        entries = [entry for entry in self.others if not entry.past]
        if self.workshop is not None and self.place is not None:
            entries.append(AgendaItem(self.workshop, self.place, past=False))
        return tuple(sorted(entries, key=lambda entry: (entry.workshop.date, entry.place.id)))


class Agenda:
    """All workshops of an exhibit, and what to say about them when."""

    def __init__(self, exhibit: model.Exhibit) -> None:
        """Raises PreparedError if a workshop's place or the timezone is not known."""
        self._places = {place.id: place for place in exhibit.places}
        if lost := sorted({workshop.place for workshop in exhibit.workshops} - set(self._places)):
            raise PreparedError(f"workshops at places the exhibit does not have: {lost}")
        self._zone = zone(exhibit)
        self._workshops = sorted(
            exhibit.workshops,
            key=lambda workshop: (workshop.date, workshop.starts or time.min, workshop.place),
        )

    def notice(self, now_utc: datetime, place_id: str | None, *, trusted: bool) -> Announcement:
        """What to announce at `now_utc`, at `place_id`; a place nobody knows is as good as None.

        `now_utc` carries its timezone. `trusted` says whether it may be believed.
        """
        entries = [
            AgendaItem(
                workshop, self._places[workshop.place], trusted and self._ended(workshop, now_utc)
            )
            for workshop in self._workshops
        ]
        chosen = self._choose(entries, place_id, trusted=trusted)
        others = tuple(entry for entry in entries if entry is not chosen)
        here = place_id if place_id in self._places else None
        today = now_utc.astimezone(self._zone).date() if trusted else None
        if chosen is None:
            to_come = any(not entry.past for entry in entries)
            return Announcement(
                kind="listed" if to_come else "none",
                workshop=None,
                place=None,
                days=None,
                others=others,
                with_year=not trusted,
                here=here,
                today=today,
            )
        return Announcement(
            kind="local" if chosen.place.id == place_id else "region",
            workshop=chosen.workshop,
            place=chosen.place,
            days=None if today is None else max(0, (chosen.workshop.date - today).days),
            others=others,
            with_year=not trusted,
            here=here,
            today=today,
        )

    def standing(self, notice: Announcement) -> str | None:
        """Id of the place where the exhibition stands at the moment of `notice`, if that is known.

        Where this kiosk stands; else where it opened last, unless it has closed there.
        """
        if notice.here is not None or notice.today is None:
            return notice.here
        opened = [
            (period.first_day, period.last_day, place.id)
            for place in self._places.values()
            if (period := place.exhibition) is not None
            and period.first_day is not None
            and period.first_day <= notice.today
        ]
        if not opened:
            return None
        _, closed, last = max(opened, key=lambda one: one[0])
        return None if closed is not None and closed < notice.today else last

    def _choose(
        self, entries: list[AgendaItem], place_id: str | None, *, trusted: bool
    ) -> AgendaItem | None:
        to_come = [entry for entry in entries if not entry.past]
        here = [entry for entry in to_come if entry.place.id == place_id]
        elsewhere = to_come if trusted else []
        return next(iter([*here, *elsewhere]), None)

    def _ended(self, workshop: model.Workshop, now_utc: datetime) -> bool:
        starts, ends = moments(workshop, self._zone)
        if starts is None:
            tomorrow = workshop.date + timedelta(days=1)
            return now_utc >= _moment(tomorrow, time.min, self._zone)
        return now_utc >= (ends or starts + LASTS)


def zone(exhibit: model.Exhibit) -> ZoneInfo:
    """Where the clocks of the exhibit's dates hang. Raises PreparedError if nobody knows it."""
    try:
        return ZoneInfo(exhibit.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PreparedError(
            f"the timezone {exhibit.timezone!r} is not known", "Europe/Amsterdam is one"
        ) from error


def moments(
    workshop: model.Workshop, timezone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """When it begins and ends, in UTC, as far as known; an end before the start is the next day."""
    if workshop.starts is None:
        return None, None
    starts = _moment(workshop.date, workshop.starts, timezone)
    if workshop.ends is None:
        return starts, None
    next_day = workshop.ends <= workshop.starts
    return starts, _moment(workshop.date + timedelta(days=next_day), workshop.ends, timezone)


def _moment(day: date, hour: time, timezone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, timezone).astimezone(UTC)
