"""Collecting: bundles from any number of folders become one collection.

A union by id. What is there already is passed over; what is taken back stays so; what cannot be
taken is named and kept in quarantine. Every sign-up is opened once, before it counts as arrived:
only what its readers can read may be deleted at the kiosk.
"""

from array import array
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Final, TypeAlias

from kiosk.keys import demo, signing
from kiosk.keys.keyring import Daily
from kiosk.office import arrivals, delivery, erasures, person, search
from kiosk.office.arrivals import OpenedBundle, ReadFile
from kiosk.office.collection import Collection
from kiosk.office.collection_rows import Arrival, Claim, Removal
from kiosk.office.facts import is_day_trusted
from kiosk.office.openers import Openers
from kiosk.office.person import Person
from kiosk.office.quarantine import AGAIN, Quarantine, Reason
from kiosk.signups.bundle import Header
from kiosk.signups.event import Event


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A kiosk whose first bundle waits for somebody who knows it."""

    kiosk: str
    key: str
    """Its public key, as 64 hexadecimal digits; that of its carrier, if it has one."""
    carrier: str | None = None
    """Another kiosk that says it is the same machine, whose key was lost, and that brings what it
    kept. The key is this one's."""

    @property
    def fingerprint(self) -> str:
        """Twenty digits to compare with those the kiosk shows."""
        return signing.fingerprint(self.key)


_AT_ONCE = 100
"""Files between two commits, each of which costs a disk some turns."""
MOST_BYTES: Final = 4 << 30
"""So much is read at one time: more than all kiosks write in a year, less than a night's work."""

Admit: TypeAlias = Callable[[Newcomer], bool]
Progress: TypeAlias = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class BundleRefusal:
    """A bundle that was not taken, or sign-ups in one that were not."""

    reason: Reason
    file: Path
    """Where it was met."""
    kiosk: str | None = None
    """Whose it says it is; None where that cannot be believed."""
    key: str | None = None
    numbers: tuple[int, ...] = ()
    """Of these sign-ups; empty for a whole bundle."""
    copy: Path | None = None
    """In quarantine."""


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The result of collecting: counts, refusals, and what was found where."""

    bundles: int = 0
    """Different bundles that were taken, new or not."""
    new: int = 0
    """Sign-ups that are kept now and were not."""
    again: int = 0
    """Sign-ups that had come before, or had been taken back."""
    past: int = 0
    """Sign-ups that may not be kept any longer, and were not taken."""
    undated: int = 0
    """Sign-ups in the collection, new or not, of a kiosk that doubted its clock."""
    unsure: int = 0
    """Of these, how many have no last day yet, because the date here is doubted too."""
    withdrawn: int = 0
    """Sign-ups that were taken back now, whether they had come or not."""
    removed: tuple[Person, ...] = ()
    """Whose sign-ups were here before, and are taken back: they may stand in spreadsheets."""
    held: tuple[Claim, ...] = ()
    """What kiosks say, without proof, was taken back of the sign-ups of others: all are kept."""
    admitted: tuple[Newcomer, ...] = ()
    refused: tuple[BundleRefusal, ...] = ()
    unread: tuple[Path, ...] = ()
    """Files that could not be read: the stick fails, or was pulled out."""
    empty: tuple[Path, ...] = ()
    """What was named and holds nothing of ours."""
    packed: tuple[Path, ...] = ()
    """Archives that somebody must unpack: they hold sign-ups, or may where none were found."""
    uncopied: int = 0
    """Files that were not taken, and not copied either: too much lies in quarantine."""
    left: int = 0
    """Files that were not looked at: there are more than kiosks write."""
    elsewhere: tuple[tuple[Path, tuple[Path, ...]], ...] = ()
    """What was named, and the folders in or above it in which the bundles lay."""


def collect(  # noqa: PLR0913 - what is collected, by whose leave, and who is told
    collection: Collection,
    folders: Sequence[Path],
    daily: Daily,
    *,
    today: date | None,
    admit: Admit,
    progress: Progress = lambda _done, _at: None,
) -> MergeResult:
    """Take every bundle in `folders`, and those in quarantine that may be right by now.

    `daily` are the coordinator's keys, of the same kind (demo or not) as the collection; sign-ups
    whose last day is before `today` are not taken (None: today is not known). `admit` is asked
    once about each kiosk that is not known. `progress` hears how much is done, from 0 to 1, and
    which file comes next. Raises MachineError if a folder cannot be read or a disk is full; what
    was taken until then stays taken, and collecting again goes on from there.
    """
    found = [search.look(folder) for folder in folders]
    with Openers(daily.identities) as openers:
        merge = _Merge(collection, openers, today, admit)
        merge.honour({root for one in found for root in one.roots}, daily.receipt.public)
        left = merge.meet_all([file for one in found for file in one.bundles], progress)
        copies = [copy.path for copy in merge.quarantine.copies() if copy.reason in AGAIN]
        merge.meet(arrivals.read_ahead(copies, collection, openers))
    if today is not None:
        collection.lay_here(today)
    merge.removed += collection.withdrawals.try_codes()
    progress(1.0, "")
    return replace(
        merge.result,
        undated=collection.count_undated(),
        unsure=collection.count_undated(unsure=True),
        removed=tuple(person.people(merge.removals(), openers.unseal)),
        held=collection.withdrawals.claims(),
        admitted=tuple(kiosk for kiosk, yes in merge.answers.items() if yes),
        refused=tuple(merge.refused),
        unread=tuple(merge.unread),
        left=left,
        empty=tuple(one.named for one in found if not (one.bundles or one.packed)),
        packed=tuple(dict.fromkeys(file for one in found for file in one.packed + one.opaque)),
        elsewhere=tuple(
            (one.named, one.holders)
            for one in found
            if one.named.is_dir() and one.holders not in {(), (one.named,)}
        ),
    )


def admitting(named: Sequence[str]) -> Admit:
    """Take a newcomer that is named by id or fingerprint, or any with `first`."""
    wanted = {"".join(one.split()) for one in named}

    def admit(newcomer: Newcomer) -> bool:
        fingerprint = newcomer.fingerprint.replace(" ", "")
        if newcomer.carrier:  # only who compared its digits knows
            return fingerprint in wanted
        return not wanted.isdisjoint({"first", newcomer.kiosk, fingerprint})

    return admit


def is_demo(daily: Daily) -> bool:
    """Whether these are the published demo keys."""
    return daily.receipt.public == demo.PUBLIC.receipt


@dataclass(slots=True)
class _Merge:
    """One collecting, while it goes on."""

    collection: Collection
    openers: Openers
    today: date | None
    admit: Admit
    result: MergeResult = MergeResult()
    """The counts until now."""
    fresh: "defaultdict[str, array[int]]" = field(
        default_factory=lambda: defaultdict(lambda: array("L"))
    )
    """The numbers of what came now, by kiosk: it stands in no spreadsheet yet."""
    removed: list[Removal] = field(default_factory=list)
    """What was here and is taken back."""
    answers: dict[Newcomer, bool] = field(default_factory=dict)
    refused: list[BundleRefusal] = field(default_factory=list)
    unread: list[Path] = field(default_factory=list)
    read_bytes: int = 0
    recent: deque[set[str]] = field(default_factory=lambda: deque(maxlen=arrivals.AHEAD + 1))
    """The sign-ups that each of the last bundles told of: those read ahead did not know it yet."""
    seen: set[str] = field(default_factory=set)
    """SHA-256 of every file looked at."""

    @property
    def quarantine(self) -> Quarantine:
        """Where it goes what cannot be taken."""
        return Quarantine(self.collection.file)

    def removals(self) -> list[Removal]:
        """The sign-ups taken back that were here before this collecting."""
        fresh = {kiosk: set(numbers) for kiosk, numbers in self.fresh.items() if self.removed}
        return [
            removal
            for removal in self.removed
            if removal.number not in fresh.get(removal.kiosk, ())
        ]

    def honour(self, sticks: Iterable[Path], key: str) -> None:
        """Erase what was erased before, also by the word on these sticks, signed with `key`."""
        said = {entry for stick in sticks for entry in delivery.erasures(stick, key)}
        self.removed += erasures.honour(self.collection, said)

    def meet_all(self, named: Sequence[Path], progress: Progress) -> int:
        """Take these files, some at once. How many there are too many, and were not looked at."""
        files = list(dict.fromkeys(named))

        def told() -> Iterator[ReadFile]:
            reading = arrivals.read_ahead(files, self.collection, self.openers)
            for number, file in enumerate(reading):
                progress(number / len(files), file.path.name)
                yield file

        reading = told()
        at = 0
        while some := list(islice(reading, 1)):
            if self.read_bytes > MOST_BYTES:
                return len(files) - at
            at += self.meet(chain(some, islice(reading, _AT_ONCE - 1)))
        return 0

    def meet(self, files: Iterable[ReadFile]) -> int:
        """Take these files, durably when this returns, or say why not. How many there were."""
        with self.collection.together():
            met = [self._meet(file) for file in files]
        for sha256 in filter(None, met):
            self.quarantine.drop(sha256)
        return len(met)

    def _meet(self, file: ReadFile) -> str | None:
        """Take one file, or say why not. The SHA-256 of what is taken whole."""
        self.read_bytes += len(file.content)
        if not file.sha256:
            if file.fault:
                self.refused.append(BundleRefusal(file.fault, file.path))
            else:
                self.unread.append(file.path)
            return None
        if file.sha256 in self.seen:
            return None
        self.seen.add(file.sha256)
        refused = self._judge(file)
        for one in refused:
            keep = one.reason not in {"demo", "not demo"}
            copy = self.quarantine.keep(one.reason, file.sha256, file.content) if keep else None
            self._count(uncopied=int(keep and copy is None))
            self.refused.append(replace(one, copy=copy))
        return None if refused else file.sha256

    def _count(self, **more: int) -> None:
        """Add to the counts of these names."""
        counts = {name: getattr(self.result, name) + n for name, n in more.items()}
        self.result = replace(self.result, **counts)

    def _judge(self, file: ReadFile) -> list[BundleRefusal]:
        opened = file.bundle
        if opened is None:
            return [BundleRefusal(file.fault or "not a bundle", file.path)]
        header = opened.read.header
        if header.demo != self.collection.demo:
            return [BundleRefusal("demo" if header.demo else "not demo", file.path, header.kiosk)]
        reason = self._stranger(header)
        if reason is not None:
            return [BundleRefusal(reason, file.path, header.kiosk, header.key)]
        return [
            BundleRefusal(why, file.path, header.kiosk, header.key, tuple(numbers))
            for why, numbers in self._take(opened).items()
            if numbers
        ]

    def _stranger(self, header: Header) -> Reason | None:
        """Why this kiosk's bundles are not taken; None if they are."""
        if header.carrier is not None:
            return self._strange_carrier(header, header.carrier)
        key = self.collection.kiosks().get(header.kiosk)
        if key:
            return None if key == header.key else "other key"
        return None if self._admits(Newcomer(header.kiosk, header.key)) else "not admitted"

    def _strange_carrier(self, header: Header, carrier: str) -> Reason | None:
        """Why this kiosk may not bring what another kept; None if it may.

        That a carrier was admitted itself says nothing: somebody who knows the machine is asked.
        """
        known = self.collection.carriers(header.kiosk).get(header.key)
        if known == carrier:
            return None
        if known or self.collection.kiosks().get(carrier) not in {None, "", header.key}:
            return "other key"
        newcomer = Newcomer(header.kiosk, header.key, carrier)
        return None if self._admits(newcomer) else "other carrier"

    def _admits(self, newcomer: Newcomer) -> bool:
        """Whether it is taken from now on; asked once."""
        if newcomer not in self.answers:
            self.answers[newcomer] = self.admit(newcomer)
            if self.answers[newcomer] and newcomer.carrier:
                self.collection.admit_carrier(newcomer.kiosk, newcomer.carrier, newcomer.key)
            elif self.answers[newcomer]:
                self.collection.admit(newcomer.kiosk, newcomer.key)
        return self.answers[newcomer]

    def _take(self, opened: OpenedBundle) -> dict[Reason, list[int]]:
        """Take a bundle of an admitted kiosk. Which sign-ups in it were not, by reason."""
        header, sealed = opened.read.header, opened.read.sealed
        wanted = self._still_wanted(opened)
        facts = opened.facts() if wanted else {}
        sign_ups = header.sign_ups
        past = self._past(sign_ups)
        arrived, unreadable = [], []
        for event in opened.wanted:
            if event.number not in wanted:
                continue
            columns = facts[event.number]
            if columns is None:
                if event.number not in past:
                    unreadable.append(event.number)
            # Kiosks of before said only inside the seal that they doubted their clock.
            elif event.number not in past or not is_day_trusted(columns):
                arrived.append(Arrival(event, sealed[event.number], columns))
        taken = self.collection.take(header.kiosk, header.events, arrived)
        self.recent.append({id_ for event in header.events for id_ in event.ids})
        self.fresh[header.kiosk].extend(arrival.event.number for arrival in arrived)
        self.removed += taken.removed
        past_ids = [event.id for event in sign_ups if event.number in past]
        doubted = self.collection.doubtful(header.kiosk, past_ids) if past else set()
        old = {event.number for event in sign_ups if event.id not in doubted} & past
        again = {event.number for event in sign_ups} - wanted - old
        self._count(
            bundles=1, new=taken.new, withdrawn=taken.withdrawn, past=len(old), again=len(again)
        )
        twice = taken.ambiguous
        contested = [arrival.event.number for arrival in arrived if arrival.event.id in twice]
        return {"unreadable": unreadable, "other contents": contested}

    def _still_wanted(self, opened: OpenedBundle) -> set[int]:
        """Numbers of those wanted when it was read that the bundles taken since left wanting."""
        ids = {event.id for event in opened.wanted}
        if all(ids.isdisjoint(those) for those in self.recent):
            return {event.number for event in opened.wanted}
        return self.collection.lacks(opened.read.header.kiosk, opened.wanted)

    def _past(self, events: Iterable[Event]) -> set[int]:
        """The numbers of sign-ups past their last day, as far as that day is sure."""
        today = self.today
        return {
            event.number
            for event in events
            if today is not None
            and event.retention is not None
            and not event.doubtful
            and event.retention < today
        }
