"""The sticks of a machine with Linux: what is plugged in, where it is mounted, and mending that.

The desktop has two seconds to mount a stick. Then udisks is asked to, to be read only; to be
written it is let go and mounted anew. What somebody let go stays so until it is put in again.
"""

from __future__ import annotations

import logging
import os
import select
import weakref
from contextlib import suppress
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, Final

from kiosk.errors import MachineError
from kiosk.staff import mounts, partitions, udisks
from kiosk.staff.drives import Drive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.clock import Clock
    from kiosk.staff.mounts import Mount
    from kiosk.staff.partitions import Partition
    from kiosk.staff.udisks import Runs

log = logging.getLogger(__name__)

_TRIES: Final = 3
"""udev may still be looking at a stick that was just put in."""
_OWN: Final = {
    *("/", "/boot", "/boot/efi", "/boot/firmware", "/home", "/usr", "/var"),
    *("/cdrom", "/media/root-ro", "/run/live/medium"),  # of systems that run from a stick
}
"""Who has one of these is the machine's own disk, though it may hang on USB."""
_ENCRYPTED: Final = {"crypto_LUKS", "BitLocker"}
_AGAIN: Final = "take it out, put it in again, or use another one"


class Linux:
    """What the kernel, udev and udisks know of sticks. Threads may ask it anything."""

    PATIENCE_SECONDS = 2.0
    """How long a desktop may take."""

    def __init__(
        self,
        clock: Clock,
        *,
        plugged: Callable[[], tuple[Partition, ...]] = partitions.find,
        mountinfo: Path = mounts.MOUNTINFO,
        run: Runs | None = None,
        home: Path | None = None,
    ) -> None:
        """Ask by `plugged` what is in, by `mountinfo` where; mend by the commands of `run`.

        A disk with the folder `home` is the kiosk's own.
        """
        self._own = _OWN | ({str(it) for it in home.resolve().parents} if home else set())
        self._clock = clock
        self._plugged = plugged
        self._mountinfo = mountinfo
        self._commands = udisks.Commands()
        self._run: Runs = run or self._commands
        self._lock = RLock()
        self._known: dict[tuple[str, str], _Known] = {}
        self._places: tuple[Mount, ...] = ()
        self._woken, self._wake = os.pipe()
        self._changes: int | None = None
        with suppress(OSError):
            self._changes = os.open(mountinfo, os.O_RDONLY | os.O_CLOEXEC)
        opened = [it for it in (self._woken, self._wake, self._changes) if it is not None]
        weakref.finalize(self, _close, opened)  # a thread may still wait for one of them

    def sticks(self) -> tuple[Drive, ...]:
        """The sticks that are in: read where they are, or why they cannot be used."""
        with self._lock:
            return tuple(
                _drive(it, mount, about.trouble)
                for it, about, mount in self._look()
                if not about.is_out and (mount is not None or about.trouble)
            )

    def mend(self) -> None:
        """Have udisks open what nobody opens, a few times; then it is said what is wrong.

        Nobody else waits for it: a stick that hangs keeps no other from being noticed.
        """
        with self._lock:
            now = self._clock.seconds()
            closed = [
                (it, about)
                for it, about, mount in self._look()
                if mount is None and now - about.since >= self.PATIENCE_SECONDS and about.is_hoped
            ]
        for it, about in closed:
            self._open(it, about)

    def wait(self, seconds: float) -> None:
        """Return when mounts have changed, when closed, or after so long."""
        changes = select.poll()
        changes.register(self._woken, select.POLLIN)
        if self._changes is not None:
            changes.register(self._changes, select.POLLPRI)  # POLLERR comes with it, unasked
        changes.poll(seconds * 1000)

    def writable(self, drive: Drive) -> Drive:
        """The same stick, to be written: let go, and mounted anew. Raises MachineError."""
        with self._lock:
            it, about, mount = self._find(drive)
            if mount is not None and not mount.is_read_only:
                return _drive(it, mount)
            if it.is_locked:
                raise MachineError(udisks.LOCKED, "move its little switch, or use another stick")
            self._let_go(it)
            trouble = udisks.mount(self._run, it.device, udisks.WRITING)
            _, about, mount = self._find(drive)
            if mount is None:
                udisks.mount(self._run, it.device, udisks.READING)
                about.was_open, about.is_out = False, False
                about.trouble = trouble or udisks.DAMAGED
                raise MachineError(about.trouble, _AGAIN)
            if mount.is_read_only:
                raise MachineError(udisks.HASTY, "use another stick, and take this one out safely")
            return _drive(it, mount)

    def eject(self, drive: Drive) -> None:
        """Let go of all that is on this stick. Raises MachineError if it is in use."""
        with self._lock:
            found = self._look()
            disks = {it.disk for it, _, _ in found if it.device == drive.device}
            for it, about, _ in found:
                if it.disk in disks:
                    self._let_go(it)
                    about.is_out = True
            if disks:  # if not, it was pulled out already
                udisks.power_off(self._run, drive.device)

    def close(self) -> None:
        """Wake who waits, now and later, and wait for no command any more."""
        self._commands.stop()
        os.write(self._wake, b"!")

    def _look(self) -> list[tuple[Partition, _Known, Mount | None]]:
        """What is in, what is known of it, and where it is mounted, first of all places."""
        places = self._mounts()
        found = [(it, _of(it, places)) for it in self._plugged()]
        own = {it.disk for it, here in found if any(str(mount.path) in self._own for mount in here)}
        known = self._known
        self._known = {}
        looked = []
        for it, here in found:
            if it.disk in own:
                continue
            about = known.get((it.name, it.plugged)) or _Known(self._clock.seconds())
            self._known[it.name, it.plugged] = about
            about.see(is_open=bool(here))
            looked.append((it, about, here[0] if here else None))
        return looked

    def _mounts(self) -> tuple[Mount, ...]:
        """What is mounted now; what was, if the kernel does not tell."""
        with suppress(OSError):
            self._places = mounts.read(self._mountinfo.read_bytes())
        return self._places

    def _find(self, drive: Drive) -> tuple[Partition, _Known, Mount | None]:
        for it, about, mount in self._look():
            if it.device == drive.device:
                return it, about, mount
        raise MachineError(udisks.GONE, "put it in again")

    def _open(self, it: Partition, about: _Known) -> None:
        """Ask udisks once; after the last time, keep what is wrong."""
        if it.filesystem in _ENCRYPTED:
            about.trouble = udisks.ENCRYPTED
            return
        trouble = udisks.mount(self._run, it.device, udisks.READING)
        with self._lock:
            about.tries += 1
            if trouble and about.tries >= _TRIES:
                log.warning("%s (%s): %s", it.device, it.filesystem or "no file system", trouble)
                about.trouble = trouble

    def _let_go(self, it: Partition) -> None:
        """Unmount it, wherever it is mounted."""
        for mount in reversed(_of(it, self._mounts())):
            trouble = udisks.unmount(self._run, it.device, mount.path)
            if trouble:
                raise MachineError(trouble, "wait a moment, then do this again")
        if _of(it, self._mounts()):
            raise MachineError(udisks.BUSY, "wait a moment, then do this again")


@dataclass(slots=True)
class _Known:
    """What happened to a stick since it was put in."""

    since: float
    """When it was seen first, by the stopwatch."""
    tries: int = 0
    """So often udisks could not open it."""
    trouble: str = ""
    """What was wrong in the end."""
    was_open: bool = False
    is_out: bool = False
    """Whether somebody let it go, here or on the desktop."""

    @property
    def is_hoped(self) -> bool:
        """Whether it may still be opened, if nobody has."""
        return not (self.is_out or self.trouble)

    def see(self, *, is_open: bool) -> None:
        """It is mounted somewhere now, or nowhere."""
        if is_open:
            self.was_open, self.is_out, self.tries, self.trouble = True, False, 0, ""
        elif self.was_open:
            self.is_out = True


def _of(it: Partition, places: tuple[Mount, ...]) -> list[Mount]:
    """Where this partition is mounted, the whole of it first."""
    here = [mount for mount in places if it.numbers == mount.numbers or it.device == mount.source]
    return sorted(here, key=lambda mount: mount.root != b"/")


def _drive(it: Partition, mount: Mount | None, trouble: str = "") -> Drive:
    if mount is None:
        return Drive(it.device, None, it.filesystem, it.label, is_writable=False, trouble=trouble)
    return Drive(
        device=it.device,
        path=mount.path,
        filesystem=it.filesystem or mount.filesystem,
        label=it.label or partitions.plain(mount.path.name),
        is_writable=not mount.is_read_only,
    )


def _close(opened: list[int]) -> None:
    for descriptor in opened:
        os.close(descriptor)
