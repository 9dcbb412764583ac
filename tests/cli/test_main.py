"""The one place where an error becomes an exit code."""

import tomllib
from importlib import metadata

import pytest
from cli.command import ROOT, Command

from kiosk.cli import EXTRAS

MISTYPED = {
    "an unknown command": (["exhibit", "chekc"], "No such command"),
    "a command left out": (["exhibit"], "Usage"),
    "nothing at all": ([], "Usage"),
    "an unknown option": (["run", "--fullscren"], "No such option"),
    "an argument left out": (["exhibit", "check"], "Missing argument"),
}


@pytest.mark.parametrize(("arguments", "told"), MISTYPED.values(), ids=MISTYPED.keys())
def test_what_was_mistyped_is_told_and_exits_with_2(
    kiosk: Command, arguments: list[str], told: str
) -> None:
    """Wrong usage is exit code 2, with words that say what is possible."""
    code, out, err = kiosk(*arguments)
    assert code == 2
    assert told in out + err


def test_each_package_of_an_extra_is_known_by_its_extra() -> None:
    """So that whoever misses one is told which part of the kiosk to install."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    packages = metadata.packages_distributions()
    for extra in ("author", "office"):
        known = {packages[name][0].lower() for name, whose in EXTRAS.items() if whose == extra}
        assert known == {line.partition(">")[0].lower() for line in extras[extra]}
