"""Being told to leave: heard from the first moment on, and obeyed at every stage.

A signal that comes while the kiosk starts is kept, and heeded between one step and the next; once
the program is on the glass it looks by itself. Nothing is interrupted half-way.
"""

from __future__ import annotations

import logging
import signal
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from types import FrameType

log = logging.getLogger(__name__)

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Leaving:
    """Whether somebody has told this program to leave."""

    def __init__(self) -> None:
        """Not yet. Nothing is heard before `listen`."""
        self.signal: int | None = None
        """The signal that came, if one has."""

    @property
    def asked(self) -> bool:
        """Whether to leave as soon as that can be done in order."""
        return self.signal is not None

    def listen(self) -> None:
        """Hear SIGTERM and SIGINT from now on."""
        for number in _SIGNALS:
            signal.signal(number, self._hear)

    def listen_no_more(self) -> None:
        """Let signals end the program again: all is in order, and nothing is worth waiting for."""
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)

    def heed(self) -> None:
        """Between two steps of a start: go no further if told to leave. Raises typer.Exit."""
        if self.asked:
            log.info("signal %s: leaving before anything was shown", self.signal)
            raise typer.Exit

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self.signal = number
