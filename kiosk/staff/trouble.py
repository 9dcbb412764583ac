"""The last thing that went wrong: which part, what kind, when. Never what it was about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the journal, without its words: those may hold what somebody typed."""

    at: datetime
    """By the machine's calendar and in its timezone, as the journal is written: no zone."""
    level: str
    """WARNING, ERROR or CRITICAL."""
    module: str
    """Which part of the program."""
    kind: str
    """The class of the error, where the journal has one; else empty."""


def last(journal: Path) -> Trouble | None:
    """The last of them in the journal's folder; None if there is none, or none can be read."""
    raise NotImplementedError
