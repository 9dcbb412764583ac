"""A kiosk's home, beside a publisher whose packs are installed in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from packs.publisher import NOON, Publisher

from kiosk.clock import Evidence
from kiosk.packs.install import install
from kiosk.packs.shelf import Shelf
from kiosk.packs.trust import examine
from kiosk.paths import Assets, Home
from kiosk.station.station import Station, Wanted
from kiosk.usb.stick import Folder

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.packs.shelf import Pack


@dataclass
class House:
    """A kiosk's home, and a publisher with a stick."""

    folder: Path
    publisher: Publisher
    assets: Assets
    evidence: Evidence = field(default_factory=Evidence)
    """What speaks for the machine's calendar, whichever machine this is."""

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
        stick = self.stick
        self.publisher.publish(stick, title, **other)
        shelf = Shelf.open(self.home.shelf)
        try:
            with Folder.open(stick) as folder:
                offer = examine(folder, shelf.anchor(), program="0.1.0", now=NOON)
            return install(
                shelf,
                stick,
                offer,
                progress=lambda _: None,
                stop=lambda: False,
                now=NOON,
                reserve_bytes=0,
            )
        finally:
            shelf.close()

    def open(self, **wanted: Any) -> Station:
        """The kiosk as the program joins it."""
        return Station(self.home, self.assets, Wanted(**wanted), lambda: self.evidence)


def built(folder: Path) -> House:
    """A bare home, beside an exhibit that ships."""
    publisher = Publisher(folder / "publisher")
    shipped = folder / "assets" / "shipped"
    shipped.parent.mkdir()
    publisher.exhibit("Erbij").folder.rename(shipped)
    return House(folder, publisher, Assets(folder / "assets"))
