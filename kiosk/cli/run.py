"""`kiosk run`: show an exhibit on this machine's glass."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.errors import MachineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.clock import Clock, Evidence
    from kiosk.exhibit.prepared import Prepared
    from kiosk.paths import Assets, Home
    from kiosk.settings import Settings
    from kiosk.signups.intake import SignsUp
    from kiosk.ui.app import KioskApp
    from kiosk.visit.timings import Timings

MORNING = time(10, 0)
"""Hour at which a day set by hand begins."""
_LAST_SEEN_SECONDS = 600
_ASK_SECONDS = 60


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
) -> int:
    """Show the exhibit, full screen, until SIGTERM."""
    from kiosk import paths

    if today is not None and not (demo or exhibit is not None):
        raise UsageError("--today needs --demo or --exhibit", "a real kiosk asks its own clock")
    where = paths.home(home, demo=demo)
    app = make(
        where,
        exhibit=exhibit,
        place=place,
        today=today.date() if today else None,
        size_px=size_of(window),
        language=language,
        demo=demo,
    )
    return show(app)


def make(
    home: Home,
    *,
    exhibit: Path | None = None,
    place: str | None = None,
    today: date | None = None,
    size_px: tuple[int, int] | None = None,
    language: str | None = None,
    demo: bool = False,
    visitor: bool = True,
) -> KioskApp:
    """Everything made once and passed in: settings, clock, exhibit, window, program.

    Raises SettingsError, PreparedError, UsageError or MachineError.
    """
    from kiosk import journal, paths, settings
    from kiosk.exhibit import prepared
    from kiosk.media.projector import Films
    from kiosk.media.sound import Loudspeaker
    from kiosk.signups.intake import NOBODY

    assets = paths.assets()
    _make_home(home)
    journal.keep(home.journal)
    chosen = settings.read(home.settings)
    settings.remember(home.settings)
    shown = prepared.read(_folder(exhibit, assets))
    _check_words(shown, place, language)
    clock = _clock(today, shown)

    from kiosk.ui.window import Glass, open_window, prepare

    glass = Glass(size_px, home.toolkit, chosen.frames_a_second, visitor)
    prepare(glass)
    leave: list[Callable[[], None]] = []  # the program, once it is made
    window = open_window(glass, leave=lambda: [stop() for stop in leave])

    from kiosk.ui.app import KioskApp, Setup

    trusted = trust(home, clock, _evidence(by_hand=today is not None))
    app = KioskApp(
        Setup(
            prepared=shown,
            assets=assets,
            clock=clock,
            trusted=trusted,
            place=place or chosen.place,
            language=language or chosen.language,
            volume=chosen.volume,
            timings=_timings(chosen),
            chance=random.Random(),  # noqa: S311 - an order of photos is no secret
            films=Films(clock, Loudspeaker(clock)),
            intake=_intake(home, shown, place or chosen.place)
            if demo and exhibit is None
            else NOBODY,
            demo=demo,
            rgb_films=chosen.rgb_films,
        ),
        window,
    )
    leave.append(app.stop)
    return app


def show(app: KioskApp) -> int:
    """Run until told to stop. Returns the exit code."""
    app.obey_signals()
    app.stand_faults()
    app.run()
    app.obey_no_signals()
    return app.exit_code


def _make_home(home: Home) -> None:
    try:
        home.folder.mkdir(parents=True, exist_ok=True)
        home.toolkit.mkdir(exist_ok=True)
    except OSError as error:
        raise MachineError(
            f"{home.folder} cannot be used: {error.strerror}",
            "choose a folder with --home that this user may write",
        ) from error


def _folder(exhibit: Path | None, assets: Assets) -> Path:
    """The prepared exhibit to show: the one given, or the one that ships."""
    if exhibit is not None:
        if (exhibit / "exhibit.yaml").exists() and not (exhibit / "exhibit.json").exists():
            raise UsageError(
                f"{exhibit} is an author's folder, not a prepared exhibit",
                f"kiosk exhibit preview {exhibit}, or kiosk exhibit prepare {exhibit} --to FOLDER",
            )
        return exhibit
    if not (assets.shipped / "exhibit.json").exists():
        raise MachineError(
            "the exhibit that ships has not been prepared in this checkout",
            "packaging/demo does it, or: "
            f"kiosk exhibit prepare content/limburg --to {assets.shipped}",
        )
    return assets.shipped


def _check_words(shown: Prepared, place: str | None, language: str | None) -> None:
    """Ids typed on the command line must exist: a typing mistake is told, not guessed around."""
    places = [one.id for one in shown.exhibit.places]
    if place is not None and place not in places:
        raise UsageError(f"there is no place {place!r}", f"the places are {', '.join(places)}")
    languages = shown.exhibit.languages
    if language is not None and language not in languages:
        raise UsageError(f"the exhibit is not in {language!r}", f"it is in {', '.join(languages)}")


def _clock(today: date | None, shown: Prepared) -> Clock:
    from kiosk.clock import HandSetClock, SystemClock
    from kiosk.exhibit.agenda import zone

    if today is None:
        return SystemClock()
    timezone = zone(shown.exhibit)
    start = datetime.combine(today, MORNING, timezone).astimezone(UTC)
    return HandSetClock(start, SystemClock())


def trust(home: Home, clock: Clock, ask: Callable[[], Evidence]) -> Callable[[datetime], bool]:
    """Whether the calendar may be believed, and a mark of the latest moment that was.

    `ask` tells what the machine can say for it: once a minute, for NTP may come in late. A
    calendar that is believed raises the floor, at most once in ten minutes; a hand-set one never.
    """
    from kiosk.clock import trusted

    floor = _read_last_seen(home)
    evidence = ask()
    asked = clock.seconds()
    written = asked - _LAST_SEEN_SECONDS

    def believes(now: datetime) -> bool:
        nonlocal evidence, asked, written, floor
        if clock.seconds() - asked >= _ASK_SECONDS:
            evidence, asked = ask(), clock.seconds()
        believed = trusted(now, floor, evidence)
        if believed and not evidence.hand_set and clock.seconds() - written >= _LAST_SEEN_SECONDS:
            written, floor = clock.seconds(), now
            _write_last_seen(home, now)
        return believed

    return believes


def _intake(home: Home, shown: Prepared, place: str | None) -> SignsUp:
    """Where the sign-ups of a demonstration go; a real kiosk takes none before it is enrolled.

    A day set by hand is for the glass. What is kept carries the machine's own: whoever collects it
    goes by that, and would find a sign-up of a day long ago past its date.
    """
    from kiosk.clock import SystemClock, evidence_of_machine
    from kiosk.signups import identity
    from kiosk.signups.intake import Intake

    clock = SystemClock()
    here = next((one.id for one in shown.exhibit.places if one.id == place), None)
    return Intake(
        home,
        shown.exhibit,
        demo=True,
        place=here,
        clock=clock,
        trusted=trust(home, clock, evidence_of_machine),
        machine=identity.machine(),
    )


def _evidence(*, by_hand: bool) -> Callable[[], Evidence]:
    from kiosk.clock import Evidence, evidence_of_machine

    return (lambda: Evidence(hand_set=True)) if by_hand else evidence_of_machine


def _read_last_seen(home: Home) -> datetime | None:
    """The latest moment this kiosk knows to have passed; None if it knows none."""
    try:
        seen = datetime.fromisoformat(home.last_seen.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
    return seen if seen.tzinfo is not None else None


def _write_last_seen(home: Home, now: datetime) -> None:
    from kiosk import files

    try:
        files.replace(home.last_seen, f"{now.isoformat(timespec='seconds')}\n".encode("ascii"))
    except MachineError:
        # A full disk must not end the show; the journal says so when its own writing fails.
        return


def _timings(chosen: Settings) -> Timings:
    from kiosk.visit.timings import Timings

    return Timings(
        idle_seconds=chosen.idle_seconds,
        reading_seconds=chosen.reading_seconds,
        countdown_seconds=chosen.countdown_seconds,
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
