"""`kiosk signups collect` and what follows it: spreadsheet, report, receipt, forgetting."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.options import (
    AdmitKiosk,
    Backup,
    CollectionFile,
    DoneJson,
    Into,
    KeysFolder,
    Language,
    Speech,
    Today,
)
from kiosk.cli.passphrase import PassphraseFile, open_keys
from kiosk.cli.progress import bar
from kiosk.cli.terminal import note, plain
from kiosk.errors import InputError, UsageError

if TYPE_CHECKING:
    from kiosk.i18n.catalogue import Say
    from kiosk.office.census import Kiosk
    from kiosk.office.collection import Collection
    from kiosk.office.collection_rows import Removal
    from kiosk.office.merge import MergeResult
    from kiosk.signups.code import Proof


def collect(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER...", help="Sticks, or any folders.")
    ],
    keys: KeysFolder,
    into: Annotated[Path, Into],
    admit: AdmitKiosk = None,
    today: Today = None,
    passphrase_file: PassphraseFile = None,
    as_json: DoneJson = False,
) -> int:
    """Take in sign-ups from any number of folders, in any order, again and again without harm."""
    from kiosk.office import dating, diary, merge, summary
    from kiosk.office.census import census
    from kiosk.office.collection import Collection
    from kiosk.office.restore import refuse_anew

    daily = open_keys(keys, passphrase_file)
    demo = merge.is_demo(daily)
    dated = dating.of(into, moment(), today)
    with ExitStack() as stack:
        with bar("collecting") as progress:
            collection = stack.enter_context(
                Collection(into, create=True, demo=demo, anew=lambda: refuse_anew(into, demo=demo))
            )
            collected = merge.collect(
                collection,
                folders,
                daily,
                today=dated.before(collection.newest_day()),
                admit=merge.admitting(admit or []),
                progress=progress,
            )
        newest = collection.newest_day()
        with bar("counting") as progress:
            if newest and (day := dated.sure(newest)):
                collection.lay_here(day)
            kiosks = census(collection, dated.day(newest), progress)
    if dated.believes(newest):
        diary.note(into, diary.read(into).with_evening(dated.now))
    if as_json:
        print(json.dumps(summary.as_json(collected, kiosks), indent=1))
    else:
        print(
            f"{collected.new} new, {collected.again} known, {collected.withdrawn} taken back, "
            f"{collected.past} too old"
        )
    _tell(collected, kiosks, into)
    if dated.floor(newest) and not dated.believes(newest):
        note(dated.doubt())
    return summary.verdict(collected)


def _tell(collected: MergeResult, kiosks: Sequence[Kiosk], into: Path) -> None:
    """Say what did not simply come in; who took it back only to somebody who sits there."""
    from kiosk.i18n.catalogue import Catalogue
    from kiosk.office.quarantine import UNANSWERED
    from kiosk.office.wording import Sentences

    for newcomer in collected.admitted:
        note(f"admitted: {newcomer.kiosk}, {newcomer.fingerprint}")
    if not sys.stderr.isatty():
        unnamed = (replace(who, name="Somebody", contact="not named") for who in collected.removed)
        collected = replace(collected, removed=tuple(unnamed))
    sentences = Sentences(Catalogue(), "en")
    for words in [
        *sentences.faults(collected, into),
        *(said for kiosk in kiosks for said in sentences.kiosk(kiosk)),
    ]:
        note(plain(words))
    if any(refusal.reason in UNANSWERED for refusal in collected.refused):
        note("to say yes: --admit with the digits of the fingerprint")


def export(
    file: CollectionFile,
    keys: KeysFolder,
    xlsx: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a workbook for Excel.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a CSV.")] = None,
    language: Language = "nl",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Open the sign-ups, and write them to a spreadsheet. It names people: keep it short."""
    from kiosk.i18n.catalogue import Catalogue
    from kiosk.office import dating, erasures, merge
    from kiosk.office import spreadsheet as sheet
    from kiosk.office.collection import Collection

    if xlsx is None and csv is None:
        raise UsageError("nothing is to be written", "give --xlsx FILE, --csv FILE, or both")
    check_language(language)
    daily = open_keys(keys, passphrase_file)
    with bar("opening") as progress, Collection(file, demo=merge.is_demo(daily)) as collection:
        erasures.honour(collection)
        day = dating.of(file, moment()).day(collection.newest_day())
        contents = sheet.contents(collection, daily, day, progress)
    if xlsx is not None:
        with bar("writing") as progress:
            sheet.xlsx(contents, xlsx, Catalogue(), language, progress)
        print(xlsx)
    if csv is not None:
        with bar("writing") as progress:
            sheet.comma_separated(contents, csv, Catalogue(), language, progress)
        print(csv)
    if contents.past:
        way_out = f"delete them: kiosk signups forget {file} --expired"
        note(f"left out: {contents.past} past their last day — {way_out}")
    if contents.closed:
        note(f"left out: {contents.closed} that these keys do not open")


def report(
    file: CollectionFile,
    html: Annotated[Path, typer.Option(metavar="FILE", help="Write the report here.")],
    language: Language = "nl",
) -> None:
    """Write a page with charts: counts by place, week and cooperative. No key, and no names."""
    from kiosk import files, paths
    from kiosk.i18n.catalogue import Catalogue
    from kiosk.office import dating
    from kiosk.office import report as written
    from kiosk.office.collection import Collection
    from kiosk.office.figures import figures

    check_language(language)
    with bar("counting") as progress, Collection(file) as collection:
        today = dating.of(file, moment()).day(collection.newest_day())
        counts = figures(collection, today, language, progress)
    page = written.page(counts, today, Catalogue(), language, paths.assets().fonts)
    files.replace(html, page.encode())
    print(html)


def receipt(
    file: CollectionFile,
    keys: KeysFolder,
    backup: Annotated[Path, Backup],
    to: Annotated[list[Path], typer.Option(metavar="FOLDER", help="A stick; may be given again.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Back up the collection, read it back, and write a receipt for what lies in the backup.

    A kiosk that meets the receipt deletes just what it names.
    """
    from kiosk.office import backup as copies
    from kiosk.office import dating, delivery, diary, merge
    from kiosk.office.collection import Collection
    from kiosk.usb import stick_root

    daily = open_keys(keys, passphrase_file)
    now = moment()
    with bar("making a backup") as shown, Collection(file, demo=merge.is_demo(daily)) as collection:
        today = dating.of(file, now).sure(collection.newest_day())
        made = copies.make(collection, backup, now, today, shown)
    diary.note(file, diary.read(file).with_backup(backup.absolute()))
    print(made.file)
    for path in made.left:
        note(f"{path} holds more than this backup, or cannot be read: keep it")
    if made.same_disk:
        note(f"{backup} is on the disk of the collection: take another")
    for folder in dict.fromkeys(map(stick_root.root, to)):
        with bar("writing receipts"):
            names = delivery.deliver(made, daily.receipt, folder, now)
        for name in names:
            print(folder / name)


def forget(
    file: CollectionFile,
    code: Annotated[
        str | None, typer.Option(metavar="C", help="The code the visitor took home.")
    ] = None,
    expired: Annotated[
        bool, typer.Option("--expired", help="Whatever is past its last day.")
    ] = False,
    unproved: Annotated[
        str | None,
        typer.Option(
            metavar="KIOSK",
            help="What this kiosk says was taken back of other kiosks' sign-ups, without proof.",
        ),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The folder of the keys, to be told whose it was."),
    ] = None,
    today: Today = None,
    language: Speech = "nl",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take one sign-up back for good by its code, or delete those past their last day."""
    from kiosk.i18n.catalogue import Catalogue
    from kiosk.office import dating, diary
    from kiosk.office.collection import Collection
    from kiosk.office.quarantine import Quarantine

    check_language(language)
    say = Catalogue().say(language)
    if code is None and unproved is None and not expired:
        raise UsageError(
            "nothing is to be forgotten", "give --code C, --expired, --unproved KIOSK, or several"
        )
    proof = _proof(code)
    dated = dating.of(file, moment(), today)
    identities = open_keys(keys, passphrase_file).identities if keys else ()
    with ExitStack() as stack:
        with bar("opening"):
            collection = stack.enter_context(Collection(file))
        day = dated.sure(collection.newest_day())
        changes = 0
        if proof is not None:
            _tell_removed(_withdraw(collection, proof), identities, say)
            changes += 1
        if unproved is not None:
            removed = _honour(collection, unproved)
            _tell_removed(removed, identities, say)
            changes += len(removed)
        if expired and day:
            with bar("deleting"):
                past = collection.expire(day)
            print(f"{past} deleted")
            changes += past
        if changes or expired:
            with bar("looking through the quarantine"):
                Quarantine(file).sweep(collection, day)
    if expired and not day:
        raise dated.doubt()
    if day and (changes or expired):
        diary.note(file, diary.read(file).with_evening(dated.now))
    note(
        say("Write the spreadsheet and the backup anew: they may still hold it.")
        if changes
        else say("There was nothing to delete.")
    )


def _proof(code: str | None) -> Proof | None:
    """What somebody has who typed this code; None if nobody did. Raises InputError."""
    from kiosk.signups import code as codes

    if code is None:
        return None
    read = codes.read(code)
    if read is None:
        raise InputError("this is no code of a sign-up", "look at it again: ten letters and digits")
    return codes.proof_of(read)


def _withdraw(collection: Collection, proof: Proof) -> Sequence[Removal]:
    """Take back the sign-up that somebody had the code of, whether it is here or not."""
    removed = collection.withdrawals.withdraw(proof.id, proof.old_id)
    print("deleted" if removed else "not here; it will not be taken either")
    return removed


def _honour(collection: Collection, kiosk: str) -> Sequence[Removal]:
    """Take back what a kiosk says, without proof, was taken back of others. Raises InputError."""
    if kiosk not in (kiosks := collection.kiosks()):
        # A slip of the hand would delete nothing.
        raise InputError(f"there is no kiosk {kiosk} here", f"name one of {', '.join(kiosks)}")
    removed = collection.withdrawals.honour(kiosk)
    print(f"{len(removed)} deleted")
    return removed


def _tell_removed(removed: Sequence[Removal], identities: Sequence[str], say: Say) -> None:
    """Say which rows must go out of spreadsheets; with keys also whose they were."""
    from kiosk.office import person
    from kiosk.signups import seal

    if identities:
        for who in person.people(removed, seal.opener(*identities)):
            note(plain(f"{who.name} · {who.contact}"))
    words = say("Number {number} of {kiosk}: take it out of every spreadsheet passed on.")
    for removal in removed:
        note(words.format(number=removal.number, kiosk=removal.kiosk))


def moment() -> datetime:
    """Now, on the clock of this PC and in its own timezone."""
    from kiosk.clock import SystemClock

    return SystemClock().now().astimezone()


def check_language(language: str) -> None:
    """Refuse a language nobody knows. Raises UsageError."""
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError) as error:
        raise UsageError(f"there is no language {language!r}", "say nl or en") from error
