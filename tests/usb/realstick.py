"""Real sticks in files: each kind of file system that people carry about, mounted and pulled out.

ext4 is the kernel's; exFAT, NTFS and FAT32 are mounted by FUSE, whose process is the stick: when it
is killed, every file on it answers as that of a stick does that was pulled out.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from filmmaker import until

from kiosk.usb.stick import Folder

STICK_BYTES: Final = 48 << 20
"""FAT32 has no fewer."""
_FIRST_PARTITION: Final = 446 + 8
_SECTOR_BYTES: Final = 512
_PATIENCE_SECONDS: Final = 30


@dataclass(frozen=True)
class Kind:
    """A kind of file system, with the commands that format, mount and check one."""

    name: str
    make: tuple[str, ...]
    mount: tuple[str, ...]
    check: tuple[str, ...]
    packages: str
    """What Debian calls them."""
    options: tuple[str, ...] = ("nosuid", "nodev", "noexec")
    writing: str = "rw"
    tells_room: bool = True


EXT4: Final = Kind("ext4", ("mkfs.ext4", "-qF"), ("mount",), ("e2fsck", "-fn"), "e2fsprogs")
EXFAT: Final = Kind(
    "exfat",
    ("mkfs.exfat",),
    ("mount.exfat-fuse",),
    ("fsck.exfat", "-n"),
    packages="exfatprogs exfat-fuse",
)
NTFS: Final = Kind(
    "ntfs",
    ("mkfs.ntfs", "-qFQ"),
    ("ntfs-3g",),
    ("ntfsfix", "-n"),
    packages="ntfs-3g",
    options=("windows_names", *EXFAT.options),  # names that Windows does not know are refused
)
FAT32: Final = Kind(
    "fat32",
    ("mkfs.vfat", "-F", "32"),
    ("fusefat",),
    ("fsck.vfat", "-n"),
    packages="dosfstools fusefat",
    options=(),
    writing="rw+",
    tells_room=False,
)
KINDS: Final = (EXT4, EXFAT, NTFS, FAT32)
BY_FUSE: Final = KINDS[1:]
"""Those that can be pulled out; ext4 is in the crash tests."""


class Stick:
    """A stick of some kind, whose image is `image`; it is seen in `folder` while it is in."""

    def __init__(self, kind: Kind, image: Path, folder: Path) -> None:
        """Neither needs to be there."""
        self.kind = kind
        self.folder = folder
        self._image = image
        self._loop = ""

    @classmethod
    def new(cls, kind: Kind, place: Path) -> Stick:
        """A freshly formatted one; its files lie in `place`."""
        stick = cls(kind, place / f"{kind.name}.image", place / kind.name)
        with stick._image.open("wb") as file:
            file.truncate(STICK_BYTES)
        _run(*kind.make, str(stick._image))
        return stick

    def plug(self) -> str:
        """Put it in; the device, from its first partition on if it has any."""
        if not self._loop:
            with self._image.open("rb") as file:
                sector = file.read(_SECTOR_BYTES)
            start = struct.unpack_from("<I", sector, _FIRST_PARTITION)[0]
            if sector[_FIRST_PARTITION - 4] not in {0x07, 0x0C, 0x83} or start != 2048:
                start = 0
            offset = str(start * _SECTOR_BYTES)
            self._loop = _run("losetup", "-f", "--show", "-o", offset, str(self._image)).strip()
        return self._loop

    @contextlib.contextmanager
    def mounted(self, *, read_only: bool = False) -> Iterator[Path]:
        """The folder of a stick that is in for a while, and is taken out in order."""
        try:
            yield self.mount(read_only=read_only)
            if self.folder.is_mount():
                _run("umount", str(self.folder))
                assert until(lambda: not self._processes(), _PATIENCE_SECONDS)  # FAT's writes on
        finally:
            self.discard()

    def mount(self, *, read_only: bool = False) -> Path:
        """Put it in, and mount it; the folder."""
        self.folder.mkdir(exist_ok=True)
        how = ",".join(("ro" if read_only else self.kind.writing, *self.kind.options))
        _run(*self.kind.mount, "-o", how, self.plug(), str(self.folder))
        return self.folder

    def pull_out(self) -> None:
        """Without a word to the system: end the process that is this stick."""
        for process in self._processes():
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)

    def _processes(self) -> list[int]:
        """Those that are this stick, by FUSE."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (process / "cmdline").read_bytes().split(b"\0")
                if os.fsencode(self.folder) in words:
                    found.append(int(process.name))
        return found

    def discard(self) -> None:
        """Let go of it whatever happens; again without harm."""
        for command in (["umount", "--lazy", str(self.folder)], ["losetup", "-d", self._loop]):
            subprocess.run(command, check=False, capture_output=True)
        self._loop = ""

    def open(self, path: Path) -> Folder:
        """The folder on it at `path`, as the program opens it."""
        return Folder.open(path) if self.kind.tells_room else _Roomy.open(path)

    def faults(self) -> str:
        """What the checker of its file system finds, after it was taken out; empty if nothing."""
        try:
            _run(*self.kind.check, str(self._image))
        except OSError as error:
            return str(error)
        return ""


class _Roomy(Folder):
    """A folder on a stick whose file system does not say how much room there is."""

    def room(self) -> tuple[int, int]:
        """As much as a small stick has."""
        return STICK_BYTES // 2, 4096


@cache
def why_not(kind: Kind) -> str:
    """Why such a stick cannot be had here; empty if it can."""
    if sys.platform != "linux" or os.geteuid():
        return "mounting a stick is for root on Linux"
    for tool in (kind.make[0], kind.mount[0], kind.check[0], "losetup"):
        if not shutil.which(tool):
            return f"{tool} is not here (Debian: {kind.packages})"
    with tempfile.TemporaryDirectory() as place:
        try:
            with Stick.new(kind, Path(place)).mounted() as folder:
                (folder / "trial").write_bytes(b"trial")
        except OSError as error:
            return f"no {kind.name} in a file can be mounted here: {error}"
    return ""


def _run(*command: str) -> str:
    """Run a tool; what it prints. Raises OSError with its words."""
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=_PATIENCE_SECONDS
    )
    if done.returncode:
        raise OSError(f"{command[0]}: {done.stdout.strip()} {done.stderr.strip()}")
    return done.stdout
