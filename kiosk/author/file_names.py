"""Names of files that read the same on every computer and every stick."""

import re
from fnmatch import fnmatchcase

from kiosk.author.letters import quote

MAX_LENGTH = 64

_SAFE = re.compile(r"[A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""
_LITTER = (
    ".DS_Store", "._*", ".Spotlight-V100", ".Trashes", ".fseventsd", "Thumbs.db", "desktop.ini",
    ".directory", ".Trash-*", ".git", ".gitignore", ".gitattributes", ".gitkeep", ".#*", "#*#",
    "*~", ".*.sw?", ".~lock.*", "4913", ".*.part",
)  # fmt: skip


_OF_STICKS = frozenset(
    {
        *("system volume information", "$recycle.bin", "recycler", "found.000", "lost+found"),
        *("lost.dir", "autorun.inf", ".trash"),
        *("kiosk-pack", "kiosk-signups", "kiosk-receipts", "kiosk-status"),
    }
)
"""What systems and kiosks leave on the root of a stick, in any case of letters."""


def litter(name: str) -> bool:
    """Whether a system or an editor left this file behind. It is no part of an exhibit."""
    return name.casefold() in _OF_STICKS or any(fnmatchcase(name, pattern) for pattern in _LITTER)


def unsafe(name: str) -> tuple[str, str] | None:
    """Why one file or folder cannot be called `name`, and what to do; None if it can."""
    if len(name) > MAX_LENGTH:
        return f"a name of {len(name)} characters", f"make it at most {MAX_LENGTH} characters"
    if name.startswith((".", "-")):
        return f"a name that begins with '{name[0]}'", "begin it with a letter or digit"
    if not _SAFE.fullmatch(name):
        odd = next(each for each in name if not _SAFE.fullmatch(each))
        odd = "a space" if odd.isspace() else f"'{quote(odd)}'"
        return f"{odd} in the name of a file", "use a-z, A-Z, 0-9, '.', '-' and '_'"
    if name.endswith("."):
        return "a name that ends with a dot", "Windows drops it; take it out"
    if _RESERVED.fullmatch(name):
        return f"'{name}' is a name that Windows keeps for itself", "call it something else"
    return None
