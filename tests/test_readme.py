"""What the README says is so."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from kiosk.cli.commands import app
from kiosk.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MANUAL = ROOT / "packaging" / "README.md"
OPENING = README.split("\n## ")[0]
PICTURE = re.compile(r'!\[[^\]]+\]\(([^)]+)\)|<img src="([^"]+)" alt="[^"]+"')
HEAVIEST_BYTES = 400_000


def commands(command: Any, words: tuple[str, ...]) -> dict[str, set[str]]:
    """Every command by its words, with its options."""
    if hasattr(command, "commands"):
        return {
            name: options
            for word, one in command.commands.items()
            for name, options in commands(one, (*words, word)).items()
        }
    options = {option for one in command.params for option in one.opts if option.startswith("--")}
    return {" ".join(words): options}


COMMANDS = commands(typer.main.get_command(app), ("kiosk",))


def written() -> dict[str, set[str]]:
    """The same as the README has it: the block that lists every command."""
    listed = README.split("## Commands")[1].split("```")[1]
    found: dict[str, set[str]] = {}
    words = ""
    for line in listed.strip().splitlines():
        if line.startswith("kiosk"):
            words = " ".join(re.findall(r"^kiosk(?: [a-z]+)+", line)[0].split())
        found.setdefault(words, set()).update(re.findall(r"--[a-z-]+", line.split("#")[0]))
    return found


def test_the_opening_is_a_sentence_a_picture_and_two_commands() -> None:
    """Whoever opens the page sees at once what this is, and how to try it."""
    _, sentence, *rest = [part for part in OPENING.split("\n\n") if part.strip()]
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0
    assert PICTURE.search(rest[0])
    assert "packaging/demo" in OPENING
    assert "packaging/test" in OPENING


def test_the_pictures_are_there_and_light() -> None:
    """Every picture shows, tells in words what it shows, and none is left over."""
    shown = {Path(one or other) for one, other in PICTURE.findall(README)}
    manual = PICTURE.findall(MANUAL.read_text("utf-8"))
    shown |= {(MANUAL.parent / (one or other)).resolve().relative_to(ROOT) for one, other in manual}
    assert shown == {path.relative_to(ROOT) for path in (ROOT / "assets" / "screenshots").iterdir()}
    assert all((ROOT / path).stat().st_size <= HEAVIEST_BYTES for path in shown)


def test_every_command_and_option_is_named() -> None:
    """The list of commands is whole, and promises nothing that is not there."""
    assert written() == COMMANDS


def test_every_setting_is_named() -> None:
    """The table has every key of settings.yaml, and what holds without it."""
    table = README.split("| key |")[1].split("\n\n")[0]
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| ([^|]+?) \|", table, flags=re.MULTILINE))
    usual = Settings().model_dump()
    assert rows.keys() == usual.keys()
    simple = {key: value for key, value in usual.items() if value not in (None, "")}
    assert {key: rows[key].strip("`") for key in simple} == {
        key: ("no" if value is False else f"{value:g}") for key, value in simple.items()
    }


def test_the_map_names_what_is_there() -> None:
    """Every folder and file on the map exists, and every part of the kiosk is on it."""
    drawn = README.split("## The house")[1].split("```")[1]
    names: list[Path] = []
    for line in drawn.strip().splitlines():
        folder = "" if not line.startswith(" ") else "kiosk"
        told = re.split(r"\s{2,}", line.strip())[0]
        names += [Path(folder, name) for name in told.split()]
    assert [str(name) for name in names if not (ROOT / name).exists()] == []
    parts = {
        path.relative_to(ROOT)
        for path in (ROOT / "kiosk").iterdir()
        if not path.name.startswith("__")
    }
    assert parts - set(names) == set()


def test_the_links_lead_somewhere() -> None:
    """No link into the checkout is dead."""
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


class Terminal:
    """A terminal in a folder of its own, with the kiosk's commands and what the checkout has."""

    def __init__(self, folder: Path) -> None:
        self._desk = folder / "desk"
        tools = folder / "bin"
        for made in (self._desk, tools, self._desk / "packaging"):
            made.mkdir()
        self._program(tools / "kiosk", f'exec "{sys.executable}" -m kiosk "$@"')
        # packaging/demo without its set-up, which has been done for whoever runs this; and as fast
        # as its visitor can go.
        self._program(
            self._desk / "packaging" / "demo",
            f"""test "$1" = --headless && test "$2" -gt 0 && shift 2
exec "{sys.executable}" "{ROOT}/packaging/tour.py" \\
    --demo --place panningen --today 2018-09-10 --seconds 1 "$@\"""",
        )
        (self._desk / "content").symlink_to(ROOT / "content")
        self._environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "PATH": f"{tools}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",  # words and results come in order, as on a terminal
            "SDL_VIDEODRIVER": "offscreen",
            "SDL_AUDIODRIVER": "dummy",
        }

    @staticmethod
    def _program(path: Path, script: str) -> None:
        path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        path.chmod(0o755)

    def type(self, command: str) -> str:
        """The command, and what it answers."""
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self._desk,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return f"$ {command}\n{done.stdout}"


ANOTHER_TIME = {
    r"\bk-[a-z0-9]{8}\b": "KIOSK",
    r"\b[0-9a-f]{64}\b": "HASH",
    r"\bage1[0-9a-z]{58}\b": "AGE",
    r"\b\d{4}( \d{4}){4}\b": "FINGERPRINT",
    r"\b\d{8}T\d{6}Z-[0-9a-f]{4}\b": "MOMENT",
    r"\b\d{4}-\d\d-\d\d\b": "DAY",
    r"\b\d{1,2} [A-Z][a-z]+ 20\d\d\b": "DAY",
    r"\b\d\d:\d\d UTC\b": "HOUR",
    r"/\S*/(?=(?:office|backup|stick)\b)": "FOLDER/",
    # Only where the machine is slow.
    r"(?m)^[^\W\d][\w -]*(?: \.\.\.|: [1-9]0 %.*)\n": "",
    # Only where the machine has no clock that a kiosk believes.
    r"(?m)^\d+ sign-up comes from a kiosk whose date may be wrong.*\n": "",
    r"(?m)^\d+ aanmelding komt van een kiosk waarvan de datum.*\n": "",
}
"""What is different every time, and what stands for it."""


def told(session: str) -> str:
    """A session without what is different every time."""
    for random, name in ANOTHER_TIME.items():
        session = re.sub(random, name, session)
    return session


SESSIONS = {
    title: re.findall(r"```console\n(.*?)```", part, flags=re.DOTALL)
    for title, _, part in (part.partition("\n") for part in README.split("\n## "))
    if "```console\n" in part
}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("sed") is None, reason="the session needs a POSIX shell")
@pytest.mark.parametrize("blocks", SESSIONS.values(), ids=SESSIONS.keys())
def test_a_session_is_what_really_happens(tmp_path: Path, blocks: list[str]) -> None:
    """Each command of a session, typed in order, answers what stands under it."""
    session = "".join(blocks)
    if "packaging/demo" in session and not (ROOT / "assets" / "shipped" / "exhibit.json").exists():
        pytest.skip("the exhibit that ships is not prepared: packaging/test does it")
    typed = re.findall(r"^\$ (.+(?:\\\n.+)*)$", session, flags=re.MULTILINE)
    assert typed
    terminal = Terminal(tmp_path)
    answers = "".join(terminal.type(command) for command in typed)
    assert told(answers) == told(session)


def test_all_roads_are_shown() -> None:
    """The author's, that of an exhibit to the kiosk, and that of a sign-up to the spreadsheet."""
    assert list(SESSIONS) == [
        "Write your own",
        "From author to kiosk",
        "From visitor to spreadsheet",
    ]
