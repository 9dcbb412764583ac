"""What staff must hear of once: a loss, a repair, a correction. Kept until they have seen it.

Each notice is a small file of its own that is never changed: several programs may add at once, and
a damaged one takes no other along. That something is wrong *now* is no notice but a need: see
`station.health`.
"""

import json
import logging
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from kiosk import files
from kiosk.errors import MachineError

log = logging.getLogger(__name__)

Kind: TypeAlias = Literal[
    "sign-ups-lost", "sign-ups-uncounted", "sign-ups-salvaged", "key-mended", "key-lost",
    "content-lost", "content-mended", "previous-lost", "new-kiosk", "counts-lost", "pin-lost",
    "settings-changed", "file-mended", "date-back", "days-lost",
]  # fmt: skip
"""Sign-ups that were here and are gone; of which nobody knows how many are gone; that were read
from a damaged file. A copy of the kiosk's key was mended; both were lost, and what it kept travels
with a new kiosk. The list of packs is gone, with whom the kiosk follows; was damaged, and could be
read; one cannot go back any more. The home became another kiosk, also because a disk was copied.
Counts of visits are gone; the PIN is; settings were changed in the file; a file that was damaged or
gone was made anew. A date that was believed went back by so many days; nobody knows any more for
how many days this kiosk was on.
`station.wording` has the sentence for each."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

MOST_OF_A_KIND: Final = 50
"""Further ones of a kind are not kept: staff look anyway, and the disk stays free."""
_MAX_BYTES: Final = 1 << 10
_FILE: Final = re.compile(r"([a-z-]{1,40})\.[0-9a-z-]{1,64}\.json")


@dataclass(frozen=True, slots=True)
class Notice:
    """All of one kind that nobody has seen yet."""

    kind: Kind
    count: int
    """How many sign-ups, files or times, as its sentence says."""


class Notices:
    """The notices of one home. Any thread and any program may add; nothing here raises."""

    def __init__(self, folder: Path) -> None:
        """Touches no disk yet."""
        self._folder = folder
        self._held: dict[str, tuple[Kind, int]] = {}
        """What the disk did not take, by the name of its file."""

    def add(self, kind: Kind, count: int = 1, *, subject: str = "") -> bool:
        """Have staff told of `count` more. Whether they will be, also after a restart.

        With a `subject` (the id of a kiosk, a hash; `[0-9a-z-]`) the same thing met again is one
        notice, with the count of last time.
        """
        name = f"{kind}.{subject or secrets.token_hex(8)}.json"
        there = [file for file in self._files() if file.name.startswith(f"{kind}.")]
        if len(there) >= MOST_OF_A_KIND and not (self._folder / name).exists():
            log.warning("one more notice of %s: %d are here already", kind, len(there))
            return True
        log.warning("a notice for staff: %s, %d", kind, count)
        content = json.dumps({"format": 1, "count": count}).encode() + b"\n"
        try:
            files.replace(self._folder / name, content)
        except MachineError as error:
            log.warning("this notice holds until the program ends: %s", error)
            self._held[name] = (kind, count)
            return False
        return True

    def unseen(self) -> tuple[Notice, ...]:
        """What nobody has seen yet, in the order of `KINDS`."""
        counts = Counter[Kind]()
        for file in self._files():
            if file.name in self._held:
                continue
            begins = _FILE.fullmatch(file.name)
            kind = next((known for known in KINDS if begins and known == begins[1]), None)
            if kind is not None:
                counts[kind] += _count(file)
        for kind, count in list(self._held.values()):
            counts[kind] += count
        return tuple(Notice(kind, counts[kind]) for kind in KINDS if counts[kind])

    def mark_seen(self, kinds: Iterable[Kind]) -> None:
        """Staff have read these."""
        for kind in kinds:
            for name in [name for name, held in self._held.items() if held[0] == kind]:
                del self._held[name]
            for file in self._files():
                if file.name.startswith(f"{kind}."):
                    try:
                        file.unlink()
                    except OSError as error:
                        log.warning("%s stays unseen: %s", file.name, error.strerror)

    def _files(self) -> Iterator[Path]:
        try:
            found = sorted(self._folder.iterdir())
        except OSError:
            return iter(())
        return (file for file in found if _FILE.fullmatch(file.name))


def _count(file: Path) -> int:
    """The count in a file; 1 where it cannot be read: its name alone says that there was one."""
    try:
        count = json.loads(files.read(file, _MAX_BYTES))["count"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return 1
    return count if isinstance(count, int) and 0 < count < 10**9 else 1
