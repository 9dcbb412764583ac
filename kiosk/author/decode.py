"""One film played from its first picture to its last, by the kiosk's own decoder, unseen.

As fast as it goes: every picture is decoded and counted; the sound runs fifty times as fast, into a
sound device that nobody hears, or FFmpeg would wait for it.

`python -m kiosk.author.decode` does so in a process of its own: FFmpeg's log and SDL's sound are
one for a whole process, and whatever a film does to its decoder, nobody else is harmed.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kiosk.clock import Clock, SystemClock
from kiosk.errors import FfmpegError, MediaError
from kiosk.media.description import Description, FfmpegLog, listen
from kiosk.media.film import CUT_OFF_MS, FILES_ONLY, FIRST_PICTURE_SECONDS

LEAST_SECONDS = 30.0
"""A film may take this long to decode, or as long as it lasts: a kiosk must keep up with it."""

_PAUSE_SECONDS = 0.002
_FRAMES_KEPT = 0.97
_ODD_FRAMES = 2
_FAST = "asetrate=2400000,aresample=48000"
_DAMAGE = ("error while decoding", "concealing", "Invalid NAL unit size", "missing picture in")
"""What FFmpeg says when a part of a picture is lost."""
_SOUND = "[aac @"
"""What it says of sound is always a complaint."""
_MOST_COMPLAINTS = 3
"""A film that was cut may end with a piece of sound that is not whole; nobody hears that."""


@dataclass(frozen=True, slots=True)
class ExpectedFilm:
    """Size, length and sound that a decoded film must have."""

    width_px: int
    height_px: int
    duration_ms: int
    sound: bool
    """Whether it has sound that is to be played."""


def play(path: Path, wanted: ExpectedFilm, least_seconds: float = LEAST_SECONDS) -> None:
    """Play the film at `path`, in another process. Raises MediaError if it is not as `wanted`.

    FfmpegError, if nobody knows whether that is the film's fault: it took too long, or the decoder
    ended without a word.
    """
    limit_seconds = max(least_seconds, wanted.duration_ms / 1000)
    command = [sys.executable, "-m", __name__, str(path.absolute()), json.dumps(asdict(wanted))]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, on a file of ours
            command,
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=limit_seconds,
        )
    except subprocess.TimeoutExpired as error:
        what = f"it could not be played to its end within {limit_seconds:.0f} seconds"
        raise FfmpegError(path, what, "try again on a machine that has less to do") from error
    if done.returncode:
        raise FfmpegError(path, "it ends the kiosk's own player", "export it again as MP4 (H.264)")
    if fault := json.loads(done.stdout):
        raise MediaError(path, fault, "export it again, as MP4 (H.264), and look at it")


def fault(path: Path, wanted: ExpectedFilm, clock: Clock) -> str | None:
    """How the film at `path` differs from `wanted`, in words; None if it plays. In this process."""
    with listen() as words:
        seen = _decode(path, wanted, clock)
        described = words.description()
    if isinstance(seen, str):
        return seen
    if described is None:
        return "it is no film that can be read"
    return _complaint(words) or _difference(seen, Description(described), wanted)


@dataclass(slots=True)
class _Decoding:
    """What came out of a film."""

    frames: int = 0
    last_ms: int = 0
    """Where the last frame begins."""
    size_px: tuple[int, int] = (0, 0)
    frames_per_second: float = 0.0

    def note(self, picture: tuple[Any, float], metadata: dict[str, Any]) -> None:
        image, seconds = picture
        self.size_px = image.get_size()
        across, per = metadata["frame_rate"]
        self.frames_per_second = across / per if per else 0.0
        if seconds == seconds:  # noqa: PLR0124 - not NaN
            self.last_ms = max(self.last_ms, round(1000 * seconds))


def _decode(path: Path, wanted: ExpectedFilm, clock: Clock) -> _Decoding | str:
    """All pictures until the end; or what went wrong."""
    from ffpyplayer.player import MediaPlayer  # noqa: PLC0415 - slow, and late on purpose

    broken: list[str] = []
    ended = threading.Event()

    def hear(selector: str, _value: object) -> None:
        if selector.endswith(":error"):
            broken.append(selector)
            ended.set()

    options: dict[str, Any] = {
        "sync": "video",  # keeps every picture; the other clocks would drop what comes late
        "an": not wanted.sound,
        "sn": True,
        "af": _FAST,
        "volume": 0.0,
        "stats": True,  # it describes itself
        "out_fmt": "yuv420p",
        "filter_threads": 1,
    }
    with _text_name(path) as name:
        player = MediaPlayer(
            name,
            callback=hear,
            loglevel="info",  # its description is wanted
            ff_opts=options,
            lib_opts=FILES_ONLY,
        )
        try:
            seen = _watch(player, ended, clock)
        finally:
            player.close_player()
    if broken:
        return "its sound cannot be decoded" if "audio" in broken[0] else "it cannot be decoded"
    return seen


def _watch(player: Any, ended: threading.Event, clock: Clock) -> _Decoding | str:  # noqa: ANN401 - untyped
    seen = _Decoding()
    moved = clock.seconds()
    while not ended.is_set():
        picture, value = player.get_frame()
        if value == "eof":
            break
        if picture is not None:
            moved = clock.seconds()
            seen.frames += 1
            seen.note(picture, player.get_metadata())
        elif clock.seconds() - moved > FIRST_PICTURE_SECONDS:
            return f"it stands still after {seen.last_ms / 1000:.1f} seconds"
        else:
            ended.wait(_PAUSE_SECONDS)
    picture, _ = player.get_frame(force_refresh=True)  # the very last one
    if picture is not None:
        seen.note(picture, player.get_metadata())
    return seen if seen.frames else "it has no picture that can be decoded"


def _difference(seen: _Decoding, said: Description, wanted: ExpectedFilm) -> str | None:
    """How a decoded film differs from `wanted`, in words; None if it does not."""
    rate = seen.frames_per_second
    lasts = wanted.duration_ms / 1000
    ends_ms = seen.last_ms + (1000 / rate if rate else 0)
    if wanted.sound and not said.sound:
        return "it should have sound, but has none"
    if seen.size_px != (wanted.width_px, wanted.height_px):
        return f"its picture is {seen.size_px[0]}x{seen.size_px[1]}, not as prepared"
    if ends_ms < wanted.duration_ms - CUT_OFF_MS:
        return f"its picture ends after {ends_ms / 1000:.1f} of {lasts:.1f} seconds"
    if seen.frames < lasts * rate * _FRAMES_KEPT - _ODD_FRAMES:
        return f"only {seen.frames} of {round(lasts * rate)} pictures can be decoded"
    return None


def _complaint(words: FfmpegLog) -> str | None:
    """What FFmpeg could not decode, though it went on."""
    if any(words.count(damage) for damage in _DAMAGE):
        return "parts of its picture are damaged"
    if words.count(_SOUND) > _MOST_COMPLAINTS:
        return "parts of its sound are damaged"
    return None


@contextlib.contextmanager
def _text_name(path: Path) -> Iterator[str]:
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


if __name__ == "__main__":
    os.environ["SDL_AUDIODRIVER"] = "dummy"  # noqa: TID251 - SDL takes it from there only
    expected = ExpectedFilm(**json.loads(sys.argv[2]))
    print(json.dumps(fault(Path(sys.argv[1]), expected, SystemClock())))  # noqa: T201
