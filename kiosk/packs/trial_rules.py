"""The trial of a new pack: whether it crashes, or shows nothing at all.

A crash is an exit within the same boot that was not in order. A plug pulled in the evening is none:
the machine boots anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

MAX_CRASHES: Final = 3
"""So often a pack on trial may crash in one boot: at the third it is given up."""
MAX_DARK_BOOTS: Final = 3
"""So many boots it may end without having shown anything."""
STANDS_AFTER_SECONDS: Final = 600
"""So long after its first scene the trial is over."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What happened since the pack was turned on."""

    boot: str = ""
    """The boot in which the program began last; empty if it has not since."""
    in_order: bool = True
    """The program left as it should."""
    crashes: int = 0
    """In this boot."""
    dark_boots: int = 0
    """Boots, one after another, that ended without a first scene."""
    lit: bool = False
    """In this boot a first scene was rendered."""

    @property
    def failed(self) -> bool:
        """The pack should be given up."""
        return self.crashes >= MAX_CRASHES or self.dark_boots >= MAX_DARK_BOOTS

    def start(self, boot: str) -> Trial:
        """The program begins, in this boot; an empty `boot` is one that nobody knows."""
        if boot and boot == self.boot:
            crashes = self.crashes + (not self.in_order)
            return replace(self, in_order=False, crashes=crashes)
        dark = self.dark_boots + 1 if self.boot and not self.lit else 0
        return Trial(boot=boot or "?", in_order=False, dark_boots=dark)
