"""The sticks of a PC with Windows: drive letters that psutil calls removable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psutil

from kiosk.errors import MachineError
from kiosk.staff import udisks
from kiosk.staff.drives import Drive, NoSticks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Part(NamedTuple):
    """A drive letter, as psutil tells of it."""

    device: str
    mountpoint: str
    fstype: str
    opts: str


def _parts() -> Sequence[Part]:
    found = psutil.disk_partitions(all=False)
    return [Part(it.device, it.mountpoint, it.fstype, it.opts) for it in found]


class Windows(NoSticks):
    """Asked every two seconds: Windows opens sticks itself, and closes them when they are quiet.

    Files are synced one by one as they are written, so there is nothing left to let go of.
    """

    def __init__(self, parts: Callable[[], Sequence[Part]] = _parts) -> None:
        """Tests hand in their own `parts`."""
        super().__init__()
        self._parts = parts
        self._out: set[str] = set()

    def sticks(self) -> tuple[Drive, ...]:
        """The letters with a stick behind them. A card reader without a card has none."""
        try:
            parts = self._parts()
        except OSError:
            return ()
        drives = [_drive(part) for part in parts if "removable" in part.opts.split(",")]
        self._out &= {drive.device for drive in drives}
        return tuple(drive for drive in drives if drive.device not in self._out)

    def writable(self, drive: Drive) -> Drive:
        """As it is. Raises MachineError if it is locked."""
        if not drive.is_writable:
            raise MachineError(udisks.LOCKED, "move its little switch, or use another stick")
        return drive

    def eject(self, drive: Drive) -> None:
        """It is out for us until it was taken out."""
        self._out.add(drive.device)


def _drive(part: Part) -> Drive:
    return Drive(
        device=part.device.rstrip("\\"),
        path=Path(part.mountpoint),
        filesystem=part.fstype.lower(),
        is_writable="ro" not in part.opts.split(","),
    )
