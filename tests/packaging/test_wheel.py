"""The wheel: one file with everything that a kiosk shows."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from cli.command import without_waiting
from filmmaker import until
from packaging.requirements import Requirement
from PIL import Image

from kiosk.author import sample

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


class Machine:
    """One with nothing of ours but what pip would bring with the wheel, as it is here."""

    def __init__(self, folder: Path, unpacked: Path, extra: str) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        self.folder = folder
        self.python = folder / "bin" / "python"
        [site] = folder.glob("lib/python3*/site-packages")
        [kiosk] = metadata.distributions(path=[str(unpacked)])
        for name, entry in sorted(_entries(kiosk, {extra}).items()):
            (site / name).symlink_to(entry)

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """Start its Python, away from any checkout."""
        return subprocess.Popen(
            [self.python, *words],
            cwd=self.folder,
            env={**os.environ, "SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str | Path) -> tuple[int, str, str]:
        """Exit code, results and words of its Python."""
        process = self.start(*words)
        out, err = process.communicate()
        return process.returncode, out, without_waiting(err)


def _entries(distribution: metadata.Distribution, extras: set[str]) -> dict[str, Path]:
    """What belongs in site-packages, for a distribution and all that it requires."""
    found: dict[str, Path] = {}
    waiting, seen = [(distribution, extras)], set[str]()
    while waiting:
        one, chosen = waiting.pop()
        for file in one.files or ():
            if file.parts[0] not in {"..", "__pycache__"}:
                found[file.parts[0]] = Path(str(one.locate_file(file.parts[0])))
        for line in one.requires or ():
            needed = Requirement(line)
            wanted = [{"extra": extra} for extra in chosen or {""}]
            if str(needed) not in seen and (
                needed.marker is None or any(map(needed.marker.evaluate, wanted))
            ):
                seen.add(str(needed))
                waiting.append((metadata.distribution(needed.name), needed.extras))
    return found


@pytest.fixture(scope="module")
def machines(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Machine]:
    """A new machine for each of those who need something else: "", "author" or "office"."""
    unpacked = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)

    @cache
    def machine(extra: str) -> Machine:
        return Machine(tmp_path_factory.mktemp("machine"), unpacked, extra)

    return machine


def test_the_wheel_holds_all_that_is_needed_and_nothing_else(wheel: Path) -> None:
    """Letters, icons, licences and the whole prepared exhibit; no pictures of the screen."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    media = {f"kiosk/assets/shipped/media/{path.name}" for path in (SHIPPED / "media").iterdir()}
    assert names >= media | {"kiosk/assets/shipped/exhibit.json", "kiosk/assets/icons/icons.json"}
    assert {name for name in names if name.startswith("kiosk/assets/shipped/media/")} == media
    assert not [name for name in names if re.search(r"screenshots|/\.|__pycache__", name)]
    licences = {name for name in names if ".dist-info/licenses/" in name}
    assert len(licences) == 1 + len(list((ROOT / "assets" / "licences").iterdir()))
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kiosk").rglob("*")
        if path.suffix in {".py", ".kv", ".glsl", ".po", ".sql", ".css", ".html", ".json"}
    }
    assert names >= sources


def test_a_kiosk_finds_its_own_assets_and_goes_through_all_its_screens(
    machines: Callable[[str], Machine], tmp_path: Path
) -> None:
    """Away from any checkout, the tour taps its way from the attract loop to a sign-up."""
    machine = machines("")
    code, folder, _ = machine.run("-c", "from kiosk import paths; print(paths.assets().folder)")
    assert (code, Path(folder).is_relative_to(ROOT)) == (0, False)
    code, _, words = machine.run(
        *(ROOT / "packaging" / "tour.py", "--seconds", "1", "--shots", tmp_path),
        *("--window", "800x600", "--demo", "--place", "panningen", "--today", "2018-09-10"),
    )
    assert code == 0, words
    shots = "attract home cooperative story photos film workshop about interests name contact"
    assert [path.stem for path in sorted(tmp_path.iterdir())] == [
        f"{number:02}-{name}"
        for number, name in enumerate([*shots.split(), "purposes", "check", "saved"], 1)
    ]


def test_a_kiosk_runs_without_what_authors_and_the_office_need(
    machines: Callable[[str], Machine], tmp_path: Path
) -> None:
    """Installed plainly it starts, draws its first scene, and leaves when it is told to."""
    place = ("--demo", "--place", "panningen", "--today", "2018-09-10")
    kiosk = ("-m", "kiosk", "run", "--home", tmp_path, "--window", "800x600")
    process = machines("").start(*kiosk, *place)
    journal = tmp_path / "journal" / "kiosk.log"
    try:
        assert until(lambda: journal.exists() and "showing limburg-2018" in journal.read_text(), 60)
        process.terminate()
        assert process.communicate(timeout=60) == ("", "")
        assert process.returncode == 0
    finally:
        process.kill()


def test_an_author_checks_an_exhibit_with_what_authors_need(
    machines: Callable[[str], Machine], tmp_path: Path
) -> None:
    """With `[author]` alone the exhibit that every author begins with has no faults."""
    sample.write(tmp_path / "street")
    assert machines("author").run("-m", "kiosk", "exhibit", "check", tmp_path / "street") == (
        0,
        "no faults: 1 cooperative, 1 photo, 0 films\n",
        "",
    )


def test_the_office_has_its_evening_with_what_the_office_needs(
    machines: Callable[[str], Machine], tmp_path: Path
) -> None:
    """With `[office]` alone a stick without sign-ups is told, and the spreadsheet is written."""
    code, out, words = machines("office").run("-m", "kiosk", *_evening(tmp_path))
    assert (code, "staan geen aanmeldingen" in out) == (3, True), words
    assert (tmp_path / "aanmeldingen.xlsx").exists()


def _evening(folder: Path) -> list[str | Path]:
    """The words of an evening at the desk with an empty stick, all of it in `folder`."""
    (folder / "stick").mkdir()
    (folder / "passphrase").write_text("voorbeeld", "utf-8")
    options = ["--into", "sign-ups.db", "--backup", "backup", "--output", ".", "--settings", "desk"]
    paths = [word if word.startswith("--") else folder / word for word in options]
    keys = ["--keys", ROOT / "content" / "demo-keys", "--passphrase-file", folder / "passphrase"]
    return ["desk", folder / "stick", *paths, *keys]


def test_a_part_that_is_missing_is_told_in_one_sentence_with_the_command_that_brings_it(
    machines: Callable[[str], Machine], tmp_path: Path
) -> None:
    """Before anything is asked or done, with exit code 5."""
    photo = tmp_path / "photo.png"
    Image.new("L", (64, 64)).save(photo)
    check: list[str | Path] = ["exhibit", "check", tmp_path]
    for machine, command, extra in (
        ("", check, "author"),
        ("office", check, "author"),
        ("", ["doctor", "--read-qr", photo], "office"),
        ("author", _evening(tmp_path), "office"),
    ):
        python = machines(machine).python
        words = f'install it: {python} -m pip install "library-kiosk[{extra}]"'
        told = f"what only the {extra} needs is not installed here — {words}\n"
        assert machines(machine).run("-m", "kiosk", *command) == (5, "", told)
    assert not list(tmp_path.glob("*.db"))
