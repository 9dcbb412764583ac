"""`kiosk setup`: all that a new kiosk must know, in one command; asks for what is not given."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kiosk.exhibit.model import Exhibit
    from kiosk.packs.shelf import Shelf
    from kiosk.packs.trust import Offer
    from kiosk.paths import Home
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
    home: Annotated[
        Path | None,
        typer.Option(envvar="KIOSK_HOME", help="Folder with everything this kiosk keeps."),
    ] = None,
) -> None:
    """Load the first pack, say where this kiosk stands, choose the PIN of its staff.

    What is not given is asked. What was said before stays, if it is not given anew.
    """
    from kiosk import paths, settings
    from kiosk.cli.duties import PIN
    from kiosk.clock import SystemClock
    from kiosk.packs.shelf import Shelf
    from kiosk.staff.pin import Pin

    where = paths.home(home)
    pin = Pin(where.staff / PIN, SystemClock())
    digits = _first_line(pin_file) if pin_file else None
    known = settings.read(where.settings)
    _refuse_to_wait(place or known.place, pin_file or pin.is_set)
    offer = _offered(pack, where, trust, another=another) if pack else None
    _make(where)
    shelf = Shelf.open(where.shelf)
    try:
        if pack and offer:
            _load(shelf, pack, offer)
        chosen = _place(_exhibit(shelf), place, known.place)
        _choose(pin, digits)
        settings.change(where.settings, place=chosen)
        _tell(shelf, where, chosen)
    finally:
        shelf.close()


def _refuse_to_wait(place: object, pin: object) -> None:
    """Raise UsageError where a question would wait for nobody, before anything is done."""
    from kiosk.errors import UsageError

    missing = [name for name, it in (("--place", place), ("--pin-file", pin)) if not it]
    if missing and not sys.stdin.isatty():
        raise UsageError(
            "a kiosk needs a place and a PIN, and there is nobody to ask",
            f"give {' and '.join(missing)}",
        )


def _offered(pack: Path, home: Home, trust: str | None, *, another: bool) -> Offer:
    """What is in that folder, if it may be loaded. Raises PackError, RefusedError, UsageError."""
    from kiosk import __version__
    from kiosk.cli.install import anchor_of, trusted_now
    from kiosk.packs.install import permit
    from kiosk.packs.trust import examine
    from kiosk.stick import Folder

    with Folder.open(pack) as stick:
        offer = examine(stick, anchor_of(home), program=__version__, now=trusted_now(home))
    permit(offer, trust=trust or _accepted(offer), other=another or _other(offer))
    return offer


def _accepted(offer: Offer) -> str | None:
    """The fingerprint, if who sits here says yes to it; None if not, or if none is needed."""
    if not offer.is_first:
        return None
    _ask_somebody("nobody has accepted this publisher yet", "--trust and its fingerprint")
    print(
        f"""
{_title(offer)}
published by  {offer.publisher}
fingerprint   {offer.fingerprint}

Ask the publisher for the twenty digits that "kiosk keys show" prints, by telephone for example.""",
        file=sys.stderr,
    )
    return offer.fingerprint if typer.confirm("Are they the same?", err=True) else None


def _other(offer: Offer) -> bool:
    """Whether another exhibition is what is wanted."""
    if not offer.is_other_exhibition:
        return False
    _ask_somebody("this is another exhibition than the one before", "--another")
    print(f"This is another exhibition than the one before: {_title(offer)}", file=sys.stderr)
    return typer.confirm("Is that right?", err=True)


def _ask_somebody(what: str, option: str) -> None:
    from kiosk.errors import UsageError

    if not sys.stdin.isatty():
        raise UsageError(f"{what}, and there is nobody to ask", f"give {option}")


def _title(offer: Offer) -> str:
    from kiosk.cli.told import plain

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


def _load(shelf: Shelf, pack: Path, offer: Offer) -> None:
    from kiosk.cli.bar import bar
    from kiosk.clock import SystemClock
    from kiosk.packs.install import install

    with bar("Loading") as shown:
        install(
            shelf,
            pack,
            offer,
            progress=lambda it: shown(it.done / it.all),
            stop=lambda: False,
            now=SystemClock().now(),
        )


def _exhibit(shelf: Shelf) -> Exhibit:
    """What this kiosk shows. Raises PreparedError."""
    from kiosk import paths
    from kiosk.cli.content import of_shelf

    return of_shelf(shelf, paths.assets().shipped).prepared.exhibit


def _place(exhibit: Exhibit, given: str | None, known: str | None) -> str:
    """Where the kiosk stands: as given, as known, or as who sits here says. Raises UsageError."""
    from kiosk.errors import UsageError

    places = {it.id: it for it in exhibit.places}
    advice = f"the places are {', '.join(places)}"
    if given is not None and given not in places:
        raise UsageError(f"there is no place {given!r}", advice)
    if found := given or (known if known in places else None):
        return found
    _ask_somebody("this exhibition does not come to the place that is known", "--place")
    for one in places.values():
        print(f"  {one.id:16}{one.library}, {one.town}", file=sys.stderr)
    for _ in range(_TRIES):
        typed = str(typer.prompt("Where does this kiosk stand?", err=True)).strip()
        if typed in places:
            return typed
        print(f"There is no place {typed!r}.", file=sys.stderr)
    raise UsageError("no place was chosen", advice)


def _choose(pin: Pin, digits: str | None) -> None:
    """Set the PIN: as given, as it was, or as who sits here types it twice. Raises UsageError."""
    from kiosk.errors import UsageError

    if digits is not None:
        pin.set(digits)
        return
    if pin.is_set:
        return
    for _ in range(_TRIES):
        typed = _asked("A PIN for staff, of 4 to 8 digits")
        if _asked("The same again") != typed:
            print("These two differ.", file=sys.stderr)
            continue
        try:
            pin.set(typed)
        except UsageError as error:
            print(error, file=sys.stderr)
        else:
            return
    raise UsageError("no PIN was chosen", "write it down first, then try again")


def _asked(question: str) -> str:
    return str(typer.prompt(question, hide_input=True, err=True)).strip()


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

    from kiosk.cli.told import plain
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
