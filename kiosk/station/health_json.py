"""How a kiosk is, as JSON: `KIOSK-STATUS/<kiosk>.json` on a stick, and `kiosk doctor --json`.

Unsigned, and nothing personal in it: health, and the tally per day and cooperative.
"""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from kiosk.station.health import Health
from kiosk.tally.counts import Sums

FORMAT: Final = 1
FOLDER: Final = "KIOSK-STATUS"
"""Where it lies on a stick: a file for each kiosk, replaced each time."""


def name(kiosk: str) -> str:
    """The name of a kiosk's file in that folder."""
    return f"{kiosk}.json"


def as_json(health: Health, sums: Sums | None) -> dict[str, Any]:
    """All of it, as JSON knows it; `sums` is None if the tally cannot be read.

    {"format": 1, "well": true, "needs": [], "kiosk": "k-…", "at": "2018-10-03T12:00:00+02:00",
     …, "tally": {"since": "2018-09-12", "days": [{"day": "2018-09-12", "visit": 4, …}, …],
                  "cooperatives": {"sjansrijk": {"cooperative": 3, …}, …}}}
    """
    return {
        "format": FORMAT,
        "well": health.is_well,
        **{name: _plain(value) for name, value in asdict(health).items()},
        "tally": _tally(sums) if sums else None,
    }


def write(health: Health, sums: Sums | None) -> bytes:
    """The file for a stick."""
    return json.dumps(as_json(health, sums), ensure_ascii=False, indent=1).encode() + b"\n"


def _tally(sums: Sums) -> dict[str, Any]:
    return {
        "since": _plain(sums.since),
        "days": [{"day": _plain(day.day), **day.counts} for day in sums.days],
        "cooperatives": {
            cooperative.cooperative: dict(cooperative.counts) for cooperative in sums.cooperatives
        },
    }


def _plain(value: object) -> object:
    """Dates and what holds them, as JSON knows them."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return list(value) if isinstance(value, tuple) else value
