"""Work in another process: it gives way, tells how far it is, stops, and is never waited for."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from station import chores

from kiosk.errors import InstallError, KioskError, MachineError, RefusedError
from kiosk.station.idle_process import IdleProcess


def test_what_it_makes_comes_back() -> None:
    """And how far it is, on the way."""
    assert IdleProcess().run(chores.add, 2, other=3) == 5
    told: list[int] = []
    assert IdleProcess(progress=told.append).run(chores.count, 50) == "counted"
    assert told == list(range(50))


@pytest.mark.skipif(sys.platform != "linux", reason="priorities are numbers of Linux here")
def test_it_computes_and_reads_when_nobody_else_does() -> None:
    """The lowest priority there is for both; ours stays."""
    here = os.nice(0)
    assert IdleProcess().run(chores.priority) == (19, 3)
    assert os.nice(0) == here


def test_it_stops_when_told_to() -> None:
    """With the error that the work itself has for it."""
    told: list[int] = []
    child = IdleProcess(progress=told.append, stop=lambda: len(told) >= 3)
    with pytest.raises(InstallError, match="stopped at") as caught:
        child.run(chores.count, 10**9)
    assert caught.value.kind == "stopped"
    assert caught.value.advice == "begin again"


def test_an_error_of_ours_comes_back_whole() -> None:
    """With its kind and advice; one that ends without a word is the machine's fault."""
    with pytest.raises(RefusedError) as caught:
        IdleProcess().run(chores.refuse)
    assert (caught.value.kind, str(caught.value)) == ("stranger", "nobody knows it — ask")
    with pytest.raises(MachineError, match="has ended"):
        IdleProcess().run(chores.fall)


def test_it_stops_when_this_program_ends(tmp_path: Path) -> None:
    """A plug pulled, or a crash: no child goes on alone."""
    mark = tmp_path / "mark"
    code = (
        "import pathlib, sys; from station import chores;"
        "from kiosk.station.idle_process import IdleProcess;"
        "IdleProcess().run(chores.wait, pathlib.Path(sys.argv[1]))"
    )
    tests = os.pathsep.join(path for path in sys.path if path)
    program = subprocess.Popen(
        [sys.executable, "-c", code, str(mark)], env={**os.environ, "PYTHONPATH": tests}
    )
    moment = threading.Event()
    for _ in range(1000):
        if mark.with_suffix(".pid").exists():
            break
        moment.wait(0.02)
    program.kill()
    program.wait()
    for _ in range(1000):
        if mark.exists():
            break
        moment.wait(0.02)
    assert mark.read_text("ascii") == "stopped"


def every_error(kind: type[KioskError]) -> list[type[KioskError]]:
    """A kind of error, and all kinds of it."""
    return [kind, *(one for sub in kind.__subclasses__() for one in every_error(sub))]


def test_every_kind_of_error_can_be_sent() -> None:
    """Also one whose constructor takes other things than a sentence."""
    import pickle

    for kind in every_error(KioskError):
        error = kind.__new__(kind, "what")
        error.__dict__.update(what="what", advice="advice")
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
        assert type(again) is kind
        assert (again.what, again.advice, again.args) == ("what", "advice", ("what",))
