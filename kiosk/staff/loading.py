"""Loading what is on a stick: a worker looks, asks, copies; whoever draws is told of each step.

The show goes on meanwhile. Nothing here raises to who called: what went wrong is a state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from kiosk.errors import KioskError
    from kiosk.packs.shelf import Pack, Shelf
    from kiosk.packs.trust import Offer


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is being loaded."""


@dataclass(frozen=True, slots=True)
class Looking:
    """What is on the stick is being looked at."""

    path: Path
    """The root of the stick."""


@dataclass(frozen=True, slots=True)
class Offered:
    """There is a pack: it waits for a yes. The stick must stay."""

    path: Path
    offer: Offer


@dataclass(frozen=True, slots=True)
class Loading:
    """It is being copied and verified. The stick must stay."""

    offer: Offer
    done: int
    """Bytes."""
    all: int
    """Bytes."""

    @property
    def fraction(self) -> float:
        """How much is done, from 0 to 1."""
        return self.done / self.all if self.all else 1.0


@dataclass(frozen=True, slots=True)
class Done:
    """The pack is on the shelf, and the pointer turned: the stick may be pulled out."""

    pack: Pack


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not come to that; what was on stays on. The stick may be pulled out."""

    error: KioskError
    """Its class and, of a pack's errors, `kind` say which sentence to show."""


State: TypeAlias = Idle | Looking | Offered | Loading | Done | Refused


class Loader:
    """Loads one pack at a time, on one worker."""

    def __init__(self, shelf: Shelf, *, program: str, now: Callable[[], datetime]) -> None:
        """`program` is this program's version. Starts nothing yet."""
        raise NotImplementedError

    @property
    def state(self) -> State:
        """What it is doing."""
        raise NotImplementedError

    def listen(self, changed: Callable[[State], None]) -> None:
        """Call this at each new state, on the worker (or on the thread of who cancels)."""
        raise NotImplementedError

    def offer(self, path: Path) -> None:
        """Look at the stick whose root is `path`: ends in Offered or Refused. Not while loading."""
        raise NotImplementedError

    def load(self, *, trust: str | None = None, other: bool = False) -> None:
        """Yes, load what is offered: ends in Done or Refused.

        `trust` is "first" or the digits of a fingerprint where a first publisher is accepted;
        `other`: yes, another exhibition. See `packs.install.permit`.
        """
        raise NotImplementedError

    def cancel(self) -> None:
        """Stop within a chunk: ends in Idle, or while loading in Refused("stopped")."""
        raise NotImplementedError

    def close(self, deadline_seconds: float) -> bool:
        """Stop, and wait for the worker; whether it ended in time."""
        raise NotImplementedError
