"""Before anything else of `kiosk run`: the last attract picture, on the glass.

The options are looked at here, and judged by the command a moment later. A picture is kept under
what was asked for, so there is one only where the same words have led to a picture before.
"""

from __future__ import annotations

import getopt
import os
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import files, journal, paths
from kiosk.errors import MachineError
from kiosk.paths import Assets, Home
from kiosk.station import last_picture
from kiosk.station.last_picture import LastPicture
from kiosk.station.signals import StopSignal

if TYPE_CHECKING:
    from kiosk.ui.opening import Opening

OPTIONS = ("home=", "demo", "exhibit=", "place=", "today=", "window=", "language=", "stick=")
"""Those of `kiosk run`, as getopt writes them."""


class FirstPicture:
    """What was begun before the command was read: it goes on with this."""

    def __init__(self, opening: Opening, stop_signal: StopSignal) -> None:
        self.opening = opening
        self.stop_signal = stop_signal


def show(words: list[str]) -> FirstPicture | None:
    """Put the last picture on the glass that `kiosk run` with these words shows.

    None if there is no such picture, or no screen: then nothing is there that the command has to
    know of.
    """
    try:
        options, rest = getopt.getopt(words, "", OPTIONS)
    except getopt.GetoptError:
        return None
    given = dict(options)
    # Typer reads this variable too, but much later.
    chosen = given.get("--home") or os.environ.get("KIOSK_HOME")  # noqa: TID251
    home = paths.home(Path(chosen) if chosen else None, demo="--demo" in given)
    if rest or not files.is_file(home.last_picture):
        return None
    kept = _kept(home, paths.assets(), given)
    picture = kept.read() if kept is not None else None
    if picture is None:
        return None
    size_px = (picture.width_px, picture.height_px)
    window = given.get("--window")
    if window is not None and window.lower() != "{}x{}".format(*size_px):
        return None
    stop_signal = StopSignal()
    stop_signal.listen()
    journal.keep(home.journal)
    from kiosk.ui import display
    from kiosk.ui.memory import bound_allocator, load_in_peace
    from kiosk.ui.opening import Opening
    from kiosk.ui.window import Glass

    bound_allocator()
    load_in_peace()

    glass = Glass(None if window is None else size_px, picture.frames_a_second)
    try:
        opening = Opening.begin(glass)
    except MachineError:
        return None
    display.when_lost(lambda: os._exit(MachineError.exit_code))
    opening.show(picture)
    return FirstPicture(opening, stop_signal)


def _kept(home: Home, assets: Assets, given: dict[str, str]) -> LastPicture | None:
    """The picture that would be kept by a kiosk that was started so; None if nobody knows."""
    from kiosk.packs import pointer

    shown: str | None = ""
    folder = Path(given["--exhibit"]) if "--exhibit" in given else assets.shipped
    if "--exhibit" not in given and "--demo" not in given:
        shown = pointer.index_on(home.shelf / "shelf.db")
    if shown is None:
        return None
    key = last_picture.key(
        shown or last_picture.exhibit_stamp(folder / "exhibit.json"),
        last_picture.settings_stamp(home.settings),
        place=given.get("--place"),
        language=given.get("--language"),
        demo="--demo" in given,
    )
    return LastPicture(home.last_picture, key)
