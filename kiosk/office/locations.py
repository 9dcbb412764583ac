"""The folders of an evening at the desk, remembered from the last one.

One JSON file in the user's own settings, replaced whole. Folders of a demonstration stand apart
from real ones, so that who tries the desk first does not spoil the first real evening.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk import files

if TYPE_CHECKING:
    from typing import Self

_MAX_BYTES = 64 << 10
_MOST_COLLECTIONS = 16


@dataclass(frozen=True, slots=True)
class Folders:
    """Where everything of the desk lies; None where nobody has said so yet."""

    keys: Path | None = None
    collection: Path | None = None
    """The file with what was collected."""
    backup: Path | None = None
    output: Path | None = None
    """Where spreadsheet and report go."""

    def over(self, other: Self) -> Self:
        """These folders, and those of `other` where there are none."""
        chosen = {
            one.name: getattr(self, one.name) or getattr(other, one.name) for one in fields(self)
        }
        return replace(self, **chosen)


@dataclass(frozen=True, slots=True)
class Locations:
    """The folders and collections of the last evenings."""

    real: Folders = Folders()
    demo: Folders = Folders()
    last: datetime | None = None
    """When the last evening was whose date was believed, by the clock of this PC."""
    collections: tuple[Path, ...] = ()
    """Collections that were there after an evening."""

    def of(self, *, demo: bool) -> Folders:
        """The folders of one kind."""
        return self.demo if demo else self.real

    def with_folders(self, folders: Folders, *, demo: bool) -> Locations:
        """Locations in which these folders of one kind take the place of the old ones."""
        return replace(self, demo=folders) if demo else replace(self, real=folders)

    def had(self, collection: Path | None) -> bool:
        """Whether this collection was there after an evening."""
        return collection in self.collections

    def with_collection(self, collection: Path) -> Locations:
        """Locations with this collection first; the newest few are kept."""
        others = tuple(file for file in self.collections if file != collection)
        return replace(self, collections=(collection, *others)[:_MOST_COLLECTIONS])

    def with_evening(self, now: datetime) -> Locations:
        """Locations in which the last evening was at this moment."""
        return replace(self, last=now)


def read(file: Path) -> Locations:
    """The locations kept in `file`; none if there is no such file, or it cannot be used."""
    try:
        found = json.loads(files.read(file, _MAX_BYTES))
        last = found.get("last")
        return Locations(
            real=_folders(found.get("real", {})),
            demo=_folders(found.get("demo", {})),
            last=datetime.fromisoformat(last).astimezone(UTC) if last else None,
            collections=tuple(Path(name) for name in found.get("collections", [])),
        )
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return Locations()  # it is asked again


def write(file: Path, remembered: Locations) -> None:
    """Remember this from now on. Raises MachineError."""
    content = {
        "format": 1,
        "real": _plain(remembered.real),
        "demo": _plain(remembered.demo),
        "last": remembered.last.isoformat() if remembered.last else None,
        "collections": [str(collection) for collection in remembered.collections],
    }
    files.replace(file, (json.dumps(content, indent=1) + "\n").encode("ascii"))


def _folders(found: dict[str, Any]) -> Folders:
    known = {one.name for one in fields(Folders)}
    return Folders(
        **{
            name: Path(path)
            for name, path in found.items()
            if name in known and isinstance(path, str)
        }
    )


def _plain(folders: Folders) -> dict[str, str]:
    return {name: str(path) for name, path in asdict(folders).items() if path is not None}
