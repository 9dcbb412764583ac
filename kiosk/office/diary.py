"""What is known beside a collection, though not in it: where its backups lie, and the last evening.

    FILE.diary.json

The collection itself tells nothing of when it was collected, and cannot tell that it is gone. So
this lies beside it; without it only a question more is asked.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kiosk import files
from kiosk.errors import MachineError

MOST_BACKUPS: Final = 8
"""Folders that are remembered, the newest first."""
_MAX_BYTES = 64 << 10


@dataclass(frozen=True, slots=True)
class Diary:
    """When a collection was last used, and where its backups lie."""

    last: datetime | None = None
    """The last moment that was believed here."""
    backups: tuple[Path, ...] = ()
    """Where its backups went, the newest first."""

    def with_evening(self, now: datetime) -> Diary:
        """A diary in which the last evening was at this moment, whose date is believed."""
        return replace(self, last=now)

    def with_backup(self, folder: Path) -> Diary:
        """A diary in which this folder holds a backup."""
        others = [backup for backup in self.backups if backup != folder]
        return replace(self, backups=(folder, *others)[:MOST_BACKUPS])


def path(collection: Path) -> Path:
    """Where the diary of a collection lies."""
    return collection.with_name(f"{collection.name}.diary.json")


def read(collection: Path) -> Diary:
    """The diary of the collection in this file; an empty one if there is none, or a bad one."""
    try:
        with path(collection).open("rb") as opened:
            found = json.loads(opened.read(_MAX_BYTES))
        last = found.get("last")
        return Diary(
            last=datetime.fromisoformat(last).astimezone(UTC) if last else None,
            backups=tuple(Path(folder) for folder in found.get("backups", [])),
        )
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return Diary()


def write(collection: Path, diary: Diary) -> None:
    """Keep this from now on. Raises MachineError."""
    content = {
        "format": 1,
        "last": diary.last.isoformat() if diary.last else None,
        "backups": [str(backup) for backup in diary.backups],
    }
    if diary != read(collection):
        files.replace(path(collection), (json.dumps(content, indent=1) + "\n").encode("ascii"))


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
