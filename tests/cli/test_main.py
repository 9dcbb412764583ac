"""The one place where an error becomes an exit code."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from kiosk.cli import EXTRAS, main

MISTYPED = {
    "an unknown command": (["exhibit", "chekc"], "No such command"),
    "a command left out": (["exhibit"], "Usage"),
    "nothing at all": ([], "Usage"),
    "an unknown option": (["run", "--fullscren"], "No such option"),
    "an argument left out": (["exhibit", "check"], "Missing argument"),
}


@pytest.mark.parametrize(("arguments", "told"), MISTYPED.values(), ids=MISTYPED.keys())
def test_what_was_mistyped_is_told_and_exits_with_2(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong usage is exit code 2, with words that say what is possible."""
    assert main(arguments) == 2
    assert told in "".join(capsys.readouterr())


def test_an_error_of_the_kiosk_is_its_sentence_and_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every fault on stderr as `file:line: what — what to do`, and exit code 3."""
    assert main(["exhibit", "check", str(tmp_path)]) == 3
    out, err = capsys.readouterr()
    assert "exhibit.yaml:1: " in err
    assert " — " in err
    assert out == ""


def test_each_package_of_an_extra_is_known_by_its_extra() -> None:
    """So that whoever misses one is told which part of the kiosk to install."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    packages = metadata.packages_distributions()
    assert {
        extra: {line.partition(">")[0].lower() for line in extras[extra]}
        for extra in ("author", "office")
    } == {
        extra: {packages[name][0].lower() for name, whose in EXTRAS.items() if whose == extra}
        for extra in ("author", "office")
    }
