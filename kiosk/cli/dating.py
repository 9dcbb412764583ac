"""Whether the date of the coordinator's computer may be believed: what is deleted by it is gone."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.errors import MachineError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.office.diary import Dating, Diary

Today = Annotated[
    datetime | None,
    typer.Option(
        "--today",
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help="Today's date, typed to say that this computer has it right; else one that is far "
        "from the last evening's is doubted, and nothing is deleted by it.",
    ),
]
"""The option of every command that deletes by date."""


def dating(
    file: Path, now: datetime, typed: datetime | None = None, *, last: datetime | None = None
) -> Dating:
    """What is known of the date at the desk of the collection in `file`.

    `last` is the last evening, if somebody else than its diary remembers it. Raises UsageError if
    another day was `typed` than this computer shows.
    """
    from kiosk import clock
    from kiosk.office import diary

    if typed is not None and typed.date() != now.date():
        raise UsageError(
            f"for this computer it is {now.date()}, not {typed.date()}", "set its clock first"
        )
    return diary.Dating(
        now=now,
        last=diary.read(file).last or last,
        evidence=bool(clock.evidence_of_machine()),
        is_confirmed=typed is not None,
    )


def doubt(dated: Dating, newest: date | None) -> str | None:
    """What is to be said of a date that is doubted; None if it is not, or nobody can know."""
    floor = dated.floor(newest)
    if dated.believes(newest) or floor is None:
        return None
    return str(doubted(dated))


def doubted(dated: Dating) -> MachineError:
    """That the date of this computer may be wrong."""
    day = dated.now.date()
    return MachineError(
        f"the date of this computer may be wrong: {day}; nothing was deleted by date",
        f"set its clock; or if it is right, say so: --today {day}",
    )


def note(file: Path, what: Diary) -> None:
    """Keep the diary of a collection; not to be able to is no reason to stop."""
    from kiosk.office import diary

    with suppress(MachineError):
        diary.write(file, what)
