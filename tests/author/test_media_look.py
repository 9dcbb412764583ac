"""A photo or film is looked at once, whatever was seen."""

from dataclasses import replace
from pathlib import Path

import pytest
from author.programs import SayingProgram
from PIL import Image

from kiosk.author import media_look
from kiosk.author.cache import Cache, Original
from kiosk.author.decode import ExpectedFilm
from kiosk.author.ffmpeg import Ffmpeg
from kiosk.errors import FfmpegError, MediaError

FILM = Path(__file__).parent / "film_cases" / "film-2fps.mp4"


KILLED = SayingProgram("Killed\n")
"""An FFmpeg that is not to be asked; if it is, it was ended from outside."""


def test_a_photo_that_was_seen_is_not_decoded_again(cache: Cache, tmp_path: Path) -> None:
    """Its size is known by its bytes, even where the file is not at hand any more."""
    path = tmp_path / "a.jpg"
    Image.new("RGB", (300, 200)).save(path)
    original = Original.at(path)
    assert media_look.photo(original, cache, 3840) == (300, 200)
    path.unlink()
    assert media_look.photo(original, cache, 3840) == (300, 200)
    with pytest.raises(MediaError):  # a smaller one would have been made of it
        media_look.photo(original, cache, 640)


def test_a_fault_is_told_again_in_the_same_words(cache: Cache, tmp_path: Path) -> None:
    """What is broken stays broken, and costs no time again."""
    path = tmp_path / "a.mp4"
    path.write_bytes(b"no film")
    original = Original.at(path)
    with pytest.raises(MediaError) as first:
        media_look.film(original, cache, Ffmpeg())
    moved = path.rename(tmp_path / "b.mp4")
    with pytest.raises(MediaError) as again:
        media_look.film(replace(original, path=moved), cache, KILLED)
    assert str(again.value) == str(first.value)
    assert again.value.path == moved


def test_what_may_be_the_machines_fault_is_not_kept(cache: Cache, tmp_path: Path) -> None:
    """It is looked at again; a film that was seen asks no FFmpeg."""
    original = Original.at(FILM)
    with pytest.raises(FfmpegError):
        media_look.film(original, cache, KILLED)
    with pytest.raises(MediaError):
        media_look.film(replace(original, path=tmp_path / "pulled out.mp4"), cache, Ffmpeg())
    assert media_look.film(original, cache, Ffmpeg()).codec == "h264"
    facts = media_look.film(original, cache, Ffmpeg())
    assert media_look.film(original, cache, KILLED) == facts
    assert media_look.film(original, None, Ffmpeg()) == facts


def test_a_film_that_was_made_is_played_once(cache: Cache, tmp_path: Path) -> None:
    """What plays is known by its bytes; what does not is told each time, and was never played."""
    original = Original.at(FILM)
    facts = media_look.film(original, cache, Ffmpeg())
    wanted = ExpectedFilm(facts.width_px, facts.height_px, facts.duration_ms, facts.has_sound)
    assert not media_look.was_played(original, cache)
    media_look.play(original, cache, wanted)
    media_look.play(replace(original, path=tmp_path / "gone.mp4"), cache, wanted)
    assert media_look.was_played(original, cache)

    path = tmp_path / "bad.mp4"
    path.write_bytes(FILM.read_bytes()[:-2000])
    bad = Original.at(path)
    for _ in range(2):
        with pytest.raises(MediaError, match=r"it cannot be decoded|picture"):
            media_look.play(bad, cache, replace(wanted, width_px=2))
    assert not media_look.was_played(bad, cache)


def test_where_nothing_can_be_kept_all_is_looked_at_again(tmp_path: Path) -> None:
    """Who may not write there checks all the same."""
    path = tmp_path / "a.jpg"
    Image.new("RGB", (300, 200)).save(path)
    cache = Cache.at(path)
    for _ in range(2):
        assert media_look.photo(Original.at(path), cache, 3840) == (300, 200)
