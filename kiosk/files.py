"""Files replaced whole: after a power cut there is the old one or the new one, never half."""

import contextlib
import errno
import hashlib
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO, NamedTuple

from kiosk.errors import MachineError

CHUNK_BYTES = 1 << 20
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What a system says when there is no room left."""


def replace(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Put `content` at `path`, durable before this returns; `mode` says who may use it.

    A new file beside it is written and synced, then renamed over it, then the folder is synced.
    Raises MachineError if the disk is full or may not be written.
    """
    try:
        put(path, content, mode=mode)
    except OSError as error:
        raise not_written(path.name, error) from error


def not_written(what: object, error: OSError) -> MachineError:
    """Why a file or folder could not be written."""
    return MachineError(
        f"{what} could not be written: {error.strerror}",
        "free some space or give this user the right to write there",
    )


def put(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """The same for who has other words for a fault. Raises OSError."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(part, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def open_file(path: Path, *, buffering: int = -1) -> BinaryIO:
    """A file, open to be read, and never waited for. A link to one is as good.

    Anything else in its place is as a folder is: a pipe would be waited for until somebody writes
    into it, and a device may never end. Raises OSError.
    """
    try:
        file: BinaryIO = open(path, "rb", buffering, opener=unwaiting)  # noqa: SIM115 - Path.open takes no opener
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return file
        file.close()
    except OSError as error:
        if error.errno != errno.ENXIO:  # that is a socket
            raise
    raise IsADirectoryError(errno.EISDIR, "no file lies there", str(path))


def read(path: Path, most_bytes: int = -1) -> bytes:
    """The bytes of a file, at most so many. Raises OSError as `open_file` does."""
    with open_file(path) as file:
        return file.read(most_bytes)


def unwaiting(path: str, flags: int) -> int:
    """A descriptor for `open`: whoever opens a pipe so does not wait for its other end."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)


def is_in_the_way(path: Path) -> bool:
    """Whether something lies there that is no file of its own: a folder, a pipe, a link."""
    try:
        return not stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def is_there(path: Path) -> bool:
    """Whether anything is at `path`. Where nobody may look there is nothing: `Path.exists` raises.

    A home that another user set up has such folders; the kiosk must start all the same.
    """
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: Path) -> bool:
    """Whether a file is at `path`, as far as one may look."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: Path) -> bool:
    """Whether a folder is at `path`, as far as one may look."""
    return os.path.isdir(path)  # noqa: PTH112


def unused_path(path: Path) -> Path:
    """The path with the first number behind it that is not taken: `events-1`."""
    places = (path.with_name(f"{path.name}-{number}") for number in count(1))
    return next(place for place in places if not os.path.lexists(place))


@contextlib.contextmanager
def temporary(prefix: str) -> Iterator[Path]:
    """A folder that is thrown away afterwards. Raises MachineError if there can be none."""
    try:
        made = tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True)
    except OSError as error:
        raise no_temporary(error) from error
    with made as name:
        yield Path(name)


def no_temporary(error: OSError) -> MachineError:
    """Why nothing can be kept for a moment."""
    why = error.strerror or str(error)
    if why.startswith("No usable temporary directory"):  # Python's own, and it names them all
        why = "there is no such folder, or no room in it"
    return MachineError(
        f"nothing can be written in the folder for temporary files: {why}",
        "free some space there, or name another folder: TMPDIR=FOLDER",
    )


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal. Raises OSError if it cannot be read."""
    digest = hashlib.sha256()
    with open_file(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def forget(descriptor: int, start: int = 0, length: int = 0) -> None:
    """Drop from memory what was read or written of a file, where the system can.

    Others need the room; and what is read next comes from the device itself.
    """
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, start, length, os.POSIX_FADV_DONTNEED)


class Stamp(NamedTuple):
    """What a disk says of a file; another one means that something was saved."""

    bytes: int
    number: int
    """On that disk."""
    written_ns: int
    changed_ns: int
    """When anything about it was, which nobody can set back (but on Windows)."""


def stamps(folder: Path) -> dict[str, Stamp]:
    """The stamps of all that is in a folder."""
    found = {}
    for at, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = os.path.join(at, name)  # noqa: PTH118 - ten times as fast as a Path
            with contextlib.suppress(OSError):  # deleted while we look: editors save by renaming
                found[path] = stamp(path)
    return found


def stamp(path: str | Path) -> Stamp:
    """The stamp of one file or folder. Raises OSError if there is none."""
    seen = os.stat(path)  # noqa: PTH116 - the same
    return Stamp(seen.st_size, seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns)
