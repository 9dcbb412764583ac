"""What an author's film is, by the FFmpeg that will make it fit: it reads more than a kiosk does.

Originals come in any form. Told is what no making can mend: a film that is cut off, glued together,
encrypted, damaged inside, or that does not say how its colours are meant. What was made of them is
looked at in the same way, and then played by the kiosk's own decoder.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from statistics import median

from kiosk.author import ffmpeg, gaps
from kiosk.author.ffmpeg import Ffmpeg
from kiosk.errors import MediaError
from kiosk.media import film
from kiosk.media.description import Description
from kiosk.media.film import CUT_OFF_MS, FilmFacts

LIMIT_SECONDS = 20
"""Of the processor: whatever a file does, looking at one part of it ends after this long."""

_SHORT_MS = 4000
_MOST_A_SECOND = 240
"""Whoever tells of more pictures a second tells of its clock."""
_WINDOW_SECONDS = 10.0
"""Damage is looked for in pieces of this length."""
_FRAYED_SECONDS = 1.0
_STEP_BACK_SECONDS = 2.0
"""Moments that go back by more than this belong to another film."""
_UNINDEXED = {"mpegts", "mpeg", "mpegvideo", "h264", "hevc", "m4v"}
"""Kinds of files in which a place can only be found by reading up to it."""
_NUMBER = re.compile(
    rb"^0, *(-?\d+), *(-?\d+), *(\d+), *\d+, *\w+(?:, *F=0x([0-9A-F]+))?", re.MULTILINE
)
"""A packet or picture in FFmpeg's framecrc: when decoded, when shown, how long, and its marks."""
_NOT_SHOWN = 4
"""The mark of a packet that an edit list cut away (AV_PKT_FLAG_DISCARD)."""
_HEADER = re.compile(r"\] \d+ +(\w+) +[01]+ = (\d+)")
"""What a film of H.264 says of its coding (ITU-T H.264 7.3.2.1.1), as FFmpeg writes it down."""
_STEP = re.compile(r"Non-monoton\w+ DTS; previous: (-?\d+), current: (-?\d+)")
_CLOCK = re.compile(rb"^#tb 0: (\d+)/(\d+)", re.MULTILINE)
_SIZE = re.compile(rb"^#dimensions 0: (\d+)x(\d+)", re.MULTILINE)
_SHAPE = re.compile(rb"^#sar 0: (\d+)/(\d+)", re.MULTILINE)
_DAMAGE = re.compile(
    r"error while decoding|concealing \d+|Invalid NAL unit size|missing picture in access unit"
    r"|Error splitting the input|Error submitting packet|corrupt|Invalid data found"
    r"|damaged at|slice mismatch|bitstream error|decode_slice_header error|cabac_init_idc"
    r"|invalid as first byte of an EBML|Failed to parse|overread"
    r"|invalid (?:frame|packet|level prefix)|error in|Input buffer exh",
    re.IGNORECASE,
)
"""What FFmpeg says when a part of picture or sound is lost."""


def survey(program: Ffmpeg, path: Path) -> FilmFacts:
    """The facts of the film at `path`. Raises MediaError, in words for its author."""
    film.look(path)
    if gaps.is_glued(path):
        raise _glued_error(path, "only the first of them would be shown")
    if gaps.is_cut_short(path):
        raise film.cut_off(path)
    begin, output = _pictures(program, path, None, 3)
    said = _describe(path, output)
    if not begin.ends:
        raise MediaError(path, "its picture cannot be decoded", "export it again as MP4 (H.264)")
    packets, steps_back = _packets(program, path)
    lengths_ms = _lengths(program, path, said, packets, steps_back=steps_back)
    duration_ms, picture_ms = lengths_ms
    if picture_ms < duration_ms - CUT_OFF_MS:
        what = f"the picture stops at {film.minutes(picture_ms)}, "
        what += f"but the film should last {film.minutes(duration_ms)}"
        raise MediaError(path, what, "copy it here again, whole, or export it again")
    if gaps.has_holes(path) and (at := find_damage(program, path, duration_ms)) is not None:
        raise damage_error(path, at)
    coding = _coding(program, path) if said.codec[0] == "h264" else (0, False)
    return _facts(begin, packets, said, lengths_ms, coding)


def _facts(
    begin: _Pictures,
    packets: _Pictures,
    said: Description,
    lengths_ms: tuple[int, int],
    coding: tuple[int, bool],
) -> FilmFacts:
    """What a film is, by its first pictures, by all of them, and by FFmpeg's words."""
    pace, steady = packets.pace()
    is_exact = "mp4" in said.container.split(",") and 1 <= pace <= _MOST_A_SECOND
    pixel_format, full_range, matrix = said.colour
    rate = said.sound.get("rate")
    return FilmFacts(
        width_px=begin.width_px,
        height_px=begin.height_px,
        pixel_aspect=begin.pixel_aspect,
        duration_ms=lengths_ms[0],
        picture_ms=lengths_ms[1],
        frames_per_second=pace if is_exact else said.frames_per_second,
        container=said.container,
        codec=said.codec[0],
        profile=said.codec[1],
        pixel_format=pixel_format,
        full_range=full_range,
        matrix=matrix,
        has_sound=bool(said.sound),
        sound_codec=said.sound.get("codec"),
        sound_rate_hz=int(rate) if rate else None,
        sound_channels=said.sound.get("channels"),
        transfer=said.transfer,
        sound_profile=said.sound.get("profile"),
        sound_tracks=said.sound_tracks,
        sound_track=0,
        level=coding[0],
        progressive=coding[1],
        upright=said.upright,
        tags=frozenset(said.tags),
        steady=steady,
        hidden_ms=round(1000 * packets.hidden_seconds),
    )


def find_damage(program: Ffmpeg, path: Path, duration_ms: int) -> float | None:
    """Where in the film the first picture or sound is lost, in seconds; None if all is whole.

    Its last second is passed over: what ends a recording often cuts a picture in two.
    """
    start, end = 0.0, duration_ms / 1000 - _FRAYED_SECONDS
    while start < end:
        place = ["-ss", f"{start:.3f}", "-t", f"{min(_WINDOW_SECONDS, end - start):.3f}"]
        watching = ["-map", "0:V:0", "-map", "0:a?", "-f", "null", "-"]
        output = program.run(["-v", "warning", *place, *ffmpeg.reading(path), *watching])
        if is_damaged(output.words):
            return start
        start += _WINDOW_SECONDS
    return None


def _glued_error(path: Path, why: str) -> MediaError:
    what = f"several films glued together: {why}"
    return MediaError(path, what, "join them in a program for films, and export that as one")


def is_damaged(words: str) -> bool:
    """Whether FFmpeg says that a part of picture or sound was lost."""
    return _DAMAGE.search(words) is not None


def damage_error(path: Path, seconds: float) -> MediaError:
    """What to raise when a film is damaged in the ten seconds from here."""
    place = film.minutes(round(seconds * 1000))
    what = f"this film is damaged at {place}, or in the ten seconds after it"
    advice = "copy it here again from where it was made; if it is the same there, cut that part out"
    return MediaError(path, what, advice)


class _Pictures:
    """What FFmpeg's framecrc tells."""

    def __init__(self, data: bytes) -> None:
        clock, size, shape = _CLOCK.search(data), _SIZE.search(data), _SHAPE.search(data)
        tick = int(clock[1]) / int(clock[2]) if clock else 0.0
        self.tick = tick
        """Seconds from one number of the film's clock to the next."""
        self.width_px, self.height_px = (int(size[1]), int(size[2])) if size else (0, 0)
        across, up = (int(shape[1]), int(shape[2])) if shape else (0, 0)
        self.pixel_aspect = across / up if across and up else 1.0
        numbers = _NUMBER.findall(data)
        found = [(int(decoded), int(shown), int(lasts)) for decoded, shown, lasts, _ in numbers]
        usual = median(lasts for _, _, lasts in found) if found else 0
        # a bare stream does not say when a picture is shown
        self.starts = [max(shown, decoded) * tick for decoded, shown, _ in found]
        self.ends = [
            start + (lasts or usual) * tick
            for start, (_, _, lasts) in zip(self.starts, found, strict=True)
        ]
        self.hidden_seconds = tick * sum(
            int(lasts) for _, _, lasts, marks in numbers if int(marks or b"0", 16) & _NOT_SHOWN
        )
        """How much of it is cut away."""
        self._decoded = [decoded for decoded, _, _ in found]

    def pace(self) -> tuple[float, bool]:
        """Pictures a second as most come, and whether nearly all keep to that."""
        steps = sorted(after - before for before, after in pairwise(self._decoded))
        if not steps:
            return 0.0, True
        usual = steps[len(steps) // 2]
        odd = sum(not usual / 2 < step < usual * 1.5 for step in steps)
        is_steady = odd * 100 <= len(steps) and steps[-1] * self.tick <= 1
        return (1 / (usual * self.tick) if usual > 0 and self.tick else 0.0), is_steady


def _pictures(
    program: Ffmpeg, path: Path, start_seconds: float | None, most: int | None
) -> tuple[_Pictures, ffmpeg.Output]:
    """Decode pictures of the film, from a place, or from its beginning."""
    place = ["-ss", f"{start_seconds:.3f}"] if start_seconds else []
    count = ["-frames:v", str(most)] if most else []
    how = ["-map", "0:V:0", *count, "-fps_mode", "passthrough", "-f", "framecrc", "pipe:1"]
    output = program.run(
        ["-timelimit", str(LIMIT_SECONDS), "-threads", "2", *place, *ffmpeg.reading(path), *how]
    )
    return _Pictures(output.data), output


def _lengths(
    program: Ffmpeg, path: Path, said: Description, packets: _Pictures, *, steps_back: bool
) -> tuple[int, int]:
    """How long the film lasts, and where its last picture ends, in milliseconds."""
    indexed = not _UNINDEXED & set(said.container.split(","))
    if said.duration_ms > _SHORT_MS and indexed:
        for at_ms in (said.duration_ms - CUT_OFF_MS, said.duration_ms // 2):
            seen, _ = _pictures(program, path, at_ms / 1000, None if at_ms > _SHORT_MS / 2 else 1)
            if seen.ends and at_ms != said.duration_ms // 2:
                return said.duration_ms, at_ms + round(1000 * max(seen.ends))
            if seen.ends:
                break
    if steps_back:
        raise _glued_error(path, "their clocks do not go on from one to the next")
    picture_ms = round(1000 * (max(packets.ends) - min(packets.starts))) if packets.ends else 0
    return said.duration_ms or picture_ms, picture_ms


def _packets(program: Ffmpeg, path: Path) -> tuple[_Pictures, bool]:
    """The pictures of a film as they lie in it, undecoded; and whether their clock begins anew."""
    how = ["-map", "0:V:0", "-c", "copy", "-f", "framecrc", "pipe:1"]
    output = program.run(["-v", "warning", "-copyts", *ffmpeg.reading(path), *how])
    packets = _Pictures(output.data)
    least = _STEP_BACK_SECONDS / packets.tick if packets.tick else 0
    steps = (int(before) - int(now) for before, now in _STEP.findall(output.words))
    return packets, any(step > least for step in steps)


def _coding(program: Ffmpeg, path: Path) -> tuple[int, bool]:
    """The level of a film of H.264, 0 if it does not say; and whether its pictures are whole."""
    how = ["-map", "0:V:0", "-c", "copy", "-bsf:v", "trace_headers", "-frames:v", "1"]
    output = program.run(["-v", "info", *ffmpeg.reading(path), *how, "-f", "null", "-"])
    said = {name: int(value) for name, value in _HEADER.findall(output.words)}
    return said.get("level_idc", 0), said.get("frame_mbs_only_flag") == 1


def _describe(path: Path, output: ffmpeg.Output) -> Description:
    """What FFmpeg says of the file. Raises MediaError if that is no film, or one nobody can use."""
    begin = output.words.find("Input #0, ")
    if begin < 0:
        if "Error opening input" not in output.words:  # it never came to look at the film
            raise ffmpeg.failure(path, output)
        raise film.no_film(path, is_headless="moov atom not found" in output.words)
    said = Description(output.words[begin:].partition("Stream mapping:")[0])
    film.refuse_no_film(path, said)
    if gaps.is_encrypted(path):
        what = "this film is encrypted, so that only a shop's own player shows it"
        raise MediaError(path, what, "ask its maker for a copy without encryption")
    if said.colour[2] == "bt2020" and said.transfer is None:
        what = "this film has the colours of HDR, but does not say which of its kinds"
        raise MediaError(path, what, "export it again: as HLG or PQ, or without HDR (BT.709)")
    return said
