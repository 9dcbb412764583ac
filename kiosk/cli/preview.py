"""`kiosk exhibit preview`: an author's folder on the real kiosk, in a window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.options import AuthorFolder, PretendedDay
from kiosk.cli.terminal import note
from kiosk.errors import MachineError

if TYPE_CHECKING:
    from kiosk.exhibit.prepared import Prepared

_WINDOW = "1280x720"


def preview(
    folder: AuthorFolder,
    place: Annotated[str | None, typer.Option(help="Id of the place to look from.")] = None,
    today: PretendedDay = None,
    window: Annotated[
        str | None, typer.Option(metavar="WxH", help="The size of the window.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="The language to begin in.")] = None,
) -> int:
    """Show an exhibit as the kiosk will, in a window that follows what is saved."""
    from kiosk import files, paths
    from kiosk.cli import run
    from kiosk.station.opened_home import RunOptions

    home = paths.home(None)
    prepare = _into(folder, home.cache)
    stamps = files.stamps(folder)
    first = prepare()
    station, app = run.make(
        paths.Home(home.cache / "preview-home"),
        RunOptions(
            exhibit=first.folder,
            place=place,
            language=language,
            today=today.date() if today else None,
        ),
        size_px=run.size_of(window or _WINDOW),
        visitor=False,
    )
    from kiosk.ui.preview import Follower

    follower = Follower(app, folder, prepare, note, stamps)
    follower.begin()
    note(f"previewing {folder}: save, and look")
    code = run.show(app)
    station.close(in_order=True)
    return code


def _into(folder: Path, cache: Path) -> Callable[[], Prepared]:
    """A function that prepares `folder` anew: where its media are made, so that none is copied."""
    from kiosk.author import prepare
    from kiosk.author.cache import place
    from kiosk.exhibit import prepared

    to = place(folder, cache) / "cache"

    def anew() -> Prepared:
        try:
            prepare.prepare(folder, to, cache=to)
        except OSError as error:  # a file that went away, or a folder, while we were reading
            raise MachineError(f"{error.filename}: {error.strerror}", "save again") from error
        return prepared.read(to)

    return anew
