"""`kiosk signups`: what visitors left here, and how it travels to the coordinator."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli import bundle, collect, people, restore
from kiosk.cli.options import Demo, HomeFolder
from kiosk.cli.terminal import note

if TYPE_CHECKING:
    from kiosk.signups.event_rows import Counts
    from kiosk.signups.identity import SignUpLog

app = typer.Typer(
    help="Count what visitors left, carry it away, collect it.",
    no_args_is_help=True,
)
app.command()(bundle.bundle)
for _command in (collect.collect, collect.export, collect.report, collect.receipt, collect.forget):
    app.command()(_command)
app.command()(people.find)
app.command()(people.erase)
app.command()(restore.restore)


@app.command()
def count(
    home: HomeFolder = None,
    demo: Demo = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Say how many sign-ups this kiosk took, and how many are still here. Opens none of them."""
    from kiosk import paths
    from kiosk.signups import identity
    from kiosk.signups.ledger import Ledger
    from kiosk.station import date_trust

    where = paths.home(home, demo=demo)
    with closing(Ledger(where, machine=identity.machine(), demo=demo, make=False)) as ledger:
        day, current = date_trust.today(where), ledger.current
        counted = [(kept, kept.store.counts(day)) for kept in ledger.all]
        if as_json:
            told = [_as_json(kept, current, counts) for kept, counts in counted]
            print(json.dumps(told, indent=1))
        else:
            for kept, counts in counted:
                print(_as_words(kept, current, counts))
        warn([counts for _, counts in counted])
        for fault in ledger.faults:
            note(fault)
        if ledger.not_found:
            note(f"{ledger.not_found} sign-ups are not found")
        if ledger.fault:
            raise ledger.fault
        if not counted:
            note(f"no sign-ups have been taken in {where.folder}")


def _as_json(kept: SignUpLog, current: SignUpLog | None, counts: Counts) -> dict[str, object]:
    return {
        "kiosk": kept.identity.kiosk,
        "fingerprint": kept.identity.fingerprint,
        "demo": kept.identity.demo,
        "carrier": kept.identity.carrier,
        "current": kept is current,
        **asdict(counts),
        "last_export": counts.last_export.isoformat() if counts.last_export else None,
    }


def _as_words(kept: SignUpLog, current: SignUpLog | None, counts: Counts) -> str:
    who = kept.identity
    marks = [*(["demo"] if who.demo else []), *([] if kept is current else ["retired"])]
    marks += [f"carried by {who.carrier}"] if who.carrier else []
    lines = {
        "kiosk": who.kiosk + (f" ({', '.join(marks)})" if marks else ""),
        "fingerprint": who.fingerprint,
        "taken": counts.taken,
        "still here": counts.kept,
        "never exported": counts.waiting,
        "last export": counts.last_export or "-",
    }
    return "\n".join(f"{name:16}{value}" for name, value in lines.items())


def warn(counted: list[Counts]) -> None:
    """Say what must be done soon."""
    fading = sum(counts.fading for counts in counted)
    leaving = sum(counts.leaving for counts in counted)
    if fading:
        note(
            f"{fading} sign-ups were never exported, and may be kept 30 days more at most: "
            "carry them to the coordinator"
        )
    if leaving:
        note(
            f"{leaving} sign-ups were exported, but no receipt came, and are deleted here within "
            "30 days: ask the coordinator for a receipt"
        )
