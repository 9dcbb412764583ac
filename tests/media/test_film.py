"""What a film is, is told by FFmpeg, and every fault in words."""

from __future__ import annotations

import dataclasses
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filmmaker import AAC, TONE, X264, FilmMaker
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.author import normal
from kiosk.author.ffmpeg import Ffmpeg
from kiosk.author.survey import survey
from kiosk.errors import MediaError
from kiosk.media.film import FilmFacts

if TYPE_CHECKING:
    from collections.abc import Callable

CLIPS = Path("/usr/share/forensics-samples/original-files")
"""Debian's forensics-samples-files: films made by telephones and by FFmpeg, in many formats."""


def facts_of(path: Path) -> FilmFacts:
    """What the film at `path` is. Raises MediaError."""
    return survey(Ffmpeg(), path)


@pytest.fixture(scope="session")
def maker(tmp_path_factory: pytest.TempPathFactory) -> FilmMaker:
    """Makes films, once for all tests."""
    return FilmMaker(tmp_path_factory.getbasetemp() / "films")


def test_an_ordinary_film_is_known_through_and_through(maker: FilmMaker) -> None:
    """An author's MP4 is told in every fact that preparing it depends on."""
    assert facts_of(maker.ordinary()) == FilmFacts(
        width_px=320,
        height_px=180,
        pixel_aspect=1.0,
        duration_ms=4000,
        picture_ms=4000,
        start_ms=0,
        frames_per_second=24.0,
        container="mov,mp4,m4a,3gp,3g2,mj2",
        codec="h264",
        profile="Constrained Baseline",
        pixel_format="yuv420p",
        full_range=False,
        matrix=None,
        has_sound=True,
        sound_codec="aac",
        sound_rate_hz=48000,
        sound_channels="stereo",
        transfer=None,
        sound_profile="LC",
        sound_tracks=1,
        sound_track=0,
        level=12,
        progressive=True,
        upright=True,
        steady=True,
        hidden_ms=0,
        tags=normal.PLAIN_TAGS - {"vendor_id"},
    )


def test_a_film_without_sound_has_none(maker: FilmMaker) -> None:
    """Nobody is promised sound where there is none."""
    facts = facts_of(maker.silent())
    assert not facts.has_sound
    assert (facts.sound_codec, facts.sound_rate_hz, facts.sound_channels) == (None, None, None)


SOUNDS = {
    "MP3, one voice": ("-c:a libmp3lame -ar 44100 -ac 1", ("mp3", 44100, "mono")),
    "AAC, six loudspeakers": ("-c:a aac -ar 48000 -ac 6", ("aac", 48000, "5.1")),
    "PCM, as cameras make": ("-c:a pcm_s16le -ar 48000 -ac 2", ("pcm_s16le", 48000, "stereo")),
}


@pytest.mark.parametrize(("arguments", "heard"), SOUNDS.values(), ids=SOUNDS.keys())
def test_sound_is_told_as_it_is(
    maker: FilmMaker, arguments: str, heard: tuple[str, int, str]
) -> None:
    """Whatever a camera recorded is named, so that it can be made fit for the kiosk."""
    name = arguments.replace(" ", "").replace(":", "")
    film = maker.film(
        f"{name}.mov",
        "-f lavfi -i testsrc2=size=160x90:rate=24:duration=2 "
        f"{TONE.format(seconds=2)} {X264} {arguments}",
    )
    facts = facts_of(film)
    assert (facts.sound_codec, facts.sound_rate_hz, facts.sound_channels) == heard


X265 = "-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p10le"
HLG = "setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc:range=tv"
PICTURES = {
    "HD": (
        "scale=out_color_matrix=bt709 {x264} -colorspace bt709 -color_range tv",
        ("yuv420p", False, "bt709"),
    ),
    "SD": (
        "scale=out_color_matrix=bt601 {x264} -colorspace smpte170m -color_range tv",
        ("yuv420p", False, "bt601"),
    ),
    "a telephone's HDR": (
        "{hlg} {x265}",
        ("yuv420p10le", False, "bt2020"),
    ),
    "full range": (
        "scale=out_range=pc -c:v libx264 -pix_fmt yuvj420p -color_range pc",
        ("yuvj420p", True, None),
    ),
}


@pytest.mark.parametrize(("arguments", "colours"), PICTURES.values(), ids=PICTURES.keys())
def test_colours_are_told_as_they_are(
    maker: FilmMaker, arguments: str, colours: tuple[str, bool, str | None]
) -> None:
    """How a film's colours were mixed is known where the film says so."""
    name = f"{colours[0]}-{colours[2]}.mp4"
    film = maker.film(
        name,
        "-f lavfi -i testsrc2=size=160x90:rate=24:duration=1 -vf "
        + arguments.format(x264=X264, x265=X265, hlg=HLG),
    )
    facts = facts_of(film)
    assert (facts.pixel_format, facts.full_range, facts.matrix) == colours


def test_a_film_held_upright_is_upright(maker: FilmMaker) -> None:
    """A telephone's film that is stored lying down counts as it is shown: standing."""
    lying = maker.silent()
    standing = maker.film("standing.mp4", f"-display_rotation 90 -i {lying} -c copy")
    facts = facts_of(standing)
    assert (facts.width_px, facts.height_px) == (180, 320)


def test_odd_sizes_lose_a_line(maker: FilmMaker) -> None:
    """A film of odd sizes is known by the size the player shows."""
    film = maker.film(
        "odd.mp4",
        "-f lavfi -i testsrc2=size=161x101:rate=24:duration=1 -c:v libx264 -pix_fmt yuv444p",
    )
    facts = facts_of(film)
    assert (facts.width_px, facts.height_px) == (160, 100)


def test_broad_pixels_are_told(maker: FilmMaker) -> None:
    """A DVD's pixels are not square, and whoever scales its picture knows."""
    film = maker.film(
        "dvd.mp4",
        f"-f lavfi -i testsrc2=size=360x288:rate=25:duration=1 -vf setsar=64/45 {X264}",
    )
    assert facts_of(film).pixel_aspect == pytest.approx(64 / 45)


def test_a_film_of_one_frame_is_a_film(maker: FilmMaker) -> None:
    """However short it is, a film is a film."""
    film = maker.film(
        "one.mp4", f"-f lavfi -i testsrc2=size=160x90:rate=24:duration=1 -frames:v 1 {X264}"
    )
    facts = facts_of(film)
    assert facts.picture_ms == 42
    assert facts.duration_ms <= 42


def test_sound_that_ends_before_the_picture_is_no_fault(maker: FilmMaker) -> None:
    """A film may end in silence."""
    film = maker.film(
        "short-sound.mp4",
        "-f lavfi -i testsrc2=size=160x90:rate=24:duration=6 "
        f"{TONE.format(seconds=1)} {X264} {AAC}",
    )
    facts = facts_of(film)
    assert (facts.has_sound, facts.picture_ms) == (True, 6000)


def test_a_film_that_does_not_say_how_long_it_is_is_played_to_its_end(maker: FilmMaker) -> None:
    """A recording that was never finished properly lasts as long as it has pictures."""
    film = maker.film(
        "live.mkv", f"-f lavfi -i testsrc2=size=160x90:rate=25:duration=2 {X264} -live 1"
    )
    facts = facts_of(film)
    assert facts.duration_ms == facts.picture_ms == pytest.approx(2000, abs=50)


def nothing(_maker: FilmMaker, folder: Path) -> Path:
    """No file."""
    return folder / "film.mp4"


def a_folder(_maker: FilmMaker, folder: Path) -> Path:
    """A folder."""
    return folder


def empty(_maker: FilmMaker, folder: Path) -> Path:
    """An empty file."""
    (folder / "film.mp4").touch()
    return folder / "film.mp4"


def a_letter(_maker: FilmMaker, folder: Path) -> Path:
    """A text with a film's name."""
    (folder / "film.mp4").write_text("Beste mensen,\n" * 100)
    return folder / "film.mp4"


def half(maker: FilmMaker, folder: Path) -> Path:
    """A film whose copying was broken off, its table of contents in front."""
    whole = maker.ordinary(8).read_bytes()
    (folder / "film.mp4").write_bytes(whole[: len(whole) // 3])
    return folder / "film.mp4"


def most(maker: FilmMaker, folder: Path) -> Path:
    """Three quarters of a film."""
    whole = maker.ordinary(12).read_bytes()
    (folder / "film.mp4").write_bytes(whole[: len(whole) * 3 // 4])
    return folder / "film.mp4"


def headless(maker: FilmMaker, folder: Path) -> Path:
    """A film whose copying was broken off, its table of contents at the end."""
    whole = maker.film("late.mp4", f"-i {maker.ordinary()} -c copy").read_bytes()
    (folder / "film.mp4").write_bytes(whole[: len(whole) // 2])
    return folder / "film.mp4"


def a_song(maker: FilmMaker, _folder: Path) -> Path:
    """Sound only."""
    return maker.film("song.mp4", f"{TONE.format(seconds=2)} {AAC}")


def an_album(maker: FilmMaker, folder: Path) -> Path:
    """Sound with a picture on its cover, which is no film."""
    return maker.film(
        "album.m4a",
        f"{TONE.format(seconds=2)} -i {a_photo(maker, folder)} -map 0 -map 1 {AAC} "
        "-c:v copy -disposition:v attached_pic -f mp4",
    )


def a_photo(maker: FilmMaker, folder: Path) -> Path:
    """A photo with a film's name."""
    picture = maker.film("photo.png", "-f lavfi -i testsrc2=size=160x90 -frames:v 1 -update 1")
    shutil.copy(picture, folder / "photo.mp4")
    return folder / "photo.mp4"


def a_long_farewell(maker: FilmMaker, _folder: Path) -> Path:
    """A film whose picture ends long before its sound."""
    return maker.film(
        "farewell.mp4",
        "-f lavfi -i testsrc2=size=160x90:rate=24:duration=2 "
        f"{TONE.format(seconds=8)} {X264} {AAC}",
    )


def captions(_maker: FilmMaker, folder: Path) -> Path:
    """Captions with a film's name."""
    (folder / "film.mp4").write_text("1\n00:00:00,000 --> 00:00:02,000\nBeste mensen\n\n")
    return folder / "film.mp4"


def too_long_a_name(_maker: FilmMaker, folder: Path) -> Path:
    """A name that no disk takes."""
    return folder / ("film" * 100 + ".mp4")


FAULTS = {
    "captions": (captions, "there is no film in it"),
    "a name that is too long": (too_long_a_name, "the file "),
    "missing": (nothing, "the file is not there"),
    "a folder": (a_folder, "this is not a file"),
    "empty": (empty, "the file is empty"),
    "a text": (a_letter, "this is not a film that can be read"),
    "a third of a film": (half, "the picture stops at 0:03, but the film should last 0:08"),
    "three quarters of a film": (most, "but the film should last 0:12"),
    "its end is missing": (headless, "the film is cut off: its end is missing"),
    "only sound": (a_song, "there is sound in it, but no picture"),
    "sound with a cover": (an_album, "there is sound in it, but no picture"),
    "a photo": (a_photo, "this is a picture, not a film"),
    "picture shorter than sound": (
        a_long_farewell,
        "the picture stops at 0:02, but the film should last 0:08",
    ),
}


@pytest.mark.parametrize(("make", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_each_fault_is_told_in_words(
    maker: FilmMaker, tmp_path: Path, make: Callable[[FilmMaker, Path], Path], words: str
) -> None:
    """An author reads what is wrong with a film, and what to do about it."""
    path = make(maker, tmp_path)
    with pytest.raises(MediaError) as raised:
        facts_of(path)
    assert words in raised.value.what
    assert raised.value.advice
    assert raised.value.path == path


@given(part=st.floats(0, 1))
@settings(max_examples=12, deadline=None)
def test_a_film_cut_anywhere_is_whole_enough_or_told(
    tmp_path_factory: pytest.TempPathFactory, maker: FilmMaker, part: float
) -> None:
    """Wherever copying broke off, at most the last two seconds may be missing unnoticed."""
    whole = maker.ordinary(8).read_bytes()
    path = tmp_path_factory.mktemp("cut") / "film.mp4"
    path.write_bytes(whole[: round(part * len(whole))])
    try:
        facts = facts_of(path)
    except MediaError:
        return
    assert facts.picture_ms >= facts.duration_ms - 2000


def test_no_file_makes_ffmpeg_call_the_network(tmp_path: Path) -> None:
    """A playlist dressed up as a film opens no address: the kiosk and its authors stay offline."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.0)
        path = tmp_path / "film.mp4"
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.ts"
        path.write_text(
            f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{address}\n#EXT-X-ENDLIST\n"
        )
        with pytest.raises(MediaError):
            facts_of(path)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_facts_do_not_change(maker: FilmMaker) -> None:
    """What was found out stays as it was found."""
    facts = facts_of(maker.silent())
    with pytest.raises(dataclasses.FrozenInstanceError):
        facts.codec = "vp9"  # type: ignore[misc]


REAL = {
    "movie1/VID_20191220_170832.mp4": (1920, 1080, 1600, "h264", "bt709"),
    "movie2/movie-hello.mp4": (1280, 720, 8330, "h264", None),
    "movie2/movie-hello.avi": (1024, 576, 8360, "h264", None),
    "movie2/movie-hello.mpeg": (640, 480, 8320, "mpeg2video", None),
    "movie2/movie-hello.ogg": (720, 480, 8340, "theora", None),
}


@pytest.mark.parametrize(("name", "found"), REAL.items(), ids=REAL.keys())
def test_films_from_the_world_are_read(name: str, found: tuple[object, ...]) -> None:
    """A telephone's film, and the same film in four formats, are read as they are."""
    path = CLIPS / name
    if not path.exists():
        pytest.skip("Debian's forensics-samples-files is not installed")
    facts = facts_of(path)
    assert found == (
        facts.width_px,
        facts.height_px,
        facts.duration_ms,
        facts.codec,
        facts.matrix,
    )
    assert facts.has_sound
