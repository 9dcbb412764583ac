"""A kiosk in a library, and sticks that somebody may have worked on."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from packs.publisher import NOON, Publisher
from tuf.api.metadata import Metadata, Targets, Timestamp

from kiosk.errors import MachineError, PackError, RefusedError
from kiosk.keys.signing import Signer
from kiosk.packs import verification
from kiosk.packs.install import InstallProgress, install, permit
from kiosk.packs.shelf import Pack, Shelf
from kiosk.packs.verification import Offer
from kiosk.publish import pack_metadata
from kiosk.usb.stick import Folder

LATER = timedelta(days=3 * 365)
"""How long a pack may be accepted."""
OPEN: list[Shelf] = []
"""To be closed when a test ends: see conftest.py."""


class Kiosk:
    """One kiosk: its shelf, and what a librarian does at it."""

    def __init__(self, folder: Path) -> None:
        """Keep everything in `folder`; it is let go of when the test ends."""
        self.shelf = Shelf.open(folder)
        OPEN.append(self.shelf)
        self.progress: list[InstallProgress] = []
        """What was told while the last pack was loaded."""

    def examine(self, stick: Path, *, now: datetime | None = NOON, program: str = "0.1.0") -> Offer:
        """Look at the pack on a stick."""
        with Folder.open(stick) as folder:
            return verification.examine(folder, self.shelf.anchor(), program=program, now=now)

    def load(
        self,
        stick: Path,
        *,
        trust: str | None = "first",
        other: bool = False,
        now: datetime | None = NOON,
        **how: Any,
    ) -> Pack:
        """Look at the pack on a stick, say yes, and load it."""
        offer = self.examine(stick, now=now)
        permit(offer, trust=trust, other=other)
        return self.take(stick, offer, **how)

    def take(self, stick: Path, offer: Offer, **how: Any) -> Pack:
        """Load a pack that was looked at."""
        self.progress = []
        usual = {"progress": self.progress.append, "stop": lambda: False, "now": NOON}
        return install(self.shelf, stick, offer, **usual | how)

    def refusal(self, stick: Path, **how: Any) -> PackError | RefusedError:
        """Why the pack on a stick is not taken; what is here stays as it is."""
        before = self.state()
        with pytest.raises((PackError, RefusedError)) as refused:
            self.load(stick, **how)
        after = self.state()
        assert after[1:] == before[1:]
        assert after[0] == before[0] or (refused.value.kind == "altered" and after[0] > before[0])
        assert refused.value.advice
        return refused.value

    def again(self) -> Kiosk:
        """The same kiosk, started anew."""
        self.shelf.close()
        return Kiosk(self.shelf.folder)

    def state(self) -> tuple[Any, ...]:
        """Everything that a refused stick must leave as it is: first the names of blobs."""
        shelf, on = self.shelf, self.shelf.on()
        return (
            {path.name for path in shelf.blobs.iterdir()},
            *(on, shelf.previous(), shelf.last(), shelf.packs(), shelf.anchor(), shelf.publisher()),
            on and shelf.verify(on, stop=lambda: False),
        )

    def titles(self) -> list[str]:
        """What is kept, newest first."""
        return [pack.title_in("nl") for pack in self.shelf.packs()]


class Follower(Kiosk):
    """A kiosk in `place`, and the publisher whose stick is brought to it."""

    def __init__(self, place: Path) -> None:
        """It has no pack yet."""
        super().__init__(place / "shelf")
        self.place = place
        self.file = place / "shelf" / "shelf.db"
        self.publisher = Publisher(place)
        self.stick = place / "stick"

    def bring(self, *titles: str) -> Pack:
        """Load packs with these titles, one after another; each has a photo of its own."""
        for title in titles:
            self.publisher.publish(self.stick, title, photos=("tuin", title))
            pack = self.load(self.stick)
        return pack


def stick_with(**methods: Callable[..., Any]) -> Callable[[Path], Folder]:
    """Opens sticks of which these methods do something else."""
    kind: type[Folder] = type("Stick", (Folder,), methods)
    return kind.open


def gone(*_: object) -> None:
    """What a stick says that was pulled out."""
    raise MachineError("it does not answer", "put the stick in again")


def metadata(stick: Path) -> Path:
    """The folder of metadata on a stick."""
    return stick / "KIOSK-PACK" / "metadata"


def targets(stick: Path) -> Path:
    """The folder of files on a stick."""
    return stick / "KIOSK-PACK" / "targets"


def copied(stick: Path, to: Path) -> Path:
    """Another stick with the same on it."""
    return shutil.copytree(stick, to)


def latest(stick: Path) -> int:
    """The version of the pack on a stick."""
    return Metadata[Timestamp].from_file(str(metadata(stick) / "timestamp.json")).signed.version


def flip(path: Path, at: int = -1) -> None:
    """Alter one byte of a file."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


@contextlib.contextmanager
def files_of_at_most(length: int) -> Iterator[None]:
    """A disk on which no file grows longer."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def sign_again(  # noqa: PLR0913 - each is one thing that may be odd
    publisher: Publisher,
    stick: Path,
    change: Callable[[Targets], None] = lambda _targets: None,
    *,
    version: int | None = None,
    key: Signer | None = None,
    expires: datetime | None = None,
) -> None:
    """Change what the pack on a stick says, and sign it with the pack key, or with another."""
    folder, old = metadata(stick), latest(stick)
    said = Metadata[Targets].from_file(str(folder / f"{old}.targets.json")).signed
    said.version = version or old
    said.expires = expires or said.expires
    change(said)
    names = (f"{said.version}.targets.json", f"{said.version}.snapshot.json", "timestamp.json")
    signed = pack_metadata.sign_all(said, key or publisher.daily.pack)
    for name, content in zip(names, signed, strict=True):
        (folder / name).write_bytes(content)
