"""The pack that a stick offers, and the one a kiosk accepted last: facts, already judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Files:
    """The metadata of one pack.

    Nothing signed holds the bytes of roots and timestamp: they are written in our own way. The
    other two are byte for byte what their hashes say.
    """

    roots: tuple[bytes, ...]
    """`1.root.json` and every one that followed, as they were signed."""
    timestamp: bytes
    snapshot: bytes
    targets: bytes
    """The last three are empty if they were lost, or none was accepted yet."""


@dataclass(frozen=True, slots=True)
class Anchor(Files):
    """The pack that a kiosk accepted last: all that it needs to judge the next one."""

    version: int
    """The highest version ever accepted from this publisher's present pack key."""
    exhibit: str
    """The id of the exhibit it showed."""


@dataclass(frozen=True, slots=True)
class Blob:
    """One file of a pack, called by its bytes."""

    sha256: str
    bytes: int
    """Its length."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack that is what its publisher signed. Whether it may be taken is for staff to say."""

    fingerprint: str
    """Twenty digits of the publisher's root key, in groups of four."""
    publisher: str
    version: int
    exhibit: str
    """The id of the exhibit in it."""
    title: Mapping[str, str]
    """By language, the exhibit's own first."""
    made: datetime
    """When it was published, in UTC, by the publisher's clock."""
    needs: str
    """The oldest program that can show it."""
    index: str
    """The SHA-256 of its `exhibit.json`."""
    blobs: tuple[Blob, ...]
    """All its files, the index too, in order of their names."""
    anchor: Anchor
    """What to remember if it is taken."""
    is_first: bool
    """Nobody is enrolled here yet."""
    is_other_exhibition: bool
    """By the enrolled publisher, but another exhibition than the last."""
    is_same: bool
    """The very pack that was accepted last."""

    @property
    def bytes(self) -> int:
        """The length of all its files together."""
        return sum(blob.bytes for blob in self.blobs)

    def title_in(self, language: str) -> str:
        """The title in `language`, or in the exhibit's own."""
        title = self.title.get(language)
        return title if title is not None else next(iter(self.title.values()))
