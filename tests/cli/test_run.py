"""`kiosk run`: how it begins, what it refuses to begin with, and how it leaves."""

import contextlib
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.command import Done, forked, leave, process
from filmmaker import until

from kiosk import paths
from kiosk.clock import SystemClock

Start = Callable[..., subprocess.Popen[str]]

PATIENCE_SECONDS = 10
"""Whoever stops a kiosk waits no longer; then it is killed."""


def told(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and words of a kiosk that ends by itself."""
    out, err = process.communicate(timeout=60)
    assert out == ""
    assert "Traceback" not in err
    return process.returncode, err


@pytest.mark.parametrize(
    ("number", "volume", "told"),
    [(signal.SIGTERM, "0.2", []), (signal.SIGINT, "loud", ["settings.yaml:2: volume: "])],
)
def test_a_kiosk_leaves_when_it_is_told_to(  # noqa: PLR0913, PLR0917 - fixtures, and a case
    start: Start,
    small: Path,
    home: Path,
    journal: Callable[[], str],
    number: signal.Signals,
    volume: str,
    told: list[str],
) -> None:
    """On SIGTERM, or Ctrl+C, it ends with exit code 0, and without a word of complaint.

    But for a setting that is nonsense: that is told with its line, and it starts without it.
    """
    home.mkdir()
    (home / "settings.yaml").write_text(f"place: voorbeeld\nvolume: {volume}\n", "utf-8")
    process = start(
        *("--demo", "--exhibit", small, "--window", "1280x720"),
        *("--today", "2018-09-10", "--place", "voorbeeld"),
    )
    assert until(lambda: "showing my-exhibit on 1280 x 720 pixels" in journal(), 60)
    assert process.poll() is None
    code, out, words = leave(process, number, PATIENCE_SECONDS)
    assert (code, out) == (0, "")
    assert [told[0] in line for line in words.splitlines()] == [True for _ in told]
    assert f"signal {number.value}: leaving" in journal()


def test_a_signal_at_any_moment_of_the_start_is_obeyed(
    start: Start, small: Path, journal: Callable[[], str], pytestconfig: pytest.Config
) -> None:
    """It never stays for ever because it was told too early: a moment later it has left.

    Before the kiosk can hear at all, the signal ends it as it ends any program.
    """
    clock = SystemClock()
    began = clock.seconds()
    process = start("--exhibit", small, "--window", "800x600")
    assert until(lambda: "showing" in journal(), 60)
    seconds = clock.seconds() - began
    process.kill()  # else it plays its loop while the others start
    moments = 48 if pytestconfig.getoption("--long") else 4
    for moment in range(moments):
        process = start("--exhibit", small, "--window", "800x600")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds * (moment + 0.5) / moments)
        assert leave(process) in {Done(0, "", ""), Done(-signal.SIGTERM, "", "")}


def test_what_ships_is_shown_or_told_to_be_missing(
    start: Start, journal: Callable[[], str]
) -> None:
    """`kiosk run --demo` shows the exhibit that ships; a checkout without it says what to do."""
    process = start("--demo", "--window", "1280x720", "--place", "gennep", "--language", "en")
    if (paths.assets().shipped / "exhibit.json").exists():
        assert until(lambda: "showing limburg-2018" in journal(), 60)
        assert leave(process, seconds=PATIENCE_SECONDS).code == 0
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
    home: Path, small: Path, arguments: list[str], code: int, words: str
) -> None:
    """What is mistyped or missing is told on stderr with what to do, and never shown around."""
    typed = [small if argument == "SMALL" else argument for argument in arguments]
    done = forked("run", "--home", home, *typed, SDL_VIDEODRIVER="offscreen")
    assert words in done.told(code)
    assert "Traceback" not in done.err
    assert done.out == ""


BEGIN = (
    "import sys; from kiosk.cli.run import begin_anew; sys.argv = ['kiosk', 'exhibit', '--help']; "
    "print('before', flush=True); begin_anew(); print('after')"
)


def test_the_same_command_begins_once_more() -> None:
    """With the words it was given; what stood after it is never reached."""
    done = process("-c", BEGIN)
    assert done.stdout.startswith("before\n")
    assert "preview" in done.stdout
    assert "after" not in done.stdout
