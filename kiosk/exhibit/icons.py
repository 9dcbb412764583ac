"""The icons that ship: a font, and the list of the names in it."""

import json
from pathlib import Path


def names(folder: Path) -> frozenset[str]:
    """The names of the icons in the folder of the icon font."""
    return frozenset(json.loads((folder / "icons.json").read_text("utf-8")))
