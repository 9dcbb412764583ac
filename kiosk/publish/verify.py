"""Whether every file of a pack on a stick is what its publisher signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.errors import PackError
from kiosk.packs.trust import PACK, TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.packs.trust import Offer
    from kiosk.usb.stick import Folder


def altered(
    stick: Folder, offer: Offer, progress: Callable[[float], None] = lambda _: None
) -> tuple[str, ...]:
    """The SHA-256 of every file of `offer` whose bytes on the stick are not those.

    Each is read from the device itself. Raises PackError or InputError if one is not there any
    more, MachineError if it cannot be read.
    """
    pack = stick.folder(PACK)
    targets = pack.folder(TARGETS) if pack else None
    if pack is None or targets is None:
        raise PackError("none", "there is no pack on this stick any more", "put it in again")
    found = []
    done = 0
    with pack, targets:
        for blob in offer.blobs:
            size = targets.size(blob.sha256)
            if size != blob.bytes or targets.digest(blob.sha256) != blob.sha256:
                found.append(blob.sha256)
            done += blob.bytes
            progress(done / offer.bytes)
    return tuple(found)
