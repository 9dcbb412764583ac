"""Asks whether the date of this computer is right, or takes the answer that was given ahead."""

import sys
from typing import Annotated

import typer

from kiosk.cli.terminal import note

DateIsRight = Annotated[
    bool,
    typer.Option(
        "--date-is-right",
        help="Do not ask, though this computer's date is far from what was signed last.",
    ),
]
"""The option of every command that signs for years what this computer's date is."""


def agree_on_date(question: str | None, *, answered: bool) -> None:
    """Go on if nothing is to be asked, or the answer is yes; see `publish.date_check.question`.

    Raises UsageError if it is no, or nobody is there to be asked.
    """
    from kiosk.publish import date_check

    if question is None or answered:
        return
    if not sys.stdin.isatty():
        raise date_check.refuse(question)
    note(f"{question}.")
    note("A wrong date makes kiosks doubt their own, and the next pack look old.")
    if not typer.confirm("Is today's date right?", default=False, err=True):
        raise date_check.refuse(question)
