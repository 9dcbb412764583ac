"""How a kiosk is, as JSON: `KIOSK-STATUS/<kiosk>.json` on a stick, and `kiosk doctor --json`.

Unsigned, and nothing personal in it: health, and the tally per day and cooperative.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from kiosk.staff.health import Health
    from kiosk.tally.counts import Sums

FORMAT: Final = 1
FOLDER: Final = "KIOSK-STATUS"
"""Where it lies on a stick: a file for each kiosk, replaced each time."""


def name(kiosk: str) -> str:
    """The name of a kiosk's file in that folder."""
    return f"{kiosk}.json"


def as_json(health: Health, sums: Sums | None) -> dict[str, Any]:
    """All of it; `sums` is None if the tally cannot be read."""
    raise NotImplementedError


def write(health: Health, sums: Sums | None) -> bytes:
    """The file for a stick."""
    raise NotImplementedError
