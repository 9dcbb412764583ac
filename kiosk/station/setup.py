"""A bare machine becomes a kiosk: its first pack, where it stands, the PIN of its staff."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from kiosk import __version__, settings
from kiosk.clock import SystemClock
from kiosk.errors import UsageError
from kiosk.exhibit.model import Exhibit
from kiosk.packs import misplaced
from kiosk.packs.install import install, permit
from kiosk.packs.shelf import Pack, Publisher, Shelf
from kiosk.packs.verification import Offer, examine
from kiosk.paths import Assets, Home
from kiosk.signups import identity
from kiosk.signups.identity import Identity
from kiosk.signups.ledger import Ledger
from kiosk.staff.pin import FILE, Pin, check
from kiosk.station import date_trust
from kiosk.station.content import of_shelf, opened_shelf
from kiosk.station.tasks import pin_mark
from kiosk.usb.stick import Folder

Bar: TypeAlias = Callable[[str], AbstractContextManager[Callable[[float], None]]]

_TRIES = 3


@dataclass(frozen=True, slots=True)
class SetupAnswers:
    """The answers that were given ahead."""

    place: str | None = None
    pin: str | None = None
    pack: Path | None = None
    trust: str | None = None
    another: bool = False


@dataclass(frozen=True, slots=True)
class NewKiosk:
    """What a machine is after it was set up."""

    place: str
    publisher: Publisher | None
    """None: no pack was loaded, and the exhibit that ships is on."""
    identity: Identity | None
    """None where it takes no sign-ups."""


class Respondent(Protocol):
    """Somebody who can be asked, or nobody."""

    def is_there(self) -> bool:
        """Whether there is somebody."""

    def tell(self, words: str) -> None:
        """Show this."""

    def words(self, question: str) -> str:
        """What is typed."""

    def unseen(self, question: str) -> str:
        """What is typed, and is not to be seen."""

    def agrees(self, question: str) -> bool:
        """Yes or no."""

    def bar(self, what: str) -> AbstractContextManager[Callable[[float], None]]:
        """Shows how much is done of this, from 0 to 1."""


def offer_on(stick: Folder, home: Home, tell: Callable[[str], None]) -> Offer:
    """The pack on a stick, as the kiosk in this home judges it. Raises PackError, RefusedError."""
    with misplaced.hint(stick):
        with opened_shelf(home, tell) as shelf:
            anchor = shelf.anchor() if shelf else None
        return examine(stick, anchor, program=__version__, now=date_trust.believed(home))


def load(shelf: Shelf, folder: Path, offer: Offer, bar: Bar) -> Pack:
    """Load the pack in this folder, with a bar."""
    with bar("Loading") as shown:
        return install(
            shelf,
            folder,
            offer,
            progress=lambda step: shown(step.done / step.all),
            stop=lambda: False,
            now=SystemClock().now(),
        )


def set_up(home: Home, assets: Assets, given: SetupAnswers, who: Respondent) -> NewKiosk:
    """Set up the kiosk in `home`, with what was given and what `who` answers.

    Again and again without harm. Raises UsageError if an answer is missing and nobody is there, or
    the PIN that was given is none to take: before anything is done. Else as loading a pack does.
    """
    pin = Pin(home.staff / FILE, SystemClock(), mark=pin_mark(home))
    if given.pin is not None:
        check(given.pin)
    known = settings.usable(home.settings).place
    _refuse_to_wait(given.place or known, given.pin is not None or pin.is_set, who)
    offer = _permitted(given.pack, given, home, who) if given.pack else None
    home.make()
    with closing(Shelf.open(home.shelf)) as shelf:
        if given.pack and offer:
            load(shelf, given.pack, offer, who.bar)
        exhibit = of_shelf(shelf, assets.shipped).prepared.exhibit
        place = _place(exhibit, given.place, known, who)
        _choose(pin, given.pin, who)
        settings.change(home.settings, place=place)
        publisher = shelf.publisher()
    return NewKiosk(place, publisher, _identity(home) if publisher else None)


def _identity(home: Home) -> Identity | None:
    """Which kiosk this is from now on. Raises StoreError."""
    with closing(Ledger(home, machine=identity.machine(), demo=False)) as ledger:
        if ledger.fault:
            raise ledger.fault
        return ledger.current.identity if ledger.current else None


def _refuse_to_wait(place: object, pin: object, who: Respondent) -> None:
    """Raise UsageError where a question would wait for nobody, before anything is done."""
    missing = [name for name, value in (("--place", place), ("--pin-file", pin)) if not value]
    if missing:
        _refuse_nobody(who, "a kiosk needs a place and a PIN", " and ".join(missing))


def _refuse_nobody(who: Respondent, what: str, option: str) -> None:
    if not who.is_there():
        raise UsageError(f"{what}, and there is nobody to ask", f"give {option}")


def _permitted(pack: Path, given: SetupAnswers, home: Home, who: Respondent) -> Offer:
    """What is in that folder, if it may be loaded. Raises PackError, RefusedError, UsageError."""
    with Folder.open(pack) as stick:
        offer = offer_on(stick, home, who.tell)
    trust, other = given.trust, given.another
    if offer.is_first and not trust:
        _refuse_nobody(who, "nobody has accepted this publisher yet", "--trust and its fingerprint")
        who.tell(
            f"""
{offer.title_in("en")}
published by  {offer.publisher}
fingerprint   {offer.fingerprint}

Ask the publisher for the twenty digits that "kiosk keys show" prints, by telephone for example."""
        )
        trust = offer.fingerprint if who.agrees("Are they the same?") else None
    if offer.is_other_exhibition and not other:
        _refuse_nobody(who, "this is another exhibition than the one before", "--another")
        who.tell(f"This is another exhibition than the one before: {offer.title_in('en')}")
        other = who.agrees("Is that right?")
    permit(offer, trust=trust, other=other)
    return offer


def _place(exhibit: Exhibit, given: str | None, known: str | None, who: Respondent) -> str:
    """Where the kiosk stands: as given, as known, or as who sits here says. Raises UsageError."""
    places = {place.id: place for place in exhibit.places}
    advice = f"the places are {', '.join(places)}"
    if given is not None and given not in places:
        raise UsageError(f"there is no place {given!r}", advice)
    if found := given or (known if known in places else None):
        return found
    _refuse_nobody(who, "this exhibition does not come to the place that is known", "--place")
    for one in places.values():
        who.tell(f"  {one.id:16}{one.library}, {one.town}")
    for _ in range(_TRIES):
        typed = who.words("Where does this kiosk stand?")
        if typed in places:
            return typed
        who.tell(f"There is no place {typed!r}.")
    raise UsageError("no place was chosen", advice)


def _choose(pin: Pin, digits: str | None, who: Respondent) -> None:
    """Set the PIN: as given, as it was, or as who sits here types it twice. Raises UsageError."""
    if digits is not None:
        pin.set(digits)
        return
    if pin.is_set:
        return
    for _ in range(_TRIES):
        typed = who.unseen("A PIN for staff, of 4 to 8 digits")
        if who.unseen("The same again") != typed:
            who.tell("These two differ.")
            continue
        try:
            pin.set(typed)
        except UsageError as error:
            who.tell(str(error))
        else:
            return
    raise UsageError("no PIN was chosen", "write it down first, then try again")
