"""`kiosk exhibit`: write an exhibit, check it, look at it, and make it ready to show."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli import preview
from kiosk.cli.options import AuthorFolder
from kiosk.cli.terminal import note
from kiosk.errors import ExhibitError, MachineError, UsageError

if TYPE_CHECKING:
    from kiosk.author.check import Report

app = typer.Typer(
    help="Write an exhibit, check it, look at it, and make it ready to show.",
    no_args_is_help=True,
)


@app.command()
def new(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that is empty, or does not exist.")
    ],
) -> None:
    """Write a small, complete exhibit to begin with; its comments explain what each key is."""
    from kiosk.author import sample

    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} is there already", "name a folder that is empty or new")
    except OSError as error:
        raise MachineError(
            f"{folder} cannot be read: {error.strerror}", "name a folder that this user may write"
        ) from error
    for name in sample.write(folder):
        print(folder / name)
    note(f"now: kiosk exhibit preview {folder}")


@app.command()
def check(
    folder: AuthorFolder,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was found as JSON, too.")
    ] = False,
) -> None:
    """Name everything that is wrong with an exhibit: the file, the line, and what to do."""
    from kiosk import paths
    from kiosk.author import check
    from kiosk.author.cache import Cache, place

    cache = Cache.at(place(folder, paths.home(None).cache) / "cache")
    with _progress("checking") as looked_at:
        report = check.report(folder, looked_at=looked_at, cache=cache)
    for name in report.unused:
        note(f"{name}: nothing names this file")
    if as_json:
        print(json.dumps(asdict(report), indent=1))
    if report.faults:
        raise ExhibitError(list(report.faults))
    if not as_json:
        print(f"no faults: {_counted(report)}")


@app.command()
def schema() -> None:
    """Print the JSON Schemas of exhibit.yaml and cooperative.yaml, for editors."""
    from kiosk import paths
    from kiosk.author import schema
    from kiosk.exhibit import icons

    print(json.dumps(schema.schema(icons.names(paths.assets().icons)), indent=1))


@app.command()
def prepare(
    folder: AuthorFolder,
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the prepared exhibit goes.")],
) -> None:
    """Make an exhibit ready to show: upright photos, films the kiosk plays, one file of texts."""
    from kiosk.author import prepare
    from kiosk.cli.progress import bar

    with bar("preparing", names=True) as progress:
        prepare.prepare(folder, to, progress=progress)
    print(to)


app.command()(preview.preview)


def _counted(report: Report) -> str:
    """The counts of a check, in words."""
    counts = {
        "cooperative": report.cooperatives,
        "photo": report.photos,
        "film": report.films,
    }
    return ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for word, n in counts.items())


@contextmanager
def _progress(what: str) -> Iterator[Callable[[str], None]]:
    """Tell on a terminal which file is being looked at; elsewhere, that it takes a while."""
    if not sys.stderr.isatty():
        from kiosk.cli.progress import bar

        with bar(what):
            yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status(what) as status:
        yield lambda file: status.update(f"{what}: {file}", spinner="dots")
