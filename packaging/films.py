"""Make the films of the demonstration exhibit from its photographs.

    python packaging/films.py content/limburg               all films
    python packaging/films.py content/limburg de-dorpsbus  only this one

Needs ffmpeg, ffprobe, espeak-ng and PyYAML. What is seen and said stands in films.yaml beside this
script. A film becomes cooperatives/<id>/film.mp4, its captions film.<language>.vtt. Sentences are
spoken one by one, so captions fit them exactly; each photo stays as long as its sentences last. The
films are fit for the kiosk: H.264 High, 25 frames a second, AAC stereo 48 kHz at -23 LUFS.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
import wave
from array import array
from pathlib import Path
from typing import Any, NamedTuple

import yaml

FPS = 25
RATE = 22050  # what espeak-ng writes
WORDS_PER_MINUTE = "140"
LOUDNESS_LUFS = -23.0
LEAD_S, BETWEEN_SENTENCES_S, BETWEEN_PHOTOS_S, TAIL_S = 1.2, 0.55, 1.5, 2.0
FADE_FRAMES = 30
LINE_CHARS = 42
VIDEO = shlex.split("""
-c:v libx264 -profile:v high -level 4.0 -preset medium -crf 28 -psy-rd 0.5 -maxrate 1100k
-bufsize 4M -g 100 -bf 2 -pix_fmt yuv420p -color_range tv -colorspace bt709 -color_primaries bt709
-color_trc bt709 -threads 2
""")
OVERSAMPLE = 4 / 3  # pans are drawn this much larger, so that they stay sharp


class Said(NamedTuple):
    """One sentence on the film's time line."""

    start_s: float
    end_s: float
    texts: dict[str, str]


def run(*command: str) -> str:
    """Run a program; what it wrote, both ways. Ends this one when that one fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout + done.stderr


def speak(sentence: str, voice: str, work: Path) -> array[int]:
    """The samples of one spoken sentence, 16 bit mono."""
    out = str(work / "sentence.wav")
    run("espeak-ng", "-v", voice, "-s", WORDS_PER_MINUTE, "-z", "-w", out, sentence)
    with wave.open(out) as file:
        return array("h", file.readframes(file.getnframes()))


def time_line(film: dict[str, Any], work: Path) -> tuple[list[Said], list[int], array[int]]:
    """The sentences, the frames where photos change (the last: the film's end), and the sound."""
    said, cuts, sound, now = list[Said](), list[int](), array("h"), LEAD_S
    for number, shot in enumerate(film["shots"]):
        if number:
            cuts.append(round((now + BETWEEN_PHOTOS_S / 2) * FPS))
            now += BETWEEN_PHOTOS_S
        for position, texts in enumerate(shot["say"]):
            now += BETWEEN_SENTENCES_S if position else 0
            length = max(2.6, len(texts["nl"]) / 14)  # reading time, for a silent film
            if "voice" in film:
                samples = speak(texts["nl"], film["voice"], work)
                sound.extend([0] * (round(now * RATE) - len(sound)))
                sound.extend(samples)
                length = len(samples) / RATE
            said.append(Said(now, now + length, texts))
            now += length
    cuts.append(round((now + TAIL_S) * FPS))
    return said, cuts, sound


def window(photo: Path, at: list[float], size: list[int]) -> tuple[float, ...]:
    """Left, top, right and bottom of what is in sight, as fractions of the photo."""
    probe = ("ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0")
    photo_width, photo_height = map(int, run(*probe, str(photo)).strip().split(","))
    x, y, width = at
    height = width * (photo_width / photo_height) * (size[1] / size[0])
    box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    if min(box) < 0 or max(box) > 1:
        raise SystemExit(f"{photo.name} {at}: outside the photo: {box}")
    return box


def pan(photo: Path, shot: dict[str, Any], size: list[int], frames: int) -> str:
    """The filters that move smoothly from one window of a photo to another."""
    first, last = (window(photo, shot[key], size) for key in ("from", "to"))
    # The piece with both windows in it is stretched to the film's shape, and the windows with it:
    # out comes the right shape. `perspective` moves by parts of a pixel; zoompan would tremble.
    both = [*map(min, first[:2], last[:2]), *map(max, first[2:], last[2:])]
    width, height = both[2] - both[0], both[3] - both[1]
    sides = []
    for side, unit in enumerate("WHWH"):
        begin, end = (at[side] - both[side % 2] for at in (first, last))
        move = f"{begin:.6f}+{end - begin:.6f}*(1-cos(PI*on/{frames}))/2"
        sides.append(f"'{unit}/{(width, height)[side % 2]:.6f}*({move})'")
    left, top, right, bottom = sides
    large = "{}:{}".format(*(round(side * OVERSAMPLE) // 2 * 2 for side in size))
    return (
        f"crop=iw*{width:.6f}:ih*{height:.6f}:iw*{both[0]:.6f}:ih*{both[1]:.6f}:exact=1,"
        f"scale={large}:flags=lanczos+accurate_rnd:in_color_matrix=bt601:in_range=pc"
        ":out_color_matrix=bt709:out_range=tv,format=yuv420p,hqdn3d=3:3:0:0,"
        # Whole numbers: N/FPS/TB is cut off now and then, which shows a frame twice.
        f"loop={frames - 1}:1,settb=1/{FPS},setpts=N,"
        f"perspective=x0={left}:y0={top}:x1={right}:y1={top}:x2={left}:y2={bottom}"
        f":x3={right}:y3={bottom}:interpolation=cubic:eval=frame,"
        f"scale={size[0]}:{size[1]}:flags=bicubic,setsar=1,fps={FPS}"
    )


def normalised(sound: array[int], seconds: float, work: Path) -> tuple[str, str]:
    """The sound as a file, and the filters that give it the right loudness and length."""
    out = str(work / "voice.wav")
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound.tobytes())
    stereo = "aresample=48000,aformat=channel_layouts=stereo"  # and measured so
    report = run("ffmpeg", "-i", out, "-af", f"{stereo},ebur128", "-f", "null", "-")
    loudness = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", report)[-1])
    louder = f"{stereo},volume={LOUDNESS_LUFS - loudness:.2f}dB,apad=whole_dur={seconds}"
    return out, louder


def lines(text: str) -> str:
    """A sentence on one or two lines of a caption: even ones, or better, broken at a stop."""
    if len(text) > LINE_CHARS:
        spaces = [at for at, sign in enumerate(text) if sign == " "]
        best = min(spaces, key=lambda at: abs(len(text) - 2 * at) - 24 * (text[at - 1] in ".,"))
        text = f"{text[:best]}\n{text[best + 1 :]}"
    if max(map(len, text.split("\n"))) > LINE_CHARS:
        raise SystemExit(f"too long for a caption: {text!r}")
    return text


def captions(said: list[Said], language: str) -> str:
    """WebVTT for one language; a caption stays a little longer than its sentence sounds."""
    blocks = ["WEBVTT"]
    for sentence, after in zip(said, [*said[1:], None], strict=True):
        times = (
            sentence.start_s,
            min(sentence.end_s + 0.8, after.start_s - 0.08 if after else 1e9),
        )
        start, end = (f"00:{s // 60:02.0f}:{s % 60:06.3f}" for s in times)
        blocks.append(f"{start} --> {end}\n{lines(sentence.texts[language])}")
    return "\n\n".join(blocks) + "\n"


def make(film: dict[str, Any], folder: Path) -> None:
    """Write film.mp4 and its captions into a cooperative's folder."""
    with tempfile.TemporaryDirectory() as name:
        said, cuts, sound = time_line(film, Path(name))
        for language in said[0].texts:
            (folder / f"film.{language}.vtt").write_text(captions(said, language), "utf-8")
        command = ["ffmpeg", "-y", "-v", "error", "-filter_complex_threads", "2"]
        graph, joined = list[str](), "p0"
        for number, shot in enumerate(film["shots"]):
            photo = folder / shot["photo"]
            command += ["-framerate", str(FPS), "-i", str(photo)]
            start = cuts[number - 1] - FADE_FRAMES // 2 if number else 0
            end = min(cuts[number] + FADE_FRAMES // 2, cuts[-1])
            graph.append(f"[{number}:v]{pan(photo, shot, film['size'], end - start)}[p{number}]")
            if number:
                fade = f"xfade=duration={FADE_FRAMES / FPS}:offset={start / FPS}"
                graph.append(f"[{joined}][p{number}]{fade}[j{number}]")
                joined = f"j{number}"
        output = ["-map", f"[{joined}]", *VIDEO]
        if sound:
            voice, filters = normalised(sound, cuts[-1] / FPS, Path(name))
            command += ["-i", voice]
            graph.append(f"[{len(film['shots'])}:a]{filters}[voice]")
            output += ["-map", "[voice]", "-c:a", "aac", "-b:a", "128k"]
        output += ["-map_metadata", "-1", "-movflags", "+faststart", str(folder / "film.mp4")]
        run(*command, "-filter_complex", ";".join(graph), *output)


def main() -> None:
    """Make the films that were asked for."""
    if not sys.argv[1:]:
        raise SystemExit(__doc__)
    films = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    for name in sys.argv[2:] or films:
        make(films[name], Path(sys.argv[1]) / "cooperatives" / name)
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
