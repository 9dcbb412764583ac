"""The commands. `main` is the one place where an error becomes an exit code.

Modules of commands import what they need inside the command, so that `kiosk --help` starts fast.
"""

from __future__ import annotations

import sys

import typer

from kiosk.cli import desk, doctor, exhibit, keys, pack, run, setup, signups
from kiosk.errors import KioskError, UsageError

app = typer.Typer(
    name="kiosk",
    help="An offline touch kiosk for a travelling exhibition.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command(name="run")(run.run)
app.add_typer(exhibit.app, name="exhibit")
app.add_typer(keys.app, name="keys")
app.add_typer(pack.app, name="pack")
app.add_typer(signups.app, name="signups")
app.command(name="desk")(desk.desk)
app.command(name="setup")(setup.setup)
app.command(name="doctor")(doctor.doctor)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; words go to stderr, results to stdout. Returns the exit code."""
    try:
        code = app(args=arguments, prog_name="kiosk", standalone_mode=False)
    except KioskError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except typer.TyperException as error:
        print(error.format_message(), file=sys.stderr)
        return UsageError.exit_code
    except (typer.Abort, KeyboardInterrupt):
        print("stopped", file=sys.stderr)
        return KioskError.exit_code
    return code if isinstance(code, int) else 0
