"""Everything one kiosk is made of: joined when it starts, and again when staff change something."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk import settings, timetable
from kiosk.clock import (
    Clock,
    CorrectedClock,
    Evidence,
    HandSetClock,
    SystemClock,
    evidence_of_machine,
)
from kiosk.errors import DatabaseError, KioskError
from kiosk.exhibit import prepared
from kiosk.exhibit.agenda import zone
from kiosk.inventory import Inventory, Mark
from kiosk.paths import Assets, Home
from kiosk.signups.expiry import Expiry
from kiosk.signups.intake import Intake
from kiosk.staff.hours import Hours
from kiosk.station import last_picture, pack_process
from kiosk.station.boot import boot
from kiosk.station.content import Presentation
from kiosk.station.correction import Correction
from kiosk.station.date_trust import FILE, Calendar
from kiosk.station.last_picture import LastPicture
from kiosk.station.opened_home import OpenedHome, RunOptions
from kiosk.tally.counter import VisitCounter
from kiosk.uptime import Uptime
from kiosk.usb.drives import Drives, this_machine
from kiosk.visit.media_retry import Rest, Rests
from kiosk.visit.scene import NightScene
from kiosk.visit.timings import Timings

if TYPE_CHECKING:
    from kiosk.media.projector import Films
    from kiosk.media.sound import Loudspeaker
    from kiosk.speech.reading import Reading, Script

log = logging.getLogger(__name__)

MORNING = time(10, 0)
"""Hour at which a day set by hand begins."""
_COUNTING_SECONDS = 1.0
"""The last visit gets this long to be counted when the program leaves."""


class Station(OpenedHome):
    """One kiosk as it runs. Whatever of it fails for itself alone is told, and left out."""

    def __init__(
        self,
        home: Home,
        assets: Assets,
        wanted: RunOptions,
        machine: Callable[[], Evidence] = evidence_of_machine,
    ) -> None:
        """Open what the kiosk keeps. `machine` tells what speaks for the calendar.

        Raises SettingsError, PreparedError.
        """
        self._boot = boot()
        self._settings_stamp = last_picture.settings_stamp(home.settings)
        super().__init__(home, assets, wanted, self._boot)
        self._machine_evidence = machine
        if settings.remember(home.settings):
            self.notices.add("settings-changed", subject="settings")
        self.content = self.read_content()
        self._open_calendar()
        self.counter = VisitCounter(home.tally) if self.keeps else None
        self.drives = (
            Drives(this_machine(SystemClock(), home=home.folder), wanted.sticks)
            if self.keeps
            else None
        )
        """The sticks that are in. Watches nothing yet."""
        self.chance = random.Random()  # noqa: S311 - an order of photos is no secret
        self.rests = Rests()
        """What failed in the loop that is on, and is tried again later; the glass lays it here."""
        self._leaving = threading.Event()
        self._look_at_previous()

    def _open_calendar(self) -> None:
        """The clocks, whether they are believed, and what goes by days of running."""
        home = self.home
        self.correction = Correction(home.staff / FILE, SystemClock(), self._boot)
        self.machine_clock: Clock = CorrectedClock(SystemClock(), self.correction.offset)
        self.clock = self._clock()
        days = Mark(home, "days", gone="days-lost", mended="days-lost")
        days.miss(home.running)
        days.keep(1 if home.running.exists() else None)
        self.running = Uptime(home.running, SystemClock(), self._boot)
        self.expiry = Expiry(home.leaving, self.running)
        if self.running.was_damaged or self.expiry.was_damaged:
            self.notices.add("days-lost", subject="days")
        self.calendar = Calendar(
            home,
            self.machine_clock,
            self.evidence,
            self.running,
            made=self.made,
            confirmed=lambda: self.correction.is_confirmed,
            # Staff who come later should know that a date that was believed was taken back.
            set_back=lambda days: self.notices.add("date-back", days),
        )
        self.trusted: Callable[[datetime], bool] = (
            self.calendar if self.wanted.today is None else lambda _now: True
        )

    @cached_property
    def films(self) -> Films:
        """The player of films; slow to load, so first asked for once there is a window."""
        from kiosk.media.projector import Films

        return Films(self.clock, self.loudspeaker)

    @cached_property
    def loudspeaker(self) -> Loudspeaker:
        """The one of this machine, lent to films and to what is read aloud."""
        from kiosk.media.sound import Loudspeaker

        return Loudspeaker(self.clock)

    def read(self, script: Script) -> Reading:
        """Begin to read aloud."""
        from kiosk.speech.reading import Reading

        return Reading(script, self.clock, self.loudspeaker)

    def resting(self) -> tuple[Rest, ...]:
        """What failed on the glass and is tried again later. For any thread."""
        return self.rests.at(self.clock.seconds())

    # Made once

    def _look_at_previous(self) -> None:
        """Tell, once, if what one could go back to is not whole any more."""
        try:
            previous = self.shelf.previous() if self.shelf else None
            if self.shelf is None or previous is None:
                return
            if not all(map(self.shelf.holds, self.shelf.files(previous))):
                inventory = Inventory(self.home.inventory)
                if inventory.amounts("no-way-back") != (previous.number,):
                    self.notices.add("previous-lost", subject=str(previous.number))
                    inventory.keep("no-way-back", previous.number)
        except DatabaseError as error:
            log.warning("nobody knows whether one can go back: %s", error)

    def _clock(self) -> Clock:
        if self.wanted.today is None:
            return self.machine_clock
        timezone = zone(self.content.prepared.exhibit)
        start = datetime.combine(self.wanted.today, MORNING, timezone).astimezone(UTC)
        return HandSetClock(start, SystemClock())

    def evidence(self) -> Evidence:
        """What speaks for the machine's calendar: the machine itself, and staff."""
        return self.correction.corroborate(self._machine_evidence())

    def made(self) -> datetime | None:
        """When the pack that is on was made: it is not earlier than that."""
        return self.content.made

    # Made again when staff change something

    def reload(self) -> Presentation:
        """What the glass shows from now on: staff may have changed it."""
        self.refresh()
        return self.presentation()

    def refresh(self) -> None:
        """Read again what staff may have changed: settings, and which pack is on."""
        self._settings_stamp = last_picture.settings_stamp(self.home.settings)
        try:
            self.settings = settings.read(self.home.settings)
        except KioskError as error:
            log.error("the settings stay as they were: %s", error)  # noqa: TRY400 - the same
        try:
            self.content = self.read_content()
        except KioskError as error:
            log.error("what is on stays on: %s", error)  # noqa: TRY400 - no fault of ours

    def presentation(self) -> Presentation:
        """What the glass shows now."""
        return Presentation(
            prepared=self.content.prepared,
            place=self.place,
            language=self._language(),
            volume=self.settings.volume,
            timings=Timings(
                idle_seconds=self.settings.idle_seconds,
                reading_seconds=self.settings.reading_seconds,
                countdown_seconds=self.settings.countdown_seconds,
            ),
            intake=self.intake(),
            trial=self.shelf if self.content.pack is not None else None,
            demo=self.wanted.demo,
            rgb_films=self.settings.rgb_films,
            keypad=settings.keypad_keys(self.settings.keypad),
            last_picture=self._last_picture(),
        )

    def _last_picture(self) -> LastPicture:
        """Where a picture of what is on now is kept, and for whom: see `cli.first_picture`."""
        pack, wanted = self.content.pack, self.wanted
        index = self.content.prepared.folder / prepared.NAME
        key = last_picture.key(
            last_picture.exhibit_stamp(index) if pack is None else pack.index,
            self._settings_stamp,
            place=wanted.place,
            language=wanted.language,
            demo=wanted.demo,
        )
        return LastPicture(self.home.last_picture, key)

    def _language(self) -> str | None:
        """The language to begin in; a pack may lack the one that was set for another."""
        language = self.wanted.language or self.settings.language
        return language if language in self.content.prepared.exhibit.languages else None

    def intake(self) -> Intake:
        """Where sign-ups go.

        A day set by hand is for the glass. What is kept carries the machine's own: whoever
        collects it goes by that, and would find a sign-up of a day long ago past its date.
        """
        exhibit = self.content.prepared.exhibit
        return Intake(
            self.home,
            exhibit,
            demo=self.keeps and self.wanted.demo,
            enrolled=self.keeps and self.content.enrolled,
            place=next((place.id for place in exhibit.places if place.id == self.place), None),
            clock=self.machine_clock,
            trusted=self.calendar,
            known=lambda: self.calendar.known,
            expiry=self.expiry if self.keeps else None,
            machine=self.machine,
        )

    # What goes by the hour

    def local(self) -> datetime | None:
        """Date and time where the kiosk stands; None where the calendar is doubtful."""
        now = self.clock.now()
        return now.astimezone(self._zone) if self.trusted(now) else None

    def machine_local(self) -> datetime | None:
        """The same by the machine's own calendar, also if a day was set by hand."""
        now = self.machine_clock.now()
        return now.astimezone(self._zone) if self.calendar(now) else None

    @property
    def _zone(self) -> ZoneInfo:
        return zone(self.content.prepared.exhibit)

    def night(self) -> NightScene | None:
        """What the glass shows outside opening hours; None within, or when nobody knows."""
        local = self.local()
        hours = Hours.read(self.settings.hours, self.settings.closed_days)
        if local is None or hours.open_at(local):
            return None
        return NightScene(hours.opens_next(local))

    def loudest(self) -> float:
        """How loud a film may be at this hour, from 0 to 1."""
        if self.settings.muted:
            return 0.0
        local = self.local()
        caps = timetable.caps(self.settings.volume_caps)
        return timetable.loudest(caps, local.hour if local else None)

    # While it runs, and when it leaves

    def verify(self, damaged: Callable[[], None]) -> None:
        """Look at every byte of what is on, in another process, and throw away what is damaged.

        `damaged` is called, on a thread, if something was: what is on cannot stay.
        """
        shelf, pack = self.shelf, self.content.pack
        if shelf is None or pack is None:
            return

        def look() -> None:
            try:
                lost = pack_process.verify(shelf, pack, stop=self._leaving.is_set)
                for sha256 in lost:
                    log.error("a file of pack %d is damaged: %s", pack.version, sha256)
                    shelf.drop(sha256)
                shelf.collect()
            except KioskError as error:
                log.error("what is on could not be verified: %s", error)  # noqa: TRY400
                return
            if lost:
                damaged()

        threading.Thread(target=look, name="verify", daemon=True).start()

    def close(self, *, in_order: bool, unseen: bool = False) -> None:
        """Let go of the disk. `in_order`: the program was asked to leave, and did not crash.

        `unseen`: it could show nothing, through no fault of what it was to show.
        """
        self._leaving.set()
        if self.drives is not None:
            self.drives.close()
        if self.counter is not None:
            self.counter.close(_COUNTING_SECONDS)
        if self.shelf is None:
            return
        try:
            if unseen:
                self.shelf.leaving_unseen()
            elif in_order:
                self.shelf.leaving()
        except KioskError as error:
            log.warning("that this was no crash could not be kept: %s", error)
        self.shelf.close()
