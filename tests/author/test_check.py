"""Checking an exhibit: its texts, and what is inside its photos and films."""

import io
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from author.tables import retype
from filmmaker import X264, FilmMaker
from PIL import Image

from kiosk.author import check

PHOTO = "cooperatives/de-tuin/garden.jpg"
ROOF = "cooperatives/het-dak/roof.png"
FILM = "cooperatives/de-tuin/film.mp4"
GARDEN = "cooperatives/de-tuin/cooperative.yaml"
VTT = "cooperatives/de-tuin/film.nl.vtt"


def half(content: bytes) -> bytes:
    """A file without its second half."""
    return content[: len(content) // 2]


def picture(kind: str) -> bytes:
    """A sound picture of this kind."""
    file = io.BytesIO()
    Image.new("RGB", (300, 300)).save(file, kind)
    return file.getvalue()


def png_bomb(width_px: int, height_px: int) -> bytes:
    """A tiny file that says it is a huge picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width_px, height_px, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


NO_PICTURE = "this is not a picture the kiosk reads"
CAPTIONS = b"captions: {nl: film.nl.vtt, en: film.en.srt}"
BREAKAGES: list[tuple[Callable[[bytes], bytes] | bytes, str]] = [
    (half, f"{PHOTO}:1: this picture is damaged or cut short — open"),
    (half, f"{ROOF}:1: this picture is damaged or cut short"),
    (half, f"{FILM}:1: "),
    (b"", f"{PHOTO}:1: {NO_PICTURE} — save it as JPEG, PNG or WebP"),
    (b"<html>not found</html>", f"{PHOTO}:1: {NO_PICTURE}"),
    (picture("GIF"), f"{PHOTO}:1: {NO_PICTURE}"),
    (picture("TIFF"), f"{PHOTO}:1: {NO_PICTURE}"),
    (b"logo", f"logo.png:1: {NO_PICTURE}"),
    (png_bomb(20_000, 20_000), f"{PHOTO}:1: this picture has 400 megapixels, more than the kiosk"),
    (png_bomb(10_001, 10_000), f"{PHOTO}:1: this picture has 100 megapixels, more than the kiosk"),
    (b"", f"{FILM}:1: the file is empty"),
    (b"not a film" * 99, f"{FILM}:1: "),
    (
        lambda content: content.replace(b"00:01.500", b"00:05.000"),
        f"{VTT}:6: this caption stands until 0:05.000, but the film ends at 0:02.",
    ),
    (
        lambda content: content.replace(b"    " + CAPTIONS + b"\n", b""),
        f"{GARDEN}:20: this film has sound, but no captions — add 'nl: film.nl.vtt' to its",
    ),
    (
        lambda content: content.replace(CAPTIONS, b"captions: {}"),
        f"{GARDEN}:20: this film has sound, but no captions",
    ),
    (
        lambda content: content.replace(b"nl: film.nl.vtt, ", b""),
        f"{GARDEN}:20: this film has no captions in the exhibit's own language, 'nl' — add 'nl: ",
    ),
    (
        lambda content: content.replace(CAPTIONS, b"captions: film.nl.vtt"),
        f"{GARDEN}:21: captions are one file per language",
    ),
    (b"WEBVTT\n", f"{VTT}:1: no captions — write them, or take this file out"),
]


@pytest.mark.parametrize(("damage", "fault"), BREAKAGES, ids=[fault for _, fault in BREAKAGES])
def test_one_broken_file_is_one_fault(
    sound_exhibit: Path, damage: Callable[[bytes], bytes] | bytes, fault: str
) -> None:
    """Media that would not show are told before a stick is written, with what to do."""
    path = sound_exhibit / fault.partition(":")[0]
    path.write_bytes(damage(path.read_bytes()) if callable(damage) else damage)
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


def test_a_film_without_speech_or_sound_needs_no_captions(
    sound_exhibit: Path, maker: FilmMaker
) -> None:
    """Music alone is not captioned, nor what cannot be heard."""
    retype(sound_exhibit / GARDEN, "captions: {nl: film.nl.vtt, en: film.en.srt}", "speech: no")
    assert check.check(sound_exhibit) == []
    shutil.copy(maker.silent(2), sound_exhibit / FILM)
    retype(sound_exhibit / GARDEN, "    speech: no\n", "")
    assert check.check(sound_exhibit) == []


def test_texts_and_media_are_told_together(sound_exhibit: Path) -> None:
    """A mistake in the YAML does not keep a broken photo or film of the same folder secret."""
    retype(sound_exhibit / GARDEN, "summary:", "sumary:")
    retype(sound_exhibit / GARDEN, "icon: eco", "icon: nothing")
    (sound_exhibit / "exhibit.yaml").write_text("format: [", "utf-8")
    for file in (PHOTO, FILM):
        (sound_exhibit / file).write_bytes(half((sound_exhibit / file).read_bytes()))
    told = [(fault.file, fault.line) for fault in check.check(sound_exhibit)]
    assert told == [(GARDEN, 3), (GARDEN, 6), (FILM, 1), (PHOTO, 1), ("exhibit.yaml", 1)]


def test_a_photo_used_twice_is_told_once(sound_exhibit: Path) -> None:
    """A broken photo is one fault, however often it is shown."""
    text = (sound_exhibit / GARDEN).read_text("utf-8")
    photo = text[text.index("  - file: garden.jpg") : text.index("films:")]
    (sound_exhibit / GARDEN).write_text(text.replace(photo, photo * 3), "utf-8")
    (sound_exhibit / PHOTO).write_bytes(b"no photo")
    assert [fault.file for fault in check.check(sound_exhibit)] == [PHOTO]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photos_are_known_by_what_they_are_not_by_their_name(
    sound_exhibit: Path, kind: str
) -> None:
    """A PNG that is called .jpg shows as well as any."""
    (sound_exhibit / PHOTO).write_bytes(picture(kind))
    assert check.check(sound_exhibit) == []


LIMITS = {
    "16x16:rate=1:duration=3": "this film has 16 by 16 pixels, too few to look at",
    "128x32:rate=1:duration=602": "this film lasts 10:02, longer than ten minutes",
}


@pytest.mark.parametrize(("film", "told"), LIMITS.items())
def test_a_film_too_small_or_too_long_is_told(
    sound_exhibit: Path, maker: FilmMaker, film: str, told: str
) -> None:
    """On the glass it would be a mosaic; and nobody stands for more than ten minutes."""
    green = f"-f lavfi -i color=c=green:size={film}"
    path = maker.film(f"{film.partition(':')[0]}.mp4", f"{green} {X264} -g 10")
    shutil.copy(path, sound_exhibit / FILM)
    (fault,) = check.check(sound_exhibit)
    assert str(fault).startswith(f"{FILM}:1: {told} — ")
