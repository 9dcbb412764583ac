"""Which boot of the machine this is. What staff say of the date holds until the next."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""Where Linux writes down a name it made for this boot: random(4)."""


def boot(
    platform: str = sys.platform,
    file: Path = BOOT_ID,
    began: Callable[[], float] | None = None,
) -> str:
    """A name for this boot, another after the next; empty if the machine does not tell.

    Windows tells when it began (`began`, seconds since 1970), here rounded to minutes.
    """
    raise NotImplementedError
