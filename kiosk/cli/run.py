"""`kiosk run`: show an exhibit on this machine's glass."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.options import HomeFolder, PretendedDay
from kiosk.errors import MachineError, UsageError
from kiosk.station.signals import StopSignal

if TYPE_CHECKING:
    from kiosk.cli.first_picture import FirstPicture
    from kiosk.exhibit.prepared import Prepared
    from kiosk.paths import Assets, Home
    from kiosk.station.opened_home import RunOptions
    from kiosk.station.station import Station
    from kiosk.ui.app import KioskApp
    from kiosk.ui.opening import Opening

log = logging.getLogger(__name__)

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
"""This command alone: it is loaded at every start of a kiosk."""


@app.command()
def run(
    context: typer.Context,
    home: HomeFolder = None,
    demo: Annotated[bool, typer.Option("--demo", help="A demonstration, marked as one.")] = False,
    exhibit: Annotated[
        Path | None, typer.Option(help="Show this prepared exhibit instead.")
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="Id of the place where this kiosk stands.")
    ] = None,
    today: PretendedDay = None,
    window: Annotated[
        str | None, typer.Option(metavar="WxH", help="A window of this size instead of the screen.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Language every visit begins in, as nl or en.")
    ] = None,
    stick: Annotated[
        list[Path] | None,
        typer.Option(metavar="FOLDER", help="A folder that stands in for a USB stick; repeatable."),
    ] = None,
) -> int:
    """Show the exhibit, full screen, until SIGTERM."""
    first: FirstPicture | None = context.obj
    stop_signal = StopSignal() if first is None else first.stop_signal
    stop_signal.listen()
    from kiosk import paths
    from kiosk.station.opened_home import RunOptions

    if today is not None and not (demo or exhibit is not None):
        raise UsageError("--today needs --demo or --exhibit", "a real kiosk asks its own clock")
    where = paths.home(home, demo=demo)
    wanted = RunOptions(
        exhibit=exhibit,
        place=place,
        language=language,
        today=today.date() if today else None,
        demo=demo,
        sticks=tuple(stick or ()),
    )
    station, glass = make(
        where,
        wanted,
        size_px=size_of(window),
        stop_signal=stop_signal,
        opening=None if first is None else first.opening,
    )
    code = show(glass)
    station.close(in_order=code == 0)
    stop_signal.release()
    if glass.restarting and stop_signal.number is None:
        begin_anew()
    return code


def make(
    home: Home,
    wanted: RunOptions,
    *,
    size_px: tuple[int, int] | None = None,
    visitor: bool = True,
    stop_signal: StopSignal | None = None,
    opening: Opening | None = None,
) -> tuple[Station, KioskApp]:
    """One kiosk and the glass it is on: everything made once and passed in.

    `opening` is the window if the last picture is on it already; then a journal is kept, too.
    Raises SettingsError, PreparedError, UsageError or MachineError, and typer.Exit if it was told
    to leave meanwhile.
    """
    from kiosk.ui.memory import Memory, loaded

    if stop_signal is None:
        stop_signal = StopSignal()
        stop_signal.listen()
    station = _station(home, wanted, stop_signal, keep_journal=opening is None)
    try:
        _check_words(station.content.prepared, wanted)
        _leave_if_told(stop_signal)
        opening = _opened(station, opening, size_px, visitor=visitor)
        _leave_if_told(stop_signal)
    except (UsageError, MachineError, typer.Exit):
        # No screen, a mistyped place, somebody who has changed their mind: no crash of a pack.
        station.close(in_order=True, unseen=True)
        raise
    from kiosk.ui.app import KioskApp

    app = KioskApp(
        station,
        opening.window,
        staffed=station.drives is not None,
        stop_signal=stop_signal,
        memory=Memory(),
        opening=opening,
    )
    opening.leave.append(app.stop)
    if visitor and not wanted.demo:  # who tries the demonstration ends it where it was started
        opening.stay_in_front()
    app.verify()
    loaded()
    return station, app


def _station(
    home: Home, wanted: RunOptions, stop_signal: StopSignal, *, keep_journal: bool
) -> Station:
    """The kiosk without its glass. Raises as `make`."""
    from kiosk import journal, paths
    from kiosk.station.station import Station
    from kiosk.ui.memory import bound_allocator, load_in_peace

    bound_allocator()
    load_in_peace()
    assets = paths.assets()
    home.make()
    if keep_journal:
        journal.keep(home.journal)
    _check_folder(wanted.exhibit, assets)
    _leave_if_told(stop_signal)
    return Station(home, assets, wanted)


def _leave_if_told(stop_signal: StopSignal) -> None:
    """Between two steps of a start: go no further if told to leave. Raises typer.Exit."""
    if stop_signal.number is not None:
        log.info("signal %s: leaving before anything was shown", stop_signal.number)
        raise typer.Exit


def _opened(
    station: Station, opening: Opening | None, size_px: tuple[int, int] | None, *, visitor: bool
) -> Opening:
    """The window, not black any more. Raises MachineError without a screen."""
    from kiosk.ui import display
    from kiosk.ui.opening import Opening
    from kiosk.ui.theme import CALM, rgba
    from kiosk.ui.window import Glass

    if opening is None:
        opening = Opening.begin(Glass(size_px, station.settings.frames_a_second, visitor))
    display.when_lost(lambda: _leave_dark(station))
    accent = station.content.prepared.exhibit.look.accent
    opening.fill(rgba(accent) if accent else CALM.paper)
    return opening


def show(app: KioskApp) -> int:
    """Run until told to stop. Returns the exit code."""
    app.stand_faults()
    app.run()
    return app.exit_code


def _leave_dark(station: Station) -> None:
    """The screen is gone while the program runs. Ends it, in the middle of a call to X."""
    try:
        gone = MachineError("the screen is gone", "start the kiosk again once there is one")
        log.error("%s", gone)
        station.close(in_order=True, unseen=True)
    finally:
        os._exit(MachineError.exit_code)


def begin_anew() -> None:
    """The same command again: staff asked for it."""
    command = [sys.executable, "-m", "kiosk", *sys.argv[1:]]
    if os.name == "nt":
        # There a program cannot become another one: this one leaves, and the new one stays.
        subprocess.Popen(command)  # noqa: S603 - the command that we are
        return
    os.execv(command[0], command)  # noqa: S606 - the same


def _check_folder(exhibit: Path | None, assets: Assets) -> None:
    """There is something to show: what was named is prepared, or else what ships."""
    if exhibit is not None:
        if (exhibit / "exhibit.yaml").exists() and not (exhibit / "exhibit.json").exists():
            raise UsageError(
                f"{exhibit} is an author's folder, not a prepared exhibit",
                f"kiosk exhibit preview {exhibit}, or kiosk exhibit prepare {exhibit} --to FOLDER",
            )
    elif not (assets.shipped / "exhibit.json").exists():
        raise MachineError(
            "the exhibit that ships has not been prepared in this checkout",
            "packaging/demo does it, or: "
            f"kiosk exhibit prepare content/limburg --to {assets.shipped}",
        )


def _check_words(shown: Prepared, wanted: RunOptions) -> None:
    """Ids typed on the command line must exist: a typing mistake is told, not guessed around."""
    places = [one.id for one in shown.exhibit.places]
    if wanted.place is not None and wanted.place not in places:
        raise UsageError(
            f"there is no place {wanted.place!r}", f"the places are {', '.join(places)}"
        )
    languages = shown.exhibit.languages
    if wanted.language is not None and wanted.language not in languages:
        raise UsageError(
            f"the exhibit is not in {wanted.language!r}", f"it is in {', '.join(languages)}"
        )


def size_of(window: str | None) -> tuple[int, int] | None:
    """`1920x1080` as two numbers. Raises UsageError."""
    if window is None:
        return None
    width, cross, height = window.lower().partition("x")
    if not (cross and width.isdigit() and height.isdigit()):
        raise UsageError(f"--window {window!r} is no size", "write it as 1920x1080")
    size = int(width), int(height)
    if min(size) < 480 or max(size) > 8192:
        raise UsageError(f"--window {window} is too small or too large", "from 480 to 8192 pixels")
    return size
