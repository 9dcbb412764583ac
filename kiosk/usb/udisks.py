"""Asking udisks to open a stick and to let it go: what a desktop does, where there is no desktop.

It is asked on the system's D-Bus, only when there is something to do, and told apart by the names
of its errors. A stick that hangs must not hang the kiosk: every call and command has its time, and
is left to itself after. What was mounted by hand is let go by umount(8), known by its exit codes.
"""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from kiosk.errors import MachineError

READING: Final = "ro,nosuid,nodev,noexec"
WRITING: Final = "rw,nosuid,nodev,noexec"
FILESYSTEMS: Final = Path("/proc/filesystems")

_DEAD_SECONDS: Final = 0.2

NOTHING = "Nothing on this machine opens sticks: udisks is missing."
ENCRYPTED = "This stick is encrypted, and cannot be read here."
UNREADABLE = "This stick has no file system that can be read here."
FORBIDDEN = "This user may not open sticks."
SILENT = "This stick does not answer."
DAMAGED = "This stick cannot be opened: it may be damaged."
BUSY = "This stick is still in use."
LOCKED = "This stick is locked: nothing can be written on it."
HASTY = "This stick can only be read: it was pulled out of another machine too soon."
GONE = "This stick is not in any more."

AGAIN: Final = "take it out, put it in again, or use another one"

_UDISKS: Final = "org.freedesktop.UDisks2"
_ROOT: Final = "/org/freedesktop/UDisks2"
_QUIETLY: Final = {"auth.no_user_interaction": ("b", True)}
"""Nobody types a password at the glass."""
_DONE: Final = frozenset({"AlreadyMounted", "NotMounted"})
"""Two who want the same do not quarrel."""
_SENTENCES: Final = {
    **dict.fromkeys(("DeviceBusy", "AlreadyUnmounting"), BUSY),
    **dict.fromkeys(("NotAuthorized", "NotAuthorizedCanObtain", "AccessDenied"), FORBIDDEN),
    **dict.fromkeys(("NotAuthorizedDismissed", "MountedByOtherUser"), FORBIDDEN),
    **dict.fromkeys(("TimedOut", "Timedout", "Timeout", "NoReply"), SILENT),
    **dict.fromkeys(("ServiceUnknown", "NameHasNoOwner", "Disconnected"), NOTHING),
    "NotSupported": UNREADABLE,
}
"""By the last word of an error's name, of udisks or of the bus."""
_LATE, _MISSING = 124, 127
"""As timeout(1) and a shell have it."""
_BY_HAND: Final = {1: FORBIDDEN, _MISSING: NOTHING, _LATE: SILENT}
"""By exit code of umount(8)."""

_Objects: TypeAlias = "Mapping[str, Mapping[str, Mapping[str, tuple[str, Any]]]]"
"""By path, by interface, by property: its type and its value."""


@dataclass(frozen=True, slots=True)
class BlockDevice:
    """A partition as udisks knows it."""

    path: str
    """Its object on the bus."""
    drive: str
    """The object of its stick; `/` if it has none."""
    filesystem: str
    """`vfat`, `exfat`, `crypto_LUKS` …; empty if udev found none."""
    is_encrypted: bool
    is_mountable: bool
    is_ignored: bool
    """Whether it is not for people, beside what is: the EFI part of a Mac's stick."""


def block(objects: _Objects, device: str) -> BlockDevice | None:
    """The object of `/dev/sdb1`; None if udisks does not know it (yet)."""
    tables = [known.get(f"{_UDISKS}.Partition", {}).get("Table") for known in objects.values()]
    for (path, known), table in zip(objects.items(), tables, strict=True):
        about = {name: value for name, (_, value) in known.get(f"{_UDISKS}.Block", {}).items()}
        if about.get("Device", b"").rstrip(b"\0") == device.encode():
            return BlockDevice(
                path=path,
                drive=about["Drive"],
                filesystem=about["IdType"],
                is_encrypted=about["IdUsage"] == "crypto",
                is_mountable=f"{_UDISKS}.Filesystem" in known,
                is_ignored=about["HintIgnore"] and tables.count(table) > 1,
            )
    return None


class Udisks:
    """Udisks of this machine. Threads may ask it anything: each call has a connection of its own.

    All but `power_off` raise MachineError with one of the sentences above.
    """

    LIST_SECONDS = 5.0
    MOUNT_SECONDS = 20.0
    UNMOUNT_SECONDS = 60.0
    """It waits until all is written."""
    POWER_SECONDS = 10.0

    def __init__(self, bus: str = "SYSTEM", filesystems: Path = FILESYSTEMS) -> None:
        """Ask on the system's `bus`, or on the one with that address; connects to nothing yet."""
        self._bus = bus
        self._filesystems = filesystems

    def mount(self, device: str, options: str) -> bool:
        """Open a stick; False if nobody's files are on this part of it."""
        found = self._find(device)
        if found.is_ignored:
            return False
        if found.is_encrypted or not found.is_mountable:
            raise MachineError(ENCRYPTED if found.is_encrypted else UNREADABLE, AGAIN)
        try:
            asked = {"options": ("s", options), **_QUIETLY}
            self._call(found.path, f"{_UDISKS}.Filesystem.Mount", self.MOUNT_SECONDS, asked)
        except MachineError as error:
            if error.what == DAMAGED and not self._knows(found.filesystem):
                raise MachineError(UNREADABLE, AGAIN) from error
            raise
        return True

    def unmount(self, device: str, path: Path) -> None:
        """Let go of a stick where it is mounted, when all is written."""
        if run(("sync", "-f", str(path)), self.UNMOUNT_SECONDS) == _LATE:
            raise MachineError(SILENT, AGAIN)
        try:
            there = self._find(device).path
            self._call(there, f"{_UDISKS}.Filesystem.Unmount", self.UNMOUNT_SECONDS, _QUIETLY)
        except MachineError as error:
            if error.what in {BUSY, SILENT}:
                raise
            code = run(("umount", "--", str(path)), self.UNMOUNT_SECONDS)
            if code in _BY_HAND:  # else the kernel's list of mounts says whether it was in use
                raise MachineError(_BY_HAND[code], AGAIN) from error

    def power_off(self, device: str) -> None:
        """Let its little lamp go out, where stick and machine can."""
        with suppress(MachineError):
            drive = self._find(device).drive
            self._call(drive, f"{_UDISKS}.Drive.PowerOff", self.POWER_SECONDS, _QUIETLY)

    def _find(self, device: str) -> BlockDevice:
        list_all = "org.freedesktop.DBus.ObjectManager.GetManagedObjects"
        (objects,) = self._call(_ROOT, list_all, self.LIST_SECONDS)
        found = block(objects, device)
        if found is None:
            raise MachineError(DAMAGED, AGAIN)
        return found

    def _call(self, path: str, name: str, seconds: float, *options: object) -> tuple[Any, ...]:
        """The result of a method; empty if there was nothing left to do."""
        import jeepney  # noqa: PLC0415 - only Linux has it, and only a stick needs it
        from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415 - the same

        interface, _, method = name.rpartition(".")
        address = jeepney.DBusAddress(path, _UDISKS, interface)
        message = jeepney.new_method_call(address, method, "a{sv}" if options else None, options)
        try:
            with open_dbus_connection(self._bus) as connection:
                reply = connection.send_and_get_reply(message, timeout=seconds)
                return tuple(jeepney.wrappers.unwrap_msg(reply))
        except jeepney.DBusErrorResponse as error:
            last = error.name.rpartition(".")[2]
            if last in _DONE:
                return ()
            sentence = NOTHING if ".Spawn." in error.name else _SENTENCES.get(last, DAMAGED)
            raise MachineError(sentence, AGAIN) from error
        except TimeoutError as error:
            raise MachineError(SILENT, AGAIN) from error
        except (OSError, ValueError, RuntimeError) as error:  # no bus, or none that lets us in
            raise MachineError(NOTHING, AGAIN) from error

    def _knows(self, filesystem: str) -> bool:
        """Whether this machine can read such a file system at all, having tried."""
        try:
            kernel = self._filesystems.read_text("ascii").split()
        except (OSError, UnicodeDecodeError):
            return True
        helper = shutil.which(f"mount.{filesystem}", path="/sbin:/usr/sbin")
        return filesystem in kernel or helper is not None


def run(words: Sequence[str], limit_seconds: float) -> int:
    """How a command of the system ended. One that is late is killed, but not waited for.

    A command that waits for a dead stick cannot even be killed.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - the words are ours, but for a folder's name
            ["/usr/bin/env", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return _MISSING
    try:
        return process.wait(limit_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_DEAD_SECONDS)
        return _LATE
