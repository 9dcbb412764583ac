"""`kiosk pack`: publish an exhibit onto a stick, look at one, and load it on a kiosk."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli import install
from kiosk.cli.date_question import DateIsRight, agree_on_date
from kiosk.cli.options import HomeFolder, KeysFolder, ResultJson, Stick
from kiosk.cli.passphrase import PassphraseFile, given_ahead, passphrase
from kiosk.cli.terminal import note
from kiosk.errors import KioskError, UsageError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from kiosk.exhibit.prepared import Prepared
    from kiosk.keys.keyring import Daily
    from kiosk.packs.verification import Offer
    from kiosk.publish.publishing import PublishResult

app = typer.Typer(
    help="Publish an exhibit onto a stick, look at one, load it on a kiosk.",
    no_args_is_help=True,
)


@app.command()
def publish(
    folder: Annotated[Path, typer.Argument(metavar="EXHIBIT", help="The author's folder.")],
    keys: KeysFolder,
    to: Stick,
    passphrase_file: PassphraseFile = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Where what was made is kept for the next time; else as 'exhibit preview' does.",
        ),
    ] = None,
    example: Annotated[
        bool,
        typer.Option("--example", help="Publish it although it says of itself that it is made up."),
    ] = False,
    date_is_right: DateIsRight = False,
    as_json: ResultJson = False,
) -> None:
    """Check, prepare and sign an exhibit, and write it to a stick that kiosks can load.

    Every film is played to its end first, unseen and unheard. Only what is not on the stick yet is
    written, and all of it is read back. Stopped at any moment, do it again: nothing is lost.

    The same exhibit onto another stick is the same pack. If anything changed, it is the next one.
    """
    from kiosk import paths
    from kiosk.cli.progress import bar
    from kiosk.keys import keyring
    from kiosk.publish import consistency

    consistency.look(keys, to)
    opening = _open_beside(keys, passphrase_file)
    from kiosk.author import cache as caches  # the keys are opened meanwhile
    from kiosk.clock import SystemClock, evidence_of_machine
    from kiosk.errors import PreparedError
    from kiosk.publish import publishing, repository
    from kiosk.publish.preparation import Preparation

    clock = SystemClock()
    own = cache or caches.place(folder, paths.home(None).cache)
    work = Preparation(folder, own)
    ready = work.last()
    terms, is_example = (ready.exhibit.signups, ready.exhibit.example) if ready else work.terms()
    if is_example and not example:
        _ask_about_example()
    words = passphrase(passphrase_file)
    with bar("opening the keys"):
        daily = opening.result() if opening else keyring.open_daily(keys, words)
        ring = consistency.open_ring(keys, daily, words, terms)
        asked = publishing.look_ahead(
            ring, to, now=clock.now(), evidence=evidence_of_machine(), edited=work.last_edit
        )
    agree_on_date(asked, answered=date_is_right)
    with repository.alone(own):
        if ready is None or not work.is_still_there():
            with bar("preparing") as shown:
                ready = work.make(shown)
        try:
            with bar("writing") as shown:
                done = publishing.publish(ready, ring, to, now=clock.now(), progress=shown)
        except PreparedError:  # so that publishing again, as it advises, makes it anew
            work.forget()
            raise
    _tell(done, ready, to, as_json=as_json)


def _open_beside(keys: Path, passphrase_file: Path | None) -> Future[Daily] | None:
    """Begin to open the keys, which takes its time, on a thread; None if somebody is to be asked.

    Whatever is wrong is told when the keys are needed.
    """
    from concurrent.futures import ThreadPoolExecutor

    from kiosk.keys import keyring

    try:
        words = given_ahead(passphrase_file)
    except KioskError:
        return None
    if words is None:
        return None
    thread = ThreadPoolExecutor(1, "keys")
    opening = thread.submit(keyring.open_daily, keys, words)
    thread.shutdown(wait=False)
    return opening


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of the stick.")],
    home: HomeFolder = None,
    as_json: ResultJson = False,
) -> None:
    """Say what 'pack install' would say of the pack on a stick; each byte of it is looked at.

    Where nobody is enrolled: whether the pack is whole, and the fingerprint of who signed it.
    """
    from kiosk import paths
    from kiosk.cli.progress import bar
    from kiosk.packs import blob_store, verification
    from kiosk.station.setup import offer_on
    from kiosk.usb.stick import Folder

    where = paths.home(home)
    with Folder.open(folder) as stick:
        offer = offer_on(stick, where, note)
        with bar("verifying") as shown:
            altered = verification.verify(stick, offer, shown)
    if as_json:
        print(json.dumps(_as_json(offer, altered), indent=1))
    else:
        print(_as_words(offer))
    if altered:
        raise blob_store.altered(altered)
    note(_verdict(offer))


app.command()(install.install)
app.command(name="list")(install.list_)
app.command()(install.rollback)


def _ask_about_example() -> None:
    """Ask whether an exhibit that marks itself as made up is meant to go out; else stop."""
    if not sys.stdin.isatty():
        raise UsageError(
            "exhibit.yaml says 'example: yes': every screen would say that all of it is made up",
            "take that line out, or publish it so with --example",
        )
    note("exhibit.yaml says 'example: yes'.\nEvery screen will say that all of it is made up.")
    if not typer.confirm("Publish it so?", default=False, err=True):
        raise UsageError("not published", "take 'example: yes' out of exhibit.yaml")


def _tell(done: PublishResult, ready: Prepared, to: Path, *, as_json: bool) -> None:
    """Print the result."""
    from kiosk.publish.mirror import in_words

    if as_json:
        print(json.dumps(asdict(done), indent=1))
    else:
        title = ready.exhibit.title.into(ready.exhibit.languages[0])
        print(f"pack {done.version} of '{title}' is on {to}, and was read back")
        for change in done.changes:
            print(f"  {change}")
        if done.is_same:
            print("  nothing changed since it was published first: it is the same pack")
        print(f"written {in_words(done.written_bytes)}, there already {in_words(done.there_bytes)}")
        print(f"fingerprint {done.fingerprint}")
    for warning in done.warnings:
        note(warning)


def _as_json(offer: Offer, altered: tuple[str, ...]) -> dict[str, object]:
    return {
        "version": offer.version,
        "exhibit": offer.exhibit,
        "title": dict(offer.title),
        "publisher": offer.publisher,
        "fingerprint": offer.fingerprint,
        "made": offer.made.isoformat(),
        "needs": offer.needs,
        "files": len(offer.blobs),
        "bytes": offer.bytes,
        "altered": altered,
        "first": offer.is_first,
        "other_exhibition": offer.is_other_exhibition,
        "same": offer.is_same,
    }


def _as_words(offer: Offer) -> str:
    from kiosk.publish.mirror import in_words

    title = " / ".join(offer.title.values())
    lines = {
        "pack": f"{offer.version} of '{title}'",
        "publisher": offer.publisher,
        "fingerprint": offer.fingerprint,
        "made": f"{offer.made:%Y-%m-%d %H:%M} UTC",
        "files": f"{len(offer.blobs)}, {in_words(offer.bytes)}",
    }
    return "\n".join(f"{name:13}{value}" for name, value in lines.items())


def _verdict(offer: Offer) -> str:
    """What a kiosk would say of a sound pack."""
    from kiosk.errors import RefusedError
    from kiosk.packs.install import permit

    try:
        permit(offer, trust=None, other=False)
    except RefusedError as question:
        return f"this pack is whole, but staff are asked first: {question}"
    if offer.is_same:
        return "this pack is whole, and the one that was loaded here last"
    return "this pack is whole, and would be taken"
