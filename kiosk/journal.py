"""The log of one kiosk: rotated and bounded, so that it never fills a disk."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FILE = "kiosk.log"
"""In the folder of the journal; what was before it is called `kiosk.log.1` and so on."""
_FILE_BYTES = 1 << 20
_FILES = 5
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def _is_ours(record: logging.LogRecord) -> bool:
    """Kivy warns at length, of touch libraries that are not there: that stays in the file.

    Where it cannot go on, as without a screen, the kiosk says so in a sentence of its own.
    """
    return not record.name.startswith("kivy")


def keep(folder: Path, *, words: bool = True) -> None:
    """Write what happens to `folder`, at most 6 MiB; warnings also to stderr if `words`.

    A disk that is full or may not be written is no reason to stop: then only stderr is left.
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    if words:
        screen = logging.StreamHandler(sys.stderr)
        screen.setLevel(logging.WARNING)
        screen.addFilter(_is_ours)
        screen.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
        root.addHandler(screen)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(
            folder / FILE,
            maxBytes=_FILE_BYTES,
            backupCount=_FILES,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError as error:
        root.warning("no log is kept: %s", error.strerror)
        return
    file.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(file)
