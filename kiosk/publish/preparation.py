"""An exhibit prepared to be published, and taken as it is where nothing was touched since.

When an exhibit was checked and prepared whole, what the disk says of the author's files, of this
program's own and of what was made is noted. Where it says the same the next time, nothing is read,
decoded or made again, and nothing of the author's tools is imported. By the rule of
`kiosk.author.digests`: what was written less than two seconds before the note is not relied on.
"""

import contextlib
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kiosk import files, paths
from kiosk.errors import ExhibitError, MachineError, PreparedError
from kiosk.exhibit import prepared
from kiosk.exhibit.model import SignUps
from kiosk.exhibit.prepared import Prepared

_TICK_NS: Final = 2_000_000_000
_PROGRAM: Final = Path(__file__).parents[1]


class Preparation:
    """An author's `folder`, prepared in the folder `own` that keeps all that was made of it."""

    def __init__(self, folder: Path, own: Path) -> None:
        """Ask the disk of the author's files, before any of them is read."""
        self._folder = folder
        self._own = own
        self._pack = own / "pack"
        self._note = own / "unchanged.json"
        self._noted = b""
        stamps = files.stamps(folder)
        assets = paths.assets()
        program = files.stamps(_PROGRAM) | files.stamps(assets.fonts) | files.stamps(assets.icons)
        code = sorted(each for each in program.items() if "__pycache__" not in each[0])
        self._stamp = _sum((sorted(stamps.items()), code))
        self._written_ns = max((stamp.written_ns for stamp in stamps.values()), default=None)
        self._newest_ns = max((max(stamp[2:]) for stamp in stamps.values()), default=0)

    @property
    def last_edit(self) -> datetime | None:
        """When the newest of the author's files was written, in UTC; None if nobody can tell."""
        written_ns = self._written_ns
        return None if written_ns is None else datetime.fromtimestamp(written_ns / 1e9, UTC)

    def last(self) -> Prepared | None:
        """The exhibit as it was prepared the last time; None if anything was touched since."""
        with contextlib.suppress(OSError, ValueError, TypeError, PreparedError):
            noted_ns = self._note.stat().st_mtime_ns
            noted = self._note.read_bytes()
            is_same = json.loads(noted) == [self._stamp, self._sum_of_pack()]
            if is_same and self._newest_ns + _TICK_NS <= noted_ns:
                self._noted = noted
                return prepared.read(self._pack)
        return None

    def is_still_there(self) -> bool:
        """Whether no other program has prepared it anew since `last`."""
        with contextlib.suppress(OSError):
            return self._note.read_bytes() == self._noted
        return False

    def terms(self) -> tuple[SignUps | None, bool]:
        """The terms of its sign-ups, and whether it says of itself that it is made up, unprepared.

        Raises ExhibitError with all its faults, also of its media.
        """
        from kiosk.author import assembly, check, source  # noqa: PLC0415 - see above
        from kiosk.author.cache import Cache  # noqa: PLC0415

        found = source.draft(self._folder).source
        if found is None:
            cache = Cache.at(self._own / "cache")
            raise ExhibitError(list(check.report(self._folder, cache=cache).faults))
        return assembly.sign_ups(found), bool(found.exhibit.example)

    def make(self, progress: Callable[[float, str], None]) -> Prepared:
        """Prepare it, and note how. Raises as `author.prepare.prepare`, or PreparedError."""
        from kiosk.author import prepare  # noqa: PLC0415 - see above

        self._forget()
        cache = self._own / "cache"
        prepare.prepare(self._folder, self._pack, cache=cache, progress=progress)
        ready = prepared.read(self._pack)
        with contextlib.suppress(MachineError, OSError):
            files.replace(self._note, json.dumps([self._stamp, self._sum_of_pack()]).encode())
        return ready

    def forget(self) -> None:
        """Read every file anew the next time: one was not what was known of it."""
        from kiosk.author.cache import Cache  # noqa: PLC0415 - see above

        Cache.at(self._own / "cache").forget()
        self._forget()

    def _forget(self) -> None:
        with contextlib.suppress(OSError):
            self._note.unlink()

    def _sum_of_pack(self) -> str:
        return _sum(sorted(files.stamps(self._pack).items()))


def _sum(stamps: object) -> str:
    return hashlib.sha256(repr(stamps).encode()).hexdigest()
