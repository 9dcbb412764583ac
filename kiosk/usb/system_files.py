"""What systems leave on a stick beside what people put there: passed over, never told."""

from typing import Final

_NAMES: Final = {
    "$recycle.bin",
    "__macosx",
    "desktop.ini",
    "found.000",
    "lost+found",
    "recycler",
    "system volume information",
    "thumbs.db",
}


def is_litter(name: str) -> bool:
    """Whether a file or folder called so is nobody's: also a Mac's `._x` beside each `x`."""
    return name.startswith(".") or name.lower() in _NAMES
