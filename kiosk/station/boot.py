"""Which boot of the machine this is. What staff say of the date holds until the next."""

import sys
from collections.abc import Callable
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""Where Linux writes down a name it made for this boot: random(4)."""


def boot(
    platform: str = sys.platform,
    file: Path = BOOT_ID,
    began: Callable[[], float] | None = None,
) -> str:
    """A name for this boot, another after the next; empty if the machine does not tell.

    Windows tells when it began (`began`, seconds since 1970), give or take a second or two: here
    it is rounded to minutes.
    """
    try:
        if platform == "win32":
            return f"minute {round((began or _began)() / 60)}"
        return file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _began() -> float:
    import psutil  # noqa: PLC0415 - only where it is needed

    return float(psutil.boot_time())
