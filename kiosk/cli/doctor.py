"""`kiosk doctor`: how this kiosk is, or the one whose code was photographed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.options import Demo, HomeFolder

if TYPE_CHECKING:
    from kiosk.station.wording import Lines


def doctor(
    home: HomeFolder = None,
    demo: Demo = False,
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
    from kiosk.station import health_check, health_json, wording

    where = paths.home(home, demo=demo)
    health = health_check.look(where, paths.assets(), demo=demo)
    if as_json:
        told = health_json.as_json(health, health_check.sums(where))
        print(json.dumps(told, indent=1))
    else:
        print(_in_columns(wording.lines(health, "en")))
    return 0 if health.is_well else MachineError.exit_code


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
