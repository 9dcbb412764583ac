"""The option of every command that works on a kiosk: where its home is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HomeFolder = Annotated[
    Path | None,
    typer.Option("--home", envvar="KIOSK_HOME", help="Folder with everything this kiosk keeps."),
]
