"""Whether a running kiosk believes its calendar, and what it remembers of it.

The latest moment that was believed is the floor: a calendar before it ran back. No floor is above a
person's word: whoever confirms a date, twice where it is an odd one, moves the floor there, up or
down; so does network time. A jump forward is no floor before staff have seen it.
"""

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from kiosk import files, uptime
from kiosk.clock import (
    JUMP,
    Clock,
    CorrectedClock,
    Evidence,
    SystemClock,
    evidence_of_machine,
    last_seen,
    trusted,
)
from kiosk.errors import KioskError, MachineError
from kiosk.packs import shelf_rows
from kiosk.packs.shelf import Shelf
from kiosk.paths import Home
from kiosk.station.boot import boot
from kiosk.station.correction import Correction
from kiosk.uptime import Uptime

FILE = "date.json"
"""In the folder of staff: the date they confirmed."""
_LAST_SEEN_SECONDS = 600
_ASK_SECONDS = 60
_DAY = timedelta(days=1)


class Calendar:
    """Whether the calendar may be believed, and since which moment. For any thread."""

    def __init__(  # noqa: PLR0913 - all that it depends on is passed in
        self,
        home: Home,
        clock: Clock,
        ask: Callable[[], Evidence],
        running: Uptime,
        *,
        made: Callable[[], datetime | None] = lambda: None,
        confirmed: Callable[[], bool] = lambda: False,
        set_back: Callable[[int], object] = lambda _days: None,
    ) -> None:
        """`ask` tells what speaks for the calendar: once a minute, for NTP may come in late.

        `running` counts how long a date stands. `made` tells when the pack that is on was made:
        that has passed, too. `confirmed` tells whether staff have said that the date is right: that
        counts at once. `set_back` hears by how many days a believed date was taken back.
        """
        self._home = home
        self._clock = clock
        self._ask = ask
        self._made = made
        self._confirmed = confirmed
        self._running = running
        self._set_back = set_back
        self._guard = threading.RLock()
        self._seen = last_seen(home.last_seen)
        self._evidence = ask()
        self._asked = clock.seconds()
        self._written = self._asked - _LAST_SEEN_SECONDS
        self._now: tuple[datetime, float] | None = None
        """What was believed last since the program began, and when by the stopwatch."""

    def __call__(self, now: datetime) -> bool:
        """Whether `now` may be believed; if so it raises the floor, at most once in ten minutes."""
        with self._guard:
            self._running.tick()
            evidence = self._ask_again()
            if evidence.network_time and self._is_before(now):
                self._move(now)
            believed = trusted(now, self.known, evidence)
            if believed:
                self._follow(now)
            return believed

    @property
    def seen(self) -> datetime | None:
        """The latest moment this kiosk knows to have passed, by its own calendar."""
        return self._running.jumped_from or self._seen

    @property
    def made(self) -> datetime | None:
        """When the pack that is on was made; None also where staff say that this cannot be."""
        made = self._made()
        return None if made == self._running.wrong_pack else made

    @property
    def known(self) -> datetime | None:
        """The latest moment known to have passed: of the last run and of the pack."""
        return max((one for one in (self._seen, self.made) if one is not None), default=None)

    def accept(self, moment: datetime) -> None:
        """Staff say that it is this moment now: the floor moves there, wherever it was."""
        with self._guard:
            made = self.made
            if made is not None and moment < made:
                self._running.disbelieve(made)
            self._move(moment)
            self._running.settle()

    def _ask_again(self) -> Evidence:
        if self._clock.seconds() - self._asked >= _ASK_SECONDS:
            self._evidence, self._asked = self._ask(), self._clock.seconds()
        return replace(
            self._evidence, confirmed=self._evidence.confirmed or bool(self._confirmed())
        )

    def _is_before(self, now: datetime) -> bool:
        """Whether only a floor of our own speaks against it, which the network mends."""
        made = self.made
        return self._seen is not None and now < self._seen and (made is None or now >= made)

    def _expected(self) -> datetime | None:
        """What it should be now: to the second while it runs, else not before the last run."""
        if self._now is None:
            return self._seen
        then, at = self._now
        return then + timedelta(seconds=self._clock.seconds() - at)

    def _move(self, moment: datetime) -> None:
        """Have the floor here, and let a date that is another than it was stand anew."""
        expected = self._expected()
        if expected is not None:
            tolerated = JUMP if self._now is None else _DAY
            back = expected - moment
            if back > _DAY or -back > tolerated:
                self._running.dispute()
            if back > _DAY:
                self._set_back(round(back / _DAY))
        self._settle(moment)
        self._write(moment)

    def _follow(self, now: datetime) -> None:
        """The floor goes with a date that is believed, unless it jumped."""
        expected = self._expected()
        if expected is not None:
            ahead = now - expected
            if ahead > JUMP:
                self._running.jump(expected)
            elif self._now is not None and abs(ahead) > _DAY:
                self._running.dispute()
        self._settle(now)
        self._now = now, self._clock.seconds()
        waits = self._running.jumped_from is not None
        if not waits and self._clock.seconds() - self._written >= _LAST_SEEN_SECONDS:
            self._write(now)

    def _settle(self, now: datetime) -> None:
        """A jump that was taken back is none."""
        before = self._running.jumped_from
        if before is not None and now - before <= JUMP:
            self._running.settle()

    def _write(self, moment: datetime) -> None:
        self._seen, self._now = moment, (moment, self._clock.seconds())
        self._written = self._clock.seconds()
        content = f"{moment.isoformat(timespec='seconds')}\n".encode("ascii")
        try:
            files.replace(self._home.last_seen, content)
        except MachineError:
            # A full disk must not end the show; the journal says so when its own writing fails.
            return


@dataclass(frozen=True, slots=True)
class Reading:
    """What a command finds of the date, by the rules of the kiosk that runs."""

    clock: Clock
    """Of this machine, as staff have corrected it since its boot."""
    evidence: Evidence
    floor: datetime | None
    """The latest moment known to have passed: of the last run, and when the pack was made."""

    @property
    def trusted(self) -> bool:
        """Whether a kiosk that runs would believe it."""
        return trusted(self.clock.now(), self.floor, self.evidence)


def read(home: Home, machine: Clock | None = None, found: Evidence | None = None) -> Reading:
    """The date as it is known in this home.

    `machine` is another clock than this machine's, `found` what speaks for that one. Network time
    knows better than staff.
    """
    machine = machine or SystemClock()
    correction = Correction(home.staff / FILE, machine, boot())
    evidence = replace(found or evidence_of_machine(), confirmed=correction.is_confirmed)
    clock = machine if evidence.network_time else CorrectedClock(machine, correction.offset)
    return Reading(clock, evidence, floor(home, _made(home)))


def believed(
    home: Home, machine: Clock | None = None, found: Evidence | None = None
) -> datetime | None:
    """The date and time; None if they may be wrong. `machine` and `found` as in `read`.

    Of a home that knows of no moment at all only network time and staff are believed: a battery may
    have kept any year.
    """
    reading = read(home, machine, found)
    evidence = reading.evidence
    if reading.floor is None and not (evidence.network_time or evidence.confirmed):
        return None
    return reading.clock.now() if reading.trusted else None


def today(home: Home) -> date | None:
    """The day it is, by this machine's own time zone; None if it may be wrong."""
    now = believed(home)
    return now.astimezone().date() if now else None


def floor(home: Home, made: datetime | None) -> datetime | None:
    """The latest moment known to have passed: of the last run, and when the pack here was `made`.

    None also where staff say that the pack cannot have been made then.
    """
    kept = uptime.read(home.running)
    if kept is not None and kept.wrong_pack == made:
        made = None
    known = (last_seen(home.last_seen), made)
    return max((moment for moment in known if moment is not None), default=None)


def _made(home: Home) -> datetime | None:
    """When the pack that is on was made; None if there is none, or the shelf cannot be read."""
    try:
        with closing(Shelf.open(home.shelf, make=False)) as shelf:
            on = shelf.on()
            return shelf_rows.made_at(on, shelf.last()) if on is not None else None
    except KioskError:
        return None
