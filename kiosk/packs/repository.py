"""The publisher's side of packs: signed versions, kept with the keys and copied to sticks.

    DIR/daily/repository/metadata/     the metadata of every pack ever published
    DIR/daily/repository/exhibit.json  the index of the last one

A version is durable here before a stick hears of it: so no number is ever used for two packs, and
publishing that was interrupted anywhere can be done again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.stick import Folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from kiosk.exhibit.prepared import Prepared
    from kiosk.keys.ring import Daily, Recovery

NEEDS = "0.1.0"
"""The oldest program that can show what this one publishes."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was done."""

    version: int
    """Of the pack. The one before plus one; the same again if nothing changed since."""
    fingerprint: str
    """Twenty digits of the root key, for people to compare."""
    changes: tuple[str, ...]
    """What is new since the last pack, in sentences."""
    is_same: bool
    """It is the last pack once more, on another stick: nothing changed since."""
    written_bytes: int
    there_bytes: int
    """Of what the stick had already."""
    warnings: tuple[str, ...]
    """What should be looked after, in sentences."""


def publish(  # noqa: PLR0913 - what a caller may leave out stands after the star
    prepared: Prepared,
    keys: Path,
    daily: Daily,
    recovery: Recovery | None,
    to: Path,
    *,
    now: datetime,
    program: str = NEEDS,
    progress: Callable[[float, str], None] | None = None,
    open_folder: Callable[[Path], Folder] = Folder.open,
) -> Published:
    """Sign `prepared` as the next pack of the ring in `keys`, and copy it to the folder `to`.

    Only what is not on the stick yet is written, and read back; what is there is read, too. The
    `program` is the oldest that can show it. `recovery` is only needed while the ring has no root
    yet. `progress` hears how much is done, from 0 to 1, and which file is in hand.

    Raises RefusedError for demo keys, or a stick with a newer pack or somebody else's; InputError
    for keys or an exhibit that do not belong together, or a film that is too large; MachineError
    if the stick is full, does not answer or does not keep what is written.
    """
    raise NotImplementedError
