"""Which folder is the stick, when somebody names another: one in it, or one that holds it.

A kiosk looks for receipts at the root of a stick, and nowhere else. So a receipt goes to the folder
that holds `KIOSK-SIGNUPS`, whichever folder was dropped; and to the stick itself, if somebody moved
`KIOSK-SIGNUPS` into a folder there.
"""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

_DEEPEST: Final = 3
"""`KIOSK-SIGNUPS`, a kiosk's folder in it, a file in that: so far down a stick is looked for."""
_HIGHEST: Final = 2
"""So many folders above `KIOSK-SIGNUPS` a stick is looked for, where that was moved."""
_COPY = r"(.*[ _-])?KIOSK-({})([ _(-].*|copy.*|kopie.*)?"
"""Of any system, in any language: `KIOSK-SIGNUPS (1)`, `Kopie van KIOSK-SIGNUPS`."""
_SIGN_UPS = re.compile(_COPY.format("SIGNUPS"), re.IGNORECASE)
_OURS = re.compile(_COPY.format("PACK|RECEIPTS|STATUS|UNLOCK"), re.IGNORECASE)


def holds_sign_ups(name: str) -> bool:
    """Whether a folder called so is `KIOSK-SIGNUPS`, or a copy of it."""
    return _SIGN_UPS.fullmatch(name) is not None


def root(named: Path) -> Path:
    """The stick that is meant, where one of our own folders on it was named; else what was named.

    >>> root(Path("/media/els/STICK/KIOSK-SIGNUPS/k-aaaaaaaa")).as_posix()
    '/media/els/STICK'
    """
    whole = Path(os.path.abspath(named))  # noqa: PTH100 - without following links
    for at in (whole, *whole.parents)[:_DEEPEST]:
        if holds_sign_ups(at.name):
            return at.parent
    return whole.parent if _OURS.fullmatch(whole.name) else named


def roots(
    named: Path,
    holders: Iterable[Path],
    is_stick: Callable[[Path], bool] | None = None,
) -> tuple[Path, ...]:
    """Where receipts go for sign-ups that were found in `holders` when `named` was dropped.

    `holders` are the folders with `KIOSK-SIGNUPS` in them, and those of files that lie loose.
    """
    asked = is_stick or stands_alone
    found: list[Path] = []
    for holder in holders:
        found.append(holder)
        if not asked(holder):  # somebody moved it into a folder on the stick, or into one in that
            found += [above for above in holder.parents[:_HIGHEST] if asked(above)][:1]
    folder = root(named if named.is_dir() else named.parent)
    below = set(found) - {folder}
    if not found or (below and (asked(folder) or (len(below) == 1 and below == set(found)))):
        found.append(folder)
    return tuple(dict.fromkeys(found))


def stands_alone(folder: Path) -> bool:
    """Whether this is the root of a disk of its own, or of what a kiosk wrote on one."""
    try:
        if any(_OURS.fullmatch(entry.name) and entry.is_dir() for entry in folder.iterdir()):
            return True
        return folder.is_mount() and folder.stat().st_dev != Path(__file__).stat().st_dev
    except OSError:
        return False
