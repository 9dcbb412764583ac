"""A process that is told in lines what to do, and tells in lines what came of it."""

import os
import select
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from kiosk.clock import SystemClock

ROOT: Final = Path(__file__).parents[2]
PATIENCE_SECONDS: Final = 60.0
"""Who tells nothing for so long hangs."""


class HungError(AssertionError):
    """Nothing was told for very long."""


class Child:
    """The other end. It starts with the first order. Use it in a `with`."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self._heard = b""

    def command(self) -> tuple[list[str], dict[str, str]]:
        """The words of its command line behind Python, and what its environment has beside."""
        raise NotImplementedError

    @cached_property
    def _process(self) -> subprocess.Popen[bytes]:
        words, beside = self.command()
        paths = f"{ROOT}:{ROOT / 'tests'}"
        return subprocess.Popen(
            [sys.executable, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": paths, **beside},
        )

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it, and whatever it does."""
        if "_process" in vars(self):
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    pipe.close()
            self._process.wait(PATIENCE_SECONDS)

    def order(self, words: str) -> None:
        """Tell it one line."""
        assert self._process.stdin
        self._process.stdin.write(words.encode() + b"\n")

    def line(self) -> str:
        """The next line it tells."""
        until = self._clock.seconds() + PATIENCE_SECONDS
        while b"\n" not in self._heard:
            if not self._is_telling(max(0.0, until - self._clock.seconds())):
                raise HungError("nothing is told any more")
            more = self._more()
            if not more:
                raise HungError("nobody is there any more")
            self._heard += more
        line, self._heard = self._heard.split(b"\n", 1)
        return line.decode()

    def listen_now(self) -> list[str]:
        """What was told already, without waiting for more."""
        while self._is_telling(0):
            self._heard += self._more()
        *lines, self._heard = self._heard.split(b"\n")
        return [line.decode() for line in lines]

    def wait(self, seconds: float) -> None:
        """Wait so long, or until more is told. None of it is lost."""
        if b"\n" not in self._heard:
            self._is_telling(seconds)

    def _is_telling(self, seconds: float) -> bool:
        return bool(select.select([self._process.stdout], [], [], seconds)[0])

    def _more(self) -> bytes:
        assert self._process.stdout
        return os.read(self._process.stdout.fileno(), 1 << 16)
