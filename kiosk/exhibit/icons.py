"""The icons that ship: a font, and the list of the names in it."""

import json
from pathlib import Path

MIRRORED = "_mirrored"
"""Ends the name of an icon that is another one's mirror image, for who reads from the right."""


def names(folder: Path) -> frozenset[str]:
    """The names to choose from, of the icons in the folder of the icon font."""
    known = json.loads((folder / "icons.json").read_text("utf-8"))
    return frozenset(name for name in known if not name.endswith(MIRRORED))
