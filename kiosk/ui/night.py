"""Outside opening hours the glass is black, once nobody is there."""

from kiosk.station.station import Station
from kiosk.visit.visit import Visit

_LOOK_SECONDS = 5
"""How often is looked whether the library is open."""


class Night:
    """Sends the visit to sleep, and wakes it."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._due = station.clock.seconds()

    def tick(self, visit: Visit) -> None:
        """Let time pass."""
        now = self._station.clock.seconds()
        if now < self._due:
            return
        self._due = now + _LOOK_SECONDS
        night = self._station.night()
        if night is None:
            visit.wake()
        else:
            visit.sleep(night.opens)
