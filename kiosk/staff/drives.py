"""Sticks: which are in, where they can be read, and how they are taken out.

On Linux a change of mounts is noticed by poll(2) on the kernel's own list, within milliseconds;
on Windows the list is read every two seconds. A stick that the desktop does not mount is mounted
here, to be read only; a stick that is seen but cannot be used says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Drive:
    """A stick that is in."""

    device: str
    """What the system calls it, and what tells two apart: `/dev/sdb1`, `E:\\`; a plain folder's
    path."""
    path: Path | None
    """The folder to read it by; None if it cannot be used."""
    filesystem: str = ""
    """`vfat`, `exfat`, `ntfs3`, `ext4` …; empty if nobody knows."""
    label: str = ""
    """What its owner called it; anything may stand there."""
    is_writable: bool = True
    """Whether it may be written as it is. If not, `Drives.writable` makes it so."""
    trouble: str = ""
    """Why it cannot be used: a sentence in English to look up; empty if it can."""


class Drives:
    """All sticks of this machine. Threads may ask it anything."""

    def list(self) -> tuple[Drive, ...]:
        """The sticks that are in, by device."""
        raise NotImplementedError

    def watch(self, changed: Callable[[tuple[Drive, ...]], None]) -> None:
        """Call `changed` with all sticks, now and whenever that changes, on a thread of our own."""
        raise NotImplementedError

    def writable(self, drive: Drive) -> Drive:
        """The same stick, to be written; perhaps in another folder than before.

        Raises MachineError with a sentence if it is locked or does not come back.
        """
        raise NotImplementedError

    def eject(self, drive: Drive) -> None:
        """Write what is still in memory, and let go: then "U kunt de stick eruit halen".

        Close every folder on it first. Raises MachineError if it is in use or does not answer.
        """
        raise NotImplementedError

    def close(self) -> None:
        """End watching, within a second; again without harm."""
        raise NotImplementedError
