"""A copy in memory of an SQLite file: read as it lies, and nothing is written beside it.

SQLite itself writes to read: it makes an index of the write-ahead log beside the file. On a disk
that is read-only it cannot, and on one that is full the index, which is mapped into memory, ends in
a bus error. Opened as `immutable` it writes nothing, but does not see the log either: what was
committed there is put in here (sqlite.org/fileformat2.html, 4).
"""

import contextlib
import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Final

from kiosk import files

HEADER_BYTES: Final = 32
FRAME_HEADER_BYTES: Final = 24
_ORDERS: Final = {b"\x37\x7f\x06\x82": "<", b"\x37\x7f\x06\x83": ">"}


def log_of(path: Path) -> Path:
    """The write-ahead log of the database at `path`."""
    return path.with_name(f"{path.name}-wal")


def address(path: PurePath) -> str:
    """What SQLite calls the file at an absolute path; what it is opened for follows a `?`.

    A share of Windows is no authority to SQLite, which knows none: it stands in the path.
    """
    uri = path.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def beside(path: Path) -> list[Path]:
    """The files that SQLite may have beside the database at `path`."""
    return [path.with_name(f"{path.name}-{what}") for what in ("wal", "shm", "journal")]


def is_in_the_way(path: Path) -> bool:
    """Whether anything but a file lies where the database at `path` belongs, or SQLite's beside it.

    SQLite would wait for a pipe for ever, and does not follow a link to a log: what that one holds
    would not be there.
    """
    real = path.resolve()
    return any(map(files.is_in_the_way, (real, *beside(real))))


def of(path: Path) -> sqlite3.Connection:
    """The database at `path` and its log, as they are now, for any thread.

    While another program writes there the copy may make no sense: whoever asks must look whether it
    is whole. Raises sqlite3.Error, OSError.
    """
    uri = f"{address(path.absolute())}?mode=ro&immutable=1"
    with contextlib.closing(sqlite3.connect(uri, uri=True)) as there:
        # Else SQLite refuses a file that its own header calls longer: the disk was full before all
        # of the log had been written into it.
        there.execute("PRAGMA writable_schema = 1")
        content = there.serialize() if path.stat().st_size else b""
    content = with_log(content, content_of(log_of(path)))
    copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        if content:
            copy.deserialize(content)
    except BaseException:
        copy.close()
        raise
    return copy


def with_log(content: bytes, log: bytes) -> bytes:
    """A database file with all that was committed in its log, as one file without a log."""
    pages, last = _committed(log)
    made = bytearray(content)
    for number, page in pages.items():
        at = (number - 1) * len(page)
        made.extend(bytes(max(0, at + len(page) - len(made))))
        made[at : at + len(page)] = page
    if pages:
        del made[last * len(next(iter(pages.values()))) :]
    if len(made) >= 20:
        made[18:20] = b"\1\1"  # no log any more
    return bytes(made)


def frames(log: bytes, page_bytes: int) -> Iterator[tuple[bytes, bool]]:
    """The frames of a log, and whether all is as SQLite wrote it, from the beginning to each."""
    order, step = _ORDERS.get(log[:4], ">"), FRAME_HEADER_BYTES + page_bytes
    whole, sums = begins_whole(log), struct.unpack(">II", log[24:32].ljust(8))
    for at in range(HEADER_BYTES, len(log) - step + 1, step):
        frame = log[at : at + step]
        if whole:
            sums = _checksum(order, frame[:8] + frame[FRAME_HEADER_BYTES:], sums)
            whole = frame[8:16] == log[16:24] and sums == struct.unpack(">II", frame[16:24])
        yield frame, whole


def begins_whole(log: bytes) -> bool:
    """Whether a log begins as SQLite wrote it."""
    if not is_log(log):
        return False
    return _checksum(_ORDERS[log[:4]], log[:24], (0, 0)) == struct.unpack(">II", log[24:32])


def is_log(log: bytes) -> bool:
    """Whether these are the bytes of a log, if maybe damaged."""
    return log[:4] in _ORDERS and len(log) >= HEADER_BYTES


def _checksum(order: str, content: bytes, sums: tuple[int, int]) -> tuple[int, int]:
    """SQLite's running checksum over `content`, a multiple of eight bytes."""
    one, two = sums
    words = struct.unpack(f"{order}{len(content) // 4}I", content)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        one = (one + even + two) & 0xFFFFFFFF
        two = (two + odd + one) & 0xFFFFFFFF
    return one, two


def _committed(log: bytes) -> tuple[dict[int, bytes], int]:
    """The pages that the log holds up to its last commit, and how many the file has then."""
    kept: dict[int, bytes] = {}
    coming: dict[int, bytes] = {}
    last = 0
    page_bytes = int.from_bytes(log[8:12], "big")
    for frame, whole in frames(log, page_bytes) if 512 <= page_bytes <= 1 << 16 else ():
        if not whole:
            break
        coming[int.from_bytes(frame[:4], "big")] = frame[FRAME_HEADER_BYTES:]
        if length := int.from_bytes(frame[4:8], "big"):
            kept |= coming
            coming, last = {}, length
    return kept, last


def content_of(path: Path) -> bytes:
    """The bytes of a file; none if there is none, or something else in its place."""
    try:
        return files.read(path)
    except (FileNotFoundError, IsADirectoryError):
        return b""
