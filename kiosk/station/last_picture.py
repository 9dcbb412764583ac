"""The last attract picture, as large as the glass: what is seen first when the kiosk starts again.

One file in the home's cache, replaced whole:

    head       what follows, how large it is, whether it is whole, and when it may be shown
    pixels     red, green and blue of each, row by row from the foot up, as OpenGL has them

It is shown before anything is read that could say what the kiosk shows today. So whatever decides
how Attract looks makes a key: another exhibit, other settings or another program have another one,
and a picture with another key is as none. It is never one of a visit.
"""

import hashlib
import json
import shutil
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk import __version__, files
from kiosk.errors import MachineError

MOST_PIXELS: Final = 4096 * 2304
"""A larger glass begins without a picture."""
ROOM_BYTES: Final = 256 << 20
"""With less free than this on the disk no picture is kept: sign-ups come first."""
_FORMAT: Final = b"picture1"
_HEAD: Final = struct.Struct("<8s32sIIII")
"""Format, key, width, height, frames a second, checksum of the pixels."""
_SETTINGS_BYTES: Final = 64 << 10


@dataclass(frozen=True, slots=True)
class ScreenImage:
    """All that was on the glass."""

    width_px: int
    height_px: int
    frames_a_second: int
    """How often the glass was drawn at most."""
    rgb: bytes
    """Rows from the foot up, three bytes for each pixel."""


@dataclass(frozen=True, slots=True)
class LastPicture:
    """Where it is kept, and when it may be shown."""

    path: Path
    key: bytes
    """The same where Attract looks the same; 32 bytes."""

    def read(self) -> ScreenImage | None:
        """The picture, whole and with this key; None if there is no such thing."""
        try:
            with files.open_file(self.path, buffering=0) as file:
                found, key, width, height, frames, checksum = _HEAD.unpack(file.read(_HEAD.size))
                length = width * height * 3
                if (found, key) != (_FORMAT, self.key) or not 0 < length <= MOST_PIXELS * 3:
                    return None
                rgb = file.read(length + 1)
        except (OSError, struct.error):
            return None
        if len(rgb) != length or zlib.crc32(rgb) != checksum:
            return None
        return ScreenImage(width, height, frames, rgb)

    def write(self, picture: ScreenImage) -> None:
        """Keep it instead of the one before. Raises MachineError if the disk does not take it.

        What an earlier power cut left of one is taken away.
        """
        if picture.width_px * picture.height_px > MOST_PIXELS:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            for left in self.path.parent.glob(f".{self.path.name}.*.part"):
                left.unlink(missing_ok=True)
            if shutil.disk_usage(self.path.parent).free < ROOM_BYTES:
                return
        except OSError as error:
            raise MachineError(
                f"{self.path.parent} cannot be used: {error.strerror}",
                "give this user the right to write there",
            ) from error
        head = _HEAD.pack(
            _FORMAT,
            self.key,
            picture.width_px,
            picture.height_px,
            picture.frames_a_second,
            zlib.crc32(picture.rgb),
        )
        files.replace(self.path, head + picture.rgb)


def exhibit_stamp(index: Path) -> str:
    """What tells an `exhibit.json` from the one that lay there before; empty if there is none."""
    try:
        found = index.stat()
    except OSError:
        return ""
    return f"{index.resolve()} {found.st_size} {found.st_mtime_ns}"


def settings_stamp(settings: Path) -> str:
    """What tells these settings from all others."""
    try:
        content = files.read(settings, _SETTINGS_BYTES)
    except OSError:
        return ""
    return hashlib.sha256(content).hexdigest()


def key(
    exhibit: str, settings: str, *, place: str | None, language: str | None, demo: bool
) -> bytes:
    """The key of a picture: of stamps, or the hash of a pack's index, and of what was asked for."""
    parts = [__version__, exhibit, settings, place, language, demo]
    return hashlib.sha256(json.dumps(parts).encode()).digest()
