"""Films are played to their end before anybody publishes them."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filmmaker import AAC, X264, FilmMaker
from packs import publisher

from kiosk.clock import SystemClock
from kiosk.errors import InputError
from kiosk.exhibit.prepared import Prepared
from kiosk.publish import rehearsal

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.exhibit.model import Film


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> FilmMaker:
    """A folder of films."""
    return FilmMaker(tmp_path_factory.mktemp("films"))


def described(path: Path, **other: Any) -> Film:
    """What an exhibit says of a film of four seconds with sound, if nothing else is said."""
    ((cooperative,)) = publisher.exhibit().cooperatives
    usual = {
        "sha256": path.stem.ljust(64, "0"),
        "bytes": path.stat().st_size if path.exists() else 0,
        "duration_ms": 4000,
        "sound": True,
    }
    return cooperative.films[0].model_copy(update=usual | other)


def played(path: Path, **other: Any) -> str | None:
    """What is wrong with the film."""
    return rehearsal.played(path, described(path, **other), SystemClock())


def test_a_sound_film_is_played_to_its_end(films: FilmMaker) -> None:
    """With sound or without, nothing is wrong with it, and how far it is is told."""
    told: list[float] = []
    path = films.ordinary()
    assert rehearsal.played(path, described(path), SystemClock(), told.append) is None
    assert told == sorted(told)
    assert told[-1] > 0.9
    assert played(films.silent(), sound=False) is None


def test_sound_that_an_exhibit_does_not_use_is_no_fault(films: FilmMaker) -> None:
    """A film whose track is silent throughout is described as one without sound."""
    assert played(films.ordinary(), sound=False) is None


def broken(films: FilmMaker, name: str, damage: Callable[[bytearray], object]) -> Path:
    """A film of which bytes were changed."""
    content = bytearray(films.ordinary().read_bytes())
    damage(content)
    path = films.ordinary().with_name(name)
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


def test_a_film_that_was_scratched_is_found_out(films: FilmMaker) -> None:
    """Coloured squares on the glass are seen by nobody before they are published, but by this."""
    assert "damaged" in str(played(broken(films, "scratched.mp4", scratch)))


def test_a_film_that_was_cut_off_is_found_out(films: FilmMaker) -> None:
    """Its head says four seconds; its pictures stop before."""
    assert played(broken(films, "cut.mp4", cut)) is not None


def test_a_film_without_pictures_is_found_out(films: FilmMaker) -> None:
    """What cannot be decoded at all has no picture."""
    assert played(broken(films, "blank.mp4", blank)) is not None


def test_what_is_no_film_is_found_out(films: FilmMaker) -> None:
    """Neither another file nor none is a film."""
    other = films.ordinary().with_name("other.mp4")
    other.write_bytes(b"no film" * 100)
    assert played(other) is not None
    assert played(other.with_name("nowhere.mp4")) is not None


OTHERWISE = {
    "longer": ({"duration_ms": 9000}, r"its picture ends after 4\.0 of 9\.0 seconds"),
    "larger": ({"width_px": 640}, "its picture is 320x180, not as prepared"),
}


@pytest.mark.parametrize(("other", "told"), OTHERWISE.values(), ids=OTHERWISE.keys())
def test_a_film_is_as_its_exhibit_says(films: FilmMaker, other: dict[str, Any], told: str) -> None:
    """Length and size are what the glass was laid out for."""
    assert played(films.ordinary(), **other) == told.replace("\\", "")


def test_a_film_that_should_have_sound_has_it(films: FilmMaker) -> None:
    """A lost sound track is told."""
    assert played(films.silent()) == "it should have sound, but has none"


def test_frames_that_are_missing_are_counted(films: FilmMaker) -> None:
    """A film that says 24 pictures a second and has half of them is not what it says."""
    path = films.film(
        "gaps.mp4",
        "-f lavfi -i testsrc2=size=320x180:rate=24:duration=4 -f lavfi -i sine=440:duration=4 "
        f"-vf select='lt(mod(n\\,24)\\,4)' -fps_mode passthrough {X264} {AAC}",
    )
    assert played(path) is not None


def test_damaged_sound_is_heard(films: FilmMaker) -> None:
    """What FFmpeg complains of is told, though it would go on with silence."""
    path = films.film("tone.mp4", f"-i {films.ordinary()} -c:v copy {AAC} -movflags -faststart")
    raw = films.film("tone.aac", f"-i {path} -map 0:a -c copy -f data").read_bytes()
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


class Hurried:
    """A stopwatch that runs a minute at each look."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def now(self) -> Any:
        """Nobody asks."""
        raise NotImplementedError

    def seconds(self) -> float:
        """A minute later each time."""
        self._seconds += 60
        return self._seconds


def test_a_film_that_takes_too_long_is_given_up(films: FilmMaker) -> None:
    """A kiosk could not keep up with it."""
    path = films.ordinary()
    fault = rehearsal.played(path, described(path), Hurried())
    assert fault == "it could not be played to its end within 30 seconds"


def ready(folder: Path, *paths: Path) -> Prepared:
    """A prepared exhibit with these films."""
    made = publisher.exhibit()
    (cooperative,) = made.cooperatives
    (folder / "media").mkdir(exist_ok=True)
    listed = tuple(described(path) for path in paths)
    for film, path in zip(listed, paths, strict=True):
        (folder / "media" / film.sha256).write_bytes(path.read_bytes())
    changed = cooperative.model_copy(update={"films": listed})
    return Prepared(made.model_copy(update={"cooperatives": (changed,)}), folder)


def test_every_film_that_does_not_play_is_named(films: FilmMaker, tmp_path: Path) -> None:
    """All at once, as their author knows them; who is sound is not blamed."""
    bad, worse = broken(films, "one.mp4", cut), broken(films, "two.mp4", blank)
    prepared = ready(tmp_path, bad, films.ordinary(), worse)
    with pytest.raises(InputError) as caught:
        rehearsal.rehearse(prepared, SystemClock())
    lines = caught.value.what.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "tuin, film 1 (oogst)",
        "tuin, film 3 (oogst)",
    ]


def test_a_film_is_played_once(films: FilmMaker, tmp_path: Path) -> None:
    """What went well is remembered; what did not is played again."""
    prepared = ready(tmp_path, films.ordinary(), broken(films, "one.mp4", cut))
    remembered = tmp_path / "played"
    told: list[float] = []
    for wanted in (2, 1):
        with pytest.raises(InputError):
            rehearsal.rehearse(prepared, SystemClock(), remembered=remembered)
        assert len(list(remembered.iterdir())) == 1, wanted
    sound = ready(tmp_path, films.ordinary(), films.ordinary(3))
    how: dict[str, Any] = {"remembered": remembered, "progress": lambda it, _: told.append(it)}
    with pytest.raises(InputError, match="only 72 of 96 pictures"):
        rehearsal.rehearse(sound, SystemClock(), **how)
    sound = ready(tmp_path, films.ordinary())
    assert rehearsal.rehearse(sound, SystemClock(), **how) == 0
    assert told[-1] == 1.0
    assert rehearsal.rehearse(sound, SystemClock()) == 1


def test_where_nothing_can_be_remembered_films_are_played_again(
    films: FilmMaker, tmp_path: Path
) -> None:
    """A full disk does not stop anybody from publishing."""
    (tmp_path / "file").touch()
    prepared = ready(tmp_path, films.ordinary())
    for _ in range(2):
        how: dict[str, Any] = {"remembered": tmp_path / "file" / "played"}
        assert rehearsal.rehearse(prepared, SystemClock(), **how) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no ALSA to take away")
def test_without_a_sound_device_nothing_is_taken_for_heard(films: FilmMaker) -> None:
    """FFmpeg would play on without sound: who publishes is told, and films are not blamed."""
    program = (
        "import sys; from pathlib import Path; from packs import publisher\n"
        "from kiosk.clock import SystemClock; from kiosk.errors import MachineError\n"
        "from kiosk.publish import rehearsal\n"
        "(tuin,) = publisher.exhibit().cooperatives\n"
        "film = tuin.films[0].model_copy(update={'duration_ms': 4000, 'sound': True})\n"
        "try: print(rehearsal.played(Path(sys.argv[1]), film, SystemClock()))\n"
        "except MachineError as error: print(error)\n"
    )
    tests = Path(__file__).parents[1]
    silent = {"SDL_AUDIODRIVER": "alsa", "ALSA_CONFIG_PATH": str(tests / "nowhere")}
    done = subprocess.run(
        [sys.executable, "-c", program, str(films.ordinary())],
        env=os.environ | silent | {"PYTHONPATH": f"{tests.parent}{os.pathsep}{tests}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith("no film can be heard here")
