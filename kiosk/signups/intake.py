"""The intake: the glass calls it when a visitor signs up, or takes a sign-up back.

Its calls may take a while (a disk; a tenth of a second of scrypt): the glass makes them on a
worker. They may come from any thread; one is served at a time.
"""

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias

from kiosk.clock import MAX_AHEAD, Clock
from kiosk.errors import InputError, KioskError, StoreError, UsageError
from kiosk.exhibit import model
from kiosk.exhibit.agenda import zone
from kiosk.keys import demo as demo_keys
from kiosk.paths import Home
from kiosk.signups import code as codes
from kiosk.signups import seal, signup
from kiosk.signups.expiry import Expiry
from kiosk.signups.identity import SignUpLog
from kiosk.signups.ledger import Ledger
from kiosk.signups.signup import Answers
from kiosk.signups.store import KIND, NAME, Withdrawal, fault

log = logging.getLogger(__name__)

Closed: TypeAlias = Literal["nobody", "terms", "keys", "missing", "read-only", "full", "broken"]
"""Why nobody can sign up: nobody to take it; an exhibit that takes none, or with other keys; or
the store is lost, may not be written, has no room, or fails."""

_CLOSED: Final[dict[str, Closed]] = {
    "missing": "missing",
    "read-only": "read-only",
    "full": "full",
}
"""By what is wrong with the store; "broken" for the rest."""
RESERVE_BYTES: Final = 1 << 20
"""With less free than this a disk counts as full: a visitor who begins must be able to end."""


_AHEAD: Final = timedelta(minutes=1)
"""Answers that were sealed longer ago are sealed anew: a sign-up says when it was given."""


@dataclass(frozen=True, slots=True)
class VisitorCode:
    """A code that was drawn for one visitor, and the id that belongs to it."""

    code: str = field(repr=False)
    id: str


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A sign-up as it is kept. Of the answers it holds a mark."""

    mark: int
    id: str
    at: datetime
    is_sure: bool
    """Whether the clock that gave `at` was trusted."""
    retention: date
    content: bytes


class Intake:
    """Takes sign-ups: seals them, and keeps them durably."""

    def __init__(  # noqa: PLR0913 - all that it depends on is passed in
        self,
        home: Home,
        exhibit: model.Exhibit,
        *,
        demo: bool,
        enrolled: bool = False,
        place: str | None,
        clock: Clock,
        trusted: Callable[[datetime], bool],
        machine: str,
        known: Callable[[], datetime | None] = lambda: None,
        expiry: Expiry | None = None,
    ) -> None:
        """Touches no disk yet. `machine` is `identity.machine()`; `trusted` judges the calendar.

        `known` is the latest moment that has certainly passed; `expiry` decides what goes by date:
        without it nothing does.

        A `demo` home takes sign-ups to the demo keys only. One that is `enrolled` takes them to
        the keys of its publisher, whose terms `exhibit` carries. Any other takes none: a kiosk
        that nobody is enrolled with, another exhibit, a preview.
        """
        self._home = home
        self._exhibit = exhibit
        self._demo = demo
        self._enrolled = enrolled and not demo
        self._place = place
        self._clock = clock
        self._trusted = trusted
        self._known = known
        self._expiry = expiry
        self._machine = machine
        self._guard = threading.Lock()
        self._ledger: Ledger | None = None
        self._unsure: set[str] = set()
        """Ids of which a write failed: it may be on the disk all the same."""
        self._ahead: _Sealed | None = None
        """What was sealed while its visitor looked it over."""
        self._last_reason: Closed | None = None

    def closed(self) -> Closed | None:
        """Why nobody can sign up just now; None if anybody can.

        Writes to the disk to know, so a visitor who may begin can also end. A disk that is back
        is taken into use again, a damaged store is mended.
        """
        with self._guard:
            reason = self._closed_by_rule() or self._closed_by_disk()
            if reason != self._last_reason:
                log.info("sign-ups are %s", f"closed: {reason}" if reason else "open")
            self._last_reason = reason
            return reason

    def draw(self) -> VisitorCode:
        """A code for the next sign-up, and its id. Nothing of it is kept before `save`."""
        while True:
            drawn = codes.draw()
            id_ = codes.proof_of(drawn).id
            with self._guard:
                if not (self._ledger and self._ledger.knows(id_)):
                    return VisitorCode(drawn, id_)

    def prepare(self, answers: Answers, drawn: VisitorCode) -> None:
        """Seal the answers that a visitor looks over, so that `save` has only to keep them.

        Nothing of them is kept before `save`. Raises as it does.
        """
        with self._guard:
            _, kept = self._open_to_visitors()
            self._ahead = self._seal(answers, drawn, kept)

    def save(self, answers: Answers, drawn: VisitorCode) -> None:
        """Seal the answers and keep them. Only when this returns they are kept.

        Again with the same `drawn` keeps one sign-up, whatever went wrong the first time. Raises
        MachineError if the disk cannot, KioskError where `closed` says that nobody may sign up.
        """
        with self._guard:
            ledger, kept = self._open_to_visitors()
            if drawn.id in self._unsure and ledger.knows(drawn.id):
                self._unsure.discard(drawn.id)
                return
            ahead, self._ahead = self._ahead, None
            if ahead is None or not self._fits(ahead, answers, drawn):
                ahead = self._seal(answers, drawn, kept)
            self._unsure.add(drawn.id)
            with self._drop_on_error():
                event = kept.store.sign_up(
                    ahead.id, ahead.retention, ahead.content, doubtful=not ahead.is_sure
                )
            self._unsure.discard(drawn.id)
            ledger.add(event)

    def withdraw(self, code: str) -> Withdrawal:
        """Take the sign-up with this code back, wherever it was given.

        Raises MachineError if the disk cannot, InputError if this is no code.
        """
        drawn = codes.read(code)
        if drawn is None:
            raise InputError("this is no code of a sign-up", "look at it again: one sign is wrong")
        proof = codes.proof_of(drawn)
        ids = (proof.id, proof.old_id)
        with self._guard, self._drop_on_error():
            self._refuse_strangers()
            ledger, current = self._open()
            answer = current.store.withdraw(proof)
            for kept in ledger.retired:
                kept.store.wipe(*ids)
                if answer == "elsewhere" and kept.store.knows(*ids):
                    answer = "here"
            return answer

    def maintain(self) -> None:
        """Wipe what is past its date, as far as `Expiry` lets it go. Raises nothing.

        A doubtful calendar wipes nothing.
        """
        now, expiry = self._clock.now(), self._expiry
        if expiry is None or not self._home.signups.is_dir() or not self._trusted(now):
            return
        try:
            # Also of a kiosk that follows nobody any more: the day a sign-up goes stands with it.
            with self._guard, self._drop_on_error():
                ledger, _ = self._open()
                wiped = expiry.keep([kept.store for kept in ledger.all], self._local(now))
        except (StoreError, UsageError) as error:
            log.warning("nothing could be wiped by date: %s", error)
            return
        if wiped:
            log.info("%d sign-ups were wiped by date", wiped)

    @contextmanager
    def stores(self) -> Iterator[tuple[SignUpLog, ...]]:
        """Every store of this home, the current one first, for nobody else meanwhile.

        Raises StoreError, UsageError.
        """
        with self._guard, self._drop_on_error():
            self._refuse_strangers()
            ledger, _ = self._open()
            yield ledger.all

    def close(self) -> None:
        """Let go of the disk. It may be used again afterwards."""
        with self._guard:
            self._drop()

    def _open_to_visitors(self) -> tuple[Ledger, SignUpLog]:
        """As `_open`. Raises KioskError where the rule says that nobody may sign up."""
        if closed := self._closed_by_rule():
            raise KioskError(f"nobody can sign up here: {closed}")
        return self._open()

    def _seal(self, answers: Answers, drawn: VisitorCode, kept: SignUpLog) -> _Sealed:
        """The answers as they are kept, of this moment."""
        terms = self._exhibit.signups
        if terms is None:
            raise KioskError("nobody can sign up here: terms")
        now, is_sure = self._moment()
        composed = signup.compose(
            answers,
            self._exhibit,
            id_=drawn.id,
            kiosk=kept.identity.kiosk,
            place=self._place,
            now=now,
            clock_trusted=is_sure,
        )
        sealed = seal.seal(composed.to_bytes(), terms.recipients)
        retention = self._local(now) + timedelta(days=terms.retention_days)
        return _Sealed(hash(answers), drawn.id, now, is_sure, retention, sealed)

    def _fits(self, ahead: _Sealed, answers: Answers, drawn: VisitorCode) -> bool:
        """Whether what was sealed ahead is this visitor's, and of just now."""
        now, is_sure = self._moment()
        same = (ahead.id, ahead.mark, ahead.is_sure) == (drawn.id, hash(answers), is_sure)
        return same and timedelta() <= now - ahead.at <= _AHEAD

    def _closed_by_rule(self) -> Closed | None:
        if self._stranger():
            return "nobody"
        terms = self._exhibit.signups
        if terms is None:
            return "terms"
        keys = (terms.recipients, terms.receipt_key)
        fits = demo_keys.is_demo(*keys) if self._demo else not demo_keys.has_demo(*keys)
        return None if fits else "keys"

    def _closed_by_disk(self) -> Closed | None:
        why: StoreError | None = None
        # The disk may have been away and be back: what was open of it leads nowhere.
        for _ in range(2 if self._ledger else 1):
            try:
                self._try_out()
            except StoreError as error:
                why = error
            except UsageError:
                return "nobody"
            else:
                return None
        reason = _CLOSED.get(why.reason, "broken") if why else "broken"
        if reason != self._last_reason:
            log.warning("%s", why)
        return reason

    def _try_out(self) -> None:
        with self._drop_on_error():
            # First, because SQLite maps its index into memory: on a full disk with small blocks
            # the system answers that with SIGBUS.
            self._refuse_a_full_disk()
            ledger, current = self._open()
            current.store.probe()
            ledger.note()
            self._refuse_a_full_disk()

    def _refuse_a_full_disk(self) -> None:
        if not self._home.signups.is_dir():
            return
        with KIND.wrap_errors(self._home.signups):
            free = shutil.disk_usage(self._home.signups).free
        if free < RESERVE_BYTES:
            raise fault(self._home.signups / NAME, "full")

    def _refuse_strangers(self) -> None:
        """A home that nobody is enrolled in keeps nothing."""
        if self._stranger():
            raise UsageError("nobody is enrolled with this kiosk")

    def _stranger(self) -> bool:
        return not (self._demo or self._enrolled)

    def _open(self) -> tuple[Ledger, SignUpLog]:
        """Every store, and that which takes sign-ups. Raises StoreError, UsageError."""
        if self._ledger is None:
            make = not self._stranger()
            self._ledger = Ledger(self._home, machine=self._machine, demo=self._demo, make=make)
        ledger = self._ledger
        if ledger.current is None:
            self._drop()
            raise ledger.fault or fault(self._home.signups / NAME, "missing")
        return ledger, ledger.current

    def _drop(self) -> None:
        if self._ledger:
            self._ledger.close()
        # The next may be of another kiosk, and a sign-up says of which it is.
        self._ledger = self._ahead = None

    @contextmanager
    def _drop_on_error(self) -> Iterator[None]:
        """After an error of a store, it is opened anew."""
        try:
            yield
        except StoreError:
            self._drop()
            raise

    def _local(self, now: datetime) -> date:
        return now.astimezone(zone(self._exhibit)).date()

    def _moment(self) -> tuple[datetime, bool]:
        """The moment that a sign-up notes, and whether it is sure.

        A calendar without a battery may say 1970, one that jumped 2099. Then the latest moment
        that has certainly passed is nearer to the truth: nobody's sign-up should seem long past,
        or of another year, when it is collected. Nobody deletes by a moment that is not sure.
        """
        now = self._clock.now()
        if self._trusted(now):
            return now, True
        known = self._known()
        if known is not None and not known <= now <= known + MAX_AHEAD:
            return known, False
        return now, False
