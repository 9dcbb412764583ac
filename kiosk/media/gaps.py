"""What the bytes of a film's file show before anybody decodes it: seams, and holes."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

HOLE_BYTES = 256
"""Coded pictures and sounds hardly ever have so many zeros in a row; a copy that went wrong has."""

_CHUNK_BYTES = 1 << 20
_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
_SEVERAL = "several films glued together"


def holes(path: Path) -> bool:
    """Whether somewhere in the file lie only zeros. Raises OSError."""
    hole = bytes(HOLE_BYTES)
    with path.open("rb") as file:
        before = b""
        while chunk := file.read(_CHUNK_BYTES):
            if hole in before + chunk:
                return True
            before = chunk[1 - HOLE_BYTES :]
    return False


def glued(path: Path) -> str | None:
    """What is wrong, in words, if one film follows another in this MP4, MOV, WebM, MKV or AVI."""
    try:
        with path.open("rb") as file:
            start = file.read(12)
            file.seek(0)
            if start[:4] == _EBML:
                return _SEVERAL if _several_matroska(file) else None
            if start[:4] == b"RIFF" and start[8:12] == b"AVI ":
                return _SEVERAL if _several_avi(file) else None
            if start[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
                return _SEVERAL if _several_mp4(file) else None
    except (OSError, ValueError, IndexError, struct.error):
        return None
    return None


def _several_mp4(file: BinaryIO) -> bool:
    """Whether there are two heads of their own in it."""
    end, at, heads = file.seek(0, 2), 0, 0
    while at + 8 <= end:
        file.seek(at)
        size, kind = struct.unpack(">I4s", file.read(8))
        if size == 1:
            size = int.from_bytes(file.read(8))
        heads += kind == b"moov"
        if size < 8:
            break
        at += size
    return heads > 1


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
