"""`kiosk signups bundle`: carry sign-ups away on a stick, and take the receipts that lie on it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.home import HomeFolder

if TYPE_CHECKING:
    from kiosk.errors import KioskError
    from kiosk.paths import Home
    from kiosk.signups.ledger import Ledger
    from kiosk.station.carrying import Result

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
    home: HomeFolder = None,
    demo: Annotated[bool, typer.Option("--demo", help="The sign-ups of a demonstration.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> int:
    """Write every sign-up that has not arrived yet to FOLDER; first take the receipts in it.

    Again and again without harm: nothing is deleted because it was carried away.
    """
    from kiosk import paths
    from kiosk.errors import MachineError
    from kiosk.signups import identity
    from kiosk.signups.ledger import Ledger
    from kiosk.station import date_trust
    from kiosk.station.carrying import exchange
    from kiosk.usb import stick_root
    from kiosk.usb.stick import Folder

    where = paths.home(home, demo=demo)
    to = stick_root.root(to)  # a folder on the stick may have been named
    Folder.open(to).close()  # before anything is touched
    ledger = Ledger(where, machine=identity.machine(), demo=demo, make=False)
    try:
        # Where there are no sign-ups, nothing else is looked at.
        key, is_enrolled, faults = _publisher(where, demo=demo) if ledger.all else (None, True, [])
        day = date_trust.today(where) if ledger.all else None
        done = exchange(ledger, to, where, key=key, today=day)
        faults += done.faults
        lost = _lost(ledger, where)
        if done.sign_ups and not is_enrolled:
            lost.append(_STRANDED)
    finally:
        ledger.close()
    if as_json:
        print(json.dumps(_as_json(done), indent=1))
    elif done.written:
        print("\n".join(done.written))
    nothing = f"nothing in {where.folder} waits to be carried away"
    for words in [*_words(done), *lost, *dict.fromkeys(map(str, faults))] or [nothing]:
        print(words, file=sys.stderr)
    return MachineError.exit_code if faults or lost else 0


def _lost(ledger: Ledger, home: Home) -> list[str]:
    """What is not here any more, or was saved, and staff have not seen yet: in sentences."""
    from kiosk.i18n.catalogue import Catalogue
    from kiosk.notices import Notices
    from kiosk.station.wording import NOTICES

    count = Catalogue().count("en")
    unseen = Notices(home.notices).unseen()
    words = [
        count(*NOTICES[notice.kind], notice.count)
        for notice in unseen
        if notice.kind in _OF_SIGN_UPS
    ]
    if ledger.not_found:
        words.append(f"{_many(ledger.not_found)} not found: is a disk or folder missing?")
    return words


def _publisher(home: Home, *, demo: bool) -> tuple[str | None, bool, list[KioskError]]:
    """The key whose receipts count, whether a publisher is followed, and the packs' error.

    Where nobody can tell, somebody is followed, but no receipt counts.
    """
    from contextlib import closing

    from kiosk.errors import DatabaseError, PreparedError
    from kiosk.station.carrying import receipt_key
    from kiosk.station.content import shelf_at

    if demo:
        return receipt_key(None, demo=True), True, []
    is_enrolled = True
    try:
        found = shelf_at(home)
        if found is None:
            return None, False, []
        with closing(found) as shelf:
            is_enrolled = shelf.publisher() is not None
            return receipt_key(shelf, demo=False), is_enrolled, []
    except (DatabaseError, PreparedError) as error:
        return None, is_enrolled, [error]


def _as_json(done: Result) -> dict[str, object]:
    """The result as JSON, for a script."""
    return {
        "receipts": done.receipts,
        "arrived": done.wiped,
        "refused": [name for name, _ in done.refused],
        "written": list(done.written),
        "there": done.there,
        "sign_ups": done.sign_ups,
    }


def _words(done: Result) -> list[str]:
    """The result in sentences."""
    words = [f"{name}: {error}" for name, error in done.refused]
    if done.wiped:
        words.append(f"arrived at the coordinator, and deleted here: {_many(done.wiped)}")
    if bundles := done.new + done.there:
        words.append(
            f"on the stick: {_many(done.sign_ups)} in {_many(bundles, 'bundle')} "
            f"({_many(done.new, 'new bundle')}); take it out safely"
        )
    return words


def _many(count: int, what: str = "sign-up") -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
