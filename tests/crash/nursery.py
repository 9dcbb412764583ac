"""Starts crowds and kills them, many a second: one process that forks, with all imported once.

`python nursery.py EXHIBIT` takes an order a line: JSON to start a crowd, `kill` to end it. What the
crowd tells comes out, then `gone`. Nothing in here imports Kivy.
"""

import json
import os
import select
import signal
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import careless
from crowd import Carriers, Crowd
from premises import Premises

from kiosk.clock import SystemClock
from kiosk.exhibit.model import Exhibit

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0
"""A crowd that tells nothing for so long hangs."""
CROWDS = {
    crowd.__name__: crowd
    for crowd in (Crowd, Carriers, careless.Hasty, careless.Unsynced, careless.UnsyncedCarrier)
}


class HungError(AssertionError):
    """A crowd told nothing for very long."""


class Nursery:
    """The other end: who starts crowds and listens to them. Use it in a `with`."""

    def __init__(self, folder: Path, exhibit: Exhibit) -> None:
        """A crowd that is never asked for costs nothing: the process starts with the first."""
        self._folder = folder
        self._exhibit = exhibit
        self._clock = SystemClock()
        self._heard = b""

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it, and whatever crowd there is."""
        if "_process" in vars(self):
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    pipe.close()
            self._process.wait(PATIENCE_SECONDS)

    @cached_property
    def _process(self) -> subprocess.Popen[bytes]:
        words = self._folder / "exhibit.json"
        words.write_text(self._exhibit.model_dump_json(), "utf-8")
        return subprocess.Popen(
            [sys.executable, __file__, str(words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def start(self, premises: Premises, seed: str, crowd: str = "Crowd") -> None:
        """Let a crowd in."""
        order = {"folder": str(premises.folder), "seed": seed, "crowd": crowd}
        self._order(json.dumps(order))

    def listen(self, lines: int) -> list[str]:
        """The next lines told: so many, or fewer if the crowd ends."""
        told: list[str] = []
        while len(told) < lines and "ended" not in told:
            told.append(self._line())
        return told

    def listen_for(self, word: str) -> list[str]:
        """All that is told, up to a line that begins so, or until the crowd ends."""
        told = self.listen(1)
        while not told[-1].startswith((word, "ended")):
            told += self.listen(1)
        return told

    def listen_now(self) -> list[str]:
        """What was told already, without waiting for more."""
        assert self._process.stdout
        while select.select([self._process.stdout], [], [], 0)[0]:
            self._heard += os.read(self._process.stdout.fileno(), 1 << 16)
        *lines, self._heard = self._heard.split(b"\n")
        return [line.decode() for line in lines]

    def wait(self, seconds: float) -> None:
        """Wait so long, or until the crowd tells more. None of it is lost."""
        assert self._process.stdout
        if b"\n" not in self._heard:
            select.select([self._process.stdout], [], [], seconds)

    def kill(self) -> list[str]:
        """End the crowd by `kill -9`; all that it told until then."""
        self._order("kill")
        return self.rest()

    def until_it_ends(self) -> list[str]:
        """All that a crowd tells which ends by itself."""
        return [*self.listen_for("ended"), *self.kill()]

    def rest(self) -> list[str]:
        """All that is told until the crowd is gone."""
        told: list[str] = []
        while not told or told[-1] != "gone":
            told.append(self._line())
        return told[:-1]

    def _order(self, words: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(words.encode() + b"\n")

    def _line(self) -> str:
        assert self._process.stdout
        until = self._clock.seconds() + PATIENCE_SECONDS
        while b"\n" not in self._heard:
            left = until - self._clock.seconds()
            if left < 0 or not select.select([self._process.stdout], [], [], left)[0]:
                raise HungError("the crowd tells nothing any more")
            more = os.read(self._process.stdout.fileno(), 1 << 16)
            if not more:
                raise HungError("the nursery ended")
            self._heard += more
        line, self._heard = self._heard.split(b"\n", 1)
        return line.decode()


def tell(words: str) -> None:
    """One line, whole: so short a write into a pipe is never torn."""
    os.write(1, words.encode()[:4000] + b"\n")


def main() -> None:
    """Fork a crowd for each order, until the orders end."""
    words = Path(sys.argv[1])
    exhibit = Exhibit.model_validate_json(words.read_text("utf-8"))
    # Whatever is imported or made once for all is there before the first fork.
    rehearsal = Crowd(Premises(words.with_name("rehearsal"), exhibit).built(), "", lambda _: None)
    rehearsal.sign_up()
    rehearsal.leave()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            try:
                premises = Premises(Path(order["folder"]), exhibit)
                CROWDS[order["crowd"]](premises, order["seed"], tell).live()
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
                tell(f"fault {type(error).__name__}: {error}")
                tell("ended")
            finally:
                os._exit(0)
        sys.stdin.readline()  # `kill`, or nobody is there any more
        os.kill(child, signal.SIGKILL)  # not waited for yet: the number is still its own
        os.waitpid(child, 0)
        tell("gone")


if __name__ == "__main__":
    assert not any(module.startswith("kivy") for module in sys.modules)
    main()
