"""Films as authors have them: judged alike before and while they are made, in true words."""

from collections.abc import Callable
from pathlib import Path

import pytest
from author.programs import facts_of, prepared
from filmmaker import AAC, X264, FilmMaker
from PIL import Image

from kiosk.author import gaps, normal, sizes
from kiosk.author.cache import Cache
from kiosk.author.ffmpeg import Ffmpeg
from kiosk.author.survey import survey
from kiosk.errors import MediaError
from kiosk.media.film import FilmFacts

CASES = Path(__file__).parent / "film_cases"


def colours(path: Path, facts: FilmFacts) -> tuple[int, ...]:
    """Mean red, green and blue of a film's first picture, as a kiosk shows it."""
    reading = ["-i", str(path), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    data = Ffmpeg().run(["-v", "error", *reading]).data
    picture = Image.frombytes("RGB", (facts.width_px, facts.height_px), data)
    return tuple(picture.resize((1, 1)).tobytes())


SOUND_CASES = {
    "film-2fps.mp4": 10_000,
    "film-av1.mp4": 4_000,
    "film-first-sound-silent.mov": 4_000,
    "film-ts-long-gop.ts": 10_000,
    "film-white-bt2020-sdr.mov": 2_000,
}


@pytest.mark.parametrize(("name", "lasts_ms"), SOUND_CASES.items())
def test_a_sound_film_is_taken_and_made(cache: Cache, name: str, lasts_ms: int) -> None:
    """What nothing is wrong with is not refused, and what is made of it plays on a kiosk."""
    assert facts_of(CASES / name, cache).duration_ms == pytest.approx(lasts_ms, abs=100)
    film, ready = prepared(CASES / name, cache)
    assert film.duration_ms == pytest.approx(lasts_ms, abs=150)
    facts = facts_of(ready, cache)
    assert facts.codec == "h264"
    if name == "film-first-sound-silent.mov":
        assert film.sound
    if name == "film-white-bt2020-sdr.mov":
        assert min(colours(ready, facts)) > 240


def test_a_film_that_hides_how_bright_it_is_is_told(cache: Cache) -> None:
    """Without the kind of HDR nobody can say what its colours were: both say so, and what to do."""
    told_alike(CASES / "film-bt2020-unknown-transfer.mkv", cache, "does not say which")


def told_alike(path: Path, cache: Cache, words: str) -> None:
    """Refused with the same words before it is made and while it is."""
    with pytest.raises(MediaError) as before:
        survey(Ffmpeg(), path)
    with pytest.raises(MediaError) as while_made:
        prepared(path, cache)
    assert words in before.value.what
    first, second = before.value, while_made.value
    assert (first.what, first.advice) == (second.what, second.advice)


def hole(path: Path) -> None:
    """Zeros in the middle, as a stick leaves that was pulled out."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + len(content) // 20] = bytes(len(content) // 20)
    path.write_bytes(content)


def twice(path: Path) -> None:
    """Glued to itself."""
    path.write_bytes(path.read_bytes() * 2)


def half(path: Path) -> None:
    """Cut off half-way."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


KEY = "-encryption_scheme cenc-aes-ctr -encryption_key 76a6c65c5ea762046bd749a2e632ccbb"
KID = "-encryption_kid a7e61c373e219033c21091fa607bf3b8"
MPEG4 = "-c:v mpeg4 -c:a mp3"
REFUSED: dict[str, tuple[str, Callable[[Path], None] | None, str]] = {
    "hole.mp4": (f"{X264} {AAC}", hole, "is damaged at 0:10"),
    "hole.ts": (f"{X264} {AAC}", hole, "is damaged at 0:10"),
    "glued.mp4": (f"{X264} {AAC}", twice, "several films glued together"),
    "glued.mkv": (f"{X264} {AAC}", twice, "several films glued together"),
    "glued.ts": (f"{X264} {AAC}", twice, "several films glued together"),
    "glued.avi": (MPEG4, twice, "several films glued together"),
    "cut.avi": (MPEG4, half, "its end is missing"),
    "cut.mkv": (f"{X264} {AAC}", half, "the picture stops at 0:1"),
    "encrypted.mp4": (f"{X264} {AAC} {KEY} {KID}", None, "this film is encrypted"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_making_can_mend_is_told_alike(
    maker: FilmMaker, cache: Cache, tmp_path: Path, name: str
) -> None:
    """Damaged inside, glued together, encrypted: told with its minute, and before it is made."""
    arguments, harm, words = REFUSED[name]
    whole = f"whole-{name}" if harm is None else f"whole.{name.rpartition('.')[2]}"
    film = maker.pattern(whole, arguments, rate=10, seconds=24, tone=24)
    path = tmp_path / name
    path.write_bytes(film.read_bytes())
    if harm:
        harm(path)
    told_alike(path, cache, words)


HLG = "colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc"
PQ = "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
FAST = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p"
TEN = "-c:v libx265 -preset ultrafast -pix_fmt yuv420p10le"
DIFFERENT = {"one.mp4", "bare.h264", "turning.gif", "long.ts", "live.webm", "hlg.mp4"}
FORMS = {
    "one.mp4": (1, "-c:v libx264 -pix_fmt yuv420p"),
    "three.mp4": (3, "-c:v libx264 -pix_fmt yuv420p"),
    "fast.mp4": (120, FAST),
    "bare.h264": (25, f"{FAST} -f h264"),
    "fields.mpg": (25, "-c:v mpeg2video -flags +ilme+ildct"),
    "odd.mp4": (25, f"-vf scale=321:181 {FAST} -pix_fmt yuv444p"),
    "ten.mkv": (25, TEN),
    "many.avi": (25, "-c:v mjpeg"),
    "turning.gif": (10, ""),
    "live.webm": (25, "-c:v libvpx -threads 1 -deadline realtime -cpu-used 8 -live 1 -f webm"),
    "long.ts": (25, f"{FAST} -g 1000 -sc_threshold 0"),
    "pieces.mp4": (25, f"{FAST} -movflags frag_keyframe+empty_moov"),
    "prores.mov": (25, "-c:v prores_ks"),
    "vp9.webm": (25, "-c:v libvpx-vp9 -deadline realtime -cpu-used 8"),
    "theora.ogv": (25, "-c:v libtheora"),
    "windows.wmv": (25, "-c:v wmv2"),
    "flash.flv": (25, "-c:v flv"),
    "phone.3gp": (25, "-vf scale=352:288 -c:v h263"),
    "broad.mp4": (25, f"-vf setsar=16/11 {FAST}"),
    "uneven.mp4": (30, f"-vf select=mod(n\\,7) -fps_mode vfr {FAST}"),
    "nodur.mkv": (25, f"{FAST} -live 1 -f matroska"),
    "pq.mp4": (25, f"{TEN} -x265-params {PQ}"),
    "hlg.mp4": (25, f"{TEN} -x265-params {HLG}"),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every form with `--long`; else those that differ most."""
    if "form" in metafunc.fixturenames:
        is_long = metafunc.config.getoption("--long")
        metafunc.parametrize("form", [form for form in FORMS if is_long or form in DIFFERENT])


def test_odd_forms_are_taken_and_made(maker: FilmMaker, cache: Cache, form: str) -> None:
    """Whatever a camera or program writes: what is accepted is not a dead end later."""
    rate, arguments = FORMS[form]
    path = maker.pattern(f"form-{form}", arguments, size="320x180", rate=rate, seconds=5)
    facts = facts_of(path, cache)
    film, ready = prepared(path, cache)
    assert film.duration_ms == pytest.approx(facts.duration_ms, abs=600)
    assert facts_of(ready, cache).frames_per_second >= 5
    assert normal.size_px(facts) == (film.width_px, film.height_px)


def test_zeros_on_purpose_are_no_damage(maker: FilmMaker, cache: Cache) -> None:
    """Silence that is not coded is all zeros, and nothing is wrong with it."""
    how = f"-f lavfi -i anullsrc=duration=2 {X264} -c:a pcm_s16le"
    path = maker.pattern("silence.mov", how, rate=25, seconds=2)
    assert gaps.has_holes(path)
    assert facts_of(path, cache).duration_ms == 2000
    assert not prepared(path, cache)[0].sound


def test_odd_scans_become_photos_or_are_named() -> None:
    """16 bits, see-through, show like any photo; a colour profile may be too large."""
    with pytest.raises(MediaError) as caught:
        sizes.upright(CASES / "photo-icc-over-1MB.png", 3840)
    assert "colour profile" in caught.value.what
    assert "sRGB" in caught.value.advice
    picture = sizes.upright(CASES / "photo-16bit-grey-see-through.png", 3840)
    assert picture.mode == "RGB"
