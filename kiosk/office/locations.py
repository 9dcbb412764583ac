"""The folders of an evening at the desk, remembered from the last one.

One JSON file in the user's own settings, replaced whole. Folders of a demonstration stand apart
from real ones, so that who tries the desk first does not spoil the first real evening.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Self

from kiosk.office.note import Note

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


class Locations(Note):
    """The folders and collections of the last evenings."""

    real: Folders = Folders()
    demo: Folders = Folders()
    collections: tuple[Path, ...] = ()
    """Collections that were there after an evening."""

    def of(self, *, demo: bool) -> Folders:
        """The folders of one kind."""
        return self.demo if demo else self.real

    def with_folders(self, folders: Folders, *, demo: bool) -> Locations:
        """Locations in which these folders of one kind take the place of the old ones."""
        return self.model_copy(update={"demo" if demo else "real": folders})

    def had(self, collection: Path | None) -> bool:
        """Whether this collection was there after an evening."""
        return collection in self.collections

    def with_collection(self, collection: Path) -> Locations:
        """Locations with this collection first; the newest few are kept."""
        others = [file for file in self.collections if file != collection]
        return self.model_copy(update={"collections": (collection, *others)[:_MOST_COLLECTIONS]})
