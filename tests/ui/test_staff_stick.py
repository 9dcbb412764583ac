"""Sticks in the staff's corner: content from them, sign-ups onto them, and when they may go."""

from typing import get_args

import eyes
import pytest
from staff_office import OCTOBER, STICK, Librarian, Office, offer, pack

from kiosk.errors import (
    InstallError,
    InstallFault,
    MachineError,
    PackError,
    PackFault,
    Refusal,
    RefusedError,
    StoreError,
)
from kiosk.packs.shelf_rows import Publisher
from kiosk.staff import pages
from kiosk.staff.pack_refusal import STAYS, verdict
from kiosk.station.carrying import ExchangeResult, WaitingCounts
from kiosk.station.loading import Idle, Loading, Refused
from kiosk.station.tasks import ShelfState
from kiosk.ui.widgets.progress import Progress
from kiosk.usb import udisks
from kiosk.usb.machine import Drive

MAY_GO = "You may take the stick out."
LOAD_FIRST = ("load", (offer().fingerprint, False))
"""What the loader is asked when its first publisher was said to be right."""


def bar(staff: Librarian) -> float:
    """How far the bar on the glass is."""
    staff.answers()
    (found,) = eyes.kind(staff.kiosk, Progress)
    assert found.opacity == 1
    return float(found.fraction)


def on_screen(staff: Librarian, title: str, when: str) -> bool:
    """Whether staff are told that this is on the screen now, or again."""
    words = staff.say(f"“{{title}}” is on the screen {when}.")
    return staff.told(words.format(title=title))


# Content


def test_a_stick_says_what_it_brings(staff: Librarian, office: Office) -> None:
    """In one sentence, wherever staff are; and loads after one press, with a bar that is true."""
    office.put_stick("pack")
    staff.settle()
    words = staff.say("New content “{title}” of {day}, {size}. Load it now?").format(
        title="Sociale coöperaties", day="3 oktober", size="412 MB"
    )
    assert words in staff.reads()
    staff.press("Go on")
    assert staff.page == pages.ContentRoute()
    assert words in staff.reads()
    staff.press("Load it now")
    assert office.loader.asked[-1] == ("load", (None, False))
    assert not staff.can("Back to the one before")
    for done in (103_000_000, 206_000_000, 412_000_000):
        office.loader.be(Loading(offer(), done, 412_000_000))
        assert bar(staff) == pytest.approx(done / 412_000_000)
        assert staff.told(f"{done // 1_000_000} MB van 412 MB")
    assert staff.kiosk.reloads == 0
    office.finish()
    staff.settle()
    assert on_screen(staff, "Sociale coöperaties", "now")
    assert staff.told("versie 4")
    assert staff.kiosk.reloads == 1
    assert not staff.told(MAY_GO)
    staff.press("Take the stick out")
    assert staff.told(MAY_GO)
    assert office.drives.ejected == ["/dev/sdb1"]


def test_a_stick_that_is_in_already_is_looked_at(staff: Librarian, office: Office) -> None:
    """Put in before the PIN was typed, it is asked about right after; and not before."""
    staff.press("Leave")
    office.put_stick("pack")
    staff.settle()
    assert office.loader.asked == []
    staff.come_in()
    staff.settle()
    assert office.loader.asked == [("offer", STICK)]
    assert staff.told("Nieuwe inhoud")


def test_loading_goes_on_without_staff(staff: Librarian, office: Office) -> None:
    """Whoever leaves, or is gone for two minutes, finds what came of it on their return."""
    office.put_stick("pack")
    staff.press("Go on", "Load it now")
    staff.kiosk.let(125, frame_seconds=1)
    assert staff.page is None
    office.loader.be(Loading(offer(), 300_000_000, 412_000_000))
    staff.come_in()
    assert staff.told("Nieuwe inhoud wordt geladen: 72 %.")
    staff.press("Leave")
    office.finish()
    staff.settle()
    assert staff.kiosk.reloads == 1
    staff.come_in()
    assert on_screen(staff, "Sociale coöperaties", "now")
    staff.press("Look")
    assert staff.page == pages.ContentRoute()


def test_nothing_changes_under_a_visitor(staff: Librarian, office: Office) -> None:
    """New content that is loaded while somebody looks around comes when they have gone."""
    office.put_stick("pack")
    staff.press("Go on", "Load it now", "Leave")
    staff.kiosk.wake()
    office.finish()
    staff.settle()
    assert staff.kiosk.reloads == 0
    staff.kiosk.clock.wind(81)
    staff.settle()
    assert not staff.kiosk.visit.attended
    assert staff.kiosk.reloads == 1


def test_what_was_read_is_not_said_again(staff: Librarian, office: Office) -> None:
    """The next one who comes in is not told of a load that is over; the stick is looked at anew."""
    office.put_stick("pack")
    staff.press("Go on", "Load it now")
    office.loader.be(Refused(RefusedError("altered", "")))
    staff.settle()
    words = "Something on this stick was changed after it had been signed."
    assert staff.told(words)
    staff.come_again()
    assert not staff.told(words)
    assert staff.can("Go on")


def test_a_question_without_its_stick_goes(staff: Librarian, office: Office) -> None:
    """Pulled out while the publisher is being compared, there is nothing left to say yes to."""
    office.loader.offers = offer(is_first=True)
    office.put_stick("pack")
    staff.press("Go on", "Load it now")
    assert staff.page == pages.ContentRoute("first")
    office.drives.put()
    staff.settle()
    assert staff.page == pages.ContentRoute()
    assert LOAD_FIRST not in office.loader.asked


def test_loading_can_be_stopped(staff: Librarian, office: Office) -> None:
    """One press stops it, and says that nothing is lost."""
    office.put_stick("pack")
    staff.press("Go on", "Load it now", "Stop loading")
    assert office.loader.asked[-1] == ("cancel", None)
    office.loader.be(Refused(InstallError("stopped", "")))
    assert staff.told("The loading was stopped.")
    staff.press("Look again")
    assert staff.can("Load it now")


ERRORS = [
    *(PackError(kind, "x") for kind in get_args(PackFault)),
    *(RefusedError(kind, "x") for kind in get_args(Refusal)),
    *(InstallError(kind, "x") for kind in get_args(InstallFault)),
    MachineError("x"),
]


def test_each_refusal_is_told(staff: Librarian, office: Office) -> None:
    """Whatever is wrong with a pack: what, what to do, and that the old one stays."""
    staff.press("Content")
    for error in ERRORS:
        office.loader.offers = error
        office.put_stick("pack")
        staff.settle()
        told = verdict(error)
        assert staff.told(told.what, told.advice, STAYS)
        assert not staff.can("Load it now")
        assert staff.kiosk.reloads == 0


def test_the_first_publisher_is_compared(staff: Librarian, office: Office) -> None:
    """Title, publisher and twenty digits; No loads nothing, Yes trusts exactly these digits."""
    office.loader.offers = offer(is_first=True)
    office.stands = ShelfState()
    office.put_stick("pack")
    staff.press("Go on", "Load it now")
    assert staff.page == pages.ContentRoute("first")
    assert "1234 5678 9012\n3456 7890" in staff.reads()
    assert "Stichting Sociale Coöperaties Noord-Limburg" in staff.reads()
    staff.press("No")
    assert staff.page == pages.ContentRoute()
    assert LOAD_FIRST not in office.loader.asked
    staff.press("Load it now", "Yes, this is right")
    assert office.loader.asked[-1] == LOAD_FIRST


@pytest.mark.parametrize("kind", ["publisher", "anew", "jump"])
def test_a_publisher_is_only_forgotten_when_asked_twice(
    staff: Librarian, office: Office, kind: Refusal
) -> None:
    """And only where no other stick would help: somebody else's, or of who began anew."""
    office.stands = ShelfState(
        on=pack(), publisher=Publisher("De Alliantie", "1111 2222 3333 4444 5555", OCTOBER)
    )
    staff.go(pages.ContentRoute())
    office.put_stick("pack")
    assert not staff.can("Forget the publisher")
    office.loader.be(Refused(RefusedError(kind, "")))
    staff.press("Forget the publisher")
    assert "1111 2222 3333\n4444 5555" in staff.reads()
    staff.press("No")
    assert office.stands.publisher is not None
    staff.press("Forget the publisher", "Yes, forget")
    staff.settle()
    assert office.stands.publisher is None
    assert isinstance(staff.page, pages.ContentRoute)
    assert staff.page.asks == ""


def test_a_pack_of_another_year_says_so(staff: Librarian, office: Office) -> None:
    """A publisher's computer that was ahead is found out by whoever reads the day."""
    office.loader.offers = offer(made=OCTOBER.replace(year=2028))
    office.put_stick("pack")
    staff.settle()
    assert "2028" in " ".join(staff.reads())


def test_another_exhibition_is_a_question(staff: Librarian, office: Office) -> None:
    """The same publisher's next exhibition comes only after a yes."""
    office.loader.offers = offer(is_other_exhibition=True)
    office.put_stick("pack")
    staff.press("Go on", "Load it now")
    assert staff.page == pages.ContentRoute("other")
    staff.press("Yes, load it")
    assert office.loader.asked[-1] == ("load", (None, True))


def test_what_is_on_is_not_loaded_again(staff: Librarian, office: Office) -> None:
    """The same pack a second time is told to be on; after turning back it can be loaded again."""
    office.loader.offers = offer(3, is_same=True)
    office.put_stick("pack")
    assert staff.told("The content on this stick is on the screen already.")
    staff.press("Content")
    assert not staff.can("Load it now")
    office.stands = ShelfState(on=pack(2), publisher=office.stands.publisher)
    staff.press("Back", "Content")
    assert staff.can("Load it now")


def test_known_content_hides_no_receipts(staff: Librarian, office: Office) -> None:
    """One stick may bring both: what the kiosk knows already is not what staff are told first."""
    office.loader.offers = offer(3, is_same=True)
    office.put_stick("pack", "receipts", "signups")
    assert staff.told("There are receipts for this kiosk on this stick.")
    staff.press("Go on")
    assert isinstance(staff.page, pages.SignUpsRoute)
    office.carries = ExchangeResult(receipts=1, wiped=2)
    staff.press("To the stick")
    assert staff.told(MAY_GO)


def test_a_refusal_is_told_also_after_turning_back(staff: Librarian, office: Office) -> None:
    """What came last stands there, not what staff did before."""
    staff.press("Content", "Back to the one before", "Yes, go back")
    assert on_screen(staff, "Sociale coöperaties, september", "again")
    office.loader.offers = PackError("cut short", "")
    office.put_stick("pack")
    assert staff.told(verdict(PackError("cut short", "")).what)


def test_one_tap_goes_back(staff: Librarian, office: Office) -> None:
    """To the content before, after one question; and there is no way back where there is none."""
    staff.press("Content", "Back to the one before")
    assert "Sociale coöperaties, september" in staff.reads()
    staff.press("No")
    assert office.stands.on == pack(3)
    staff.press("Back to the one before", "Yes, go back")
    assert on_screen(staff, "Sociale coöperaties, september", "again")
    assert office.stands.on == pack(2, "Sociale coöperaties, september")
    assert staff.kiosk.reloads == 1
    assert not staff.can("Back to the one before")


def test_content_that_did_not_run_is_told(staff: Librarian, office: Office) -> None:
    """What the kiosk turned back from by itself stands in the menu."""
    office.stands = ShelfState(on=pack(3), given_up=pack(4, "Sociale coöperaties, november"))
    staff.come_again()
    assert any("november" in text and "liep niet goed" in text for text in staff.reads())


def test_a_stick_pulled_out_takes_its_question_along(staff: Librarian, office: Office) -> None:
    """What was offered can no more be loaded; with another stick it can."""
    office.put_stick("pack")
    staff.press("Go on")
    office.drives.put()
    assert not staff.can("Load it now")
    assert isinstance(office.loader.state, Idle)
    office.put_stick("pack")
    assert staff.can("Load it now")


# Sticks of other people


def test_a_foreign_stick_is_told_to_staff_alone(staff: Librarian, office: Office) -> None:
    """Visitors see nothing of it; staff read a sentence, and nothing is written on it."""
    staff.press("Leave")
    before = {type(widget) for widget in eyes.seen(staff.kiosk)}
    office.put_stick()
    staff.settle()
    assert {type(widget) for widget in eyes.seen(staff.kiosk)} == before
    staff.come_in()
    assert staff.told(office.finds.sentence)  # type: ignore[union-attr]
    staff.press("Sign-ups")
    assert staff.told(office.finds.sentence)  # type: ignore[union-attr]
    assert not staff.can("To the stick")


def test_a_stick_that_cannot_be_used_says_why(staff: Librarian, office: Office) -> None:
    """One that is not mounted, and one that cannot be read."""
    office.drives.put(Drive("/dev/sdb1", None, trouble="This stick is empty."))
    assert staff.told("This stick is empty.")
    office.finds = MachineError("This stick is empty.")
    office.drives.put()
    office.drives.put(Drive("/dev/sdc1", STICK))
    assert staff.told("This stick is empty.")


# Sign-ups


def test_sign_ups_go_to_the_stick(staff: Librarian, office: Office) -> None:
    """How many and since when; written, read back, let go of; only then may it be taken out."""
    staff.press("Sign-ups")
    assert "12" in staff.reads()
    assert staff.told("sinds 3 september 2018")
    assert not staff.can("To the stick")
    office.put_stick(empty=True)
    assert not staff.told(MAY_GO)
    office.waits = WaitingCounts(0, 30)
    staff.press("To the stick")
    assert office.carried == [STICK]
    assert office.drives.ejected == ["/dev/sdb1"]
    assert staff.told("12 aanmeldingen staan veilig op de stick.", MAY_GO)
    assert not staff.can("To the stick")
    assert "0" in staff.reads()
    staff.come_again()
    assert not staff.told(MAY_GO)


CARRIED: dict[str, tuple[ExchangeResult | MachineError, set[str]]] = {
    "receipts": (
        ExchangeResult(sign_ups=3, receipts=1, wiped=18, status=True),
        {
            "1 ontvangstbewijs van de coördinator is verwerkt.",
            "18 aanmeldingen zijn daar aangekomen, en hier gewist.",
        },
    ),
    "a full stick": (
        ExchangeResult(sign_ups=3, faults=(MachineError("full"),)),
        {"Not everything could be written on this stick."},
    ),
    "a disk of ours that fails": (
        ExchangeResult(sign_ups=3, faults=(StoreError("damaged", "x"),)),
        {"Not all sign-ups could be read from this kiosk's disk."},
    ),
    "a stick that has gone": (
        MachineError("it is gone"),
        {"Nothing could be written on this stick."},
    ),
    "a locked stick": (MachineError(udisks.LOCKED), {udisks.LOCKED}),
}


@pytest.mark.parametrize(("carries", "words"), CARRIED.values(), ids=CARRIED.keys())
def test_what_came_of_carrying_is_told(
    staff: Librarian, office: Office, carries: ExchangeResult | MachineError, words: set[str]
) -> None:
    """What arrived and was deleted here, or why not; what was not written at all must stay in."""
    office.carries = carries
    staff.press("Sign-ups")
    office.put_stick(empty=True)
    staff.press("To the stick")
    assert staff.told(*words)
    assert staff.told(MAY_GO) == isinstance(carries, ExchangeResult)


def test_a_stick_in_use_must_stay(staff: Librarian, office: Office) -> None:
    """It was not let go of: then nobody says that it may be taken out; a second try may work."""
    office.drives.in_use = True
    staff.press("Sign-ups")
    office.put_stick(empty=True)
    staff.press("To the stick")
    assert not staff.told(MAY_GO)
    assert staff.told("12 aanmeldingen staan veilig op de stick.")
    assert staff.told("The stick is still in use. Leave it in for a moment, and try again.")
    office.drives.in_use = False
    staff.press("Take the stick out")
    assert staff.told(MAY_GO)


def test_a_stick_with_content_stays_in(staff: Librarian, office: Office) -> None:
    """A stick for both takes sign-ups, and its content can still be loaded."""
    office.put_stick("pack", "signups")
    staff.press("Sign-ups", "To the stick")
    assert office.drives.ejected == []
    assert not staff.told(MAY_GO)
    staff.press("Back", "Content")
    assert staff.can("Load it now")


def test_what_soon_is_deleted_is_told(staff: Librarian, office: Office) -> None:
    """Staff hear of sign-ups near their last day."""
    office.waits = WaitingCounts(12, 30, fading=1, leaving=2)
    staff.press("Sign-ups")
    assert staff.told("3 aanmeldingen worden binnen 30 dagen gewist.")
