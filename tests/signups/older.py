"""What a kiosk and its coordinator kept before format 2, as that program wrote it.

`format-1` was made by the program itself: a demo kiosk whose first four visitors signed up, the
second of whom took it back, as did somebody of another kiosk; then it was carried, collected and
backed up. `codes.json` tells what the visitors took home.
"""

import gzip
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.paths import Home

FOLDER: Final = Path(__file__).parent / "format-1"
_FACTS: Final = json.loads((FOLDER / "codes.json").read_text("utf-8"))
KIOSK: Final[str] = _FACTS["kiosk"]
CODES: Final[tuple[str, ...]] = tuple(_FACTS["codes"])
"""Of the four who signed up, in order; the second was taken back."""
NAMES: Final[tuple[str, ...]] = tuple(_FACTS["names"])
ELSEWHERE: Final[str] = _FACTS["elsewhere"]
"""A code of another kiosk, that was taken back here."""
[BUNDLE] = FOLDER.glob("*.tar")
"""The bundle with all six events."""


@dataclass(frozen=True, slots=True)
class Older:
    """Copies to use up."""

    home: Home
    collection: Path
    backups: Path


def unpack(folder: Path) -> Older:
    """Have all of it in `folder`, as it lay on a disk."""
    home = Home(folder / "home")
    kept = home.signups / KIOSK
    kept.mkdir(parents=True)
    shutil.copy(FOLDER / "kiosk.json", home.identity)
    shutil.copy(FOLDER / "key", kept / "key")
    backups = folder / "backups"
    backups.mkdir()
    places = {
        "events.db": kept / "events.db",
        "sign-ups.db": folder / "sign-ups.db",
        "backup.db": backups / _FACTS["backup"],
    }
    for name, place in places.items():
        place.write_bytes(gzip.decompress((FOLDER / f"{name}.gz").read_bytes()))
    return Older(home, folder / "sign-ups.db", backups)
