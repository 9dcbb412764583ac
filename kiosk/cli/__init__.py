"""The commands. `main` is the one place where an error becomes an exit code.

Modules of commands import what they need inside the command, so that `kiosk --help` starts fast;
and `kiosk run` has its first picture on the glass before its options are read.
"""

from __future__ import annotations

import logging
import os
import sys
from functools import cache
from typing import TYPE_CHECKING

from kiosk.errors import Extra, ExtraError, KioskError, MachineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    import typer

    from kiosk.cli.first_picture import FirstPicture

log = logging.getLogger(__name__)

EXTRAS: dict[str, Extra] = {
    "fontTools": "author",
    "espeakng_loader": "author",
    "imageio_ffmpeg": "author",
    "markdown_it": "author",
    "webvtt": "author",
    "xlsxwriter": "office",
    "zxingcpp": "office",
}
"""Who needs each package that a kiosk is installed without, as pyproject.toml has it."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; words go to stderr, results to stdout. Returns the exit code."""
    from kiosk.cli import terminal

    terminal.prepare()
    # Else pydantic looks through all that is installed for plugins of others.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # noqa: TID251
    first = None
    if arguments is None:  # this process is ours, and no test's
        from kiosk import core_dumps

        core_dumps.forbid()
        first = _first_picture(sys.argv[1:])
    return _run(sys.argv[1:] if arguments is None else arguments, first)


def _first_picture(words: list[str]) -> FirstPicture | None:
    if words[:1] != ["run"]:
        return None
    from kiosk.cli import first_picture

    return first_picture.show(words[1:])


def _run(words: list[str], first: FirstPicture | None) -> int:
    """Run the command that these words are."""
    import typer

    try:
        app, name, options = _command(words)
        code = _reader(app)(args=options, prog_name=name, standalone_mode=False, obj=first)
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


def _command(words: list[str]) -> tuple[typer.Typer, str, list[str]]:
    """The command with its name, and what is left to read; `kiosk run` loads no other."""
    if words[:1] == ["run"]:
        from kiosk.cli import run

        return run.app, "kiosk run", words[1:]
    from kiosk.cli.commands import app

    return app, "kiosk", words


@cache
def _reader(app: typer.Typer) -> Callable[..., object]:
    """What reads the words of these commands. It looks at every option of all of them: once."""
    import typer.main

    return typer.main.get_command(app)


def _of_machine(error: OSError) -> MachineError:
    """What the operating system refused, where no command has words of its own for it."""
    where = f"{error.filename}: " if error.filename else ""
    return MachineError(
        f"{where}{error.strerror or error}",
        "look after the disk: whether there is room, and whether this user may use that file",
    )
