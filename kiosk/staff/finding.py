"""What is on a stick, so that each leads to the right question. Nothing is changed, nothing obeyed.

Only names are looked at, and the few small files that are signed for us; no link is followed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from kiosk.stick import Folder

Kind: TypeAlias = Literal["pack", "receipts", "unlock", "signups"]
"""A pack by whomever; receipts for sign-ups of this kiosk; a file that unlocks it now; sign-ups, of
whichever kiosk: a coordinator's stick, meant for more."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What this kiosk knows of itself, to tell what is meant for it."""

    kiosks: frozenset[str] = frozenset()
    """The id of this kiosk, and of all it has been."""
    kiosk: str = ""
    """The id it shows in Health."""
    number: str = ""
    """The number it shows there: see `unlock`."""
    pack_key: str = ""
    """The enrolled publisher's public pack key, 64 hexadecimal digits; empty: nobody enrolled."""
    receipt_key: str = ""
    """The coordinator's public receipt key, the same way."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is on a stick for this kiosk."""

    kinds: frozenset[Kind]
    """Empty if there is nothing for us."""
    is_empty: bool
    """Whether nothing at all is on it: it may be meant for sign-ups."""
    for_others: bool
    """Whether there are receipts or unlock files, but only for other kiosks."""

    @property
    def is_foreign(self) -> bool:
        """Whether it is filled, and nothing on it is of ours."""
        raise NotImplementedError

    @property
    def sentence(self) -> str:
        """What staff are told of it, in English to look up."""
        raise NotImplementedError


def look(stick: Folder, ours: Ours) -> Finding:
    """See what is on a stick. Raises MachineError if it cannot be read."""
    raise NotImplementedError
