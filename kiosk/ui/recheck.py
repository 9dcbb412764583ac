"""What failed in the loop is looked at: only a file that is not what was signed stays out of it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.exhibit.prepared import Prepared
from kiosk.ui.background import Background
from kiosk.visit.media_retry import Rests, files_of
from kiosk.visit.scene import AttractItem

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recheck:
    """Reads the files of what failed again, on a worker."""

    prepared: Prepared
    rests: Rests
    background: Background
    damaged: Callable[[], None]
    """Hears, on the UI thread, that a file is not what was signed."""

    def look(self, showing: AttractItem) -> None:
        """Look at what this item shows."""
        self.background.do(lambda: self._altered(showing), self._keep, lambda _: None)

    def _altered(self, showing: AttractItem) -> tuple[str, ...]:
        return tuple(
            name
            for name, files in files_of(showing).items()
            if any(map(self.prepared.is_altered, files))
        )

    def _keep(self, names: tuple[str, ...]) -> None:
        for name in names:
            log.error("this file is damaged, and stays out of the loop: %s", name)
            self.rests.damaged(name)
        if names:
            self.damaged()
