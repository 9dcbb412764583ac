"""A pack that was put on a stick, but not where a kiosk looks: in a folder, or packed in a zip.

Nothing of it is used. Who holds the stick is told where it lies, for the way back is long.
"""

import itertools
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final, Literal, TypeAlias

from kiosk.errors import InputError, MachineError, PackError
from kiosk.packs.verification import METADATA, PACK, TARGETS
from kiosk.usb.stick import Folder

Astray: TypeAlias = Literal["folder", "zip"]
"""It lies in a folder, or is packed."""

MOST: Final = 100
"""Folders and archives that are looked into."""
MOST_INSIDE: Final = 20
"""Names in such a folder of which those of folders are looked into: what was unpacked has few."""
_OURS = re.compile(r"KIOSK-(PACK|RECEIPTS|UNLOCK)", re.IGNORECASE)
_UNFOUND = re.compile(r"KIOSK-(PACK|UNLOCK)", re.IGNORECASE)
"""What no kiosk finds in a folder; receipts are found there."""
_PACKED = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz")
_INSIDE = re.compile(rb"KIOSK-(PACK|RECEIPTS|UNLOCK)/|metadata/1\.root\.json", re.IGNORECASE)


def look(stick: Folder) -> tuple[Astray, str] | None:
    """Where something for a kiosk lies on a stick, and what that is called; None if nowhere.

    Raises MachineError if the stick cannot be read.
    """
    names = [file for file in stick.names() if not file.startswith(".")]
    if {METADATA, TARGETS} <= set(names):
        return "folder", ""  # what should be in the folder lies beside it
    folders = (file for file in names if stick.has_folder(file))
    for name in itertools.islice(folders, MOST):
        if _holds(stick, name):
            return "folder", name
    archives = (file for file in names if file.lower().endswith(_PACKED))
    for name in itertools.islice(archives, MOST):
        if _OURS.search(name) or _tells(stick, name):
            return "zip", name
    return None


@contextmanager
def hint(stick: Folder) -> Iterator[None]:
    """Say where the pack lies, when none is found where it should be. Raises PackError."""
    try:
        yield
    except PackError as error:
        found = look(stick) if error.kind == "none" else None
        if found is None:
            raise
        where, name = found
        called = f" {name}" if name.isprintable() else ""
        if where == "zip":
            advice = f"unpack{called or ' it'}, and put what comes out on the stick itself"
        else:
            advice = f"take it out of the folder{called}: {PACK} lies on the stick itself"
            advice = advice if name else f"put {METADATA} and {TARGETS} into a folder {PACK}"
        raise PackError(
            "none", "the pack does not lie where a kiosk looks for it", advice
        ) from error


def _holds(stick: Folder, name: str, *, deeper: bool = True) -> bool:
    """Whether a folder, or one in it, holds what should lie on the stick itself."""
    try:
        folder = stick.folder(name)
        if folder is None:
            return False
        with folder:
            inside = folder.names()
            as_pack = name != PACK and {METADATA, TARGETS} <= set(inside)
            return (
                as_pack
                or any(map(_UNFOUND.match, inside))
                or (
                    deeper
                    and any(_holds(folder, name, deeper=False) for name in inside[:MOST_INSIDE])
                )
            )
    except (InputError, MachineError):
        return False  # somebody else's, and locked


def _tells(stick: Folder, name: str) -> bool:
    """Whether an archive tells at its beginning that it holds something for a kiosk."""
    try:
        with closing(stick.pieces(name)) as pieces:
            return _INSIDE.search(next(pieces, b"")[: 64 << 10]) is not None
    except (InputError, MachineError):
        return False
