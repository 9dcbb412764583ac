"""What an MP4 or MOV file says about itself: its order, its tracks, and what else it carries.

Only what FFmpeg's own description leaves out is read, and only from the head of the file; pictures
and sounds are never touched. Sources: ISO/IEC 14496-12 (boxes), 14496-1 and -3 (`esds`), 14496-15
(`avcC`), ITU-T H.264 7.3.2.1.1 (the beginning of a sequence parameter set).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.errors import MediaError
from kiosk.media import h264

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

MAX_HEAD_BYTES = 64 << 20
"""The head of ten minutes of film takes about one megabyte."""

_UPRIGHT = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
_WORDS = {"\xa9too", "\xa9nam", "\xa9ART", "\xa9cpy", "cprt"}
"""Who made a film, with what, and its title: may stay. Any other words may say where."""
_STILL = {"jpeg", "mjpa", "mjpb", "png "}
_MAX_FREE_BYTES = 1 << 20
_HIDDEN_SECONDS = 0.5
"""An edit list skips a few frames in any film; more was cut away by somebody."""

_AAC = 0x40
_AAC_LC = 2
_AAC_RATES_HZ = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000)

Boxes = dict[str, list[bytes]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A track of moving pictures."""

    codec: str
    """Four letters: `avc1`."""
    width_px: int
    height_px: int
    h264: h264.Parameters | None
    """None for another codec."""
    upright: bool
    """To be shown as it lies, neither turned nor mirrored."""
    trimmed: bool
    """An edit list leaves out a part that is still in the file."""
    frames_per_second: float
    """As most frames have it; 0 for fewer than two frames."""
    steady: bool
    """Frames come at one pace: but for one in a hundred, none is half as long or short again."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A track of sound."""

    codec: str
    """Four letters: `mp4a`."""
    aac_lc: bool
    """AAC Low Complexity, and nothing on top of it."""
    rate_hz: int
    """As AAC tells it; 0 for another codec."""
    channels: int
    """As AAC tells it; 0 for another codec."""


@dataclass(frozen=True, slots=True)
class Mp4:
    """A file as it describes itself."""

    duration_ms: int
    pictures: tuple[Picture, ...]
    """Without covers, which stand still."""
    sounds: tuple[Sound, ...]
    plain: bool
    """Nothing is in it but a film: no place where it was taken, no telemetry, no cover."""
    head_first: bool
    """The head stands before pictures and sounds, and tells of all of them."""


def read(path: Path) -> Mp4 | None:
    """What the file at `path` says about itself; None if it is no MP4 or MOV that makes sense.

    Raises MediaError if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return _read(file)
    except OSError as error:
        raise MediaError(path, f"the file cannot be read: {error.strerror}") from error
    except (ValueError, IndexError, KeyError, struct.error):
        return None


def _read(file: BinaryIO) -> Mp4:
    order, plain, head = [], True, b""
    for kind, size in _top(file):
        order.append(kind)
        if kind == "moov":
            if head or size > MAX_HEAD_BYTES:
                raise ValueError(kind)
            head = file.read(size)
        elif kind in {"free", "skip", "wide"}:
            plain &= size <= _MAX_FREE_BYTES and not any(file.read(size))
        else:
            plain &= kind in {"ftyp", "mdat"}
    movie = _boxes(head)
    scale, length = _clock(movie["mvhd"][0])
    tracks = [_boxes(track) for track in movie.get("trak", ())]
    pictures = [_picture(it, scale) for it in tracks if _handler(it) == "vide"]
    sounds = [_sound(it) for it in tracks if _handler(it) == "soun"]
    moving = [it for it in pictures if it.codec not in _STILL]
    return Mp4(
        duration_ms=round(1000 * length / scale),
        pictures=tuple(moving),
        sounds=tuple(sounds),
        plain=plain
        and len(tracks) == len(moving) + len(sounds)
        and movie.keys() <= {"mvhd", "iods", "trak", "udta", "mvex"}
        and all(it.keys() <= {"tkhd", "edts", "mdia", "udta"} for it in tracks)
        and all(_harmless(words) for it in (movie, *tracks) for words in it.get("udta", ())),
        head_first="mvex" not in movie and order.index("moov") < order.index("mdat"),
    )


def _top(file: BinaryIO) -> Iterator[tuple[str, int]]:
    """Each box of the file: what it is, and how many bytes are in it; the file stands at them."""
    end = file.seek(0, 2)
    at = 0
    while at < end:
        file.seek(at)
        size, kind = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1:
            size, head = int.from_bytes(file.read(8)), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            raise ValueError(kind)
        yield kind.decode("latin-1"), size - head
        at += size


def _boxes(data: bytes) -> Boxes:
    """The boxes in `data`, by what they are."""
    found: Boxes = {}
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if size < 8 or at + size > len(data):
            raise ValueError(kind)
        found.setdefault(kind.decode("latin-1"), []).append(data[at + 8 : at + size])
        at += size
    return found


def _clock(header: bytes) -> tuple[int, int]:
    """Ticks a second, and the length in ticks, of an `mvhd` or `mdhd`."""
    scale: int
    length: int
    if header[0] == 1:
        scale, length = struct.unpack_from(">IQ", header, 20)
    else:
        scale, length = struct.unpack_from(">II", header, 12)
    if not scale:
        raise ValueError(header)
    return scale, length


def _harmless(words: bytes) -> bool:
    """Whether a `udta` tells only who made the film, with what, and its title."""
    try:
        found = _boxes(words)
        lists = [_boxes(meta[4:]) for meta in found.pop("meta", [])]
        tags = {tag for it in lists for ilst in it.pop("ilst", []) for tag in _boxes(ilst)}
    except ValueError:
        return False
    return found.keys() | tags <= _WORDS and all(it.keys() <= {"hdlr"} for it in lists)


def _handler(track: Boxes) -> str:
    """`vide`, `soun` or something else."""
    return _boxes(track["mdia"][0])["hdlr"][0][8:12].decode("latin-1")


def _sample(track: Boxes) -> tuple[str, bytes, Boxes]:
    """How a track is coded: its four letters, what stands after them, and the track's tables."""
    tables = _boxes(_boxes(_boxes(track["mdia"][0])["minf"][0])["stbl"][0])
    ((codec, (entry,)),) = _boxes(tables["stsd"][0][8:]).items()
    return codec, entry, tables


def _picture(track: Boxes, movie_scale: int) -> Picture:
    codec, entry, tables = _sample(track)
    scale, length = _clock(_boxes(track["mdia"][0])["mdhd"][0])
    header = track["tkhd"][0]
    matrix = 52 if header[0] == 1 else 40
    frames_per_second, steady = _pace(tables["stts"][0], scale)
    parameters = _boxes(entry[78:]).get("avcC")
    width_px, height_px = struct.unpack_from(">HH", entry, 24)
    return Picture(
        codec=codec,
        width_px=width_px,
        height_px=height_px,
        h264=h264.read(parameters[0]) if parameters else None,
        upright=header[matrix : matrix + 36] == _UPRIGHT,
        trimmed=_trimmed(track, length / scale, scale, movie_scale),
        frames_per_second=frames_per_second,
        steady=steady,
    )


def _pace(table: bytes, scale: int) -> tuple[float, bool]:
    """Frames a second as most frames have it, and whether nearly all keep to it."""
    count = int.from_bytes(table[4:8])
    runs = list(struct.iter_unpack(">II", table[8 : 8 + 8 * count]))
    if runs and runs[-1][0]:  # the last frame may last as it likes
        runs[-1] = (runs[-1][0] - 1, runs[-1][1])
    frames = sum(count for count, _ in runs)
    if not frames:
        return 0.0, True
    seen, usual = 0, 0
    for count, usual in sorted(runs, key=lambda run: run[1]):  # noqa: B007 - the median is kept
        seen += count
        if 2 * seen >= frames:
            break
    odd = sum(count for count, ticks in runs if not usual / 2 < ticks < usual * 1.5)
    longest = max(ticks for count, ticks in runs if count)
    return (scale / usual if usual else 0.0), odd * 100 <= frames and longest <= scale


def _trimmed(track: Boxes, seconds: float, scale: int, movie_scale: int) -> bool:
    """Whether the edit list of a track of so many `seconds` leaves out a part of it."""
    lists = _boxes(track["edts"][0]).get("elst") if "edts" in track else None
    if not lists:
        return False
    form = ">QqI" if lists[0][0] == 1 else ">IiI"
    count = int.from_bytes(lists[0][4:8])
    edits = list(struct.iter_unpack(form, lists[0][8 : 8 + struct.calcsize(form) * count]))
    kept = [(length / movie_scale, start / scale) for length, start, _ in edits if start >= 0]
    if len(kept) != 1:
        return True
    ((length, start),) = kept
    left_out = seconds - start - length if length else 0
    return start > _HIDDEN_SECONDS or left_out > _HIDDEN_SECONDS


def _sound(track: Boxes) -> Sound:
    codec, entry, _ = _sample(track)
    after = {0: 28, 1: 44, 2: 64}[int.from_bytes(entry[8:10])]  # QuickTime's versions
    inside = _boxes(entry[after:])
    for wave in inside.get("wave", ()):
        inside |= _boxes(wave)
    if codec != "mp4a" or "esds" not in inside:
        return Sound(codec, aac_lc=False, rate_hz=0, channels=0)
    config = _aac_config(inside["esds"][0][4:])
    if config is None:
        return Sound(codec, aac_lc=False, rate_hz=0, channels=0)
    bits = int.from_bytes(config[:2])
    rate = bits >> 7 & 15
    enhanced = config[2:4] == b"\x56\xe5" and config[4] & 0x80  # SBR announced at the end
    return Sound(
        codec,
        aac_lc=bits >> 11 == _AAC_LC and not enhanced,
        rate_hz=_AAC_RATES_HZ[rate] if rate < len(_AAC_RATES_HZ) else 0,
        channels=bits >> 3 & 15,
    )


def _aac_config(descriptors: bytes) -> bytes | None:
    """How AAC is coded, from the descriptors of an `esds`; None if it is something else."""
    stream = _descriptor(descriptors)
    flags = stream[2]
    after = 3 + (2 if flags & 0x80 else 0) + (2 if flags & 0x20 else 0)
    if flags & 0x40:
        after += 1 + stream[after]
    decoder = _descriptor(stream[after:])
    return _descriptor(decoder[13:]) if decoder[0] == _AAC else None


def _descriptor(data: bytes) -> bytes:
    """What is in the first descriptor; its size takes as many bytes as it needs."""
    size, at = 0, 1
    while True:
        size = size << 7 | data[at] & 0x7F
        at += 1
        if not data[at - 1] & 0x80:
            return data[at : at + size]
