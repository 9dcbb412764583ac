"""Whether an e-mail address or a phone number looks right. Asks; never blocks what is possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Way: TypeAlias = Literal["email", "phone"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One kind question about what was typed."""

    kind: Literal["empty", "slip", "odd", "impossible"]
    """"slip": we think to know what was meant; "odd": possible, but rare."""
    why: str
    """For "odd" and "impossible": the English words of the sentence, as in the catalogue."""
    suggestion: str = ""
    """For "slip": what may have been meant, whole."""

    @property
    def can_be_kept(self) -> bool:
        """Whether the visitor may say: it is right as it is."""
        return self.kind in {"slip", "odd"}


def doubt(way: Way, typed: str) -> Doubt | None:
    """What is odd about it; None if it looks right."""
    del way
    return Doubt("empty", "") if not typed.strip() else None


def tidy(way: Way, typed: str) -> str:
    """As it is kept: an address in NFC, a number as `+31612345678` where it can be read so."""
    del way
    return typed.strip()
