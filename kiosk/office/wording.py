"""What an evening brought, as a coordinator reads it: each sentence plain, and with what to do.

The words stand here in English; the catalogue has the Dutch that is said. Everything that is wrong
begins with `!`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from kiosk.i18n.catalogue import Catalogue
from kiosk.keys.signing import fingerprint
from kiosk.office import diary
from kiosk.office.census import Kiosk, in_words
from kiosk.office.merge import BundleRefusal, MergeResult, Newcomer
from kiosk.office.quarantine import UNANSWERED, Reason

WRONG = "! "
_ALTERED = (
    "{file} was changed on its way, and is not used. Let the kiosk fill a stick again, and keep "
    "that stick with you."
)
_REFUSALS: Final[dict[Reason, str]] = {
    "cut short": "{file} is not whole: the stick was pulled out too early. Let the kiosk fill the "
    "stick again.",
    "altered": _ALTERED,
    "bad signature": _ALTERED,
    "newer": "{file} is of a newer program than this one. Bring this program up to date, and begin"
    " again.",
    "not a bundle": "{file} has nothing to do with the sign-ups. Leave it where it is.",
    "not admitted": "The kiosk {kiosk} is new here; its sign-ups wait. Its fingerprint is "
    "{fingerprint}. Ask the library whether the kiosk shows the same digits. If so: begin again, "
    "and say yes.",
    "other carrier": "A new kiosk brings sign-ups of the kiosk {kiosk}, and says that it is the "
    "same machine, of which the key was lost; they wait. Its fingerprint is {fingerprint}. Ask the"
    " library whether that is so, and whether the kiosk shows the same digits. If so: begin again,"
    " and say yes.",
    "other key": "Somebody uses the name of the kiosk {kiosk}, but has another fingerprint: "
    "{fingerprint}. It is not used. Tell who looks after the kiosk.",
    "unreadable": "{kiosk}: sign-up {numbers} cannot be opened with these keys, or is not as a "
    "kiosk writes it. Are they the keys of this exhibition? If not, begin again with the right "
    "ones. If so, tell who looks after the kiosk.",
    "other contents": "{kiosk}: sign-up {numbers} came twice, with different contents. One of them"
    " counts. Tell who looks after the kiosk.",
    "demo": "{file} is of a demonstration, and does not count. Leave it where it is.",
    "not demo": "{file} has real sign-ups, and these are the keys of the demonstration. Begin "
    "again with your own keys.",
}
"""What to say of each reason."""


class Sentences:
    """Sentences about the results of the office, in one language."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        """Say it in `language`."""
        self._say = catalogue.say(language)
        self._count = catalogue.count(language)

    def collected(self, collected: MergeResult, collection: Path = Path("FILE")) -> Iterator[str]:
        """What came into the collection, and what did not."""
        count = self._count
        if collected.new:
            yield count("{n} new sign-up.", "{n} new sign-ups.", collected.new)
        else:
            yield self._say("No new sign-ups.")
        if collected.again:
            yield count(
                "{n} sign-up had come before. It does not count twice.",
                "{n} sign-ups had come before. They do not count twice.",
                collected.again,
            )
        if collected.withdrawn:
            yield count(
                "{n} visitor took a sign-up back. It is deleted here.",
                "{n} visitors took a sign-up back. They are deleted here.",
                collected.withdrawn,
            )
        if collected.past:
            yield count(
                "{n} sign-up is too old to be kept. It was not taken.",
                "{n} sign-ups are too old to be kept. They were not taken.",
                collected.past,
            )
        yield from self.faults(collected, collection)

    def faults(self, collected: MergeResult, collection: Path) -> Iterator[str]:
        """What did not simply come in, and what to do about it."""
        yield from self._undated(collected)
        yield from self._places(collected)
        yield from self._taken_back(collected, collection)
        yield from self._refused(collected.refused)
        yield from self._too_much(collected)

    def _places(self, collected: MergeResult) -> Iterator[str]:
        """Where nothing was found, or something else than sign-ups."""
        say = self._say
        for folder in collected.empty:
            yield WRONG + say(
                "There are no sign-ups in {folder}. Is this the right stick or folder? Were the "
                "sign-ups put on it at the kiosk?"
            ).format(folder=folder)
        for named, where in collected.elsewhere:
            yield say("The sign-ups of {folder} were found in {where}.").format(
                folder=named, where=", ".join(map(str, where))
            )
        for file in collected.packed:
            yield WRONG + say(
                "There may be sign-ups in {file}, but it is packed, as a zip is, and is not opened "
                "here. Unpack it first: click it with the right button, and choose “Extract all”. "
                "Then begin again with the folder that comes out of it."
            ).format(file=file)
        for file in collected.unread:
            yield WRONG + say(
                "{file} cannot be read. Put the stick in once more, and begin again."
            ).format(file=file.name)

    def _taken_back(self, collected: MergeResult, collection: Path) -> Iterator[str]:
        """Who is to be taken out of spreadsheets, and what a kiosk cannot prove."""
        say = self._say
        for one in collected.removed:
            yield WRONG + say(
                "{name} ({contact}) took back sign-up {number} of the kiosk {kiosk}. Take it out "
                "of every spreadsheet that was passed on."
            ).format(name=one.name, contact=one.contact, number=one.number, kiosk=one.kiosk)
        for held in collected.held:
            yield WRONG + say(
                "The kiosk {by} says that sign-ups of the kiosk {kiosk} were taken back, but "
                "cannot prove it: {numbers}. They are kept. A kiosk with an old program does so; "
                "a stolen kiosk does so too. Only if they were really taken back, this deletes "
                "them: {command} — ask the library of {by} first what happened."
            ).format(
                by=held.by,
                kiosk=held.kiosk,
                numbers=", ".join(map(str, held.numbers)),
                command=diary.honouring(collection, held.by),
            )

    def _undated(self, collected: MergeResult) -> Iterator[str]:
        """Of kiosks that doubted their clock."""
        count = self._count
        if collected.unsure:
            yield count(
                "{n} sign-up comes from a kiosk whose date may be wrong. How long it may be kept "
                "is counted from the next evening on which the date of this computer is sure: look "
                "whether its clock is right. Ask the library to look at the date of that kiosk.",
                "{n} sign-ups come from a kiosk whose date may be wrong. How long they may be kept "
                "is counted from the next evening on which the date of this computer is sure: look "
                "whether its clock is right. Ask the library to look at the date of that kiosk.",
                collected.unsure,
            )
        elif collected.undated:
            yield count(
                "{n} sign-up comes from a kiosk whose date may be wrong. How long it may be kept "
                "is counted from the day on which it first lay here. Ask the library to look at "
                "the date of that kiosk.",
                "{n} sign-ups come from a kiosk whose date may be wrong. How long they may be kept "
                "is counted from the day on which they first lay here. Ask the library to look at "
                "the date of that kiosk.",
                collected.undated,
            )

    def _too_much(self, collected: MergeResult) -> Iterator[str]:
        """A sentence if more was found than kiosks write."""
        if collected.uncopied:
            yield WRONG + self._count(
                "{n} file was not copied: too much lies apart already. Leave it on the stick, and "
                "ask for help.",
                "{n} files were not copied: too much lies apart already. Leave them on the stick, "
                "and ask for help.",
                collected.uncopied,
            )
        if collected.left:
            yield WRONG + self._count(
                "{n} file was not looked at: there is more here than kiosks write. Is this the "
                "right stick?",
                "{n} files were not looked at: there is more here than kiosks write. Is this the "
                "right stick?",
                collected.left,
            )

    def newcomer(self, kiosk: Newcomer) -> str:
        """Who it is that waits, and what to compare."""
        words = (
            self._say(
                "The kiosk {carrier} brings sign-ups of the kiosk {kiosk}. It says that it is the "
                "same machine, of which the key was lost. Its fingerprint is {fingerprint}. Ask "
                "the library whether the key was lost, and whether the kiosk shows the same "
                "digits. Somebody who stole a kiosk may say so too."
            )
            if kiosk.carrier
            else self._say(
                "A kiosk that was not here before: {kiosk}. Its fingerprint is {fingerprint}. Ask "
                "the library whether the kiosk shows the same digits."
            )
        )
        return words.format(kiosk=kiosk.kiosk, fingerprint=kiosk.fingerprint, carrier=kiosk.carrier)

    def gone(self, file: Path, *, has_backup: bool) -> str:
        """A sentence: there is no collection any more where one was."""
        if has_backup:
            words = self._say(
                "The sign-ups that were here, in {path}, are gone or empty. There is a backup. "
                "Nothing was overwritten, and nothing was taken from the sticks."
            )
        else:
            words = self._say(
                "The sign-ups that were here, in {path}, are gone or empty, and no backup is "
                "found. Is a disk missing? Put it in, and begin again. Is all of it lost? Then "
                "begin with another file: kiosk desk --into FILE"
            )
        return words.format(path=file)

    def kiosk(self, kiosk: Kiosk) -> Iterator[str]:
        """What does not fit together at one kiosk."""
        say = self._say
        who, to = kiosk.name, say("{first} to {last}")
        if kiosk.missing:
            yield WRONG + say(
                "{kiosk}: these numbers have not come yet: {numbers}. They are still on the kiosk, "
                "on another stick, or with another coordinator who has the same keys. Bring that "
                "stick, or let the kiosk fill a stick again. Is there another coordinator? Ask "
                "there first."
            ).format(kiosk=who, numbers=in_words(kiosk.missing, to))
        if kiosk.without:
            yield WRONG + say(
                "{kiosk}: of these numbers the contents have not come: {numbers}. Is there an "
                "older stick, or a backup? Begin again with it. Or does another coordinator have "
                "the same keys? Then they are there. Else these sign-ups are lost."
            ).format(kiosk=who, numbers=in_words(kiosk.without, to))
        if kiosk.twice:
            yield WRONG + say(
                "{kiosk}: these numbers are there twice: {numbers}. An old copy of its disk was "
                "put back. All sign-ups are kept; tell who looks after the kiosk."
            ).format(kiosk=who, numbers=in_words(kiosk.twice, to))

    def _refused(self, refused: Iterable[BundleRefusal]) -> Iterator[str]:
        """One sentence for all files of one kiosk that wait for the same reason."""
        together: dict[tuple[str, ...], list[BundleRefusal]] = defaultdict(list)
        for refusal in refused:
            alike = refusal.reason in {*UNANSWERED, "other key"}
            key = (
                (refusal.reason, refusal.kiosk or "", refusal.key or "")
                if alike
                else (str(refusal.file), refusal.reason)
            )
            together[key].append(refusal)
        copies: list[Path] = []
        for alike_ in together.values():
            yield WRONG + self._refusal(alike_[0])
            copies += [refusal.copy for refusal in alike_ if refusal.copy]
        if copies:
            yield self._say("Nothing is thrown away: a copy lies in {folder}.").format(
                folder=copies[0].parent
            )

    def _refusal(self, refusal: BundleRefusal) -> str:
        return self._say(_REFUSALS[refusal.reason]).format(
            file=refusal.file.name,
            kiosk=refusal.kiosk,
            fingerprint=fingerprint(refusal.key) if refusal.key else "",
            numbers=", ".join(map(str, refusal.numbers)),
        )
