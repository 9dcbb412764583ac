"""Counts one visit after the other, and never disturbs one: the disk is for another thread."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import date
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from kiosk.errors import DatabaseError
from kiosk.tally.counts import OF_A_COOPERATIVE, Kind, Sums, View, ViewRow, rows
from kiosk.tally.tally import Tally

log = logging.getLogger(__name__)

MAX_OPENED: Final = 256
"""More than there is to open in the largest exhibit."""
MAX_WAITING: Final = 500
"""So many visits are remembered while the disk refuses them; then the oldest is forgotten."""


class VisitCounter:
    """Collects what a visit opens; a thread writes it down when the visit has ended.

    All calls but `sums` and `close` return at once and raise nothing: what the disk refuses is told
    in the journal, once, and tried again after the next visit.
    """

    def __init__(self, folder: Path, open_: Callable[[Path], Tally] = Tally.open) -> None:
        """Touches no disk yet."""
        self._folder = folder
        self._open = open_
        self._opened: set[View] = set()
        self._visits: SimpleQueue[tuple[ViewRow, ...] | None] = SimpleQueue()
        self._waiting: deque[tuple[ViewRow, ...]] = deque(maxlen=MAX_WAITING)
        self._guard = threading.Lock()
        self._tally: Tally | None = None
        self._reported = False
        self._worker: threading.Thread | None = None

    def opened(self, kind: Kind, cooperative: str | None = None) -> None:
        """Somebody opened this: once a visit is enough. The first thing begins a visit."""
        of = cooperative if kind in OF_A_COOPERATIVE and cooperative else ""
        if len(self._opened) < MAX_OPENED:
            self._opened |= {View("visit"), View(kind, of)}

    def mistaken(self) -> None:
        """A visit in which nothing was opened yet was none: staff had touched the glass."""
        if self._opened == {View("visit")}:
            self._opened = set()

    def ended(self, day: date | None) -> None:
        """The visit is over; `day` is None where the calendar is doubtful. No visit: nothing."""
        visit, self._opened = rows(day, self._opened), set()
        if not visit:
            return
        self._visits.put(visit)
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="tally", daemon=True)
            self._worker.start()

    def sums(self) -> Sums:
        """All that is written down. Waits for the disk: on a worker. Raises DatabaseError."""
        with self._guard:
            try:
                return self._ready().sums()
            except DatabaseError as error:
                self._fail(error)
                raise

    def close(self, deadline_seconds: float) -> bool:
        """Write down the visits that are over, and let go of the disk; whether that was in time.

        The last call of all.
        """
        self._visits.put(None)
        if self._worker is not None:
            self._worker.join(deadline_seconds)
            return not self._worker.is_alive()
        with self._guard:
            self._let_go()
        return True

    def _work(self) -> None:
        while (visit := self._visits.get()) is not None:
            self._waiting.append(visit)
            self._write()
        if self._waiting:
            self._write()
        with self._guard:
            self._let_go()

    def _write(self) -> None:
        """Everything that waits, in one commit."""
        with self._guard:
            try:
                self._ready().add([row for visit in self._waiting for row in visit])
            except DatabaseError as error:
                self._fail(error)
            else:
                self._waiting.clear()
                if self._reported:
                    log.info("visits are counted again")
                self._reported = False

    def _ready(self) -> Tally:
        """The tally, open. Raises DatabaseError."""
        if self._tally is None:
            self._tally = self._open(self._folder)
        return self._tally

    def _fail(self, error: DatabaseError) -> None:
        """Say it once, and open the tally anew next time."""
        self._let_go()
        if not self._reported:
            log.warning("visits are not counted: %s", error)
        self._reported = True

    def _let_go(self) -> None:
        if self._tally:
            self._tally.close()
        self._tally = None
