"""An author's preview: the real kiosk in a window, that follows what is saved."""

import logging
from collections.abc import Callable
from pathlib import Path

from kivy.clock import Clock

from kiosk import files
from kiosk.errors import KioskError
from kiosk.exhibit.prepared import Prepared
from kiosk.ui.app import KioskApp

log = logging.getLogger(__name__)

_LOOK_SECONDS = 0.05
_LOOK_SHARE = 0.1
"""Looking at a large folder takes no more than this share of the time from the glass."""


class Follower:
    """Prepares the folder anew when it was saved, and shows it where the author was looking.

    A folder with faults changes nothing on the glass: the faults are told, and the last exhibit
    without faults stays.
    """

    def __init__(
        self,
        app: KioskApp,
        folder: Path,
        prepare: Callable[[], Prepared],
        tell: Callable[[str], None],
        shown: dict[str, files.Stamp],
    ) -> None:
        """`prepare` runs on a worker; `tell` hears of faults, and that all is well again.

        `shown` are the folder's stamps before it was prepared for the glass: what was saved since,
        while the window opened, is shown too.
        """
        self._app = app
        self._folder = folder
        self._prepare = prepare
        self._tell = tell
        self._shown = shown
        self._seen = self._shown

    def begin(self) -> None:
        """Look now and then, for as long as somebody holds this follower: Kivy's clock does not."""
        self._next()

    def _next(self, took_seconds: float = 0.0) -> None:
        Clock.schedule_once(self._look, max(_LOOK_SECONDS, took_seconds / _LOOK_SHARE))

    def _look(self, _: float) -> None:
        """Wait until nothing has changed between two looks: a save may take several writes."""
        began = Clock.time()
        now = files.stamps(self._folder)
        settled, self._seen = now == self._seen, now
        if not settled or now == self._shown:
            self._next(Clock.time() - began)
        else:
            self._shown = now
            self._app.background.do(self._prepare, self._take, self._fail)

    def _take(self, prepared: Prepared) -> None:
        self._next()
        try:
            self._app.take_exhibit(prepared)
        except KioskError as fault:
            self._tell(str(fault))
        else:
            self._tell("saved, and shown")

    def _fail(self, fault: KioskError) -> None:
        self._next()
        self._tell(str(fault))
