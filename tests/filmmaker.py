"""Makes small films for tests, each once, with the FFmpeg that authors have too."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import pytest

from kiosk.media.film import FilmFacts

# A sound device that takes everything in, and keeps time.
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

TONE = "-f lavfi -i sine=440:duration={seconds}"
X264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 24"
AAC = "-c:a aac -ar 48000 -ac 2"
COUNTING = (
    "color=black:size=160x90:rate=24:duration={seconds},format=yuv420p,geq=lum=16+2*N:cb=128:cr=128"
)
"""Each frame is a shade of grey that tells its number: 16, and 2 more for each."""

FACTS = FilmFacts(
    width_px=1920,
    height_px=1080,
    pixel_aspect=1.0,
    duration_ms=60_000,
    picture_ms=60_000,
    frames_per_second=25.0,
    container="mov,mp4,m4a,3gp,3g2,mj2",
    codec="h264",
    profile="High",
    pixel_format="yuv420p",
    full_range=False,
    matrix="bt709",
    has_sound=True,
    sound_codec="aac",
    sound_rate_hz=48_000,
    sound_channels="stereo",
    transfer=None,
    sound_profile="LC",
    sound_tracks=1,
    sound_track=0,
    level=41,
    progressive=True,
    upright=True,
    steady=True,
    tags=frozenset(),
    hidden_ms=0,
)
"""Of a normal film: Full HD, with sound."""


class FilmMaker:
    """A folder of films."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def film(self, name: str, arguments: str) -> Path:
        """The film that these arguments of FFmpeg make; they are split at its spaces."""
        path = self._folder / name
        if not path.exists():
            part = path.with_name(f"part-{name}")
            subprocess.run(
                [
                    imageio_ffmpeg.get_ffmpeg_exe(),
                    *("-hide_banner", "-v", "error", "-nostdin", "-y"),
                    *arguments.split(),
                    str(part),
                ],
                check=True,
            )
            part.rename(path)
        return path

    def pattern(  # noqa: PLR0913 - what a film may leave out stands after the star
        self,
        name: str,
        how: str,
        *,
        size: str = "160x90",
        rate: int = 24,
        seconds: float = 1,
        tone: float = 0,
    ) -> Path:
        """A moving pattern, made as the arguments `how` say; with a tone of so many seconds."""
        picture = f"-f lavfi -i testsrc2=size={size}:rate={rate}:duration={seconds}"
        return self.film(name, f"{picture} {TONE.format(seconds=tone) if tone else ''} {how}")

    def ordinary(self, seconds: int = 4) -> Path:
        """A film with sound, 24 frames a second, as the kiosk likes it."""
        name, how = f"ordinary-{seconds}.mp4", f"{X264} {AAC} -movflags +faststart"
        return self.pattern(name, how, size="320x180", seconds=seconds, tone=seconds)

    def silent(self, seconds: int = 4) -> Path:
        """The same without sound."""
        name, how = f"silent-{seconds}.mp4", f"{X264} -movflags +faststart"
        return self.pattern(name, how, size="320x180", seconds=seconds)

    def counting(self, seconds: int = 2, *, sound: bool = True) -> Path:
        """A film whose frames tell their number by their shade: see COUNTING."""
        tone = f"{TONE.format(seconds=seconds)} {AAC}" if sound else ""
        inputs = f"-f lavfi -i {COUNTING.format(seconds=seconds)} "
        return self.film(
            f"counting-{seconds}-{sound}.mp4",
            f"{inputs} {tone.replace(AAC, '')} {X264} -qp 0 {AAC if sound else ''}",
        )


def sample(name: str) -> Path:
    """A real photo or film of Debian's forensics-samples-files, by its path there."""
    path = Path("/usr/share/forensics-samples/original-files", name)
    if not path.exists():
        pytest.skip("Debian's forensics-samples-files is not installed")
    return path


def in_another_process(script: str, *arguments: str, driver: str = "dummy") -> tuple[int, str]:
    """Run a script of Python with this sound driver; its exit code, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={"SDL_AUDIODRIVER": driver, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout.strip()


def until(happens: Callable[[], object], seconds: float = 20.0) -> bool:
    """Wait until something happens, for far longer than it should take; say whether it did."""
    pause = threading.Event()
    for _ in range(round(seconds / 0.005)):
        if happens():
            return True
        pause.wait(0.005)
    return bool(happens())
