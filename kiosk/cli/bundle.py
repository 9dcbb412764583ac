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
    from kiosk.signups.ledger import Kept
    from kiosk.signups.receipt import Taken


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
    from kiosk.signups import identity, sticks
    from kiosk.signups.carry import carry
    from kiosk.signups.ledger import Ledger
    from kiosk.stick import Folder

    where = paths.home(home, demo=demo)
    to = sticks.root(to)  # a folder on the stick may have been named
    Folder.open(to).close()  # before anything is touched
    ledger = Ledger(where, machine=identity.machine(), demo=demo, make=False)
    try:
        taken, faults = _take(ledger.all, to, where, demo=demo)
        carried = carry(ledger.all, to, today(where) if ledger.all else None)
        faults += [*ledger.faults, *carried.faults, *([ledger.fault] if ledger.fault else [])]
    finally:
        ledger.close()
    if as_json:
        print(json.dumps(_told(taken, carried), indent=1))
    elif carried.written:
        print("\n".join(carried.written))
    nothing = f"nothing in {where.folder} waits to be carried away"
    for words in [*_words(taken, carried), *map(str, faults)] or [nothing]:
        print(words, file=sys.stderr)
    return MachineError.exit_code if faults else 0


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
    from kiosk.staff.carrying import receipt_key

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
            f"on the stick: {_many(carried.sign_ups)} in {_many(bundles, 'bundle')}, {new} of them"
            " new; take it out safely"
        )
    return words


def _many(count: int, what: str = "sign-up") -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
