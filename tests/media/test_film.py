"""What a film is, is told by FFmpeg, and every fault in words."""

import dataclasses
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from filmmaker import AAC, FACTS, TONE, X264, FilmMaker, sample
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.author import normal
from kiosk.author.ffmpeg import Ffmpeg
from kiosk.author.survey import survey
from kiosk.errors import MediaError
from kiosk.media.film import FilmFacts


def facts_of(path: Path) -> FilmFacts:
    """What the film at `path` is. Raises MediaError."""
    return survey(Ffmpeg(), path)


def test_an_ordinary_film_is_known_through_and_through(maker: FilmMaker) -> None:
    """An author's MP4 is told in every fact that preparing it depends on."""
    assert facts_of(maker.ordinary()) == dataclasses.replace(
        FACTS,
        width_px=320,
        height_px=180,
        duration_ms=4000,
        picture_ms=4000,
        frames_per_second=24.0,
        profile="Constrained Baseline",
        level=12,
        matrix=None,
        tags=normal.PLAIN_TAGS - {"vendor_id"},
    )


def test_a_film_without_sound_has_none(maker: FilmMaker) -> None:
    """Nothing is made up about a sound that is not there, nor changed later."""
    facts = facts_of(maker.silent())
    assert not facts.has_sound
    assert (facts.sound_codec, facts.sound_rate_hz, facts.sound_channels) == (None, None, None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        facts.codec = "vp9"  # type: ignore[misc]


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
    name = f"heard-{heard[0]}.mov"
    film = maker.pattern(name, f"{X264} {arguments}", seconds=2, tone=2)
    facts = facts_of(film)
    assert (facts.sound_codec, facts.sound_rate_hz, facts.sound_channels) == heard


X265 = "-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p10le"
HLG = "setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc:range=tv"
MIXED = "scale=out_color_matrix={} {} -color_range tv -colorspace {}"
PICTURES = {
    "HD": (MIXED.format("bt709", X264, "bt709"), ("yuv420p", False, "bt709")),
    "SD": (MIXED.format("bt601", X264, "smpte170m"), ("yuv420p", False, "bt601")),
    "a telephone's HDR": (f"{HLG} {X265}", ("yuv420p10le", False, "bt2020")),
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
    facts = facts_of(maker.pattern(f"{colours[0]}-{colours[2]}.mp4", f"-vf {arguments}"))
    assert (facts.pixel_format, facts.full_range, facts.matrix) == colours


def test_a_picture_is_told_as_it_is_shown(maker: FilmMaker) -> None:
    """As it is shown: turned, with even sides, and with pixels as broad as they are."""
    lying = maker.silent()
    standing = maker.film("standing.mp4", f"-display_rotation 90 -i {lying} -c copy")
    facts = facts_of(standing)
    assert (facts.width_px, facts.height_px) == (180, 320)
    facts = facts_of(maker.pattern("odd.mp4", "-c:v libx264 -pix_fmt yuv444p", size="161x101"))
    assert (facts.width_px, facts.height_px) == (160, 100)
    film = maker.pattern("dvd.mp4", f"-vf setsar=64/45 {X264}", size="360x288")
    assert facts_of(film).pixel_aspect == pytest.approx(64 / 45)


def test_a_film_lasts_as_long_as_its_picture(maker: FilmMaker) -> None:
    """Of one frame, longer than its sound, or silent about its end: the last picture counts."""
    facts = facts_of(maker.pattern("one.mp4", f"-frames:v 1 {X264}"))
    assert facts.picture_ms == 42
    assert facts.duration_ms <= 42
    facts = facts_of(maker.pattern("short-sound.mp4", f"{X264} {AAC}", seconds=6, tone=1))
    assert (facts.has_sound, facts.picture_ms) == (True, 6000)
    facts = facts_of(maker.pattern("live.mkv", f"{X264} -live 1", rate=25, seconds=2))
    assert facts.duration_ms == facts.picture_ms == pytest.approx(2000, abs=50)


def cut(path: Path, part: float) -> bytes:
    """What there is of a film whose copying was broken off."""
    content = path.read_bytes()
    return content[: round(part * len(content))]


def late(maker: FilmMaker) -> Path:
    """A film with its table of contents at the end."""
    return maker.film("late.mp4", f"-i {maker.ordinary()} -c copy")


def photo(maker: FilmMaker) -> Path:
    """No film."""
    return maker.pattern("photo.png", "-frames:v 1 -update 1")


def album(maker: FilmMaker) -> Path:
    """Sound with a picture on its cover, which is no film."""
    how = f"-map 0 -map 1 {AAC} -c:v copy -disposition:v attached_pic -f mp4"
    return maker.film("album.m4a", f"{TONE.format(seconds=2)} -i {photo(maker)} {how}")


FAULTS: dict[str, tuple[bytes | Path | Callable[[FilmMaker], bytes | Path], str]] = {
    "captions": (b"1\n00:00:00,000 --> 00:00:02,000\nBeste mensen\n\n", "there is no film in it"),
    "a name that is too long": (Path("/", "film" * 100), "the file "),
    "missing": (Path("/nowhere/film.mp4"), "the file is not there"),
    "a folder": (Path("/"), "this is not a file"),
    "empty": (b"", "the file is empty"),
    "a text": (b"Beste mensen,\n" * 100, "this is not a film that can be read"),
    "a third of a film": (
        lambda maker: cut(maker.ordinary(8), 1 / 3),
        "the picture stops at 0:03, but the film should last 0:08",
    ),
    "most of a film": (lambda maker: cut(maker.ordinary(12), 3 / 4), "the film should last 0:12"),
    "its end is missing": (
        lambda maker: cut(late(maker), 1 / 2),
        "the film is cut off: its end is missing",
    ),
    "only sound": (
        lambda maker: maker.film("song.mp4", f"{TONE.format(seconds=2)} {AAC}"),
        "there is sound in it, but no picture",
    ),
    "sound with a cover": (album, "there is sound in it, but no picture"),
    "a photo": (photo, "this is a picture, not a film"),
    "picture shorter than sound": (
        lambda maker: maker.pattern("farewell.mp4", f"{X264} {AAC}", seconds=2, tone=8),
        "the picture stops at 0:02, but the film should last 0:08",
    ),
}


@pytest.mark.parametrize(("made", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_each_fault_is_told_in_words(
    maker: FilmMaker,
    tmp_path: Path,
    made: bytes | Path | Callable[[FilmMaker], bytes | Path],
    words: str,
) -> None:
    """An author reads what is wrong with a film, and what to do about it."""
    path = made(maker) if callable(made) else made
    if isinstance(path, bytes):
        (tmp_path / "film.mp4").write_bytes(path)
        path = tmp_path / "film.mp4"
    with pytest.raises(MediaError) as raised:
        facts_of(path)
    assert words in raised.value.what
    assert raised.value.advice
    assert raised.value.path == path


@given(part=st.floats(0, 1))
@settings(max_examples=12)
def test_a_film_cut_anywhere_is_whole_enough_or_told(
    tmp_path_factory: pytest.TempPathFactory, maker: FilmMaker, part: float
) -> None:
    """Wherever copying broke off, at most the last two seconds may be missing unnoticed."""
    path = tmp_path_factory.mktemp("cut") / "film.mp4"
    path.write_bytes(cut(maker.ordinary(8), part))
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
    facts = facts_of(sample(name))
    size = (facts.width_px, facts.height_px)
    assert found == (*size, facts.duration_ms, facts.codec, facts.matrix)
    assert facts.has_sound
