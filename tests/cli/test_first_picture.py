"""`kiosk run` shows its last picture before it loads anything that a picture does not need."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from bench.start import Screen, is_home, program
from cli.command import Done, leave, needs_x
from filmmaker import until

from kiosk import paths
from kiosk.cli import run
from kiosk.cli.first_picture import OPTIONS
from kiosk.packs.shelf import Shelf
from kiosk.paths import Home
from kiosk.station import last_picture
from kiosk.station.last_picture import LastPicture, ScreenImage

ROOT = Path(__file__).parents[2]
WIDTH, HEIGHT = 640, 480
PIXELS = bytes(part for row in range(HEIGHT) for _ in range(WIDTH) for part in (row % 256, 80, 160))
"""Another colour in each row."""
LATER = {
    "typer", "pydantic", "tuf", "securesystemslib", "cryptography", "pyrage", "psutil", "babel",
    "icalendar", "segno", "dateutil", "yaml", "rich", "PIL", "ffpyplayer", "phonenumbers",
    "email_validator", "platformdirs", "kivy.app", "kiosk.settings",
    "kivy.core.text", "kivy.core.audio", "kivy.core.video", "kiosk.cli.run", "kiosk.exhibit.model",
    "kiosk.station.station", "kiosk.packs.shelf", "kiosk.ui.app", "kiosk.ui.stage",
}  # fmt: skip
"""What comes after the first picture, or never."""
SHOW = """
import json, sys
from kiosk.cli import first_picture
first = first_picture.show(sys.argv[1:])
modules = sorted(sys.modules)
rows = []
if first:
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
    for row in (0, 100, 479):
        rows.append(list(glReadPixels(320, row, 1, 1, GL_RGB, GL_UNSIGNED_BYTE)))
print(json.dumps({"shown": bool(first), "modules": modules, "rows": rows}))
"""


def show(home: Path, *words: str | Path) -> dict[str, list[str]]:
    """What is on the glass before the command is read, and what was loaded for it."""
    done = subprocess.run(
        [sys.executable, "-c", SHOW, "--home", home, *words],
        cwd=ROOT,
        env=os.environ | {"SDL_VIDEODRIVER": "offscreen"},
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(done.stdout))


def keep(home: Path, exhibit: str, *, settings: str = "", language: str | None = None) -> None:
    """Keep a picture of this exhibit."""
    key = last_picture.key(exhibit, settings, place=None, language=language, demo=False)
    LastPicture(Home(home).last_picture, key).write(ScreenImage(WIDTH, HEIGHT, 60, PIXELS))


def window(small: Path) -> tuple[str | Path, ...]:
    """Words that a kiosk is started with."""
    return ("--exhibit", small, "--window", f"{WIDTH}x{HEIGHT}")


def test_the_picture_is_there_before_anything_that_it_does_not_need(
    home: Path, small: Path
) -> None:
    """No model, no database, no widget, no decoder, no parser of options."""
    keep(home, last_picture.exhibit_stamp(small / "exhibit.json"))
    seen = show(home, *window(small))
    assert seen["rows"] == [[0, 80, 160], [100, 80, 160], [479 % 256, 80, 160]]
    packages = {
        ".".join(name.split(".")[:depth]) for name in seen["modules"] for depth in (1, 2, 3)
    }
    assert LATER & packages == set()


STALE = {
    "another window": ["--window", "800x600"],
    "another language": ["--language", "en"],
    "another place": ["--place", "voorbeeld"],
    "a demo": ["--demo"],
    "an option that is none": ["--fullscren"],
    "a word too many": ["twice"],
}


@pytest.mark.parametrize("words", STALE.values(), ids=STALE.keys())
def test_what_was_not_asked_for_when_it_was_taken_shows_none(
    home: Path, small: Path, words: list[str]
) -> None:
    """Then the command says what there is to say, and its first scene comes first."""
    keep(home, last_picture.exhibit_stamp(small / "exhibit.json"))
    assert not show(home, *window(small), *words)["shown"]


def test_other_settings_or_another_exhibit_show_none(home: Path, small: Path) -> None:
    """Staff may have chosen another language; an author may have prepared it anew."""
    stamp = last_picture.exhibit_stamp(small / "exhibit.json")
    keep(home, stamp)
    (home / "settings.yaml").write_text("language: en\n", "utf-8")
    assert not show(home, *window(small))["shown"]
    keep(home, stamp, settings=last_picture.settings_stamp(home / "settings.yaml"))
    assert show(home, *window(small))["shown"]
    os.utime(small / "exhibit.json", ns=(0, 0))
    assert not show(home, *window(small))["shown"]


def test_a_home_without_a_picture_is_not_touched(home: Path, small: Path) -> None:
    """Nothing is made there before the command was read."""
    assert not show(home, *window(small))["shown"]
    assert not home.exists()


def test_a_kiosk_with_a_shelf_shows_what_is_on(home: Path) -> None:
    """Nobody is enrolled: what ships is on, and its picture is shown."""
    shipped = paths.assets().shipped / "exhibit.json"
    if not shipped.exists():
        pytest.skip("what ships is not prepared here")
    Shelf.open(home / "shelf").close()
    keep(home, last_picture.exhibit_stamp(shipped))
    assert show(home, "--window", f"{WIDTH}x{HEIGHT}")["shown"]
    (home / "shelf" / "shelf.db").write_bytes(b"no database")
    assert not show(home, "--window", f"{WIDTH}x{HEIGHT}")["shown"]


def test_a_kiosk_keeps_a_picture_that_its_next_start_shows(
    start: Callable[..., subprocess.Popen[str]],
    home: Path,
    small: Path,
    journal: Callable[[], str],
) -> None:
    """What the running kiosk writes is what the next one finds; and that one runs on as any.

    So with its home, which is made at the first start, and its settings.
    """
    home.mkdir()
    (home / "settings.yaml").write_text("place: voorbeeld\nvolume: 0.2\n", "utf-8")
    for times in (1, 2):
        process = start(*window(small))
        assert until(lambda often=times: journal().count("showing") == often, 60)
        assert until(Home(home).last_picture.exists, 60)
        assert leave(process) == Done(0, "", "")
    assert (home / "settings.last-good.yaml").exists()
    assert show(home, *window(small))["shown"]


@needs_x
def test_a_touch_while_the_rest_is_loaded_wakes_the_glass(home: Path, small: Path) -> None:
    """A finger that comes down on the first picture finds Home as soon as there is one."""
    keep(home, last_picture.exhibit_stamp(small / "exhibit.json"))
    command = ["-m", "kiosk", "run", "--home", str(home), *map(str, window(small))]
    with (
        Screen((WIDTH, HEIGHT)) as screen,
        program([sys.executable, *command], screen, home),
    ):
        assert until(lambda: len(set(screen.points())) > 10, 60)
        assert not (home / "journal" / "kiosk.log").read_text("utf-8").count("showing")
        screen.press(down=True)
        screen.press(down=False)
        assert until(lambda: is_home(screen.points()), 30)


def test_the_options_that_are_looked_at_are_those_of_the_command() -> None:
    """An option that only one of them knew would be none, or show a picture of something else."""
    command = typer.main.get_command(run.app)
    known = {
        option.removeprefix("--") + ("" if one.is_flag else "=")
        for one in command.params
        for option in one.opts
        if option != "--help"
    }
    assert known == set(OPTIONS)
