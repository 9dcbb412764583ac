"""A small disk of its own for a test: to fill, to lock, to pull out. Only root may have one."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Disk:
    """A file system in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lock(self) -> None:
        """Make it read-only."""
        _mount("-o", "remount,ro", str(self.folder))

    def unlock(self) -> None:
        """Make it writable again."""
        _mount("-o", "remount,rw", str(self.folder))

    def fill(self, *, leave_bytes: int = 0) -> None:
        """Leave only so much room."""
        with (self.folder / "filler").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                file.truncate(max(0, file.tell() - leave_bytes))

    def empty(self) -> None:
        """Take the filler away."""
        (self.folder / "filler").unlink()


@contextmanager
def small(folder: Path, kilobytes: int) -> Iterator[Disk]:
    """A disk of this size, mounted at `folder`; skips the test where nobody may mount one."""
    folder.mkdir()
    try:
        _mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder))
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root on Linux can mount a small disk to fill")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)  # noqa: S607


def _mount(*how: str) -> None:
    subprocess.run(["mount", *how], check=True, capture_output=True)  # noqa: S607
