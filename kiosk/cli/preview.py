"""`kiosk exhibit preview`: an author's folder on the real kiosk, in a window."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kiosk.errors import MachineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from kiosk.exhibit.prepared import Prepared

_WINDOW = "1280x720"


def preview(
    folder: Path,
    *,
    place: str | None,
    today: date | None,
    window: str | None,
    language: str | None,
    progress: Callable[[float, str], None] | None = None,
) -> int:
    """Show the folder until the window is closed. Raises ExhibitError with all its faults."""
    from kiosk import files, paths
    from kiosk.cli import run
    from kiosk.station.station import Wanted

    home = paths.home(None)
    prepare = _into(folder, home.cache, progress)
    stamps = files.stamps(folder)
    first = prepare()
    station, app = run.make(
        paths.Home(home.cache / "preview-home"),
        Wanted(exhibit=first.folder, place=place, language=language, today=today),
        size_px=run.size_of(window or _WINDOW),
        visitor=False,
    )
    from kiosk.ui.preview import Follower

    follower = Follower(app, folder, prepare, _tell, stamps)
    follower.begin()
    _tell(f"previewing {folder}: save, and look")
    code = run.show(app)
    station.close(in_order=True)
    return code


def _into(
    folder: Path, cache: Path, progress: Callable[[float, str], None] | None
) -> Callable[[], Prepared]:
    """A function that prepares `folder` anew: where its media are made, so that none is copied."""
    from kiosk.author import prepare
    from kiosk.author.cache import place
    from kiosk.exhibit import prepared

    to = place(folder, cache) / "cache"

    def anew() -> Prepared:
        try:
            prepare.prepare(folder, to, cache=to, progress=progress)
        except OSError as error:  # a file that went away, or a folder, while we were reading
            raise MachineError(f"{error.filename}: {error.strerror}", "save again") from error
        return prepared.read(to)

    return anew


def _tell(words: str) -> None:
    print(words, file=sys.stderr)
