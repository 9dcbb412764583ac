"""What one kiosk shows, and whose terms hold for the sign-ups it takes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import DatabaseError, PreparedError
from kiosk.exhibit import prepared
from kiosk.exhibit.prepared import Prepared
from kiosk.packs import shelf_rows
from kiosk.packs.shelf import Pack, Shelf
from kiosk.paths import Home
from kiosk.settings import KeypadKey
from kiosk.signups.intake import Intake
from kiosk.station.last_picture import LastPicture

if TYPE_CHECKING:
    from kiosk.visit.timings import Timings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Content:
    """An exhibit to show."""

    prepared: Prepared
    """Its sign-up terms are those that hold, not those it came with."""
    pack: Pack | None = None
    """Where it came from; None: it ships with the program, or was named."""
    made: datetime | None = None
    """When the pack was made, as far as that can be believed: see `packs.shelf_rows.made_at`."""
    enrolled: bool = False
    """Whether its terms are those of the publisher this kiosk is enrolled with."""


@contextmanager
def opened_shelf(
    home: Home, tell: Callable[[str], None] = lambda _words: None
) -> Iterator[Shelf | None]:
    """The packs in this home; None where none was ever loaded. Raises DatabaseError.

    `tell` hears of it if their list was damaged.
    """
    try:
        shelf = Shelf.open(home.shelf, make=False)
    except DatabaseError as error:
        if error.reason != "missing":
            raise
        yield None
        return
    with closing(shelf):
        if shelf.moved_aside is not None:
            kept = (
                "the kiosk is still enrolled"
                if shelf.publisher()
                else "nobody is enrolled any more: load the pack again, with --trust"
            )
            tell(f"the list of packs was damaged, and was moved to {shelf.moved_aside}; {kept}")
        yield shelf


@dataclass(frozen=True, slots=True)
class Presentation:
    """What the glass shows, and how, until staff change something: then there is another."""

    prepared: Prepared
    place: str | None
    """Id of the place where the kiosk stands, if it knows."""
    language: str | None
    """Every visit begins in it; None: the exhibit's own."""
    volume: float
    timings: Timings
    intake: Intake
    """Keeps sign-ups."""
    trial: Shelf | None = None
    """What a new pack has to prove itself to; None where nothing is on trial."""
    demo: bool = False
    rgb_films: bool = False
    keypad: Mapping[int, KeypadKey] = field(default_factory=dict)
    """Kivy's numbers of keys, and what each is for."""
    last_picture: LastPicture | None = None
    """Where a picture of it is kept for the next start; None: nowhere."""


def of_shelf(shelf: Shelf, shipped: Path) -> Content:
    """What is on; the pack before it if that is not whole; else the exhibit that ships.

    Raises PreparedError if not even that can be shown, DatabaseError.
    """
    for pack in (shelf.on(), shelf.previous()):
        if pack is None:
            continue
        try:
            found = shelf.prepared(pack)
        except PreparedError as error:
            log.error("pack %d cannot be shown: %s", pack.version, error)  # noqa: TRY400 - no fault of ours
            continue
        return _on_terms(found, pack, shelf)
    return Content(prepared.read(shipped))


def _on_terms(found: Prepared, pack: Pack, shelf: Shelf) -> Content:
    """Recipients, purposes and retention come from the publisher's last pack, whatever is on."""
    last = shelf.last()
    if last is None:
        return Content(found, pack, pack.made)
    made = shelf_rows.made_at(pack, last)
    try:
        newest = found.exhibit if last == pack else shelf.exhibit(last)
    except PreparedError as error:
        log.error("the last pack's terms cannot be read: %s", error)  # noqa: TRY400 - no fault of ours
        return Content(found, pack, made)
    terms = newest.signups
    if terms is not None and newest.languages[0] != found.exhibit.languages[0]:
        # Its words would not begin in the language that every screen falls back to.
        log.warning("the last pack's terms are in another language: nobody can sign up")
        terms = None
    exhibit = found.exhibit.model_copy(update={"signups": terms})
    return Content(replace(found, exhibit=exhibit), pack, made, enrolled=True)
