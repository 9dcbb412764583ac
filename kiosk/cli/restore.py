"""`kiosk signups restore`: a collection that is gone, empty or damaged, back from its backup."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.collect import File, moment


def restore(
    file: File,
    backup: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where its backups lie, as `receipt` left them.")
    ],
) -> None:
    """Put a collection that is gone, empty or damaged back from its backup.

    What stands in its place is moved aside; a collection that is whole is left alone.
    """
    from kiosk.cli.dating import dating
    from kiosk.signups import restore as way_back

    dated = dating(file, moment())
    made = way_back.restore(file, backup, dated.now.date() if dated.believes(None) else None)
    print(file)
    print(f"{made.sign_ups} sign-ups, from {made.backup}", file=sys.stderr)
    if made.erased:
        print(f"{made.erased} of it had been erased since, and stay erased", file=sys.stderr)
    for path in made.aside:
        print(f"moved aside: {path}", file=sys.stderr)
    for path in made.left:
        print(f"{path} holds something more, or cannot be read: keep it", file=sys.stderr)
    print("collect the sticks that came since then once more: that does no harm", file=sys.stderr)
