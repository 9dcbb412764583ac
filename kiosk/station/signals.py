"""Being told to leave: heard from the first moment on, and obeyed at every stage.

A signal that comes while the kiosk starts is kept, and looked for between one step and the next;
once the program is on the glass it looks by itself. Nothing is interrupted half-way.
"""

import signal
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class StopSignal:
    """Whether somebody has told this program to leave."""

    def __init__(self) -> None:
        """Not yet. Nothing is heard before `listen`."""
        self.number: int | None = None
        """The signal that came, if one has."""

    def listen(self) -> None:
        """Hear SIGTERM and SIGINT from now on."""
        for number in _SIGNALS:
            signal.signal(number, self._hear)

    def release(self) -> None:
        """Let signals end the program again: all is in order, and nothing is worth waiting for."""
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self.number = number
