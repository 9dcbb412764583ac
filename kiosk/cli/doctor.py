"""`kiosk doctor`: how this kiosk is, or the one whose code was photographed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.errors import KioskError
    from kiosk.exhibit.model import Exhibit
    from kiosk.packs.shelf import Shelf
    from kiosk.paths import Assets, Home
    from kiosk.settings import Settings
    from kiosk.station.health import Health
    from kiosk.station.wording import Lines
    from kiosk.tally.counts import Sums


def doctor(
    home: Annotated[
        Path | None,
        typer.Option(envvar="KIOSK_HOME", help="Folder with everything this kiosk keeps."),
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="The home of a demonstration.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print it as JSON, with the tally of visits.")
    ] = False,
    read_qr: Annotated[
        Path | None,
        typer.Option(
            metavar="PHOTO", help="Say what stands in a photo of the code on another kiosk's glass."
        ),
    ] = None,
) -> int:
    """Say how this kiosk is: exit code 0 if all is well, 5 if something needs a person.

    Ask it whenever you like, also while the kiosk runs. It changes nothing, but that damaged files
    are moved aside and mended, as when the kiosk starts.
    """
    if read_qr is not None:
        lines = _read(read_qr)
        print(json.dumps(dict(lines), indent=1) if as_json else _in_columns(lines))
        return 0
    from kiosk import paths
    from kiosk.errors import MachineError
    from kiosk.station import health_json, wording

    where = paths.home(home, demo=demo)
    health = look(where, paths.assets(), demo=demo)
    if as_json:
        told = health_json.as_json(health, counted(where))
        print(json.dumps(told, indent=1))
    else:
        print(_in_columns(wording.lines(health, "en")))
    return 0 if health.is_well else MachineError.exit_code


def look(home: Home, assets: Assets, *, demo: bool) -> Health:
    """How the kiosk in this home is."""
    from kiosk.inventory import make_way
    from kiosk.notices import Notices
    from kiosk.signups import identity
    from kiosk.station import date_trust
    from kiosk.station.health_check import check

    faults: list[KioskError] = []
    make_way(home, Notices(home.notices))
    date = date_trust.read(home)
    with _shelf(home, faults, demo=demo) as shelf:
        return check(
            home,
            clock=date.clock,
            trusted=date.trusted,
            evidence=date.evidence,
            settings=_settings(home, faults),
            shelf=shelf,
            exhibit=_exhibit(shelf, assets.shipped, faults),
            machine=identity.machine(),
            demo=demo,
            faults=faults,
        )


def counted(home: Home) -> Sums | None:
    """The tally; None if there is none, or it cannot be read."""
    from contextlib import closing

    from kiosk.errors import DatabaseError
    from kiosk.tally.tally import Tally

    try:
        with closing(Tally.open(home.tally, make=False)) as tally:
            return tally.sums()
    except DatabaseError:
        return None


@contextmanager
def _shelf(home: Home, faults: list[KioskError], *, demo: bool) -> Iterator[Shelf | None]:
    """The packs, as long as they are looked at; None if there are none."""
    from kiosk.errors import DatabaseError, MachineError
    from kiosk.packs.shelf import Shelf

    shelf = None
    try:
        shelf = None if demo else Shelf.open(home.shelf, make=False)
    except MachineError as error:
        if not isinstance(error, DatabaseError) or error.reason != "missing":
            faults.append(error)
    try:
        yield shelf
    finally:
        if shelf:
            shelf.close()


def _settings(home: Home, faults: list[KioskError]) -> Settings | None:
    """The settings that hold, and a fault if those that stand there cannot; None if none can."""
    from kiosk import settings
    from kiosk.errors import SettingsError

    if error := settings.fault(home.settings):
        faults.append(error)
    try:
        return settings.read(home.settings)
    except SettingsError:
        return None


def _exhibit(shelf: Shelf | None, shipped: Path, faults: list[KioskError]) -> Exhibit | None:
    """What the kiosk would show; None, and a fault, if it cannot show anything."""
    from kiosk.errors import KioskError
    from kiosk.exhibit import prepared
    from kiosk.station.content import of_shelf

    try:
        if shelf is None:
            return prepared.read(shipped).exhibit
        return of_shelf(shelf, shipped).prepared.exhibit
    except KioskError as error:
        faults.append(error)
        return None


def _read(photo: Path) -> Lines:
    """What stands in the code on this photo. Raises MediaError, InputError."""
    import zxingcpp

    from kiosk.errors import InputError
    from kiosk.media import photo as photos
    from kiosk.station import health_qr

    with photos.opened(photo) as picture:
        try:
            grey = picture.convert("L")
        except photos.DAMAGE as error:
            raise photos.damaged(photo) from error
    codes = [code.text for code in zxingcpp.read_barcodes(grey)]
    if not codes:
        raise InputError(
            f"no code can be read in {photo}",
            "photograph it from nearby, straight and sharp, with all four edges on the photo",
        )
    ours = [code for code in codes if code.startswith("KIOSK")]
    return health_qr.read((ours or codes)[0])


def _in_columns(lines: Lines) -> str:
    widest = max(len(label) for label, _ in lines)
    return "\n".join(f"{label:{widest}}  {value}" for label, value in lines)
