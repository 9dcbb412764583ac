"""A pack on a stick: what is there already stays, what is missing is written and read back.

Films and photos come first, then the metadata, and `timestamp.json` last: until that is there, the
pack that was on the stick before is on it still. What only the old pack needed goes after that.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self, TypeVar

from kiosk import files
from kiosk.errors import InputError, MachineError, PreparedError, RefusedError
from kiosk.keys import canonical
from kiosk.keys import root as roots
from kiosk.packs.metadata import MOST_BYTES, TIMESTAMP, root_name
from kiosk.packs.verification import METADATA, PACK, TARGETS
from kiosk.publish import pack_metadata
from kiosk.publish.pack_metadata import Release
from kiosk.usb.stick import PART, Folder

FolderT = TypeVar("FolderT", "Folder", "Folder | None")

_SPARE_BYTES = 2 << 20
"""For the metadata, and for what folders themselves take."""
_OWN_TARGET = re.compile(rf"[0-9a-f]{{64}}({re.escape(PART)})?")
_OWN_METADATA = re.compile(
    rf"([1-9][0-9]*\.(root|targets|snapshot)|timestamp)\.json({re.escape(PART)})?"
)
_ANOTHER = "use another stick, or take the folder {pack} off this one"


@dataclass(frozen=True, slots=True)
class MirrorState:
    """The files of a pack on the stick: missing, altered, sound."""

    missing: tuple[str, ...]
    """The SHA-256 of every file that is to be written."""
    altered: int
    """How many of them are there, but hold something else."""
    there_bytes: int
    """The length of those that are there and sound."""


class Mirror:
    """The folder of a pack on a stick."""

    def __init__(self, stick: Folder, path: Path) -> None:
        """Look at the open `stick`, which people know as `path`."""
        self._open = ExitStack()
        self._stick = stick
        self._path = path
        pack = self._hold(stick.folder(PACK))
        self._metadata = self._hold(pack.folder(METADATA)) if pack else None
        self._targets = self._hold(pack.folder(TARGETS)) if pack else None

    def __enter__(self) -> Self:
        """Use it for a while."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of its folders."""
        self._open.close()

    def refuse(self, chain: tuple[bytes, ...], last: Release | None) -> None:
        """See that the pack on the stick is one of ours, and not newer than our `last`.

        What is damaged there is no pack of anybody, and will be replaced. Raises RefusedError:
        "publisher", "older" or "mixed".
        """
        if self._metadata is None:
            return
        found = filter(None, map(roots.NAME.fullmatch, self._metadata.names()))
        for number in sorted(int(match[1]) for match in found):
            content = _small(self._metadata, root_name(number), roots.MAX_BYTES)
            if content is not None:
                self._refuse_root(chain, number, content)
        content = _small(self._metadata, TIMESTAMP, MOST_BYTES["timestamp"])
        if content is not None:
            self._refuse_timestamp(chain, last, content)

    def look(self, blobs: Mapping[str, int], progress: Callable[[int, str], None]) -> MirrorState:
        """Read what is there of these files, each byte of it, from the device itself.

        `progress` hears of so many bytes more, of a file of this name. Parts of files that were
        never whole are removed.
        """
        missing, altered, there_bytes = [], 0, 0
        for folder, part in ((self._targets, _OWN_TARGET), (self._metadata, _OWN_METADATA)):
            _remove(folder, part, ends=PART)
        for name, length in blobs.items():
            size = self._targets.size(name) if self._targets else None
            if self._targets and size == length and _is_sound(self._targets, name):
                there_bytes += length
                progress(length, name)
            else:
                altered += size is not None
                missing.append(name)
        return MirrorState(tuple(missing), altered, there_bytes)

    def make_sure_of_room(self, lengths: Iterable[int]) -> None:
        """See that files of these lengths fit. Raises MachineError that says how much is short."""
        free, piece = self._stick.room()
        wanted = sum(-(-length // piece) * piece for length in lengths)
        if wanted and (wanted := wanted + _SPARE_BYTES) > free:
            advice = "make room on it, or use another stick"
            if self._targets is not None:
                advice = f"use another stick, or take the folder {PACK} off this one and try again"
            raise MachineError(
                f"{self._path} is full: {in_words(wanted - free)} more room is needed", advice
            )

    def write(
        self,
        missing: Iterable[str],
        source: Callable[[str], BinaryIO],
        progress: Callable[[int, str], None],
    ) -> None:
        """Copy these files. `source` opens one for reading. Raises MachineError, PreparedError."""
        _, targets = self._make_folders()
        for name in missing:
            with source(name) as file:
                targets.copy(name, _checked(file, name, progress), name)

    def commit(self, chain: tuple[bytes, ...], release: Release) -> None:
        """Put the metadata there, `timestamp.json` last: from then on it is the new pack."""
        metadata, _ = self._make_folders()
        whole = {root_name(number): root for number, root in enumerate(chain, 1)} | release.files
        for name, content in (*whole.items(), (TIMESTAMP, release.timestamp)):
            if not metadata.holds(name, content):
                metadata.write(name, content)

    def prune(self, chain: tuple[bytes, ...], release: Release) -> None:
        """Remove what the pack that is on the stick now does not need, if a pack put it there."""
        numbers = range(1, len(chain) + 1)
        kept = {TIMESTAMP, *release.files, *map(root_name, numbers)}
        _remove(self._targets, _OWN_TARGET, kept=release.blobs.keys())
        _remove(self._metadata, _OWN_METADATA, kept=kept)

    def _make_folders(self) -> tuple[Folder, Folder]:
        with self._stick.make(PACK) as pack:
            self._metadata = self._metadata or self._hold(pack.make(METADATA))
            self._targets = self._targets or self._hold(pack.make(TARGETS))
        return self._metadata, self._targets

    def _hold(self, folder: FolderT) -> FolderT:
        """Let go of a folder, if there is one, with the rest."""
        if folder is not None:
            self._open.enter_context(folder)
        return folder

    def _refuse_root(self, chain: tuple[bytes, ...], number: int, content: bytes) -> None:
        if number <= len(chain) and canonical.same(chain[number - 1], content):
            return  # however it is written there: it is written anew
        try:
            roots.read(content)
        except ValueError:
            return
        if number == len(chain) + 1 and roots.follows(chain[-1], content, number):
            raise RefusedError(
                "older",
                f"the keys were replaced since this copy of them was made: {self._path} knows "
                f"the new ones",
                "use the newest copy of your keys",
            )
        raise RefusedError(
            "publisher",
            f"{self._path} carries a pack of another publisher",
            _ANOTHER.format(pack=PACK),
        )

    def _refuse_timestamp(
        self, chain: tuple[bytes, ...], last: Release | None, content: bytes
    ) -> None:
        latest = last.version if last else 0
        for each in chain:
            try:
                version = pack_metadata.version_of(roots.read(each), content)
            except ValueError:
                continue
            if version > latest:
                raise RefusedError(
                    "older",
                    f"{self._path} carries pack {version}, but this copy of your keys "
                    + (f"knows packs up to {latest}" if latest else "has published none"),
                    "use the newest copy of your keys: it knows what was published",
                )
            if last and version == latest and not canonical.same(last.timestamp, content):
                raise RefusedError(
                    "mixed",
                    f"{self._path} carries another pack {version}: it was published with another "
                    "copy of these keys",
                    _ANOTHER.format(pack=PACK) + "; and publish with one copy of your keys only",
                )


def _remove(
    folder: Folder | None, pattern: re.Pattern[str], *, kept: Collection[str] = (), ends: str = ""
) -> None:
    """Remove the files that a pack put here, but for those that are `kept`."""
    for name in folder.names() if folder else ():
        if folder and pattern.fullmatch(name) and name.endswith(ends) and name not in kept:
            folder.remove(name)


def in_words(size: int) -> str:
    """A number of bytes, for people."""
    if size >= 1_000_000_000:
        return f"{size / 1e9:.1f} GB"
    if size >= 1_000_000:
        return f"{-(-size // 1_000_000)} MB"
    return f"{-(-size // 1000)} kB"


def _small(folder: Folder, name: str, most: int) -> bytes | None:
    """A small file; None if it is not there, too large, or cannot be read."""
    with suppress(InputError, MachineError):
        return folder.read(name, most)
    return None


def _is_sound(folder: Folder, name: str) -> bool:
    """Whether a file is what it is called; not if the stick cannot read it any more."""
    with suppress(InputError, MachineError):
        return folder.digest(name) == name
    return False


def _checked(file: BinaryIO, sha256: str, progress: Callable[[int, str], None]) -> Iterator[bytes]:
    """The file in pieces. Raises PreparedError at its end if it is another file."""
    digest = hashlib.sha256()
    while chunk := file.read(files.CHUNK_BYTES):
        digest.update(chunk)
        yield chunk
        progress(len(chunk), sha256)
    if digest.hexdigest() != sha256:
        raise PreparedError(f"{sha256} was altered while it was copied", "publish again")
