"""The files of packs on this machine's disk: copied whole, hashed, looked after, swept away.

A blob is called by its SHA-256 and never changes. What is verified is what was copied: each piece
is hashed on its way to the disk, and the file gets its name when all of it is there and durable.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import re
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from kiosk.errors import InputError, InstallError, MachineError, PackError, RefusedError
from kiosk.files import CHUNK_BYTES, FULL, forget, open_file, sync_folder
from kiosk.packs.offer import Blob
from kiosk.usb.stick import Folder

PART: Final = ".part"
"""Ends the name of a blob that is still being copied."""
_SYNC_BYTES: Final = 8 << 20
"""So much is written before the disk must have it: a long queue would make the glass stutter."""
_OURS: Final = re.compile(r"[0-9a-f]{64}(\.part)?")


def size(path: Path) -> int | None:
    """The length of a file; None if it is not there, or cannot be seen."""
    try:
        return path.stat().st_size
    except OSError:
        return None


def is_sound(path: Path, blob: Blob, stop: Callable[[], bool]) -> bool:
    """Whether the file is there and holds what its name says; any answer once `stop` says so."""
    if size(path) != blob.bytes:
        return False
    digest = hashlib.sha256()
    try:
        with unhurried(), contextlib.closing(_pieces(path)) as pieces:
            for piece in itertools.takewhile(lambda _: not stop(), pieces):
                digest.update(piece)
    except OSError:
        return False
    return digest.hexdigest() == blob.sha256


def sweep(folder: Path, needed: set[str]) -> int:
    """Remove all blobs, and parts of blobs, that are not needed. Returns the bytes freed."""
    freed = 0
    with wrap_errors(folder):
        for path in sorted(folder.iterdir()):
            if _OURS.fullmatch(path.name) and path.name.removesuffix(PART) not in needed:
                freed += size(path) or 0
                path.unlink()
        sync_folder(folder)
    return freed


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only one who adds blobs here, or takes them away; a crash lets go of it.

    Raises BlockingIOError if another is, InstallError if the folder cannot be written.
    """
    with wrap_errors(folder):
        descriptor = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        with wrap_errors(folder):  # some file systems know no locks
            _lock(descriptor)
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


@contextlib.contextmanager
def wrap_errors(path: Path) -> Iterator[None]:
    """Say what our own disk has: InstallError. That another is at work here is no fault of it."""
    try:
        yield
    except BlockingIOError:
        raise
    except OSError as error:
        raise sentence(path, error) from error


def sentence(path: Path, error: OSError) -> InstallError:
    """What our own disk has, in words."""
    if error.errno in FULL:
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


@dataclass(frozen=True, slots=True)
class BlobCopier:
    """Brings blobs from a folder of a stick into ours."""

    stick: Folder
    folder: Path
    progress: Callable[[int], None]
    """Hears the length of each piece; less than nothing where a part has to be copied again."""
    stop: Callable[[], bool]

    def copy(self, blob: Blob) -> None:
        """Bring a blob, durable with its name. A part that is there already is continued.

        Raises RefusedError ("endless", "altered"), PackError ("cut short", "damaged") or
        InstallError.
        """
        with wrap_errors(self.folder):
            while not self._try(blob):
                pass  # the part is gone now

    def _try(self, blob: Blob) -> bool:
        """Copy it once; False if it went on from a part that the disk did not keep."""
        part = self.folder / f"{blob.sha256}{PART}"
        with _discard_if_failing(part):
            digest, there = self._hash_part(part, blob)
            self._append(part, blob, digest, there)
            if digest.hexdigest() == blob.sha256:
                part.replace(self.folder / blob.sha256)
                sync_folder(self.folder)
                return True
            if not there:
                raise altered((blob.sha256,))
            part.unlink()
            self.progress(-blob.bytes)
            return False

    def _hash_part(self, part: Path, blob: Blob) -> tuple[hashlib._Hash, int]:
        """The hash of a part so far, and its length; a part that is too long is removed."""
        digest = hashlib.sha256()
        there = 0
        if (size(part) or 0) > blob.bytes:
            part.unlink()
        with contextlib.suppress(FileNotFoundError), contextlib.closing(_pieces(part)) as pieces:
            for piece in pieces:
                self._refuse_if_stopped()
                digest.update(piece)
                there += len(piece)
                self.progress(len(piece))
        return digest, there

    def _append(self, part: Path, blob: Blob, digest: hashlib._Hash, done: int) -> None:
        """Put behind a part, which has `done` bytes, what is missing."""
        with (
            part.open("ab") as file,
            contextlib.closing(_pieces_of(self.stick, blob, done)) as pieces,
        ):
            for piece in pieces:
                self._refuse_if_stopped()
                done += len(piece)
                if done > blob.bytes:
                    raise endless(blob)
                digest.update(piece)
                file.write(piece)
                if done // _SYNC_BYTES > (done - len(piece)) // _SYNC_BYTES:
                    _sync(file)
                self.progress(len(piece))
            if done < blob.bytes:
                raise PackError(
                    "cut short",
                    f"a file of this pack is cut short: {blob.sha256}",
                    "have the publisher write this stick again",
                )
            _sync(file)

    def _refuse_if_stopped(self) -> None:
        if self.stop():
            raise stopped()


def _pieces(path: Path) -> Generator[bytes, None, None]:
    """The bytes of a file on our disk, a piece at a time, and out of memory again."""
    with open_file(path, buffering=0) as file:
        at = 0
        while piece := file.read(CHUNK_BYTES):
            forget(file.fileno(), at, len(piece))
            at += len(piece)
            yield piece


def _pieces_of(stick: Folder, blob: Blob, start: int) -> Generator[bytes, None, None]:
    """The bytes of a file on a stick. Raises InstallError ("stick") or PackError ("damaged")."""
    try:
        with contextlib.closing(stick.pieces(blob.sha256, start)) as pieces:
            yield from pieces
    except MachineError as error:
        raise InstallError("stick", error.what, error.advice) from error
    except InputError as error:
        what = f"this pack is damaged: {error.what}"
        raise PackError("damaged", what, "do not use this stick") from error


@contextlib.contextmanager
def _discard_if_failing(part: Path) -> Iterator[None]:
    """Remove the part if our disk fails: after a failed sync the same file is never written again.

    A disk that is only full keeps it.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
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
    forget(file.fileno())


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


def endless(blob: Blob) -> RefusedError:
    """The refusal of a pack with a file that has no end, or is too long."""
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
