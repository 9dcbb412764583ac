"""`kiosk pack install`, `list` and `rollback`: which pack is on, from a terminal."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.options import Another, HomeFolder, ResultJson, Trust
from kiosk.cli.terminal import note

if TYPE_CHECKING:
    from kiosk.packs.shelf import Pack, Shelf

_NEXT_START = "on from the next start of the kiosk"


def install(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder of the stick, or any other.")
    ],
    home: HomeFolder = None,
    trust: Trust = None,
    another: Another = False,
    as_json: ResultJson = False,
) -> None:
    """Load the pack in FOLDER onto this machine, and turn it on. What was on stays, to turn back.

    Stopped at any moment, nothing changes; the next time it goes on from there.
    """
    from kiosk import paths
    from kiosk.cli.progress import bar
    from kiosk.packs.install import permit
    from kiosk.packs.shelf import Shelf
    from kiosk.station.setup import load, offer_on
    from kiosk.usb.stick import Folder

    where = paths.home(home)
    with Folder.open(folder) as stick:  # before anything is touched
        offer = offer_on(stick, where, note)
    permit(offer, trust=trust, other=another)
    with closing(Shelf.open(where.shelf)) as shelf:
        before = shelf.on()
        pack = load(shelf, folder, offer, bar)
        _print(shelf, (pack,), as_json=as_json)
    if pack == before:
        note("this pack was on already: nothing has changed")
    elif offer.is_first:
        follows = f"this kiosk follows {offer.publisher}, {offer.fingerprint}, from now on"
        note(f"{follows}; the pack is {_NEXT_START}")
    else:
        note(f"it is {_NEXT_START}")


def list_(home: HomeFolder = None, as_json: ResultJson = False) -> None:
    """Print the packs on this machine, the newest first; * is the one that is on."""
    from kiosk import paths
    from kiosk.station.content import opened_shelf

    where = paths.home(home)
    with opened_shelf(where, note) as shelf:
        if shelf is None:
            if as_json:
                print(json.dumps({"publisher": None, "packs": []}))
            note(f"no pack has been loaded in {where.folder}")
            return
        publisher = shelf.publisher()
        _print(shelf, shelf.packs(), as_json=as_json)
    if publisher is None:
        note("no publisher has been accepted: the exhibit that ships is on")
    else:
        note(f"enrolled with {publisher.name}, {publisher.fingerprint}")


def rollback(home: HomeFolder = None, as_json: ResultJson = False) -> None:
    """Turn back to the pack that was on before; once more turns forth again."""
    from kiosk import paths
    from kiosk.errors import UsageError
    from kiosk.station.content import opened_shelf

    where = paths.home(home)
    with opened_shelf(where, note) as shelf:
        if shelf is None:
            raise UsageError(f"no pack has been loaded in {where.folder}", "see --home")
        _print(shelf, (shelf.back(),), as_json=as_json)
    note(f"it is {_NEXT_START}")


def _print(shelf: Shelf, packs: tuple[Pack, ...], *, as_json: bool) -> None:
    """The packs as lines, or for a script."""
    on = shelf.on()
    if not as_json:
        for pack in packs:
            star = "*" if pack == on else " "
            title = next(iter(pack.title.values()))
            print(f"{star} {pack.version:>4}  {pack.made:%Y-%m-%d}  {title}  ({pack.publisher})")
        return
    marks = {"on": on, "previous": shelf.previous(), "last": shelf.last()}
    publisher = shelf.publisher()
    told = {
        "publisher": {
            "name": publisher.name,
            "fingerprint": publisher.fingerprint,
            "since": publisher.since.isoformat(),
        }
        if publisher
        else None,
        "packs": [_pack_json(pack, marks) for pack in packs],
    }
    print(json.dumps(told, indent=1))


def _pack_json(pack: Pack, marks: dict[str, Pack | None]) -> dict[str, object]:
    return {
        "version": pack.version,
        "exhibit": pack.exhibit,
        "title": dict(pack.title),
        "publisher": pack.publisher,
        "made": pack.made.isoformat(),
        "installed": pack.installed.isoformat(),
        "bytes": pack.bytes,
        "trial": not pack.stood,
        **{name: pack == marked for name, marked in marks.items()},
    }
