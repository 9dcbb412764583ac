"""`kiosk run`: how it begins, what it refuses to begin with, and how it leaves."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filmmaker import until

from kiosk import paths
from kiosk.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Start = Callable[..., subprocess.Popen[str]]

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 10
"""Whoever stops a kiosk waits no longer; then it is killed."""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `kiosk run` with a home of its own and no screen; what still runs is ended."""
    running: list[subprocess.Popen[str]] = []

    def begin(*arguments: str | Path) -> subprocess.Popen[str]:
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "kiosk", "run", "--home", tmp_path / "home", *arguments],
                cwd=ROOT,
                env=os.environ | {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def journal(tmp_path: Path) -> Callable[[], str]:
    """What the journal of that home says by now."""
    file = tmp_path / "home" / "journal" / "kiosk.log"
    return lambda: file.read_text("utf-8") if file.exists() else ""


def told(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and words of a kiosk that ends by itself."""
    out, err = process.communicate(timeout=60)
    assert out == ""
    assert "Traceback" not in err
    return process.returncode, err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_kiosk_leaves_when_it_is_told_to(
    start: Start, small: Path, journal: Callable[[], str], number: signal.Signals
) -> None:
    """On SIGTERM, or Ctrl+C, it ends with exit code 0 and without a word of complaint."""
    process = start(
        *("--demo", "--exhibit", small, "--window", "1280x720"),
        *("--today", "2018-09-10", "--place", "voorbeeld"),
    )
    assert until(lambda: "showing my-exhibit on 1280 x 720 pixels" in journal(), 60)
    assert process.poll() is None
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, out, err) == (0, "", "")
    assert f"signal {number.value}: leaving" in journal()


def test_a_signal_at_any_moment_of_the_start_is_obeyed(
    start: Start, small: Path, journal: Callable[[], str], pytestconfig: pytest.Config
) -> None:
    """It never stays for ever because it was told too early: a moment later it has left.

    Before the kiosk can hear at all, the signal ends it as it ends any program.
    """
    clock = SystemClock()
    began = clock.seconds()
    start("--exhibit", small, "--window", "800x600")
    assert until(lambda: "showing" in journal(), 60)
    seconds = clock.seconds() - began
    moments = 48 if pytestconfig.getoption("--long") else 4
    for moment in range(moments):
        process = start("--exhibit", small, "--window", "800x600")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds * (moment + 0.5) / moments)
        process.terminate()
        out, err = process.communicate(timeout=60)
        assert process.returncode in {0, -signal.SIGTERM}
        assert (out, err) == ("", "")


def test_what_ships_is_shown_or_told_to_be_missing(
    start: Start, journal: Callable[[], str]
) -> None:
    """`kiosk run --demo` shows the exhibit that ships; a checkout without it says what to do."""
    process = start("--demo", "--window", "1280x720", "--place", "gennep", "--language", "en")
    if (paths.assets().shipped / "exhibit.json").exists():
        assert until(lambda: "showing limburg-2018" in journal(), 60)
        process.terminate()
        assert process.wait(PATIENCE_SECONDS) == 0
    else:
        code, words = told(process)
        assert code == 5
        assert "kiosk exhibit prepare content/limburg --to" in words


REFUSED = {
    "a place that does not exist": (
        ["--exhibit", "SMALL", "--place", "panningem"],
        2,
        "there is no place 'panningem' — the places are voorbeeld",
    ),
    "a language it is not in": (
        ["--exhibit", "SMALL", "--language", "fr"],
        2,
        "the exhibit is not in 'fr' — it is in nl, en",
    ),
    "a date on a real kiosk": (["--today", "2018-09-10"], 2, "--today needs --demo or --exhibit"),
    "a date that is none": (["--demo", "--today", "tomorrow"], 2, "tomorrow"),
    "a size that is none": (["--demo", "--window", "large"], 2, "--window 'large' is no size"),
    "half a size": (["--demo", "--window", "1280x"], 2, "write it as 1920x1080"),
    "a size nobody can read": (["--demo", "--window", "320x200"], 2, "too small or too large"),
    "no exhibit there": (
        ["--exhibit", "nowhere"],
        3,
        "there is no prepared exhibit in nowhere — make one with: kiosk exhibit prepare",
    ),
    "an author's folder": (
        ["--exhibit", "content/limburg"],
        2,
        "is an author's folder, not a prepared exhibit — kiosk exhibit preview content/limburg",
    ),
    "a home that is a file": (["--exhibit", "SMALL", "--home", "README.md"], 5, "cannot be used"),
}


@pytest.mark.parametrize(("arguments", "code", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_it_cannot_show_is_told_in_a_sentence(
    start: Start, small: Path, arguments: list[str], code: int, words: str
) -> None:
    """What is mistyped or missing is told on stderr with what to do, and never shown around."""
    process = start(*(small if argument == "SMALL" else argument for argument in arguments))
    found, said = told(process)
    assert found == code
    assert words in said


def test_damaged_settings_are_told_with_their_line(
    start: Start, small: Path, tmp_path: Path, journal: Callable[[], str]
) -> None:
    """One sentence, with file, line and what to do; and the kiosk starts without that setting."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.yaml").write_text("place: voorbeeld\nvolume: loud\n", "utf-8")
    process = start("--exhibit", small, "--window", "800x600")
    assert until(lambda: "showing my-exhibit" in journal(), 60)
    process.terminate()
    code, words = told(process)
    assert code == 0
    [line] = words.splitlines()
    assert "settings.yaml:2: volume: " in line


def test_a_second_start_finds_the_home_of_the_first(
    start: Start, small: Path, tmp_path: Path, journal: Callable[[], str]
) -> None:
    """A home is made at the first start, and good for the next; its settings are obeyed."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.yaml").write_text("place: voorbeeld\nvolume: 0.2\n", "utf-8")
    for times in (1, 2):

        def shown(so_often: int = times) -> bool:
            return journal().count("showing my-exhibit") == so_often

        process = start("--exhibit", small, "--window", "800x600")
        assert until(shown, 60)
        process.terminate()
        assert process.wait(PATIENCE_SECONDS) == 0
    assert (tmp_path / "home" / "settings.last-good.yaml").exists()
