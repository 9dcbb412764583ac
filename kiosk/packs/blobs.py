"""The files of packs on this machine's disk: copied whole, hashed, looked after, swept away.

A blob is called by its SHA-256 and never changes. What is verified is what was copied: each piece
is hashed on its way to the disk, and the file gets its name when all of it is there and durable.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import sys
import threading
from typing import TYPE_CHECKING, Final

from kiosk.errors import InputError, InstallError, MachineError, PackError, RefusedError
from kiosk.files import CHUNK_BYTES, opened, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from kiosk.packs.offer import Blob
    from kiosk.usb.stick import Folder

PART: Final = ".part"
"""Ends the name of a blob that is still being copied."""
_SYNC_BYTES: Final = 8 << 20
"""So much is written before the disk must have it: a long queue would make the glass stutter."""
_OURS: Final = re.compile(r"[0-9a-f]{64}(\.part)?")
_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class _Stale(Exception):  # noqa: N818 - no error: it never leaves this module
    """The disk kept other bytes than were copied before."""


def size(path: Path) -> int | None:
    """The length of a file; None if it is not there, or cannot be seen."""
    try:
        return path.stat().st_size
    except OSError:
        return None


def copy(
    stick: Folder,
    blob: Blob,
    folder: Path,
    progress: Callable[[int], None],
    stop: Callable[[], bool],
) -> None:
    """Bring a blob from a folder of a stick into ours, durable with its name.

    A part that is there already is hashed and continued. `progress` hears the length of each piece.
    Raises RefusedError ("endless", "altered"), PackError ("cut short", "damaged") or InstallError.
    """
    try:
        with contextlib.suppress(_Stale):
            return _copy(stick, blob, folder, progress, stop)
        _copy(stick, blob, folder, progress, stop)  # the part is gone now
    except (InstallError, PackError):
        raise
    except MachineError as error:
        raise InstallError("stick", error.what, error.advice) from error
    except InputError as error:
        raise PackError(
            "damaged", f"this pack is damaged: {error.what}", "do not use this stick"
        ) from error
    except OSError as error:
        raise sentence(folder, error) from error


def is_sound(path: Path, blob: Blob, stop: Callable[[], bool]) -> bool:
    """Whether the file is there and holds what its name says; any answer once `stop` says so."""
    if size(path) != blob.bytes:
        return False
    digest = hashlib.sha256()
    try:
        with unhurried(), opened(path, buffering=0) as file:
            at = 0
            while not stop() and (piece := file.read(CHUNK_BYTES)):
                digest.update(piece)
                _forget(file, at, len(piece))
                at += len(piece)
    except OSError:
        return False
    return digest.hexdigest() == blob.sha256


def sweep(folder: Path, needed: set[str]) -> int:
    """Remove all blobs, and parts of blobs, that are not needed. Returns the bytes freed."""
    freed = 0
    try:
        for path in sorted(folder.iterdir()):
            if _OURS.fullmatch(path.name) and path.name.removesuffix(PART) not in needed:
                length = size(path) or 0
                path.unlink()
                freed += length
        sync_folder(folder)
    except OSError as error:
        raise sentence(folder, error) from error
    return freed


def settle(folder: Path) -> None:
    """Have the names of all blobs on the disk, those too whose copying ended in a crash.

    Raises InstallError.
    """
    try:
        sync_folder(folder)
    except OSError as error:
        raise sentence(folder, error) from error


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only one who adds blobs here, or takes them away; a crash lets go of it.

    Raises BlockingIOError if another is, InstallError if the folder cannot be written.
    """
    try:
        descriptor = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise sentence(folder, error) from error
    try:
        try:
            _lock(descriptor)
        except BlockingIOError:
            raise
        except OSError as error:  # some file systems know no locks
            raise sentence(folder, error) from error
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def unhurried() -> Iterator[None]:
    """Let everybody else read and write the disk first, where the system can."""
    import psutil  # noqa: PLC0415 - only where it is needed: `kiosk --help` starts fast

    if sys.platform != "linux":
        yield
        return
    thread = psutil.Process(threading.get_native_id())
    try:
        before = thread.ionice()
        thread.ionice(psutil.IOPRIO_CLASS_BE, 7)
    except (OSError, psutil.Error):
        yield
        return
    try:
        yield
    finally:
        with contextlib.suppress(OSError, psutil.Error, ValueError):
            thread.ionice(before.ioclass, before.value)


def sentence(path: Path, error: OSError) -> InstallError:
    """What our own disk has, in words."""
    if error.errno in _FULL:
        return InstallError(
            "full",
            "there is no room left on this machine's disk",
            "free some space, then do this again: nothing that was copied is lost",
        )
    return InstallError(
        "disk",
        f"{path.name} on this machine's disk cannot be written: {error.strerror}",
        "look after the disk; what was on stays on",
    )


def stopped() -> InstallError:
    """The error for who wanted it so."""
    return InstallError(
        "stopped",
        "loading was stopped",
        "what was on stays on; load it again, and it goes on from here",
    )


def _copy(
    stick: Folder,
    blob: Blob,
    folder: Path,
    progress: Callable[[int], None],
    stop: Callable[[], bool],
) -> None:
    """Try `copy` once. Raises _Stale if it went on from a part that the disk did not keep."""
    part = folder / f"{blob.sha256}{PART}"
    with _discarded_if_failing(part):
        digest, there = _hashed(part, blob, progress, stop)
    done = there
    with _discarded_if_failing(part), part.open("ab") as file:
        with contextlib.closing(stick.pieces(blob.sha256, there)) as pieces:
            for piece in pieces:
                if stop():
                    raise stopped()
                done += len(piece)
                if done > blob.bytes:
                    raise _endless(blob)
                digest.update(piece)
                file.write(piece)
                if done // _SYNC_BYTES > (done - len(piece)) // _SYNC_BYTES:
                    _sync(file)
                progress(len(piece))
        if done < blob.bytes:
            raise _cut_short(blob)
        _sync(file)
    if digest.hexdigest() != blob.sha256:
        part.unlink()
        if not there:
            raise altered((blob.sha256,))
        progress(-done)
        raise _Stale
    part.replace(folder / blob.sha256)
    sync_folder(folder)


def _hashed(
    part: Path, blob: Blob, progress: Callable[[int], None], stop: Callable[[], bool]
) -> tuple[hashlib._Hash, int]:
    """The hash of a part so far, and its length; a part that is too long is removed."""
    digest = hashlib.sha256()
    there = 0
    if (size(part) or 0) > blob.bytes:
        part.unlink()
    with contextlib.suppress(FileNotFoundError), opened(part, buffering=0) as file:
        while piece := file.read(CHUNK_BYTES):
            if stop():
                raise stopped()
            digest.update(piece)
            _forget(file, there, len(piece))
            there += len(piece)
            progress(len(piece))
    return digest, there


@contextlib.contextmanager
def _discarded_if_failing(part: Path) -> Iterator[None]:
    """Remove the part if our disk fails: after a failed sync the same file is never written again.

    A disk that is only full keeps it.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            with contextlib.suppress(OSError):
                part.unlink()
        raise
    except RefusedError:
        part.unlink()
        raise


def _sync(file: BinaryIO) -> None:
    """Have on the disk what was written, and out of memory, where others need the room."""
    file.flush()
    os.fsync(file.fileno())
    _forget(file, 0, 0)


def _forget(file: BinaryIO, start: int, length: int) -> None:
    """Drop from memory what was read or written of this file."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), start, length, os.POSIX_FADV_DONTNEED)


def _lock(descriptor: int) -> None:
    """Raise BlockingIOError if another holds it."""
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - Windows has none

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    import msvcrt  # noqa: PLC0415 - only Windows has it

    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    except OSError as error:
        raise BlockingIOError from error


def _endless(blob: Blob) -> RefusedError:
    return RefusedError(
        "endless",
        f"a file of this pack is larger than was signed: {blob.sha256}",
        "do not use this stick; ask the publisher for another one",
    )


def altered(names: Sequence[str]) -> RefusedError:
    """The refusal of a pack in which these files, one at least, are not what they are called."""
    what = "a file of this pack is" if len(names) == 1 else f"{len(names)} files of this pack are"
    return RefusedError(
        "altered",
        f"{what} not what was signed: {', '.join(names)}",
        "do not use this stick; ask the publisher for another one",
    )


def _cut_short(blob: Blob) -> PackError:
    return PackError(
        "cut short",
        f"a file of this pack is cut short: {blob.sha256}",
        "have the publisher write this stick again",
    )
