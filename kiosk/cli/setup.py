"""`kiosk setup`: all that a new kiosk must know, in one command; asks for what is not given."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from kiosk.cli.home import HomeFolder
from kiosk.cli.install import load, offered
from kiosk.cli.terminal import plain

if TYPE_CHECKING:
    from kiosk.exhibit.model import Exhibit
    from kiosk.packs.shelf import Shelf
    from kiosk.packs.trust import Offer
    from kiosk.paths import Assets, Home
    from kiosk.staff.pin import Pin

_TRIES = 3
_MAX_BYTES = 4096


def setup(
    place: Annotated[
        str | None, typer.Option(metavar="ID", help="Id of the place where this kiosk stands.")
    ] = None,
    pin_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The PIN for staff is the first line of FILE."),
    ] = None,
    pack: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Load the pack in this folder first.")
    ] = None,
    trust: Annotated[
        str | None,
        typer.Option(
            metavar="first|FINGERPRINT",
            help="Accept a publisher: whoever comes first, or who has these twenty digits.",
        ),
    ] = None,
    another: Annotated[
        bool, typer.Option("--another", help="Accept another exhibition of the same publisher.")
    ] = False,
    home: HomeFolder = None,
) -> None:
    """Load the first pack, say where this kiosk stands, choose the PIN of its staff.

    What is not given is asked. What was said before stays, if it is not given anew.
    """
    from kiosk import paths

    answers = SetupAnswers(place, pin_file, pack, trust, another)
    set_up(paths.home(home), paths.assets(), answers, Terminal())


@dataclass(frozen=True, slots=True)
class SetupAnswers:
    """The answers given as options."""

    place: str | None = None
    pin_file: Path | None = None
    pack: Path | None = None
    trust: str | None = None
    another: bool = False


class Asks(Protocol):
    """Somebody who can be asked, or nobody."""

    def is_there(self) -> bool:
        """Whether there is somebody."""

    def words(self, question: str) -> str:
        """What is typed."""

    def unseen(self, question: str) -> str:
        """What is typed, and is not to be seen."""

    def agrees(self, question: str) -> bool:
        """Yes or no."""


class Terminal:
    """Whoever sits here. Questions stand on stderr: stdout is for results."""

    def is_there(self) -> bool:
        """Whether this is a terminal at all."""
        return sys.stdin.isatty()

    def words(self, question: str) -> str:
        """What is typed."""
        return str(typer.prompt(question, err=True)).strip()

    def unseen(self, question: str) -> str:
        """What is typed, and is not to be seen."""
        return str(typer.prompt(question, hide_input=True, err=True)).strip()

    def agrees(self, question: str) -> bool:
        """Yes or no; only a yes that was typed is one."""
        return typer.confirm(question, err=True)


def set_up(home: Home, assets: Assets, given: SetupAnswers, who: Asks) -> None:
    """Set up the kiosk in `home`, with what was given and what `who` answers.

    Again and again without harm. Raises UsageError if an answer is missing and nobody is there, or
    the PIN that was given is none to take: before anything is done. Else as loading a pack does.
    """
    from kiosk import settings
    from kiosk.clock import SystemClock
    from kiosk.packs.shelf import Shelf
    from kiosk.staff.pin import FILE, Pin, check
    from kiosk.station.content import of_shelf
    from kiosk.station.tasks import pin_mark

    pin = Pin(home.staff / FILE, SystemClock(), mark=pin_mark(home))
    digits = _first_line(given.pin_file) if given.pin_file else None
    if digits is not None:
        check(digits)
    known = settings.usable(home.settings).place
    _refuse_to_wait(given.place or known, digits is not None or pin.is_set, who)
    offer = _offered(given.pack, home, given, who) if given.pack else None
    _make(home)
    shelf = Shelf.open(home.shelf)
    try:
        if given.pack and offer:
            load(shelf, given.pack, offer)
        exhibit = of_shelf(shelf, assets.shipped).prepared.exhibit
        place = _place(exhibit, given.place, known, who)
        _choose(pin, digits, who)
        settings.change(home.settings, place=place)
        _tell(shelf, home, place)
    finally:
        shelf.close()


def _refuse_to_wait(place: object, pin: object, who: Asks) -> None:
    """Raise UsageError where a question would wait for nobody, before anything is done."""
    from kiosk.errors import UsageError

    missing = [name for name, value in (("--place", place), ("--pin-file", pin)) if not value]
    if missing and not who.is_there():
        raise UsageError(
            "a kiosk needs a place and a PIN, and there is nobody to ask",
            f"give {' and '.join(missing)}",
        )


def _offered(pack: Path, home: Home, given: SetupAnswers, who: Asks) -> Offer:
    """What is in that folder, if it may be loaded. Raises PackError, RefusedError, UsageError."""
    from kiosk.packs import misplaced
    from kiosk.packs.install import permit
    from kiosk.usb.stick import Folder

    with Folder.open(pack) as stick, misplaced.hint(stick):
        offer = offered(stick, home)
    permit(
        offer,
        trust=given.trust or _accepted(offer, who),
        other=given.another or _other(offer, who),
    )
    return offer


def _accepted(offer: Offer, who: Asks) -> str | None:
    """The fingerprint, if who sits here says yes to it; None if not, or if none is needed."""
    if not offer.is_first:
        return None
    _refuse_nobody(who, "nobody has accepted this publisher yet", "--trust and its fingerprint")

    print(
        f"""
{_title(offer)}
published by  {plain(offer.publisher)}
fingerprint   {offer.fingerprint}

Ask the publisher for the twenty digits that "kiosk keys show" prints, by telephone for example.""",
        file=sys.stderr,
    )
    return offer.fingerprint if who.agrees("Are they the same?") else None


def _other(offer: Offer, who: Asks) -> bool:
    """Whether another exhibition is what is wanted."""
    if not offer.is_other_exhibition:
        return False
    _refuse_nobody(who, "this is another exhibition than the one before", "--another")
    print(f"This is another exhibition than the one before: {_title(offer)}", file=sys.stderr)
    return who.agrees("Is that right?")


def _refuse_nobody(who: Asks, what: str, option: str) -> None:
    from kiosk.errors import UsageError

    if not who.is_there():
        raise UsageError(f"{what}, and there is nobody to ask", f"give {option}")


def _title(offer: Offer) -> str:

    return plain(offer.title_in("en"))


def _make(home: Home) -> None:
    from kiosk.errors import MachineError

    try:
        home.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MachineError(
            f"{home.folder} cannot be used: {error.strerror}",
            "choose a folder with --home that this user may write",
        ) from error


def _place(exhibit: Exhibit, given: str | None, known: str | None, who: Asks) -> str:
    """Where the kiosk stands: as given, as known, or as who sits here says. Raises UsageError."""
    from kiosk.errors import UsageError

    places = {place.id: place for place in exhibit.places}
    advice = f"the places are {', '.join(places)}"
    if given is not None and given not in places:
        raise UsageError(f"there is no place {given!r}", advice)
    if found := given or (known if known in places else None):
        return found
    _refuse_nobody(who, "this exhibition does not come to the place that is known", "--place")
    for one in places.values():
        print(f"  {one.id:16}{one.library}, {one.town}", file=sys.stderr)
    for _ in range(_TRIES):
        typed = who.words("Where does this kiosk stand?")
        if typed in places:
            return typed
        print(f"There is no place {typed!r}.", file=sys.stderr)
    raise UsageError("no place was chosen", advice)


def _choose(pin: Pin, digits: str | None, who: Asks) -> None:
    """Set the PIN: as given, as it was, or as who sits here types it twice. Raises UsageError."""
    from kiosk.errors import UsageError

    if digits is not None:
        pin.set(digits)
        return
    if pin.is_set:
        return
    for _ in range(_TRIES):
        typed = who.unseen("A PIN for staff, of 4 to 8 digits")
        if who.unseen("The same again") != typed:
            print("These two differ.", file=sys.stderr)
            continue
        try:
            pin.set(typed)
        except UsageError as error:
            print(error, file=sys.stderr)
        else:
            return
    raise UsageError("no PIN was chosen", "write it down first, then try again")


def _first_line(file: Path) -> str:
    """The PIN in a file. Raises InputError."""
    from kiosk.errors import InputError

    try:
        with file.open("rb") as opened:
            lines = opened.read(_MAX_BYTES).decode("utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}", "see --pin-file") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not text", "write the PIN on its first line") from error
    return lines[0].strip() if lines else ""


def _tell(shelf: Shelf, home: Home, place: str) -> None:
    """What this kiosk is now; its own fingerprint is for who collects its sign-ups."""
    from contextlib import closing

    from kiosk.signups import identity
    from kiosk.signups.ledger import Ledger

    publisher = shelf.publisher()
    print(f"place        {place}")
    if publisher is None:
        print("no pack was loaded: the exhibit that ships is on, without sign-ups", file=sys.stderr)
    else:
        print(f"publisher    {plain(publisher.name)}, {publisher.fingerprint}")
        with closing(Ledger(home, machine=identity.machine(), demo=False)) as ledger:
            if ledger.fault:
                raise ledger.fault
            if ledger.current:
                who = ledger.current.identity
                print(f"kiosk        {who.kiosk}, {who.fingerprint}")
    print("start it with: kiosk run", file=sys.stderr)
