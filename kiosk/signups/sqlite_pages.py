"""The pages of an SQLite file, read without SQLite (sqlite.org/fileformat2.html).

Two things SQLite does not tell: whether a log was damaged in its middle (it takes what lies before,
and says nothing of the rest), and which rows can still be read where it refuses the whole file.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from kiosk.database import replica

Value: TypeAlias = int | float | str | bytes | None
Row: TypeAlias = tuple[int, tuple[Value, ...]]
"""A row's number, and its columns."""

PAGE_BYTES: Final = 4096
"""All our databases have pages of this size."""
_LEAF: Final = 13
_MAX_LOCAL_BYTES: Final = PAGE_BYTES - 35
_MIN_LOCAL_BYTES: Final = (PAGE_BYTES - 12) * 32 // 255 - 23
_INTEGER_BYTES: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def is_cut_inside(log: bytes) -> bool:
    """Whether a write-ahead log holds commits behind a place that is damaged.

    A power cut leaves at most one: each commit was on the disk before the next began.
    """
    if not replica.is_log(log):
        return any(log[replica.HEADER_BYTES :])
    salt = log[16:24] if replica.begins_whole(log) else log[40:48]
    commits = 0
    for frame, whole in replica.frames(log, PAGE_BYTES):
        # One damaged byte is still of this log; what an older one left there differs in more.
        of_this_log = sum(map(int.__eq__, frame[8:16], salt)) >= len(salt) - 1
        if not whole and of_this_log and frame[4:8] != b"\0\0\0\0":
            commits += 1
    return commits > 1


def rows(database: bytes, log: bytes) -> Iterator[Row]:
    """Every row of every table on any page that can be read, older copies of it too.

    Nothing is promised about what comes out: who asks must be able to tell true from false.
    """
    images = [
        database[at : at + PAGE_BYTES] for at in range(0, len(database), PAGE_BYTES)
    ]  # page n is the nth
    newest = dict(enumerate(images, 1))
    for frame, _ in replica.frames(log, PAGE_BYTES):
        image = frame[replica.FRAME_HEADER_BYTES :]
        newest[int.from_bytes(frame[:4], "big")] = image
        images.append(image)
    for image in images:
        if len(image) == PAGE_BYTES:
            yield from _rows_of(image, newest)


def _rows_of(page: bytes, newest: Mapping[int, bytes]) -> Iterator[Row]:
    """The rows of one page, if it is the leaf of a table."""
    if page[0] != _LEAF:
        return
    count = int.from_bytes(page[3:5], "big")
    for at in range(8, min(8 + 2 * count, PAGE_BYTES - 1), 2):
        try:
            yield _row(page, int.from_bytes(page[at : at + 2], "big"), newest)
        except (IndexError, KeyError, ValueError, struct.error):
            continue


def _row(page: bytes, at: int, newest: Mapping[int, bytes]) -> Row:
    """The row in the cell at this place. Raises IndexError, KeyError or ValueError if none is."""
    size, at = _varint(page, at)
    number, at = _varint(page, at)
    if size <= _MAX_LOCAL_BYTES:
        return number, _columns(page[at : at + size], size)
    local = _MIN_LOCAL_BYTES + (size - _MIN_LOCAL_BYTES) % (PAGE_BYTES - 4)
    if local > _MAX_LOCAL_BYTES:
        local = _MIN_LOCAL_BYTES
    record = page[at : at + local]
    after = int.from_bytes(page[at + local : at + local + 4], "big")
    for _ in range(size // (PAGE_BYTES - 4) + 1):
        if len(record) >= size:
            break
        more = newest[after]
        record += more[4:]
        after = int.from_bytes(more[:4], "big")
    return number, _columns(record[:size], size)


def _columns(record: bytes, size: int) -> tuple[Value, ...]:
    """The values of one record. Raises IndexError or ValueError if it is none."""
    if len(record) < size:
        raise ValueError("cut short")
    header_bytes, at = _varint(record, 0)
    kinds = []
    while at < header_bytes:
        kind, at = _varint(record, at)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, at = _value(record, at, kind)
        values.append(value)
    return tuple(values)


def _value(record: bytes, at: int, kind: int) -> tuple[Value, int]:
    """One value of this kind (SQLite: serial type), and where the next begins."""
    if kind == 0:
        return None, at
    if kind in {8, 9}:
        return kind - 8, at
    if kind == 7:
        return float(struct.unpack(">d", record[at : at + 8])[0]), at + 8
    if kind in _INTEGER_BYTES:
        end = at + _INTEGER_BYTES[kind]
        return int.from_bytes(record[at:end], "big", signed=True), end
    if kind < 12:
        raise ValueError("no such kind")
    end = at + (kind - 12) // 2
    if end > len(record):
        raise ValueError("cut short")
    return (record[at:end].decode() if kind % 2 else record[at:end]), end


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where the next begins. Raises IndexError."""
    value = 0
    for place in range(8):
        byte = content[at + place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    return value << 8 | content[at + 8], at + 9
