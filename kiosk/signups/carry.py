"""Carrying sign-ups away: from a kiosk's own disk to a stick, or to any folder.

Every range of events is frozen before its first write, and stays the same bundle until some of its
sealed bytes are gone. What has not arrived yet is carried every time, so that a lost stick loses
nothing; what lies on the stick already is left as it is. Nothing is deleted here.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.signups import bundle
from kiosk.stick import Folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from kiosk.keys.signing import Signer
    from kiosk.signups.store import Store


@dataclass(frozen=True, slots=True)
class Carried:
    """What lies on the stick now: all that has not arrived yet."""

    written: tuple[str, ...]
    """The bundles that were written now: their paths on the stick, with forward slashes."""
    there: int
    """So many more lay there already, whole."""
    sign_ups: int
    """So many sign-ups are in them all."""


def carry(logs: Sequence[tuple[Store, Signer]], folder: Path, today: date | None) -> Carried:
    """Write a bundle of every range of events that has not arrived yet to `folder`.

    `logs` are all of this machine, also of identities it had once, each with its key. Every bundle
    is synced, read back from the device, and only then remembered as exported on `today`; None is a
    clock that is not trusted: then it is not, for 90 days after that day sealed bytes may be wiped.

    Raises MachineError if the stick is full, pulled out, locked or does not keep what is written,
    or if a store cannot be read or written. What was written until then stays, nothing is lost, and
    all of it can be done again.
    """
    written: list[str] = []
    there = sign_ups = 0
    with Folder.open(folder) as stick:
        for store, signer in logs:
            for content, header in _bundles(store, signer):
                sha256 = hashlib.sha256(content).hexdigest()
                name = bundle.name(header.first, sha256)
                if _put(stick, (bundle.FOLDER, store.kiosk), name, content):
                    written.append(f"{bundle.FOLDER}/{store.kiosk}/{name}")
                else:
                    there += 1
                sign_ups += len(header.kept)
                if today is not None:
                    store.exported(sha256, today)
    return Carried(tuple(written), there, sign_ups)


def _bundles(store: Store, signer: Signer) -> Iterator[tuple[bytes, bundle.Header]]:
    """Each bundle that has not arrived, frozen as it is given."""
    for it in store.frozen():
        if not it.arrived:
            content, header = _written(store, signer, it.first, it.last)
            if hashlib.sha256(content).hexdigest() != it.sha256:
                _freeze(store, content, header)
            yield content, header
    for start, last in store.loose(bundle.MAX_EVENTS):
        first = start
        while first <= last:
            content, header = _written(store, signer, first, last)
            _freeze(store, content, header)
            yield content, header
            first = header.last + 1


def _written(store: Store, signer: Signer, first: int, last: int) -> tuple[bytes, bundle.Header]:
    """The bundle of the events from `first` to `last`, or to as many as it has room for."""
    events = store.events(first, last)
    found = [store.sealed(event.number) for event in events]
    events = events[: bundle.room(found)]
    sealed = {
        event.number: content
        for event, content in zip(events, found, strict=False)
        if content is not None
    }
    header = bundle.header(events, sealed, kiosk=store.kiosk, key=signer.public, demo=store.demo)
    return bundle.write(header, sealed, signer), header


def _freeze(store: Store, content: bytes, header: bundle.Header) -> None:
    store.freeze(header.first, header.last, hashlib.sha256(content).hexdigest())


def _put(stick: Folder, folders: Sequence[str], name: str, content: bytes) -> bool:
    """Have `content` under `name` in these folders; whether it was written now."""
    with ExitStack() as opened:
        folder = stick
        for one in folders:
            folder = opened.enter_context(folder.made(one))
        if folder.holds(name, content):
            return False
        folder.write(name, content)
    return True
