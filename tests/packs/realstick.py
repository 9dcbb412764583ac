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
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from kiosk.usb.stick import Folder

if TYPE_CHECKING:
    from collections.abc import Iterator

STICK_BYTES: Final = 48 << 20
"""FAT32 has no fewer."""
_FIRST_PARTITION: Final = 446 + 8
_SECTOR_BYTES: Final = 512
_PATIENCE_SECONDS: Final = 30


class Stick:
    """A stick of some kind, whose image is `image`; it is seen in `folder` while it is in."""

    kind: ClassVar[str]
    tools: ClassVar[tuple[str, ...]]
    made_by: ClassVar[tuple[str, ...]]
    """The command that formats an image."""
    packages: ClassVar[str]
    """What Debian calls them."""
    tells_room: ClassVar[bool] = True

    def __init__(self, image: Path, folder: Path) -> None:
        """Neither needs to be there."""
        self.folder = folder
        self._image = image
        self._in = False
        self._loop = ""

    @classmethod
    def new(cls, place: Path, size: int = STICK_BYTES) -> Stick:
        """A freshly formatted one; its files lie in `place`."""
        stick = cls(place / f"{cls.kind}.image", place / cls.kind)
        with stick._image.open("wb") as file:
            file.truncate(size)
        _run(*cls.made_by, str(stick._image))
        return stick

    def put_in(self, *, read_only: bool = False) -> Path:
        """Mount it; the folder."""
        self.folder.mkdir(exist_ok=True)
        self._mount("ro" if read_only else "rw")
        self._in = True
        return self.folder

    def take_out(self) -> None:
        """Unmount it in order; again without harm."""
        if self._in:
            _run("umount", str(self.folder))
            self._in = False
        self._let_go()

    def pull_out(self) -> None:
        """Without a word to the system."""
        raise NotImplementedError

    def discard(self) -> None:
        """Let go of it whatever happens."""
        if self._in:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=False)  # noqa: S607 - wherever it is
            self._in = False
        self._let_go()

    def open(self, path: Path) -> Folder:
        """The folder on it at `path`, as the program opens it."""
        return Folder.open(path) if self.tells_room else _Roomy.open(path)

    def faults(self) -> str:
        """What the checker of its file system finds, after it was taken out; empty if nothing."""
        raise NotImplementedError

    def _mount(self, how: str) -> None:
        raise NotImplementedError

    def _device(self) -> str:
        """The image as a device, from its first partition on if it has any."""
        with self._image.open("rb") as file:
            sector = file.read(_SECTOR_BYTES)
        start = struct.unpack_from("<I", sector, _FIRST_PARTITION)[0]
        if sector[_FIRST_PARTITION - 4] not in {0x07, 0x0C, 0x83} or start != 2048:
            start = 0
        self._loop = _run(
            "losetup", "-f", "--show", "-o", str(start * _SECTOR_BYTES), str(self._image)
        ).strip()
        return self._loop

    def _let_go(self) -> None:
        if self._loop:
            subprocess.run(["losetup", "-d", self._loop], check=False, capture_output=True)  # noqa: S607 - wherever it is
            self._loop = ""

    def _kill_its_process(self) -> None:
        """End the process that is this stick."""
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (process / "cmdline").read_bytes().split(b"\0")
                if os.fsencode(self.folder) in words:
                    os.kill(int(process.name), signal.SIGKILL)


class Ext4(Stick):
    """As Linux formats its own."""

    kind = "ext4"
    tools = ("mkfs.ext4", "e2fsck")
    made_by = ("mkfs.ext4", "-q", "-F")
    packages = "e2fsprogs"

    def _mount(self, how: str) -> None:
        _run("mount", "-o", f"{how},nosuid,nodev,noexec", self._device(), str(self.folder))

    def faults(self) -> str:
        """What the checker of its file system finds, after it was taken out; empty if nothing."""
        return _said("e2fsck", "-f", "-n", str(self._image))


class ExFat(Stick):
    """As larger sticks are sold."""

    kind = "exfat"
    tools = ("mkfs.exfat", "mount.exfat-fuse", "fsck.exfat")
    made_by = ("mkfs.exfat",)
    packages = "exfatprogs exfat-fuse"

    def _mount(self, how: str) -> None:
        how = f"{how},nosuid,nodev,noexec"
        _run("mount.exfat-fuse", "-o", how, self._device(), str(self.folder))

    def pull_out(self) -> None:
        """Without a word to the system."""
        self._kill_its_process()

    def faults(self) -> str:
        """What the checker of its file system finds, after it was taken out; empty if nothing."""
        return _said("fsck.exfat", "-n", str(self._image))


class Ntfs(Stick):
    """As Windows formats large ones; names that Windows does not know are refused."""

    kind = "ntfs"
    tools = ("mkfs.ntfs", "ntfs-3g", "ntfsfix")
    made_by = ("mkfs.ntfs", "-q", "-F", "-Q")
    packages = "ntfs-3g"

    def _mount(self, how: str) -> None:
        how = f"{how},windows_names,nosuid,nodev,noexec"
        _run("ntfs-3g", "-o", how, self._device(), str(self.folder))

    def pull_out(self) -> None:
        """Without a word to the system."""
        self._kill_its_process()

    def faults(self) -> str:
        """What the checker of its file system finds, after it was taken out; empty if nothing."""
        return _said("ntfsfix", "-n", str(self._image))


class Fat32(Stick):
    """As small sticks are sold."""

    kind = "fat32"
    tools = ("mkfs.vfat", "fusefat", "fsck.vfat")
    made_by = ("mkfs.vfat", "-F", "32")
    packages = "dosfstools fusefat"
    tells_room = False

    def _mount(self, how: str) -> None:
        _run("fusefat", "-o", "rw+" if how == "rw" else "ro", self._device(), str(self.folder))

    def pull_out(self) -> None:
        """Without a word to the system."""
        self._kill_its_process()

    def faults(self) -> str:
        """What the checker of its file system finds, after it was taken out; empty if nothing."""
        return _said("fsck.vfat", "-n", str(self._image))


KINDS: Final = (Ext4, ExFat, Ntfs, Fat32)


class _Roomy(Folder):
    """A folder on a stick whose file system does not say how much room there is."""

    def room(self) -> tuple[int, int]:
        """As much as a small stick has."""
        return STICK_BYTES // 2, 4096


def why_not(kind: type[Stick]) -> str:
    """Why such a stick cannot be had here; empty if it can."""
    if sys.platform != "linux":
        return "loop devices are Linux's"
    if os.geteuid():
        return "mounting a stick is for root"
    for tool in (*kind.tools, "losetup"):
        if not shutil.which(tool):
            return f"{tool} is not here (Debian: {kind.packages})"
    with tempfile.TemporaryDirectory() as place:
        stick = None
        try:
            stick = kind.new(Path(place))
            (stick.put_in() / "trial").write_bytes(b"trial")
            stick.take_out()
        except OSError as error:
            return f"no {kind.kind} in a file can be mounted here: {error}"
        finally:
            if stick:
                stick.discard()
    return ""


@contextlib.contextmanager
def put_in(stick: Stick, *, read_only: bool = False) -> Iterator[Path]:
    """A stick that is in for a while, and is taken out in order."""
    try:
        yield stick.put_in(read_only=read_only)
        stick.take_out()
    finally:
        stick.discard()


def _run(*command: str) -> str:
    """Run a tool; what it prints. Raises OSError with its words."""
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=_PATIENCE_SECONDS
    )
    if done.returncode:
        raise OSError(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout


def _said(*command: str) -> str:
    """What a checker says if it is not content."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return "" if done.returncode == 0 else f"{done.stdout} {done.stderr}"
