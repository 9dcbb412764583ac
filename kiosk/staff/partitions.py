"""Which sticks are plugged in, mounted or not, as Linux tells in `/sys` and udev in `/run/udev`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BLOCK = Path("/sys/class/block")
UDEV = Path("/run/udev/data")

_EXTENDED_SECTORS = 2
"""An extended partition of a PC holds others, and says it is this small."""
_MAX_BYTES = 64 << 10
_ESCAPED = re.compile(r"\\x([0-9a-f]{2})")
_NOT_FOR_PEOPLE = {
    "c12a7328-f81f-11d2-ba4b-00a0c93ec93b",  # EFI system, beside what people put on a stick
    "e3c9e316-0b5c-4db8-817d-f92df00215ae",  # Microsoft reserved
    "0xef",  # EFI system, in a partition table of a PC
}


@dataclass(frozen=True, slots=True)
class Partition:
    """A part of a stick that may hold a file system, or the whole of one that has no parts."""

    name: str
    """As `sdb1`."""
    numbers: str
    """As `8:17`: what mounts call it."""
    disk: str
    """The stick it is on, as `sdb`."""
    plugged: str
    """The stick's number since boot: another when it was put in again; empty on old kernels."""
    is_locked: bool
    """Whether the stick itself refuses to be written."""
    filesystem: str
    """As udev found it: `exfat`, `crypto_LUKS` …; empty if it found none or was not asked."""
    label: str
    """What its owner called it."""

    @property
    def device(self) -> str:
        """`/dev/sdb1`."""
        return f"/dev/{self.name}"


def is_usb(device: Path) -> bool:
    """Whether a block device, by its resolved path in /sys, hangs on USB."""
    return any(part.startswith("usb") for part in device.parts)


def find(
    is_stick: Callable[[Path], bool] = is_usb, block: Path = BLOCK, udev: Path = UDEV
) -> tuple[Partition, ...]:
    """The partitions of all sticks that are in, by name. What cannot be read is not in."""
    try:
        entries = sorted(block.iterdir())
    except OSError:
        return ()
    return tuple(
        partition
        for entry in entries
        for device in _resolved(entry)
        if is_stick(device) and (partition := _partition(device, udev)) is not None
    )


def _resolved(entry: Path) -> Iterator[Path]:
    try:
        yield entry.resolve(strict=True)
    except (OSError, RuntimeError):  # it was pulled out just now
        return


def _partition(device: Path, udev: Path) -> Partition | None:
    """What stands in this folder of /sys; None if nobody keeps files there."""
    numbers, size = _line(device / "dev"), _line(device / "size")
    is_part = (device / "partition").exists()
    disk = device.parent if is_part else device
    parts = [it for it in _folders(disk) if (it / "partition").exists()]
    if not numbers or not size.isdecimal() or int(size) <= _EXTENDED_SECTORS:
        return None  # an empty card reader, or a part that holds others
    if (parts and not is_part) or _line(device / "hidden") == "1" or _folders(device / "holders"):
        return None
    told = _told(udev / f"b{numbers}")
    ignored = told.get("UDISKS_IGNORE") == "1" or told.get("ID_PART_ENTRY_TYPE") in _NOT_FOR_PEOPLE
    if ignored and len(parts) > 1:
        return None
    return Partition(
        name=device.name,
        numbers=numbers,
        disk=disk.name,
        plugged=_line(disk / "diskseq"),
        is_locked="1" in {_line(device / "ro"), _line(disk / "ro")},
        filesystem=told.get("ID_FS_TYPE", ""),
        label=_label(told.get("ID_FS_LABEL_ENC", "")),
    )


def _folders(folder: Path) -> list[Path]:
    try:
        return [entry for entry in folder.iterdir() if entry.is_dir()]
    except OSError:
        return []


def _line(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(100).decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _told(file: Path) -> dict[str, str]:
    """What udev knows of a device: lines as `E:ID_FS_TYPE=exfat`."""
    try:
        with file.open("rb") as opened:
            lines = opened.read(_MAX_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return {}
    pairs = (line[2:].partition("=") for line in lines if line.startswith("E:"))
    return {name: value for name, _, value in pairs}


def plain(name: str) -> str:
    """A name that anybody may have given, without what cannot be shown."""
    return "".join(letter for letter in name if letter.isprintable()).strip()


def _label(encoded: str) -> str:
    """A label as udev writes it, where a space is in hexadecimal: here as its owner did."""
    return plain(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), encoded))
