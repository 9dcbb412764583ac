"""One kiosk's log of events, and the identity that signs what is carried of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.signups import identity
    from kiosk.signups.store import Store


@dataclass(frozen=True, slots=True)
class SignUpLog:
    """A store that is open, and whose it is."""

    identity: identity.Identity
    store: Store
