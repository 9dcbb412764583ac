"""A kiosk whose system calls fail, one after the other: libfiu, told from inside the process.

`fiu-run -x -f '' python faulty.py EXHIBIT FOLDER SEED`. Each sweep has a kiosk of its own in the
folder; what is told are lines as a crowd tells them, between `kiosk NAME` and what the sweep did:
`swept CALLS FAILURES`.
"""

import ctypes
import errno
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from child import ROOT
from crowd import Crowd
from nursery import tell
from premises import NOON, Premises, answers

from kiosk.errors import MachineError
from kiosk.exhibit.model import Exhibit
from kiosk.keys import demo, keyring
from kiosk.keys.signing import Signer
from kiosk.signups import receipt
from kiosk.signups.intake import VisitorCode

FAULTS: Final = {
    "a sync of data fails": ("sync/fdatasync", errno.EIO),
    "a sync fails": ("sync/fsync", errno.EIO),
    "no room to write at a place": ("rw/pwrite", errno.ENOSPC),
    "a write at a place fails": ("rw/pwrite", errno.EIO),
    "a write at a place is one byte short": ("rw/pwrite/reduce", 1),
    "no room to write": ("rw/write", errno.ENOSPC),
    "a read at a place fails": ("rw/pread", errno.EIO),
    "a read fails": ("rw/read", errno.EIO),
    "a file cannot be cut off": ("rw/ftruncate", errno.EIO),
    "too many files are open": ("oc/open", errno.EMFILE),
    "a file may not be written": ("oc/open", errno.EROFS),
    "a name cannot be taken away": ("dir/unlink", errno.EIO),
    "a name cannot be changed": ("dir/rename", errno.EIO),
}
"""What fails, and how. Calls that name a file by its folder's descriptor libfiu does not know."""
LASTING: Final = {
    "a sync of data fails": ("broken",),
    "no room to write at a place": ("full", "broken"),
    "a write at a place fails": ("broken",),
}
"""What fails from some moment on, and why the form may be closed then.

Where there is room but it cannot be had, SQLite does not say why its log cannot be opened. A disk
that is really full is another test.
"""
ACTS: Final = ("save", "withdrawal", "look", "start", "bundle", "receipt")

_Decide = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p
)


class Failing:
    """One system call that fails; counts how often it was made."""

    def __init__(self, nth: int, *, lasting: bool = False) -> None:
        """The `nth` call from now fails, 0 for none; `lasting`, all after it as well."""
        self._nth = nth
        self._lasting = lasting
        self.calls = 0
        self.decide = _Decide(self._decide)

    def _decide(self, *_: Any) -> int:
        self.calls += 1
        return int(self.calls == self._nth or (self._lasting and self.calls > self._nth))


@contextmanager
def failing(point: str, error: int, nth: int, *, lasting: bool = False) -> Iterator[Failing]:
    """Let a system call of this process fail with `error`."""
    fiu = ctypes.CDLL(None)
    name = f"posix/io/{point}".encode()
    failure = Failing(nth, lasting=lasting)
    if fiu.fiu_enable_external(name, 1, ctypes.c_void_p(error), 0, failure.decide):
        raise OSError(f"libfiu knows no {name.decode()}")
    try:
        yield failure
    finally:
        fiu.fiu_disable(name)


class Patient(Crowd):
    """Visitors who try again when the kiosk says that it cannot. What they tell waits."""

    def __init__(self, premises: Premises, seed: str, signer: Signer) -> None:
        """`signer` writes the coordinator's receipts."""
        self._signer = signer
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
        """Have something to carry, to take back or to be received, where that is to be done."""
        if act in {"withdrawal", "bundle", "receipt"}:
            self.sign_up()
        if act == "receipt":
            self.carry()
            self._bring_receipt()
        self.flush()

    def _bring_receipt(self) -> None:
        """Put a receipt for the last sign-up on the stick, in the place of any other."""
        with self._intake.stores() as stores:
            store = stores[0].store
            event = store.events(store.last_number, store.last_number)[0]
        named = {store.kiosk: [(event.number, event.id, event.hash(store.kiosk))]}
        folder = self._premises.stick / receipt.FOLDER
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for portion in receipt.portions(named, NOON):
            content = receipt.write(portion, self._signer)
            (folder / receipt.name(content)).write_bytes(content)

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

    def expect(self, closed: tuple[str | None, ...], when: str) -> None:
        """See that the form is closed for one of these reasons; None is that it is open."""
        found = self._intake.closed()
        if found not in closed:
            self._tell(f"fault {when} the form is {found or 'open'}")

    def fault(self, words: str) -> None:
        """Tell of something that may not happen."""
        self._tell(f"fault {words}")

    def save_again(self) -> None:
        """The one who could not sign up tries again, and again."""
        begun = [line.split()[-1] for line in self._waiting if line.startswith("begin sign-up")]
        for id_ in begun[-1:] * 2:
            self._intake.save(answers(id_), VisitorCode("", id_))
            self._tell(f"done sign-up {id_}")

    def flush(self) -> None:
        """Tell what waits."""
        for line in self._waiting:
            tell(line)
        self._waiting.clear()


def sweep(visitors: Patient, act: str, point: str, error: int) -> None:
    """Let an act fail at its first such call, then at its second, and so on to its last."""
    visitors.prepare(act)
    with failing(point, error, 0) as counted:
        visitors.attempt(visitors.acts()[act])
    visitors.flush()
    failures = 0
    for nth in range(1, counted.calls + 1):
        visitors.prepare(act)
        with failing(point, error, nth):
            could = visitors.attempt(visitors.acts()[act])
        failures += not could
        visitors.expect((None,), f"after call {nth}")
        if act == "save" and not could:
            visitors.attempt(visitors.save_again)
        visitors.flush()
    tell(f"swept {counted.calls} {failures}")


def last(visitors: Patient, point: str, error: int, reasons: tuple[str, ...]) -> None:
    """Let it fail for a while: nobody is told "saved", the form is closed; then all is well."""
    with failing(point, error, 1, lasting=True) as failure:
        if visitors.attempt(visitors.sign_up):
            visitors.fault("saved all the same")
        visitors.expect(reasons, "meanwhile")
    visitors.expect((None,), "afterwards")
    visitors.attempt(visitors.save_again)
    visitors.flush()
    tell(f"swept {failure.calls} 1")


def main() -> None:
    """Sweep every act by every fault."""
    logging.disable()
    exhibit = Exhibit.model_validate_json(Path(sys.argv[1]).read_text("utf-8"))
    signer = keyring.open_daily(ROOT / "content" / "demo-keys", demo.PASSPHRASE).receipt

    def visitors(name: str) -> Patient:
        """At a kiosk that has done everything once: what is imported late is imported now."""
        tell(f"kiosk {name}")
        premises = Premises(Path(sys.argv[2]) / name, exhibit).built()
        made = Patient(premises, f"{sys.argv[3]} {name}", signer)
        for act in (made.sign_up, *made.acts().values()):
            act()
        made.flush()
        return made

    for fault, (point, error) in FAULTS.items():
        for act in ACTS:
            sweep(visitors(f"{act}, {fault}"), act, point, error)
    for fault, reasons in LASTING.items():
        last(visitors(f"save, {fault} for a while"), *FAULTS[fault], reasons)
    tell("ended")


if __name__ == "__main__":
    main()
