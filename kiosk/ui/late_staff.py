"""What staff can do is loaded once the first scene stands: nobody waits for it at a start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.station.station import Station

if TYPE_CHECKING:
    from kiosk.station.tasks import StaffTasks

_MOST_SECONDS = 10.0
"""A visitor who touches the glass at once is not disturbed by it for so long."""


class LateStaff:
    """Lets staff in once, at a good moment; not at all where there is nothing for them."""

    def __init__(self, station: Station, *, awaited: bool) -> None:
        """`awaited`: there is a corner."""
        self._station = station
        self._awaited = awaited
        self._latest = station.clock.seconds() + _MOST_SECONDS

    def tasks(self, *, drawn: bool, attended: bool) -> StaffTasks | None:
        """What they can do, at the moment when it is to be loaded; None before and after."""
        waits = attended and self._station.clock.seconds() < self._latest
        if not self._awaited or not drawn or waits:
            return None
        self._awaited = False
        drives = self._station.drives
        if drives is None:
            return None
        from kiosk.station.tasks import StaffTasks  # noqa: PLC0415 - this is what takes long

        return StaffTasks(self._station, drives)
