"""Films are played to their end before anybody sees them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from filmmaker import AAC, X264, FilmMaker

from kiosk.author import decode
from kiosk.author.decode import ExpectedFilm
from kiosk.clock import SystemClock
from kiosk.errors import FfmpegError, MediaError

WANTED = ExpectedFilm(width_px=320, height_px=180, duration_ms=4000, sound=True)
"""What `FilmMaker.ordinary` is."""


def played(path: Path, **other: Any) -> str | None:
    """What is wrong with the film."""
    return decode.fault(path, replace(WANTED, **other), SystemClock())


def test_a_sound_film_is_played_to_its_end(maker: FilmMaker) -> None:
    """Heard or unheard; but a film that should have sound has it."""
    assert played(maker.ordinary()) is None
    assert played(maker.silent(), sound=False) is None
    assert played(maker.ordinary(), sound=False) is None
    assert played(maker.silent()) == "it should have sound, but has none"


def broken(maker: FilmMaker, name: str, damage: Callable[[bytearray], object]) -> Path:
    """A film of which bytes were changed."""
    content = bytearray(maker.ordinary().read_bytes())
    damage(content)
    path = maker.ordinary().with_name(name)
    path.write_bytes(content)
    return path


def scratch(content: bytearray) -> None:
    """Change a hundred bytes in the middle of its pictures."""
    chance = random.Random(1)  # noqa: S311 - damage is no secret
    begin = content.index(b"mdat") + len(content) // 3
    for _ in range(100):
        content[chance.randrange(begin, len(content) - 100)] ^= 0xFF


def cut(content: bytearray) -> None:
    """Lose the second half."""
    del content[len(content) // 2 :]


def blank(content: bytearray) -> None:
    """Lose all of it but its head."""
    begin = content.index(b"mdat") + 4
    content[begin:] = bytes(len(content) - begin)


@pytest.mark.parametrize("damage", [scratch, cut, blank])
def test_a_film_that_was_damaged_is_found_out(
    maker: FilmMaker, damage: Callable[[bytearray], object]
) -> None:
    """Coloured squares on the glass are seen by nobody before they are published, but by this."""
    found = played(broken(maker, f"{damage.__name__}.mp4", damage))
    assert "damaged" in str(found) if damage is scratch else found is not None


def test_what_is_no_film_is_found_out(maker: FilmMaker) -> None:
    """Neither another file nor none is a film."""
    other = maker.ordinary().with_name("other.mp4")
    other.write_bytes(b"no film" * 100)
    assert played(other) is not None
    assert played(other.with_name("nowhere.mp4")) is not None


OTHERWISE = {
    "longer": ({"duration_ms": 9000}, "its picture ends after 4.0 of 9.0 seconds"),
    "larger": ({"width_px": 640}, "its picture is 320x180, not as prepared"),
}


@pytest.mark.parametrize(("other", "told"), OTHERWISE.values(), ids=OTHERWISE.keys())
def test_a_film_is_as_it_was_prepared(maker: FilmMaker, other: dict[str, Any], told: str) -> None:
    """Length and size are what the glass was laid out for."""
    assert played(maker.ordinary(), **other) == told


def test_frames_that_are_missing_are_counted(maker: FilmMaker) -> None:
    """A film that says 24 pictures a second and has half of them is not what it says."""
    how = f"-vf select='lt(mod(n\\,24)\\,4)' -fps_mode passthrough {X264} {AAC}"
    path = maker.pattern("gaps.mp4", how, size="320x180", seconds=4, tone=4)
    assert played(path) is not None


def test_damaged_sound_is_heard(maker: FilmMaker) -> None:
    """What FFmpeg complains of is told, though it would go on with silence."""
    path = maker.film("tone.mp4", f"-i {maker.ordinary()} -c:v copy {AAC} -movflags -faststart")
    raw = maker.film("tone.aac", f"-i {path} -map 0:a -c copy -f data").read_bytes()
    content = bytearray(path.read_bytes())
    chance = random.Random(2)  # noqa: S311 - damage is no secret
    for at in range(0, len(raw) - 48, 300):
        found = content.find(raw[at : at + 32])
        if found >= 0:
            for offset in range(0, 32, 5):
                content[found + offset] = chance.randrange(256)
    path = path.with_name("noise.mp4")
    path.write_bytes(content)
    assert played(path) == "parts of its sound are damaged"


def test_a_film_that_is_played_elsewhere_is_told_alike(maker: FilmMaker) -> None:
    """In a process of its own, whatever its name: nothing, or the fault."""
    odd = maker.ordinary().with_name("tuin & 'dak'.mp4")
    odd.write_bytes(maker.ordinary().read_bytes())
    decode.play(odd, WANTED)
    with pytest.raises(MediaError, match=r"ends after 4\.0 of 9\.0 seconds") as caught:
        decode.play(odd, replace(WANTED, duration_ms=9000))
    assert caught.value.advice


def test_a_film_that_takes_too_long_is_given_up(maker: FilmMaker) -> None:
    """A kiosk could not keep up with it; or this machine has too much to do: nobody knows."""
    with pytest.raises(FfmpegError, match="not be played to its end within 0 seconds"):
        decode.play(maker.ordinary(), replace(WANTED, duration_ms=1), least_seconds=0.001)


def test_a_film_that_ends_its_player_is_told(maker: FilmMaker) -> None:
    """Whatever a film does to the decoder, the author's own program goes on."""

    @dataclass(frozen=True)
    class Strange(ExpectedFilm):
        """Something that the other process does not understand."""

        strange: bool = True

    with pytest.raises(FfmpegError, match="ends the kiosk's own player"):
        decode.play(maker.ordinary(), Strange(320, 180, 4000, sound=True))
