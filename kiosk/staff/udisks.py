"""Asking udisks to open a stick and to let it go: what a desktop does, where there is no desktop.

A stick that hangs must not hang the kiosk: every command has its time, and is left to itself after.
"""

from __future__ import annotations

import subprocess
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

READING: Final = "ro,nosuid,nodev,noexec"
WRITING: Final = "rw,nosuid,nodev,noexec"

_MOUNT_SECONDS: Final = 20
_UNMOUNT_SECONDS: Final = 60
_POWER_SECONDS: Final = 10
_SLICE_SECONDS: Final = 0.2
_MISSING, _LATE = 127, 124
"""What a shell and timeout(1) answer: no such command, and no answer in time."""

NOTHING = "Nothing on this machine opens sticks: udisks is missing."
ENCRYPTED = "This stick is encrypted, and cannot be read here."
UNREADABLE = "This stick has no file system that can be read here."
FORBIDDEN = "This user may not open sticks."
SILENT = "This stick does not answer."
DAMAGED = "This stick cannot be opened: it may be damaged."
BUSY = "This stick is still in use."
LOCKED = "This stick is locked: nothing can be written on it."
HASTY = "This stick can only be read: it was pulled out of another machine too soon."
GONE = "This stick is not in any more."


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended."""

    code: int
    """0 if it did what it was asked."""
    words: str = ""
    """What it said, in English."""


class Runs(Protocol):
    """Runs a command, without a shell."""

    def __call__(self, words: Sequence[str], limit_seconds: float) -> Answer:
        """Its answer, or 124 if it has none in time, or 127 if there is no such command."""


class Commands:
    """Runs commands of this machine, until it is stopped."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._stopped = Event()

    def stop(self) -> None:
        """Wait for no command any more."""
        self._stopped.set()

    def __call__(self, words: Sequence[str], limit_seconds: float) -> Answer:
        """Run it, with English answers. Told to stop, or late, it is killed but not waited for.

        A command that waits for a dead stick cannot even be killed.
        """
        try:
            process = subprocess.Popen(  # noqa: S603 - the words are ours, but for a device's name
                ["/usr/bin/env", "LC_ALL=C", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            return Answer(_MISSING, str(error.strerror))
        for _ in range(max(1, round(limit_seconds / _SLICE_SECONDS))):
            if self._stopped.is_set():
                break
            try:
                said, _ = process.communicate(timeout=_SLICE_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            return Answer(process.returncode, said.decode("utf-8", "replace").strip())
        process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=_SLICE_SECONDS)
        return Answer(_LATE)


def mount(run: Runs, device: str, options: str) -> str:
    """Open a stick; a sentence in English if that cannot be, empty if it is open now."""
    words = ("udisksctl", "mount", "-b", device, "-o", options, "--no-user-interaction")
    return _trouble(run(words, _MOUNT_SECONDS))


def unmount(run: Runs, device: str, path: Path) -> str:
    """Let go of a stick, when all is written; a sentence if that cannot be, empty if it is done."""
    late = run(("sync", "-f", str(path)), _UNMOUNT_SECONDS)
    if late.code == _LATE:
        return SILENT
    words = ("udisksctl", "unmount", "-b", device, "--no-user-interaction")
    answer = run(words, _UNMOUNT_SECONDS)
    if answer.code not in {0, _LATE} and "busy" not in answer.words.lower():
        answer = run(("umount", "--", str(path)), _UNMOUNT_SECONDS)
    if "busy" in answer.words.lower():
        return BUSY
    return _trouble(answer)


def power_off(run: Runs, device: str) -> None:
    """Let its little lamp go out, where stick and machine can."""
    run(("udisksctl", "power-off", "-b", device, "--no-user-interaction"), _POWER_SECONDS)


def _trouble(answer: Answer) -> str:
    said = answer.words.lower()
    if answer.code == 0 or "alreadymounted" in said or "notmounted" in said:
        return ""
    for code, parts, sentence in _TROUBLES:
        if answer.code == code or any(part in said for part in parts):
            return sentence
    return DAMAGED


_TROUBLES: Final = (
    (_MISSING, ("could not connect", "error connecting"), NOTHING),
    (_LATE, ("timed out", "timeout", "input/output error", "no such device"), SILENT),
    (None, ("notauthorized", "not authorized", "permission denied", "superuser"), FORBIDDEN),
    (None, ("not a mountable", "not configured in kernel", "unknown filesystem"), UNREADABLE),
)
