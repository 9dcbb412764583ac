"""Every page of the staff's corner, on every glass: nothing is cut, all can be read and pressed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import eyes
import pytest
from glass import MakeKiosk
from staff_office import OCTOBER, PIN, STICK, Librarian, Office, health, offer, pack
from test_layout import FULL_HD, LAPTOP, PORTRAIT, Inspection, on_every_glass, untranslated
from test_legible import NORMAL, too_faint

from kiosk.clock import DateDoubt
from kiosk.errors import InstallError, PackError, RefusedError
from kiosk.notices import Notice
from kiosk.packs.shelf_rows import Publisher
from kiosk.staff import pages
from kiosk.station.carrying import ExchangeResult, WaitingCounts
from kiosk.station.loading import Done, Idle, Loading, Offered, Refused
from kiosk.station.tasks import ShelfState
from kiosk.timetable import Span

LONG = "Sociale coöperaties in Noord-Limburg: samen wonen, werken, zorgen en leren"
DIGITS = "1111 2222 3333 4444 5555"
AS_BEFORE = {
    "nl": {"Open", "Sociale coöperaties"},
    "en": {"Open", "Sociale coöperaties"},
}


def pads(staff: Librarian, office: Office) -> Iterator[str]:
    """Everything before the menu."""
    office.pin.pin = None
    staff.hold()
    yield "choose a PIN"
    staff.enter("25")
    yield "too short"
    staff.enter("1111")
    yield "once more"
    staff.enter("1111")
    yield "too easy"
    staff.corner.leave()
    office.pin.pin = PIN
    staff.hold()
    staff.type("258")
    yield "type the PIN"
    for _ in range(3):
        staff.corner.erase()
    for _ in range(5):
        staff.enter("9876")
    yield "a pause"
    staff.press("Forgot the PIN?")
    yield "forgotten"
    staff.press("Back")
    staff.kiosk.clock.wind(31)
    staff.corner.touch()
    staff.kiosk.rest()
    staff.enter(PIN)


def contents(staff: Librarian, office: Office) -> Iterator[str]:
    """Content, whatever a stick brings."""
    staff.go(pages.MenuRoute())
    yield "menu"
    office.put_stick("pack")
    staff.settle()
    yield "menu with an offer"
    staff.go(pages.ContentRoute())
    yield "an offer"
    first = offer(is_first=True, title={"nl": LONG, "en": LONG}, publisher=LONG)
    office.loader.be(Offered(STICK, first))
    staff.go(pages.ContentRoute("first"))
    yield "the first publisher"
    office.loader.be(Offered(STICK, offer(is_other_exhibition=True)))
    staff.go(pages.ContentRoute("other"))
    yield "another exhibition"
    office.loader.be(Loading(offer(), 210_000_000, 412_000_000))
    staff.go(pages.ContentRoute())
    yield "loading"
    staff.go(pages.MenuRoute())
    yield "menu while loading"
    for error in (
        RefusedError("older", ""),
        PackError("expired", ""),
        InstallError("stick", ""),
        InstallError("disk", ""),
    ):
        office.loader.be(Refused(error))
        staff.go(pages.ContentRoute())
        yield f"refused: {error.kind}"
    office.stands = ShelfState(
        on=pack(4, LONG), previous=pack(3), publisher=Publisher(LONG, DIGITS, OCTOBER)
    )
    office.loader.be(Refused(RefusedError("publisher", "")))
    staff.go(pages.MenuRoute())
    staff.go(pages.ContentRoute())
    yield "refused: publisher"
    staff.go(pages.ContentRoute("forget"))
    yield "forget?"
    staff.go(pages.MenuRoute())
    yield "menu after a refusal"
    office.loader.be(Done(pack(4)))
    office.stands = ShelfState(on=pack(4, LONG), previous=pack(3), given_up=pack(5))
    staff.go(pages.ContentRoute())
    yield "loaded"
    staff.go(pages.ContentRoute("back"))
    yield "back?"
    office.loader.be(Idle())
    office.drives.put()
    staff.settle()
    staff.go(pages.MenuRoute())
    yield "menu after turning back"


def sign_ups(staff: Librarian, office: Office) -> Iterator[str]:
    """Sign-ups, and the place."""
    staff.go(pages.SignUpsRoute())
    yield "sign-ups"
    office.waits = WaitingCounts(1, 9, date(2018, 9, 3), date(2018, 8, 30), fading=1, leaving=3)
    staff.go(pages.MenuRoute())
    staff.go(pages.SignUpsRoute())
    office.put_stick(empty=True)
    staff.settle()
    yield "sign-ups with a stick"
    office.carries = ExchangeResult(
        12, ("a.tar",), 0, 2, 18, (("x", PackError("none", "")),), status=True
    )
    staff.press("To the stick")
    yield "sign-ups on the stick"
    office.put_stick()
    staff.settle()
    yield "a foreign stick"
    office.drives.put()
    staff.go(pages.PlaceRoute())
    yield "place"


def times(staff: Librarian, office: Office) -> Iterator[str]:
    """Sound, hours and the date."""
    office.kept = office.kept.model_copy(
        update={
            "volume_caps": "22-8:0.25, 12-13:0.5, 13-14:0",
            "hours": "mo 13:00-17:30; tu-fr 10:00-12:00, 13:15-17:30, 19:00-21:30",
            "closed_days": "2018-12-25, 2018-12-26",
        }
    )
    staff.go(pages.MenuRoute())
    staff.go(pages.SoundRoute())
    yield "sound"
    staff.press("Turn all sound off")
    yield "no sound"
    staff.go(pages.HoursRoute())
    yield "hours"
    three = (Span(time(10), time(12)), Span(time(13, 15), time(17, 30)), Span(time(19), time(0)))
    staff.go(pages.DayRoute(2, three, frozenset({3, 4})))
    yield "a day of three parts"
    staff.go(pages.DayRoute(2, three, overlap=True))
    yield "a day that overlaps"
    staff.go(pages.DayRoute(6, ()))
    yield "a closed day"
    for month in (date(2018, 12, 1), date(2018, 9, 1), date(2021, 2, 1)):
        staff.go(pages.ClosedDaysRoute(month))
        yield f"closed days of {month}"
    staff.go(pages.CalendarRoute())
    yield "calendar"
    office.trusted = False
    staff.go(pages.MenuRoute())
    yield "menu with a doubtful clock"
    staff.go(pages.CalendarRoute())
    yield "doubtful calendar"
    office.date_is_right = False
    staff.press("Yes, this is right")
    yield "a date that cannot be"
    staff.go(pages.SetCalendarRoute(datetime(2018, 9, 12, 10, 42)))  # noqa: DTZ001 - as the wall shows it
    yield "setting"
    staff.press("It is this now")
    yield "setting what cannot be"


def doubts(staff: Librarian, office: Office) -> Iterator[str]:
    """What is asked before a date is taken, or sign-ups go by it."""
    office.jumped = True
    staff.go(pages.CalendarRoute())
    yield "a date that jumped"
    local = datetime(2019, 9, 12, 10, 42)  # noqa: DTZ001 - as the wall shows it
    for why in ("before", "ahead", "pack"):
        staff.go(pages.MenuRoute())
        staff.go(pages.SureDateRoute(local, DateDoubt(why, datetime(2018, 9, 29, 8, tzinfo=UTC))))
        yield f"sure of a date {why}"
    staff.press("Yes, I am sure")
    yield "sure of what cannot be"
    office.waits = WaitingCounts(waiting=12, kept=1234, since=date(2018, 9, 29), asked=1234)
    staff.go(pages.MenuRoute())
    staff.go(pages.SignUpsRoute())
    yield "sign-ups past their day"
    staff.go(pages.WipeRoute())
    yield "may they go"


def numbers(staff: Librarian, office: Office) -> Iterator[str]:
    """Visitors, health, and starting anew."""
    staff.go(pages.VisitorsRoute())
    yield "visitors"
    staff.go(pages.VisitorsRoute("cooperative"))
    yield "visitors of each"
    staff.go(pages.HealthRoute())
    yield "health"
    office.is_well = health(
        needs=("media", "back", "carry", "clock", "disk"), number="40718263", on_trial=True
    )
    staff.go(pages.MenuRoute())
    staff.go(pages.HealthRoute())
    yield "poor health"
    if staff.view.page.more:
        staff.view.page.turn()
        yield "poor health, the other lines"
    office.is_well = health(
        needs=("media", "carry"),
        notices=(Notice("sign-ups-salvaged", 12), Notice("key-lost", 1)),
    )
    staff.go(pages.MenuRoute())
    staff.go(pages.HealthRoute())
    yield "health with what happened"
    staff.go(pages.RestartRoute())
    yield "restart"
    office.loader.be(Loading(offer(), 0, 412_000_000))
    staff.settle()
    yield "restart while busy"
    office.loader.be(Idle())


def pages_shown(staff: Librarian, office: Office) -> Iterator[str]:
    """Every page, in every state that it can be in; says which is on."""
    for part in (pads, contents, sign_ups, times, doubts, numbers):
        yield from part(staff, office)


@pytest.mark.parametrize("language", ["nl", "en"])
@on_every_glass
def test_every_page_is_there_and_in_reach(
    make_kiosk: MakeKiosk, office: Office, size_px: tuple[int, int], language: str
) -> None:
    """Nothing is cut or covered, and every key is as large as a finger.

    Nothing of the program is said in the other language.
    """
    kiosk = make_kiosk(size_px, tasks=office, ahead=False)
    staff = Librarian(kiosk)
    inspection = Inspection(kiosk)
    for where in pages_shown(staff, office):
        if staff.corner.language != language:
            staff.corner.toggle_language()
            staff.settle()
        kiosk.rest()
        staff.corner.touch()
        inspection.look(where)
    inspection.nothing_found()
    own = {cooperative.name.into(language) for cooperative in kiosk.exhibit.cooperatives}
    assert not inspection.words & untranslated(language) - own - AS_BEFORE[language]


@pytest.mark.parametrize("size_px", [LAPTOP, (768, 1366)], ids=["landscape", "portrait"])
def test_every_word_of_the_corner_can_be_read(
    make_kiosk: MakeKiosk, office: Office, size_px: tuple[int, int]
) -> None:
    """On every page each word has a contrast of 4.5 to 1."""
    kiosk = make_kiosk(size_px, tasks=office, ahead=False)
    staff = Librarian(kiosk)
    faint = {}
    for where in pages_shown(staff, office):
        faint[where] = too_faint(kiosk, NORMAL)
        staff.corner.touch()
    assert {where: what for where, what in faint.items() if what} == {}
    assert eyes.labels(kiosk)


def test_a_turned_screen_lays_it_out_anew(make_kiosk: MakeKiosk, office: Office) -> None:
    """Turned while staff are there, every page fits again."""
    kiosk = make_kiosk(FULL_HD, tasks=office, ahead=False)
    staff = Librarian(kiosk)
    staff.come_in()
    inspection = Inspection(kiosk)
    for page in (
        pages.MenuRoute(),
        pages.ContentRoute(),
        pages.SoundRoute(),
        pages.VisitorsRoute(),
        pages.HealthRoute(),
    ):
        for size_px in (PORTRAIT, FULL_HD):
            staff.corner.touch()
            staff.corner.go(page)
            kiosk.resize(size_px)
            staff.settle()
            inspection.look(f"{page} turned to {size_px}")
    inspection.nothing_found()
