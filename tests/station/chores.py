"""What a child process can be asked to do, for tests: it imports this module by its name."""

import os
import threading
from pathlib import Path

import psutil

from kiosk.errors import InstallError, RefusedError
from kiosk.station.idle_process import Job


def add(_job: Job, one: int, *, other: int) -> int:
    """A sum."""
    return one + other


def priority(_job: Job) -> tuple[int, int]:
    """How this process computes, and how it reads and writes."""
    ours = psutil.Process()
    return int(ours.nice()), int(ours.ionice().ioclass)


def count(job: Job, most: int) -> str:
    """Tell each number; stop when told to."""
    for number in range(most):
        job.progress(number)
        if job.stop():
            raise InstallError("stopped", f"stopped at {number}", "begin again")
    return "counted"


def wait(job: Job, mark: Path) -> None:
    """Wait until told to stop, or nobody is there; then say so in a file."""
    mark.with_suffix(".pid").write_text(str(os.getpid()), "ascii")
    while not job.stop():
        threading.Event().wait(0.02)
    mark.write_text("stopped", "ascii")


def refuse(_job: Job) -> None:
    """Meet an error of ours."""
    raise RefusedError("stranger", "nobody knows it", "ask")


def fall(_job: Job) -> None:
    """End without a word, as a process that the system kills."""
    os._exit(7)
