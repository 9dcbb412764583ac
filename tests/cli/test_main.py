"""The one place where an error becomes an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.cli import main

if TYPE_CHECKING:
    from pathlib import Path

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
