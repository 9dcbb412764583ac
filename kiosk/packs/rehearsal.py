"""Films played wholly before they are published, by the decoder of the kiosk itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.clock import Clock
    from kiosk.exhibit.prepared import Prepared


def rehearse(
    prepared: Prepared,
    clock: Clock,
    *,
    remembered: Path | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> int:
    """Play every film of `prepared` from its first frame to its last, unseen and unheard.

    Returns how many were played: those that went well before, as the folder `remembered` knows,
    are not played again. `progress` hears how much is done, from 0 to 1, and the film in hand.

    Raises InputError with a line for each film that does not play as the exhibit describes it.
    """
    raise NotImplementedError
