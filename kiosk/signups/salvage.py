"""What can be read of a damaged store, made whole again; the damaged one is kept, never deleted.

Every event carries its hash, and the hash of its sealed bytes: whatever turns up on a page, true
can be told from false. So no SQL is asked, which gives up at the first bad page.
"""

import hashlib
import logging
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from pydantic import ValidationError

from kiosk import files
from kiosk.database import replica
from kiosk.signups import event_rows, key_file, sqlite_pages
from kiosk.signups.event import Event
from kiosk.signups.store import KIND, NAME, Store

log = logging.getLogger(__name__)

Found: TypeAlias = tuple[Event, bool, bytes | None]
"""An event, whether a receipt named it, and its sealed bytes if they are there."""
_ASIDE: Final = "damaged-"
_PART: Final = ".salvaged"
_COLUMNS: Final = (9, 13)
"""Of a row written before format 2, and since."""
_OWN: Final = ("only_one", "kiosk", "machine", "demo", "retired", "probes", "version", "public")
_OWN_COLUMNS: Final = (7, 8)
"""The same of the row that says whose a store is."""


def move_aside(folder: Path, kiosk: str = "") -> Path:
    """Give the whole folder of a damaged store another name, which is returned. Raises OSError.

    `kiosk` is whose it is, where the folder is called otherwise.
    """
    aside = files.unused_path(folder.with_name(f"{_ASIDE}{kiosk or folder.name}"))
    folder.rename(aside)
    files.sync_folder(folder.parent)
    log.error("the sign-ups in %s are damaged: all of it is kept in %s", folder.name, aside.name)
    return aside


def unfinished(signups: Path) -> dict[str, Path]:
    """Kiosks that were moved aside and not made whole yet, and the newest folder of each."""
    found: dict[str, tuple[int, Path]] = {}
    for aside in signups.glob(f"{_ASIDE}*-*"):
        kiosk, _, number = aside.name.removeprefix(_ASIDE).rpartition("-")
        if number.isdigit() and not (signups / kiosk).exists():
            found[kiosk] = max((int(number), aside), found.get(kiosk, (0, aside)))
    return {kiosk: aside for kiosk, (_, aside) in found.items()}


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What could be read of a damaged store."""

    sign_ups: int
    """So many are still sealed, and travel."""
    missing: tuple[int, ...]
    """The numbers below the last that were not found."""
    without: int
    """So many sign-ups were found, but not their contents, and nobody took or wiped those."""


def rebuild(aside: Path, kiosk: str, *, demo: bool, tell: Callable[[SalvageReport], None]) -> None:
    """Make a retired store of what `aside` still holds, in its old place, durably.

    `tell` hears what was saved before it stands there: a power cut in between lets it hear twice.
    Raises StoreError; then nothing has changed, and it can be done again.
    """
    with KIND.wrap_errors(aside / NAME):
        events = events_of(aside, kiosk)
        saved = _summary(events)
        put(events, aside, aside.with_name(kiosk), kiosk, demo=demo, tell=lambda: tell(saved))
    log.error(
        "%d events of %s were saved, up to number %d; %d sign-ups are still sealed; not found: %s",
        len(events),
        kiosk,
        events[-1][0].number if events else 0,
        saved.sign_ups,
        ", ".join(map(str, saved.missing)) or "none",
    )


def put(  # noqa: PLR0913 - what, from where to where, and whose
    events: list[Found],
    source: Path,
    place: Path,
    kiosk: str,
    *,
    demo: bool,
    tell: Callable[[], None],
    public: str = "",
) -> None:
    """A retired store of these events in `place`, with the key in `source`, once `tell` is over.

    Raises StoreError, OSError.
    """
    part = source.with_name(_PART)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    key_file.take(source, part)
    Store.create(part, kiosk, demo=demo, public=public, salvaged=events).close()
    tell()
    part.rename(place)
    files.sync_folder(place.parent)


def own(folder: Path) -> dict[str, sqlite_pages.Value]:
    """The record that a store kept of itself, as far as it can be read."""
    for number, columns in sqlite_pages.rows(*_contents(folder)):
        if number == 1 and len(columns) in _OWN_COLUMNS:
            return dict(zip(_OWN, columns, strict=False))
    return {}


def events_of(folder: Path, kiosk: str) -> list[Found]:
    """The events of a kiosk that can be read in a folder. Raises OSError."""
    return true_events(kiosk, *_contents(folder))


def _contents(folder: Path) -> tuple[bytes, bytes]:
    """Of the file, and of its log."""
    file = folder / NAME
    return replica.content_of(file), replica.content_of(replica.log_of(file))


def _summary(found: list[Found]) -> SalvageReport:
    numbers = {event.number for event, _, _ in found}
    gone = {event.id for event, _, _ in found if event.kind != "sign-up"}
    return SalvageReport(
        sign_ups=sum(sealed is not None for _, _, sealed in found),
        missing=tuple(sorted(set(range(1, max(numbers, default=0))) - numbers)),
        without=sum(
            event.kind == "sign-up" and sealed is None and not arrived and event.id not in gone
            for event, arrived, sealed in found
        ),
    )


def true_events(kiosk: str, content: bytes, log_content: bytes) -> list[Found]:
    """The events of this kiosk that are true, in order, each number once.

    `content` is a database file, `log_content` its write-ahead log.
    """
    events: dict[int, dict[str, Event]] = {}
    arrived: set[str] = set()
    sealed: dict[str, bytes] = {}
    for number, columns in sqlite_pages.rows(content, log_content):
        event = _true(kiosk, number, columns)
        if event is None:
            continue
        hash_ = event.hash(kiosk)
        events.setdefault(number, {})[hash_] = event
        if columns[7] == hash_:
            arrived.add(hash_)
        kept = columns[8]
        if isinstance(kept, bytes) and hashlib.sha256(kept).hexdigest() == event.sealed_sha256:
            sealed[hash_] = kept
    chosen = one_each(events)
    gone = {id_ for event in chosen if event.kind != "sign-up" for id_ in event.ids}
    found = []
    for event in chosen:
        hash_ = event.hash(kiosk)
        kept_here = event.id not in gone and hash_ not in arrived
        found.append((event, hash_ in arrived, sealed.get(hash_) if kept_here else None))
    return found


def _true(kiosk: str, number: int, columns: tuple[sqlite_pages.Value, ...]) -> Event | None:
    """The event in a row, if it fits its own hash."""
    if len(columns) not in _COLUMNS:
        return None
    since_format_2 = columns[9:] or (1, None, None, 0)
    try:
        event = event_rows.event((number, *columns[1:6], *since_format_2))
    except ValidationError:
        return None
    return event if event.hash(kiosk) == columns[6] else None


def one_each(events: Mapping[int, Mapping[str, Event]]) -> list[Event]:
    """One event for each number: that which the next one names, or else the last one written.

    Two there can be when a write was never finished, and its number was given again.
    """
    chosen: list[Event] = []
    seen: set[tuple[str, str]] = set()
    for number in sorted(events, reverse=True):
        candidates = events[number]
        named = chosen[-1].before if chosen and chosen[-1].number == number + 1 else ""
        event = candidates.get(named) or list(candidates.values())[-1]
        if (event.id, event.kind) not in seen:
            seen.add((event.id, event.kind))
            chosen.append(event)
    return chosen[::-1]
