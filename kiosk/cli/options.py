"""The options that several commands have, and their words."""

from datetime import datetime
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
CollectionFile = Annotated[Path, typer.Argument(metavar="FILE", help="The collection.")]
Into = typer.Option(metavar="FILE", help="The collection; made if it is not there.")
Keys = typer.Option(metavar="DIR", help="The folder of the keys, as `keys new` made it.")
KeysFolder = Annotated[Path, Keys]
Backup = typer.Option(metavar="FOLDER", help="Where the backup goes: on another disk.")
Language = Annotated[str, typer.Option(help="The language it is written in, as nl or en.")]
Speech = Annotated[str, typer.Option("--language", help="The language it speaks, as nl or en.")]
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
PretendedDay = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Pretend it is this day; not on a real kiosk."),
]
AuthorFolder = Annotated[Path, typer.Argument(metavar="DIR", help="The author's folder.")]
Stick = Annotated[Path, typer.Option(metavar="FOLDER", help="The folder of the stick.")]
ResultJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
DoneJson = Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")]
