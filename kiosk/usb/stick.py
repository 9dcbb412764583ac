"""Files on a stick: a folder that anybody may have filled, and that may be pulled out any moment.

Nothing planted there leads elsewhere: all goes by the descriptor of a folder that is open, and only
folders and regular files on the same device are opened, never through a link. What was written is
read back from the device itself before it gets its name.

Windows opens nothing by descriptor: there each name is looked at just before it is used.
"""

from __future__ import annotations

import errno
import hashlib
import io
import itertools
import os
import shutil
import stat
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Final, Literal, Self, TypeAlias

from kiosk.errors import InputError, MachineError
from kiosk.files import FULL, forget

Kind: TypeAlias = Literal["file", "folder", "other"]
"""What a name on a stick stands for; "other" are links, devices, FIFOs, and what lies elsewhere."""

MAX_NAMES = 10_000
"""No more names of a folder are read."""
PIECE_BYTES = 1 << 20
"""Large files are read so many bytes at a time."""
PART = ".part"
"""Ends the name of a file that is still being written."""
BY_DESCRIPTOR = {os.open, os.stat, os.mkdir, os.unlink, os.rename} <= os.supports_dir_fd
"""Whether this system opens files in a folder by its descriptor."""

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
# A FIFO would wait for somebody to write into it; a terminal would become ours.
_WARY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_FOLDER = getattr(os, "O_DIRECTORY", 0)
_NAME_SURROGATE = 0x2000_0000
"""Bit of a Windows reparse tag: the name stands for another (symbolic links, junctions)."""

_USUAL_PIECE = 64 << 10
"""Bytes; no stick that people buy is made up of larger ones, except by its owner's wish."""

_KINDS: Final[dict[int, Kind]] = {stat.S_IFREG: "file", stat.S_IFDIR: "folder"}
_SEPARATORS = frozenset("/\\:\0")
_FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}
_GONE = {errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOENT, errno.ENOTCONN, errno.ESTALE}


class Folder:
    """A folder that is open. Close it, or the stick cannot be taken out."""

    def __init__(self, path: Path, descriptor: int | None, device: int) -> None:
        """Hold `descriptor`, or None where the system opens by paths only."""
        self._path = path
        self._descriptor = descriptor
        self._device = device

    @classmethod
    def open(cls, path: Path, *, by_descriptor: bool = BY_DESCRIPTOR) -> Self:
        """The folder somebody named; the way to it may hold links. Raises MachineError."""
        try:
            descriptor = os.open(path, _READ | _FOLDER) if by_descriptor else None
            seen = path.stat() if descriptor is None else os.fstat(descriptor)
        except FileNotFoundError as error:
            raise MachineError(
                f"there is no folder {path}", "put the stick in, and see what it is called"
            ) from error
        except NotADirectoryError as error:
            raise MachineError(f"{path} is no folder", "name the folder of the stick") from error
        except OSError as error:
            raise _sentence(path, error) from error
        if not stat.S_ISDIR(seen.st_mode):
            raise MachineError(f"{path} is no folder", "name the folder of the stick")
        return cls(path, descriptor, seen.st_dev)

    def __enter__(self) -> Self:
        """Use it for a while."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of it."""
        self.close()

    def close(self) -> None:
        """Let go of it; again without harm."""
        if self._descriptor is not None:
            with suppress(OSError):  # nothing is written by it
                os.close(self._descriptor)
            self._descriptor = None

    def names(self) -> list[str]:
        """The names in it, in order; of a folder with more than `MAX_NAMES`, some."""
        with (
            self._words(),
            os.scandir(self._path if self._descriptor is None else self._descriptor) as found,
        ):
            return sorted(entry.name for entry in itertools.islice(found, MAX_NAMES))

    def kind(self, name: str) -> Kind | None:
        """The kind of the entry `name`, not followed; None if none. Raises MachineError."""
        with self._words():
            return self._kind(self._stat(name))

    def has_folder(self, name: str) -> bool:
        """Whether a folder is called so; what is no name on this system, or is locked, is none."""
        with suppress(InputError, MachineError):
            return self.kind(name) == "folder"
        return False

    def make(self, name: str) -> Folder:
        """The folder `name` in this one, made if there is none.

        Raises MachineError if something else stands there, or it cannot be made.
        """
        with self._words():
            if self._stat(name) is None:
                os.mkdir(self._at(name), dir_fd=self._descriptor)
                self._sync()
        made = self.folder(name)
        if made is None:
            raise _sentence(self._path, OSError(errno.ENOENT, ""))
        return made

    def folder(self, name: str) -> Folder | None:
        """The folder `name` in this one; None if there is none.

        Raises MachineError if something else stands there, or it cannot be read.
        """
        with self._words():
            seen = self._stat(name)
            if seen is None:
                return None
            if self._kind(seen) != "folder":
                raise self._in_the_way(name)
            path = self._path / name
            if self._descriptor is None:
                return type(self)(path, None, self._device)
            descriptor = os.open(name, _READ | _FOLDER | _WARY, dir_fd=self._descriptor)
        return type(self)(path, descriptor, self._device)

    def file(self, name: str) -> FileIO:
        """The regular file `name`, open for reading, unbuffered.

        Raises InputError if there is none, or something else is called so; MachineError if it
        cannot be read.
        """
        with self._words():
            if self._kind(self._stat(name)) != "file":
                raise self._no_file(name)
            descriptor = os.open(self._at(name), _READ | _WARY, dir_fd=self._descriptor)
            file = os.fdopen(descriptor, "rb", buffering=0)
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                file.close()
                raise self._no_file(name)
        return file

    def pieces(self, name: str, start: int = 0) -> Generator[bytes, None, None]:
        """The bytes of the file `name` from `start` on, a piece at a time, however long it is.

        What was read is dropped from memory: a film must not push out what the glass needs. Raises
        InputError as `file` does, MachineError if it cannot be read.
        """
        with self._words(), self.file(name) as file:
            file.seek(start)
            while piece := file.read(PIECE_BYTES):
                forget(file.fileno(), start, len(piece))
                start += len(piece)
                yield piece

    def read(self, name: str, most: int) -> bytes:
        """The bytes of the file `name`.

        Raises InputError as `file` does, and if there are more than `most` bytes; MachineError if
        it cannot be read.
        """
        with self._words(), io.BufferedReader(self.file(name)) as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise InputError(f"{self._path / name} is too large", "leave it where it is")
        return content

    def holds(self, name: str, content: bytes) -> bool:
        """Whether the file `name` is there with just these bytes, read from the device itself.

        A file that cannot be read does not hold them. Raises MachineError if `name` is no file.
        """
        there = self.size(name)
        with suppress(InputError, MachineError):
            return there == len(content) and self.digest(name) == _sha256(content)
        return False

    def size(self, name: str) -> int | None:
        """How many bytes the file `name` has; None if there is none.

        Raises MachineError if `name` is no file, or cannot be looked at.
        """
        with self._words():
            seen = self._stat(name) if self._has(name) else None
        return seen.st_size if seen else None

    def digest(self, name: str) -> str:
        """The SHA-256 of the file `name`, in hexadecimal, read from the device itself.

        Raises InputError as `file` does, MachineError if it cannot be read.
        """
        with self._words(), self.file(name) as file:
            forget(file.fileno())
            return hashlib.file_digest(file, "sha256").hexdigest()

    def room(self) -> tuple[int, int]:
        """How many bytes are free, and in pieces of how many a file grows. Raises MachineError."""
        with self._words():
            if not hasattr(os, "statvfs"):
                return shutil.disk_usage(self._path).free, _USUAL_PIECE
            seen = os.statvfs(self._path if self._descriptor is None else self._descriptor)
        return seen.f_bavail * seen.f_frsize, seen.f_frsize

    def remove(self, name: str) -> None:
        """Take the file `name` away, if it is there. Raises MachineError if `name` is no file."""
        with self._words():
            if self._has(name):
                self._unlink(name)

    def write(self, name: str, content: bytes) -> None:
        """Put `content` at `name`, durable before this returns; a file of that name is replaced.

        First it lies beside it as `<name>.part`, is synced, dropped from memory and read back.
        Raises MachineError if the stick is full, pulled out, may not be written or does not keep
        what is written, or if something other than a file is called so. The part is gone then.
        """
        self.copy(name, (content,), _sha256(content))

    def copy(self, name: str, chunks: Iterable[bytes], sha256: str) -> None:
        """Write a large file, which comes in `chunks` and has this `sha256` altogether."""
        with self._replacing(name) as part:
            self._fill(part, chunks)
            if self.digest(part) != sha256:
                raise MachineError(
                    f"{self._path} does not keep what is written on it", "use another stick"
                )

    @contextmanager
    def _replacing(self, name: str) -> Iterator[str]:
        """The name of a part that takes the place of `name`, once it is written and sound."""
        with self._words(), ExitStack() as undo:
            part = name + PART
            self._has(name)
            if self._has(part):
                self._unlink(part)  # the stick was pulled out once
            undo.callback(self._discard, part)
            yield part
            os.replace(
                self._at(part),
                self._at(name),
                src_dir_fd=self._descriptor,
                dst_dir_fd=self._descriptor,
            )
            undo.pop_all()
            self._sync()

    def _fill(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a new file, and have it on the device."""
        descriptor = os.open(self._at(name), _WRITE | _WARY, 0o644, dir_fd=self._descriptor)
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            for chunk in chunks:
                rest = memoryview(chunk)
                while rest:
                    rest = rest[file.write(rest) or 0 :]
            os.fsync(descriptor)

    def _at(self, name: str) -> str | Path:
        """How this system is told of `name` in here. Raises InputError for what is no name."""
        if name in {"", ".", ".."} or not _SEPARATORS.isdisjoint(name):
            raise InputError("this is no name of a file", "leave it where it is")
        return self._path / name if self._descriptor is None else name

    def _stat(self, name: str) -> os.stat_result | None:
        """The status of the entry `name`, not followed; None if there is none."""
        try:
            return os.stat(self._at(name), dir_fd=self._descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def _has(self, name: str) -> bool:
        """Whether there is a file called `name`. Raises MachineError if it is something else."""
        kind = self._kind(self._stat(name))
        if kind not in {None, "file"}:
            raise self._in_the_way(name)
        return kind is not None

    def _kind(self, seen: os.stat_result | None) -> Kind | None:
        """What this stands for; "other" if that lies on another device, or elsewhere at all."""
        if seen is None:
            return None
        if getattr(seen, "st_reparse_tag", 0) & _NAME_SURROGATE or seen.st_dev != self._device:
            return "other"
        return _KINDS.get(stat.S_IFMT(seen.st_mode), "other")

    def _no_file(self, name: str) -> InputError:
        return InputError(f"{self._path / name} is no file", "leave it where it is")

    def _in_the_way(self, name: str) -> MachineError:
        return MachineError(
            f"{self._path / name} stands in the way: it is not what it should be",
            "use another stick, or take it away by hand",
        )

    def _unlink(self, name: str) -> None:
        os.unlink(self._at(name), dir_fd=self._descriptor)

    def _discard(self, name: str) -> None:
        with suppress(OSError):
            self._unlink(name)

    def _sync(self) -> None:
        """Make the names in it durable, where the file system knows how."""
        if self._descriptor is None:
            return
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
                raise

    @contextmanager
    def _words(self) -> Iterator[None]:
        """Turn what the system says into a sentence."""
        try:
            yield
        except OSError as error:
            raise _sentence(self._path, error) from error


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sentence(path: Path, error: OSError) -> MachineError:
    if error.errno in FULL:
        return MachineError(
            f"{path} is full", "make room there or use another stick, then do this again"
        )
    if error.errno in _FORBIDDEN:
        return MachineError(
            f"{path} may not be used like that: {error.strerror}",
            "see whether the stick is locked, or use another one",
        )
    if error.errno in _GONE:
        return MachineError(
            f"{path} does not answer", "put the stick in again, then do this again: nothing is lost"
        )
    return MachineError(f"{path} cannot be used: {error.strerror}", "use another stick")
