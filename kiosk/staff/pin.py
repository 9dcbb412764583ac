"""The PIN of the staff corner: slow to guess, and never the end of the way.

Every try is written down before it is looked at, so that pulling the plug wins nothing. From the
fifth wrong one on there is a pause before the next, five minutes at most; after a restart it begins
anew in full, because a clock that may lie is not asked how much of it is over.

A file that is damaged opens to nobody, and counts as a PIN that was forgotten: see `unlock`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.clock import Clock

SHORTEST, LONGEST = 4, 8
"""Digits of a PIN."""
PAUSES_SECONDS = (0, 0, 0, 0, 0, 30, 60, 120, 300)
"""How long nobody may try after so many wrong tries; the last for all that follow."""


class Pin:
    """The PIN of one kiosk. A new object is a restart: a pause that was pending begins anew."""

    def __init__(self, file: Path, clock: Clock) -> None:
        """Keep it in `file`; only the stopwatch of `clock` is used."""
        raise NotImplementedError

    @property
    def is_set(self) -> bool:
        """Whether there is one, also if it cannot be read. If not, staff choose one now."""
        raise NotImplementedError

    @property
    def is_lost(self) -> bool:
        """Whether the file is damaged: no PIN opens, only an unlock file helps."""
        raise NotImplementedError

    def set(self, digits: str) -> None:
        """Choose a PIN. Whoever calls this knows that it was staff.

        Raises UsageError with a friendly sentence for what is no PIN, or one that anybody would
        try first; MachineError if it cannot be kept.
        """
        raise NotImplementedError

    def try_(self, digits: str) -> bool:
        """Whether this is the PIN. Takes a tenth of a second. During a pause nothing is looked at.

        Raises MachineError if the try cannot be written down; then there is a pause in full first.
        """
        raise NotImplementedError

    def pause_seconds(self) -> float:
        """So long nobody may try yet; 0 if anybody may."""
        raise NotImplementedError

    def forget(self) -> None:
        """There is no PIN any more: the next one who asks chooses it. Raises MachineError."""
        raise NotImplementedError
