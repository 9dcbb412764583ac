"""Is all well with this kiosk? Looks everywhere, and says how it is."""

import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import psutil

from kiosk import __version__, settings, uptime
from kiosk.clock import Clock, Evidence
from kiosk.errors import DatabaseError, KioskError, PreparedError, StoreError
from kiosk.exhibit import model
from kiosk.exhibit.agenda import zone
from kiosk.keys.signing import fingerprint
from kiosk.notices import Notices
from kiosk.packs.shelf import Pack, Shelf
from kiosk.paths import Assets, Home
from kiosk.signups import identity
from kiosk.staff import pin
from kiosk.staff.pin import Pin
from kiosk.station import carrying, date_trust, last_error, wording
from kiosk.station.health import Health, Need, OnPack, Resting, Trust
from kiosk.station.last_error import Trouble
from kiosk.station.opened_home import OpenedHome, RunOptions
from kiosk.tally.counts import Sums
from kiosk.tally.tally import Tally

FULL_BYTES: Final = 1 << 20
"""With less free than this nothing is kept any more."""
LOW_DISK_BYTES: Final = 1 << 30
"""With less free than this a larger pack will not fit."""
_OF_DISK: Final[tuple[Need, ...]] = ("full", "read-only")
LONG: Final = timedelta(days=60)
"""Sign-ups that wait longer than this should be carried away."""
OLD: Final = timedelta(days=365)
"""Content made longer ago than this was probably not meant to be still on."""


def look(home: Home, assets: Assets, *, demo: bool) -> Health:
    """How the kiosk in this home is, whether or not it runs.

    Nothing is changed, but that damaged files are moved aside and mended, as when it starts.
    """
    opened = OpenedHome(home, assets, RunOptions(demo=demo))
    date = date_trust.read(home)
    try:
        exhibit = opened.read_content().prepared.exhibit
    except KioskError as error:
        opened.faults.append(error)
        exhibit = None
    try:
        return check(opened, date.clock, date.evidence, exhibit, trusted=date.trusted)
    finally:
        opened.release()


def sums(home: Home) -> Sums | None:
    """The tally; None if there is none, or it cannot be read."""
    try:
        with closing(Tally.open(home.tally, make=False)) as tally:
            return tally.sums()
    except DatabaseError:
        return None


def check(  # noqa: PLR0913 - all that it depends on is passed in
    opened: OpenedHome,
    clock: Clock,
    evidence: Evidence,
    exhibit: model.Exhibit | None,
    *,
    trusted: bool,
    number: str | None = None,
    resting: Sequence[Resting] = (),
) -> Health:
    """Look everywhere, and say how it is. May take a moment: on a worker. Raises no KioskError.

    `exhibit` is the one on the glass, None if nothing can be shown.
    """
    home, now = opened.home, clock.now().astimezone(zone(exhibit) if exhibit else None)
    kiosk, digits = _identity(home)
    health = Health(
        at=now,
        version=__version__,
        kiosk=kiosk,
        digits=digits,
        demo=opened.wanted.demo,
        place=opened.place,
        disk_free_bytes=_free(home.folder),
        memory_free_bytes=int(psutil.virtual_memory().available),
        clock=_trust(evidence, trusted=trusted),
        trouble=_local(last_error.last(home.journal), now),
        number=number,
        resting=tuple(resting),
    )
    needs = _of_home(opened, clock) | _of_disk(home.folder, health.disk_free_bytes)
    health, terms = _with_packs(health, opened.shelf, needs)
    health = _with_sign_ups(health, opened, exhibit, terms, needs)
    if "full" in needs:
        needs.discard("disk")
    order: tuple[Need, ...] = tuple(wording.NEEDS)
    return replace(
        health,
        needs=tuple(need for need in order if need in needs),
        notices=opened.notices.unseen(),
    )


def _of_home(opened: OpenedHome, clock: Clock) -> set[Need]:
    """What settings, PIN, date and tally need, and what did not open."""
    home, needs = opened.home, {_of_fault(fault) for fault in opened.faults}
    if settings.fault(home.settings):
        needs.add("settings")
    if Pin(home.staff / pin.FILE, clock).is_lost:
        needs.add("pin")
    kept = uptime.read(home.running)
    if kept is not None and kept.jumped_from is not None:
        needs.add("jump")
    try:
        Tally.open(home.tally, make=False).close()
    except DatabaseError as error:
        if error.reason != "missing":  # it was never begun
            needs.add(_of_store(error) or "counts")
    return needs


def _of_fault(fault: KioskError) -> Need:
    """What a fault needs that was met before."""
    if isinstance(fault, PreparedError):
        return "media"
    return _of_store(fault) or "shelf"


def _of_store(fault: KioskError) -> Need | None:
    """What the fault of a store or database needs, if it lies with the disk alone."""
    reason = fault.reason if isinstance(fault, DatabaseError | StoreError) else ""
    return next((need for need in _OF_DISK if need == reason), None)


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


def _with_packs(
    health: Health, shelf: Shelf | None, needs: set[Need]
) -> tuple[Health, model.SignUps | None]:
    """Also what the shelf says; and the publisher's terms."""
    try:
        if shelf is not None:
            health = _with_pack_on(health, shelf, needs)
            return health, carrying.terms(shelf)
    except DatabaseError:
        needs.add("shelf")
    except PreparedError:
        needs.add("media")
    return health, None


def _with_pack_on(health: Health, shelf: Shelf, needs: set[Need]) -> Health:
    """Also what is on, and of whom. Raises DatabaseError."""
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
        pack=_on_pack(on),
        publisher=publisher.name if publisher else None,
        fingerprint=publisher.fingerprint if publisher else None,
        on_trial=shelf.on_trial,
        turned_back=_on_pack(given_up),
    )


def _with_sign_ups(
    health: Health,
    opened: OpenedHome,
    exhibit: model.Exhibit | None,
    terms: model.SignUps | None,
    needs: set[Need],
) -> Health:
    """Also what waits to be carried away."""
    found = carrying.waiting(
        opened.home,
        machine=opened.machine,
        demo=health.demo,
        today=health.at.date() if health.clock not in {"none", "jumped"} else None,
        retention_days=terms.retention_days if terms else None,
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
    return health


def _on_pack(pack: Pack | None) -> OnPack | None:
    if pack is None:
        return None
    return OnPack(pack.exhibit, next(iter(pack.title.values())), pack.version, pack.made)


def _needs(
    health: Health, found: carrying.WaitingCounts, exhibit: model.Exhibit | None
) -> set[Need]:
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


def _identity(home: Home) -> tuple[str | None, str | None]:
    """Its id, and the fingerprint of its own key; None where there is none that can be read."""
    try:
        pointer = identity.read_pointer(home)
    except KioskError:
        return None, None
    if pointer is None:
        return None, None
    try:
        notices = Notices(home.notices)
        own = identity.load(home.signups / pointer.kiosk, demo=pointer.demo, notices=notices)
    except StoreError:
        return pointer.kiosk, None
    return pointer.kiosk, fingerprint(own.signer.public)


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
