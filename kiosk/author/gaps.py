"""What the bytes of a film's file show before anybody decodes it: seams, holes, locks, order."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

HOLE_BYTES = 512
"""Coded pictures and sounds hardly ever have so many zeros in a row; a copy that went wrong has."""

_CHUNK_BYTES = 1 << 20
_HEAD_BYTES = 1 << 16
_MOST_HEAD_BYTES = 64 << 20
"""The head of ten minutes of film takes about one megabyte."""
_LOCK, _LOCKED = b"sinf", (b"encv", b"enca", b"drmi", b"drms")
"""How MP4 calls a track that only a key opens (ISO/IEC 23001-7; iTunes)."""
_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
"""What an MP4 or MOV may begin with."""
_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
_NOT_SO = (OSError, ValueError, IndexError, struct.error)
"""What reading raises where a file is not made as it says, or cannot be read."""


def has_holes(path: Path) -> bool:
    """Whether only zeros lie somewhere among pictures and sounds. Raises OSError."""
    with path.open("rb") as file:
        try:
            places = list(_places(file))
        except (ValueError, struct.error):
            places = [(0, file.seek(0, 2))]
        return any(_has_hole(file, start, end) for start, end in places)


def _has_hole(file: BinaryIO, start: int, end: int) -> bool:
    hole, before = bytes(HOLE_BYTES), b""
    file.seek(start)
    while start < end and (chunk := file.read(min(_CHUNK_BYTES, end - start))):
        if hole in before + chunk:
            return True
        before = chunk[1 - HOLE_BYTES :]
        start += len(chunk)
    return False


def _places(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """From where to where pictures and sounds lie: elsewhere, room is left on purpose."""
    start = file.read(_HEAD_BYTES)
    end = file.seek(0, 2)
    if start[4:8] in _MP4_BOXES:
        yield from ((at, at + size) for kind, at, size in _boxes(file) if kind == b"mdat")
    elif start[:4] == b"RIFF" and b"movi" in start:
        yield start.index(b"movi"), end
    else:
        yield 0, end


def _boxes(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Each box of an MP4: its kind, where it begins, and how many bytes it has or should have."""
    end, at = file.seek(0, 2), 0
    while at + 8 <= end:
        file.seek(at)
        size, kind = struct.unpack(">I4s", file.read(8))
        if size == 1:
            size = int.from_bytes(file.read(8))
        elif size == 0:
            size = end - at
        if size < 8:
            raise ValueError(kind)
        yield kind, at, size
        at += size


def is_glued(path: Path) -> bool:
    """Whether one film follows another in this MP4, MOV, WebM, MKV or AVI."""
    with suppress(*_NOT_SO), path.open("rb") as file:
        start = file.read(12)
        file.seek(0)
        if start[:4] == _EBML:
            return _several_matroska(file)
        if start[:4] == b"RIFF" and start[8:12] == b"AVI ":
            return _several_avi(file)
        if start[4:8] in _MP4_BOXES:  # two heads of their own
            return sum(kind == b"moov" for kind, _, _ in _boxes(file)) > 1
    return False


def is_encrypted(path: Path) -> bool:
    """Whether only a key opens a track of this MP4."""
    with suppress(*_NOT_SO), path.open("rb") as file:
        for kind, at, size in _boxes(file) if file.read(8)[4:] in _MP4_BOXES else ():
            if kind == b"moov":
                file.seek(at)
                head = file.read(min(size, _MOST_HEAD_BYTES))
                return _LOCK in head and any(lock in head for lock in _LOCKED)
    return False


def is_in_order(path: Path) -> bool:
    """Whether the head of this MP4 stands first, and nothing beside pictures and sounds is in it.

    Raises OSError.
    """
    with path.open("rb") as file:
        try:
            kinds = [kind for kind, _, size in _boxes(file) if kind != b"free" or size > 8]
        except (ValueError, struct.error):
            return False
    return kinds == [b"ftyp", b"moov", b"mdat"]


def is_cut_short(path: Path) -> bool:
    """Whether an AVI says of itself that it is longer; others do not open, or end too early."""
    with suppress(OSError), path.open("rb") as file:
        start = file.read(12)
        size = int.from_bytes(start[4:8], "little")
        return start[:4] + start[8:] == b"RIFFAVI " and size > file.seek(0, 2)
    return False


def _several_avi(file: BinaryIO) -> bool:
    """Whether another AVI begins where the first ends; a long one goes on as AVIX."""
    file.seek(4)
    size = int.from_bytes(file.read(4), "little")
    file.seek(8 + size + size % 2)
    following = file.read(12)
    while following[:4] == b"RIFF" and following[8:12] == b"AVIX":
        size = int.from_bytes(following[4:8], "little")
        file.seek(size + size % 2 - 4, 1)
        following = file.read(12)
    return following[:4] == b"RIFF" and following[8:12] == b"AVI "


def _several_matroska(file: BinaryIO) -> bool:
    """Whether another head begins where the first segment ends, if it says where."""
    for mark in (_EBML, _SEGMENT):
        if file.read(4) != mark:
            return False
        first = file.read(1)[0]
        length = 8 - first.bit_length() + 1
        size = int.from_bytes(bytes([first & (0xFF >> length)]) + file.read(length - 1))
        if size == (1 << 7 * length) - 1:  # not known: a recording that was never ended
            return False
        file.seek(size, 1)
    return file.read(4) == _EBML
