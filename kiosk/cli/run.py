"""`kiosk run`: show an exhibit on this machine's glass."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.signals import Leaving
from kiosk.errors import MachineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.exhibit.prepared import Prepared
    from kiosk.paths import Assets, Home
    from kiosk.station.protocols import Duties
    from kiosk.station.station import Premises, Wanted
    from kiosk.ui.app import KioskApp

log = logging.getLogger(__name__)


def run(
    home: Annotated[
        Path | None,
        typer.Option(envvar="KIOSK_HOME", help="Folder with everything this kiosk keeps."),
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="A demonstration, marked as one.")] = False,
    exhibit: Annotated[
        Path | None, typer.Option(help="Show this prepared exhibit instead.")
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="Id of the place where this kiosk stands.")
    ] = None,
    today: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Pretend it is this day (with --demo or --exhibit)."
        ),
    ] = None,
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
    leaving = Leaving()
    leaving.listen()
    from kiosk import paths
    from kiosk.station import station

    if today is not None and not (demo or exhibit is not None):
        raise UsageError("--today needs --demo or --exhibit", "a real kiosk asks its own clock")
    where = paths.home(home, demo=demo)
    wanted = station.Wanted(
        exhibit=exhibit,
        place=place,
        language=language,
        today=today.date() if today else None,
        demo=demo,
        sticks=tuple(stick or ()),
    )
    ours, app = make(where, wanted, size_px=size_of(window), leaving=leaving)
    code = show(app)
    ours.close(in_order=code == 0)
    leaving.listen_no_more()
    if app.restarting and not leaving.asked:
        begin_anew()
    return code


def make(
    home: Home,
    wanted: Wanted,
    *,
    size_px: tuple[int, int] | None = None,
    visitor: bool = True,
    leaving: Leaving | None = None,
) -> tuple[Premises, KioskApp]:
    """Everything made once and passed in: settings, clock, exhibit, window, program.

    Raises SettingsError, PreparedError, UsageError or MachineError, and typer.Exit if it was told
    to leave meanwhile.
    """
    from kiosk import journal, paths
    from kiosk.station.station import Premises

    if leaving is None:
        leaving = Leaving()
        leaving.listen()
    assets = paths.assets()
    _make_home(home)
    journal.keep(home.journal)
    _check_folder(wanted.exhibit, assets)
    leaving.heed()
    ours = Premises(home, assets, wanted)
    try:
        _check_words(ours.content.prepared, wanted)
        leaving.heed()
        window, leave = _open_window(ours, size_px, visitor=visitor)
        leaving.heed()
    except (UsageError, MachineError, typer.Exit):
        # No screen, a mistyped place, somebody who has changed their mind: no crash of a pack.
        ours.close(in_order=True, unseen=True)
        raise
    app = _program(ours, window, leaving)
    leave.append(app.stop)
    return ours, app


def _open_window(
    ours: Premises, size_px: tuple[int, int] | None, *, visitor: bool
) -> tuple[object, list[Callable[[], None]]]:
    """The window, and what its cross calls: empty as yet. Raises MachineError without a screen."""
    from kiosk.ui import display
    from kiosk.ui.window import Glass, open_window, prepare

    glass = Glass(size_px, ours.settings.frames_a_second, visitor)
    prepare(glass)
    leave: list[Callable[[], None]] = []
    window = open_window(glass, leave=lambda: [stop() for stop in leave])
    display.when_lost(lambda: _leave_dark(ours))
    return window, leave


def _program(ours: Premises, window: object, leaving: Leaving) -> KioskApp:
    """The program on the glass."""
    from kiosk.media.projector import Films
    from kiosk.media.sound import Loudspeaker
    from kiosk.station.duties import Desk
    from kiosk.ui.app import KioskApp

    films = Films(ours.clock, Loudspeaker(ours.clock))
    staff: Duties | None = None

    def renew() -> None:
        app.renew_soon(lambda: ours.look_again().setup(films, staff))

    def restart() -> None:
        app.restart()

    if ours.drives is not None:
        staff = Desk(ours, ours.drives, resting=lambda: app.resting).duties(renew, restart)
    app = KioskApp(
        ours.setup(films, staff),
        window,
        told_to_leave=lambda: leaving.signal,
        damaged=lambda: ours.verify(damaged=renew),
    )
    ours.verify(damaged=renew)
    return app


def show(app: KioskApp) -> int:
    """Run until told to stop. Returns the exit code."""
    app.stand_faults()
    app.run()
    return app.exit_code


def _leave_dark(ours: Premises) -> None:
    """The screen is gone while the program runs. Ends it, in the middle of a call to X."""
    try:
        gone = MachineError("the screen is gone", "start the kiosk again once there is one")
        log.error("%s", gone)
        ours.close(in_order=True, unseen=True)
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


def _make_home(home: Home) -> None:
    try:
        home.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MachineError(
            f"{home.folder} cannot be used: {error.strerror}",
            "choose a folder with --home that this user may write",
        ) from error


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


def _check_words(shown: Prepared, wanted: Wanted) -> None:
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
