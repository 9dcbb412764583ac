"""What a film is, found out by playing it: what the kiosk's own player cannot show is no film.

Facts that ffpyplayer does not hand out (codec, colour, sound) are read from FFmpeg's description.
"""

from __future__ import annotations

import contextlib
import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kiosk.clock import SystemClock
from kiosk.errors import KioskError, MediaError
from kiosk.media.description import Description, Matrix, Words, listening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk.clock import Clock

LIMIT_SECONDS = 20.0
"""Whatever a file does, its probing ends after this long."""

FIRST_PICTURE_SECONDS = 5.0
"""A film that shows nothing for this long is broken. The player is as patient."""

CUT_OFF_MS = 2000
"""A picture that ends this much earlier than the film was cut off; the player gives up at 3000."""

FILES_ONLY = {"threads": "2", "protocol_whitelist": "file"}
"""FFmpeg's options: two threads decode, and no file may make it open an address on the network."""

_SHORT_MS = 4000
_PAUSE_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Facts:
    """A film, as it was found."""

    width_px: int
    """Of the picture as it is shown: upright. Odd sizes lose a line."""
    height_px: int
    pixel_aspect: float
    """Width of a pixel when its height is 1; 1.0 almost always."""
    duration_ms: int
    """Of picture or sound, whichever is longer."""
    picture_ms: int
    """Where the last picture ends."""
    start_ms: int
    """What the film's own clock says at its first moment; 0 in almost every MP4."""
    frames_per_second: float
    container: str
    """FFmpeg's names, with commas: `mov,mp4,m4a,3gp,3g2,mj2`."""
    codec: str
    """FFmpeg's name: `h264`."""
    profile: str | None
    """`High`, `Constrained Baseline`, ..."""
    pixel_format: str
    """FFmpeg's name: `yuv420p`."""
    full_range: bool
    """Black is 0 and white is 255, instead of 16 and 235."""
    matrix: Matrix | None
    """How its colours were mixed; None if the film does not say."""
    has_sound: bool
    sound_codec: str | None
    """FFmpeg's name: `aac`."""
    sound_rate_hz: int | None
    sound_channels: str | None
    """`mono`, `stereo`, `5.1`, ..."""
    transfer: str | None = None
    """FFmpeg's name of the curve of its brightness: `smpte2084`; None if the film does not say."""
    sound_profile: str | None = None
    """`LC`, ..."""
    sound_tracks: int = 1
    sound_track: int = 0
    """Which of them is to be heard, from 0."""
    level: int = 0
    """Of H.264, times ten: 41; 0 if nobody looked."""
    progressive: bool = False
    """Whole pictures for certain, never every second line of them."""
    upright: bool = True
    """To be shown as it lies, neither turned nor mirrored."""
    steady: bool = True
    """Pictures come at one pace: but for one in a hundred, none half as soon or as late again."""
    tags: frozenset[str] = frozenset()
    """What the file says beside picture and sound: `location`, ..."""
    hidden_ms: int = 0
    """So much is in the file, but cut away: never to be shown."""


def probe(path: Path, clock: Clock | None = None, limit_seconds: float = LIMIT_SECONDS) -> Facts:
    """Play the beginning, the middle and the end of the film at `path`, unseen and unheard.

    Raises MediaError, in words for its author, if it is missing, empty, no film, damaged or cut
    off, or if all this takes longer than `limit_seconds` of `clock`'s stopwatch.
    """
    look(path)
    examination = _Examination(path, clock or SystemClock(), limit_seconds)
    worker = threading.Thread(target=examination.run, name="probe", daemon=True)
    worker.start()
    worker.join(limit_seconds)
    if examination.trouble is not None:
        raise examination.trouble
    if examination.facts is None:  # not even FFmpeg's own calls came back
        raise _slow(path, limit_seconds)
    return examination.facts


def look(path: Path) -> None:
    """Name what is plain without FFmpeg. Raises MediaError."""
    again = "copy the film here again"
    try:
        if not path.exists():
            raise MediaError(path, "the file is not there", "check its name, or copy it here")
        if not path.is_file():
            raise MediaError(path, "this is not a file", "name a film")
        with path.open("rb") as file:
            if not file.read(1):
                raise MediaError(path, "the file is empty", again)
    except OSError as error:
        raise MediaError(path, f"the file cannot be read: {error.strerror}", again) from error


def refuse_no_film(path: Path, said: Description) -> None:
    """Raise MediaError if that is a picture, or sound alone."""
    if said.is_picture:
        raise MediaError(path, "this is a picture, not a film", "use it as a photo")
    if said.video is None:
        what = "there is sound in it, but no picture"
        if not said.sound:
            what = "there is no film in it"
        raise MediaError(path, what, "export the film again, with its picture")


def no_film(path: Path, *, is_headless: bool) -> MediaError:
    """What to raise for a file that FFmpeg cannot open; `is_headless`: it misses a part."""
    with path.open("rb") as file:
        is_mp4 = file.read(8)[4:] in (b"ftyp", b"mdat", b"free", b"skip", b"wide", b"moov")
    if is_mp4 and is_headless:
        return MediaError(
            path, "the film is cut off: its end is missing", "copy it here again, whole"
        )
    return MediaError(path, "this is not a film that can be read", "export it again as MP4 (H.264)")


def _slow(path: Path, limit_seconds: float) -> MediaError:
    return MediaError(
        path,
        f"the film could not be read within {limit_seconds:.0f} seconds",
        "copy it to this computer's own disk, or export it again as MP4 (H.264)",
    )


@dataclass(slots=True)
class _Seen:
    """What came out of one stretch of film."""

    width_px: int = 0
    height_px: int = 0
    frames_per_second: float = 0.0
    pixel_aspect: float = 1.0
    pictures: int = 0
    end_seconds: float = 0.0
    """Where the last picture ends, by the film's own clock."""


class _Examination:
    """One film on the table. Runs in its own thread, which may be left behind."""

    facts: Facts | None = None
    trouble: KioskError | None = None

    def __init__(self, path: Path, clock: Clock, limit_seconds: float) -> None:
        self._path = path
        self._clock = clock
        self._limit_seconds = limit_seconds
        self._deadline = clock.seconds() + limit_seconds

    def run(self) -> None:
        try:
            with listening() as words:
                said = self._describe(words)
                self.facts = self._watch(said)
        except KioskError as error:
            self.trouble = error

    def _describe(self, words: Words) -> Description:
        """Open the film and let FFmpeg describe it. Nothing is shown."""
        with self._opened({"stats": True}, loglevel="info") as (player, broken):
            waits_until = min(self._deadline, self._clock.seconds() + FIRST_PICTURE_SECONDS)
            while not broken.wait(_PAUSE_SECONDS) and self._clock.seconds() < waits_until:
                if player.get_metadata()["src_vid_size"] != (0, 0):
                    break
        text = words.description()
        if text is None:
            raise self._no_film(words)
        said = Description(text)
        refuse_no_film(self._path, said)
        return said

    def _no_film(self, words: Words) -> MediaError:
        if self._clock.seconds() >= self._deadline:
            return _slow(self._path, self._limit_seconds)
        return no_film(self._path, is_headless=words.heard("moov atom not found"))

    def _watch(self, said: Description) -> Facts:
        """Decode the beginning, the middle and the end."""
        duration_ms = said.duration_ms
        if duration_ms <= _SHORT_MS:  # also when it does not say how long it is
            first = last = self._decode(0, to_end=True)
        else:
            first = self._decode(0)
            if not self._decode(duration_ms / 2000).pictures:
                raise self._cut_off(None, duration_ms)
            last = self._decode((duration_ms - CUT_OFF_MS) / 1000, to_end=True)
        picture_ms = round(1000 * last.end_seconds) - said.start_ms if last.pictures else None
        duration_ms = duration_ms or picture_ms or 0
        if picture_ms is None or picture_ms < duration_ms - CUT_OFF_MS:
            raise self._cut_off(picture_ms, duration_ms)
        codec, profile = said.codec
        pixel_format, full_range, matrix = said.colour
        return Facts(
            width_px=first.width_px,
            height_px=first.height_px,
            pixel_aspect=first.pixel_aspect,
            duration_ms=duration_ms,
            picture_ms=picture_ms,
            start_ms=said.start_ms,
            frames_per_second=first.frames_per_second,
            container=said.container,
            codec=codec,
            profile=profile,
            pixel_format=pixel_format,
            full_range=full_range,
            matrix=matrix,
            has_sound=bool(said.sound),
            sound_codec=said.sound.get("codec"),
            sound_rate_hz=int(said.sound["rate"]) if said.sound.get("rate") else None,
            sound_channels=said.sound.get("channels"),
        )

    def _cut_off(self, picture_ms: int | None, duration_ms: int) -> MediaError:
        where = "before half-way" if picture_ms is None else f"at {minutes(picture_ms)}"
        return MediaError(
            self._path,
            f"the picture stops {where}, but the film should last {minutes(duration_ms)}",
            "copy it here again, whole, or export it again",
        )

    def _decode(self, start_seconds: float, *, to_end: bool = False) -> _Seen:
        """Decode a few pictures from `start_seconds`, or all until the end, as fast as it goes.

        Raises MediaError if nothing at all can be decoded at the very beginning, or time is up.
        """
        seen = _Seen()
        wanted = math.inf if to_end else 3
        # "video" keeps every picture; the other clocks would drop what comes too late
        options = {"sync": "video", "ss": start_seconds} if start_seconds else {"sync": "video"}
        with self._opened(options) as (player, broken):
            waits_until = self._clock.seconds() + FIRST_PICTURE_SECONDS
            while seen.pictures < wanted and not broken.is_set():
                picture, value = player.get_frame()
                now = self._clock.seconds()
                if now >= self._deadline:
                    raise _slow(self._path, self._limit_seconds)
                if value == "eof" or (not seen.pictures and now >= waits_until):
                    break
                if picture is None:
                    broken.wait(_PAUSE_SECONDS)
                else:
                    _note(seen, picture, player.get_metadata())
            if seen.pictures:
                picture, _ = player.get_frame(force_refresh=True)  # the very last one
                if picture is not None:
                    _note(seen, picture, player.get_metadata())
        if not seen.pictures and not start_seconds:
            raise MediaError(
                self._path, "its picture cannot be decoded", "export it again as MP4 (H.264)"
            )
        return seen

    @contextlib.contextmanager
    def _opened(
        self, options: dict[str, Any], loglevel: str = "error"
    ) -> Iterator[tuple[Any, threading.Event]]:
        """A MediaPlayer without sound, and the flag it raises when it breaks."""
        from ffpyplayer.player import MediaPlayer  # noqa: PLC0415 - slow, and late on purpose

        broken = threading.Event()

        def tell(selector: str, _value: object) -> None:
            if selector in ("read:error", "video:error", "read:exit"):
                broken.set()

        options = {"an": True, "sn": True, "out_fmt": "yuv420p", "filter_threads": 1, **options}
        with contextlib.ExitStack() as until_the_end:
            player = MediaPlayer(
                until_the_end.enter_context(_in_text(self._path)),
                callback=tell,
                loglevel=loglevel,
                ff_opts=options,
                lib_opts=FILES_ONLY,
            )
            until_the_end.callback(player.close_player)
            yield player, broken


@contextlib.contextmanager
def _in_text(path: Path) -> Iterator[str]:
    """A name of this film that is text: FFmpeg tells it, and ffpyplayer reads what FFmpeg tells.

    Only on systems whose names may be other bytes is another needed.
    """
    name = str(path.absolute())
    try:
        name.encode()
    except UnicodeEncodeError:
        with path.open("rb") as film:
            yield f"/proc/self/fd/{film.fileno()}"
    else:
        yield name


def _note(seen: _Seen, picture: tuple[Any, float], metadata: dict[str, Any]) -> None:
    image, seconds = picture
    seen.pictures += 1
    seen.width_px, seen.height_px = image.get_size()
    numerator, denominator = metadata["frame_rate"]
    seen.frames_per_second = numerator / denominator if denominator else 0.0
    if not math.isnan(seconds):
        length = 1 / seen.frames_per_second if seen.frames_per_second else 0.0
        seen.end_seconds = max(seen.end_seconds, seconds + length)
    across, up = metadata["aspect_ratio"]
    seen.pixel_aspect = across / up if across and up else 1.0


def minutes(milliseconds: int) -> str:
    """A length or place in a film, as `3:20`."""
    whole, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{whole}:{seconds:02}"
