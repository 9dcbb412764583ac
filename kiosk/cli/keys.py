"""`kiosk keys`: the keys of a publisher and coordinator."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.cli.passphrase import PassphraseFile, passphrase

if TYPE_CHECKING:
    from kiosk.keys.ring import Public

app = typer.Typer(
    help="Make and show the keys of a publisher and coordinator.",
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print the public keys as JSON.")]


@app.command()
def new(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that is empty, or does not exist.")
    ],
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Make keys: DIR/daily for every week, DIR/recovery to be carried somewhere else."""
    from kiosk.keys import ring

    ring.refuse_what_is_there(folder)  # before somebody thinks of a passphrase
    public = ring.new(folder, passphrase(passphrase_file, new=True))
    _print(public, as_json=as_json)
    print(
        f"""
Made in {folder}:
  {ring.DAILY}      opens sign-ups and signs, every week; keep a copy of it
  {ring.RECOVERY}   for when the other is lost: move it to a stick, and put that in another building

Without the passphrase nobody opens either, nor can it be found again: write it down.
The lines above belong in exhibit.yaml, below 'signups:'; "kiosk keys show" prints them again.""",
        file=sys.stderr,
    )


@app.command()
def show(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the keys.")],
    as_json: AsJson = False,
) -> None:
    """Print the fingerprint, and the public keys as exhibit.yaml wants them; nothing secret."""
    from kiosk.keys import demo, ring

    public = ring.read_public(folder)
    _print(public, as_json=as_json)
    if demo.has_demo(public.recipients, public.receipt):
        print(
            "These are the demo keys: everybody has them. Make your own: kiosk keys new DIR",
            file=sys.stderr,
        )


def _print(public: Public, *, as_json: bool) -> None:
    """The public halves, to copy or to read by a script."""
    if as_json:
        print(json.dumps(_told(public), indent=1))
        return
    daily, recovery = public.recipients
    print(
        f"""\
  # fingerprint: {public.fingerprint}
  keys:
    recipients:
      - {daily}
      - {recovery}
    receipt: {public.receipt}"""
    )


def _told(public: Public) -> dict[str, Any]:
    """All public halves, by name."""
    return {
        "fingerprint": public.fingerprint,
        "recipients": public.recipients,
        "receipt": public.receipt,
        "pack": public.pack,
        "root": public.root,
    }
