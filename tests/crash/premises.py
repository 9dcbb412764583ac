"""Where a kiosk under test stands: its own disk, and a stick beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from kiosk.clock import HandSetClock, SystemClock
from kiosk.exhibit import model
from kiosk.keys import demo
from kiosk.paths import Home
from kiosk.signups import seal, signup
from kiosk.signups.intake import Intake
from kiosk.signups.signup import Answers

TODAY = date(2018, 10, 3)
RETENTION = date(2019, 10, 3)
NOON = datetime(2018, 10, 3, 12, tzinfo=UTC)
MACHINE = "ab" * 32
"""What this machine is called."""


@dataclass(frozen=True, slots=True)
class Premises:
    """A folder with two disks in it: folders, or places where disks are mounted."""

    folder: Path
    exhibit: model.Exhibit

    @property
    def disk(self) -> Path:
        """The kiosk's own disk."""
        return self.folder / "disk"

    @property
    def home(self) -> Home:
        """The kiosk's home, on its own disk."""
        return Home(self.disk / "home")

    @property
    def stick(self) -> Path:
        """The stick."""
        return self.folder / "stick"

    def built(self) -> Premises:
        """Itself, with both disks there."""
        self.disk.mkdir(parents=True)
        self.stick.mkdir()
        return self

    def intake(self) -> Intake:
        """What takes sign-ups here. Close it."""
        return Intake(
            self.home,
            self.exhibit,
            demo=True,
            place="gennep",
            clock=HandSetClock(NOON, SystemClock()),
            trusted=lambda _: True,
            machine=MACHINE,
        )


def sealed(premises: Premises, kiosk: str, id_: str) -> bytes:
    """The sealed answers of the visitor whose sign-up has this id."""
    composed = signup.compose(
        answers(id_),
        premises.exhibit,
        id_=id_,
        kiosk=kiosk,
        place="gennep",
        now=NOON,
        clock_trusted=True,
    )
    return seal.seal(composed.to_bytes(), demo.PUBLIC.recipients)


def name_of(id_: str) -> str:
    """What the visitor is called whose sign-up has this id."""
    return f"Els {id_[:8]}"


def answers(id_: str) -> Answers:
    """What the visitor answers whose sign-up has this id."""
    return Answers(
        language="nl",
        name=name_of(id_),
        email=None,
        phone=f"+316{int(id_[:6], 16) % 10**8:08}",
        cooperatives=("groep-1", "groep-4"),
        workshops=(),
        purposes=("news",),
    )
