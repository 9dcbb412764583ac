"""What staff set in their corner: place, sound, hours, date; and what they read there."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Literal

import eyes
import pytest
import zxingcpp
from glass import MakeKiosk
from staff_office import Librarian, Office, health

from kiosk import timetable
from kiosk.clock import DateDoubt
from kiosk.notices import Notice
from kiosk.staff import pages
from kiosk.station import health_qr
from kiosk.station.carrying import WaitingCounts
from kiosk.tally.counts import DayCounts
from kiosk.timetable import Span, VolumeLimit
from kiosk.ui.widgets.chart import Columns, Lines
from kiosk.ui.widgets.hour import Hour
from kiosk.ui.widgets.press import Press
from kiosk.ui.widgets.stepper import Stepper

LOST, LOST_WORDS = Notice("sign-ups-lost", 3), "3 aanmeldingen zijn van deze kiosk verdwenen."


def button_of(staff: Librarian, label: str, icon: str) -> Press:
    """The button with this sign, of the stepper with this label."""
    steppers = eyes.kind(staff.kiosk, Stepper)
    stepper = next(stepper for stepper in steppers if stepper.label == staff.say(label))
    (button,) = [
        widget
        for widget in stepper.walk(restrict=True)
        if isinstance(widget, Press) and widget.icon == icon
    ]
    return button


def step(staff: Librarian, label: str, by: int, times: int = 1) -> None:
    """Press the button of a stepper so often."""
    button = button_of(staff, label, "add" if by > 0 else "remove")
    for _ in range(times):
        staff.kiosk.touch(*staff.kiosk.middle(button))
    staff.settle()


def test_the_place_is_chosen(staff: Librarian, office: Office) -> None:
    """One of the exhibit's libraries, or none; shown at once, and on the glass when staff leave."""
    staff.press("This place", "BiblioNu Venray")
    assert office.kept.place == "venray"
    assert eyes.chosen(staff.kiosk) == ["BiblioNu Venray"]
    assert staff.kiosk.reloads == 0
    staff.press("Leave")
    staff.settle()
    assert staff.kiosk.reloads == 1
    staff.come_in()
    staff.press("This place", "I do not know yet")
    assert office.kept.place is None


def test_a_disk_that_fails_is_told(staff: Librarian, office: Office) -> None:
    """What could not be kept is not shown as if it were."""
    staff.press("This place")
    office.keeps = False
    staff.press("BiblioNu Venray")
    assert eyes.chosen(staff.kiosk) == ["Bibliotheek Maas en Peel"]
    assert staff.told(
        "That did not work. Please try again. Does it not help? Tell the coordinator."
    )


def test_sound_is_set(staff: Librarian, office: Office) -> None:
    """Louder, softer, off; and how loud at most in an hour."""
    staff.press("Sound", "Louder", "Louder")
    assert office.kept.volume == pytest.approx(0.5)
    assert "50 %" in staff.reads()
    staff.press("Turn all sound off")
    assert office.kept.muted
    staff.press("Softer")
    assert not office.kept.muted
    assert office.kept.volume == pytest.approx(0.45)
    (hour,) = [widget for widget in eyes.kind(staff.kiosk, Hour) if widget.text == "12–13"]
    for most in (0.5, 0.25, 0.0):
        staff.kiosk.tap(hour)
        staff.settle()
        assert timetable.caps(office.kept.volume_caps) == (VolumeLimit(12, 13, most),)
    staff.kiosk.tap(hour)
    staff.settle()
    assert office.kept.volume_caps == ""


def test_hours_are_set_by_the_day(staff: Librarian, office: Office) -> None:
    """From always on to hours on some days, twice a day, copied to others, and closed."""
    staff.press("Opening hours")
    assert staff.told("The kiosk is always on. Press a day to choose its hours.")
    staff.press("Maandag")
    assert staff.page.spans == (Span(time(0), time(0)),)
    staff.press("Closed all day", "Open")
    step(staff, "Open from", -1, times=2)
    step(staff, "until", 1, times=4)
    staff.press("Open once more", "di", "wo", "Keep these hours")
    assert staff.page == pages.HoursRoute()
    week = timetable.week(office.kept.hours)
    expected = (Span(time(9, 30), time(18)), Span(time(19), time(21)))
    assert week[0] == week[1] == week[2] == expected
    assert week[3] == (Span(time(0), time(0)),)
    assert "9.30–18 uur, 19–21 uur" in {text.replace(".00", "") for text in staff.reads()}
    staff.press("Zondag", "Closed all day", "Keep these hours")
    assert 6 not in timetable.week(office.kept.hours)
    staff.press("Always on")
    assert office.kept.hours == ""


OVERLAP = (Span(time(10), time(18)), Span(time(17), time(20)))
NO_HOURS = {
    "These hours overlap. Let one end before the next begins.": pages.DayRoute(0, OVERLAP),
    "At least one day must be open.": pages.DayRoute(0, (), frozenset(range(1, 7))),
}


@pytest.mark.parametrize(("words", "day"), NO_HOURS.items(), ids=["overlap", "never open"])
def test_hours_that_cannot_be_are_not_kept(
    staff: Librarian, office: Office, words: str, day: pages.DayRoute
) -> None:
    """It is told what is wrong, and the settings stay as they were.

    A library that never opens is one without hours: staff are told, before they wonder.
    """
    staff.go(pages.HoursRoute())
    staff.go(day)
    staff.press("Keep these hours")
    assert staff.told(words)
    assert isinstance(staff.page, pages.DayRoute)
    assert office.kept.hours == ""


def test_closed_days_are_pressed(staff: Librarian, office: Office) -> None:
    """In the month they are in; a second press opens the day again."""
    staff.press("Opening hours", "Closed days")
    assert "September 2018" in staff.reads()
    for _ in range(3):
        staff.press("Next month")
    staff.press("25", "26")
    assert office.kept.closed_days == "2018-12-25, 2018-12-26"
    staff.press("25")
    assert timetable.days(office.kept.closed_days) == {date(2018, 12, 26)}
    staff.press("Month before")
    assert "November 2018" in staff.reads()


def test_the_date_is_confirmed(staff: Librarian, office: Office) -> None:
    """Yes, this is right: and the menu is there."""
    office.trusted = False
    staff.come_again()
    assert staff.told("Is het 10 september 2018?")
    staff.press("Date and time")
    assert "Maandag 10 september 2018" in staff.reads()
    staff.press("Yes, this is right")
    assert office.confirmed == 1
    assert staff.page == pages.MenuRoute()


def test_the_clock_in_the_corner_goes(staff: Librarian) -> None:
    """Staff who compare it with their own see the minutes pass."""
    staff.press("Date and time")
    before = staff.reads()
    staff.kiosk.let(61, frame_seconds=1)
    (hour,) = staff.reads() - before
    assert hour.endswith("uur")


def test_the_date_is_set(staff: Librarian, office: Office) -> None:
    """Part by part; what cannot be is told, and nothing is kept."""
    staff.press("Date and time", "No, set it")
    step(staff, "Day", 1, times=2)
    step(staff, "Minute", -1)
    local = staff.page.local
    assert staff.told("Woensdag 12 september 2018")
    office.date_is_right = False
    staff.press("It is this now")
    assert staff.told("De datum is niet overgenomen")
    assert office.set_to == []
    office.date_is_right = True
    staff.press("It is this now")
    assert office.set_to == [local]
    assert isinstance(local, datetime)
    assert staff.page == pages.MenuRoute()


def test_an_odd_date_is_asked_twice(staff: Librarian, office: Office) -> None:
    """A mistyped year: the question names the day the kiosk knows, and No changes nothing."""
    office.odd = DateDoubt("ahead", datetime(2018, 9, 10, 8, tzinfo=UTC))
    staff.press("Date and time", "No, set it")
    step(staff, "Year", 1)
    local = staff.page.local
    staff.press("It is this now")
    assert staff.told("Weet u deze datum zeker?", "was voor het laatst aan op 10 september 2018")
    assert staff.told("september 2019")
    staff.press("No")
    assert staff.page == pages.CalendarRoute()
    assert office.set_to == []
    staff.go(pages.SetCalendarRoute(local))
    staff.press("It is this now", "Yes, I am sure")
    assert office.set_to == [local]
    assert office.sure == [True]
    assert staff.page == pages.MenuRoute()


@pytest.mark.parametrize(
    ("why", "words"), [("before", "toen stond hij al aan"), ("pack", "en dat is later")]
)
def test_an_odd_date_on_the_glass_is_asked_twice_too(
    staff: Librarian, office: Office, why: Literal["before", "pack"], words: str
) -> None:
    """It says what it means; what the kiosk cannot take is told there."""
    office.odd = DateDoubt(why, datetime(2019, 9, 10, 8, tzinfo=UTC))
    staff.press("Date and time", "Yes, this is right")
    assert staff.told(words, "10 september 2019")
    office.date_is_right = False
    staff.press("Yes, I am sure")
    assert staff.told("De datum is niet overgenomen.")
    office.date_is_right = True
    staff.press("Yes, I am sure")
    assert office.sure == [True, True]
    assert staff.page == pages.MenuRoute()


def test_a_date_that_jumped_asks_for_somebody(staff: Librarian, office: Office) -> None:
    """On its button, and on its page."""
    office.jumped = True
    staff.come_again()
    assert staff.told("Is het 10 september 2018?")
    staff.press("Date and time")
    assert staff.told("De datum is vooruitgesprongen")


def test_many_sign_ups_past_their_day_go_only_when_staff_say_so(
    staff: Librarian, office: Office
) -> None:
    """How many, and why; No keeps them."""
    office.waits = WaitingCounts(kept=40, asked=31)
    staff.press("Sign-ups")
    assert staff.told("Van 31 aanmeldingen is de laatste dag voorbij")
    staff.press("Delete …")
    assert staff.told("Vraag eerst aan de coördinator")
    staff.press("No, keep them")
    assert office.wiped == 0
    staff.press("Delete …", "Yes, delete them")
    assert office.wiped == 31
    assert isinstance(staff.page, pages.SignUpsRoute)
    assert not staff.can("Delete …")


def test_a_finger_that_stays_steps_on(staff: Librarian) -> None:
    """Years are far away: a held button goes on by itself, and stops when the finger leaves."""
    from glass import Finger

    staff.go(pages.SetCalendarRoute(datetime(2000, 1, 1, 12, 0)))  # noqa: DTZ001 - as on the wall
    button = button_of(staff, "Year", "add")
    finger = Finger(*staff.kiosk.middle(button))
    staff.kiosk.let(2.5, frame_seconds=0.05)
    reached = staff.page.local.year
    assert 2008 <= reached <= 2016
    finger.slide(10, 10)
    finger.lift()
    staff.kiosk.let(2, frame_seconds=0.05)
    assert staff.page.local.year <= reached + 1


def test_visitors_are_counted_in_bars(staff: Librarian) -> None:
    """Per day and per cooperative; days on which nobody came are there too."""
    staff.press("Visitors")
    assert staff.told("191 bezoeken, sinds 21 augustus 2018")
    (columns,) = eyes.kind(staff.kiosk, Columns)
    counts = [bar.count for bar in columns.bars]
    assert counts[-3:] == [5, 16, 2]
    assert 0 in counts
    staff.press("Per cooperative")
    (lines,) = eyes.kind(staff.kiosk, Lines)
    assert [bar.count for bar in lines.bars][:2] == [64, 57]
    assert lines.bars[0].label == "De Buurtsleutel"


def test_a_day_that_was_counted_by_a_wrong_date_hides_no_other(
    staff: Librarian, office: Office
) -> None:
    """Somebody had set the date a year too far: the chart ends today all the same."""
    wrong = DayCounts(date(2019, 9, 10), {"visit": 8})
    office.counts = replace(office.counts, days=(*office.counts.days, wrong))
    staff.press("Visitors")
    (columns,) = eyes.kind(staff.kiosk, Columns)
    assert [bar.count for bar in columns.bars][-3:] == [5, 16, 2]


def test_health_can_be_photographed(make_kiosk: MakeKiosk, office: Office) -> None:
    """In words, and as a code that a telephone reads from the glass."""
    librarian = Librarian(make_kiosk((1920, 1080), tasks=office, ahead=False))
    librarian.come_in()
    librarian.press("Health")
    librarian.kiosk.rest()
    assert librarian.told("All is well with this kiosk.")
    found = [barcode.text for barcode in zxingcpp.read_barcodes(librarian.kiosk.pixels())]
    assert health_qr.write(office.is_well) in found


def test_what_needs_somebody_is_told(staff: Librarian, office: Office) -> None:
    """In the menu by its number, in Health in sentences."""
    office.is_well = health(needs=("clock", "disk"))
    staff.come_again()
    assert staff.told("2 dingen vragen aandacht")
    staff.press("Health")
    assert staff.told("De datum klopt misschien niet.", "De schijf is bijna vol.")


def test_what_happened_stands_in_health_until_it_is_seen(staff: Librarian, office: Office) -> None:
    """With how many and what to do; one press, and it is off the list."""
    office.is_well = health(notices=(LOST,), needs=("disk",))
    staff.come_again()
    assert staff.told("2 dingen vragen aandacht")
    staff.press("Health")
    assert staff.told(LOST_WORDS)
    staff.press("I have seen this")
    assert office.is_well.notices == ()
    assert not staff.told(LOST_WORDS)
    assert not staff.can("I have seen this")


def test_more_than_stands_on_a_page_is_read_before_it_is_seen(
    staff: Librarian, office: Office
) -> None:
    """Every sentence stands somewhere, and the button only where the last one does."""
    needs = ("shelf", "media", "store", "carry", "clock", "disk")
    office.is_well = health(needs=needs, notices=(LOST,))
    staff.press("Health")
    assert not staff.told(LOST_WORDS)
    assert not staff.can("I have seen this")
    staff.view.page.turn()
    assert staff.told(LOST_WORDS)
    staff.press("I have seen this")
    assert office.is_well.notices == ()


def test_a_tap_during_a_long_frame_steps_once(staff: Librarian) -> None:
    """A glass that stood still saw no finger stay: one day more, and not two."""
    staff.press("Date and time", "No, set it")
    before = staff.page.local.day
    button = button_of(staff, "Day", "add")
    staff.kiosk.hold(staff.kiosk.middle(button), 0.02, 2.0)
    staff.settle()
    assert staff.page.local.day == before + 1
