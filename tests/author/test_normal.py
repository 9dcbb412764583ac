"""What a normal film is, and what has to be done to others."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from filmmaker import FACTS
from hypothesis import given
from hypothesis import strategies as st

from kiosk.author import normal
from kiosk.author.normal import Work

CHANGES: dict[str, tuple[dict[str, Any], Work]] = {
    "lying": ({}, Work.COPY),
    "standing": ({"width_px": 1080, "height_px": 1920}, Work.COPY),
    "without sound": (
        {"has_sound": False, "sound_codec": None, "sound_rate_hz": None},
        Work.COPY,
    ),
    "with two sounds": ({"sound_tracks": 2}, Work.COPY),
    "with a place in it": ({"tags": frozenset({"location"})}, Work.COPY),
    "with a few frames hidden": ({"hidden_ms": 80}, Work.COPY),
    "Matroska": ({"container": "matroska,webm"}, Work.ALL),
    "another codec": ({"codec": "hevc", "profile": "Main"}, Work.ALL),
    "Main": ({"profile": "Main"}, Work.ALL),
    "High 10": ({"profile": "High 10"}, Work.ALL),
    "a level for 4K": ({"level": 51}, Work.ALL),
    "no level": ({"level": 0}, Work.ALL),
    "fields": ({"progressive": False}, Work.ALL),
    "turned": ({"upright": False}, Work.ALL),
    "trimmed": ({"hidden_ms": 600}, Work.ALL),
    "no steady pace": ({"steady": False}, Work.ALL),
    "50 frames a second": ({"frames_per_second": 50.0}, Work.ALL),
    "a frame a second": ({"frames_per_second": 1.0}, Work.ALL),
    "odd": ({"width_px": 1919}, Work.ALL),
    "too large": ({"width_px": 3840, "height_px": 2160}, Work.ALL),
    "full range": ({"full_range": True}, Work.ALL),
    "4:2:2": ({"pixel_format": "yuv422p"}, Work.ALL),
    "wide pixels": ({"pixel_aspect": 4 / 3}, Work.ALL),
    "colours of old television": ({"matrix": "bt601"}, Work.ALL),
    "HDR": ({"transfer": "smpte2084"}, Work.ALL),
    "MP3": ({"sound_codec": "mp3", "sound_profile": None}, Work.SOUND),
    "HE-AAC": ({"sound_profile": "HE-AAC"}, Work.SOUND),
    "mono": ({"sound_channels": "mono"}, Work.SOUND),
    "44.1 kHz": ({"sound_rate_hz": 44_100}, Work.SOUND),
    "its second sound is the one to hear": ({"sound_track": 1}, Work.SOUND),
}


@pytest.mark.parametrize(("change", "work"), CHANGES.values(), ids=CHANGES.keys())
def test_a_film_is_made_normal_with_the_least_work(change: dict[str, Any], work: Work) -> None:
    """What is not at fault is not coded again, whatever lies beside it."""
    assert normal.work(replace(FACTS, **change)) is work


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
        *[(own, Fraction(own)) for own in (24, 25, 12.5, 5)],
        *[(own, Fraction(30)) for own in (30.01, 60, 120, 240, 90_000, 0)],
        *[(own, Fraction(30_000, 1001)) for own in (29.97, 59.94)],
        (23.976, Fraction(24_000, 1001)),
        (50.0, Fraction(25)),
    ],
)
def test_the_pace_is_the_films_own_or_a_whole_part_of_it(own: float, rate: Fraction) -> None:
    """Frames are left out evenly: every second one of 50, not five of six of 30."""
    assert normal.pace(replace(FACTS, frames_per_second=own)) == rate


@given(st.floats(0, 100_000, allow_nan=False))
def test_no_pace_passes_30(own: float) -> None:
    """Whatever a film says of its pace, the kiosk gets at most 30 frames a second."""
    assert 0 < normal.pace(replace(FACTS, frames_per_second=own)) <= 30.05


def test_a_copy_codes_nothing_again(tmp_path: Path) -> None:
    """Putting a film in order costs no quality."""
    words = normal.arguments(Work.COPY, tmp_path / "a", FACTS, tmp_path / "b")

    assert words.count("copy") == 2
    assert "libx264" not in words
    assert "aac" not in words


@pytest.mark.parametrize("task", [Work.COPY, Work.SOUND, Work.ALL, Work.ALL_BY_COUNT])
def test_nothing_an_original_says_of_itself_comes_along(task: Work) -> None:
    """Whatever is done, metadata and chapters stay behind, and the head comes first."""
    words = normal.arguments(task, Path("a"), FACTS, Path("b"))

    assert words[words.index("-map_metadata") + 1] == "-1"
    assert words[words.index("-map_chapters") + 1] == "-1"
    assert words[words.index("-movflags") + 1] == "+faststart"
