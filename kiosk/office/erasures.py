"""The list of all that was erased from a collection: no backup of before brings it back.

    FILE.erased      beside the collection, and in every folder of its backups

A line for each, as `k-0123abcd 00112233445566778899aabbccddeeff 2018-10-08`: kiosk, id and the day
it was put there. Nothing in it names anybody. A line that is damaged takes no other along, and
stands in the other lists.
"""

import contextlib
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from kiosk import files
from kiosk.office.collection import Collection
from kiosk.office.collection_rows import Removal
from kiosk.signups.erasure import Entry

_LINE: Final = re.compile(r"([a-z0-9-]{1,32}|\*) ([0-9a-f]{32}) ([0-9]{4}-[0-9]{2}-[0-9]{2})")
_ANY: Final = "*"
"""In the place of a kiosk: whichever it is."""
_MAX_BYTES: Final = 64 << 20


def read(collection: Path, folders: Iterable[Path] = ()) -> set[Entry]:
    """The entries of the lists beside this collection and in these folders."""
    places = (collection.parent, *folders)
    return {entry for place in places for entry in _lines(place / _name(collection))}


def add(collection: Path, folder: Path, erased: Iterable[Entry], day: date) -> None:
    """Have the list in this folder name these, too, since `day`. Raises MachineError."""
    path = folder / _name(collection)
    known = _lines(path)
    if new := [entry for entry in erased if entry not in known]:
        lines = known | dict.fromkeys(new, day.isoformat())
        written = (f"{kiosk or _ANY} {id_} {since}\n" for (kiosk, id_), since in lines.items())
        files.replace(path, "".join(written).encode("ascii"))


def honour(collection: Collection, said: Iterable[Entry] = ()) -> list[Removal]:
    """Erase anew what the list beside a collection names, and what is `said`. What of it was here.

    A collection that was put back from an older backup knows nothing of it.
    """
    known = set(collection.withdrawals.erasures())
    known |= {("", id_) for _, id_ in known}  # as it was said before kiosks were named
    new = {*said, *read(collection.file)} - known
    return collection.withdrawals.erase(sorted(new)) if new else []


def _name(collection: Path) -> str:
    return f"{collection.name}.erased"


def _lines(path: Path) -> dict[Entry, str]:
    """The entries of a list, and since when each stands there; none if it cannot be read."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        found = map(_LINE.fullmatch, file.read(_MAX_BYTES).decode("ascii", "replace").split("\n"))
        return {
            ("" if match[1] == _ANY else match[1], match[2]): match[3] for match in found if match
        }
    return {}
