"""The wheel: one file with everything that a kiosk shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "assets" / "shipped"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (SHIPPED / "exhibit.json").exists(),
        reason="the exhibit that ships is not prepared: packaging/test does it",
    ),
]


def pip(*arguments: str) -> None:
    """Run pip without a network."""
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", *arguments],
        check=True,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INDEX": "1"},
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as packaging/wheel builds it."""
    pytest.importorskip("hatchling", reason="hatchling is not installed: packaging/test does it")
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--wheel-dir", str(folder))
    pip("wheel", *options, str(ROOT))
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a machine with nothing of ours but the wheel."""
    machine = tmp_path_factory.mktemp("machine")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(machine)], check=True)
    python = machine / "bin" / "python"
    pip("--python", str(python), "install", "--no-deps", str(wheel))
    return python


def test_the_wheel_holds_all_that_is_needed_and_nothing_else(wheel: Path) -> None:
    """Letters, icons, licences and the whole prepared exhibit; no pictures of the screen."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    media = {f"kiosk/assets/shipped/media/{it.name}" for it in (SHIPPED / "media").iterdir()}
    assert names >= media | {"kiosk/assets/shipped/exhibit.json", "kiosk/assets/icons/icons.json"}
    assert {name for name in names if name.startswith("kiosk/assets/shipped/media/")} == media
    assert not [name for name in names if re.search(r"screenshots|/\.|__pycache__", name)]
    licences = {name for name in names if ".dist-info/licenses/" in name}
    assert len(licences) == 1 + len(list((ROOT / "assets" / "licences").iterdir()))
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kiosk").rglob("*")
        if path.suffix in {".py", ".kv", ".glsl", ".po", ".sql", ".css", ".json"}
    }
    assert names >= sources


def test_the_installed_kiosk_finds_its_own_assets(installed: Path, tmp_path: Path) -> None:
    """Away from any checkout, letters and exhibit are those of the wheel."""
    program = (
        "from kiosk import paths; it = paths.assets(); "
        "print(it.folder, len(list(it.fonts.glob('*.ttf'))), it.shipped.is_dir())"
    )
    done = subprocess.run(
        [str(installed), "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    folder, fonts, prepared = done.stdout.split()
    assert Path(folder).is_relative_to(installed.parents[1])
    assert int(fonts) >= 3
    assert prepared == "True"


def test_the_installed_kiosk_goes_through_all_its_screens(installed: Path, tmp_path: Path) -> None:
    """The tour taps its way from the attract loop to a sign-up, and leaves a picture of each."""
    shots = tmp_path / "shots"
    libraries = sysconfig.get_path("purelib")  # everything else is as it is here
    command = [str(installed), str(ROOT / "packaging" / "tour.py")]
    options = ["--seconds", "5", "--shots", str(shots), "--window", "800x600", "--demo"]
    done = subprocess.run(
        [*command, *options, "--place", "panningen", "--today", "2018-09-10"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": libraries,
            "SDL_VIDEODRIVER": "offscreen",
            "SDL_AUDIODRIVER": "dummy",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in sorted(shots.iterdir())] == [
        "01-attract.png",
        "02-home.png",
        "03-cooperative.png",
        "04-story.png",
        "05-photos.png",
        "06-film.png",
        "07-workshop.png",
        "08-about.png",
        "09-interests.png",
        "10-name.png",
        "11-contact.png",
        "12-purposes.png",
        "13-check.png",
        "14-saved.png",
    ]
