"""What is known beside a collection, though not in it: where its backups lie, and the last evening.

    FILE.diary.json

The collection itself tells nothing of when it was collected, and cannot tell that it is gone. So
this lies beside it; without it only a question more is asked.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from kiosk.errors import MachineError
from kiosk.office.note import Note

MOST_BACKUPS: Final = 8
"""Folders that are remembered, the newest first."""


class Diary(Note):
    """When a collection was last used, and where its backups lie."""

    backups: tuple[Path, ...] = ()
    """Where its backups went, the newest first."""

    def with_backup(self, folder: Path) -> Diary:
        """A diary in which this folder holds a backup."""
        others = [backup for backup in self.backups if backup != folder]
        return self.model_copy(update={"backups": (folder, *others)[:MOST_BACKUPS]})


def path(collection: Path) -> Path:
    """Where the diary of a collection lies."""
    return collection.with_name(f"{collection.name}.diary.json")


def read(collection: Path) -> Diary:
    """The diary of the collection in this file; an empty one if there is none, or a bad one."""
    return Diary.read(path(collection))


def write(collection: Path, diary: Diary) -> None:
    """Keep this from now on. Raises MachineError."""
    if diary != read(collection):
        diary.write(path(collection))


def note(collection: Path, diary: Diary) -> None:
    """Keep this, if that can be: it costs a question more where it cannot."""
    with suppress(MachineError):
        write(collection, diary)


def restoring(collection: Path, folder: Path | None = None) -> str:
    """What to type to put a collection back from its backup, as a shell of this system reads it.

    Without `folder`, from where the last backup went; `FOLDER` stands there if nobody knows.
    """
    known = folder or next(iter(read(collection).backups), None)
    return _typed("restore", collection, "--backup", str(known) if known else "FOLDER")


def honouring(collection: Path, kiosk: str) -> str:
    """What to type to take back what this kiosk says, without proof, was taken back."""
    return _typed("forget", collection, "--unproved", kiosk)


def _typed(command: str, collection: Path, *more: str) -> str:
    words = ["kiosk", "signups", command, str(collection), *more]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
