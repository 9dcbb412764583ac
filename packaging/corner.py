"""Pictures of the staff's corner for the pages to print: simple stand-ins, nobody's data.

    .venv/bin/python packaging/corner.py FOLDER landscape|portrait

One process draws one shape of the glass. `packaging/screenshots` makes both, and the JPEGs of them.
"""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "ui")]

from clocks import HandWoundClock  # noqa: E402
from glass import Kiosk, OpenIntake, Panel, morning  # noqa: E402 - sets the window up first

# isort: split
import staff_office as office  # noqa: E402

from kiosk.errors import RefusedError  # noqa: E402
from kiosk.exhibit import prepared  # noqa: E402
from kiosk.staff import pages  # noqa: E402
from kiosk.station.carrying import WaitingCounts  # noqa: E402
from kiosk.station.loading import Idle, Loading, Offered, Refused  # noqa: E402

SIZES_PX = {"landscape": (1920, 1080), "portrait": (1080, 1920)}
PIN_SO_FAR = "25"


class Photographer:
    """A librarian who takes a picture of what stands on the glass."""

    def __init__(self, folder: Path, size_px: tuple[int, int]) -> None:
        """Stand before a kiosk of what ships, on a day when it stood in Panningen."""
        clock = HandWoundClock(morning(date(2018, 9, 10)))
        panel = Panel()
        panel.resize(size_px)
        self._folder = folder
        self.office = office.make_office(clock)
        self._kiosk = Kiosk(
            panel,
            prepared.read(ROOT / "assets" / "shipped"),
            clock,
            intake=OpenIntake(),
            tasks=self.office,
            demo=False,
        )
        self._librarian = office.Librarian(self._kiosk)

    def shoot(self, name: str) -> None:
        """Take a picture."""
        self._librarian.settle()
        self._kiosk.rest()
        path = self._folder / f"corner-{name}.png"
        self._kiosk.pixels().save(path, compress_level=3)
        print(path)

    def come_in(self) -> None:
        """Hold the corner, and type the PIN; half of it is on a picture."""
        self._librarian.hold()
        self._librarian.type(PIN_SO_FAR)
        self.shoot("pin")
        self._librarian.enter(office.PIN.removeprefix(PIN_SO_FAR))
        self._librarian.settle()

    def go(self, page: pages.Route) -> None:
        """Open this page."""
        self._librarian.corner.touch()
        self._librarian.corner.go(page)
        self._librarian.settle()

    def load(self) -> None:
        """A stick with content: told, asked, loaded, refused."""
        self.office.put_stick("pack")
        self.shoot("menu")
        offer, first = office.offer(), office.offer(is_first=True)
        self.office.loader.be(Offered(office.STICK, first))
        self.go(pages.ContentRoute("first"))
        self.shoot("first")
        self.office.loader.be(Loading(offer, offer.bytes * 3 // 5, offer.bytes))
        self.go(pages.ContentRoute())
        self.shoot("loading")
        self.office.loader.be(Refused(RefusedError("altered", "the digest differs")))
        self.shoot("refused")
        self.office.loader.be(Idle())
        self.office.drives.put()

    def carry(self) -> None:
        """Sign-ups to a stick."""
        self.go(pages.SignUpsRoute())
        self.office.put_stick(empty=True)
        self._librarian.settle()
        self.office.waits = WaitingCounts(waiting=0, kept=30, last_bundle=date(2018, 9, 10))
        self._librarian.press("To the stick")
        self.shoot("carried")
        self.office.drives.put()

    def look_at_health(self) -> None:
        """How the kiosk is."""
        self.office.is_well = office.health(at=datetime(2018, 9, 10, 10, 5, tzinfo=UTC))
        self.go(pages.HealthRoute())
        self.shoot("health")

    def close(self) -> None:
        """Let go of the glass."""
        self._kiosk.close()


def main(folder: Path, shape: str) -> None:
    """Take all pictures of the glass in this shape."""
    folder.mkdir(parents=True, exist_ok=True)
    photographer = Photographer(folder, SIZES_PX[shape])
    photographer.come_in()
    photographer.load()
    photographer.carry()
    photographer.look_at_health()
    photographer.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
