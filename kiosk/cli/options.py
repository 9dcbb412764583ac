"""The options that several commands have, and their words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HomeFolder = Annotated[
    Path | None,
    typer.Option("--home", envvar="KIOSK_HOME", help="Folder with everything this kiosk keeps."),
]
Demo = Annotated[bool, typer.Option("--demo", help="The home of a demonstration.")]
Trust = Annotated[
    str | None,
    typer.Option(
        metavar="first|FINGERPRINT",
        help="Accept a publisher: whoever comes first, or who has these twenty digits.",
    ),
]
Another = Annotated[
    bool, typer.Option("--another", help="Accept another exhibition of the same publisher.")
]
AdmitKiosk = Annotated[
    list[str] | None,
    typer.Option(
        metavar="first|KIOSK",
        help="Take a kiosk that is met for the first time: by its id or fingerprint, "
        "or any with `first`. May be given again.",
    ),
]
AuthorFolder = Annotated[Path, typer.Argument(metavar="DIR", help="The author's folder.")]
Stick = Annotated[Path, typer.Option(metavar="FOLDER", help="The folder of the stick.")]
ResultJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
DoneJson = Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")]
