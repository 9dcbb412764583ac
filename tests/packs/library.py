"""A kiosk in a library, and sticks that somebody may have worked on."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from packs.publisher import NOON
from tuf.api.metadata import Metadata, MetaFile, Snapshot, Targets, Timestamp

from kiosk.keys import root as roots
from kiosk.packs import trust
from kiosk.packs.install import InstallProgress, install, permit
from kiosk.packs.shelf import Shelf
from kiosk.usb.stick import Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from packs.publisher import Publisher

    from kiosk.keys.signing import Signer
    from kiosk.packs.shelf import Pack
    from kiosk.packs.trust import Offer

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
        self.told: list[InstallProgress] = []
        """What was told while the last pack was loaded."""

    def examine(self, stick: Path, *, now: datetime | None = NOON, program: str = "0.1.0") -> Offer:
        """Look at the pack on a stick."""
        with Folder.open(stick) as folder:
            return trust.examine(folder, self.shelf.anchor(), program=program, now=now)

    def load(
        self,
        stick: Path,
        *,
        trust: str | None = "first",
        other: bool = False,
        now: datetime | None = NOON,
        stop: Callable[[], bool] = lambda: False,
        **how: Any,
    ) -> Pack:
        """Look at the pack on a stick, say yes, and load it."""
        offer = self.examine(stick, now=now)
        permit(offer, trust=trust, other=other)
        return self.take(stick, offer, stop=stop, **how)

    def take(
        self, stick: Path, offer: Offer, *, stop: Callable[[], bool] = lambda: False, **how: Any
    ) -> Pack:
        """Load a pack that was looked at."""
        self.told = []
        return install(
            self.shelf, stick, offer, progress=self.told.append, stop=stop, now=NOON, **how
        )

    def state(self) -> tuple[object, ...]:
        """Everything that a refused stick must leave as it is."""
        on = self.shelf.on()
        return (
            on,
            self.shelf.previous(),
            self.shelf.last(),
            self.shelf.packs(),
            self.shelf.anchor(),
            self.shelf.publisher(),
            sorted(path.name for path in self.shelf.blobs.iterdir()),
            on and self.shelf.verify(on, stop=lambda: False),
        )

    def titles(self) -> list[str]:
        """What is kept, newest first."""
        return [pack.title_in("nl") for pack in self.shelf.packs()]


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
    signer = roots.signer(key or publisher.daily.pack)
    folder = metadata(stick)
    old = latest(stick)
    signed = Metadata[Targets].from_file(str(folder / f"{old}.targets.json"))
    signed.signed.version = number = version or old
    signed.signed.expires = expires or signed.signed.expires
    change(signed.signed)
    signed.sign(signer)
    content = signed.to_bytes()
    (folder / f"{number}.targets.json").write_bytes(content)
    snapshot = Metadata(
        Snapshot(
            number, expires=signed.signed.expires, meta={"targets.json": _bound(number, content)}
        )
    )
    snapshot.sign(signer)
    content = snapshot.to_bytes()
    (folder / f"{number}.snapshot.json").write_bytes(content)
    timestamp = Metadata(
        Timestamp(number, expires=signed.signed.expires, snapshot_meta=_bound(number, content))
    )
    timestamp.sign(signer)
    (folder / "timestamp.json").write_bytes(timestamp.to_bytes())


def _bound(version: int, content: bytes) -> MetaFile:
    return MetaFile(version, len(content), {"sha256": hashlib.sha256(content).hexdigest()})
