"""Who may see what in the staff's corner, and for how long."""

from datetime import date, datetime, time

import pytest
from clocks import HandWoundClock
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import KioskError
from kiosk.staff import pages
from kiosk.staff.corner import PATIENCE_SECONDS, SETTLE_SECONDS, Attempt, Corner
from kiosk.staff.pin import LONGEST
from kiosk.timetable import Span

EVERY_PAGE: list[pages.Route] = [
    pages.MenuRoute(),
    pages.ContentRoute(),
    pages.ContentRoute("back"),
    pages.SignUpsRoute(),
    pages.PlaceRoute(),
    pages.SoundRoute(),
    pages.HoursRoute(),
    pages.DayRoute(0, (Span(time(10), time(17)),)),
    pages.ClosedDaysRoute(date(2018, 12, 1)),
    pages.CalendarRoute(),
    pages.SetCalendarRoute(datetime(2018, 10, 1, 12, 0)),  # noqa: DTZ001 - as the wall shows it
    pages.VisitorsRoute(),
    pages.HealthRoute(),
    pages.RestartRoute(),
]


def type_pin(corner: Corner, digits: str) -> Attempt | None:
    """Press these digits, and hand them in."""
    for digit in digits:
        corner.type(digit)
    return corner.enter()


def admit(corner: Corner) -> None:
    """Open the corner, and type the right PIN."""
    corner.open(has_pin=True)
    attempt = type_pin(corner, "2580")
    corner.answered(attempt, "right")
    assert corner.page == pages.MenuRoute()


def pin_page(corner: Corner) -> pages.PinRoute:
    """The PIN pad, which is on."""
    assert isinstance(corner.page, pages.PinRoute)
    return corner.page


@pytest.fixture
def corner(clock: HandWoundClock) -> Corner:
    """A corner that nobody has opened."""
    return Corner(clock)


# The PIN


def test_it_begins_with_the_pin(corner: Corner) -> None:
    """Nobody is in before; a wrong one is told, with the pause there is."""
    assert corner.open(has_pin=True)
    assert corner.page == pages.PinRoute("enter")
    assert not corner.admitted
    assert not corner.open(has_pin=True)
    corner.answered(type_pin(corner, "1111"), "wrong")
    assert corner.page == pages.PinRoute("enter", 0, "wrong")
    corner.type("2")
    assert corner.page == pages.PinRoute("enter", 1)
    corner.answered(type_pin(corner, "580"), "failed", wait_seconds=30)
    assert corner.page == pages.PinRoute("enter", 0, "failed", wait_seconds=30)


def test_the_right_pin_leads_to_the_menu(corner: Corner) -> None:
    """It is handed in once; how many digits were typed is shown, and nowhere which."""
    corner.open(has_pin=True)
    attempt = type_pin(corner, "2580")
    assert (attempt.pin, attempt.keep) == ("2580", False)
    assert pin_page(corner).checking
    assert corner.enter() is None
    corner.type("1")
    corner.erase()
    assert pin_page(corner).digits == 4
    assert "2580" not in f"{corner.page!r} {attempt!r}"
    corner.answered(attempt, "right")
    assert corner.page == pages.MenuRoute()
    assert corner.admitted


def test_the_pause_is_counted_down(corner: Corner, clock: HandWoundClock) -> None:
    """While nobody may try, no digit is taken and the seconds left can be read.

    Whoever leaves and comes back while it runs finds what is left of it.
    """
    corner.open(has_pin=True)
    corner.answered(type_pin(corner, "1111"), "wrong", wait_seconds=30)
    assert corner.page == pages.PinRoute("enter", 0, "wrong", wait_seconds=30)
    assert type_pin(corner, "2580") is None
    clock.wind(12.5)
    corner.touch()
    corner.tick()
    assert pin_page(corner).wait_seconds == 18
    corner.leave()
    corner.open(has_pin=True, wait_seconds=17)
    assert pin_page(corner).wait_seconds == 17
    clock.wind(17)
    corner.tick()
    assert pin_page(corner).wait_seconds == 0
    assert type_pin(corner, "2580") is not None


def test_without_a_pin_one_is_chosen_and_typed_twice(corner: Corner) -> None:
    """The first time staff choose a PIN; only when it was the same twice is it kept."""
    corner.open(has_pin=False)
    assert corner.page == pages.PinRoute("choose")
    assert type_pin(corner, "258") is None
    assert corner.page == pages.PinRoute("choose", 0, "short")
    assert type_pin(corner, "2580") is None
    assert corner.page == pages.PinRoute("again")
    assert type_pin(corner, "2581") is None
    assert corner.page == pages.PinRoute("choose", 0, "differ")
    type_pin(corner, "2580")
    attempt = type_pin(corner, "2580")
    assert (attempt.pin, attempt.keep) == ("2580", True)
    assert not corner.admitted
    corner.answered(attempt, "kept")
    assert corner.page == pages.MenuRoute()


@pytest.mark.parametrize("outcome", ["easy", "failed"])
def test_a_pin_that_is_not_kept_is_chosen_anew(corner: Corner, outcome: str) -> None:
    """A PIN that anybody would guess, or that the disk did not take, opens nothing."""
    corner.open(has_pin=False)
    type_pin(corner, "1234")
    attempt = type_pin(corner, "1234")
    corner.answered(attempt, outcome)  # type: ignore[arg-type]
    assert corner.page == pages.PinRoute("choose", 0, outcome)  # type: ignore[arg-type]
    assert not corner.admitted


def test_there_are_no_more_digits_than_a_pin_has(corner: Corner) -> None:
    """The pad takes eight digits, and gives them back one by one."""
    corner.open(has_pin=True)
    for _ in range(LONGEST + 3):
        corner.type("1")
    assert pin_page(corner).digits == LONGEST
    for _ in range(LONGEST + 3):
        corner.erase()
    assert corner.page == pages.PinRoute("enter")
    assert corner.enter() is None


def test_an_answer_that_comes_too_late_opens_nothing(corner: Corner) -> None:
    """The right PIN of somebody who has left does not open the corner to the next one."""
    corner.open(has_pin=True)
    attempt = type_pin(corner, "2580")
    corner.leave()
    corner.answered(attempt, "right")
    assert corner.page is None
    corner.open(has_pin=True)
    corner.answered(attempt, "right")
    assert corner.page == pages.PinRoute("enter")
    type_pin(corner, "1111")
    corner.answered(attempt, "right")
    assert not corner.admitted


# A forgotten PIN


def test_a_forgotten_pin_has_a_way_back(corner: Corner) -> None:
    """Staff read id and number; with the coordinator's file a new PIN is chosen."""
    corner.open(has_pin=True, wait_seconds=300)
    corner.forgot("k-ab12cd34", "12345678")
    assert corner.page == pages.ForgottenRoute("k-ab12cd34", "12345678")
    assert corner.back()
    assert corner.page == pages.PinRoute("enter", wait_seconds=300)
    corner.forgot("k-ab12cd34", "12345678")
    corner.unlocked()
    assert corner.page == pages.PinRoute("choose")
    assert not corner.admitted


def test_an_unlock_file_opens_nothing_by_itself(corner: Corner) -> None:
    """Stuck into a kiosk whose corner is closed, or where staff are in, it changes no page."""
    corner.unlocked()
    assert corner.page is None
    admit(corner)
    corner.unlocked()
    assert corner.page == pages.MenuRoute()
    corner.forgot("k-ab12cd34", "12345678")
    assert corner.page == pages.MenuRoute()


# Walking around


@pytest.mark.parametrize("page", EVERY_PAGE, ids=repr)
def test_no_page_is_seen_without_the_pin(corner: Corner, page: pages.Route) -> None:
    """Neither with a closed corner, nor on the PIN pad, nor where the PIN was forgotten."""
    assert not corner.go(page)
    corner.open(has_pin=True)
    assert not corner.go(page)
    corner.forgot("k-ab12cd34", "12345678")
    assert not corner.go(page)
    assert not corner.admitted


@pytest.mark.parametrize("page", EVERY_PAGE, ids=repr)
def test_from_every_page_back_leads_to_the_menu(corner: Corner, page: pages.Route) -> None:
    """However deep one is, a few times `back` is the menu; and there is no back from there."""
    admit(corner)
    corner.go(page)
    assert corner.page == page
    for _ in range(3):
        corner.back()
    assert corner.page == pages.MenuRoute()
    assert not corner.back()


def test_a_question_leads_back_to_what_it_is_about(corner: Corner) -> None:
    """No to a question about content is the page about content. The PIN pad is no page to go to."""
    admit(corner)
    corner.go(pages.ContentRoute())
    corner.go(pages.ContentRoute("first"))
    corner.back()
    assert corner.page == pages.ContentRoute()
    with pytest.raises(KioskError):
        corner.go(pages.PinRoute("choose"))


def test_a_double_tap_presses_once(corner: Corner, clock: HandWoundClock) -> None:
    """Right after another page came nothing can be pressed; typing and stepping go on at once."""
    admit(corner)
    corner.go(pages.SoundRoute())
    assert corner.touch()
    clock.wind(SETTLE_SECONDS)
    assert not corner.touch()
    corner.go(pages.SetCalendarRoute(datetime(2018, 10, 1, 12, 0)))  # noqa: DTZ001 - as on the wall
    clock.wind(SETTLE_SECONDS)
    corner.go(pages.SetCalendarRoute(datetime(2018, 10, 1, 12, 1)))  # noqa: DTZ001 - as on the wall
    assert not corner.touch()


def test_staff_choose_between_dutch_and_english(corner: Corner) -> None:
    """The corner speaks Dutch, or English if somebody likes; the next one finds Dutch again."""
    admit(corner)
    languages = [corner.language]
    for _ in range(3):
        corner.toggle_language()
        languages.append(corner.language)
    assert languages == ["nl", "en", "nl", "en"]
    corner.leave()
    corner.open(has_pin=True)
    assert corner.language == "nl"


# Leaving


@pytest.mark.parametrize("page", [None, *EVERY_PAGE], ids=repr)
def test_it_closes_by_itself(
    corner: Corner, clock: HandWoundClock, page: pages.Route | None
) -> None:
    """Two minutes after the last touch the corner is closed, on the PIN pad and everywhere else."""
    corner.open(has_pin=True)
    if page:
        admit(corner)
        corner.go(page)
    for _ in range(2):
        corner.touch()
        clock.wind(PATIENCE_SECONDS - 1)
        corner.tick()
        assert corner.is_open
    clock.wind(1)
    corner.tick()
    assert not corner.is_open
    assert not corner.admitted
    assert not corner.go(pages.HealthRoute())


def test_a_machine_that_slept_lets_nobody_in(corner: Corner, clock: HandWoundClock) -> None:
    """The first touch after a long pause closes the corner, though no time was counted between.

    A calendar that jumps closes nothing: staff may set the date by years.
    """
    admit(corner)
    clock.set_calendar(datetime.fromisoformat("2031-01-01T00:00:00+00:00"))
    corner.tick()
    assert corner.page == pages.MenuRoute()
    clock.wind(3600)
    assert corner.touch()
    assert not corner.is_open


def test_those_who_draw_hear_of_every_change(corner: Corner, clock: HandWoundClock) -> None:
    """Opening, typing, waiting, turning, another language and leaving are all told."""
    heard: list[pages.Route | None] = []
    corner.listen(lambda: heard.append(corner.page))
    corner.open(has_pin=True, wait_seconds=2)
    clock.wind(2)
    corner.tick()
    corner.tick()
    attempt = type_pin(corner, "12")
    corner.answered(attempt, "right")
    corner.toggle_language()
    corner.leave()
    corner.leave()
    assert heard == [
        pages.PinRoute("enter", wait_seconds=2),
        pages.PinRoute("enter"),
        pages.PinRoute("enter", 1),
        pages.PinRoute("enter", 2),
        pages.PinRoute("enter", 2, checking=True),
        pages.MenuRoute(),
        pages.MenuRoute(),
        None,
    ]


ACTIONS = st.one_of(
    st.tuples(st.just("type"), st.sampled_from("0123456789")),
    st.tuples(st.just("go"), st.sampled_from(EVERY_PAGE)),
    st.tuples(st.just("wind"), st.sampled_from([0.1, 1.0, 30.0, 119.0, 121.0])),
    st.tuples(
        st.sampled_from(["erase", "enter", "back", "tick", "touch", "leave", "open", "forgot"]),
        st.none(),
    ),
)


@given(st.lists(ACTIONS, max_size=60))
def test_no_way_of_touching_it_opens_it(actions: list[tuple[str, object]]) -> None:
    """Whatever is pressed in whichever order: without a right answer nobody is let in."""
    clock = HandWoundClock()
    corner = Corner(clock)
    for action, value in actions:
        match action:
            case "type":
                corner.type(str(value))
            case "go":
                assert not corner.go(value)  # type: ignore[arg-type]
            case "wind":
                clock.wind(value)
            case "enter":
                attempt = corner.enter()
                if attempt is not None:
                    corner.answered(attempt, "wrong", wait_seconds=30)
            case "open":
                corner.open(has_pin=True)
            case "forgot":
                corner.forgot("k", "12345678")
            case _:
                getattr(corner, action)()
        assert corner.page is None or isinstance(corner.page, pages.PinRoute | pages.ForgottenRoute)
        assert not corner.admitted
