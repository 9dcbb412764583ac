"""The date and time as a command may take it: by the rules of the kiosk that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.clock import Clock, Evidence
    from kiosk.paths import Home


def corrected(
    home: Home, machine: Clock | None = None, found: Evidence | None = None
) -> tuple[Clock, Evidence]:
    """The clock of this machine as staff have corrected it since its boot, and what speaks for it.

    Network time knows better than staff. `machine` is another clock than this machine's, `found`
    what speaks for that one.
    """
    from dataclasses import replace

    from kiosk.clock import CorrectedClock, SystemClock, evidence_of_machine
    from kiosk.station.boot import boot
    from kiosk.station.correction import Calendar
    from kiosk.station.station import CALENDAR

    machine = machine or SystemClock()
    calendar = Calendar(home.staff / CALENDAR, machine, boot())
    evidence = replace(found or evidence_of_machine(), confirmed=calendar.is_confirmed)
    return machine if evidence.network_time else CorrectedClock(machine, calendar.offset), evidence


def floor(home: Home, made: datetime | None) -> datetime | None:
    """The latest moment known to have passed: of the last run, and when the pack here was `made`.

    None also where staff say that the pack cannot have been made then.
    """
    from kiosk import uptime
    from kiosk.clock import last_seen

    kept = uptime.read(home.running)
    if kept is not None and kept.wrong_pack == made:
        made = None
    return max((it for it in (last_seen(home.last_seen), made) if it is not None), default=None)


def believed(
    home: Home, machine: Clock | None = None, found: Evidence | None = None
) -> datetime | None:
    """The date and time; None if they may be wrong. `machine` and `found` as in `corrected`.

    Of a home that knows of no moment at all only network time and staff are believed: a battery may
    have kept any year.
    """
    from kiosk.clock import trusted

    clock, evidence = corrected(home, machine, found)
    known, now = floor(home, _made(home)), clock.now()
    if known is None and not (evidence.network_time or evidence.confirmed):
        return None
    return now if trusted(now, known, evidence) else None


def _made(home: Home) -> datetime | None:
    """When the pack that is on was made; None if there is none, or the shelf cannot be read."""
    from contextlib import closing

    from kiosk.errors import KioskError
    from kiosk.packs import shelf_rows
    from kiosk.packs.shelf import Shelf

    try:
        with closing(Shelf.open(home.shelf, make=False)) as shelf:
            on = shelf.on()
            return shelf_rows.made(on, shelf.last()) if on is not None else None
    except KioskError:
        return None
