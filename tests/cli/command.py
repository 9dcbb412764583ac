"""Who types commands: a script, and somebody at a terminal."""

import errno
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from kiosk.cli import main

ROOT = Path(__file__).parents[2]
DEMO_KEYS = ROOT / "content" / "demo-keys"
OFFSCREEN = {"SDL_VIDEODRIVER": "offscreen"}


class Done(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str

    def printed(self, code: int = 0) -> str:
        """The results on stdout, of a command that ended with this code."""
        assert self.code == code, self.err
        return self.out

    def told(self, code: int = 0) -> str:
        """The words on stderr, of a command that ended with this code."""
        assert self.code == code, self.err
        return self.err


def process(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """A Python of its own with these words, no terminal, and nobody who answers."""
    plain = {key: value for key, value in os.environ.items() if key != "KIOSK_PASSPHRASE"}
    return subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=ROOT,
        env=plain | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


class Command:
    """Types `kiosk …` in this process, as a script does."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: object) -> Done:
        """What came of it; what was printed before is not in it."""
        self._capsys.readouterr()
        code = main([str(word) for word in words])
        return Done(code, *self._capsys.readouterr())


def at_terminal(
    home: Path, answers: dict[str, list[str]], *words: object, python: tuple[str, ...] = ()
) -> tuple[str, int]:
    """What stood on a terminal in the end, and the exit code of `kiosk …`, or of `python`.

    Of each question the answers are typed, one after the other, when it asks: it ends with the key.
    """
    import pty  # Windows has none

    left = {question: list(given) for question, given in answers.items()}
    child, terminal = pty.fork()
    if child == 0:
        try:
            os.chdir(home)
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # though a shell may run this with `&`
            environment = {"PYTHONPATH": str(ROOT), "HOME": str(home), "PATH": os.defpath}
            environment |= {"TERM": "dumb", "LANG": "C.UTF-8"}
            command = [sys.executable, *(python or ("-m", "kiosk")), *map(str, words)]
            os.execve(command[0], command, environment)  # noqa: S606 - the child becomes it
        finally:
            os._exit(127)  # never a second run of these tests
    said = heard = ""
    while select.select([terminal], [], [], 60)[0]:
        try:
            more = os.read(terminal, 4096).decode()
        except OSError as error:
            if error.errno != errno.EIO:  # the terminal of a child that left
                raise
            break
        if not more:
            break
        said, heard = said + more, heard + more
        for question, given in left.items():
            # The space after it comes when what is typed is no longer shown.
            if given and heard.endswith(f"{question} "):
                os.write(terminal, given.pop(0).encode() + b"\n")
                heard = ""
    else:
        said += "(silent for a minute)"
    os.close(terminal)
    return said, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def leave(process: subprocess.Popen[str], number: int = signal.SIGTERM, seconds: int = 60) -> Done:
    """Tell a kiosk that runs to leave; what came of it."""
    process.send_signal(number)
    out, err = process.communicate(timeout=seconds)
    return Done(process.returncode, out, err)
