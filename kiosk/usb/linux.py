"""The sticks of a machine with Linux: what is plugged in, where it is mounted, and mending that.

The desktop has two seconds to mount a stick. Then udisks is asked to, to be read only; to be
written it is let go and mounted anew. What somebody let go stays so until it is put in again.
"""

from __future__ import annotations

import logging
import os
import select
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Final

from kiosk.clock import Clock
from kiosk.errors import MachineError
from kiosk.usb import machine, partitions, udisks
from kiosk.usb.machine import Drive, Machine, Mount
from kiosk.usb.partitions import Partition
from kiosk.usb.udisks import Udisks

log = logging.getLogger(__name__)

_TRIES: Final = 3
"""udev may still be looking at a stick that was just put in."""
_OWN: Final = {
    *("/", "/boot", "/boot/efi", "/boot/firmware", "/home", "/usr", "/var"),
    *("/cdrom", "/media/root-ro", "/run/live/medium"),  # of systems that run from a stick
}
"""Who has one of these is the machine's own disk, though it may hang on USB."""
_LATER: Final = "wait a moment, then do this again"


class Linux(Machine):
    """The sticks that the kernel and udisks know. For any thread."""

    PATIENCE_SECONDS = 2.0
    """How long a desktop may take."""
    MOUNTINFO = Path("/proc/self/mountinfo")
    """The kernel tells of every change to who waits for this file."""

    def __init__(
        self,
        clock: Clock,
        *,
        plugged: Callable[[], Sequence[Partition]] = partitions.find,
        mounts: Callable[[], Sequence[Mount]] = machine.mounts,
        opener: Udisks | None = None,
        home: Path | None = None,
    ) -> None:
        """Ask by `plugged` what is in, by `mounts` where, and mend by `opener`.

        A disk with the folder `home` is the kiosk's own.
        """
        super().__init__()
        self._own = _OWN | ({str(parent) for parent in home.resolve().parents} if home else set())
        self._clock = clock
        self._plugged = plugged
        self._mounts = mounts
        self._opener = opener or Udisks()
        self._lock = RLock()
        self._known: dict[tuple[str, str], _History] = {}
        self._places: dict[str, list[Mount]] = {}
        self._woken, self._wake = os.pipe()
        self._changes: int | None = None
        with suppress(OSError):
            self._changes = os.open(self.MOUNTINFO, os.O_RDONLY | os.O_CLOEXEC)
        for opened in (self._woken, self._wake, self._changes):
            if opened is not None:  # a thread may still wait for it when this is closed
                weakref.finalize(self, os.close, opened)

    def sticks(self) -> tuple[Drive, ...]:
        """The sticks that are in: read where they are, or why they cannot be used."""
        with self._lock:
            return tuple(
                _drive(part, mount, past.trouble)
                for part, past, mount in self._look()
                if not past.is_out and (mount is not None or past.trouble)
            )

    def mend(self) -> None:
        """Have udisks open what nobody opens, a few times; then it is said what is wrong.

        Nobody else waits for it: a stick that hangs keeps no other from being noticed.
        """
        with self._lock:
            now = self._clock.seconds()
            closed = [
                (part, past)
                for part, past, mount in self._look()
                if mount is None
                and now - past.since >= self.PATIENCE_SECONDS
                and not (past.is_out or past.trouble)
            ]
        for part, past in closed:
            self._open(part, past)

    def wait(self, seconds: float) -> None:
        """Return when mounts have changed, when closed, or after so long."""
        changes = select.poll()
        changes.register(self._woken, select.POLLIN)
        if self._changes is not None:
            changes.register(self._changes, select.POLLPRI)  # POLLERR comes with it, unasked
        changes.poll(seconds * 1000)

    def writable(self, drive: Drive) -> Drive:
        """The stick made writable: let go, and mounted anew. Raises MachineError."""
        with self._lock:
            part, past, mount = self._find(drive)
            if mount is not None and not mount.is_read_only:
                return _drive(part, mount)
            if part.is_locked:
                raise MachineError(udisks.LOCKED, "move its little switch, or use another stick")
            self._let_go(part)
            trouble = udisks.DAMAGED
            try:
                self._opener.mount(part.device, udisks.WRITING)
            except MachineError as error:
                trouble = error.what
            _, past, mount = self._find(drive)
            if mount is None:
                with suppress(MachineError):
                    self._opener.mount(part.device, udisks.READING)
                past.was_open, past.is_out, past.trouble = False, False, trouble
                raise MachineError(trouble, udisks.AGAIN)
            if mount.is_read_only:
                raise MachineError(udisks.HASTY, "use another stick, and take this one out safely")
            return _drive(part, mount)

    def eject(self, drive: Drive) -> None:
        """Let go of all that is on this stick. Raises MachineError if it is in use."""
        with self._lock:
            found = self._look()
            disks = {part.disk for part, _, _ in found if part.device == drive.device}
            for part, past, _ in found:
                if part.disk in disks:
                    self._let_go(part)
                    past.is_out = True
            if disks:  # if not, it was pulled out already
                self._opener.power_off(drive.device)

    def close(self) -> None:
        """Wake who waits, now and later."""
        os.write(self._wake, b"!")

    def _look(self) -> list[tuple[Partition, _History, Mount | None]]:
        """The drives that are in, and where each is mounted first."""
        places = self._by_device()
        found = [(part, places.get(part.device, [])) for part in self._plugged()]
        own = {part.disk for part, here in found if self._own & {at.mountpoint for at in here}}
        known = self._known
        self._known = {}
        looked = []
        for part, here in found:
            if part.disk in own:
                continue
            past = known.get((part.device, part.plugged)) or _History(self._clock.seconds())
            self._known[part.device, part.plugged] = past
            past.see(is_open=bool(here))
            looked.append((part, past, here[0] if here else None))
        return looked

    def _by_device(self) -> dict[str, list[Mount]]:
        """The mounts by device, in order; those of before if the kernel does not tell."""
        with suppress(OSError):
            mounts = self._mounts()
            self._places = {}
            for mount in mounts:
                self._places.setdefault(os.path.realpath(mount.device), []).append(mount)
        return self._places

    def _find(self, drive: Drive) -> tuple[Partition, _History, Mount | None]:
        for part, past, mount in self._look():
            if part.device == drive.device:
                return part, past, mount
        raise MachineError(udisks.GONE, "put it in again")

    def _open(self, part: Partition, past: _History) -> None:
        """Ask udisks once; after the last time, keep what is wrong."""
        try:
            past.is_out = not self._opener.mount(part.device, udisks.READING)
        except MachineError as error:
            past.tries += 1
            if past.tries >= _TRIES:
                log.warning("%s: %s", part.device, error)
                past.trouble = error.what

    def _let_go(self, part: Partition) -> None:
        """Unmount it, wherever it is mounted."""
        for mount in reversed(self._by_device().get(part.device, [])):
            try:
                self._opener.unmount(part.device, Path(mount.mountpoint))
            except MachineError as error:
                raise MachineError(error.what, _LATER) from error
        if self._by_device().get(part.device):
            raise MachineError(udisks.BUSY, _LATER)


@dataclass(slots=True)
class _History:
    """What happened to a stick since it was put in."""

    since: float
    """When it was seen first, by the stopwatch."""
    tries: int = 0
    """So often udisks was asked to open it."""
    trouble: str = ""
    """What was wrong in the end."""
    was_open: bool = False
    is_out: bool = False
    """Whether somebody let it go, here or on the desktop, or nobody's files are on it."""

    def see(self, *, is_open: bool) -> None:
        """Note where it is mounted now, or that it is not."""
        if is_open:
            self.was_open, self.is_out, self.tries, self.trouble = True, False, 0, ""
        elif self.was_open:
            self.is_out = True


def _drive(part: Partition, mount: Mount | None, trouble: str = "") -> Drive:
    if mount is None:
        return Drive(part.device, None, is_writable=False, trouble=trouble)
    return Drive(part.device, Path(mount.mountpoint), is_writable=not mount.is_read_only)
