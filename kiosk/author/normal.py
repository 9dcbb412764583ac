"""What a normal film is, and how FFmpeg makes one of any other.

A normal film plays on every kiosk as it is: one picture track of H.264 High at most at level 4.2,
progressive, 8-bit 4:2:0 in limited range, square pixels, upright, even sizes, at most 1920x1080 or
1080x1920, 5 to 30 frames a second at a steady pace, colours mixed as its size makes one expect; at
most one sound track of AAC-LC, stereo, 48 kHz; in MP4, its head first, and nothing else inside.

A film whose picture and sound are so already is copied by FFmpeg without anything else that was in
its file, however it lay there; anything else is coded again.
"""

import enum
import math
from fractions import Fraction
from pathlib import Path

from kiosk.author.ffmpeg import reading
from kiosk.media.film import FilmFacts
from kiosk.media.player import usual_matrix

LONG_PX, SHORT_PX = 1920, 1080
_LEAST_FRAMES_PER_SECOND, _MOST_FRAMES_PER_SECOND = 5, 30
_ODD_CLOCK = 0.05
"""What clocks that tick in milliseconds make of so many frames a second."""
MAX_LEVEL = 42
PLAIN_TAGS = frozenset(
    ("major_brand", "minor_version", "compatible_brands", "handler_name", "vendor_id", "encoder")
)
"""What FFmpeg says of every MP4 that it writes. Any other words may say where, when or who."""
MAX_HIDDEN_MS = 500
"""An edit list skips a few frames in any film; more was cut away by somebody."""
RATE_HZ = 48_000

_PACES = tuple(Fraction(rate) for rate in (10, 12, 12.5, 15, 20, 24, 25, 30)) + tuple(
    Fraction(rate * 1000, 1001) for rate in (24, 30)
)
"""Frames a second that films are made with."""
_NEAR = 0.005
_CODE_SOUND = ["-c:a", "aac", "-b:a", "160k", "-ac", "2", "-ar", str(RATE_HZ)]
_MEND_SOUND = ["-af", "aresample=async=1:first_pts=0"]
"""Gaps in the sound, such as phones leave, become silence: it stays with the picture."""
_COUNT_SOUND = ["-af", "asetpts=N/SR/TB"]
_MORE_SECONDS = 3
"""A film whose clock runs wild does not run for hours: it ends this much after it should."""
_HDR = {"smpte2084", "arib-std-b67"}
"""PQ and HLG: brighter than paper, so that their brightness has to be brought down."""
_FROM_HDR = (
    "zscale=transferin={transfer}:primariesin=bt2020:matrixin=2020_ncl:transfer=linear:npl=100,"
    "format=gbrpf32le,zscale=primaries=bt709,"
    "tonemap=hable:desat=0,zscale=transfer=bt709:matrix=bt709:range=tv,format=yuv420p"
)

_FROM_WIDE = (
    "zscale=transferin=709:primariesin=bt2020:matrixin=2020_ncl:"
    "transfer=709:primaries=709:matrix=709:range=tv,format=yuv420p"
)
"""BT.2020 without HDR: as bright as any film, in colours that are told in other numbers."""


class Work(enum.Enum):
    """What has to be done to a film, from little to much."""

    COPY = enum.auto()
    """Picture and sound are normal: nothing is coded again, what lies around them stays behind."""
    SOUND = enum.auto()
    """The picture is normal; the sound is coded again."""
    ALL = enum.auto()
    """Picture and sound are coded again."""
    ALL_BY_COUNT = enum.auto()
    """The same, for a film whose clocks are broken: both begin at once, and sound is counted."""


def work(facts: FilmFacts) -> Work:
    """What has to be done to the film of these facts."""
    if not _picture_is_normal(facts):
        return Work.ALL
    if facts.has_sound and not _sound_is_normal(facts):
        return Work.SOUND
    return Work.COPY


def arguments(task: Work, path: Path, facts: FilmFacts, to: Path) -> list[str]:
    """The arguments that make FFmpeg do `task` on the film at `path`, into a new file at `to`."""
    by_count = task is Work.ALL_BY_COUNT
    picture, sound = ["-c:v", "copy"], ["-c:a", "copy"]
    if task in {Work.ALL, Work.ALL_BY_COUNT}:
        picture = _code_picture(facts, from_zero=by_count)
        picture += ["-t", f"{facts.duration_ms / 1000 + _MORE_SECONDS:.3f}"]
    if task is not Work.COPY:
        sound = [*(_COUNT_SOUND if by_count else _MEND_SOUND), *_CODE_SOUND]
    return [
        *("-y", "-threads", "2", "-filter_threads", "2", *(["-copyts"] if by_count else [])),
        *reading(path),
        *("-map", "0:V:0", *picture),
        *(("-map", f"0:a:{facts.sound_track}", *sound) if facts.has_sound else ()),
        *("-map_metadata", "-1", "-map_chapters", "-1", "-threads", "2"),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
        *("-movflags", "+faststart", "-f", "mp4", f"file:{to.absolute()}"),
    ]


def size_px(facts: FilmFacts) -> tuple[int, int]:
    """Width and height of a film once it is normal: square pixels, even, never enlarged."""
    wide, high = facts.width_px * facts.pixel_aspect, float(facts.height_px)
    box = (LONG_PX, SHORT_PX) if wide >= high else (SHORT_PX, LONG_PX)
    scale = min(1.0, box[0] / wide, box[1] / high)
    return max(2, 2 * round(wide * scale / 2)), max(2, 2 * round(high * scale / 2))


def pace(facts: FilmFacts) -> Fraction:
    """Frames a second of a film once it is normal: its own, or a whole part of it up to 30."""
    own = facts.frames_per_second
    if not 1 <= own <= 240:  # a film that does not know, such as a list of pictures
        own = 30.0
    if own < _LEAST_FRAMES_PER_SECOND:  # each picture several times, so that a place is found
        own *= math.ceil(_LEAST_FRAMES_PER_SECOND / own)
    parts = 1
    while own / parts > _MOST_FRAMES_PER_SECOND + _ODD_CLOCK:
        parts += 1
    rate = own / parts
    nearest = min(_PACES, key=lambda usual: abs(usual - rate))
    if abs(nearest - rate) <= rate * _NEAR:
        return nearest
    return Fraction(rate).limit_denominator(1001)


def _picture_is_normal(facts: FilmFacts) -> bool:
    wide, high = facts.width_px, facts.height_px
    return (
        "mp4" in facts.container.split(",")
        and (facts.codec, facts.profile) == ("h264", "High")
        and 0 < facts.level <= MAX_LEVEL
        and facts.progressive
        and facts.pixel_format == "yuv420p"
        and not facts.full_range
        and facts.matrix in {None, usual_matrix(wide, high)}
        and facts.transfer not in _HDR
        and facts.pixel_aspect == 1
        and facts.upright
        and facts.hidden_ms <= MAX_HIDDEN_MS
        and (wide, high) == size_px(facts)
        and facts.steady
        and facts.frames_per_second + _ODD_CLOCK >= _LEAST_FRAMES_PER_SECOND
        and facts.frames_per_second <= _MOST_FRAMES_PER_SECOND + _ODD_CLOCK
    )


def _sound_is_normal(facts: FilmFacts) -> bool:
    return (
        facts.sound_track == 0  # what `facts` tell of its sound is of the first
        and (facts.sound_codec, facts.sound_profile) == ("aac", "LC")
        and facts.sound_rate_hz == RATE_HZ
        and facts.sound_channels == "stereo"
    )


def _code_picture(facts: FilmFacts, *, from_zero: bool) -> list[str]:
    """The arguments that make a normal picture."""
    wide, high = size_px(facts)
    rate = pace(facts)
    before = facts.matrix or usual_matrix(facts.width_px, facts.height_px)
    after = usual_matrix(wide, high)
    filters = ["setpts=PTS-STARTPTS"] if from_zero else []
    if not facts.progressive:
        filters.append("bwdif=deint=interlaced")
    if facts.transfer in _HDR or before == "bt2020":
        is_hdr = facts.transfer in _HDR
        filters.append(_FROM_HDR.format(transfer=facts.transfer) if is_hdr else _FROM_WIDE)
        before = "bt709"
    scale = f"scale={wide}:{high}:flags=lanczos+accurate_rnd"
    full = "pc" if facts.full_range else "tv"
    if facts.pixel_format.startswith(("yuv", "nv")):
        scale += f":in_color_matrix={before}:in_range={full}"
    filters += [
        f"fps={rate}",
        f"{scale}:out_color_matrix={after}:out_range=tv",
        "setsar=1",
        "format=yuv420p",
        f"setparams=range=tv:{_tags(after)}",
    ]
    return [
        *("-vf", ",".join(filters)),
        *("-c:v", "libx264", "-preset", "medium", "-crf", "21"),
        *("-profile:v", "high", "-level:v", "4.1", "-g", str(round(2 * rate))),
    ]


def _tags(matrix: str) -> str:
    """FFmpeg's options for the colours of the film (ITU-T H.273)."""
    if matrix == "bt709":
        return "color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    return "color_primaries=smpte170m:color_trc=smpte170m:colorspace=smpte170m"
