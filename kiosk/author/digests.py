"""The SHA-256 of files, remembered by what the disk says of them, so that none is read twice.

A file is the one that was read before if its path, its size, its number on the disk and its two
times are the same: when its bytes were written last and, everywhere but on Windows, when anything
about it was changed, which nobody can set back. A file that was written less than two seconds
before its note is read again the next time: clocks of disks tick no finer (FAT).

So a file put in the place of another is seen even if it has the same size and the same date. What
is not seen: on Windows or FAT, bytes written into the same file, as many as there were, and its
date set back; and a disk that loses bytes by itself. Who copies media onwards hashes the copy.
"""

import contextlib
import json
from pathlib import Path

from kiosk import files
from kiosk.errors import MachineError

_TICK_NS = 2_000_000_000


class Digests:
    """Notes of digests, kept in one file. Several threads may use them at once."""

    def __init__(self, path: Path) -> None:
        """Read the notes at `path`; what is no note, or none yet, is as good as nothing."""
        self.path = path
        self._is_new = False
        self._known: dict[str, tuple[files.Stamp, str]] = {}
        with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
            noted_ns = path.stat().st_mtime_ns
            for name, (*numbers, sha256) in json.loads(path.read_bytes()).items():
                stamp = files.Stamp(*numbers)
                if max(stamp.written_ns, stamp.changed_ns) + _TICK_NS <= noted_ns:
                    self._known[name] = (stamp, str(sha256))

    def sha256(self, path: Path) -> str:
        """The SHA-256 of the file at `path`, which is read only if it may have changed.

        Raises OSError if it cannot be read.
        """
        name = str(path.absolute())
        stamp = files.stamp(path)
        known = self._known.get(name)
        if known is not None and known[0] == stamp:
            return known[1]
        sha256 = files.sha256(path)
        if files.stamp(path) == stamp:
            self._known[name] = (stamp, sha256)
            self._is_new = True
        return sha256

    def save(self) -> None:
        """Keep the notes for the next time. Where they cannot be kept, files are read again."""
        if self._is_new:
            there = {
                name: (*stamp, sha256)
                for name, (stamp, sha256) in sorted(self._known.items())
                if files.is_file(Path(name))
            }
            with contextlib.suppress(MachineError, UnicodeError):
                files.replace(self.path, json.dumps(there, indent=0).encode())
            self._is_new = False
