"""Which sticks are plugged in, mounted or not, as the kernel tells in `/sys`."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BLOCK: Final = Path("/sys/class/block")

_EXTENDED_SECTORS: Final = 2
"""An extended partition of a PC holds others, and says it is this small."""


@dataclass(frozen=True, slots=True)
class Partition:
    """A part of a stick that may hold a file system, or the whole of one that has no parts."""

    device: str
    """As `/dev/sdb1`."""
    disk: str
    """The stick it is on, as `sdb`."""
    plugged: str
    """The stick's number since boot: another when it was put in again; empty on old kernels."""
    is_locked: bool
    """Whether the stick itself refuses to be written."""


def is_usb(device: Path) -> bool:
    """Whether a block device, by its resolved path in /sys, hangs on USB."""
    return any(part.startswith("usb") for part in device.parts)


def find(is_stick: Callable[[Path], bool] = is_usb, block: Path = BLOCK) -> tuple[Partition, ...]:
    """The partitions of all sticks that are in, by name. What cannot be read is not in."""
    try:
        devices = [Path(os.path.realpath(entry)) for entry in sorted(block.iterdir())]
    except OSError:
        return ()
    found = [_partition(device) for device in devices if is_stick(device)]
    return tuple(partition for partition in found if partition is not None)


def _partition(device: Path) -> Partition | None:
    """What stands in this folder of /sys; None if nobody keeps files there."""
    size = _line(device / "size")
    is_part = (device / "partition").exists()
    disk = device.parent if is_part else device
    if not size.isdecimal() or int(size) <= _EXTENDED_SECTORS:
        return None  # an empty card reader, or a part that holds others
    has_parts = not is_part and any(device.glob("*/partition"))
    if has_parts or _line(device / "hidden") == "1" or any(device.glob("holders/*")):
        return None
    return Partition(
        device=f"/dev/{device.name}",
        disk=disk.name,
        plugged=_line(disk / "diskseq"),
        is_locked="1" in {_line(device / "ro"), _line(disk / "ro")},
    )


def _line(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(100).decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
