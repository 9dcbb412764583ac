"""What is mounted where, as Linux tells in `/proc/self/mountinfo`: proc_pid_mountinfo(5)."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

MOUNTINFO = Path("/proc/self/mountinfo")

_OCTAL = re.compile(rb"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """A file system, or a part of one, in its place."""

    numbers: str
    """Its device, as `8:17`; `0:…` for one that is no disk."""
    root: bytes
    """Which part of it is mounted; `/` is the whole."""
    path: Path
    """Where."""
    filesystem: str
    """`vfat`, `ext4`, `fuseblk` …"""
    source: str
    """What was mounted: `/dev/sdb1`, mostly."""
    is_read_only: bool
    """Whether nothing can be written."""


def read(content: bytes) -> tuple[Mount, ...]:
    """All mounts, in the order they were made. A line that is no mount is left out."""
    mounts = (_mount(line.split(b" ")) for line in content.split(b"\n"))
    return tuple(mount for mount in mounts if mount is not None)


def _mount(fields: list[bytes]) -> Mount | None:
    """One line: id, parent, device, root, place, options, any number of tags, `-`, and the rest."""
    match fields:
        case [_, _, numbers, root, place, options, *more] if b"-" in more:
            match more[more.index(b"-") + 1 :]:
                case [filesystem, source, *rest]:
                    every = {*options.split(b","), *b",".join(rest[:1]).split(b",")}
                    return Mount(
                        numbers=os.fsdecode(numbers),
                        root=_plain(root),
                        path=Path(os.fsdecode(_plain(place))),
                        filesystem=os.fsdecode(_plain(filesystem)),
                        source=os.fsdecode(_plain(source)),
                        is_read_only=b"ro" in every,
                    )
    return None


def _plain(field: bytes) -> bytes:
    """A field as it was before the kernel wrote spaces, tabs, newlines and backslashes in octal."""
    return _OCTAL.sub(lambda match: bytes([int(match[1], 8) & 0xFF]), field)
