"""Files replaced whole: after a power cut there is the old one or the new one, never half."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kiosk.errors import MachineError

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK_BYTES = 1 << 20


def replace(path: Path, content: bytes) -> None:
    """Put `content` at `path`, durable before this returns.

    A new file beside it is written and synced, then renamed over it, then the folder is synced.
    Raises MachineError if the disk is full or may not be written.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise MachineError(
            f"{path.name} could not be written: {error.strerror}",
            "free some space or give this user the right to write there",
        ) from error


def opened(path: Path, *, buffering: int = -1) -> BinaryIO:
    """A file, open to be read, and never waited for. A link to one is as good.

    Anything else in its place is as a folder is: a pipe would be waited for until somebody writes
    into it, and a device may never end. Raises OSError.
    """
    try:
        file: BinaryIO = open(path, "rb", buffering, opener=unwaiting)  # noqa: SIM115 - Path.open takes no opener
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket
            raise _no_file(path) from error
        raise
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise _no_file(path)
    return file


def read(path: Path, most_bytes: int = -1) -> bytes:
    """The bytes of a file, at most so many. Raises OSError as `opened` does."""
    with opened(path) as file:
        return file.read(most_bytes)


def unwaiting(path: str, flags: int) -> int:
    """A descriptor for `open`: whoever opens a pipe so does not wait for its other end."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)


def _no_file(path: Path) -> IsADirectoryError:
    return IsADirectoryError(errno.EISDIR, "no file lies there", str(path))


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
    try:
        return path.exists()
    except OSError:
        return False


def is_file(path: Path) -> bool:
    """Whether a file is at `path`, as far as one may look."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Whether a folder is at `path`, as far as one may look."""
    try:
        return path.is_dir()
    except OSError:
        return False


@contextlib.contextmanager
def temporary(prefix: str) -> Iterator[Path]:
    """A folder that is thrown away afterwards. Raises MachineError if there can be none."""
    with contextlib.ExitStack() as until_the_end:
        try:
            name = until_the_end.enter_context(
                tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True)
            )
        except OSError as error:
            raise no_temporary(error) from error
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
    with opened(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Sizes and times of all that is in a folder: other ones mean that something was saved."""
    found = {}
    for at, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = os.path.join(at, name)  # noqa: PTH118 - ten times as fast as a Path
            with contextlib.suppress(OSError):  # deleted while we look: editors save by renaming
                seen = os.stat(path)  # noqa: PTH116 - the same
                found[path] = seen.st_size, seen.st_mtime_ns
    return found
