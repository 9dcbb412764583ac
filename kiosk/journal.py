"""The log of one kiosk: rotated and bounded, so that it never fills a disk."""

import contextlib
import logging
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import cast

from kiosk import files

FILE = "kiosk.log"
"""In the folder of the journal; what was before it is called `kiosk.log.1` and so on."""
_FILE_BYTES = 1 << 20
_FILES = 5
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _LogFile(RotatingFileHandler):
    """The file, and a disk that may refuse it: that is told once, and not with every line."""

    _refused = False
    """Whether that was told."""
    _failed = False
    """Whether the disk refused the last line."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; after one that was written, the next refusal is told again."""
        self._failed = False
        super().emit(record)
        if not self._failed:
            self._refused = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - its name in logging
        """Say in one line, once, that no log is kept."""
        del record
        self._failed = True
        error = sys.exc_info()[1]
        if not self._refused and sys.stderr is not None:
            words = error.strerror if isinstance(error, OSError) else type(error).__name__
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.write(f"WARNING no log is kept: {words}\n")
        self._refused = True
        # What could not be written waits in the stream, and would be refused once more at its end.
        with contextlib.suppress(OSError, ValueError):
            if self.stream is not None:
                self.stream.close()
        self.stream = None  # it is opened again with the next line

    def _open(self) -> TextIOWrapper:
        """The file; a pipe in its place waits for nobody who reads it."""
        return cast(
            "TextIOWrapper",
            open(
                self.baseFilename,
                self.mode,
                encoding=self.encoding,
                errors=self.errors,
                opener=files.unwaiting,
            ),
        )

    def close(self) -> None:
        """Let go of the file, whatever the disk says."""
        with contextlib.suppress(OSError, ValueError):
            super().close()


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
        file = _LogFile(
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
