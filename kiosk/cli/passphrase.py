"""Ask for a passphrase, or take the answer that was given ahead. Never a hang."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.progress import bar
from kiosk.cli.terminal import note
from kiosk.errors import InputError, UsageError

if TYPE_CHECKING:
    from kiosk.keys.keyring import Daily

VARIABLE = "KIOSK_PASSPHRASE"
_MAX_BYTES = 4096
_TRIES = 3
_ADVICE = f"give --passphrase-file FILE, or set {VARIABLE}"

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help=f"The passphrase is the first line of FILE (or set {VARIABLE}); else it is asked.",
    ),
]
"""The option of every command that needs a passphrase."""


def passphrase(file: Path | None, *, new: bool = False) -> str:
    """The passphrase: the first line of `file`, or KIOSK_PASSPHRASE, or what is typed, unseen.

    A `new` one is typed twice. Raises InputError if `file` cannot be used, UsageError if nobody
    can be asked; typer.Abort if who is asked gives up.
    """
    given = given_ahead(file)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise UsageError("a passphrase is needed, and there is nobody to ask", _ADVICE)
    return _ask_twice() if new else ask("Passphrase")


def open_keys(keys: Path, file: Path | None) -> Daily:
    """The keys for every week in this folder. No passphrase is asked for where there are none."""
    from kiosk.keys import keyring

    keyring.read_public(keys)
    given = passphrase(file)
    with bar("opening the keys"):
        return keyring.open_daily(keys, given)


def given_ahead(file: Path | None) -> str | None:
    """The answer that was given ahead: in `file`, or in KIOSK_PASSPHRASE; None if there is none.

    Raises InputError if `file` cannot be used, UsageError if the variable is empty.
    """
    if file is not None:
        line = first_line(file, _ADVICE)
        if not line:
            raise InputError(f"there is no passphrase in {file}", "write it on the first line")
        return line
    given = os.environ.get(VARIABLE)  # noqa: TID251 - an answer given ahead, read where it is asked
    if given == "":
        raise UsageError(f"{VARIABLE} is empty", "take it away, or put the passphrase in it")
    return given


def first_line(file: Path, advice: str) -> str:
    """The answer in a file; empty if there is none. Raises InputError, with this advice."""
    try:
        with file.open("rb") as opened:
            lines = opened.read(_MAX_BYTES).decode("utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}", advice) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not text in UTF-8", "save it as UTF-8") from error
    return lines[0] if lines else ""


def ask(question: str) -> str:
    """What is typed, unseen. The question stands on stderr: stdout is for results."""
    return str(typer.prompt(question, hide_input=True, err=True))


def _ask_twice() -> str:
    for _ in range(_TRIES):
        first = ask("A new passphrase (a short sentence is easy to remember)")
        if ask("The same again") == first:
            return first
        note("These two differ.")
    raise UsageError(
        "no passphrase was typed twice the same", "write it down first, then try again"
    )
