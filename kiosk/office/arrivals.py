"""Bundles are read ahead: while some are taken, the sign-ups in the next are opened."""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from kiosk.errors import BundleError, BundleFault, InputError
from kiosk.office import search
from kiosk.office.collection import Collection
from kiosk.office.facts import Columns, SignUpFacts
from kiosk.office.openers import Openers, Pending, Unseal
from kiosk.signups import bundle, tar
from kiosk.signups.bundle import Bundle
from kiosk.signups.event import Event
from kiosk.signups.signup import SignUp

AHEAD: Final = 6
"""So many bundles, of a few MiB at most, are in memory at once."""
_Sealed: TypeAlias = tuple[bytes, str, str]
"""Sealed bytes, and the id and kiosk that their event names."""


@dataclass(frozen=True, slots=True)
class OpenedBundle:
    """A bundle whose sign-ups are being opened."""

    read: Bundle
    wanted: tuple[Event, ...]
    """The sign-ups that were not settled when it was read."""
    pending: Pending

    def facts(self) -> dict[int, Columns | None]:
        """The facts of those wanted, by number; None if it is not what its event says. Once."""
        numbers = (event.number for event in self.wanted)
        return dict(zip(numbers, self.pending.fetch(), strict=True))


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read, and what it turned out to be."""

    path: Path
    content: bytes = b""
    sha256: str = ""
    fault: BundleFault | None = None
    """Why it is no bundle; None also if it could not be read at all."""
    bundle: OpenedBundle | None = None


def read_ahead(
    files: Iterable[Path], collection: Collection, openers: Openers
) -> Iterator[ReadFile]:
    """Each of these files, in order; those that follow are read already, and being opened."""
    ahead: deque[ReadFile] = deque()
    for file in files:
        ahead.append(_read(file, collection, openers))
        if len(ahead) > AHEAD:
            yield ahead.popleft()
    yield from ahead


def _read(file: Path, collection: Collection, openers: Openers) -> ReadFile:
    try:
        content = search.read(file)
    except OSError:
        return ReadFile(file)
    if content is None:
        return ReadFile(file, fault="not a bundle")
    if content and not any(content[: tar.BLOCK_BYTES]):  # a power cut left zeros
        return ReadFile(file, content, fault="cut short")
    try:
        read = bundle.read(content)
    except BundleError as error:
        return ReadFile(file, content, hashlib.sha256(content).hexdigest(), error.kind)
    sign_ups = read.header.sign_ups
    lacks = collection.lacks(read.header.kiosk, sign_ups)
    wanted = tuple(event for event in sign_ups if event.number in lacks)
    sealed = [(read.sealed[event.number], event.id, read.header.kiosk) for event in wanted]
    if collection.has_met(read.header.kiosk):
        pending = openers.begin(_facts, sealed)
    else:  # nobody works for a stranger before it is admitted
        pending = Pending(lambda: openers.begin(_facts, sealed).fetch())
    return ReadFile(file, content, read.sha256, bundle=OpenedBundle(read, wanted, pending))


def _facts(unseal: Unseal, sealed: _Sealed) -> Columns | None:
    """The facts of a sealed sign-up; None if it is not what its event says."""
    content, id_, kiosk = sealed
    try:
        sign_up = SignUp.from_bytes(unseal(content))
        is_named = (sign_up.id, sign_up.kiosk) == (id_, kiosk)
        return SignUpFacts.of(sign_up).columns() if is_named else None
    except InputError:
        return None
