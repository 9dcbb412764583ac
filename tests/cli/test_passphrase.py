"""Asking for a passphrase on a terminal."""

from __future__ import annotations

import errno
import os
import pty
import signal
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASK = """\
import sys
from kiosk.cli.passphrase import passphrase
from kiosk.errors import KioskError
try:
    print("GOT", ascii(passphrase(None, new=sys.argv[1] == "new")))
except KioskError as error:
    print("TOLD", error)
    sys.exit(error.exit_code)
"""


class Person:
    """Somebody at a terminal, who types an answer each time a question ends with a colon."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)

    def meets(self, *command: str) -> tuple[str, int]:
        """What stood on the terminal in the end, and the exit code."""
        child, terminal = pty.fork()
        if child == 0:
            try:
                os.chdir(ROOT)
                signal.signal(signal.SIGINT, signal.SIG_DFL)  # though a shell may run this with `&`
                environment = {**os.environ, "PYTHONPATH": str(ROOT)}
                environment.pop("KIOSK_PASSPHRASE", None)
                os.execve(command[0], command, environment)  # noqa: S606 - the child becomes it
            finally:
                os._exit(127)  # never a second run of these tests
        said = ""
        answered = 0
        while True:
            try:
                more = os.read(terminal, 1024)
            except OSError as error:
                if error.errno != errno.EIO:  # the terminal of a child that left
                    raise
                break
            if not more:
                break
            said += more.decode()
            while self._answers and said.count(": ") > answered:
                answered += 1
                os.write(terminal, self._answers.pop(0).encode() + b"\n")
        os.close(terminal)
        return said, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def asked(self, kind: str) -> tuple[str, int]:
        """Meet the question itself."""
        return self.meets(sys.executable, "-c", ASK, kind)


def test_a_passphrase_is_typed_unseen() -> None:
    """Who looks over a shoulder at the screen sees nothing of it."""
    said, code = Person("geheime zin").asked("known")
    assert code == 0
    assert said.startswith("Passphrase: ")
    assert said.count("geheime zin") == 1  # what this test prints
    assert "GOT 'geheime zin'" in said


def test_a_new_one_is_typed_twice() -> None:
    """A slip in a new passphrase would lock its owner out: it is noticed, and asked again."""
    said, code = Person("eerste zin", "eerste zon", "tweede zin", "tweede zin").asked("new")
    assert code == 0
    assert said.count("These two differ.") == 1
    assert "GOT 'tweede zin'" in said


def test_after_three_slips_it_is_enough() -> None:
    """Nobody is asked for ever."""
    said, code = Person("a1", "b1", "a2", "b2", "a3", "b3").asked("new")
    assert code == 2
    assert "TOLD no passphrase was typed twice the same" in said


@pytest.mark.parametrize("sign", ["\x03", "\x04"])
def test_who_gives_up_leaves_nothing(tmp_path: Path, sign: str) -> None:
    """Ctrl-C and Ctrl-D at the question end the command, and no key is made."""
    folder = tmp_path / "keys"
    said, code = Person(sign).meets(sys.executable, "-m", "kiosk", "keys", "new", str(folder))
    assert code == 1
    assert "stopped" in said
    assert not folder.exists()
