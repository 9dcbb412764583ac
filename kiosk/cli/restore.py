"""`kiosk signups restore`: a collection that is gone, empty or damaged, back from its backup."""

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.collect import check_language, moment
from kiosk.cli.options import CollectionFile, Speech
from kiosk.cli.progress import bar
from kiosk.cli.terminal import note


def restore(
    file: CollectionFile,
    backup: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where its backups lie, as `receipt` left them.")
    ],
    language: Speech = "nl",
) -> None:
    """Put a collection that is gone, empty or damaged back from its backup.

    What stands in its place is moved aside; a collection that is whole is left alone.
    """
    from kiosk.i18n.catalogue import Catalogue
    from kiosk.office import dating
    from kiosk.office import restore as way_back

    check_language(language)
    say, count = Catalogue().say(language), Catalogue().count(language)
    with bar(say("putting the backup back")):
        made = way_back.restore(file, backup, dating.of(file, moment()).sure(None))
    print(file)
    told = [
        say("From {path}: {n} sign-ups.").format(path=made.backup, n=made.sign_ups),
        *(say("Moved aside: {path}").format(path=path) for path in made.aside),
        *(
            say("{path} holds something more, or cannot be read: keep it.").format(path=path)
            for path in made.left
        ),
        say("Collect the sticks that came since then once more: that does no harm."),
    ]
    if made.erased:
        told.insert(
            1,
            count(
                "{n} sign-up was erased since then, and was not put back.",
                "{n} sign-ups were erased since then, and were not put back.",
                made.erased,
            ),
        )
    note("\n".join(told))
