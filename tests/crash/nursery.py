"""Starts crowds and kills them, many a second: one process that forks, with all imported once.

`python nursery.py EXHIBIT` takes an order a line: JSON to start a crowd, `kill` to end it. What the
crowd tells comes out, then `gone`. Nothing in here imports Kivy.
"""

import json
import os
import signal
import sys
from pathlib import Path

import careless
from child import Child
from crowd import Carriers, Crowd
from premises import Premises

from kiosk.exhibit.model import Exhibit

CROWDS = {
    crowd.__name__: crowd
    for crowd in (Crowd, Carriers, careless.Hasty, careless.Unsynced, careless.UnsyncedCarrier)
}


class Nursery(Child):
    """The other end: who starts crowds and listens to them. Use it in a `with`."""

    def __init__(self, folder: Path, exhibit: Exhibit) -> None:
        super().__init__()
        self._words = folder / "exhibit.json"
        self._exhibit = exhibit

    def command(self) -> tuple[list[str], dict[str, str]]:
        """The other side of this file, and how the exhibit takes sign-ups."""
        self._words.write_text(self._exhibit.model_dump_json(), "utf-8")
        return [__file__, str(self._words)], {}

    def start(self, premises: Premises, seed: str, crowd: str = "Crowd") -> None:
        """Let a crowd in."""
        order = {"folder": str(premises.folder), "seed": seed, "crowd": crowd}
        self.order(json.dumps(order))

    def listen(self, lines: int) -> list[str]:
        """The next lines told: so many, or fewer if the crowd ends."""
        told: list[str] = []
        while len(told) < lines and "ended" not in told:
            told.append(self.line())
        return told

    def listen_for(self, word: str) -> list[str]:
        """All that is told, up to a line that begins so, or until the crowd ends."""
        told = self.listen(1)
        while not told[-1].startswith((word, "ended")):
            told += self.listen(1)
        return told

    def kill(self) -> list[str]:
        """End the crowd by `kill -9`; all that it told until then."""
        self.order("kill")
        return self.rest()

    def until_it_ends(self) -> list[str]:
        """All that a crowd tells which ends by itself."""
        return [*self.listen_for("ended"), *self.kill()]

    def rest(self) -> list[str]:
        """All that is told until the crowd is gone."""
        told: list[str] = []
        while not told or told[-1] != "gone":
            told.append(self.line())
        return told[:-1]


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
