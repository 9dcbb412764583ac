"""Packs are examined, loaded and verified in another process, so that the glass goes on.

What reads TUF is imported there, and nowhere else in the program on the glass.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.packs.offer import Anchor, Offer
from kiosk.station.idle_process import IdleProcess, Job

if TYPE_CHECKING:
    from kiosk.packs.install import InstallProgress
    from kiosk.packs.shelf import Pack, Shelf


def examine(path: Path, anchor: Anchor | None, *, program: str, now: datetime | None) -> Offer:
    """The pack on the stick whose root is `path`. Raises what `packs.verification.examine` does."""
    return IdleProcess().run(_examine, path, anchor, program=program, now=now)


def install(  # noqa: PLR0913 - as `packs.install.install` has it
    shelf: Shelf,
    path: Path,
    offer: Offer,
    *,
    progress: Callable[[InstallProgress], None],
    stop: Callable[[], bool],
    now: datetime,
) -> Pack:
    """Load the pack, by way of a shelf that the other process opens. Raises what that does."""
    child = IdleProcess(progress=progress, stop=stop)
    pack = child.run(_install, shelf.folder, path, offer, now=now)
    shelf.damaged = None
    return pack


def verify(shelf: Shelf, pack: Pack, *, stop: Callable[[], bool]) -> tuple[str, ...]:
    """The files of this pack that are missing or altered. Raises DatabaseError."""
    return IdleProcess(stop=stop).run(_verify, shelf.folder, pack)


def _examine(
    _job: Job, path: Path, anchor: Anchor | None, *, program: str, now: datetime | None
) -> Offer:
    from kiosk.packs import verification  # noqa: PLC0415 - for the other process
    from kiosk.usb.stick import Folder  # noqa: PLC0415

    with Folder.open(path) as folder:
        return verification.examine(folder, anchor, program=program, now=now)


def _install(job: Job, shelf: Path, path: Path, offer: Offer, *, now: datetime) -> Pack:
    from kiosk.packs.install import install as bring  # noqa: PLC0415 - for the other process
    from kiosk.packs.shelf import Shelf as OwnShelf  # noqa: PLC0415

    with closing(OwnShelf.open(shelf, make=False)) as own:
        return bring(own, path, offer, progress=job.progress, stop=job.stop, now=now)


def _verify(job: Job, shelf: Path, pack: Pack) -> tuple[str, ...]:
    from kiosk.packs.shelf import Shelf as OwnShelf  # noqa: PLC0415 - for the other process

    with closing(OwnShelf.open(shelf, make=False)) as own:
        return own.verify(pack, stop=job.stop)
