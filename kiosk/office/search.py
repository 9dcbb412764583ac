"""Where bundles lie in what somebody dropped on the desk, and how a file there is read.

A stick, a folder on it, a folder with several, or one file out of an e-mail: bundles are found one
level up or many down, also under the names that browsers, mail and other systems give them. No link
is followed, nothing but regular files is opened, nothing larger than a bundle is taken in, and
nothing is unpacked.
"""

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kiosk.errors import MachineError
from kiosk.signups import bundle, tar
from kiosk.usb import stick_root
from kiosk.usb.system_files import is_litter

DEEPEST: Final = 5
"""Folders inside folders that are looked into: copies of several sticks may lie in one folder."""
MOST: Final = 100_000
"""Names that are looked at: somebody's whole disk is no stick."""

_NAME = re.compile(r"[0-9]{8}-[0-9a-f]{64}(?!.*\.part$).*", re.IGNORECASE)
"""A bundle's name, whatever was put behind it: ` (1).tar`, `.TAR`, `.tar.bin`."""
_PACKED = (".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".tbz", ".xz", ".txz", ".zst", ".cab")
_BEGINNINGS = re.compile(rb"PK|7z\xbc\xaf|Rar!\x1a|\x1f\x8b|BZh[1-9]|\xfd7zXZ|\x28\xb5\x2f\xfd")
"""What archives begin with, whatever they are called."""
_MEMBERS: Final = 2_000
"""Files in a tar of which the names are looked at."""
_MOST_OPAQUE: Final = 3
"""Archives that do not say what they hold, of which somebody hears."""
_OF_OURS = re.compile(rb"KIOSK-SIGNUPS|[0-9]{8}-[0-9a-f]{64}", re.IGNORECASE)
_PEEK_BYTES: Final = 64 << 10
_OPEN = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe has nobody at its other end
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What lies in one folder, or in one file, that was dropped."""

    named: Path
    bundles: tuple[Path, ...]
    """Files that are bundles by their names or by how they begin, in order of their paths."""
    packed: tuple[Path, ...]
    """Archives with sign-ups in them, as far as their names tell: somebody must unpack them."""
    opaque: tuple[Path, ...]
    """Some archives that do not tell what they hold, where no sign-ups were found."""
    holders: tuple[Path, ...]
    """The folders with `KIOSK-SIGNUPS` in them, and those of bundles that lie loose."""
    roots: tuple[Path, ...]
    """Where receipts go: see `stick_root.roots`."""


def look(named: Path) -> SearchResult:
    """What lies in what was dropped. Raises MachineError if it cannot be read."""
    start = stick_root.root(named)
    walk = _Walk()
    try:
        if not named.exists() or named.is_dir():
            walk.folder(start, DEEPEST)
        else:
            walk.file(named, asked=True)
    except OSError as error:
        raise MachineError(
            f"{named} cannot be read: {error.strerror}", "put the stick in, and look at its name"
        ) from error
    holders = tuple(dict.fromkeys(walk.holders[holder] for holder in sorted(walk.holders)))
    return SearchResult(
        named=named,
        bundles=tuple(sorted(walk.holders)),
        packed=tuple(sorted(walk.packed)),
        opaque=() if holders or walk.packed else tuple(sorted(walk.opaque)[:_MOST_OPAQUE]),
        holders=holders,
        roots=stick_root.roots(named, holders),
    )


@dataclass(slots=True)
class _Walk:
    """A walk through folders, while it goes on."""

    left: int = MOST
    packed: list[Path] = field(default_factory=list)
    opaque: list[Path] = field(default_factory=list)
    holders: dict[Path, Path] = field(default_factory=dict)
    """Of each bundle, the folder with `KIOSK-SIGNUPS` in it; else its own."""

    def folder(self, folder: Path, deep: int, holder: Path | None = None) -> None:
        """Look at all that is in a folder; `holder` is set inside `KIOSK-SIGNUPS`."""
        with os.scandir(folder) as entries:
            folders = []
            for entry in entries:
                self.left -= 1
                if self.left < 0:
                    return
                if is_litter(entry.name):
                    continue
                try:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.name)
                    elif entry.is_file(follow_symlinks=False):
                        self.file(folder / entry.name, holder)
                except OSError:
                    continue  # a name that leads nowhere any more
        for name in sorted(folders) if deep else []:
            held = holder or (folder if stick_root.holds_sign_ups(name) else None)
            try:
                self.folder(folder / name, deep - 1, held)
            except OSError:
                continue  # somebody else's, and locked

    def file(self, file: Path, holder: Path | None = None, *, asked: bool = False) -> None:
        """Look at a file: inside `KIOSK-SIGNUPS`, or when it was `asked` for, more closely."""
        name = file.name.lower()
        closely = asked or holder is not None or _NAME.fullmatch(name) is not None
        if name.endswith(_PACKED) or (closely and _BEGINNINGS.match(_peek(file, 0, 8))):
            if closely or _names_sign_ups(file):
                self.packed.append(file)
            elif not name.endswith(".zip"):  # a zip tells at its end what is in it
                self.opaque.append(file)
        elif (asked or name.endswith(".tar")) and _lists_sign_ups(file):
            self.packed.append(file)
        elif (
            _NAME.fullmatch(name)
            or (closely and name.endswith(".tar"))
            or ((asked or name.endswith(".tar")) and _begins(file))
        ):
            self.holders[file] = holder or stick_root.root(file.parent)


def _peek(file: Path, at: int, most: int) -> bytes:
    """Some bytes of a regular file, of its end where `at` is negative; none if it has none."""
    try:
        descriptor = os.open(file, _OPEN)
        with os.fdopen(descriptor, "rb") as opened:
            seen = os.fstat(descriptor)
            if not stat.S_ISREG(seen.st_mode):
                return b""
            opened.seek(max(0, seen.st_size + at) if at < 0 else at)
            return opened.read(most)
    except OSError:
        return b""


def _begins(file: Path) -> bool:
    """Whether a file begins as a bundle does, whatever it is called."""
    return bundle.begins(_peek(file, 0, tar.BLOCK_BYTES))


def _names_sign_ups(file: Path) -> bool:
    """Whether an archive tells, by its own name or by those in it, that it holds sign-ups."""
    seen = os.fsencode(file.name), _peek(file, 0, _PEEK_BYTES), _peek(file, -_PEEK_BYTES, -1)
    return any(map(_OF_OURS.search, seen))


def _lists_sign_ups(file: Path) -> bool:
    """Whether a tar, and no bundle, has sign-ups among the names in it: as of a whole stick."""
    at = 0
    for _ in range(0 if _begins(file) else _MEMBERS):
        block = _peek(file, at, 2 * tar.BLOCK_BYTES)  # behind the first a long name may follow
        size = tar.size(block)
        if size is None:
            return False
        if _OF_OURS.search(block):
            return True
        at += tar.BLOCK_BYTES + size + -size % tar.BLOCK_BYTES
    return False


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
