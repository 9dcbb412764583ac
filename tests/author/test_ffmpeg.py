"""FFmpeg as a program, and how loud it finds a film."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from author.programs import SayingProgram
from hypothesis import given
from hypothesis import strategies as st

from kiosk.author import ffmpeg
from kiosk.author.ffmpeg import Ffmpeg, MeasuredLoudness, Output
from kiosk.errors import KioskError, MachineError, MediaError

LUFS = st.integers(-700, 0).map(lambda tenths: tenths / 10)
PEAK = st.integers(-790, 60).map(lambda tenths: tenths / 10)
ENDLESS = ["-re", "-f", "lavfi", "-i", "testsrc2", "-f", "null", "-"]


@given(lufs=LUFS, peak=PEAK)
def test_no_film_is_made_too_loud_or_too_soft(lufs: float, peak: float) -> None:
    """Gain stays from -20 to 12 dB, and no peak passes -1 dBTP, whatever was measured."""
    gain = MeasuredLoudness(lufs, peak).gain_db

    assert gain <= 12
    assert peak + gain <= -1 + 1e-9 or gain == pytest.approx(-1 - peak)
    assert gain >= min(-20, -1 - peak)


@given(lufs=st.integers(-350, -30).map(lambda tenths: tenths / 10))
def test_a_film_with_room_ends_at_23_lufs(lufs: float) -> None:
    """Between the limits every film is as loud as EBU R 128 asks."""
    assert lufs + MeasuredLoudness(lufs, -40.0).gain_db == pytest.approx(-23)


@pytest.mark.parametrize(
    ("loudness", "gain_db"),
    [
        (MeasuredLoudness(-30, -4.5), 3.5),
        (MeasuredLoudness(-70, -3.0), 0.0),
        (MeasuredLoudness(-70, 0.5), -1.5),
        (MeasuredLoudness(-70, float("-inf")), 0.0),
        (MeasuredLoudness(-70, -85.0), 0.0),
    ],
    ids=["a loud click", "too short to measure", "short and too loud", "silence", "hiss"],
)
def test_what_cannot_be_turned_up_is_not(loudness: MeasuredLoudness, gain_db: float) -> None:
    """A click limits the gain; what is too short or silent is never made louder."""
    assert loudness.gain_db == gain_db


def test_silence_is_not_heard() -> None:
    """A film is silent if its loudest moment is below what any library hears."""
    assert not MeasuredLoudness(-70, float("-inf")).heard
    assert not MeasuredLoudness(-70, -80.0).heard
    assert MeasuredLoudness(-70, -60.0).heard


def test_the_summary_is_read_not_what_came_before() -> None:
    """The measurement is the last one FFmpeg tells."""
    words = "  I: -40.1 LUFS\n Summary:\n  I:  -21.5 LUFS\n  True peak:\n    Peak:  -inf dBFS\n"

    loudness = ffmpeg.loudness(SayingProgram(words, done=True), Path("film.mp4"))
    assert loudness == MeasuredLoudness(-21.5, float("-inf"))


@pytest.mark.parametrize(
    "program",
    [SayingProgram("", done=True), SayingProgram("I: -2 LUFS"), SayingProgram("Broken", done=True)],
)
def test_what_cannot_be_measured_is_said(program: SayingProgram) -> None:
    """A film whose sound cannot be decoded is an error with its name."""
    with pytest.raises(MediaError, match="cannot be made fit") as caught:
        ffmpeg.loudness(program, Path("film.mp4"))
    assert caught.value.path == Path("film.mp4")


def test_ffmpeg_is_quoted_when_it_gave_up() -> None:
    """The last words of FFmpeg are told on."""
    output = Output(done=False, data=b"", words="first\nConversion failed!\n\n")

    assert "Conversion failed!" in str(ffmpeg.failure(Path("film.mp4"), output))


def test_ffmpeg_comes_along() -> None:
    """With what authors install; where it is not there is advice."""
    how = "-f lavfi -i color=s=2x2 -frames:v 1 -pix_fmt gray -f rawvideo pipe:1"
    output = Ffmpeg().run(how.split())

    assert output.done
    assert len(output.data) == 4
    with pytest.raises(MachineError, match="install imageio-ffmpeg"):
        Ffmpeg(find=lambda: "/nowhere/ffmpeg").run(["-version"])


def script(folder: Path, *lines: str) -> Ffmpeg:
    """A program in the place of FFmpeg."""
    if sys.platform == "win32":
        pytest.skip("Windows runs no shell script")
    path = folder / "ffmpeg"
    path.write_text("\n".join(["#!/bin/sh", *lines]))
    path.chmod(0o755)
    return Ffmpeg(find=lambda: str(path))


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    """When FFmpeg has no room, nobody is told that the film is at fault."""
    full = script(tmp_path, "echo 'av_write: No space left on device' >&2", "exit 1")
    with pytest.raises(MachineError, match="disk is full"):
        full.run([])


def test_a_talkative_ffmpeg_is_cut_short(tmp_path: Path) -> None:
    """A film that makes FFmpeg complain without end takes no memory: the last words count."""
    noise = "head -c 300000 /dev/zero | tr '\\0' x >&2"
    words = script(tmp_path, noise, "echo the end >&2").run([]).words

    assert words.endswith("the end\n")
    assert len(words) < 100_000


def test_stopping_ends_what_runs_and_no_more_run_at_once_than_were_allowed() -> None:
    """Whoever breaks off a long preparation waits for no film; one at a time is coded."""
    program = Ffmpeg(at_once=1)
    running, second = threading.Event(), threading.Event()

    def run(arguments: list[str], done: threading.Event) -> str:
        try:
            program.run(arguments, lambda _: running.set())
        except KioskError as error:
            return error.what
        done.set()
        return ""

    with ThreadPoolExecutor() as pool:
        first = pool.submit(run, ENDLESS, threading.Event())
        assert running.wait(20)
        other = pool.submit(run, ["-version"], second)
        assert not second.wait(0.3)
        program.stop()
        assert (first.result(20), other.result(20)) == ("stopped", "stopped")
    with pytest.raises(KioskError):
        program.run(["-version"])


@pytest.mark.parametrize("name", ["-y.mp4", "a%03d.mp4", "a'b c.mp4", "concat:x.mp4", "ä.mp4"])
def test_any_name_is_just_a_name(tmp_path: Path, name: str) -> None:
    """A file's name is never an option, a pattern or an address."""
    if sys.platform == "win32" and ":" in name:
        pytest.skip("Windows has no such name")
    path = tmp_path / name
    make = ["-f", "lavfi", "-i", "testsrc2=s=16x16:d=0.2", "-f", "mp4", f"file:{path}"]
    assert Ffmpeg().run(make).done
    assert path.exists()

    assert Ffmpeg().run([*ffmpeg.reading(path), "-f", "null", "-"]).done
