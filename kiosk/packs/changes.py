"""What changed from one pack to the next, in words for who publishes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.exhibit import model


def changes(old: model.Exhibit | None, new: model.Exhibit) -> tuple[str, ...]:
    """A sentence for each thing that changed, in the order of the exhibit; none if nothing did.

    Without an `old` one everything is new: one sentence says how much there is.
    """
    return ()
