"""A pack brought from a stick to the disk: each file once, whole, then one turn of the pointer.

What is verified is what was copied. Stopped or pulled out at any moment, nothing changed but that
fewer bytes are missing the next time.
"""

from __future__ import annotations

import logging
import math
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk import files
from kiosk.errors import InstallError, MachineError, PackError, RefusedError
from kiosk.packs import blob_store, index, verification
from kiosk.packs.offer import Blob, Offer
from kiosk.usb.stick import Folder

if TYPE_CHECKING:
    from kiosk.packs.shelf import Pack, Shelf

log = logging.getLogger(__name__)

RESERVE_BYTES: Final = 256 << 20
"""Stays free on the disk: sign-ups need room, whatever else is loaded."""
FIRST: Final = "first"
"""Trust whoever comes first."""


@dataclass(frozen=True, slots=True)
class InstallProgress:
    """How far a loading is."""

    done: int
    """Bytes that are here, those that were here already too."""
    all: int
    """Bytes of the whole pack."""


def permit(offer: Offer, *, trust: str | None, other: bool) -> None:
    """See that staff have said yes to what needs a yes.

    `trust` is "first" (whoever comes first), the twenty digits of the fingerprint that is meant, or
    None; `other` allows another exhibition of the same publisher. Raises RefusedError: "stranger",
    "fingerprint" or "exhibition".
    """
    if trust not in {None, FIRST} and _digits(trust or "") != _digits(offer.fingerprint):
        raise RefusedError(
            "fingerprint",
            f"this pack is signed by {offer.fingerprint}: that is not the fingerprint you meant",
            "ask the publisher for the twenty digits that 'kiosk keys show' prints",
        )
    if offer.is_first and trust is None:
        raise RefusedError(
            "stranger",
            f"nobody has accepted {offer.publisher} here yet, whose fingerprint is "
            f"{offer.fingerprint}",
            "compare it with what 'kiosk keys show' prints at the publisher's, "
            "then load it with --trust and the twenty digits",
        )
    if offer.is_other_exhibition and not other:
        raise RefusedError(
            "exhibition",
            f"this is another exhibition than the one before: {offer.title_in('en')}",
            "if that is what you want, load it with --another",
        )


def install(  # noqa: PLR0913 - each is one thing that a caller knows
    shelf: Shelf,
    stick_path: Path,
    offer: Offer,
    *,
    progress: Callable[[InstallProgress], None],
    stop: Callable[[], bool],
    now: datetime,
    reserve_bytes: int = RESERVE_BYTES,
    open_: Callable[[Path], Folder] = Folder.open,
) -> Pack:
    """Copy what is missing of the pack on the stick at `stick_path`, and turn it on.

    `permit` was asked before. Raises PackError, RefusedError ("endless", "altered", "demo"),
    InstallError ("full", "stick", "disk", "stopped") or DatabaseError. What was on stays on then,
    and what was copied is not copied again.
    """
    installation = _Installation(shelf, offer, progress, stop)
    try:
        with blob_store.alone(shelf.folder), blob_store.unhurried():
            missing = installation.missing(reserve_bytes)
            with _targets(stick_path, open_) if missing else nullcontext() as stick:
                installation.bring(stick, missing)
            pack = shelf.take(offer, now)
    except BlockingIOError as error:
        raise InstallError(
            "stopped",
            "another program is loading a pack here just now",
            "wait until it is done, then do this again",
        ) from error
    try:
        shelf.collect()
    except MachineError as error:
        log.warning("what is no longer needed could not be removed: %s", error)
    return pack


@dataclass(slots=True)
class _Installation:
    """One pack on its way to the shelf."""

    _shelf: Shelf
    _offer: Offer
    _progress: Callable[[InstallProgress], None]
    _stop: Callable[[], bool]
    _done: int = 0
    """Bytes that are here."""

    def missing(self, reserve_bytes: int) -> list[Blob]:
        """The blobs that are not here yet, and for which there is room. Raises InstallError."""
        missing = [blob for blob in self._offer.blobs if not self._shelf.holds(blob)]
        if missing:
            self._shelf.expect(self._offer)
            _make_room(self._shelf, missing, reserve_bytes)
        self._add(self._offer.bytes - sum(blob.bytes for blob in missing))
        return missing

    def bring(self, stick: Folder | None, missing: list[Blob]) -> None:
        """Have what is missing on our disk, and its exhibit found sound."""
        own, offer = self._shelf.blobs, self._offer
        first = [blob for blob in missing if blob.sha256 == offer.index]
        self._copy(stick, first)
        with blob_store.wrap_errors(own / offer.index):  # it was whole when it was copied
            content = files.read(own / offer.index)
        index.judge(content, offer.exhibit, offer.blobs)  # before gigabytes of films are copied
        self._copy(stick, [blob for blob in missing if blob not in first])
        with blob_store.wrap_errors(own):  # those names too whose copying ended in a crash
            files.sync_folder(own)
        if self._stop():
            raise blob_store.stopped()

    def _copy(self, stick: Folder | None, missing: list[Blob]) -> None:
        if stick is not None:
            copier = blob_store.BlobCopier(stick, self._shelf.blobs, self._add, self._stop)
            for blob in missing:
                copier.copy(blob)

    def _add(self, more: int) -> None:
        """Count `more` bytes that are here, and tell of it."""
        self._done += more
        self._progress(InstallProgress(self._done, self._offer.bytes))


def _make_room(shelf: Shelf, missing: list[Blob], reserve_bytes: int) -> None:
    """See that there is room for what is missing, and then some. Raises InstallError."""
    parts = (blob_store.size(shelf.blobs / f"{blob.sha256}{blob_store.PART}") for blob in missing)
    needed = sum(blob.bytes for blob in missing) - sum(part or 0 for part in parts) + reserve_bytes
    with blob_store.wrap_errors(shelf.blobs):
        if needed > shutil.disk_usage(shelf.blobs).free:
            shelf.sweep()
        lacking = needed - shutil.disk_usage(shelf.blobs).free
    if lacking > 0:
        raise InstallError(
            "full",
            f"this machine's disk has too little room: {math.ceil(lacking / 1e6)} MB are lacking",
            "free some space, then load it again",
        )


@contextmanager
def _targets(stick_path: Path, open_: Callable[[Path], Folder]) -> Iterator[Folder]:
    """The folder of files on the stick. Raises InstallError if the stick is gone."""
    with ExitStack() as opened:
        try:
            stick = opened.enter_context(open_(stick_path))
            folder = opened.enter_context(verification.targets(stick))
        except MachineError as error:
            raise InstallError("stick", error.what, error.advice) from error
        except PackError as error:
            raise InstallError(
                "stick",
                f"the pack is no longer there in {stick_path}",
                "put the stick in again, then do this again: nothing is lost",
            ) from error
        yield folder


def _digits(words: str) -> str:
    return "".join(letter for letter in words if letter.isdecimal())
