"""Every state in which a power cut could have left the disk, from the record of what was asked.

What was synced is there. Of what was not, anything may be: every combination of writes is tried,
and of those up to some moment the last one torn between two sectors, either end of it. What is left
out: sectors torn inside, which disks do not do, and the names of files, which the
system keeps in order (the power cuts on a real file system try those).
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from recorder import Change, Create, Delete, Recorder, Sync, Told, Truncate, Write

SECTOR_BYTES: Final = 512
MOST_PENDING: Final = 12
"""More than so many changes waiting for a sync cannot be tried in every combination."""


@dataclass(frozen=True, slots=True)
class State:
    """What lies on the disk after one cut, and what had been told before it."""

    files: Mapping[str, bytes]
    told: tuple[str, ...]


class Disk:
    """Names, and what lies under them."""

    def __init__(self, names: Mapping[str, int], contents: Mapping[int, bytes]) -> None:
        self._names = dict(names)
        self._contents = dict(contents)

    @classmethod
    def at_the_beginning_of(cls, record: Recorder) -> Disk:
        """As it was before anything was recorded."""
        names = {name: number for number, name in enumerate(record.before)}
        return cls(names, dict(enumerate(record.before.values())))

    def changed(self, changes: Iterable[Change]) -> Disk:
        """The disk after these changes, in order."""
        disk = Disk(self._names, self._contents)
        for change in changes:
            disk._change(change)
        return disk

    def files(self) -> dict[str, bytes]:
        """Each file by its name."""
        return {name: self._contents[number] for name, number in self._names.items()}

    def _change(self, change: Change) -> None:
        if isinstance(change, Create):
            self._names[change.name] = change.file
            self._contents.setdefault(change.file, b"")
        elif isinstance(change, Delete):
            self._names.pop(change.name, None)
        elif isinstance(change, Truncate):
            was = self._contents.get(change.file, b"")
            self._contents[change.file] = was[: change.size].ljust(change.size, b"\0")
        else:
            was = self._contents.get(change.file, b"").ljust(change.offset, b"\0")
            end = change.offset + len(change.content)
            self._contents[change.file] = was[: change.offset] + change.content + was[end:]


def states(record: Recorder) -> Iterator[State]:
    """Each of them once."""
    seen: set[bytes] = set()
    for disk, pending, told in _moments(record):
        for chosen in _survivors(pending):
            files = disk.changed(chosen).files()
            key = _key(files, told)
            if key not in seen:
                seen.add(key)
                yield State(files, told)


def _moments(record: Recorder) -> Iterator[tuple[Disk, list[Change], tuple[str, ...]]]:
    """What is safe, what waits, and what was told: just before each sync and word, and at the end.

    In between only more waits; what may be left of less is among what may be left of more.
    """
    disk = Disk.at_the_beginning_of(record)
    pending: list[Change] = []
    told: tuple[str, ...] = ()
    for operation in record.operations:
        if isinstance(operation, (Sync, Told)):
            yield disk, pending, told
        if isinstance(operation, Told):
            told += (operation.line,)
        elif isinstance(operation, Sync):
            disk = disk.changed(write for write in pending if _is_safe(write, operation))
            pending = [write for write in pending if not _is_safe(write, operation)]
        else:
            pending.append(operation)
    yield disk, pending, told


def _is_safe(change: Change, sync: Sync) -> bool:
    """Whether this sync has it on the disk: SQLite syncs a new file's folder with the file."""
    return isinstance(change, (Create, Delete)) or change.file == sync.file


def _survivors(pending: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """What of it may have reached the disk."""
    assert len(pending) <= MOST_PENDING
    for count in range(len(pending) + 1):
        yield from itertools.combinations(pending, count)
    for end, last in enumerate(pending):
        for torn in _torn(last):
            yield [*pending[:end], torn]
            yield [torn]


def _torn(change: Change) -> Iterator[Change]:
    """A write of which only the first sectors, or only the last, arrived."""
    if not isinstance(change, Write):
        return
    first = -(-(change.offset + 1) // SECTOR_BYTES) * SECTOR_BYTES
    for edge in range(first, change.offset + len(change.content), SECTOR_BYTES):
        at = edge - change.offset
        yield replace(change, content=change.content[:at])
        yield replace(change, offset=edge, content=change.content[at:])


def _key(files: Mapping[str, bytes], told: Sequence[str]) -> bytes:
    digest = hashlib.sha256("\n".join(told).encode())
    for name, content in sorted(files.items()):
        digest.update(f"{name} {len(content)} ".encode() + content)
    return digest.digest()
