"""Makes small films for tests, each once, with the FFmpeg that authors have too."""

from __future__ import annotations

import os
import subprocess
import threading
from typing import TYPE_CHECKING

import imageio_ffmpeg

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# A sound device that takes everything in, and keeps time.
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

TONE = "-f lavfi -i sine=440:duration={seconds}"
X264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 24"
AAC = "-c:a aac -ar 48000 -ac 2"
COUNTING = (
    "color=black:size=160x90:rate=24:duration={seconds},format=yuv420p,geq=lum=16+2*N:cb=128:cr=128"
)
"""Each frame is a shade of grey that tells its number: 16, and 2 more for each."""


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

    def ordinary(self, seconds: int = 4) -> Path:
        """A film with sound, 24 frames a second, as the kiosk likes it."""
        return self.film(
            f"ordinary-{seconds}.mp4",
            f"-f lavfi -i testsrc2=size=320x180:rate=24:duration={seconds} "
            f"{TONE.format(seconds=seconds)} {X264} {AAC} -movflags +faststart",
        )

    def silent(self, seconds: int = 4) -> Path:
        """The same without sound."""
        return self.film(
            f"silent-{seconds}.mp4",
            f"-f lavfi -i testsrc2=size=320x180:rate=24:duration={seconds} {X264} "
            "-movflags +faststart",
        )

    def counting(self, seconds: int = 2, *, sound: bool = True) -> Path:
        """A film whose frames tell their number by their shade: see COUNTING."""
        tone = f"{TONE.format(seconds=seconds)} {AAC}" if sound else ""
        inputs = f"-f lavfi -i {COUNTING.format(seconds=seconds)} "
        return self.film(
            f"counting-{seconds}-{sound}.mp4",
            f"{inputs} {tone.replace(AAC, '')} {X264} -qp 0 {AAC if sound else ''}",
        )


def until(happens: Callable[[], object], seconds: float = 20.0) -> bool:
    """Wait until something happens, for far longer than it should take; say whether it did."""
    pause = threading.Event()
    for _ in range(round(seconds / 0.005)):
        if happens():
            return True
        pause.wait(0.005)
    return bool(happens())
