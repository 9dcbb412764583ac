"""What one kiosk keeps, opened: by the program that shows it, or by who asks how it is."""

import logging
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk import settings
from kiosk.errors import DatabaseError, KioskError
from kiosk.exhibit import prepared
from kiosk.inventory import make_way
from kiosk.notices import Notices
from kiosk.packs.shelf import Shelf
from kiosk.paths import Assets, Home
from kiosk.signups import identity
from kiosk.station.content import Content, of_shelf

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the command line asks for; it wins over settings."""

    exhibit: Path | None = None
    """A prepared exhibit, instead of the kiosk's own."""
    place: str | None = None
    language: str | None = None
    today: date | None = None
    demo: bool = False
    sticks: tuple[Path, ...] = ()
    """Folders that stand in for USB sticks."""


class OpenedHome:
    """The settings, packs and notices in one home."""

    def __init__(
        self, home: Home, assets: Assets, wanted: RunOptions, boot: str | None = None
    ) -> None:
        """Open what is there; damaged files are moved aside and mended.

        In a `boot` the program begins: what is not there is made, and this start is counted.
        Without, nothing else is changed. What fails for itself alone is told in `faults`.
        """
        self.home = home
        self.assets = assets
        self.wanted = wanted
        self.machine = identity.machine()
        self.notices = Notices(home.notices)
        make_way(home, self.notices)
        self.settings = settings.usable(home.settings)
        self.faults: list[KioskError] = []
        """Why something is not here."""
        self.shelf = self._open_shelf(boot) if self.is_real else None

    @property
    def keeps(self) -> bool:
        """Whether anything of its visitors is kept: not of somebody's look at an exhibit."""
        return self.wanted.exhibit is None

    @property
    def is_real(self) -> bool:
        """Whether packs can be installed here: a demo is never enrolled."""
        return self.keeps and not self.wanted.demo

    @property
    def place(self) -> str | None:
        """Id of the place where it stands, if it knows."""
        return self.wanted.place or self.settings.place

    def read_content(self) -> Content:
        """What to show now. Raises PreparedError."""
        if self.wanted.exhibit is not None:
            return Content(prepared.read(self.wanted.exhibit))
        if self.shelf is not None:
            try:
                return of_shelf(self.shelf, self.assets.shipped)
            except DatabaseError as error:
                log.error("no pack can be shown: %s", error)  # noqa: TRY400 - no fault of ours
        return Content(prepared.read(self.assets.shipped))

    def release(self) -> None:
        """Let go of the disk."""
        if self.shelf is not None:
            self.shelf.close()

    def _open_shelf(self, boot: str | None) -> Shelf | None:
        try:
            shelf = Shelf.open(self.home.shelf, make=boot is not None)
            if boot is not None:
                shelf.begin(boot)
        except DatabaseError as error:
            if boot is not None or error.reason != "missing":
                self.faults.append(error)
                log.error("no pack can be shown: %s", error)  # noqa: TRY400 - no fault of ours
            return None
        return shelf
