"""`kiosk desk`: the coordinator's evening in one command, in plain words.

Asks for the passphrase and, when a kiosk is met for the first time, whether it is yours; the first
evening also for the keys. Everything else it remembers, or puts where it can be found.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.collect import check_language, moment
from kiosk.cli.options import AdmitKiosk, Backup, Into, Keys, Speech, Today
from kiosk.cli.passphrase import PassphraseFile, ask, given_ahead
from kiosk.cli.progress import bar
from kiosk.cli.terminal import note, tell

if TYPE_CHECKING:
    from kiosk.errors import KioskError
    from kiosk.i18n.catalogue import Say
    from kiosk.keys.keyring import Daily
    from kiosk.keys.public import Public
    from kiosk.office.locations import Folders, Locations
    from kiosk.office.merge import Admit, Newcomer
    from kiosk.office.wording import Sentences

_TRIES = 3


def desk(
    sticks: Annotated[
        list[Path] | None, typer.Argument(metavar="STICK...", help="The sticks, or any folders.")
    ] = None,
    keys: Annotated[Path | None, Keys] = None,
    into: Annotated[Path | None, Into] = None,
    backup: Annotated[Path | None, Backup] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where spreadsheet and report go.")
    ] = None,
    admit: AdmitKiosk = None,
    language: Speech = "nl",
    settings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the folders are remembered.")
    ] = None,
    today: Today = None,
    passphrase_file: PassphraseFile = None,
) -> int:
    """Collect, back up, export, report and write receipts; in words, for the coordinator."""
    from kiosk import paths
    from kiosk.errors import UsageError
    from kiosk.i18n.catalogue import Catalogue
    from kiosk.office import dating, locations
    from kiosk.office.evening import Evening
    from kiosk.office.wording import Sentences

    check_language(language)
    catalogue = Catalogue()
    say = catalogue.say(language)
    if not sticks:
        raise UsageError(
            say(
                "No stick was named. Put a stick in, and begin again with its folder: "
                "kiosk desk FOLDER"
            )
        )
    file = settings or _settings()
    known = locations.Locations.read(file)
    given = locations.Folders(keys, *(one and _absolute(one) for one in (into, backup, output)))
    place, folders, is_demo = _places(given, known, say)
    daily = _opened(place, passphrase_file, say)
    now = moment()
    known = known.with_folders(folders, demo=is_demo)
    _remember(file, known, say)
    dated = dating.of(folders.collection or file, now, today, last=known.last)
    evening = Evening(
        daily,
        folders,
        dated,
        catalogue,
        language,
        tell=tell,
        bar=bar,
        admit=_admitting(admit or [], say, Sentences(catalogue, language)),
        # Nobody there is no.
        confirm=lambda question: sys.stdin.isatty() and _yes(f"{question} {say('(yes/no)')}"),
        fonts=paths.assets().fonts,
        was_there=known.had(folders.collection),
    )
    code = evening.run([_absolute(stick) for stick in sticks])
    if folders.collection and folders.collection.exists():
        known = known.with_collection(folders.collection)
    _remember(file, known.with_evening(now) if evening.is_trusted else known, say)
    return code


def _places(given: Folders, known: Locations, say: Say) -> tuple[Path, Folders, bool]:
    """Where the keys are, where all else is, and whether it is a demonstration.

    As given now, else as known, else as is usual. Raises as `_keys`.
    """
    from kiosk.keys import demo

    public, keys = _keys(given.keys or known.real.keys, say)
    is_demo = demo.has_demo(public.recipients, public.receipt)
    if is_demo:
        print(
            say("These are the keys of the demonstration, which everybody has. It is only a try.")
        )
    named = replace(given, keys=keys)
    return keys, named.over(known.of(demo=is_demo)).over(_usual(keys, is_demo=is_demo)), is_demo


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _settings() -> Path:
    """Where this user's settings lie."""
    import platformdirs

    return Path(platformdirs.user_config_dir("kiosk", appauthor=False)) / "desk.json"


def _usual(keys: Path, *, is_demo: bool) -> Folders:
    """Where things go when nobody says so: among the documents, easy to find."""
    import platformdirs

    from kiosk.office.locations import Folders

    folder = Path(platformdirs.user_documents_dir()) / ("kiosk-demo" if is_demo else "kiosk")
    return Folders(
        keys=keys,
        collection=folder / "sign-ups.db",
        backup=folder / "backup",
        output=folder,
    )


def _keys(folder: Path | None, say: Say) -> tuple[Public, Path]:
    """The public keys, and the folder they are in; asked for if nobody has named it."""
    from kiosk.cli import dropped
    from kiosk.errors import InputError, KioskError, UsageError
    from kiosk.keys import keyring

    for _ in range(_TRIES):
        named = folder is not None
        if folder is None:
            if not sys.stdin.isatty():
                raise UsageError(
                    say("Where are the keys? Name their folder: kiosk desk --keys FOLDER")
                )
            print(
                say("Where are the keys? Drag their folder into this window, and press Enter:"),
                end=" ",
                file=sys.stderr,
                flush=True,
            )
            folder = dropped.folder(sys.stdin.readline())
        try:
            public = keyring.read_public(_absolute(folder))
            if not (folder.expanduser() / keyring.DAILY / keyring.SEALED).is_file():
                raise InputError(str(folder))
            return public, _absolute(folder)
        except KioskError as error:
            words = say(
                "There are no whole keys in {path}. Put the stick with the keys in, and look at "
                "its folder."
            ).format(path=folder)
            if named:
                raise InputError(words, say("or name another: kiosk desk --keys FOLDER")) from error
            note(words)
            folder = None
    raise InputError(say("Without keys nothing can be done. Look for them, and begin again."))


def _opened(folder: Path, passphrase_file: Path | None, say: Say) -> Daily:
    """The private keys. Three tries for who types the passphrase."""
    from kiosk.errors import (
        InputError,
        MachineError,
        PassphraseError,
        UntrustedError,
        UsageError,
    )
    from kiosk.keys import keyring

    given = given_ahead(passphrase_file)
    if given is None and not sys.stdin.isatty():
        raise UsageError(
            say("A passphrase is needed, and nobody is here to type it."),
            say("give it in a file: --passphrase-file FILE"),
        )
    wrong = say("This passphrase does not open the keys.")
    for left in reversed(range(_TRIES)):
        try:
            typed = given or ask(say("Passphrase"))
            with bar(say("opening the keys")):
                return keyring.open_daily(folder, typed)
        except PassphraseError as error:
            if given is not None:
                raise InputError(wrong, say("look at it again, and begin again")) from error
            if left:
                note(f"{wrong} {say('Type it again.')}")
        except (UntrustedError, InputError, MachineError) as error:
            raise _unopened(folder, error, say) from error
    raise InputError(
        wrong,
        say(
            "look for it on paper, and begin again; nothing was changed. Is it surely right? Then "
            "the keys are damaged: take your copy of them"
        ),
    )


def _unopened(folder: Path, error: KioskError, say: Say) -> KioskError:
    """Why the keys cannot be opened, whatever the passphrase, for who sits there."""
    from kiosk.errors import InputError, MachineError, UntrustedError

    match error:
        case UntrustedError():
            what = say("The keys in {path} do not belong together. Take your copy of the keys.")
            return UntrustedError(what.format(path=folder))
        case MachineError():
            return MachineError(
                say("The keys cannot be opened now: this computer has too little memory free."),
                say(
                    "close other programs, and begin again; your passphrase may well be right; for "
                    "who helps you: {words}"
                ).format(words=error),
            )
        case _:
            return InputError(
                say("The keys in {path} are damaged, or not of this program.").format(path=folder),
                say("take your copy of the keys; for who helps you: {words}").format(words=error),
            )


def _remember(file: Path, what: Locations, say: Say) -> None:
    """Keep the folders for the next evening; not to be able to is no reason to stop."""
    from kiosk.errors import MachineError

    try:
        what.write(file)
    except MachineError:
        print(say("The folders could not be remembered; next time they are asked again."))


def _admitting(named: list[str], say: Say, sentences: Sentences) -> Admit:
    """Take who is named; else ask who sits there. Nobody there is no."""
    from kiosk.office import merge

    ahead = merge.admitting(named)

    def admit(newcomer: Newcomer) -> bool:
        if ahead(newcomer) or not sys.stdin.isatty():
            return ahead(newcomer)
        note(sentences.newcomer(newcomer))
        return _yes(say("Is it the same, and is it yours? (yes/no)"))

    return admit


def _yes(question: str) -> bool:
    """Ask until it is yes or no; an empty line is no."""
    while True:
        print(question, end=" ", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip().lower()
        if answer in {"y", "yes", "j", "ja"}:
            return True
        if answer in {"", "n", "no", "nee"}:
            return False
