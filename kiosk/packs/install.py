"""A pack brought from a stick to the disk: each file once, whole, then one turn of the pointer.

What is verified is what was copied. Stopped or pulled out at any moment, nothing changed but that
fewer bytes are missing the next time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from kiosk.packs.shelf import Pack, Shelf
    from kiosk.packs.trust import Offer

RESERVE_BYTES: Final = 256 << 20
"""Stays free on the disk: sign-ups need room, whatever else is loaded."""
FIRST: Final = "first"
"""Trust whoever comes first."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a loading is."""

    done: int
    """Bytes that are here, those that were here already too."""
    all: int
    """Bytes of the whole pack."""


def permit(offer: Offer, *, trust: str | None, other: bool) -> None:
    """See that staff have said yes to what needs a yes.

    `trust` is "first" (whoever comes first), the twenty digits of the fingerprint that is meant, or
    None; `other` allows another exhibition of the same publisher. Raises RefusedError: "stranger",
    "fingerprint" or "exhibition".
    """
    raise NotImplementedError


def install(  # noqa: PLR0913 - each is one thing that a caller knows
    shelf: Shelf,
    stick_path: Path,
    offer: Offer,
    *,
    progress: Callable[[Progress], None],
    stop: Callable[[], bool],
    now: datetime,
    reserve_bytes: int = RESERVE_BYTES,
) -> Pack:
    """Copy what is missing of the pack on the stick at `stick_path`, and turn it on.

    `permit` was asked before. Raises PackError, RefusedError ("endless", "altered", "demo"),
    InstallError ("full", "stick", "disk", "stopped") or DatabaseError. What was on stays on then,
    and what was copied is not copied again.
    """
    raise NotImplementedError
