"""Is all well with this kiosk? Looks everywhere, and says how it is."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import psutil

from kiosk import __version__, uptime
from kiosk.errors import DatabaseError, KioskError, PreparedError, SettingsError, StoreError
from kiosk.exhibit.agenda import zone
from kiosk.keys.signing import fingerprint
from kiosk.notices import Notices
from kiosk.signups import identity
from kiosk.staff import pin
from kiosk.staff.pin import Pin
from kiosk.station import carrying, last_error, wording
from kiosk.station.health import Health, OnPack
from kiosk.tally.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from kiosk.clock import Clock, Evidence
    from kiosk.exhibit import model
    from kiosk.packs.shelf import Pack, Shelf
    from kiosk.paths import Home
    from kiosk.settings import Settings
    from kiosk.station.health import Need, Resting, Trust
    from kiosk.station.last_error import Trouble

FULL_BYTES: Final = 1 << 20
"""With less free than this nothing is kept any more."""
LOW_DISK_BYTES: Final = 1 << 30
"""With less free than this a larger pack will not fit."""
_OF_DISK: Final[tuple[Need, ...]] = ("full", "read-only")
LONG: Final = timedelta(days=60)
"""Sign-ups that wait longer than this should be carried away."""
OLD: Final = timedelta(days=365)
"""Content made longer ago than this was probably not meant to be still on."""


def check(  # noqa: PLR0913 - all that it depends on is passed in
    home: Home,
    *,
    clock: Clock,
    trusted: bool,
    evidence: Evidence,
    settings: Settings | None,
    shelf: Shelf | None,
    exhibit: model.Exhibit | None,
    machine: str,
    demo: bool,
    number: str | None = None,
    faults: Sequence[KioskError] = (),
    notices: Notices | None = None,
    resting: Sequence[Resting] = (),
) -> Health:
    """Look everywhere, and say how it is. May take a moment: on a worker. Raises no KioskError.

    `exhibit` is the one on the glass, None if nothing can be shown; `shelf` None if there is none;
    `settings` None if they cannot be read; `machine` is `identity.machine()`. `faults` were met by
    who made all these. `notices` are those of the program that runs; without, those on the disk.
    """
    now = clock.now().astimezone(zone(exhibit) if exhibit else None)
    health = Health(
        at=now,
        version=__version__,
        kiosk=_kiosk(home),
        digits=_digits(home),
        demo=demo,
        place=settings.place if settings else None,
        disk_free_bytes=_free(home.folder),
        memory_free_bytes=int(psutil.virtual_memory().available),
        clock=_trust(evidence, trusted=trusted),
        trouble=_local(last_error.last(home.journal), now),
        number=number,
        resting=tuple(resting),
    )
    needs = {_of_fault(fault) for fault in faults} | _of_disk(home.folder, health.disk_free_bytes)
    retention_days = None
    if shelf is not None:
        try:
            health = _with_packs(health, shelf, needs)
            terms = carrying.terms(shelf)
            retention_days = terms.retention_days if terms else None
        except DatabaseError:
            needs.add("shelf")
        except PreparedError:
            needs.add("media")
    if Pin(home.staff / pin.FILE, clock).is_lost:
        needs.add("pin")
    today = now.date() if trusted else None
    found = carrying.waiting(
        home, machine=machine, demo=demo, today=today, retention_days=retention_days
    )
    health = replace(
        health,
        waiting=found.waiting,
        kept=found.kept,
        not_found=found.not_found,
        since=found.since,
        last_bundle=found.last_bundle,
    )
    needs |= _needs(health, found, exhibit)
    kept = uptime.read(home.running)
    if kept is not None and kept.jumped_from is not None:
        needs.add("jump")
    needs |= _of_counts(home)
    if settings is None:
        needs.discard("place")  # nobody knows what it is
    if "full" in needs:
        needs.discard("disk")
    order: tuple[Need, ...] = tuple(wording.NEEDS)
    return replace(
        health,
        needs=tuple(need for need in order if need in needs),
        notices=(notices or Notices(home.notices)).unseen(),
    )


def _of_fault(fault: KioskError) -> Need:
    """What a fault needs that was met before."""
    if isinstance(fault, SettingsError):
        return "settings"
    if isinstance(fault, PreparedError):
        return "media"
    return _of_store(fault) or "shelf"


def _of_store(fault: KioskError) -> Need | None:
    """What the fault of a store or database needs, if it lies with the disk alone."""
    reason = fault.reason if isinstance(fault, DatabaseError | StoreError) else ""
    return next((need for need in _OF_DISK if need == reason), None)


def _of_counts(home: Home) -> set[Need]:
    """What the tally needs; nothing if it was never begun."""
    try:
        Tally.open(home.tally, make=False).close()
    except DatabaseError as error:
        if error.reason != "missing":
            return {_of_store(error) or "counts"}
    return set()


def _of_disk(folder: Path, free_bytes: int | None) -> set[Need]:
    """What the disk of the home needs, whether or not anything was kept there yet."""
    needs: set[Need] = set()
    if free_bytes is not None and free_bytes < FULL_BYTES:
        needs.add("full")
    if _is_read_only(folder):
        needs.add("read-only")
    return needs


def _is_read_only(folder: Path) -> bool:
    """Whether the disk may not be written; False where nobody can tell."""
    if sys.platform == "win32":
        return False
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _with_packs(health: Health, shelf: Shelf, needs: set[Need]) -> Health:
    """Also what the shelf says. Raises DatabaseError."""
    on, last, publisher = shelf.on(), shelf.last(), shelf.publisher()
    given_up = shelf.began_by_turning_back or (last if last != on else None)
    if given_up:
        needs.add("back")
    if shelf.unwritable:
        needs.add(_of_fault(shelf.unwritable))
    if on and shelf.damaged:
        needs.add("media")
    if on:
        try:
            shelf.prepared(on)
        except PreparedError:
            needs.add("media")
    return replace(
        health,
        pack=_told(on),
        publisher=publisher.name if publisher else None,
        fingerprint=publisher.fingerprint if publisher else None,
        on_trial=shelf.on_trial,
        turned_back=_told(given_up),
    )


def _told(pack: Pack | None) -> OnPack | None:
    if pack is None:
        return None
    return OnPack(pack.exhibit, next(iter(pack.title.values())), pack.version, pack.made)


def _needs(health: Health, found: carrying.Waiting, exhibit: model.Exhibit | None) -> set[Need]:
    believed = health.clock not in {"none", "jumped"}
    since, pack, free = health.since, health.pack, health.disk_free_bytes
    places = {place.id for place in exhibit.places} if exhibit else {health.place}
    met: dict[Need, bool] = {
        "store": any(_of_store(fault) is None for fault in found.faults),
        "stranded": not health.demo and health.publisher is None and found.kept > 0,
        "fading": found.fading > 0,
        "leaving": found.leaving > 0,
        "wipe": found.asked > 0,
        "carry": believed and since is not None and health.at.date() - since > LONG,
        "clock": not believed,
        "disk": free is None or free < LOW_DISK_BYTES,
        "old": believed and pack is not None and health.at - pack.made > OLD,
        "resting": any(one.why != "damaged" for one in health.resting),
        "media": any(one.why == "damaged" for one in health.resting),
        "place": health.publisher is not None and health.place not in places,
    }
    of_disk = {need for fault in found.faults if (need := _of_store(fault))}
    return {need for need, is_so in met.items() if is_so} | of_disk


def _trust(evidence: Evidence, *, trusted: bool) -> Trust:
    if not trusted:
        return "jumped" if evidence else "none"
    if evidence.hand_set:
        return "hand"
    if evidence.network_time:
        return "network"
    return "confirmed" if evidence.confirmed else "battery"


def _kiosk(home: Home) -> str | None:
    try:
        pointer = identity.read_pointer(home)
    except KioskError:
        return None
    return pointer.kiosk if pointer else None


def _digits(home: Home) -> str | None:
    """The fingerprint of its own key; None if it has none yet, or it cannot be read."""
    try:
        pointer = identity.read_pointer(home)
        if pointer is None:
            return None
        notices = Notices(home.notices)
        own = identity.load(home.signups / pointer.kiosk, demo=pointer.demo, notices=notices)
    except StoreError:
        return None
    return fingerprint(own.signer.public)


def _local(found: Trouble | None, now: datetime) -> Trouble | None:
    """The same by the clock of the place: the journal goes by the machine's."""
    if found is None:
        return None
    return replace(found, at=found.at.astimezone(now.tzinfo).replace(tzinfo=None))


def _free(folder: Path) -> int | None:
    """The room on the disk of this folder, or of the nearest above it that is there."""
    for one in (folder, *folder.absolute().parents):
        try:
            return shutil.disk_usage(one).free
        except FileNotFoundError:
            continue
        except OSError:
            return None
    return None
