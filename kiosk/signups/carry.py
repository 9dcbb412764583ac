"""Carrying sign-ups away: from a kiosk's own disk to a stick, or to any folder.

Every range of events is frozen before its first write, and stays the same bundle until some of its
sealed bytes are gone. What has not arrived yet is carried every time, so that a lost stick loses
nothing; what lies on the stick already is left as it is. Nothing is deleted here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from kiosk.errors import InputError, MachineError, StoreError
from kiosk.keys.signing import Signer
from kiosk.notices import Notices
from kiosk.signups import bundle, key_file
from kiosk.signups.event import BEGINNING
from kiosk.signups.key_file import Signs
from kiosk.usb.stick import Folder

if TYPE_CHECKING:
    from kiosk.signups.identity import SignUpLog
    from kiosk.signups.store import Store

_FEW_EVENTS: Final = 50
"""Signed a thousand times over in a few seconds."""
_Written: TypeAlias = tuple[bytes, bundle.Header, str]
"""A bundle, its header, and the SHA-256 of all of it."""


@dataclass(frozen=True, slots=True)
class CarryReport:
    """What lies on the stick now: all that has not arrived yet, as far as it could be read."""

    written: tuple[str, ...]
    """The bundles that were written now: their paths on the stick, with forward slashes."""
    there: int
    """So many more lay there already, whole."""
    sign_ups: int
    """So many sign-ups are in them all."""
    faults: tuple[StoreError, ...]
    """What is wrong with stores here: open them anew. Of these not all may have been carried."""


def carry(
    logs: Sequence[SignUpLog], folder: Path, today: date | None, notices: Notices | None = None
) -> CarryReport:
    """Write a bundle of every range of events that has not arrived yet to `folder`.

    `logs` are all of this machine, also of identities it had once. Every bundle is synced, read
    back from the device, and only then noted as exported on `today`; None is a day that is not
    known, because the clock is not trusted. A key that the stick shows to be wrong is mended, and
    told in `notices`.

    Raises MachineError if the stick is full, pulled out, locked, or does not keep what is written.
    What was written until then stays, nothing is lost, and all of it can be done again.
    """
    paths: list[str | None] = []
    sign_ups = 0
    faults: list[StoreError] = []
    with Folder.open(folder) as stick:
        for log in logs:
            with _noting(faults):
                for made in _bundles(_as_before(log, stick, notices), faults):
                    paths.append(_put(stick, made))
                    _, header, sha256 = made
                    sign_ups += len(header.sign_ups)
                    with _noting(faults):
                        log.store.note_export(sha256, today)
    written = tuple(filter(None, paths))
    return CarryReport(written, len(paths) - len(written), sign_ups, tuple(faults))


def _as_before(log: SignUpLog, stick: Folder, notices: Notices | None) -> SignUpLog:
    """With the key that signed what lies on the stick, where ours is that but for one digit.

    A key of before showed no damage by itself; once all that it signed has arrived, only a stick
    still tells. Whoever wrote it: nobody else can make a key so near to ours.
    """
    own, key = log.identity, _key_on(stick, log.identity.kiosk)
    if own.carrier or key in {"", own.signer.public} or log.store.unwritable:
        return log
    right = key_file.alike(own.folder, key)
    if right is None:
        return log
    log.store.remember(key)
    with suppress(OSError):  # then the next time
        key_file.write(own.folder, right)
    if notices:
        notices.add("key-mended", len(key_file.NAMES), subject=own.kiosk)
    return replace(log, identity=replace(own, signer=right))


def _key_on(stick: Folder, kiosk: str) -> str:
    """The public key of the first bundle of this kiosk on the stick; empty if nothing tells."""
    with ExitStack() as opened, suppress(InputError, MachineError):
        for name in (bundle.FOLDER, kiosk):
            if (below := stick.folder(name)) is None:
                return ""
            stick = opened.enter_context(below)
        for file in stick.names():
            if file.endswith(".tar") and not file.startswith("."):
                header = bundle.read(stick.read(file, bundle.MAX_BYTES)).header
                return header.key if (header.kiosk, header.carrier) == (kiosk, None) else ""
    return ""


def _bundles(log: SignUpLog, faults: list[StoreError]) -> Iterator[_Written]:
    """Each bundle that has not arrived, frozen as it is given.

    A disk that is full or failing freezes nothing. Then the same events may travel again in another
    bundle, which does no harm; to leave them here would.
    """
    for span in log.store.ranges():
        if not span.arrived:
            content, header, sha256 = _written(log, span.first, span.last)
            if sha256 != span.sha256:
                with _noting(faults):
                    log.store.freeze(header.first, header.last, sha256)
            yield content, header, sha256
    for first, last in log.store.loose(bundle.MAX_EVENTS):
        start = first
        while start <= last:
            content, header, sha256 = _written(log, start, last)
            with _noting(faults):
                log.store.freeze(start, header.last, sha256)
            yield content, header, sha256
            start = header.last + 1


def signature(store: Store) -> Signs:
    """Tells whether a key signed what was carried away of this store; None if nothing tells.

    The same events, sealed bytes and key give the same bundle. What was wiped since makes another.
    Best is what arrived: the coordinator took it from that key. For one of `many` keys only what is
    small is looked at.
    """

    @cache
    def carried() -> tuple[str, bundle.Header, dict[int, bytes]] | None:
        for span in sorted(store.ranges(), key=lambda one: (not one.arrived, one.last - one.first)):
            events = store.events(span.first, span.last)
            gone_then = {id_ for event in events if event.kind != "sign-up" for id_ in event.ids}
            sealed = store.contents(span.first, span.last)
            if all(
                event.kind != "sign-up" or event.id in gone_then or event.number in sealed
                for event in events
            ):
                header = bundle.header(
                    events, sealed, kiosk=store.kiosk, key=BEGINNING, demo=store.demo
                )
                return span.sha256, header, sealed
        return None

    def signs(signer: Signer, *, many: bool = False) -> bool | None:
        if (found := carried()) is None:
            return None
        sha256, header, sealed = found
        if many and len(header.events) > _FEW_EVENTS:
            return None
        own = header.model_copy(update={"key": signer.public})
        return hashlib.sha256(bundle.write(own, sealed, signer)).hexdigest() == sha256

    return signs


@contextmanager
def _noting(faults: list[StoreError]) -> Iterator[None]:
    """Go on after a fault of a store, and tell it once."""
    try:
        yield
    except StoreError as error:
        if str(error) not in map(str, faults):
            faults.append(error)


def _written(log: SignUpLog, first: int, last: int) -> _Written:
    """The bundle of the events from `first` to `last`, or to as many as it has room for."""
    events, sealed = log.store.events(first, last), log.store.contents(first, last)
    events = events[: bundle.room([sealed.get(event.number) for event in events])]
    sealed = {event.number: sealed[event.number] for event in events if event.number in sealed}
    signer, store = log.identity.signer, log.store
    header = bundle.header(
        events,
        sealed,
        kiosk=store.kiosk,
        key=signer.public,
        demo=store.demo,
        carrier=log.identity.carrier,
    )
    content = bundle.write(header, sealed, signer)
    return content, header, hashlib.sha256(content).hexdigest()


def _put(stick: Folder, written: _Written) -> str | None:
    """The path on the stick at which a bundle was written now; None if it lay there already."""
    content, header, sha256 = written
    name = bundle.name(header.first, sha256)
    with stick.make(bundle.FOLDER) as kiosks, kiosks.make(header.kiosk) as folder:
        if folder.holds(name, content):
            return None
        folder.write(name, content)
    return f"{bundle.FOLDER}/{header.kiosk}/{name}"
