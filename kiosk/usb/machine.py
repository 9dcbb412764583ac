"""The sticks of a system, where none is known; `linux` and `windows` build upon it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Drive:
    """A stick that is in."""

    device: str
    """What the system calls it, and what tells two apart: `/dev/sdb1`, `E:`; a plain folder's
    path."""
    path: Path | None
    """The folder to read it by; None if it cannot be used."""
    is_writable: bool = True
    """Whether it may be written as it is. If not, `Drives.writable` makes it so."""
    trouble: str = ""
    """Why it cannot be used: a sentence in English to look up; empty if it can."""


class Mount(NamedTuple):
    """A file system in its place, as psutil tells of it."""

    device: str
    mountpoint: str
    fstype: str
    opts: str
    """`rw,removable`"""

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written."""
        return "ro" in self.opts.split(",")


def mounts() -> Sequence[Mount]:
    """All that is mounted, in the order that was done. Raises OSError if nobody tells."""
    import psutil  # noqa: PLC0415 - slow to load, and no stick is in when a kiosk starts

    return [Mount(*found[:4]) for found in psutil.disk_partitions(all=os.name != "nt")]


class Machine:
    """A system and its sticks: here none, and nothing tells of changes.

    Threads may ask it anything.
    """

    def __init__(self) -> None:
        """Nothing has happened."""
        self._closed = Event()

    def sticks(self) -> tuple[Drive, ...]:
        """The sticks that are in: read where they are, or why they cannot be used."""
        return ()

    def mend(self) -> None:
        """Open what nobody opens. May take its time."""

    def wait(self, seconds: float) -> None:
        """Return when something may have changed, when closed, or after so long."""
        self._closed.wait(seconds)

    def writable(self, drive: Drive) -> Drive:
        """The stick made writable. Raises MachineError."""
        return drive

    def eject(self, drive: Drive) -> None:
        """Let go of it; what is written has been synced, file by file. Raises MachineError."""

    def close(self) -> None:
        """Wake who waits, now and later; again without harm."""
        self._closed.set()
