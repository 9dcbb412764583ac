"""A publisher of this week: commands go by the machine's own clock, not by one that is wound."""

from datetime import timedelta
from pathlib import Path

from packs.publisher import Publisher

from kiosk.clock import SystemClock
from kiosk.keys import keyring, pending
from kiosk.keys import root as roots

NOW = SystemClock().now().replace(microsecond=0)
YESTERDAY = NOW - timedelta(days=1)


def published(folder: Path, title: str = "Eerste") -> Publisher:
    """A publisher whose first pack lies on `stick` in this folder, of just now."""
    publisher = Publisher(folder, founded=False)
    publisher.publish(folder / "stick", title, now=NOW, recovery=publisher.recovery)
    return publisher


def founded(folder: Path, name: str = "publisher") -> Publisher:
    """A publisher whose keys were made the day before yesterday."""
    publisher = Publisher(folder, name, founded=False)
    metadata = publisher.keys.joinpath(keyring.DAILY, *roots.FOLDER)
    pack = publisher.daily.pack.public
    first = roots.first(publisher.recovery.root, pack, NOW - timedelta(days=2))
    pending.put(metadata / "1.root.json", first)
    return publisher
