"""Asking for a passphrase on a terminal."""

from pathlib import Path

import pytest
from cli.command import at_terminal

from kiosk.cli.passphrase import passphrase
from kiosk.errors import KioskError


def asked(kind: str, folder: Path, *answers: str) -> tuple[str, int]:
    """What stands on the terminal of somebody who types these, and the exit code."""

    def ask() -> int:
        try:
            print("GOT", ascii(passphrase(None, new=kind == "new")))  # noqa: T201 - to be seen
        except KioskError as error:
            print("TOLD", error)  # noqa: T201 - the same
            return error.exit_code
        return 0

    return at_terminal(folder, {":": list(answers)}, work=ask)


def test_a_passphrase_is_typed_unseen(tmp_path: Path) -> None:
    """Who looks over a shoulder at the screen sees nothing of it."""
    said, code = asked("known", tmp_path, "geheime zin")
    assert code == 0
    assert said.startswith("Passphrase: ")
    assert said.count("geheime zin") == 1  # what this test prints
    assert "GOT 'geheime zin'" in said


def test_a_new_one_is_typed_twice(tmp_path: Path) -> None:
    """Until both are the same; three slips are enough."""
    said, code = asked("new", tmp_path, "eerste zin", "eerste zon", "tweede zin", "tweede zin")
    assert code == 0
    assert said.count("These two differ.") == 1
    assert "GOT 'tweede zin'" in said
    said, code = asked("new", tmp_path, "a1", "b1", "a2", "b2", "a3", "b3")
    assert code == 2
    assert "TOLD no passphrase was typed twice the same" in said


@pytest.mark.parametrize("sign", ["\x03", "\x04"])
def test_who_gives_up_leaves_nothing(tmp_path: Path, sign: str) -> None:
    """Ctrl-C and Ctrl-D at the question end the command, and no key is made."""
    said, code = at_terminal(tmp_path, {":": [sign]}, "keys", "new", tmp_path / "keys")
    assert code == 1
    assert "stopped" in said
    assert not (tmp_path / "keys").exists()
