"""Joins the staff's corner with what it can do: workers ask, and answers come to the glass."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kiosk.clock import Clock
from kiosk.errors import KioskError, UsageError
from kiosk.exhibit.model import Exhibit
from kiosk.packs.shelf_rows import Pack
from kiosk.settings import Settings
from kiosk.staff import pages
from kiosk.staff.corner import Attempt, Corner, Outcome
from kiosk.staff.hold import Hold
from kiosk.tally.counts import Sums
from kiosk.ui.background import Background
from kiosk.ui.sticks import CarryOutcome, Sticks

if TYPE_CHECKING:
    from kiosk.station.carrying import WaitingCounts
    from kiosk.station.health import Health
    from kiosk.station.tasks import Moment, ShelfState, StaffTasks

log = logging.getLogger(__name__)

_OF_A_STICK = frozenset({"first", "other"})
"""Questions about what a stick offers."""
_SHOWS: dict[type, tuple[str, ...]] = {
    pages.MenuRoute: ("settings", "standing", "waiting", "sums", "health"),
    pages.ContentRoute: ("standing",),
    pages.SignUpsRoute: ("waiting",),
    pages.PlaceRoute: ("settings",),
    pages.SoundRoute: ("settings",),
    pages.HoursRoute: ("settings",),
    pages.VisitorsRoute: ("sums",),
    pages.HealthRoute: ("health",),
}
"""What each page shows of what is known here: names of it, and of the task that looks it up."""
_OF_THE_DATE = pages.CalendarRoute | pages.SetCalendarRoute | pages.SureDateRoute


class StaffRoom:
    """One for the whole program. Everything here is on the UI thread."""

    def __init__(  # noqa: PLR0913 - all that it depends on is passed in
        self,
        tasks: StaffTasks,
        clock: Clock,
        *,
        exhibit: Callable[[], Exhibit],
        attended: Callable[[], bool],
        renew: Callable[[], None],
        restart: Callable[[], None],
    ) -> None:
        """`exhibit` is the one on the glass. `attended` tells whether a visitor is there.

        While one is, nothing changes under their hands. `renew` shows what shelf and settings say
        now; `restart` ends the program in order, to be started anew.
        """
        self._tasks = tasks
        self._exhibit = exhibit
        self._attended = attended
        self._renew = renew
        self._restart = restart
        self._background = Background(workers=1)
        self._listeners: list[Callable[[], None]] = []
        self._kind: type | None = None
        self._renew_content = False
        self._renew_settings = False
        self._minute = -1
        """What the clocks in the corner show."""
        self._carried: CarryOutcome | None = None
        """What the counts of sign-ups are up to."""
        self.corner = Corner(clock)
        self.hold = Hold(clock)
        # What is known, as far as somebody has looked
        self.standing: ShelfState | None = None
        self.waiting: WaitingCounts | None = None
        self.settings: Settings | None = None
        self.sums: Sums | None = None
        self.health: Health | None = None
        self.failed: KioskError | None = None
        """Why the last thing staff asked for could not be done."""
        self.turning = False
        """On the way back to the previous content."""
        self.turned: Pack | None = None
        """What was turned back to, for who asked for it."""
        self.sticks = Sticks(tasks, self._sticks_changed, self._loaded)
        self.corner.listen(self._follow)

    @property
    def exhibit(self) -> Exhibit:
        """What is on the glass now, under the corner."""
        return self._exhibit()

    def listen(self, changed: Callable[[], None]) -> None:
        """Call `changed` whenever what staff see may be another."""
        self._listeners.append(changed)

    # Coming and going

    def open(self) -> bool:
        """The corner was held."""
        pin = self._tasks.pin
        opened = self.corner.open(has_pin=pin.is_set, wait_seconds=pin.pause_seconds())
        if opened:
            self._unlock()
            if pin.is_lost:
                self.forgot()  # no PIN would open: say at once what does
        return opened

    def tick(self) -> None:
        """Let time pass."""
        self.corner.tick()
        if self.corner.admitted and self.moment.local.minute != self._minute:
            self._minute = self.moment.local.minute
            self._changed()
        if self._attended():
            return
        if self._renew_content or (self._renew_settings and not self.corner.is_open):
            self._renew_content = self._renew_settings = False
            self._renew()

    def restart(self) -> None:
        """Start the program anew, unless a stick must stay in."""
        if not self.sticks.busy:
            self._restart()

    def close(self) -> None:
        """Let nothing new begin."""
        self.sticks.close()
        self._background.close()

    # The PIN

    def enter(self) -> None:
        """The PIN is typed."""
        attempt = self.corner.enter()
        if attempt is None:
            return
        pin = self._tasks.pin

        def done(outcome: Outcome) -> None:
            self.corner.answered(attempt, outcome, pin.pause_seconds())

        def failed(error: KioskError) -> None:
            log.error("a PIN could not be tried or kept: %s", error)
            done("failed")

        self._background.do(lambda: self._try(attempt), done, failed)

    def _try(self, attempt: Attempt) -> Outcome:
        pin = self._tasks.pin
        if not attempt.keep:
            return "right" if pin.try_(attempt.pin) else "wrong"
        try:
            pin.set(attempt.pin)
        except UsageError:
            return "easy"
        return "kept"

    def forgot(self) -> None:
        """Nobody knows the PIN."""

        def shown(told: tuple[str, str]) -> None:
            self.corner.forgot(*told)
            self._unlock()

        self._ask(lambda: (self._tasks.kiosk(), self._tasks.number()), shown)

    def _unlock(self) -> None:
        """A stick may stand in for the PIN, where one is asked for."""
        page = self.corner.page
        asked = isinstance(page, pages.PinRoute) and page.purpose == "enter"
        if asked or isinstance(page, pages.ForgottenRoute):
            self.sticks.unlock(self.corner.unlocked)

    # Content

    def load(self) -> None:
        """Load what is offered; ask first where that is for staff to know."""
        offer = self.sticks.offer
        if offer is None:
            return
        asks = self.corner.page.asks if isinstance(self.corner.page, pages.ContentRoute) else ""
        if offer.is_first and asks != "first":
            self.corner.go(pages.ContentRoute("first"))
        elif offer.is_other_exhibition and asks != "other":
            self.corner.go(pages.ContentRoute("other"))
        else:
            self.turned = None
            trust = offer.fingerprint if offer.is_first else None
            self.sticks.take(trust=trust, other=offer.is_other_exhibition)
            self.corner.go(pages.ContentRoute())

    def turn_back(self) -> None:
        """Yes, back to the content before."""
        if self.turning:
            return
        self.turning, self.turned = True, None

        def done(standing: ShelfState) -> None:
            self.turning, self.standing, self.turned = False, standing, standing.on
            self.sticks.put_away()
            self._renew_content = True
            self._changed()

        def lost() -> None:
            self.turning = False

        self.corner.go(pages.ContentRoute())
        self._ask_after(self._tasks.back, self._tasks.standing, done, lost)

    def forget_publisher(self) -> None:
        """Yes, follow this publisher no more; then look again at who else is there."""

        def done(standing: ShelfState) -> None:
            self.standing, self.turned = standing, None
            self._renew_content = True
            self.sticks.look_again()
            self._changed()

        self.corner.go(pages.ContentRoute())
        self._ask_after(self._tasks.forget, self._tasks.standing, done)

    def _loaded(self, _pack: Pack) -> None:
        """A new pack is on the shelf, and the one to show."""
        self._renew_content = True
        self._look_up("standing")

    # Settings, date, counts

    def set(self, **values: object) -> None:
        """Have these settings from now on; the glass shows them at once, the disk follows."""
        if self.settings is None:
            return
        before = self.settings
        self.settings = before.model_copy(update=values)
        self._renew_settings = True

        def lost() -> None:
            self.settings = before

        self._changed()
        self._ask(lambda: self._tasks.change(values), lambda _: None, lost)

    @property
    def moment(self) -> Moment:
        """What the kiosk takes for now."""
        return self._tasks.moment()

    def take_date(self, local: datetime | None = None, *, sure: bool = False) -> None:
        """It is this moment now; None: the one on the glass. An odd one is asked a second time."""
        if not sure and (odd := self._tasks.doubt(local)) is not None:
            self.corner.go(pages.SureDateRoute(local, odd))
            return

        def work() -> None:
            if local is None:
                self._tasks.confirm(sure=sure)
            else:
                self._tasks.set_moment(local, sure=sure)

        def known(_: None) -> None:
            self._renew_settings = True
            if isinstance(self.corner.page, _OF_THE_DATE):
                self.corner.go(pages.MenuRoute())

        self._ask(work, known)

    def wipe(self) -> None:
        """Yes, sign-ups may go that are past their day."""
        self.corner.go(pages.SignUpsRoute())
        self._ask_after(self._tasks.wipe, self._tasks.waiting, self._keep("waiting"))

    def notices_seen(self) -> None:
        """What happened was read: just what stands on the glass, nothing that came since."""
        if self.health is None:
            return
        kinds = tuple(notice.kind for notice in self.health.notices)
        self._ask_after(
            lambda: self._tasks.notices_seen(kinds), self._tasks.health, self._keep("health")
        )

    # How

    def _follow(self) -> None:
        """The corner changed: look at what its page shows."""
        page = self.corner.page
        kind, before = type(page), self._kind
        self._kind = kind
        if page is None:
            self._forget()
        elif kind is not before:
            self.failed = None
            if self.corner.admitted:
                if before is pages.PinRoute:
                    self.sticks.look()
                self._look_up(*_SHOWS.get(kind, ()))
        self._changed()

    def _forget(self) -> None:
        self.standing = self.waiting = self.settings = self.sums = self.health = None
        self.failed = self.turned = None
        self.sticks.forget()

    def _look_up(self, *names: str) -> None:
        """Have these looked up, and kept under their names."""
        for name in names:
            self._ask(getattr(self._tasks, name), self._keep(name))

    def _keep(self, name: str) -> Callable[[Any], None]:
        def keep(made: object) -> None:
            # What comes when staff have left is looked up anew for the next.
            if self.corner.admitted:
                setattr(self, name, made)
                self._changed()

        return keep

    def _ask(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        """Do it on a worker; what cannot be done is told on the page that is on."""

        def failed(error: KioskError) -> None:
            log.error("staff could not do it: %s", error)
            lost()
            if self.corner.is_open:
                self.failed = error
            self._changed()

        self._background.do(work, then, failed)

    def _ask_after(
        self,
        act: Callable[[], object],
        look: Callable[[], Any],
        then: Callable[[Any], None],
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        """Do it on a worker, and look there at what came of it."""

        def work() -> Any:
            act()
            return look()

        self._ask(work, then, lost)

    def _sticks_changed(self) -> None:
        page = self.corner.page
        if self.corner.admitted:
            self.sticks.look()
        else:
            self._unlock()
        if (
            isinstance(page, pages.ContentRoute)
            and page.asks in _OF_A_STICK
            and not self.sticks.offer
        ):
            self.corner.back()  # it was pulled out: there is nothing to say yes to
        if self.sticks.carried is not self._carried:
            self._carried = self.sticks.carried
            if self._carried is not None:
                self._look_up("waiting")
        self._changed()

    def _changed(self) -> None:
        if isinstance(self.corner.page, pages.MenuRoute | pages.ContentRoute):
            self.sticks.seen()
        for changed in self._listeners:
            changed()
