"""`kiosk signups bundle`: carry sign-ups away on a stick, and take the receipts that lie on it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.errors import KioskError
    from kiosk.paths import Home
    from kiosk.signups.carry import Carried
    from kiosk.signups.ledger import Kept, Ledger
    from kiosk.signups.receipt import Taken

_OF_SIGN_UPS = ("sign-ups-lost", "sign-ups-uncounted", "sign-ups-salvaged", "content-lost")
"""Notices that whoever carries sign-ups must hear of, also at a terminal."""
_STRANDED = (
    "nobody is enrolled with this kiosk any more, so no receipt can be taken for these sign-ups: "
    "bring them to the coordinator, and load the content again"
)


def bundle(
    to: Annotated[
        Path, typer.Option(metavar="FOLDER", help="The folder of the stick, or any other.")
    ],
    home: Annotated[
        Path | None,
        typer.Option(envvar="KIOSK_HOME", help="Folder with everything this kiosk keeps."),
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="The sign-ups of a demonstration.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> int:
    """Write every sign-up that has not arrived yet to FOLDER; first take the receipts in it.

    Again and again without harm: nothing is deleted because it was carried away.
    """
    from kiosk import paths
    from kiosk.cli.signups import today
    from kiosk.errors import MachineError
    from kiosk.notices import Notices
    from kiosk.signups import identity
    from kiosk.signups.carry import carry
    from kiosk.signups.ledger import Ledger
    from kiosk.usb import stick_root
    from kiosk.usb.stick import Folder

    where = paths.home(home, demo=demo)
    to = stick_root.root(to)  # a folder on the stick may have been named
    Folder.open(to).close()  # before anything is touched
    ledger = Ledger(where, machine=identity.machine(), demo=demo, make=False)
    try:
        taken, faults = _take(ledger.all, to, where, demo=demo)
        carried = carry(
            ledger.all, to, today(where) if ledger.all else None, Notices(where.notices)
        )
        faults += [*ledger.faults, *carried.faults, *([ledger.fault] if ledger.fault else [])]
        lost = _lost(ledger, where)
        if not demo and carried.sign_ups and not _is_enrolled(where):
            lost.append(_STRANDED)
    finally:
        ledger.close()
    if as_json:
        print(json.dumps(_told(taken, carried), indent=1))
    elif carried.written:
        print("\n".join(carried.written))
    nothing = f"nothing in {where.folder} waits to be carried away"
    for words in [*_words(taken, carried), *lost, *dict.fromkeys(map(str, faults))] or [nothing]:
        print(words, file=sys.stderr)
    return MachineError.exit_code if faults or lost else 0


def _lost(ledger: Ledger, home: Home) -> list[str]:
    """What is not here any more, or was saved, and staff have not seen yet: in sentences."""
    from kiosk.i18n.catalogue import Catalogue
    from kiosk.notices import Notices
    from kiosk.station.wording import NOTICES

    count = Catalogue().count("en")
    unseen = Notices(home.notices).unseen()
    words = [count(*NOTICES[it.kind], it.count) for it in unseen if it.kind in _OF_SIGN_UPS]
    if ledger.not_found:
        words.append(f"{_many(ledger.not_found)} not found: is a disk or folder missing?")
    return words


def _is_enrolled(home: Home) -> bool:
    """Whether anybody is followed here; True where nobody can tell."""
    from contextlib import closing

    from kiosk.errors import DatabaseError
    from kiosk.packs.shelf import Shelf

    try:
        with closing(Shelf.open(home.shelf, make=False)) as shelf:
            return shelf.publisher() is not None
    except DatabaseError as error:
        return error.reason != "missing"


def _take(
    logs: Sequence[Kept], stick: Path, home: Home, *, demo: bool
) -> tuple[Taken, list[KioskError]]:
    """The receipts on the stick, signed by who may; a store that fails is told, and goes on."""
    from kiosk.errors import DatabaseError, PreparedError, StoreError
    from kiosk.signups.receipt import Taken, take

    nothing = Taken(0, 0, ())
    try:
        key = _receipt_key(home, demo=demo) if logs else None
        return (take([log.store for log in logs], stick, key) if key else nothing), []
    except (DatabaseError, PreparedError, StoreError) as error:
        return nothing, [error]


def _receipt_key(home: Home, *, demo: bool) -> str | None:
    """Whose receipts count here; None if nobody is enrolled. Raises as `carrying` does."""
    from contextlib import closing

    from kiosk.errors import DatabaseError
    from kiosk.packs.shelf import Shelf
    from kiosk.station.carrying import receipt_key

    if demo:
        return receipt_key(None, demo=True)
    try:
        shelf = Shelf.open(home.shelf, make=False)
    except DatabaseError as error:
        if error.reason == "missing":
            return None
        raise
    with closing(shelf):
        return receipt_key(shelf, demo=False)


def _told(taken: Taken, carried: Carried) -> dict[str, object]:
    """What was done, for a script."""
    return {
        "receipts": taken.receipts,
        "arrived": taken.wiped,
        "refused": [name for name, _ in taken.refused],
        "written": list(carried.written),
        "there": carried.there,
        "sign_ups": carried.sign_ups,
    }


def _words(taken: Taken, carried: Carried) -> list[str]:
    """What was done, in sentences."""
    words = [f"{name}: {error}" for name, error in taken.refused]
    if taken.wiped:
        words.append(f"arrived at the coordinator, and deleted here: {_many(taken.wiped)}")
    new, bundles = len(carried.written), len(carried.written) + carried.there
    if bundles:
        words.append(
            f"on the stick: {_many(carried.sign_ups)} in {_many(bundles, 'bundle')} "
            f"({_many(new, 'new bundle')}); take it out safely"
        )
    return words


def _many(count: int, what: str = "sign-up") -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
