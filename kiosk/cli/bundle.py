"""`kiosk signups bundle`: carry sign-ups away on a stick, and take the receipts that lie on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.options import DoneJson, HomeFolder
from kiosk.cli.progress import bar
from kiosk.cli.terminal import note

if TYPE_CHECKING:
    from kiosk.paths import Home
    from kiosk.station.carrying import ExchangeResult

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
    as_json: DoneJson = False,
) -> int:
    """Write every sign-up that has not arrived yet to FOLDER; first take the receipts in it.

    Again and again without harm: nothing is deleted because it was carried away.
    """
    from kiosk import paths
    from kiosk.errors import MachineError
    from kiosk.station import carrying
    from kiosk.usb import stick_root

    where = paths.home(home, demo=demo)
    # A folder on the stick may have been named.
    with bar("writing the sign-ups"):
        done = carrying.bundle(where, stick_root.root(to), demo=demo)
    if as_json:
        print(json.dumps(_as_json(done), indent=1))
    elif done.written:
        print("\n".join(done.written))
    wrong = [*_lost(done, where), *dict.fromkeys(map(str, done.faults))]
    for words in [*_words(done), *wrong] or [f"nothing in {where.folder} waits to be carried away"]:
        note(words)
    return MachineError.exit_code if wrong else 0


def _lost(done: ExchangeResult, home: Home) -> Iterator[str]:
    """What is not here any more, or was saved, and staff have not seen yet: in sentences."""
    from kiosk.i18n.catalogue import Catalogue
    from kiosk.notices import Notices
    from kiosk.station.wording import NOTICES

    count = Catalogue().count("en")
    for notice in Notices(home.notices).unseen():
        if notice.kind in _OF_SIGN_UPS:
            yield count(*NOTICES[notice.kind], notice.count)
    if done.not_found:
        yield f"{_many(done.not_found)} not found: is a disk or folder missing?"
    if done.is_stranded:
        yield _STRANDED


def _as_json(done: ExchangeResult) -> dict[str, object]:
    """The result as JSON, for a script."""
    return {
        "receipts": done.receipts,
        "arrived": done.wiped,
        "refused": [name for name, _ in done.refused],
        "written": list(done.written),
        "there": done.there,
        "sign_ups": done.sign_ups,
    }


def _words(done: ExchangeResult) -> Iterator[str]:
    """The result in sentences."""
    for name, error in done.refused:
        yield f"{name}: {error}"
    if done.wiped:
        yield f"arrived at the coordinator, and deleted here: {_many(done.wiped)}"
    if bundles := done.new + done.there:
        yield (
            f"on the stick: {_many(done.sign_ups)} in {_many(bundles, 'bundle')} "
            f"({_many(done.new, 'new bundle')}); take it out safely"
        )


def _many(count: int, what: str = "sign-up") -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
