"""A kiosk's home with all that a kiosk ever keeps, well, and as a pulled plug leaves it."""

import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from cli import lately
from packs.publisher import ANSWERS, Publisher
from PIL import Image
from shelf_judge import load
from ui.darkroom import Darkroom

from kiosk import settings
from kiosk.clock import SystemClock
from kiosk.notices import KINDS, Notices
from kiosk.packs.shelf import Shelf
from kiosk.paths import Assets, Home
from kiosk.publish import publishing
from kiosk.publish.consistency import OpenedRing
from kiosk.signups import identity
from kiosk.signups.intake import Intake
from kiosk.staff import unlock
from kiosk.staff.pin import FILE, Pin
from kiosk.station import date_trust
from kiosk.station.boot import boot
from kiosk.station.correction import Correction
from kiosk.station.opened_home import RunOptions
from kiosk.station.station import Station
from kiosk.station.tasks import pin_mark
from kiosk.tally.counts import View, rows
from kiosk.tally.tally import Tally

COLOUR = (230, 50, 130)
"""Of every photo in its packs: nothing else on the glass has it."""
SIGN_UPS = 5
"""At the kiosk that the home is now."""
EARLIER = 2
"""At the one it was before."""


@dataclass(frozen=True)
class Furnished:
    """A home, to be copied; what ships; and the publisher's stick."""

    home: Home
    assets: Assets
    stick: Path

    def files(self) -> list[str]:
        """Every file in it, as a path in the home."""
        paths = (path for path in self.home.folder.rglob("*") if path.is_file())
        return sorted(path.relative_to(self.home.folder).as_posix() for path in paths)

    def copied(self, folder: Path) -> Home:
        """A home like it."""
        shutil.copytree(self.home.folder, folder)
        return Home(folder)

    def open(self, home: Home) -> Station:
        """The kiosk in this home, as the program joins it when it starts."""
        return Station(home, self.assets, RunOptions())


def furnished(folder: Path) -> Furnished:
    """Make it in `folder`, which is made."""
    folder.mkdir()
    publisher = lately.founded(folder / "publisher")
    shipped = folder / "assets" / "shipped"
    shipped.parent.mkdir()
    publisher.exhibit("Erbij").folder.rename(shipped)
    made = Furnished(Home(folder / "home"), Assets(folder / "assets"), folder / "stick")
    home = made.home
    home.folder.mkdir()
    for title in ("Een", "Twee"):
        _load(home, publisher, made.stick, title)
    settings.write(home.settings, settings.Settings(place="gennep", volume=0.7))
    home.last_seen.write_text((lately.NOW - timedelta(hours=1)).isoformat())
    Correction(home.staff / date_trust.FILE, SystemClock(), boot()).confirm()
    unlock.number(home.staff / "number")
    with closing(Tally.open(home.tally)) as tally:
        tally.add(rows(date(2018, 10, 1), [View("visit")]))
    _sign_up(made, EARLIER)
    # Another machine: the kiosk that it was is retired, and what it took still travels.
    pointer = identity.read_pointer(home)
    assert pointer is not None
    identity.write_pointer(home, pointer.model_copy(update={"machine": "0" * 64}))
    _sign_up(made, SIGN_UPS)
    home.journal.mkdir(exist_ok=True)
    (home.journal / "kiosk.log").write_text("")
    home.cache.mkdir(exist_ok=True)
    (home.cache / "preview").write_bytes(b"made again")
    Notices(home.notices).mark_seen(KINDS)
    return made


def _load(home: Home, publisher: Publisher, stick: Path, title: str) -> None:
    stick.mkdir(exist_ok=True)
    room = Darkroom(publisher.exhibit(title), stick.with_name(f"exhibit {title}"))
    room.without_films()
    room.hang(Image.new("RGB", (640, 360), COLOUR))
    publishing.publish(
        room.prepared(), OpenedRing(publisher.keys, publisher.daily), stick, now=lately.YESTERDAY
    )
    with closing(Shelf.open(home.shelf)) as shelf:
        load(shelf, stick, lately.NOW)
        shelf.begin("a boot")
        shelf.shown()
        shelf.stood()


def _sign_up(made: Furnished, count: int) -> None:
    """Visitors sign up; then the plug is pulled: what they gave lies in the log."""
    ours = made.open(made.home)
    mark = pin_mark(made.home)
    Pin(made.home.staff / FILE, SystemClock(), cost=1 << 8, mark=mark).set("1937")
    intake = ours.intake()
    assert isinstance(intake, Intake)
    for _ in range(count):
        intake.save(ANSWERS, intake.draw())
    with intake.stores() as stores:
        folder = stores[0].identity.folder
        left = {path: path.read_bytes() for path in folder.glob("events.db*")}
    intake.close()
    ours.close(in_order=True)
    for path, content in left.items():
        if not path.name.endswith("-shm"):
            path.write_bytes(content)
