"""Who uses a home's stores: many may, at once; only who is alone may move a damaged one aside.

On Windows a file that is open cannot be moved at all, so nothing more is needed there.
"""

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import Final

_UNWRITABLE: Final = {errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EDQUOT}


class Lock:
    """A lock on a folder, held by this process until it is closed; a crash lets go of it."""

    def __init__(self, folder: Path) -> None:
        """Hold it together with others. Makes the folder. Raises OSError.

        On a disk that may not be written nobody moves anything: there a lock that is not there yet
        is not missed.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._descriptor: int | None = None
        try:
            self._descriptor = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            if error.errno not in _UNWRITABLE:
                raise
            with contextlib.suppress(OSError):
                (folder / "lock").chmod(0o600)  # if it is ours, but somebody took the right away
            with contextlib.suppress(FileNotFoundError):
                self._descriptor = os.open(folder / "lock", os.O_RDONLY)
        try:
            self._flock(exclusive=False)
        except BaseException:
            self.close()
            raise

    def take(self) -> None:
        """Hold it alone. Raises BlockingIOError if another process holds it, too."""
        self._flock(exclusive=True)

    def share(self) -> None:
        """Hold it together with others again."""
        self._flock(exclusive=False)

    def close(self) -> None:
        """Let go; again without harm: its number may be that of another file by then."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None

    def _flock(self, *, exclusive: bool) -> None:
        if sys.platform != "win32" and self._descriptor is not None:
            import fcntl  # noqa: PLC0415 - Windows has none

            how = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
            fcntl.flock(self._descriptor, how | fcntl.LOCK_NB)
