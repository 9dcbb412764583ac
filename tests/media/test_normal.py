"""What a normal film is, and what has to be done to others."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.media import h264, mp4, normal
from kiosk.media.film import Facts
from kiosk.media.normal import Work

FACTS = Facts(
    width_px=1920,
    height_px=1080,
    pixel_aspect=1.0,
    duration_ms=60_000,
    picture_ms=60_000,
    start_ms=0,
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
)
CODING = h264.Parameters(h264.HIGH, 41, progressive=True, eight_bits=True)
PICTURE = mp4.Picture(
    codec="avc1",
    width_px=1920,
    height_px=1080,
    h264=CODING,
    upright=True,
    trimmed=False,
    frames_per_second=25.0,
    steady=True,
)
SOUND = mp4.Sound("mp4a", aac_lc=True, rate_hz=48_000, channels=2)
FILM = mp4.Mp4(60_000, (PICTURE,), (SOUND,), plain=True, head_first=True)


def pictured(**change: Any) -> mp4.Mp4:
    """The film with something else about its picture."""
    return replace(FILM, pictures=(replace(PICTURE, **change),))


def test_a_normal_film_is_left_alone() -> None:
    """With nothing wrong, nothing is done."""
    assert normal.work(FACTS, FILM) is Work.NOTHING


def test_a_film_without_sound_is_normal() -> None:
    """Nobody needs to say anything."""
    silent = replace(FACTS, has_sound=False, sound_codec=None, sound_rate_hz=None)

    assert normal.work(silent, replace(FILM, sounds=())) is Work.NOTHING


def test_a_standing_film_is_normal() -> None:
    """1080 by 1920 fills a standing screen."""
    facts = replace(FACTS, width_px=1080, height_px=1920)

    assert normal.work(facts, pictured(width_px=1080, height_px=1920)) is Work.NOTHING


BREAKAGES: dict[str, tuple[Facts, mp4.Mp4 | None, Work]] = {
    "no MP4": (FACTS, None, Work.ALL),
    "no picture in it": (FACTS, replace(FILM, pictures=()), Work.ALL),
    "another codec": (FACTS, pictured(codec="hvc1", h264=None), Work.ALL),
    "parameters in its frames": (FACTS, pictured(codec="avc3"), Work.ALL),
    "Main": (FACTS, pictured(h264=replace(CODING, profile=77)), Work.ALL),
    "High 10": (FACTS, pictured(h264=replace(CODING, profile=110)), Work.ALL),
    "a level for 4K": (FACTS, pictured(h264=replace(CODING, level=51)), Work.ALL),
    "fields": (FACTS, pictured(h264=replace(CODING, progressive=False)), Work.ALL),
    "grey": (FACTS, pictured(h264=replace(CODING, eight_bits=False)), Work.ALL),
    "turned": (FACTS, pictured(upright=False), Work.ALL),
    "trimmed": (FACTS, pictured(trimmed=True), Work.ALL),
    "no steady pace": (FACTS, pictured(steady=False), Work.ALL),
    "50 frames a second": (FACTS, pictured(frames_per_second=50.0), Work.ALL),
    "another size than it says": (FACTS, pictured(width_px=1918), Work.ALL),
    "full range": (replace(FACTS, full_range=True), FILM, Work.ALL),
    "4:2:2": (replace(FACTS, pixel_format="yuv422p"), FILM, Work.ALL),
    "wide pixels": (replace(FACTS, pixel_aspect=4 / 3), FILM, Work.ALL),
    "colours of old television": (replace(FACTS, matrix="bt601"), FILM, Work.ALL),
    "MP3": (
        replace(FACTS, sound_codec="mp3"),
        replace(FILM, sounds=(mp4.Sound("mp4a", aac_lc=False, rate_hz=0, channels=0),)),
        Work.SOUND,
    ),
    "a sound nobody described": (FACTS, replace(FILM, sounds=()), Work.SOUND),
    "mono": (replace(FACTS, sound_channels="mono"), FILM, Work.SOUND),
    "44.1 kHz": (FACTS, replace(FILM, sounds=(replace(SOUND, rate_hz=44_100),)), Work.SOUND),
    "a sound nobody can hear": (replace(FACTS, has_sound=False), FILM, Work.COPY),
    "two sounds": (FACTS, replace(FILM, sounds=(SOUND, SOUND)), Work.COPY),
    "two pictures": (FACTS, replace(FILM, pictures=(PICTURE, PICTURE)), Work.COPY),
    "more than a film": (FACTS, replace(FILM, plain=False), Work.COPY),
    "its head at the end": (FACTS, replace(FILM, head_first=False), Work.COPY),
}


@pytest.mark.parametrize(("facts", "film", "work"), BREAKAGES.values(), ids=BREAKAGES.keys())
def test_one_breakage_is_mended_with_the_least_work(
    facts: Facts, film: mp4.Mp4 | None, work: Work
) -> None:
    """What is not at fault is not coded again."""
    assert normal.work(facts, film) is work


SIDE = st.integers(2, 9000)


@given(wide=SIDE, high=SIDE, aspect=st.sampled_from([1.0, 16 / 11, 0.9]))
def test_a_normal_size_fits_and_keeps_its_shape(wide: int, high: int, aspect: float) -> None:
    """Even, inside 1920x1080 or 1080x1920, never enlarged, and the shape as good as it can be."""
    facts = replace(FACTS, width_px=wide, height_px=high, pixel_aspect=aspect)

    got_wide, got_high = normal.size_px(facts)

    assert got_wide % 2 == got_high % 2 == 0
    assert max(got_wide, got_high) <= 1920
    assert min(got_wide, got_high) <= 1080
    assert got_wide <= max(2, wide * aspect + 1)
    assert got_high <= max(2, high + 1)
    # each side is off by one pixel at most; the smallest even size is 2
    if min(got_wide, got_high) > 2:
        assert abs(got_wide * high - wide * aspect * got_high) <= high + wide * aspect


@pytest.mark.parametrize(
    ("own", "rate"),
    [
        (25.0, Fraction(25)),
        (29.97, Fraction(30000, 1001)),
        (30.01, Fraction(30)),
        (23.976, Fraction(24000, 1001)),
        (24.0, Fraction(24)),
        (50.0, Fraction(25)),
        (59.94, Fraction(30000, 1001)),
        (60.0, Fraction(30)),
        (120.0, Fraction(30)),
        (240.0, Fraction(30)),
        (12.5, Fraction(25, 2)),
        (5.0, Fraction(5)),
        (90_000.0, Fraction(30)),
        (0.0, Fraction(30)),
    ],
)
def test_the_pace_is_the_films_own_or_a_whole_part_of_it(own: float, rate: Fraction) -> None:
    """Frames are left out evenly: every second one of 50, not five of six of 30."""
    assert normal.pace(replace(FACTS, frames_per_second=own), None) == rate


@given(st.floats(0, 100_000, allow_nan=False))
def test_no_pace_passes_30(own: float) -> None:
    """Whatever a film says of its pace, the kiosk gets at most 30 frames a second."""
    assert 0 < normal.pace(replace(FACTS, frames_per_second=own), None) <= 30.05


def test_what_an_mp4_says_of_its_frames_counts_first() -> None:
    """The table of frames knows better than a guess."""
    assert (
        normal.pace(replace(FACTS, frames_per_second=27.0), pictured(frames_per_second=30.01)) == 30
    )


def test_a_copy_codes_nothing_again(tmp_path: Path) -> None:
    """Putting a film in order costs no quality."""
    words = normal.arguments(Work.COPY, tmp_path / "a", FACTS, FILM, tmp_path / "b")

    assert words.count("copy") == 2
    assert "libx264" not in words
    assert "aac" not in words


@pytest.mark.parametrize("task", [Work.COPY, Work.SOUND, Work.ALL, Work.ALL_BY_COUNT])
def test_nothing_an_original_says_of_itself_comes_along(task: Work) -> None:
    """Whatever is done, metadata and chapters stay behind, and the head comes first."""
    words = normal.arguments(task, Path("a"), FACTS, FILM, Path("b"))

    assert words[words.index("-map_metadata") + 1] == "-1"
    assert words[words.index("-map_chapters") + 1] == "-1"
    assert words[words.index("-movflags") + 1] == "+faststart"
