"""Names of files that read the same on every computer and every stick."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from kiosk.errors import Fault
from kiosk.exhibit.letters import shown

MAX_LENGTH = 64
MAX_FILES = 5_000
"""More than this is no exhibit, but a whole disk."""
MAX_DEPTH = 6

_SAFE = re.compile(r"[A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""
_LITTER = (
    ".DS_Store", "._*", ".Spotlight-V100", ".Trashes", ".fseventsd", "Thumbs.db", "desktop.ini",
    ".directory", ".git", ".gitignore", ".gitattributes", ".gitkeep", ".#*", "#*#", "*~",
    ".*.sw?", ".~lock.*", "4913", ".*.part",
)  # fmt: skip
"""What systems and editors leave behind. It is no part of an exhibit, and not looked at."""
_RENAME = "use a-z, A-Z, 0-9, '.', '-' and '_'"


@dataclass(frozen=True, slots=True)
class Listing:
    """What is in an author's folder, by path inside it, with forward slashes."""

    files: frozenset[str]
    folders: frozenset[str]
    refused: frozenset[str]
    """What is there, but cannot be used; each is a fault."""
    faults: tuple[Fault, ...]


def unsafe(name: str) -> tuple[str, str] | None:
    """Why one file or folder cannot be called `name`, and what to do; None if it can."""
    if len(name) > MAX_LENGTH:
        return f"a name of {len(name)} characters", f"make it at most {MAX_LENGTH} characters"
    if name.startswith((".", "-")):
        return f"a name that begins with '{name[0]}'", "begin it with a letter or digit"
    if not _SAFE.fullmatch(name):
        odd = next(each for each in name if not _SAFE.fullmatch(each))
        return f"'{shown(odd) or ' '}' in the name of a file", _RENAME
    if name.endswith("."):
        return "a name that ends with a dot", "Windows drops it; take it out"
    if _RESERVED.fullmatch(name):
        return f"'{name}' is a name that Windows keeps for itself", "call it something else"
    return None


def walk(folder: Path) -> Listing:
    """Everything in `folder`. No link is followed. Faults are in the listing, none is raised."""
    walking = _Walking(folder)
    walking.into(PurePosixPath())
    return Listing(
        frozenset(walking.files),
        frozenset(walking.folders),
        frozenset(walking.refused),
        tuple(walking.faults),
    )


@dataclass(slots=True)
class _Walking:
    """A walk through a folder that is going on."""

    root: Path
    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    seen: int = 0

    def into(self, inside: PurePosixPath) -> None:
        """List one folder, then the folders in it."""
        try:
            with os.scandir(self.root / inside) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            what = f"this folder cannot be read: {error.strerror}"
            self._refuse(inside, what, "give yourself the right to read it")
            return
        folded: dict[str, str] = {}
        for entry in entries:
            if any(fnmatchcase(entry.name, litter) for litter in _LITTER):
                continue
            self.seen += 1
            if self.seen > MAX_FILES:
                if self.seen == MAX_FILES + 1:
                    what = f"more than {MAX_FILES} files"
                    self._refuse(inside, what, "name the folder of one exhibit")
                return
            path = inside / entry.name
            twin = folded.setdefault(entry.name.casefold(), entry.name)
            trouble = unsafe(entry.name)
            if trouble:
                self._refuse(path, *trouble)
            elif twin != entry.name:
                what = f"'{twin}' is here too, and differs only in capitals"
                self._refuse(path, what, "give it another name")
            else:
                self._keep(entry, path)

    def _keep(self, entry: os.DirEntry[str], path: PurePosixPath) -> None:
        """Take one file or folder in."""
        if entry.is_symlink():
            self._refuse(path, "a link to somewhere else", "copy the file itself here")
        elif entry.is_dir(follow_symlinks=False):
            if len(path.parts) > MAX_DEPTH:
                self._refuse(path, "a folder too deep inside folders", "move it up")
            else:
                self.folders.add(str(path))
                self.into(path)
        elif entry.is_file(follow_symlinks=False):
            self.files.add(str(path))
        else:
            self._refuse(path, "neither a file nor a folder", "take it out")

    def _refuse(self, path: PurePosixPath, what: str, advice: str) -> None:
        self.refused.add(str(path))
        self.faults.append(Fault(shown(str(path), 200), 1, what, advice))
