"""A new pack has to prove itself: that its first scene is drawn, and that it stays on."""

import logging
from collections.abc import Callable

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.packs.shelf import Shelf
from kiosk.packs.trial_rules import STANDS_AFTER_SECONDS
from kiosk.ui.background import Background

log = logging.getLogger(__name__)


class TrialTimer:
    """Watches one exhibit from its first picture on, and tells its trial."""

    def __init__(self, trial: Shelf | None, background: Background, clock: Clock) -> None:
        """Without a trial there is nobody to tell."""
        self._trial = trial
        self._background = background
        self._clock = clock
        self._drawn_at: float | None = None
        self._stood = False

    def tick(self, *, drawn: bool) -> None:
        """Let time pass; `drawn` is whether the scene of now stands on the glass."""
        if self._trial is None or self._stood:
            return
        now = self._clock.seconds()
        if self._drawn_at is None:
            if drawn:
                self._drawn_at = now
                self._tell(self._trial.shown)
        elif now - self._drawn_at >= STANDS_AFTER_SECONDS:
            self._stood = True
            self._tell(self._trial.stood)

    def _tell(self, word: Callable[[], None]) -> None:
        def failed(error: KioskError) -> None:
            log.error("the trial of what is on could not be kept: %s", error)

        self._background.do(word, lambda _: None, failed)
