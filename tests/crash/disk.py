"""A small disk in a file, whose power can be cut.

The cut is ext4's own (EXT4_IOC_SHUTDOWN with NOLOGFLUSH, as xfstests uses it): from one moment on
nothing more reaches the disk, and whoever asks for a sync is told that it failed. What was handed
to the disk until then is the image; it is copied, and the copy is what the kiosk finds next time.
An image copied while it is being written would be one that no disk ever held.

A sync that was under way at that moment may be answered with success, although its bytes stay away:
a bare loop of pwrite and fdatasync meets that in one cut of twenty. So what counts as acknowledged
is what was heard before the cut.
"""

import contextlib
import ctypes
import fcntl
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

IMAGE_BYTES = 24 << 20
_SHUTDOWN = 0x8004587D
_WITHOUT_FLUSHING_THE_JOURNAL = struct.pack("I", 2)


class Disk:
    """An ext4 disk, mounted in a folder while it has power."""

    def __init__(
        self, image: Path, folder: Path, block_bytes: int = 4096, *, like: Path | None = None
    ) -> None:
        """A new disk, not mounted yet; `folder` is there already.

        Empty, or with what another held when it was unmounted, whose image is `like`. Disks of more
        than half a gigabyte have blocks of 4096 bytes, smaller ones of 1024.
        """
        self._image = image
        self._folder = folder
        self._mounted = False
        self._cuts = 0
        if like:
            shutil.copyfile(like, image)
            return
        with image.open("wb") as file:
            file.truncate(IMAGE_BYTES)
        # Root finds no more room on it than anybody else.
        _run("mkfs.ext4", "-q", "-F", "-m", "0", "-b", str(block_bytes), str(image))

    def mount(self) -> None:
        """Give it power. The system mends what its journal tells.

        It does not help those who sync nothing: by itself ext4 writes a file that is renamed.
        """
        how = "loop,noatime,noauto_da_alloc"
        _run("mount", "-o", how, str(self._image), str(self._folder))
        self._mounted = True

    def write_back(self) -> None:
        """Have the system hand to the disk what it holds: it does so by itself now and then."""
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            ctypes.CDLL(None).syncfs(descriptor)
        finally:
            os.close(descriptor)

    def write_journal(self) -> None:
        """Have the system write its journal: names and sizes, and no bytes that wait."""
        beside = self._folder / "beside"
        with beside.open("wb") as file:
            os.fsync(file.fileno())

    def cut(self) -> None:
        """Nothing reaches the disk from now on."""
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, _SHUTDOWN, _WITHOUT_FLUSHING_THE_JOURNAL)
        finally:
            os.close(descriptor)

    def copy(self) -> None:
        """Go on with a copy of what the disk held when its power was cut. Not mounted yet."""
        self._cuts += 1
        copy = self._image.with_suffix(f".{self._cuts}")
        shutil.copyfile(self._image, copy)
        self.unmount()
        self._image.unlink()
        self._image = copy

    def start_after_a_cut(self, *, journal: bool) -> None:
        """Cut it and mount what it held; with `journal` names may be durable before their bytes."""
        if journal:
            self.write_journal()
        self.cut()
        self.copy()
        self.mount()

    def unmount(self) -> None:
        """Let go of it; again without harm."""
        if self._mounted:
            _run("umount", str(self._folder))
            self._mounted = False

    def discard(self) -> None:
        """Let go of it whatever happens, and of its image."""
        if self._mounted:
            subprocess.run(["umount", "--lazy", str(self._folder)], check=False)  # noqa: S607 - wherever it is
            self._mounted = False
        self._image.unlink(missing_ok=True)


class Template:
    """A disk that holds the same at the beginning of each run, mounted in `folder / "mounted"`."""

    def __init__(self, folder: Path) -> None:
        """Have it filled once: see `filled`."""
        self.mounted = folder / "mounted"
        self.mounted.mkdir()
        self._first, self._image = folder / "first.image", folder / "image"

    @contextlib.contextmanager
    def filled(self) -> Iterator[None]:
        """The disk while it is filled."""
        disk = Disk(self._first, self.mounted)
        try:
            disk.mount()
            yield
            disk.unmount()
        except BaseException:
            disk.discard()
            raise

    @contextlib.contextmanager
    def started(self) -> Iterator[Disk]:
        """The disk as it was filled, mounted."""
        disk = Disk(self._image, self.mounted, like=self._first)
        try:
            disk.mount()
            yield disk
        finally:
            disk.discard()


def fill(ballast: Path, free_bytes: int) -> None:
    """Let a file take all room of its disk but so many bytes."""

    def more() -> int:
        return shutil.disk_usage(ballast.parent).free - free_bytes

    with ballast.open("ab", buffering=0) as file:
        for piece in (1 << 16, 1 << 12, 1 << 10):
            with contextlib.suppress(OSError):
                while more() > 0:
                    file.write(bytes(min(piece, more())))


def why_no_disk() -> str:
    """Why no disk can be made and cut here; empty if it can."""
    if sys.platform != "linux":
        return "loop devices are Linux's"
    if os.geteuid():
        return "mounting a disk is for root"
    for tool in ("mkfs.ext4", "mount", "umount"):
        if not shutil.which(tool):
            return f"{tool} is not here"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "mounted"
        place.mkdir()
        disk = Disk(Path(folder) / "image", place)
        try:
            disk.mount()
            disk.cut()
        except OSError as error:
            return f"no disk in a file can be mounted and cut here: {error}"
        finally:
            disk.discard()
    return ""


def _run(*command: str) -> None:
    """Run a tool. Raises OSError with its words."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{command[0]}: {done.stderr.strip()}")
