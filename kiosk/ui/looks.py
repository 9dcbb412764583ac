"""kv files, each beside the module whose classes it draws, and read with it: not before.

Reading all of them takes as long as opening the window, and most screens are not seen at a start.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from kivy.lang import Builder

_FOLDER = Path(__file__).parent
_whole: set[str] = set()
"""Folders of which everything is loaded."""


def module(name: str) -> ModuleType:
    """The module of this folder called so, as `screens.home`, with its looks."""
    found = importlib.import_module(f"{__package__}.{name}")
    _read(_FOLDER.joinpath(*name.split(".")).with_suffix(".kv"))
    return found


def folder(name: str) -> None:
    """All modules of a folder, and then their looks: those name each other's classes. Once."""
    if name in _whole:
        return
    path = _FOLDER / name
    for found in pkgutil.iter_modules([str(path)]):
        importlib.import_module(f"{__package__}.{name}.{found.name}")
    for file in sorted(path.glob("*.kv")):
        _read(file)
    _whole.add(name)


def get_ahead(names: Iterable[str]) -> bool:
    """Load the first of these modules that is not loaded yet; False if all are."""
    missing = next((name for name in names if f"{__package__}.{name}" not in sys.modules), None)
    if missing is not None:
        module(missing)
    return missing is not None


def _read(file: Path) -> None:
    if str(file) not in Builder.files and file.exists():
        Builder.load_file(str(file))
