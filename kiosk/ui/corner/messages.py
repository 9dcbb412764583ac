"""Sentences that more than one page of the corner says: of packs, sticks and what came of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from kiosk.errors import StoreError
from kiosk.i18n.dates import Dates
from kiosk.packs.offer import Offer
from kiosk.packs.shelf_rows import Pack
from kiosk.staff.pack_refusal import STAYS, verdict
from kiosk.station import loading
from kiosk.station.carrying import ExchangeResult
from kiosk.ui.corner.amounts import size
from kiosk.ui.staffroom import StaffRoom
from kiosk.ui.sticks import CarryOutcome, Stick
from kiosk.usb import udisks

_OF_STICKS = frozenset({udisks.LOCKED, udisks.HASTY, udisks.GONE, udisks.SILENT, udisks.DAMAGED})
"""Errors of sticks that are sentences for staff."""
_ANOTHER = "Try another stick. Nothing is lost: the sign-ups stay in this kiosk."

NOT_SET = (
    "The date was not taken. Maybe this computer has the time from the network. Is it wrong? Tell "
    "the coordinator."
)
"""What to say where a date could not be set."""


class MessagePage(Protocol):
    """What a page of the corner knows of words, days and staff."""

    say: Callable[[str], str]
    count: Callable[[str, str, int], str]
    dates: Dates
    language: str
    staff: StaffRoom


@dataclass(frozen=True, slots=True)
class Message:
    """A sign, a sentence, and what to do."""

    icon: str = ""
    text: str = ""
    line: str = ""
    needs_somebody: bool = False


def offered(page: MessagePage, offer: Offer) -> str:
    """`Nieuwe inhoud “Sociale coöperaties” van 3 oktober, 412 MB. Nu laden?`."""
    # A computer that was a year ahead is found out here, by whoever reads it.
    is_this_year = offer.made.year == page.staff.moment.local.year
    return page.say("New content “{title}” of {day}, {size}. Load it now?").format(
        title=offer.title_in(page.language),
        day=page.dates.plain(offer.made.date(), year=not is_this_year),
        size=size(offer.bytes, page.language),
    )


def is_on(offer: Offer, on: Pack | None) -> bool:
    """Whether what is offered is what is on the glass already."""
    return offer.is_same and on is not None and on.index == offer.index


def of_pack(page: MessagePage, pack: Pack) -> str:
    """`van 3 oktober 2018, versie 3`."""
    day = page.dates.plain(pack.made.date(), year=True)
    return page.say("of {day}, version {version}").format(day=day, version=pack.version)


def loaded(page: MessagePage, state: loading.State) -> Message:
    """What came of a load; nothing while it has not come to an end."""
    if isinstance(state, loading.Done):
        words = page.say("“{title}” is on the screen now.")
        return Message("check_circle", words.format(title=state.pack.title_in(page.language)))
    if isinstance(state, loading.Refused):
        message = verdict(state.error)
        line = f"{page.say(message.advice)} {page.say(STAYS)}"
        return Message("info", page.say(message.what), line, needs_somebody=True)
    return Message()


def of_stick(page: MessagePage, stick: Stick | None) -> Message:
    """What a stick is."""
    if stick is None:
        return Message()
    if stick.trouble:
        return Message("info", page.say(stick.trouble), needs_somebody=True)
    if stick.finding is None:
        return Message("save", page.say("The kiosk looks at what is on the stick …"))
    return Message("save", page.say(stick.finding.sentence))


def going(page: MessagePage) -> Message:
    """Whether a stick may be pulled out; nothing if there is nothing to say of it."""
    sticks = page.staff.sticks
    if sticks.stuck is not None:
        return Message(
            "info",
            page.say("The stick is still in use. Leave it in for a moment, and try again."),
            needs_somebody=True,
        )
    if sticks.ejecting:
        return Message("save", page.say("One moment. Leave the stick in …"))
    if sticks.may_go:
        return Message("check_circle", page.say("You may take the stick out."))
    return Message()


def carried(page: MessagePage, what: CarryOutcome) -> Message:
    """What lies on the stick now, and what the coordinator's receipts did."""
    if what.result is None:
        error = what.error.what if what.error is not None else ""
        return Message(
            "info",
            page.say(error if error in _OF_STICKS else "Nothing could be written on this stick."),
            page.say(_ANOTHER),
            needs_somebody=True,
        )
    result = what.result
    return Message(
        "info" if result.faults else "check_circle",
        _lies(page, result),
        " ".join(_also(page, result)),
        needs_somebody=bool(result.faults),
    )


def _lies(page: MessagePage, result: ExchangeResult) -> str:
    if any(isinstance(fault, StoreError) for fault in result.faults):
        return page.say("Not all sign-ups could be read from this kiosk's disk.")
    if result.faults:
        return page.say("Not everything could be written on this stick.")
    if result.sign_ups:
        return page.count(
            "{n} sign-up lies safely on the stick.",
            "{n} sign-ups lie safely on the stick.",
            result.sign_ups,
        )
    return page.say("There are no sign-ups to take along.")


def _also(page: MessagePage, result: ExchangeResult) -> Iterator[str]:
    if result.faults:
        yield page.say(_ANOTHER)
    if result.receipts:
        yield page.count(
            "{n} receipt of the coordinator was taken.",
            "{n} receipts of the coordinator were taken.",
            result.receipts,
        )
    if result.wiped:
        yield page.count(
            "{n} sign-up has arrived there, and was deleted here.",
            "{n} sign-ups have arrived there, and were deleted here.",
            result.wiped,
        )
    if result.refused:
        yield page.say("A receipt on this stick is not for this kiosk, or is damaged. It was left.")
    if result.status:
        yield page.say("The numbers of visitors are on the stick too.")
