"""Where bundles lie on a stick, and how a file there is read.

No link is followed, nothing but regular files is opened, and nothing larger than a bundle is taken
in.
"""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING, Final

from kiosk.errors import MachineError
from kiosk.signups import bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEEPEST: Final = 5
"""Folders inside folders that are looked into: copies of several sticks may lie in one folder."""
MOST: Final = 100_000
"""Names that are looked at: somebody's whole disk is no stick."""

_NAME = re.compile(r"[0-9]{8}-[0-9a-f]{64}\.tar")
_OPEN = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe has nobody at its other end
    | getattr(os, "O_BINARY", 0)
)


def bundles(folder: Path) -> list[Path]:
    """Files in `folder` that are bundles by their names, in order of their paths.

    Inside a folder called KIOSK-SIGNUPS every `.tar` is looked at, whatever it is called.
    Raises MachineError if `folder` cannot be read.
    """
    try:
        return sorted(_found(folder, DEEPEST, [MOST], inside=bundle.FOLDER in folder.parts))
    except OSError as error:
        raise MachineError(
            f"{folder} cannot be read: {error.strerror}", "put the stick in, and look at its name"
        ) from error


def _found(folder: Path, deep: int, left: list[int], *, inside: bool) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        folders = []
        for entry in entries:
            left[0] -= 1
            if left[0] < 0:
                return
            try:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif entry.is_file(follow_symlinks=False) and (
                    _NAME.fullmatch(entry.name) or (inside and entry.name.endswith(".tar"))
                ):
                    yield folder / entry.name
            except OSError:
                continue  # a name that leads nowhere any more
    for name in sorted(folders) if deep else []:
        try:
            yield from _found(folder / name, deep - 1, left, inside=inside or name == bundle.FOLDER)
        except OSError:
            continue  # "System Volume Information" is nobody's business


def read(file: Path) -> bytes | None:
    """The bytes of a file; None if it is larger than any bundle, or no regular file.

    Raises OSError if it cannot be read.
    """
    descriptor = os.open(file, _OPEN)
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        content = opened.read(bundle.MAX_BYTES + 1)
    return content if len(content) <= bundle.MAX_BYTES else None
