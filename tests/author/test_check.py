"""Checking an exhibit: its texts, and what is inside its photos and films."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from typing import TYPE_CHECKING

import imageio_ffmpeg
import pytest
from PIL import Image

from kiosk.author import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PHOTO = "cooperatives/de-tuin/garden.jpg"
ROOF = "cooperatives/het-dak/roof.png"
FILM = "cooperatives/de-tuin/film.mp4"
GARDEN = "cooperatives/de-tuin/cooperative.yaml"
VTT = "cooperatives/de-tuin/film.nl.vtt"


def halve(file: str) -> Callable[[Path], object]:
    """Lose the second half of a file."""

    def it(folder: Path) -> None:
        content = (folder / file).read_bytes()
        (folder / file).write_bytes(content[: len(content) // 2])

    return it


def put(file: str, content: bytes) -> Callable[[Path], object]:
    """Let `file` hold this, and nothing else."""
    return lambda folder: (folder / file).write_bytes(content)


def save_as(file: str, kind: str) -> Callable[[Path], object]:
    """Save a picture of another kind under this name."""
    return lambda folder: Image.new("RGB", (300, 300)).save(folder / file, kind)


def change(file: str, old: str, new: str) -> Callable[[Path], object]:
    """Write `new` where `file` says `old`."""

    def it(folder: Path) -> None:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), "utf-8")

    return it


def png_bomb(width_px: int, height_px: int) -> bytes:
    """A tiny file that says it is a huge picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width_px, height_px, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


BREAKAGES = {
    "a photo cut short": (halve(PHOTO), f"{PHOTO}:1: this picture is damaged or cut short — open"),
    "a PNG cut short": (halve(ROOF), f"{ROOF}:1: this picture is damaged or cut short"),
    "an empty photo": (
        put(PHOTO, b""),
        f"{PHOTO}:1: this is not a picture the kiosk reads — save it as JPEG, PNG or WebP",
    ),
    "words under the name of a photo": (
        put(PHOTO, b"<html>not found</html>"),
        f"{PHOTO}:1: this is not a picture the kiosk reads",
    ),
    "a GIF": (save_as(PHOTO, "GIF"), f"{PHOTO}:1: this is not a picture the kiosk reads"),
    "a TIFF": (save_as(PHOTO, "TIFF"), f"{PHOTO}:1: this is not a picture the kiosk reads"),
    "a picture of 400 megapixels": (
        put(PHOTO, png_bomb(20_000, 20_000)),
        f"{PHOTO}:1: this picture has 400 megapixels, more than the kiosk reads",
    ),
    "a picture just over 100 megapixels": (
        put(PHOTO, png_bomb(10_001, 10_000)),
        f"{PHOTO}:1: this picture has 100 megapixels, more than the kiosk reads",
    ),
    "a logo that is no picture": (
        put("logo.png", b"logo"),
        "logo.png:1: this is not a picture the kiosk reads",
    ),
    "a film cut short": (halve(FILM), f"{FILM}:1: "),
    "an empty film": (put(FILM, b""), f"{FILM}:1: the file is empty"),
    "words under the name of a film": (put(FILM, b"not a film" * 99), f"{FILM}:1: "),
    "captions that run past the film": (
        change(VTT, "00:01.500", "00:05.000"),
        f"{VTT}:6: this caption stands until 0:05.000, but the film ends at 0:02.",
    ),
    "a film with sound but no captions": (
        change(GARDEN, "    captions: {nl: film.nl.vtt, en: film.en.srt}\n", ""),
        (
            f"{GARDEN}:20: this film has sound, but no captions — add 'nl: film.nl.vtt' to its "
            "'captions', or write 'speech: no' if nobody speaks in it"
        ),
    ),
    "a film with sound and empty captions": (
        change(GARDEN, "captions: {nl: film.nl.vtt, en: film.en.srt}", "captions: {}"),
        f"{GARDEN}:20: this film has sound, but no captions",
    ),
    "a film with captions in another language only": (
        change(GARDEN, "{nl: film.nl.vtt, en: film.en.srt}", "{en: film.en.srt}"),
        f"{GARDEN}:20: this film has no captions in the exhibit's own language, 'nl' — add 'nl: ",
    ),
    "captions that are not told by language are not missing": (
        change(GARDEN, "{nl: film.nl.vtt, en: film.en.srt}", "film.nl.vtt"),
        f"{GARDEN}:21: captions are one file per language",
    ),
    "captions that cannot be read are not missing": (
        put(VTT, b"WEBVTT\n"),
        f"{VTT}:1: no captions — write them, or take this file out",
    ),
}


@pytest.mark.parametrize(("break_it", "fault"), BREAKAGES.values(), ids=BREAKAGES.keys())
def test_one_broken_file_is_one_fault(
    sound_exhibit: Path, break_it: Callable[[Path], object], fault: str
) -> None:
    """Media that would not show are told before a stick is written, with what to do."""
    break_it(sound_exhibit)
    faults = check.check(sound_exhibit)
    assert len(faults) == 1, faults
    assert str(faults[0]).startswith(fault)
    assert faults[0].advice


def test_a_sound_exhibit_has_no_faults(sound_exhibit: Path) -> None:
    """Where nothing is wrong, nothing is told but how much was looked at."""
    heard: list[str] = []
    report = check.report(sound_exhibit, looked_at=heard.append)
    assert report.faults == ()
    assert (report.cooperatives, report.photos, report.films) == (2, 3, 1)
    assert report.unused == ()
    assert sorted(heard) == sorted([PHOTO, ROOF, FILM, "logo.png"])


def test_a_film_without_speech_needs_no_captions(sound_exhibit: Path) -> None:
    """Music alone is not captioned."""
    change(GARDEN, "captions: {nl: film.nl.vtt, en: film.en.srt}", "speech: no")(sound_exhibit)
    assert check.check(sound_exhibit) == []


def test_a_silent_film_needs_no_captions(sound_exhibit: Path, films: Path) -> None:
    """What cannot be heard is not captioned."""
    shutil.copy(films / "silent.mp4", sound_exhibit / FILM)
    change(GARDEN, "    captions: {nl: film.nl.vtt, en: film.en.srt}\n", "")(sound_exhibit)
    assert check.check(sound_exhibit) == []


def test_texts_and_media_are_told_together(sound_exhibit: Path) -> None:
    """A mistake in the YAML does not keep a broken photo or film of the same folder secret."""
    change(GARDEN, "summary:", "sumary:")(sound_exhibit)
    change(GARDEN, "icon: eco", "icon: nothing")(sound_exhibit)
    (sound_exhibit / "exhibit.yaml").write_text("format: [", "utf-8")
    halve(PHOTO)(sound_exhibit)
    halve(FILM)(sound_exhibit)
    told = [(fault.file, fault.line) for fault in check.check(sound_exhibit)]
    assert told == [(GARDEN, 3), (GARDEN, 6), (FILM, 1), (PHOTO, 1), ("exhibit.yaml", 1)]


def test_a_photo_used_twice_is_told_once(sound_exhibit: Path) -> None:
    """A broken photo is one fault, however often it is shown."""
    text = (sound_exhibit / GARDEN).read_text("utf-8")
    photo = text[text.index("  - file: garden.jpg") : text.index("films:")]
    (sound_exhibit / GARDEN).write_text(text.replace(photo, photo * 3), "utf-8")
    halve(PHOTO)(sound_exhibit)
    assert [fault.file for fault in check.check(sound_exhibit)] == [PHOTO]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photos_are_known_by_what_they_are_not_by_their_name(
    sound_exhibit: Path, kind: str
) -> None:
    """A PNG that is called .jpg shows as well as any."""
    save_as(PHOTO, kind)(sound_exhibit)
    assert check.check(sound_exhibit) == []


def test_a_film_of_a_few_pixels_is_told(sound_exhibit: Path) -> None:
    """As a photo is: on the glass it would be a mosaic."""
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    pictures = ["-f", "lavfi", "-i", "color=c=green:size=16x16:rate=25:duration=1"]
    codec = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "ultrafast"]
    subprocess.run(
        [ffmpeg, "-loglevel", "error", "-y", *pictures, *codec, str(sound_exhibit / FILM)],
        check=True,
    )
    what = [fault.what for fault in check.check(sound_exhibit) if fault.file == FILM]
    assert what == ["this film has 16 by 16 pixels, too few to look at"]


def test_a_film_of_more_than_ten_minutes_is_too_long(sound_exhibit: Path) -> None:
    """Ten minutes are the limit, because nobody stands longer at a kiosk."""
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    pictures = ["-f", "lavfi", "-i", "color=c=green:size=128x32:rate=1:duration=602"]
    codec = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "ultrafast", "-g", "10"]
    subprocess.run(
        [ffmpeg, "-loglevel", "error", "-y", *pictures, *codec, str(sound_exhibit / FILM)],
        check=True,
    )
    (fault,) = check.check(sound_exhibit)
    assert str(fault) == (
        f"{FILM}:1: this film lasts 10:02, longer than ten minutes — "
        "make it shorter, or make two of it"
    )
