"""The coordinator's evening, step by step: collect, back up, spreadsheet, report, receipts.

A step that fails is told, and the others go on where they can: a spreadsheet that is open in Excel
keeps no receipt from the sticks. But without a backup there is no receipt.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

from kiosk import files
from kiosk.errors import CollectionError, InputError, KioskError, MachineError, UntrustedError
from kiosk.i18n.catalogue import Catalogue
from kiosk.i18n.dates import Dates
from kiosk.keys.keyring import Daily
from kiosk.office import backup, delivery, diary, merge, report, restore, search, spreadsheet
from kiosk.office.backup import Backup
from kiosk.office.census import census
from kiosk.office.collection import Collection
from kiosk.office.dating import DateEvidence
from kiosk.office.figures import figures
from kiosk.office.locations import Folders
from kiosk.office.merge import Newcomer
from kiosk.office.quarantine import Quarantine
from kiosk.office.search import SearchResult
from kiosk.office.spreadsheet import ExportContents
from kiosk.office.summary import verdict
from kiosk.office.wording import WRONG, Sentences

STEPS = 5


class ProgressBar(Protocol):
    """Shows how much of a step is done."""

    def __call__(self, done: float, at: str = "", /) -> None:
        """So much is done, from 0 to 1."""

    def paused(self) -> AbstractContextManager[None]:
        """Take it away while somebody is asked something."""


@dataclass
class Evening:
    """One evening: these keys and folders, on this date, in this language."""

    daily: Daily
    folders: Folders
    """All of them are known."""
    dating: DateEvidence
    """In the timezone of the desk."""
    catalogue: Catalogue
    language: str
    _: KW_ONLY
    tell: Callable[[str], None]
    """Is given each line that is said."""
    bar: Callable[[str], AbstractContextManager[ProgressBar]]
    admit: Callable[[Newcomer], bool]
    """Whether a kiosk that was never met is taken; it may ask."""
    confirm: Callable[[str], bool] = lambda _: False
    """Asks who sits there whether the date is right."""
    fonts: Path | None = None
    was_there: bool = False
    """Whether the collection was there on an earlier evening."""
    is_trusted: bool = field(default=False, init=False)
    """Whether the date of this evening was believed, as far as is known by now."""

    def __post_init__(self) -> None:
        """Begin on a date that nobody has judged. Raises KioskError if a folder is not known."""
        file, backups, output = self.folders.collection, self.folders.backup, self.folders.output
        if file is None or backups is None or output is None:
            raise KioskError("an evening needs all its folders")
        self._file, self._backups, self._output = file, backups, output
        self._now = self.dating.now
        self._day = self._now.date()
        self._say = self.catalogue.say(self.language)
        self._count = self.catalogue.count(self.language)
        self._dates = Dates(self.language, self.catalogue)
        self._sentences = Sentences(self.catalogue, self.language)
        self._code = 0

    def run(self, sticks: Sequence[Path]) -> int:
        """Run every step. Returns the exit code: 0, or that of the first step that failed."""
        say = self._say
        there = [found for stick in sticks if (found := self._look(stick))]
        if not there:
            return self._code
        with (
            self._step(
                say(
                    "The sign-ups cannot be kept in {path}. Is the disk full? If the file is "
                    "damaged: put the newest backup in its place, and begin again."
                ).format(path=self._file)
            ),
            self._opened() as collection,
        ):
            self._collect(collection, [found.named for found in there])
            made = self._back_up(collection)
            self._write(collection)
            self._report(collection)
            if made is not None:
                self._deliver(made, there)
        self.tell(
            say(
                "Not all went well. Read what stands behind each !, then begin again: that does no "
                "harm."
            )
            if self._code
            else say(
                "Ready. Take the sticks out safely, and bring them back to the kiosks: only then a "
                "kiosk deletes what has arrived here."
            )
        )
        return self._code

    def _opened(self) -> Collection:
        """The collection; a new one only where surely none was."""
        demo, there = merge.is_demo(self.daily), self.was_there
        anew = partial(restore.refuse_anew, self._file, [self._backups], demo=demo, was_there=there)
        with self.bar(self._say("reading the sign-ups")):  # all of a large one is looked at
            return Collection(self._file, create=True, demo=demo, anew=anew)

    def _judge(self, collection: Collection) -> None:
        """See whether it may be today, by what is known by now."""
        newest = collection.newest_day()
        self.is_trusted = self.dating.believes(newest)
        self._day = self.dating.day(newest)

    def _look(self, stick: Path) -> SearchResult | None:
        """What lies on the stick; None, in words, if it is not in."""
        with self._step(
            self._say(
                "{path} cannot be read. Is it on a stick? Put that in, and begin again."
            ).format(path=stick)
        ):
            return search.look(stick)
        return None

    def _collect(self, collection: Collection, sticks: Sequence[Path]) -> None:
        say = self._say
        self._title(1, say("reading the sign-ups"))
        self._judge(collection)
        today = self.dating.before(collection.newest_day())
        with self.bar(say("reading the sign-ups")) as shown:

            def admit(newcomer: Newcomer) -> bool:
                with shown.paused():
                    return self.admit(newcomer)

            collected = merge.collect(
                collection, sticks, self.daily, today=today, admit=admit, progress=shown
            )
        for words in self._sentences.collected(collected, collection.file):
            self.tell(words)
        self._judge(collection)
        with self.bar(say("counting the sign-ups")) as shown:
            kiosks = census(collection, self._day, shown)
        for kiosk in kiosks:
            for words in self._sentences.kiosk(kiosk):
                self.tell(words)
        self._fail(verdict(collected))
        self._expire(collection, self._now.date())

    def _expire(self, collection: Collection, today: date) -> None:
        """Delete what may not be kept any longer, if it is certain what day it is."""
        with self.bar(self._say("counting the sign-ups")):
            if self.is_trusted and collection.newest_day():
                collection.lay_here(self._day)
            past = collection.count(before=today)
        if not past:
            if self.is_trusted:
                Quarantine(collection.file).sweep(collection, today)
            elif self.dating.is_behind(collection.newest_day()):
                self._tell_doubt(today)
            return
        day = self._say("For this computer it is {day}.").format(
            day=self._dates.plain(today, year=True)
        )
        question = self._count(
            "Then {n} sign-up has to be deleted. Is that date right?",
            "Then {n} sign-ups have to be deleted. Is that date right?",
            past,
        )
        if not self.is_trusted and self.confirm(f"{day} {question}"):
            self.is_trusted, self._day = True, today
        if not self.is_trusted:
            self._tell_doubt(today)
            return
        with self.bar(self._say("deleting")):
            gone = collection.expire(today)
            Quarantine(collection.file).sweep(collection, today)
        self.tell(
            self._count(
                "{n} sign-up may not be kept any longer, and was deleted.",
                "{n} sign-ups may not be kept any longer, and were deleted.",
                gone,
            )
        )

    def _tell_doubt(self, today: date) -> None:
        self._complain(
            self._say(
                "The date of this computer may be wrong: {day}. Nothing was deleted by date. "
                "Set the clock of the computer."
            ).format(day=self._dates.plain(today, year=True))
        )

    def _back_up(self, collection: Collection) -> Backup | None:
        say = self._say
        self._title(2, say("making a backup"))
        with self._step(
            say(
                "There is no backup in {path}. Is that disk there, and is there room on it? Now no "
                "receipts go to the sticks: the kiosks keep everything. Begin again later."
            ).format(path=self._backups)
        ):
            today = self._day if self.is_trusted else None
            with self.bar(say("making a backup")) as shown:
                made = backup.make(collection, self._backups, self._now, today, shown)
            known = diary.read(self._file).with_backup(self._backups)
            diary.note(self._file, known.with_evening(self._now) if self.is_trusted else known)
            self.tell(
                self._count(
                    "{n} sign-up lies in the backup, read back and right.",
                    "{n} sign-ups lie in the backup, read back and right.",
                    made.sign_ups,
                )
            )
            self.tell(say("The backup: {path}").format(path=made.file))
            for path in made.left:
                self._complain(
                    say(
                        "The older backup {path} holds something that is not here. Keep it, and "
                        "ask for help."
                    ).format(path=path)
                )
            if made.same_disk:
                self.tell(
                    say(
                        "The backup lies on the disk of this computer. If that disk breaks, both "
                        "are lost. Better choose another disk: kiosk desk --backup FOLDER"
                    )
                )
            return made
        return None

    def _write(self, collection: Collection) -> None:
        say = self._say
        self._title(3, say("writing the spreadsheet"))
        name = say("sign-ups")
        xlsx, csv = self._output / f"{name}.xlsx", self._output / f"{name}.csv"
        with (
            self._step(
                say(
                    "The spreadsheet is not written. Is {path} open in Excel? Then close it. Is "
                    "the disk full? Then make room. Begin again."
                ).format(path=xlsx)
            ),
            self.bar(say("writing the spreadsheet")) as shown,
        ):
            steps = [partial(_part, shown, *ends) for ends in ((0, 0.4), (0.4, 0.8), (0.8, 1))]
            opened = spreadsheet.contents(collection, self.daily, self._day, steps[0])
            spreadsheet.xlsx(opened, xlsx, self.catalogue, self.language, steps[1])
            self.tell(say("For Excel: {path}").format(path=xlsx))
            spreadsheet.comma_separated(opened, csv, self.catalogue, self.language, steps[2])
            self.tell(say("For other programs: {path}").format(path=csv))
            self.tell(say("Names stand in these. Delete them as soon as you can."))
            self._tell_left_out(opened)

    def _tell_left_out(self, opened: ExportContents) -> None:
        if opened.past:
            self.tell(
                self._count(
                    "{n} sign-up may not be kept any longer, and is left out.",
                    "{n} sign-ups may not be kept any longer, and are left out.",
                    opened.past,
                )
            )
        if opened.closed:
            self._fail(InputError.exit_code)
            self._complain(
                self._count(
                    "{n} sign-up cannot be opened with these keys, and is left out.",
                    "{n} sign-ups cannot be opened with these keys, and are left out.",
                    opened.closed,
                )
            )

    def _report(self, collection: Collection) -> None:
        say = self._say
        self._title(4, say("writing the report"))
        page = self._output / f"{say('report')}.html"
        with self._step(say("The report {path} is not written.").format(path=page)):
            with self.bar(say("writing the report")) as shown:
                counts = figures(collection, self._day, self.language, shown)
            html = report.page(counts, self._day, self.catalogue, self.language, self.fonts)
            files.replace(page, html.encode())
            self.tell(say("To print and to pass on, without names: {path}").format(path=page))

    def _deliver(self, made: Backup, found: Sequence[SearchResult]) -> None:
        """Receipts where sign-ups lay."""
        say = self._say
        self._title(5, say("writing receipts to the sticks"))
        if not any(made.arrived.values()):
            self.tell(say("Nothing has arrived yet, so there are no receipts."))
            return
        sure = {root for one in found for root in one.holders or one.roots}
        for stick in dict.fromkeys(root for one in found for root in one.roots):
            trouble = say(
                "There is no receipt in {path}. Is it full, or locked? Nothing is lost: "
                "take another stick, and begin again."
            ).format(path=stick)
            # Where only perhaps a stick is, nobody misses a receipt.
            with self._step(trouble) if stick in sure else suppress(MachineError):
                with self.bar(say("writing receipts to the sticks")):
                    delivery.deliver(made, self.daily.receipt, stick, self._now)
                words = say("On the stick {path} lies the receipt.")
                if stick.stat().st_dev == self._file.stat().st_dev:
                    words = say(
                        "The receipt lies in {path}. Is that a folder of this computer, and no "
                        "stick? Then copy KIOSK-RECEIPTS from there to a stick, and bring that to "
                        "the kiosk."
                    )
                self.tell(words.format(path=stick))

    @contextmanager
    def _step(self, words: str) -> Iterator[None]:
        """Say so if it goes wrong, and what more there is to say."""
        try:
            yield
        except UntrustedError as error:
            self._fail(error.exit_code)
            self._complain(
                self._say(
                    "The keys of the demonstration and your own do not go together. Choose other "
                    "keys: kiosk desk --keys FOLDER"
                )
            )
        except CollectionError as error:
            self._fail(error.exit_code)
            self._lost(error, words)
        except (InputError, MachineError) as error:
            self._fail(error.exit_code)
            self._complain(words)
            self.tell(self._say("For who helps you: {words}").format(words=error))

    def _lost(self, error: CollectionError, words: str) -> None:
        """Say that the collection is gone or damaged, and how it comes back."""
        command = error.command
        if command is None and restore.backups(self._file, self._backups):
            command = diary.restoring(self._file, self._backups)
        gone = self._sentences.gone(self._file, has_backup=bool(error.command))
        self._complain(words if error.kind == "damaged" else gone)
        if command:
            words = self._say("This puts the backup back; then begin again: {command}")
            self.tell(words.format(command=command))
        self.tell(self._say("For who helps you: {words}").format(words=error))

    def _complain(self, words: str) -> None:
        self.tell(WRONG + words)

    def _fail(self, code: int) -> None:
        self._code = self._code or code

    def _title(self, number: int, words: str) -> None:
        step = self._say("Step {n} of {all}: {words}").format(n=number, all=STEPS, words=words)
        self.tell("")
        self.tell(step)


def _part(bar: ProgressBar, first: float, last: float, done: float, at: str = "") -> None:
    """Show how much is done of a part of a step."""
    bar(first + (last - first) * done, at)
