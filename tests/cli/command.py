"""Who types commands: a script, and somebody at a terminal."""

import errno
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from ctypes.util import find_library
from pathlib import Path
from typing import NamedTuple, NoReturn

import pytest

from kiosk.cli import main

ROOT = Path(__file__).parents[2]
DEMO_KEYS = ROOT / "content" / "demo-keys"
needs_x = pytest.mark.skipif(
    shutil.which("Xvfb") is None or find_library("Xtst") is None, reason="no Xvfb here, or no XTest"
)
OFFSCREEN = {"SDL_VIDEODRIVER": "offscreen"}
CHEAP = 10
"""The work of a ring of keys that is opened in milliseconds, as that of the demo is."""


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


def without_waiting(said: str) -> str:
    """What was said, but for lines that come only where a machine is slow: what takes long."""
    return re.sub(r"(?m)^[^\W\d][\w -]*(?: \.\.\.|: [1-9]0 %.*)\n", "", said)


def plain(environment: dict[str, str]) -> dict[str, str]:
    """What a script has in its environment, beside these: no screen, and no answer."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER", "KIOSK_PASSPHRASE"}
    return {name: os.environ[name] for name in os.environ.keys() - hidden} | environment


def process(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """A Python of its own with these words, no terminal, and nobody who answers."""
    return subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=ROOT,
        env=plain(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def forked(*words: object, **environment: str) -> Done:
    """What came of `kiosk …` in a process of its own; only that all it loads is loaded already."""
    if not hasattr(os, "fork"):  # Windows has none
        done = process("-m", "kiosk", *words, **environment)
        return Done(done.returncode, done.stdout, done.stderr)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            with Path(os.devnull).open("rb") as nothing:
                for number, file in enumerate((nothing, out, err)):
                    os.dup2(file.fileno(), number)
            _become(_kiosk(words), ROOT, plain(environment))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said = [file.seek(0) or file.read().decode() for file in (out, err)]
    return Done(code, said[0], without_waiting(said[1]))


def _kiosk(words: tuple[object, ...]) -> Callable[[], int]:
    """`kiosk …`, in a process that is its own."""

    def run() -> int:
        sys.argv = ["kiosk", *map(str, words)]
        return main()

    return run


def _become(work: Callable[[], int], folder: Path, environment: dict[str, str]) -> NoReturn:
    """Do this work as the whole program of a process that was forked; its exit code is the work's.

    Only what a program meets at its start is made anew.
    """
    code = 70
    try:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # though `&` may have begun this
        signal.alarm(120)  # who waits for ever is ended, and fails its test
        sys.stdin = os.fdopen(0, encoding="utf-8")
        sys.stdout, sys.stderr = (os.fdopen(at, "w", 1, encoding="utf-8") for at in (1, 2))
        code = work()
    except BaseException:  # noqa: BLE001 - told, as Python itself tells it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # never a second run of these tests


class Command:
    """Types `kiosk …` in this process, as a script does."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: object) -> Done:
        """What came of it; what was printed before is not in it."""
        self._capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = self._capsys.readouterr()
        return Done(code, out, without_waiting(err))


def at_terminal(
    home: Path,
    answers: dict[str, list[str]],
    *words: object,
    work: Callable[[], int] | None = None,
) -> tuple[str, int]:
    """What stood on a terminal in the end, and the exit code of `kiosk …`, or of other work.

    Of each question the answers are typed, one after the other, when it asks: it ends with the key.
    """
    import pty  # Windows has none

    left = {question: list(given) for question, given in answers.items()}
    child, terminal = pty.fork()
    if child == 0:
        environment = {"PYTHONPATH": str(ROOT), "HOME": str(home), "PATH": os.defpath}
        environment |= {"TERM": "dumb", "LANG": "C.UTF-8"}
        _become(work or _kiosk(words), home, environment)
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
