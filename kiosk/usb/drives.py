"""Sticks: which are in, where they can be read, and how they are taken out.

On Linux a change of mounts is noticed by poll(2) on the kernel's own list, within milliseconds;
on Windows the list is read every two seconds. A stick that the desktop does not mount is mounted
here, to be read only; a stick that is seen but cannot be used says why.

Plain folders can stand in for sticks: in a demonstration, and in tests.
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.usb.linux import Linux
from kiosk.usb.machine import Drive, Machine
from kiosk.usb.windows import Windows

ASK_SECONDS: Final = 2.0
"""How often is looked where the system tells nothing by itself."""
_LAST_SECONDS: Final = 1.0
"""A thread that waits for a dead stick is not waited for any longer."""


def this_machine(
    clock: Clock, platform: str = sys.platform, *, home: Path | None = None
) -> Machine:
    """What this machine knows of sticks; a disk that holds `home` is none of them."""
    if platform.startswith("linux"):
        return Linux(clock, home=home)
    return Windows() if platform == "win32" else Machine()


class Drives:
    """All sticks of this machine. Threads may ask it anything."""

    def __init__(self, machine: Machine, folders: Sequence[Path] = ()) -> None:
        """Ask `machine`; each of `folders` is a stick too, that is in while it exists."""
        self._machine = machine
        self._folders = tuple(folders)
        self._lock = Lock()
        self._out: set[str] = set()
        self._stopped = Event()
        self._threads: list[Thread] = []

    def list(self) -> tuple[Drive, ...]:
        """The sticks that are in, by device. May wait while one is being opened."""
        drives = (*self._plain(), *self._machine.sticks())
        return tuple(sorted(drives, key=lambda drive: drive.device))

    def watch(self, changed: Callable[[tuple[Drive, ...]], None]) -> None:
        """Call `changed` with all sticks, now and whenever that changes, on a thread of our own.

        From now on sticks that nobody opens are opened, too. Call it once.
        """
        if self._threads:
            raise KioskError("sticks are watched already")
        self._threads = [
            Thread(target=self._watch, args=(changed,), name="sticks", daemon=True),
            Thread(target=self._mend, name="opening sticks", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def writable(self, drive: Drive) -> Drive:
        """The stick made writable; perhaps in another folder than before.

        Close every folder on it first. Raises MachineError with a sentence if it is locked or does
        not come back.
        """
        return drive if self._is_plain(drive) else self._machine.writable(drive)

    def eject(self, drive: Drive) -> None:
        """Write what is still in memory, and let go: then "U kunt de stick eruit halen".

        Close every folder on it first. Raises MachineError if it is in use or does not answer.
        """
        if not self._is_plain(drive):
            self._machine.eject(drive)
            return
        if hasattr(os, "sync"):
            os.sync()
        with self._lock:
            self._out.add(drive.device)

    def close(self) -> None:
        """End watching, within a second; again without harm."""
        self._stopped.set()
        self._machine.close()
        for thread in self._threads:
            thread.join(_LAST_SECONDS)

    def _watch(self, changed: Callable[[tuple[Drive, ...]], None]) -> None:
        known: tuple[Drive, ...] | None = None
        while not self._stopped.is_set():
            now = self.list()
            if now != known:
                known = now
                changed(now)
            self._machine.wait(ASK_SECONDS)

    def _mend(self) -> None:
        while not self._stopped.wait(ASK_SECONDS / 2):
            self._machine.mend()

    def _is_plain(self, drive: Drive) -> bool:
        return Path(drive.device) in self._folders

    def _plain(self) -> tuple[Drive, ...]:
        """The folders that stand in for sticks. One that was let go must be taken away first."""
        here = [folder for folder in self._folders if folder.is_dir()]
        with self._lock:
            self._out &= set(map(str, here))
            return tuple(
                Drive(str(folder), folder, is_writable=os.access(folder, os.W_OK))
                for folder in here
                if str(folder) not in self._out
            )
