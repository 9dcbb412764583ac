"""`kiosk setup`: all that a new kiosk must know, in one command; asks for what is not given."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.options import Another, HomeFolder, Trust
from kiosk.cli.passphrase import first_line
from kiosk.cli.progress import bar
from kiosk.cli.terminal import note, plain

if TYPE_CHECKING:
    from kiosk.station.setup import NewKiosk


class Terminal:
    """Whoever sits here. Questions stand on stderr: stdout is for results."""

    bar = staticmethod(bar)

    def is_there(self) -> bool:
        """Whether this is a terminal at all."""
        return sys.stdin.isatty()

    def tell(self, words: str) -> None:
        """Show this, without anything that steers a terminal."""
        note("\n".join(map(plain, words.split("\n"))))

    def words(self, question: str) -> str:
        """What is typed."""
        return str(typer.prompt(question, err=True)).strip()

    def unseen(self, question: str) -> str:
        """What is typed, and is not to be seen."""
        return str(typer.prompt(question, hide_input=True, err=True)).strip()

    def agrees(self, question: str) -> bool:
        """Yes or no; only a yes that was typed is one."""
        return typer.confirm(question, err=True)


def setup(
    place: Annotated[
        str | None, typer.Option(metavar="ID", help="Id of the place where this kiosk stands.")
    ] = None,
    pin_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The PIN for staff is the first line of FILE."),
    ] = None,
    pack: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Load the pack in this folder first.")
    ] = None,
    trust: Trust = None,
    another: Another = False,
    home: HomeFolder = None,
) -> None:
    """Load the first pack, say where this kiosk stands, choose the PIN of its staff.

    What is not given is asked. What was said before stays, if it is not given anew.
    """
    from kiosk import paths
    from kiosk.station.setup import SetupAnswers, set_up

    pin = first_line(pin_file, "see --pin-file").strip() if pin_file else None
    answers = SetupAnswers(place, pin, pack, trust, another)
    tell(set_up(paths.home(home), paths.assets(), answers, Terminal()))


def tell(made: NewKiosk) -> None:
    """Say what this machine is now; its own fingerprint is for who collects its sign-ups."""
    print(f"place        {made.place}")
    if made.publisher is None:
        note("no pack was loaded: the exhibit that ships is on, without sign-ups")
    else:
        print(f"publisher    {plain(made.publisher.name)}, {made.publisher.fingerprint}")
        if made.identity:
            print(f"kiosk        {made.identity.kiosk}, {made.identity.fingerprint}")
    note("start it with: kiosk run")
