"""Who loads packs, turns them back, clears up or publishes: once, and, if refused, once more.

`python librarian.py HOME STICK` takes an order a line, as JSON, and forks somebody for each: all is
imported once, when the first pack is loaded into HOME. They tell their number (`is 123`), wait for
a SIGUSR1 when all is ready, and tell in JSON what became of it. When they are gone, however that
came, `gone` is told. Nothing in here imports Kivy.
"""

import contextlib
import ctypes
import hashlib
import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from nursery import tell
from packs.publisher import Publisher
from shelf_judge import judged, load

from kiosk.errors import KioskError
from kiosk.packs.shelf import Shelf
from kiosk.publish import publishing
from kiosk.publish.consistency import OpenedRing

NOON: Final = datetime(2018, 10, 5, 12, tzinfo=UTC)
NEXT: Final[dict[str, Any]] = {"title": "Daarna", "films": ("winter",), "film_bytes": 1_200_000}
"""What is published after the first pack."""
BOOT: Final = "the first boot"
_PR_SET_PTRACER: Final = 0x59616D61


class Librarian:
    """Somebody at one kiosk, whose shelf lies in `home`, with a stick.

    Or who has the keys of a publisher, which lie in `home`.
    """

    def __init__(self, home: Path, stick: Path) -> None:
        self._home = home
        self._stick = stick
        self._shelf: Shelf | None = None

    def prepare(self, act: str) -> None:
        """Start the program, as far as that is not the act itself."""
        if act == "publish":
            self._publisher = Publisher(self._home, founded=False)
            self._ready = self._publisher.exhibit(**NEXT)
        elif act not in {"start", "first"}:
            self._start()

    def leave(self) -> None:
        """Leave in order, long after the trial."""
        self._open.shown()
        self._open.stood()
        self._open.leaving()
        self._open.close()

    def act(self, name: str) -> int | None:
        """Do something; the version of the pack that is on then, or on the stick."""
        if name == "publish":
            return self._publish()
        acts: dict[str, Callable[[], object]] = {
            "start": self._start,
            "first": self._first,
            "load": self._load,
            "back": self._back,
            "collect": self._collect,
            "forget": self._forget,
        }
        acts[name]()
        on = self._open.on()
        return on.version if on else None

    @property
    def _open(self) -> Shelf:
        assert self._shelf
        return self._shelf

    def _start(self) -> None:
        if self._shelf:
            self._shelf.close()
        self._shelf = Shelf.open(self._home)
        self._shelf.begin(BOOT)

    def _first(self) -> None:
        self._start()
        self._load()

    def _publish(self) -> int:
        """What `kiosk pack publish` does, once the exhibit is prepared."""
        keys, daily = self._publisher.keys, self._publisher.daily
        return publishing.publish(
            self._ready, OpenedRing(keys, daily), self._stick, now=NOON
        ).version

    def _back(self) -> None:
        self._open.back()

    def _collect(self) -> None:
        self._open.collect()

    def _forget(self) -> None:
        self._open.forget()
        self._open.collect()

    def _load(self) -> None:
        load(self._open, self._stick, NOON)


def sha256(content: bytes) -> str:
    """The name of a blob."""
    return hashlib.sha256(content).hexdigest()


def attempt(act: Callable[[], int | None]) -> dict[str, Any]:
    """Try; what became of it, or in which words it failed."""
    try:
        return {"done": act()}
    except KioskError as error:
        kind = getattr(error, "kind", getattr(error, "reason", ""))
        told = {"told": type(error).__name__, "kind": kind, "words": str(error)}
        return told if error.what and error.advice else {"fault": f"no advice: {error!r}"}
    except Exception as error:  # noqa: BLE001 - that is the fault looked for
        return {"fault": f"{type(error).__name__}: {error}"}


def live(order: dict[str, Any]) -> None:
    """Do what is ordered."""
    if order["act"] == "judge":
        tell(json.dumps(judged(order)))
        return
    if order.get("careless"):
        os.fsync = lambda _descriptor: None  # type: ignore[assignment]
        del os.posix_fadvise  # it sets the system writing, too
    librarian = Librarian(Path(order["home"]), Path(order["stick"]))
    librarian.prepare(order["act"])
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)  # whoever traces it
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    tell(f"is {os.getpid()}")
    signal.sigwait({signal.SIGUSR1})
    first = attempt(lambda: librarian.act(order["act"]))
    again = attempt(lambda: librarian.act(order["act"])) if "told" in first else None
    tell(json.dumps({"first": first, "again": again}))


def main() -> None:
    """Fork somebody for each order, until the orders end."""
    logging.disable()
    rehearsal = Librarian(Path(sys.argv[1]), Path(sys.argv[2]))
    rehearsal.act("first")
    rehearsal.leave()
    publisher = Publisher(Path(sys.argv[1]).with_name("rehearsed"))
    publisher.publish(Path(sys.argv[1]).with_name("stick rehearsed"))
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                live(json.loads(line))
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
                tell(json.dumps({"fault": f"{type(error).__name__}: {error}"}))
            finally:
                os._exit(0)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)
        tell("gone")


if __name__ == "__main__":
    main()
