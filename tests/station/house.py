"""A kiosk's home, beside a publisher whose packs are installed in it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packs.library import Kiosk
from packs.publisher import Publisher

from kiosk.clock import Evidence
from kiosk.packs.shelf import Pack
from kiosk.paths import Assets, Home
from kiosk.station.opened_home import RunOptions
from kiosk.station.station import Station


@dataclass
class House:
    """A kiosk's home, and a publisher with a stick."""

    folder: Path
    publisher: Publisher
    assets: Assets
    evidence: Evidence = field(default_factory=Evidence)
    """What speaks for the machine's calendar, whichever machine this is."""
    opened: list[Station] = field(default_factory=list)
    """What is closed in the end: see conftest.py."""

    @property
    def home(self) -> Home:
        """Of the kiosk."""
        return Home(self.folder / "home")

    @property
    def stick(self) -> Path:
        """What the publisher writes, and staff put in."""
        return self.folder / "stick"

    def load(self, title: str, **other: Any) -> Pack:
        """Publish and install, as staff do."""
        self.publisher.publish(self.stick, title, **other)
        kiosk = Kiosk(self.home.shelf)
        pack = kiosk.load(self.stick, reserve_bytes=0)
        kiosk.shelf.close()
        return pack

    def open(self, **wanted: Any) -> Station:
        """The kiosk as the program joins it."""
        self.opened.append(
            Station(self.home, self.assets, RunOptions(**wanted), lambda: self.evidence)
        )
        return self.opened[-1]


def built(folder: Path) -> House:
    """A bare home, beside an exhibit that ships."""
    publisher = Publisher(folder / "publisher")
    shipped = folder / "assets" / "shipped"
    shipped.parent.mkdir()
    publisher.exhibit("Erbij").folder.rename(shipped)
    return House(folder, publisher, Assets(folder / "assets"))
