"""The packs installed here, which one is on, and whom this kiosk follows.

    shelf.db             all that is known, in one SQLite file
    blobs/<sha256>       the files of packs, immutable
    blobs/<sha256>.part  one that is being copied

A pack is on by one pointer in the database, turned in the same transaction that remembers what was
accepted. A new pack is on trial until its first scene was rendered and ten minutes passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path
    from typing import Self

    from kiosk.exhibit.model import Exhibit
    from kiosk.exhibit.prepared import Prepared
    from kiosk.packs.trust import Anchor, Blob, Offer


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whom this kiosk is enrolled with."""

    name: str
    fingerprint: str
    """Twenty digits of the root key, in groups of four."""
    since: datetime


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was installed here."""

    number: int
    """Counts the packs installed here; never used again."""
    version: int
    """Counts the publisher's packs."""
    exhibit: str
    title: Mapping[str, str]
    """By language, the exhibit's own first."""
    publisher: str
    """Its name."""
    made: datetime
    installed: datetime
    index: str
    """The SHA-256 of its `exhibit.json`."""
    bytes: int
    """The length of all its files together."""

    def title_in(self, language: str) -> str:
        """The title in `language`, or in the exhibit's own."""
        title = self.title.get(language)
        return title if title is not None else next(iter(self.title.values()))


class Shelf:
    """All packs installed here; for any thread. Every method may raise DatabaseError."""

    began_by_turning_back: Pack | None = None
    """The pack that was given up by `begin`: it crashed, or never showed anything."""
    damaged: Pack | None = None
    """The pack that is on, if `begin` found that files of it are missing: load it again."""
    moved_aside: Path | None = None
    """Where a damaged database lies that `open` found; what could be read of it was kept."""

    @classmethod
    def open(cls, folder: Path, *, make: bool = True) -> Self:
        """The shelf in `folder`, made if there is none. Raises DatabaseError."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the database; again without harm."""
        raise NotImplementedError

    @property
    def blobs(self) -> Path:
        """The folder of the files of packs."""
        raise NotImplementedError

    def publisher(self) -> Publisher | None:
        """Whom this kiosk is enrolled with; None if nobody."""
        raise NotImplementedError

    def anchor(self) -> Anchor | None:
        """What was accepted last; None if nobody is enrolled."""
        raise NotImplementedError

    def packs(self) -> tuple[Pack, ...]:
        """The packs that are kept, newest first."""
        raise NotImplementedError

    def on(self) -> Pack | None:
        """The pack that is on; None: the exhibit that ships."""
        raise NotImplementedError

    def previous(self) -> Pack | None:
        """What `back` would turn to."""
        raise NotImplementedError

    def last(self) -> Pack | None:
        """The enrolled publisher's last accepted pack, also after a rollback: its terms count."""
        raise NotImplementedError

    def prepared(self, pack: Pack) -> Prepared:
        """The exhibit of this pack and its media, lengths compared. Raises PreparedError."""
        raise NotImplementedError

    def exhibit(self, pack: Pack) -> Exhibit:
        """The exhibit of this pack without a look at its media. Raises PreparedError."""
        raise NotImplementedError

    def verify(self, pack: Pack, *, stop: Callable[[], bool]) -> tuple[str, ...]:
        """The blobs of this pack that are missing or altered: every byte is hashed, unhurried.

        Ends early when `stop` says so.
        """
        raise NotImplementedError

    def drop(self, sha256: str) -> None:
        """Take a damaged blob away, so that the next loading brings it again."""
        raise NotImplementedError

    def begin(self, boot: str) -> Pack | None:
        """What to show; called once when the program starts, in the boot with this id.

        A pack on trial is given up here, for the one before it, after its third crash in one boot
        or after three boots in which it showed nothing.
        """
        raise NotImplementedError

    @property
    def on_trial(self) -> bool:
        """Whether the pack that is on may still be turned back by itself."""
        raise NotImplementedError

    def shown(self) -> None:
        """Its first scene was rendered."""
        raise NotImplementedError

    def stood(self) -> None:
        """It stood for ten minutes: the trial is over."""
        raise NotImplementedError

    def leaving(self) -> None:
        """The program ends in order: that is no crash."""
        raise NotImplementedError

    def holds(self, blob: Blob) -> bool:
        """Whether this blob is here, of the right length."""
        raise NotImplementedError

    def take(self, offer: Offer, now: datetime) -> Pack:
        """Turn to this pack, whose blobs are all durable, and remember it, all at once.

        Raises RefusedError if something else was accepted since it was examined.
        """
        raise NotImplementedError

    def back(self) -> Pack:
        """Turn to the previous pack; again turns forth. Raises UsageError if there is none."""
        raise NotImplementedError

    def forget(self) -> None:
        """Nobody is enrolled any more, no pack is kept, and the exhibit that ships is on."""
        raise NotImplementedError

    def collect(self) -> int:
        """Remove the blobs and parts that no kept pack needs. Returns the bytes that were freed."""
        raise NotImplementedError
