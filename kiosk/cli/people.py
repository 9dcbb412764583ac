"""`kiosk signups find` and `erase`: for who asks to be forgotten, and has no code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.collect import check_language, moment
from kiosk.cli.options import CollectionFile, KeysFolder, Speech
from kiosk.cli.passphrase import PassphraseFile, open_keys
from kiosk.cli.progress import bar
from kiosk.cli.terminal import note, plain
from kiosk.errors import InputError, MachineError, UsageError

if TYPE_CHECKING:
    from kiosk.i18n.catalogue import Count, Say
    from kiosk.keys.keyring import Daily
    from kiosk.office.collection import Collection
    from kiosk.office.person import Person, PersonQuery

Name = Annotated[str | None, typer.Option(metavar="NAME", help="The name, or words of it.")]
Email = Annotated[str | None, typer.Option(metavar="ADDRESS", help="The e-mail address.")]
Telephone = Annotated[str | None, typer.Option(metavar="NUMBER", help="The telephone number.")]


def find(
    file: CollectionFile,
    keys: KeysFolder,
    name: Name = None,
    email: Email = None,
    telephone: Telephone = None,
    language: Speech = "nl",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say which sign-ups are of somebody. Capitals, accents, blanks and +31 do not matter."""
    from kiosk.office.collection import Collection

    say, _ = _words(language)
    wanted = _query(name, email, telephone, say)
    daily, is_demo = _opened(keys, passphrase_file)
    with bar(say("reading the sign-ups")):
        collection = Collection(file, demo=is_demo)
    with collection:
        _matches(collection, daily, wanted, say)


def erase(
    file: CollectionFile,
    keys: KeysFolder,
    name: Name = None,
    email: Email = None,
    telephone: Telephone = None,
    backup: Annotated[
        list[Path] | None,
        typer.Option(metavar="FOLDER", help="Where backups lie, beside those that are remembered."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Erase all that is found, unasked.")] = False,
    language: Speech = "nl",
    passphrase_file: PassphraseFile = None,
) -> int:
    """Take the sign-ups of somebody out, for good: here, of the backups, and of the kiosks.

    Only their numbers stay. What a late stick brings of them is not taken.
    """
    from kiosk.office import diary, elsewhere, erasures
    from kiosk.office.collection import Collection

    say, count = _words(language)
    wanted = _query(name, email, telephone, say)
    daily, is_demo = _opened(keys, passphrase_file)
    today = moment().date()
    with bar(say("reading the sign-ups")):
        collection = Collection(file, demo=is_demo)
    with collection:
        before = {*collection.withdrawals.erasures(), *erasures.read(file)}
        named = [folder.absolute() for folder in backup or []]
        copies = list(dict.fromkeys((*named, *diary.read(file).backups)))
        try:
            found = _matches(collection, daily, wanted, say)
        except InputError:
            if before:  # a disk that was away then may be there now
                note(say("What was erased before is taken out of the backups again."))
                again = sorted(before)
                with bar(say("erasing")):
                    elsewhere.erase(file, copies, again, say, count, today=today, tell=note)
            raise
        if not yes and not _confirmed(len(found), say, count):
            note(say("Nothing was erased."))
            return 0
        # First, so that who was interrupted finds them again.
        chosen = sorted({*before, *((one.kiosk, one.id) for one in found)})
        with bar(say("erasing")):
            done = elsewhere.erase(file, copies, chosen, say, count, today=today, tell=note)
            collection.withdrawals.erase(chosen)
    note(
        say(
            "Take them out of every spreadsheet that was passed on. The next evening at the desk "
            "writes a new one, and puts the word for the kiosks on the sticks."
        )
    )
    return 0 if done else MachineError.exit_code


def _words(language: str) -> tuple[Say, Count]:
    from kiosk.i18n.catalogue import Catalogue

    check_language(language)
    return Catalogue().say(language), Catalogue().count(language)


def _query(name: str | None, email: str | None, telephone: str | None, say: Say) -> PersonQuery:
    from kiosk.office.person import PersonQuery

    if name is None and email is None and telephone is None:
        raise UsageError(
            say("nobody was named"),
            say("give --name NAME, --email ADDRESS, --telephone NUMBER, or several"),
        )
    return PersonQuery(name, email, telephone)


def _opened(keys: Path, passphrase_file: Path | None) -> tuple[Daily, bool]:
    from kiosk.office import merge

    daily = open_keys(keys, passphrase_file)
    return daily, merge.is_demo(daily)


def _matches(collection: Collection, daily: Daily, wanted: PersonQuery, say: Say) -> list[Person]:
    """Who fits, a line for each. Raises InputError if nobody does."""
    from kiosk.office import person
    from kiosk.office.openers import Openers

    with bar(say("looking for sign-ups")) as progress, Openers(daily.identities) as openers:
        expected = max(1, collection.count())
        found = list(
            person.find(
                collection.sign_ups(contested=True),
                openers,
                wanted,
                lambda n: progress(min(1, n / expected), ""),
            )
        )
    if not found:
        raise InputError(
            say("nobody was found"),
            say(
                "try a part of the name, or the address, or the number; or ask a coordinator who "
                "has another collection"
            ),
        )
    for one in found:
        number = say("number {number} of {kiosk}").format(number=one.number, kiosk=one.kiosk)
        print(plain(f"{one.name} · {one.contact} · {number}, {one.day:%Y-%m-%d}"))
    return found


def _confirmed(found: int, say: Say, count: Count) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(
            say("nobody is here to say yes"), say("look who is found, then give --yes")
        )
    asked = count("Erase {n} sign-up?", "Erase {n} sign-ups?", found)
    print(f"{asked} {say('(yes/no)')}", end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes", "j", "ja"}
