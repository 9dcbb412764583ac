"""Real sticks without USB: images on loop devices, mounted. Only root on Linux may do that."""

from __future__ import annotations

import lzma
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path("/usr/share/forensics-samples")
"""Images of sticks with somebody's files: Debian's forensics-samples-exfat, -ntfs and -vfat."""
MAKERS = {
    "ext4": ["mkfs.ext4", "-q", "-F", "-L", "STICK"],
    "exfat": ["mkfs.exfat", "-L", "STICK"],
}
MOUNTERS = {
    "ext4": ["mount", "-t", "ext4"],
    "exfat": ["mount.exfat-fuse"],
    "ntfs": ["ntfs-3g"],
}
_PARTITION_AT = 1 << 20
_SECONDS = 60


def made(folder: Path, filesystem: str) -> Path:
    """An image of a new stick, formatted."""
    image = folder / f"{filesystem}.img"
    with image.open("wb") as file:
        file.truncate(32 << 20)
    _run(*MAKERS[filesystem], str(image))
    return image


def sample(folder: Path, filesystem: str) -> Path:
    """The image of the first partition of somebody's stick."""
    packed = SAMPLES / f"fs.{filesystem}.xz"
    if not packed.exists():
        pytest.skip(f"Debian's forensics-samples-{filesystem} is not installed")
    image = folder / f"{filesystem}.img"
    with lzma.open(packed) as whole, image.open("wb") as part:
        whole.seek(_PARTITION_AT)
        shutil.copyfileobj(whole, part, 1 << 20)
    return image


@contextmanager
def plugged(image: Path) -> Iterator[Path]:
    """The loop device of an image."""
    device = _run("losetup", "--find", "--show", str(image)).strip()
    try:
        yield Path(device)
    finally:
        _run("losetup", "--detach", device)


@contextmanager
def mounted(device: Path, filesystem: str, folder: Path, options: str = "ro") -> Iterator[Path]:
    """The folder of a stick; let go afterwards if nobody did."""
    folder.mkdir()
    _run(*MOUNTERS[filesystem], "-o", options, str(device), str(folder))
    try:
        yield folder
    finally:
        if folder.is_mount():
            _run("umount", str(folder))


@contextmanager
def fat(image: Path, folder: Path) -> Iterator[Path]:
    """A FAT stick: by the kernel, or by fusefat where that has no FAT."""
    folder.mkdir()
    if "\tvfat\n" in Path("/proc/filesystems").read_text():
        _run("mount", "-o", "ro,loop", "-t", "vfat", str(image), str(folder))
    else:
        _run("fusefat", str(image), str(folder), "-o", "ro")
    try:
        yield folder
    finally:
        _run("umount", str(folder))


def _run(*words: str) -> str:
    """Run it, or skip the test aloud: this machine has not what it needs."""
    try:
        return subprocess.run(
            words, check=True, capture_output=True, text=True, timeout=_SECONDS
        ).stdout
    except FileNotFoundError:
        pytest.skip(f"{words[0]} is not installed here")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"{words[0]} cannot be used here: {error.stderr.strip()[:200]}")
