"""A cache of prepared photos and films, so that nothing is made twice.

A cache has an index, one small JSON file for each original, and media named by their SHA-256, as
in a prepared exhibit. An original is found again by the SHA-256 of its bytes, whatever its name.
What the index says is believed only if all its media are there and whole.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, ValidationError

from kiosk import files
from kiosk.author.digests import Digests
from kiosk.errors import MachineError, MediaError
from kiosk.exhibit.model import Frozen

_PART = ".part"


class Medium(Frozen):
    """One file of media."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: int


class Product(Frozen):
    """The prepared files of one original."""

    @property
    def media(self) -> tuple[Medium, ...]:
        """All its files; none, if something was only looked at."""
        return ()


ProductT = TypeVar("ProductT", bound=Product)


@dataclass(frozen=True, slots=True)
class Original:
    """A photo or film of an author, at one moment."""

    path: Path
    sha256: str
    bytes: int
    changed_ns: int

    @staticmethod
    def at(path: Path, digests: Digests | None = None) -> Original:
        """The file at `path`, as `digests` know it, or hashed. Raises MediaError if that fails."""
        try:
            seen = path.stat()
            sha256 = digests.sha256(path) if digests else files.sha256(path)
            return Original(path, sha256, seen.st_size, seen.st_mtime_ns)
        except OSError as error:
            what = f"the file cannot be read: {error.strerror}"
            raise MediaError(path, what, "see whether it is still there") from error

    def must_be_the_same(self) -> None:
        """Raise MediaError if the file was changed since."""
        try:
            seen = self.path.stat()
            same = (seen.st_size, seen.st_mtime_ns) == (self.bytes, self.changed_ns)
        except OSError:
            same = False
        if not same:
            what = "the file was changed while it was being prepared"
            raise MediaError(self.path, what, "prepare it again")


def place(folder: Path, cache: Path) -> Path:
    """Where in `cache` is kept what is made of the author's folder: once for all commands."""
    return cache / "preview" / sha256(os.fsencode(folder.resolve())).hexdigest()[:16]


class Cache:
    """Prepared files by their originals, on disk. Several threads may use it at once."""

    def __init__(self, index: Path, media: Path) -> None:
        """Keep the index in one folder and the media in another; both are made when needed."""
        self._index = index
        self._media = media
        self._digests = Digests(index / "digests.json")

    @staticmethod
    def at(folder: Path) -> Cache:
        """The cache that has all of `folder` to itself."""
        return Cache(folder / "index", folder / "media")

    def original(self, path: Path) -> Original:
        """The file at `path`, read only if it may have changed. Raises MediaError."""
        return Original.at(path, self._digests)

    def save(self) -> None:
        """Keep what is known of files for the next time, as well as that goes."""
        self._digests.save()

    def forget(self) -> None:
        """Read every file anew the next time: one was not what was known of it."""
        with contextlib.suppress(OSError):
            self._digests.path.unlink()

    def medium(self, name: str) -> Path:
        """Where the file with this SHA-256 lies, if it is there."""
        return self._media / name

    def recall(self, recipe: str, original: Original, kind: type[ProductT]) -> ProductT | None:
        """What `recipe` made of `original`; None if it has to be made."""
        try:
            made = kind.model_validate_json(self._entry(recipe, original).read_bytes())
        except (OSError, ValidationError):
            return None
        whole = (self._is_whole(self.medium(medium.sha256), medium) for medium in made.media)
        return made if all(whole) else None

    def remember(self, recipe: str, original: Original, made: Product) -> None:
        """Note what `recipe` made of `original`; its media are here already.

        Raises MediaError if the original changed meanwhile, MachineError if the disk is full.
        """
        original.must_be_the_same()
        files.replace(self._entry(recipe, original), made.model_dump_json().encode() + b"\n")

    def note(self, name: str) -> bytes | None:
        """What was noted under this name; None if nothing was."""
        try:
            return (self._index / f"{name}.json").read_bytes()
        except OSError:
            return None

    def keep_note(self, name: str, content: bytes) -> None:
        """Note something under a name. Raises MachineError if the disk is full."""
        files.replace(self._index / f"{name}.json", content)

    def is_whole(self, medium: Medium) -> bool:
        """Whether this file is here, every byte of it."""
        return self._is_whole(self.medium(medium.sha256), medium)

    def put(self, content: bytes) -> Medium:
        """Keep `content`. Raises MachineError if the disk is full."""
        medium = Medium(sha256=sha256(content).hexdigest(), bytes=len(content))
        if not self._is_whole(self.medium(medium.sha256), medium):
            files.replace(self.medium(medium.sha256), content)
        return medium

    def workpiece(self) -> contextlib.AbstractContextManager[Path]:
        """Where a file may be made that is to be adopted. What is not adopted is removed."""
        return _part(self._media)

    def adopt(self, workpiece: Path) -> Medium:
        """Keep a file that was made at a `workpiece`. Raises MachineError if the disk is full."""
        with _disk_errors(workpiece):
            medium = Medium(sha256=files.sha256(workpiece), bytes=workpiece.stat().st_size)
            _settle(workpiece, self.medium(medium.sha256))
        return medium

    def place(self, path: Path, folder: Path, wanted: Medium) -> None:
        """Put a durable copy of the file at `path` into `folder`, named by its SHA-256.

        What is hashed is what was copied. If it is there already and whole, nothing is done. Raises
        MediaError if it is not `wanted`, MachineError if the disk is full or may not be written.
        """
        target = folder / wanted.sha256
        if self._is_whole(target, wanted):
            return
        digest = sha256()
        with _part(folder) as part, _disk_errors(target):
            with path.open("rb") as source, part.open("xb") as copy:
                while chunk := source.read(files.CHUNK_BYTES):
                    digest.update(chunk)
                    copy.write(chunk)
            if digest.hexdigest() != wanted.sha256:
                raise MediaError(path, "the file was changed meanwhile", "prepare it again")
            _settle(part, target)

    def sweep(self) -> None:
        """Remove what was left half made by a program that was ended, a day ago or longer."""
        with self.workpiece() as mark, contextlib.suppress(OSError):
            mark.touch()
            now = mark.stat().st_mtime  # the disk's own clock, which dates the others too
            for path in self._media.glob(f".*{_PART}"):
                with contextlib.suppress(OSError):
                    if now - path.stat().st_mtime > 24 * 3600:
                        path.unlink()

    def _entry(self, recipe: str, original: Original) -> Path:
        return self._index / f"{recipe}-{original.sha256}.json"

    def _is_whole(self, path: Path, medium: Medium) -> bool:
        """Whether the file at `path` is `medium`, every byte of it."""
        try:
            return (
                path.stat().st_size == medium.bytes and self._digests.sha256(path) == medium.sha256
            )
        except OSError:
            return False


@contextlib.contextmanager
def _part(folder: Path) -> Iterator[Path]:
    """A name for half a file in `folder`, which is made; what is left under it is removed."""
    with _disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".{secrets.token_hex(8)}{_PART}"
    try:
        yield path
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


def prune(folder: Path, wanted: set[str]) -> None:
    """Remove from `folder` the media that are not `wanted`, and what was left half made.

    Only names that are SHA-256 or our own part files: a folder that somebody named by mistake
    loses nothing else. What cannot be removed (Windows holds on to a film that plays) stays until
    the next time.
    """
    pattern = re.compile(rf"[0-9a-f]{{64}}|\..*{re.escape(_PART)}")
    with _disk_errors(folder):
        found = list(folder.iterdir())
    for path in found:
        if path.name not in wanted and pattern.fullmatch(path.name):
            with contextlib.suppress(OSError):
                path.unlink()


def _settle(part: Path, target: Path) -> None:
    """Make a whole file durable under its name."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(target)
    files.sync_folder(target.parent)


@contextlib.contextmanager
def _disk_errors(path: Path) -> Iterator[None]:
    """Turn what the disk says into words."""
    try:
        yield
    except OSError as error:
        raise MachineError(
            f"{path.name} could not be written: {error.strerror}",
            "free some space or give yourself the right to write there",
        ) from error
