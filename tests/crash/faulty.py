"""A kiosk whose system calls fail, one after the other: libfiu, told from inside the process.

`fiu-run -x -f '' python faulty.py EXHIBIT FOLDER SEED`. Each sweep has a kiosk of its own in FOLDER.
What it tells are lines as a crowd tells them, between `kiosk NAME` and what the sweep did:
`swept CALLS FAILURES`.
"""

from __future__ import annotations

import ctypes
import errno
import logging
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from crowd import Crowd
from nursery import tell
from premises import Premises, answers

from kiosk.errors import MachineError
from kiosk.exhibit.model import Exhibit
from kiosk.signups.intake import Drawn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SYNC, FSYNC = "sync/fdatasync", "sync/fsync"
PWRITE, WRITE, SHORT = "rw/pwrite", "rw/write", "rw/pwrite/reduce"
FAULTS: Final = (
    (SYNC, errno.EIO),
    (FSYNC, errno.EIO),
    (PWRITE, errno.ENOSPC),
    (PWRITE, errno.EIO),
    (SHORT, 1),
    (WRITE, errno.ENOSPC),
    ("rw/pread", errno.EIO),
    ("rw/read", errno.EIO),
    ("rw/ftruncate", errno.EIO),
    ("oc/open", errno.EMFILE),
    ("oc/open", errno.EROFS),
    ("dir/unlink", errno.EIO),
    ("dir/rename", errno.EIO),
)
"""What fails, and how. Calls that name a file by its folder's descriptor libfiu does not know."""
LASTING: Final = {
    (SYNC, errno.EIO): "broken",
    (PWRITE, errno.ENOSPC): "full",
    (PWRITE, errno.EIO): "broken",
}
"""What fails from some moment on, and why the form is closed then."""
ACTS: Final = ("save", "withdrawal", "look", "start", "bundle", "receipt")
MOST_CALLS: Final = 500

_Decide = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p
)


class Failing:
    """One system call that fails; counts how often it was made."""

    def __init__(self, nth: int, *, lasting: bool = False) -> None:
        """The `nth` call from now fails, from 1; `lasting`, all after it as well."""
        self._nth = nth
        self._lasting = lasting
        self.calls = 0
        self.decide = _Decide(self._decide)

    @property
    def met(self) -> bool:
        """Whether it was called so often."""
        return self.calls >= self._nth

    def _decide(self, *_: Any) -> int:
        self.calls += 1
        return int(self.calls == self._nth or (self._lasting and self.met))


@contextmanager
def failing(point: str, error: int, nth: int, *, lasting: bool = False) -> Iterator[Failing]:
    """Let a system call of this process fail with `error`."""
    fiu = ctypes.CDLL(None)
    name = f"posix/io/{point}".encode()
    it = Failing(nth, lasting=lasting)
    if fiu.fiu_enable_external(name, 1, ctypes.c_void_p(error), 0, it.decide):
        raise OSError(f"libfiu knows no {name.decode()}")
    try:
        yield it
    finally:
        fiu.fiu_disable(name)


class Patient(Crowd):
    """Visitors who try again when the kiosk says that it cannot. What they tell waits."""

    def __init__(self, premises: Premises, seed: str) -> None:
        self._waiting: list[str] = []
        super().__init__(premises, seed, self._waiting.append)

    def acts(self) -> dict[str, Callable[[], None]]:
        """What is swept, by name."""
        return {
            "save": self.sign_up,
            "withdrawal": self.take_back,
            "look": self.look,
            "start": self.start,
            "bundle": self.carry,
            "receipt": self.take_receipts,
        }

    def start(self) -> None:
        """Start again, and open the store."""
        self.start_again()
        self.look()

    def prepare(self, act: str) -> None:
        """Have something to carry or to take back, where that is to be done."""
        if act in {"withdrawal", "bundle"}:
            self.sign_up()
            self.flush()

    def attempt(self, act: Callable[[], None]) -> bool:
        """Try; whether the kiosk could. If not, it must have said so in a sentence."""
        try:
            act()
        except MachineError as error:
            if not (error.what and error.advice):
                self._tell(f"fault no sentence: {error!r}")
            return False
        except Exception as error:  # noqa: BLE001 - that is the fault looked for
            self._tell(f"fault {type(error).__name__}: {error}")
            return False
        return True

    def closed(self) -> str | None:
        """Why the form is closed."""
        return self._intake.closed()

    def expect(self, closed: str | None, when: str) -> None:
        """See that the form is closed for this reason, or open."""
        found = self.closed()
        if found != closed:
            self._tell(f"fault {when} the form is {found or 'open'}, not {closed or 'open'}")

    def fault(self, words: str) -> None:
        """Tell of something that may not happen."""
        self._tell(f"fault {words}")

    def save_again(self) -> None:
        """The one who could not sign up tries again, and again."""
        begun = [line.split()[-1] for line in self._waiting if line.startswith("begin sign-up")]
        for id_ in begun[-1:] * 2:
            self._intake.save(answers(id_), Drawn("", id_))
            self._tell(f"done sign-up {id_}")

    def flush(self) -> None:
        """Tell what waits."""
        for line in self._waiting:
            tell(line)
        self._waiting.clear()


def sweep(visitors: Patient, name: str, point: str, error: int) -> None:
    """Let one act fail at its first such call, then at its second, and so on to its last."""
    failures = 0
    for nth in range(1, MOST_CALLS):
        visitors.prepare(name)
        with failing(point, error, nth) as it:
            could = visitors.attempt(visitors.acts()[name])
        failures += not could
        visitors.expect(None, f"after {name} met {point} {error} at call {nth},")
        if name == "save" and not could:
            visitors.attempt(visitors.save_again)
        visitors.flush()
        if not it.met:
            tell(f"swept {nth - 1} {failures}")
            return
    tell(f"fault {name} never came to an end")


def last(visitors: Patient, point: str, error: int, reason: str) -> None:
    """Let it fail for a while: nobody is told "saved", the form is closed; then all is well."""
    with failing(point, error, 1, lasting=True) as it:
        if visitors.attempt(visitors.sign_up):
            visitors.fault(f"saved although {point} fails")
        visitors.expect(reason, f"while {point} fails")
    visitors.expect(None, f"when {point} works again")
    visitors.attempt(visitors.save_again)
    visitors.flush()
    tell(f"swept {it.calls} 1")


def main() -> None:
    """Sweep every act by every fault."""
    logging.disable()
    exhibit = Exhibit.model_validate_json(Path(sys.argv[1]).read_text("utf-8"))

    def visitors(name: str) -> Patient:
        """At a kiosk that has done everything once: what is imported late is imported now."""
        tell(f"kiosk {name}")
        made = Patient(Premises(Path(sys.argv[2]) / name, exhibit).built(), f"{sys.argv[3]} {name}")
        for act in (made.sign_up, *made.acts().values()):
            act()
        made.flush()
        return made

    for point, error in FAULTS:
        for act in ACTS:
            name = f"{act} {point.replace('/', ' ')} {errno.errorcode[error]}"
            sweep(visitors(name), act, point, error)
    for (point, error), reason in LASTING.items():
        last(visitors(f"lasting {point.replace('/', ' ')} {reason}"), point, error, reason)
    tell("ended")


if __name__ == "__main__":
    main()
