"""`kiosk keys`: the keys of a publisher and coordinator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.date_question import DateIsRight, agree_on_date
from kiosk.cli.options import KeysFolder, Stick
from kiosk.cli.passphrase import PassphraseFile, open_keys, passphrase
from kiosk.cli.progress import bar
from kiosk.cli.terminal import note

if TYPE_CHECKING:
    from kiosk.keys.public import Public

app = typer.Typer(
    help="Make, show and replace the keys of a publisher and coordinator; unlock a kiosk.",
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
    from kiosk.clock import SystemClock
    from kiosk.keys import keyring

    keyring.refuse_what_is_there(folder)  # before somebody thinks of a passphrase
    words = passphrase(passphrase_file, new=True)
    with bar("making the keys"):
        public = keyring.new(folder, words, SystemClock().now())
    _print(public, as_json=as_json)
    recovery = "move it to a stick, and put that in another building"
    note(
        f"""
Made in {folder}:
  {keyring.DAILY}      opens sign-ups and signs packs, every week; keep a copy of it
  {keyring.RECOVERY}   for when the other is lost: {recovery}

Without the passphrase nobody opens either, nor can it be found again: write it down.
The lines above belong in exhibit.yaml, below 'signups:'; "kiosk keys show" prints them again."""
    )


@app.command()
def show(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the keys.")],
    as_json: AsJson = False,
) -> None:
    """Print the fingerprint, and the public keys as exhibit.yaml wants them; nothing secret."""
    from kiosk.keys import demo, keyring

    public = keyring.read_public(folder)
    _print(public, as_json=as_json)
    if demo.has_demo(public.recipients, public.receipt):
        note("These are the demo keys: everybody has them. Make your own: kiosk keys new DIR")


@app.command()
def rotate(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of the keys, with both halves in it.")
    ],
    root: Annotated[
        bool,
        typer.Option("--root", help="Replace the recovery half too: its root key and its age key."),
    ] = False,
    passphrase_file: PassphraseFile = None,
    date_is_right: DateIsRight = False,
    as_json: AsJson = False,
) -> None:
    """Replace keys that were lost, or that somebody else may have seen. Needs DIR/recovery.

    New are the keys that sign packs and receipts, and the daily age key. Old age keys are kept:
    what was sealed to them still opens. The passphrase stays.

    Then: put the lines that are printed in exhibit.yaml, in place of the old ones (a recipient and
    the receipt key), and publish a pack. Kiosks follow when they load it; until then they take no
    receipts and no unlocking by the new keys, so bring the pack first.

    A computer whose date was wrong is forgiven, too: what was signed ahead of time counts no more.
    """
    from kiosk.clock import SystemClock, evidence_of_machine
    from kiosk.keys import keyring, rotation
    from kiosk.publish import date_check
    from kiosk.publish.repository import Repository

    now = SystemClock().now()
    before = keyring.read_public(folder)  # before a passphrase is asked for
    was_lost = not (folder / keyring.DAILY / keyring.SEALED).exists()
    if not was_lost:
        asked = date_check.question(Repository(folder / keyring.DAILY), now, evidence_of_machine())
        agree_on_date(asked, answered=date_is_right)
    words = passphrase(passphrase_file)
    with bar("replacing the keys"):
        public = rotation.rotate(folder, words, now, root=root)
    _print(public, as_json=as_json)
    new_fingerprint = public.fingerprint != before.fingerprint
    note(
        f"""
Replaced in {folder}. What to do now:
  put the lines above in exhibit.yaml, below 'signups:', in place of the old ones
  publish a pack with these keys, and load it on every kiosk
  replace your copies of both halves, and carry {keyring.RECOVERY} away again"""
        + ("\n  the fingerprint is a new one: tell it to who sets up kiosks" * new_fingerprint)
        + (
            "\nSign-ups sealed before today are opened by the recovery half only: see "
            "'age -d -i recovery/keys.age'" * was_lost
        )
    )


@app.command()
def unlock(
    kiosk: Annotated[str, typer.Argument(metavar="KIOSK", help="The id that Health shows.")],
    number: Annotated[
        str,
        typer.Argument(
            metavar="NUMBER", help="The eight digits that Health shows, with or without the space."
        ),
    ],
    keys: KeysFolder,
    to: Stick,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Let the staff of one kiosk choose a new PIN, once: write a file for it to a stick."""
    from kiosk.staff import unlock as unlocking
    from kiosk.usb.stick import Folder

    Folder.open(to).close()  # before a passphrase is asked for
    daily = open_keys(keys, passphrase_file)
    print(to / unlocking.write(daily.pack, kiosk, "".join(number.split()), to))
    note(f"put this stick in {kiosk}: its staff choose a new PIN then")


def _print(public: Public, *, as_json: bool) -> None:
    """The public halves, to copy or to read by a script."""
    if as_json:
        halves = {"fingerprint": public.fingerprint, **public.model_dump(exclude={"format"})}
        print(json.dumps(halves, indent=1))
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
