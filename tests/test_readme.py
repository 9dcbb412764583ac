"""What the README says is so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from kiosk.cli import app
from kiosk.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
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
    told = {key: rows[key].strip("`") for key, value in usual.items() if value is not None}
    assert told == {
        key: ("no" if value is False else f"{value:g}")
        for key, value in usual.items()
        if value is not None
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


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("sed") is None, reason="the session needs a POSIX shell")
def test_the_session_is_what_really_happens(tmp_path: Path) -> None:
    """Each command of the session, typed in order, answers what stands under it."""
    session = README.split("```console\n")[1].split("```")[0]
    typed = re.findall(r"^\$ (.+(?:\\\n.+)*)$", session, flags=re.MULTILINE)
    assert typed
    tools = tmp_path / "bin"
    tools.mkdir()
    kiosk = tools / "kiosk"
    kiosk.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kiosk "$@"\n', "utf-8")
    kiosk.chmod(0o755)
    desk = tmp_path / "desk"
    desk.mkdir()
    environment = {
        **os.environ,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",  # words and results come in order, as on a terminal
    }
    answers = ""
    for command in typed:
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=desk,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        answers += f"$ {command}\n{done.stdout}"
    assert answers == session
