"""`kiosk pack install`, `list` and `rollback`: which pack is on, from a terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.home import HomeFolder

if TYPE_CHECKING:
    from kiosk.packs.shelf import Pack, Shelf
    from kiosk.packs.trust import Offer
    from kiosk.paths import Home
    from kiosk.usb.stick import Folder as Stick

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def install(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder of the stick, or any other.")
    ],
    home: HomeFolder = None,
    trust: Annotated[
        str | None,
        typer.Option(
            metavar="first|FINGERPRINT",
            help="Accept a publisher: whoever comes first, or who has these twenty digits.",
        ),
    ] = None,
    another: Annotated[
        bool, typer.Option("--another", help="Accept another exhibition of the same publisher.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Load the pack in FOLDER onto this machine, and turn it on. What was on stays, to turn back.

    Stopped at any moment, nothing changes; the next time it goes on from there.
    """
    from kiosk import paths
    from kiosk.packs import misplaced
    from kiosk.packs.install import permit
    from kiosk.packs.shelf import Shelf
    from kiosk.usb.stick import Folder

    where = paths.home(home)
    with Folder.open(folder) as stick, misplaced.hint(stick):  # before anything is touched
        offer = offered(stick, where)
    permit(offer, trust=trust, other=another)
    shelf = Shelf.open(where.shelf)
    try:
        before = shelf.on()
        pack = load(shelf, folder, offer)
        _print(shelf, (pack,), as_json=as_json)
    finally:
        shelf.close()
    print(_what_was_done(offer, is_new=pack != before), file=sys.stderr)


def list_(home: HomeFolder = None, as_json: AsJson = False) -> None:
    """Print the packs on this machine, the newest first; * is the one that is on."""
    from kiosk import paths

    where = paths.home(home)
    shelf = _opened(where)
    if shelf is None:
        if as_json:
            print(json.dumps({"publisher": None, "packs": []}))
        print(f"no pack has been loaded in {where.folder}", file=sys.stderr)
        return
    try:
        publisher = shelf.publisher()
        _print(shelf, shelf.packs(), as_json=as_json)
    finally:
        shelf.close()
    if publisher is None:
        print("no publisher has been accepted: the exhibit that ships is on", file=sys.stderr)
    else:
        print(f"enrolled with {publisher.name}, {publisher.fingerprint}", file=sys.stderr)


def rollback(home: HomeFolder = None, as_json: AsJson = False) -> None:
    """Turn back to the pack that was on before; once more turns forth again."""
    from kiosk import paths
    from kiosk.errors import UsageError

    where = paths.home(home)
    shelf = _opened(where)
    if shelf is None:
        raise UsageError(f"no pack has been loaded in {where.folder}", "see --home")
    try:
        _print(shelf, (shelf.back(),), as_json=as_json)
    finally:
        shelf.close()
    print("it is on from the next start of the kiosk", file=sys.stderr)


def _opened(home: Home) -> Shelf | None:
    """The shelf of this home; None if nothing was ever loaded. Raises DatabaseError."""
    from kiosk.station.content import shelf_at

    shelf = shelf_at(home)
    if shelf:
        _say_if_damaged(shelf)
    return shelf


def offered(stick: Stick, home: Home) -> Offer:
    """The pack on a stick, as the kiosk in this home judges it. Raises PackError, RefusedError."""
    from kiosk import __version__
    from kiosk.packs.trust import examine
    from kiosk.station import date_trust

    shelf = _opened(home)
    try:
        anchor = shelf.anchor() if shelf else None
    finally:
        if shelf:
            shelf.close()
    return examine(stick, anchor, program=__version__, now=date_trust.believed(home))


def load(shelf: Shelf, folder: Path, offer: Offer) -> Pack:
    """Load the pack in this folder, with a bar."""
    from kiosk.cli.progress import bar
    from kiosk.clock import SystemClock
    from kiosk.packs.install import install

    with bar("Loading") as shown:
        return install(
            shelf,
            folder,
            offer,
            progress=lambda step: shown(step.done / step.all),
            stop=lambda: False,
            now=SystemClock().now(),
        )


def _print(shelf: Shelf, packs: tuple[Pack, ...], *, as_json: bool) -> None:
    """The packs as lines, or for a script."""
    marks = {"on": shelf.on(), "previous": shelf.previous(), "last": shelf.last()}
    if as_json:
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
        return
    for pack in packs:
        star = "*" if pack == marks["on"] else " "
        title = next(iter(pack.title.values()))
        print(f"{star} {pack.version:>4}  {pack.made:%Y-%m-%d}  {title}  ({pack.publisher})")


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


def _what_was_done(offer: Offer, *, is_new: bool) -> str:
    if not is_new:
        return "this pack was on already: nothing has changed"
    if offer.is_first:
        return (
            f"this kiosk follows {offer.publisher}, {offer.fingerprint}, from now on; "
            "the pack is on from the next start of the kiosk"
        )
    return "it is on from the next start of the kiosk"


def _say_if_damaged(shelf: Shelf) -> None:
    if shelf.moved_aside is None:
        return
    kept = (
        "the kiosk is still enrolled"
        if shelf.publisher()
        else "nobody is enrolled any more: load the pack again, with --trust"
    )
    print(
        f"the list of packs was damaged, and was moved to {shelf.moved_aside}; {kept}",
        file=sys.stderr,
    )
