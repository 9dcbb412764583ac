"""A publisher of this week: commands go by the machine's own clock, not by one that is wound."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from packs.publisher import Publisher

from kiosk.clock import SystemClock
from kiosk.keys import keyring, pending
from kiosk.keys import root as roots

if TYPE_CHECKING:
    from pathlib import Path

NOW = SystemClock().now()
YESTERDAY = NOW - timedelta(days=1)


def founded(folder: Path, name: str = "publisher") -> Publisher:
    """A publisher whose keys were made the day before yesterday."""
    publisher = Publisher(folder, name, founded=False)
    metadata = publisher.keys.joinpath(keyring.DAILY, *roots.FOLDER)
    pack = publisher.daily.pack.public
    first = roots.first(publisher.recovery.root, pack, NOW - timedelta(days=2))
    pending.put(metadata / "1.root.json", first)
    return publisher
