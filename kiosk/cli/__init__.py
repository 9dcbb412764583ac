"""The commands. `main` is the one place where an error becomes an exit code.

Modules of commands import what they need inside the command, so that `kiosk --help` starts fast.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import typer

from kiosk.cli import core_dumps, desk, doctor, exhibit, keys, pack, run, setup, signups, terminal
from kiosk.errors import ExtraError, KioskError, MachineError, UsageError

if TYPE_CHECKING:
    from kiosk.errors import Extra

log = logging.getLogger(__name__)

EXTRAS: dict[str, Extra] = {
    "fontTools": "author",
    "imageio_ffmpeg": "author",
    "markdown_it": "author",
    "webvtt": "author",
    "xlsxwriter": "office",
    "zxingcpp": "office",
}
"""Who needs each package that a kiosk is installed without, as pyproject.toml has it."""

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
    terminal.prepare()
    if arguments is None:
        core_dumps.forbid()  # this process is ours, and no test's
    try:
        code = app(args=arguments, prog_name="kiosk", standalone_mode=False)
    except KioskError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except ModuleNotFoundError as error:
        extra = EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        missing = ExtraError(extra, sys.executable)
        print(missing, file=sys.stderr)
        return missing.exit_code
    except OSError as error:
        told = _of_machine(error)
        log.debug("what the machine could not do", exc_info=error)
        print(told, file=sys.stderr)
        return told.exit_code
    except typer.TyperException as error:
        print(error.format_message(), file=sys.stderr)
        return UsageError.exit_code
    except (typer.Abort, KeyboardInterrupt):
        print("stopped", file=sys.stderr)
        return KioskError.exit_code
    return code if isinstance(code, int) else 0


def _of_machine(error: OSError) -> MachineError:
    """What the operating system refused, where no command has words of its own for it."""
    where = f"{error.filename}: " if error.filename else ""
    return MachineError(
        f"{where}{error.strerror or error}",
        "look after the disk: whether there is room, and whether this user may use that file",
    )
