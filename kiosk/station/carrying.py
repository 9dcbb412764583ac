"""Sign-ups to a stick, and receipts from it, while visitors go on: with a ledger of its own.

A ledger is used by one thread at a time, so the glass keeps its own. SQLite makes each short write
wait for the other, at most some milliseconds, and nothing is held while the stick is slow.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.exhibit import model
from kiosk.keys import demo as demo_keys
from kiosk.notices import Notices
from kiosk.packs.shelf import Shelf
from kiosk.paths import Home
from kiosk.signups import carry as away
from kiosk.signups import expiry, identity, receipt
from kiosk.signups.bundle import MAX_EVENTS
from kiosk.signups.event import Event
from kiosk.signups.ledger import Ledger
from kiosk.signups.store import Store
from kiosk.station import date_trust
from kiosk.station import health_json as told
from kiosk.station.content import opened_shelf
from kiosk.usb.stick import Folder


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """How many sign-ups are here, for the staff corner. Counts only."""

    waiting: int = 0
    """Never carried away."""
    kept: int = 0
    """Still here: also what was carried, but of which no receipt came."""
    since: date | None = None
    """The day the oldest of those waiting was given, as far as is known."""
    last_bundle: date | None = None
    """The last day on which something was carried away, as far as is known."""
    fading: int = 0
    """Of those waiting, how many reach their last day within 30 days."""
    leaving: int = 0
    """Of those carried, how many are wiped within 30 days, because no receipt came."""
    asked: int = 0
    """Past their day without a receipt, and more than may go without a word of staff."""
    not_found: int = 0
    """So many lay in stores that are not where they should be."""
    faults: tuple[KioskError, ...] = ()
    """What is wrong with stores here: the counts are without them."""


@dataclass(frozen=True, slots=True)
class ExchangeResult:
    """What one stick brought and took. Whatever happened, it can all be done again."""

    sign_ups: int = 0
    """So many sign-ups lie on the stick now, in bundles that have not arrived."""
    written: tuple[str, ...] = ()
    """The bundles that were written now: their paths on the stick, with forward slashes."""
    there: int = 0
    """So many lay there already, whole."""
    receipts: int = 0
    """So many receipts of the coordinator were taken; also those taken before."""
    wiped: int = 0
    """Sign-ups that arrived, and were deleted here now."""
    refused: tuple[tuple[str, KioskError], ...] = ()
    """Files that are no receipt for this kiosk, and why."""
    not_found: int = 0
    """So many sign-ups lay in stores that are not where they should be."""
    is_stranded: bool = False
    """Whether sign-ups were carried of which no receipt can come: nobody is enrolled here."""
    status: bool = False
    """Whether the state of this kiosk and its tally lie on the stick."""
    faults: tuple[KioskError, ...] = ()
    """What went wrong, here or with the stick; empty if nothing did."""

    @property
    def new(self) -> int:
        """So many bundles were written now."""
        return len(self.written)

    @property
    def is_whole(self) -> bool:
        """Whether everything that should be on the stick is there."""
        return not self.faults


def terms(shelf: Shelf) -> model.SignUps | None:
    """How the enrolled publisher takes sign-ups; None if nobody is enrolled, or takes none.

    Those of the last pack that was accepted, whatever is on the glass. Raises DatabaseError, or
    PreparedError if that pack cannot be read.
    """
    last = shelf.last()
    return shelf.exhibit(last).signups if last else None


def receipt_key(shelf: Shelf | None, *, demo: bool) -> str | None:
    """Whose receipts count here: of the demo keys in a demo, else of the enrolled publisher.

    None if nobody's do. Raises DatabaseError, or PreparedError if their pack cannot be read.
    """
    if demo:
        return demo_keys.PUBLIC.receipt
    found = terms(shelf) if shelf else None
    if found is None or demo_keys.has_demo(found.recipients, found.receipt_key):
        return None
    return found.receipt_key


def waiting(
    home: Home, *, machine: str, demo: bool, today: date | None, retention_days: int | None
) -> WaitingCounts:
    """What waits to be carried away. May take a moment: on a worker. Raises nothing.

    `today` is None where the calendar is doubtful. `retention_days` are those of the enrolled
    publisher's terms: they tell when a sign-up was given.
    """
    faults: list[KioskError] = []
    found: list[WaitingCounts] = []
    not_found = 0
    with _noting(faults), closing(Ledger(home, machine=machine, demo=demo, make=False)) as ledger:
        faults += [*ledger.faults, *([ledger.fault] if ledger.fault else [])]
        not_found = ledger.not_found
        for kept in ledger.all:
            with _noting(faults):
                found.append(_of(kept.store, today, retention_days))
    return WaitingCounts(
        waiting=sum(counts.waiting for counts in found),
        kept=sum(counts.kept for counts in found),
        since=min((counts.since for counts in found if counts.since), default=None),
        last_bundle=max(
            (counts.last_bundle for counts in found if counts.last_bundle), default=None
        ),
        fading=sum(counts.fading for counts in found),
        leaving=sum(counts.leaving for counts in found),
        asked=expiry.to_confirm(home.leaving) if today else 0,
        not_found=not_found,
        faults=tuple(faults),
    )


def carry(  # noqa: PLR0913 - all that it depends on is passed in
    home: Home, stick: Path, *, machine: str, demo: bool, key: str | None, today: date | None
) -> ExchangeResult:
    """Take the receipts on the stick, then write all that has not arrived.

    For a process of its own: see `carry_process`. Only receipts that the owner of `key` (see
    `receipt_key`) signed count; None takes none. `today` is None where the calendar is doubtful.
    A kiosk that has no id yet gets one. Raises nothing: a stick that is full or pulled out, a store
    that fails, are in the result, and all else is done.
    """
    faults: list[KioskError] = []
    result = ExchangeResult()
    with _noting(faults):
        Folder.open(stick).close()  # before anything is touched
        with closing(Ledger(home, machine=machine, demo=demo)) as ledger:
            result = exchange(ledger, stick, home, key=key, today=today)
            faults += result.faults
    return replace(result, faults=tuple(faults))


def leave_status(
    result: ExchangeResult, stick: Path, home: Home, status: Callable[[], bytes]
) -> ExchangeResult:
    """Put on the stick how this kiosk is, when all else is done; the result with that.

    On a worker. Raises nothing.
    """
    faults = list(result.faults)
    with _noting(faults):
        result = replace(result, status=_leave(stick, home, status))
    return replace(result, faults=tuple(faults))


def bundle(home: Home, stick: Path, *, demo: bool) -> ExchangeResult:
    """The same from a terminal, whether or not the kiosk runs: without its state, and its `key`.

    Where there are no sign-ups nothing is looked at, and nothing made. Raises MachineError if there
    is no such folder, before anything is touched; UsageError for a demo's home that is none.
    """
    Folder.open(stick).close()
    with closing(Ledger(home, machine=identity.machine(), demo=demo, make=False)) as ledger:
        faults: list[KioskError] = []
        key, is_enrolled = receipt_key(None, demo=demo), True
        if ledger.all and not demo:
            with _noting(faults), opened_shelf(home) as shelf:
                is_enrolled = shelf is not None and shelf.publisher() is not None
                key = receipt_key(shelf, demo=demo)
        day = date_trust.today(home) if ledger.all else None
        done = exchange(ledger, stick, home, key=key, today=day)
        return replace(
            done,
            faults=(*faults, *done.faults),
            not_found=ledger.not_found,
            is_stranded=done.sign_ups > 0 and not is_enrolled,
        )


def exchange(
    ledger: Ledger, stick: Path, home: Home, *, key: str | None, today: date | None
) -> ExchangeResult:
    """Take the receipts on the stick that the owner of `key` signed, then write what is left.

    Raises nothing: what went wrong is in the result, and all else is done.
    """
    faults: list[KioskError] = []
    taken, carried = receipt.ReceiptSummary(0, 0, ()), away.CarryReport((), 0, 0, ())
    if key:
        with _noting(faults):
            taken = receipt.take([kept.store for kept in ledger.all], stick, key)
    with _noting(faults):
        carried = away.carry(ledger.all, stick, today, Notices(home.notices))
    faults += [*carried.faults, *ledger.faults, *([ledger.fault] if ledger.fault else [])]
    return ExchangeResult(
        sign_ups=carried.sign_ups,
        written=carried.written,
        there=carried.there,
        receipts=taken.receipts,
        wiped=taken.wiped,
        refused=taken.refused,
        faults=tuple(faults),
    )


def _leave(stick: Path, home: Home, status: Callable[[], bytes]) -> bool:
    """Put the state of this kiosk on the stick, in the place of the one before; if it has an id."""
    who = identity.read_pointer(home)
    if who is None:
        return False
    with Folder.open(stick) as top, top.make(told.FOLDER) as folder:
        folder.write(told.name(who.kiosk), status())
    return True


def _of(store: Store, today: date | None, retention_days: int | None) -> WaitingCounts:
    """What waits in one store. Raises StoreError."""
    counts, oldest = store.counts(today), _oldest(store)
    ends = oldest.retention if oldest and not oldest.doubtful else None
    given = ends - timedelta(days=retention_days) if ends and retention_days else None
    return WaitingCounts(
        waiting=counts.waiting,
        kept=counts.kept,
        # Terms that changed since say nothing of it.
        since=given if given and not (today and given > today) else None,
        last_bundle=counts.last_export,
        fading=counts.fading,
        leaving=counts.leaving,
    )


def _oldest(store: Store) -> Event | None:
    """The first sign-up that was never carried away. Raises StoreError."""
    left = [(span.first, span.last) for span in store.ranges() if not span.exported]
    for first, last in sorted([*left, *store.loose(MAX_EVENTS)]):
        for event in store.events(first, last):
            if event.kind == "sign-up" and store.sealed(event.number) is not None:
                return event
    return None


@contextmanager
def _noting(faults: list[KioskError]) -> Iterator[None]:
    """Go on after a fault, and tell it once."""
    try:
        yield
    except KioskError as error:
        if str(error) not in map(str, faults):
            faults.append(error)
