"""FFmpeg, the program: only authors need it, so a kiosk can do without.

It comes with imageio-ffmpeg. No file may make it open an address on the network.
"""

import contextlib
import importlib.metadata
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kiosk.errors import FfmpegError, KioskError, MachineError
from kiosk.files import no_temporary

_FIRST_BYTES, _LAST_BYTES = 1 << 14, 1 << 16
"""A damaged film makes FFmpeg complain about every frame; what it says first and last counts."""
_SILENCE_DBTP = -80.0
"""Below this nothing is heard in any library."""
_TARGET_LUFS = -23.0
_GATE_LUFS = -70.0
_TOP_DBTP = -1.0
_LEAST_DB, _MOST_DB = -20.0, 12.0
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Windows opens a black window for each program that is not told otherwise."""


@dataclass(frozen=True, slots=True)
class Output:
    """What came out of FFmpeg."""

    done: bool
    """It did what it was asked."""
    data: bytes
    """What it wrote to its standard output."""
    words: str
    """What it said, the first and the last of it."""


def _first_and_last(words: IO[bytes]) -> bytes:
    """What FFmpeg said: its description of the film, and how it ended."""
    size = words.seek(0, os.SEEK_END)
    words.seek(0)
    if size <= _FIRST_BYTES + _LAST_BYTES:
        return words.read()
    first = words.read(_FIRST_BYTES)
    words.seek(size - _LAST_BYTES)
    return first + b"\n" + words.read()


def shipped() -> str:
    """Where the FFmpeg that comes with imageio-ffmpeg lies, or another that it finds.

    Raises MachineError if there is none.
    """
    import imageio_ffmpeg  # noqa: PLC0415 - a kiosk never needs it

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise _missing() from error


def version() -> str:
    """Of imageio-ffmpeg, and so of what it brings."""
    return importlib.metadata.version("imageio-ffmpeg")


class Ffmpeg:
    """FFmpeg as a program beside ours."""

    def __init__(self, at_once: int = 1, find: Callable[[], str] = shipped) -> None:
        """Run at most `at_once` of it; whoever else asks waits. `find` says where it is."""
        self._find = find
        self._turns = threading.BoundedSemaphore(at_once)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End what is running, and run nothing any more. May be called from any thread."""
        self._stopped.set()

    @contextlib.contextmanager
    def stopped_by_trouble(self) -> Iterator[None]:
        """Stop it if anything goes wrong meanwhile."""
        try:
            yield
        except BaseException:
            self.stop()
            raise

    def run(
        self, arguments: Sequence[str], reached: Callable[[float], None] | None = None
    ) -> Output:
        """Run FFmpeg with these arguments, and wait.

        With `reached`, it is told how many seconds of the film are done, now and then, and what
        FFmpeg writes to its standard output is not kept. Raises MachineError if there is no
        FFmpeg, or the disk is full, and KioskError once it was stopped.
        """
        with self._turns, _words() as words:
            if self._stopped.is_set():
                raise KioskError("stopped")
            telling = ["-progress", "pipe:1"] if reached else []
            command = [self._find(), "-hide_banner", "-nostdin", "-nostats", *telling, *arguments]
            try:
                process = subprocess.Popen(  # noqa: S603 - a list, no shell; files by whole path
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=words,
                    creationflags=_NO_WINDOW,
                )
            except OSError as error:
                raise _missing() from error
            with process:
                try:
                    data = self._follow(process, reached) if reached else process.communicate()[0]
                except BaseException:
                    process.kill()
                    raise
            said = _first_and_last(words).decode("utf-8", "replace")
        if "No space left on device" in said:
            raise MachineError("the disk is full", "free some space and go on")
        return Output(process.returncode == 0, data, said)

    def _follow(self, process: subprocess.Popen[bytes], reached: Callable[[float], None]) -> bytes:
        """Tell how far FFmpeg is, until it ends; it says so about twice a second."""
        for line in process.stdout or ():
            if self._stopped.is_set():
                raise KioskError("stopped")
            # -progress writes `key=value` lines; `N/A` before the first frame
            if found := re.fullmatch(rb"out_time_us=(\d+)\s*", line):
                reached(int(found[1]) / 1e6)
        process.wait()
        return b""


@dataclass(frozen=True, slots=True)
class MeasuredLoudness:
    """How loud a film is (EBU R 128)."""

    lufs: float
    """Of the whole film; -70 if no part of it is loud enough to count."""
    peak_dbtp: float
    """The highest true peak."""

    @property
    def heard(self) -> bool:
        """Whether there is anything to hear."""
        return self.peak_dbtp > _SILENCE_DBTP

    @property
    def gain_db(self) -> float:
        """What to add to reach -23 LUFS, between -20 and 12, but no peak may pass -1 dBTP.

        0 for silence. What is too short or too soft to measure is never made louder.
        """
        if not self.heard:
            return 0.0
        wanted = _TARGET_LUFS - self.lufs if self.lufs > _GATE_LUFS else 0.0
        gain = min(max(wanted, _LEAST_DB), _MOST_DB, _TOP_DBTP - self.peak_dbtp)
        return round(gain, 1) + 0.0


def loudness(program: Ffmpeg, path: Path, track: int = 0) -> MeasuredLoudness:
    """How loud a sound track of the film at `path` is. Raises MediaError if it has none."""
    listening = ["-map", f"0:a:{track}", "-af", "ebur128=peak=true:framelog=quiet"]
    output = program.run([*reading(path), *listening, "-f", "null", "-"])
    lufs = re.findall(r"^\s+I:\s+(-?[\d.]+) LUFS", output.words, re.MULTILINE)
    peaks = re.findall(r"^\s+Peak:\s+(-?[\d.]+|-inf) dBFS", output.words, re.MULTILINE)
    if not (output.done and lufs and peaks):
        raise failure(path, output)
    return MeasuredLoudness(float(lufs[-1]), float(peaks[-1]))


def reading(path: Path) -> list[str]:
    """The arguments that make FFmpeg read the file at `path`, whatever its name, and no other."""
    return ["-protocol_whitelist", "file,pipe", "-i", f"file:{path.absolute()}"]


def failure(path: Path, output: Output) -> FfmpegError:
    """What to raise when FFmpeg could not do its work on the film at `path`."""
    said = [line.strip() for line in output.words.splitlines() if line.strip()]
    reason = f" (FFmpeg says: {said[-1]})" if said and not output.done else ""
    what = f"this film cannot be made fit for the kiosk{reason}"
    return FfmpegError(path, what, "export it again as MP4 (H.264)")


def _words() -> IO[bytes]:
    """Where FFmpeg says what is wrong. Raises MachineError if nothing can be kept there."""
    try:
        words = tempfile.TemporaryFile()  # noqa: SIM115 - whoever runs FFmpeg closes it
        # Where FFmpeg can say nothing, a film would be blamed for a disk that is full.
        words.write(bytes(_LAST_BYTES))
        words.flush()
        words.seek(0)
        words.truncate()
    except OSError as error:
        raise no_temporary(error) from error
    return words


def _missing() -> MachineError:
    return MachineError(
        "FFmpeg is not on this computer, and this exhibit has films that need it",
        "install imageio-ffmpeg again (`pip install --force-reinstall imageio-ffmpeg`)",
    )
