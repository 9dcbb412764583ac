"""The starters of an evening at the desk: a double-click finds the kiosk, and the sticks."""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from kiosk.cli.commands import app

PACKAGING = Path(__file__).parents[2] / "packaging"
BATCH = PACKAGING / "kiosk-desk.bat"
ENTRY = PACKAGING / "kiosk-desk.desktop"
SCRIPT = PACKAGING / "kiosk-desk"

posix = pytest.mark.skipif(shutil.which("sh") is None, reason="there is no POSIX shell")


class Desk:
    """An office PC with a kiosk that only tells how it was called, and a place for sticks."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home of Els"
        self.sticks = folder / "sticks"
        self.told = folder / "told"
        for made in (self.home, self.sticks):
            made.mkdir()

    def install(self, exit_code: int = 0) -> None:
        """Put the kiosk where the README puts it."""
        kiosk = self.home / "kiosk" / "bin" / "kiosk"
        kiosk.parent.mkdir(parents=True)
        told = shlex.quote(str(self.told))
        kiosk.write_text(
            f"""#!/bin/sh\nprintf '%s\\n' "$@" >{told}\nexit {exit_code}\n""", encoding="utf-8"
        )
        kiosk.chmod(0o755)

    def stick(self, name: str, *, used: bool = True) -> Path:
        """A stick that is in."""
        stick = self.sticks / "els" / name
        (stick / ("KIOSK-SIGNUPS" if used else "photos")).mkdir(parents=True)
        return stick

    def start(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Start what a double-click starts, away from any checkout."""
        return subprocess.run(
            command,
            cwd=self.home,
            env={
                "HOME": str(self.home),
                "PATH": os.defpath,
                "KIOSK_STICKS": str(self.sticks),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        """What the kiosk was called with."""
        return self.told.read_text("utf-8").splitlines()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An office PC."""
    return Desk(tmp_path)


@pytest.fixture
def starter(desk: Desk) -> Path:
    """The starter, put among the programs as its first lines say."""
    typed = re.findall(r"^#   (install .*)$", SCRIPT.read_text("utf-8"), flags=re.MULTILINE)
    assert len(typed) == 2
    for command in typed:
        environment = {"HOME": str(desk.home), "PATH": os.defpath}
        subprocess.run(["sh", "-c", command], cwd=PACKAGING, env=environment, check=True)  # noqa: S607 - wherever it is
    return desk.home / ".local" / "bin" / SCRIPT.name


def as_launched(desk: Desk, *dropped: Path) -> list[str]:
    """The command of the entry, as desktops read it (Desktop Entry Specification, "Exec")."""
    entry = desk.home / ".local" / "share" / "applications" / ENTRY.name
    (line,) = re.findall(r"^Exec=(.*)$", entry.read_text("utf-8"), flags=re.MULTILINE)
    words = shlex.split(line.replace(r"\\", "\\").replace(r"\$", "$"))
    assert words.pop() == "%F"
    return [*words, *map(str, dropped)]


@posix
@pytest.mark.usefixtures("starter")
def test_dropped_folders_are_what_is_collected(desk: Desk) -> None:
    """From any folder, with spaces in every name, the kiosk gets what was dropped, unchanged."""
    desk.install()
    dropped = [desk.stick("stick of $HOME"), desk.stick('the "other" one')]
    done = desk.start(*as_launched(desk, *dropped))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert desk.calls() == ["desk", *map(str, dropped)]


@posix
@pytest.mark.usefixtures("starter")
def test_without_a_folder_every_stick_with_sign_ups_is_collected(desk: Desk) -> None:
    """A double-click finds the sticks that are in; one with somebody's photos stays alone."""
    desk.install()
    found = [desk.stick("a stick"), desk.stick("b")]
    desk.stick("holiday", used=False)
    done = desk.start(*as_launched(desk))
    assert done.returncode == 0
    assert desk.calls() == ["desk", *map(str, found)]


@posix
@pytest.mark.usefixtures("starter")
@pytest.mark.parametrize("name", ["KIOSK-SIGNUPS", "KIOSK-SIGNUPS (1)", "Kopie van KIOSK-SIGNUPS"])
@pytest.mark.parametrize("where", [".", "Nieuwe map", "New folder/van Els"])
def test_sign_ups_in_a_folder_on_a_stick_are_found(desk: Desk, where: str, name: str) -> None:
    """Whatever somebody called the copy; not what lies in the bin of the stick."""
    desk.install()
    (desk.stick("b", used=False) / where / name).mkdir(parents=True)
    (desk.stick("c", used=False) / ".Trash-1000" / "KIOSK-SIGNUPS").mkdir(parents=True)
    assert desk.start(*as_launched(desk)).returncode == 0
    assert desk.calls() == ["desk", str(desk.sticks / "els" / "b")]


@posix
def test_how_it_ended_is_handed_on(desk: Desk, starter: Path) -> None:
    """The exit code is the kiosk's own. With nothing found, the kiosk says so itself."""
    desk.install(exit_code=3)
    assert desk.start(starter).returncode == 3
    assert desk.calls() == ["desk"]


@posix
def test_a_kiosk_that_is_not_there_is_told_in_words(desk: Desk, starter: Path) -> None:
    """Who never installed it reads where to begin."""
    done = desk.start(starter)
    assert done.returncode == 5
    assert "De kiosk is niet gevonden op deze computer." in done.stdout
    assert "README.md" in done.stdout


@pytest.mark.skipif(
    shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed"
)
def test_the_desktop_entry_is_valid() -> None:
    """Every desktop that keeps to the specification shows it."""
    done = subprocess.run(
        ["desktop-file-validate", ENTRY],  # noqa: S607 - wherever it is
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_batch_file_is_as_windows_reads_it() -> None:
    """In ASCII, with the line ends of Windows; it jumps to labels it has, and its window waits."""
    content = BATCH.read_bytes()
    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n") == len(content.splitlines())
    assert content.startswith(b"@echo off\r\n")
    text = BATCH.read_text("ascii")
    labels = set(re.findall(r"^:(\w+)$", text, flags=re.MULTILINE))
    assert set(re.findall(r"goto (\w+)", text)) <= labels
    end = text[text.index("\n:leave\n") : text.index("\n:look\n")]
    assert end.startswith("\n:leave\necho.\npause\n")
    assert end.endswith("if defined window exit %code%\nexit /b %code%\n")


def test_the_batch_file_takes_no_name_for_a_command() -> None:
    """A folder may have `&`, `^`, `%` or `(` in its name, and no blank, so that nobody quotes it.

    What was dropped is read from the line that began the window, and only between exclamation
    marks; what stands between percent signs is in quotes, or was made here.
    """
    lines = [line for line in BATCH.read_text("ascii").splitlines() if not line.startswith("rem ")]
    between = [re.findall(r"%(?:~?\w+%?|\*)", re.sub(r'"[^"]*"', "", line)) for line in lines]
    assert {one for found in between for one in found} <= {
        *("%sticks%", "%code%", "%ERRORLEVEL%"),  # drives, and numbers
        *("%i", "%d", "%f", "%g", "%1"),  # loops over drives, and over folders in quotes
        "%*",  # as somebody typed it
    }
    text = "\n".join(lines)
    assert not re.search(r"%(CMDCMDLINE|line|dropped)\b", text)
    delayed = text[text.index("setlocal EnableDelayedExpansion") : text.index("\nendlocal")]
    assert 'set "line=!CMDCMDLINE!"\n' in delayed
    assert delayed.endswith("if defined window if defined dropped goto dropped")
    assert ':dropped\n"!kiosk!" desk !dropped!\nset code=!ERRORLEVEL!\ngoto leave\n' in text
    assert text.count("%*") == text.count(':typed\n"%kiosk%" desk %*\n') == 1


def test_both_starters_call_a_command_that_is_there() -> None:
    """With any number of folders; the desktop entry opens a terminal for it."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert "desk" in commands
    (folders,) = [param for param in commands["desk"].params if param.param_type_name == "argument"]
    assert folders.nargs == -1
    assert '"%kiosk%" desk %*' in BATCH.read_text("ascii")
    assert '"$kiosk" desk "$@"' in SCRIPT.read_text("utf-8")
    assert "\nTerminal=true\n" in ENTRY.read_text("utf-8")


AS_TERMINALS_DROP = {
    "typed": lambda path: path,
    "in quotes": lambda path: "'" + path.replace("'", "'\\''") + "' ",
    "with backslashes": lambda path: re.sub(r"([^\w/.-])", r"\\\1", path),
    "in double quotes": lambda path: '"' + re.sub(r'(["\\$`])', r"\\\1", path) + '"',
}


@posix
@pytest.mark.parametrize("name", ["Els's stick", "'t Huiske", "a & b (1)", 'the "other" $HOME'])
@pytest.mark.parametrize("drop", AS_TERMINALS_DROP.values(), ids=AS_TERMINALS_DROP.keys())
def test_a_folder_dropped_on_the_window_is_found(
    desk: Desk, starter: Path, drop: Callable[[str], str], name: str
) -> None:
    """However the terminal writes it down, and whatever stands in its name."""
    import pty  # Windows has none

    desk.install()
    folder = desk.home / name
    folder.mkdir()
    hand, terminal = pty.openpty()
    environment = {"HOME": str(desk.home), "PATH": os.defpath, "KIOSK_STICKS": str(desk.sticks)}
    with subprocess.Popen(
        [starter], cwd=desk.home, env=environment, stdin=terminal, stdout=subprocess.DEVNULL
    ) as started:
        os.close(terminal)
        os.write(hand, drop(str(folder)).encode() + b"\n\n")
        assert started.wait(20) == 0
    os.close(hand)
    assert desk.calls() == ["desk", str(folder)]
