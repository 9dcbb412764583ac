"""How many sign-ups a home should hold, by its inventory, and what staff are told of those lost."""

import contextlib
import logging
from collections.abc import Iterable

from kiosk.errors import DatabaseError, StoreError
from kiosk.inventory import Amounts, Inventory
from kiosk.notices import Kind, Notices
from kiosk.paths import Home
from kiosk.signups import folders, identity
from kiosk.signups.event import Event
from kiosk.signups.identity import SignUpLog
from kiosk.signups.salvage import SalvageReport
from kiosk.tally.tally import Tally

log = logging.getLogger(__name__)


class Stock:
    """The marks of the stores of one home. Nothing here raises."""

    def __init__(self, home: Home, notices: Notices) -> None:
        """Touches no disk yet."""
        self._inventory = Inventory(home.inventory)
        self._tally = home.tally
        self._notices = notices

    def count(self, kept: SignUpLog) -> None:
        """Have it known how much is in a store, durably."""
        if not kept.store.unwritable:
            with contextlib.suppress(StoreError):
                amounts = kept.store.last_number, kept.store.counts().kept
                self._inventory.keep(kept.identity.folder.name, *amounts)

    def add(self, kept: SignUpLog, event: Event) -> None:
        """Have it known of one more sign-up, in no time."""

        def changed(known: Amounts) -> Amounts:
            return (event.number, known[-1] + 1) if event.number > known[0] else known

        if not self._inventory.change(kept.identity.kiosk, changed):
            self.count(kept)

    def names(self) -> frozenset[str]:
        """Whatever is marked."""
        return self._inventory.names()

    def last_number(self, kiosk: str) -> int | None:
        """The number of the last event that was durable; None if nothing tells."""
        known = self._inventory.amounts(kiosk)
        return known[0] if known else None

    def sign_ups(self) -> dict[str, int]:
        """The kiosks of which there should be a store, and how many sign-ups lay in each."""
        return {
            kiosk: (self._inventory.amounts(kiosk) or (0, 0))[-1]
            for kiosk in self._inventory.names()
            if folders.is_name(kiosk) and kiosk.startswith(identity.PREFIX)
        }

    def tell_new(self, kiosk: str, *, is_first: bool) -> None:
        """Tell of a kiosk that was just made, if there was one before it."""
        known = self.sign_ups()
        if not known and is_first and self._has_counted():
            self._notices.add("sign-ups-uncounted", subject=kiosk)
            self._notices.add("new-kiosk", subject=kiosk)
        elif known:
            self._notices.add("new-kiosk", subject=kiosk)

    def _has_counted(self) -> bool:
        """Whether sign-ups were kept here of which nothing else tells but the counts of visits."""
        try:
            with contextlib.closing(Tally.open(self._tally, make=False)) as tally:
                return any(day.counts.get("saved") for day in tally.sums().days)
        except DatabaseError:
            return False

    def tell_lost(self, kiosks: Iterable[str]) -> None:
        """Tell of stores that should be here and are not."""
        for kiosk in kiosks:
            known = self._inventory.amounts(kiosk)
            count = known[-1] if known else 0
            log.error("the sign-ups of %s are gone: there were %d", kiosk, count)
            kind: Kind = "sign-ups-lost" if count else "file-mended"
            if known is None:
                kind = "sign-ups-uncounted"
            if self._notices.add(kind, count or 1, subject=kiosk):
                self._inventory.drop(kiosk)

    def tell_salvaged(self, kiosk: str, saved: SalvageReport) -> None:
        """Tell how much could be read of a damaged store, and how much could not."""
        known = self._inventory.amounts(kiosk)
        lost = known[-1] - saved.sign_ups if known else len(saved.missing) + saved.without
        if saved.sign_ups:
            self._notices.add("sign-ups-salvaged", saved.sign_ups, subject=kiosk)
        if lost > 0:
            self._notices.add("sign-ups-lost", lost, subject=kiosk)
        if not known:  # also of a home of before there was an inventory
            self._notices.add("sign-ups-uncounted", subject=kiosk)
        elif lost <= 0 and not saved.sign_ups:
            self._notices.add("file-mended", subject=kiosk)
