"""What a kiosk shows, whose terms hold for it, and what it does by the hour."""

import threading
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import pyrage
import pytest
from packs.publisher import ANSWERS, NOON
from station.house import House

from kiosk import paths, settings
from kiosk.clock import SystemClock
from kiosk.errors import InputError, PreparedError
from kiosk.exhibit import prepared
from kiosk.packs.shelf import Shelf
from kiosk.settings import Settings
from kiosk.signups import seal
from kiosk.signups.intake import VisitorCode
from kiosk.station.station import Station


def title(ours: Station) -> str:
    """Of what is shown."""
    return ours.content.prepared.exhibit.title.into("nl")


def test_a_bare_home_shows_what_ships_and_takes_no_sign_ups(house: House) -> None:
    """Although that exhibit says to whom they could be sealed: nobody has said yes to them."""
    ours = house.open()
    assert title(ours) == "Erbij"
    assert not ours.content.enrolled
    assert ours.intake().closed() == "nobody"


def test_an_enrolled_kiosk_shows_its_pack_and_seals_to_its_publisher(house: House) -> None:
    """Nobody else opens what visitors leave there."""
    house.load("Een")
    ours = house.open(place="gennep")
    assert title(ours) == "Een"
    assert ours.content.enrolled
    taking = ours.intake()
    assert taking.closed() is None
    taking.save(ANSWERS, VisitorCode("CODE", "ab" * 16))
    with taking.stores() as stores:
        sealed = stores[0].store.sealed(1)
    assert sealed
    assert b"els@example.org" in seal.unseal(sealed, house.publisher.daily.identity)
    with pytest.raises(InputError, match="sealed for somebody else"):
        seal.unseal(sealed, str(pyrage.x25519.Identity.generate()))
    taking.close()


def test_the_last_terms_hold_also_when_an_older_pack_is_shown(house: House) -> None:
    """Going back is for what is seen: what visitors agree to is what the publisher last said."""
    house.load("Een")
    newer = house.publisher.exhibit("Twee").exhibit.signups
    house.load("Twee", signups=newer.model_copy(update={"retention_days": 30}))
    with closing(Shelf.open(house.home.shelf)) as shelf:
        shelf.back()
    ours = house.open()
    assert title(ours) == "Een"
    terms = ours.content.prepared.exhibit.signups
    assert terms.retention_days == 30


def test_a_pack_that_was_dated_ahead_counts_no_more_once_it_is_mended(house: House) -> None:
    """The publisher's newest word on the date holds, also when staff turn back to the wrong one."""
    house.load("Een", now=NOON + timedelta(days=800))
    ours = house.open()
    assert ours.made() == NOON + timedelta(days=800)
    house.load("Twee")
    ours.refresh()
    assert (title(ours), ours.made()) == ("Twee", NOON)
    ours.shelf.back()
    ours.refresh()
    assert (title(ours), ours.made()) == ("Een", NOON)


NONSENSE = {"Europe/Amsterdam": "Europe/Amsterdxm", "#4F6B1E": "#FFFF00", '"eco"': '"ecx"'}


@pytest.mark.parametrize(("sense", "nonsense"), NONSENSE.items(), ids=["zone", "colour", "icon"])
def test_a_pack_without_sense_does_not_end_it(house: House, sense: str, nonsense: str) -> None:
    """One that an older program took is not shown: the one before it is, and the form is open."""
    house.load("Een")
    pack = house.load("Twee")
    path = house.home.shelf / "blobs" / pack.index
    content = path.read_text("utf-8")
    assert sense in content
    path.write_text(content.replace(sense, nonsense), "utf-8")
    ours = house.open(place="gennep")
    assert title(ours) == "Een"


def test_a_publisher_who_takes_no_more_sign_ups_gets_none(house: House) -> None:
    """Also where an older pack, which took them, is shown again."""
    house.load("Een")
    house.load("Twee", signups=None)
    with closing(Shelf.open(house.home.shelf)) as shelf:
        shelf.back()
    ours = house.open()
    assert title(ours) == "Een"
    assert ours.intake().closed() == "terms"


def test_a_damaged_pack_gives_way_to_the_one_before(house: House) -> None:
    """And that to the exhibit that ships, which takes no sign-ups."""
    first, second = house.load("Een", photos=("dak",)), house.load("Twee", photos=("tuin",))
    (house.home.shelf / "blobs" / second.index).unlink()
    ours = house.open()
    assert title(ours) == "Een"
    (house.home.shelf / "blobs" / first.index).unlink()
    ours = house.open()
    assert title(ours) == "Erbij"
    assert ours.intake().closed() == "nobody"


def test_without_anything_to_show_it_says_so(house: House) -> None:
    """Nothing is invented."""
    (house.assets.shipped / prepared.NAME).unlink()
    with pytest.raises(PreparedError):
        house.open()


def test_a_shelf_that_cannot_be_opened_costs_the_packs_and_not_the_show(house: House) -> None:
    """What ships is shown, and the journal says why."""
    house.home.folder.mkdir()
    house.home.shelf.write_text("a file in the way")
    ours = house.open()
    assert title(ours) == "Erbij"
    assert ours.shelf is None


@pytest.mark.parametrize("wanted", [{"demo": True}, {"exhibit": "shipped"}], ids=str)
def test_a_demo_and_a_look_at_an_exhibit_have_none(house: House, wanted: dict[str, Any]) -> None:
    """Nobody can be enrolled there, and somebody's look is not counted as a visit."""
    if "exhibit" in wanted:
        wanted = {"exhibit": house.assets.shipped}
    ours = house.open(**wanted)
    assert ours.shelf is None
    assert not ours.is_real
    assert not house.home.shelf.exists()
    assert (ours.counter is None) == ("exhibit" in wanted)


def test_what_was_damaged_is_found_and_thrown_away(house: House) -> None:
    """In the background, byte by byte; whoever shows it is told, and loading brings it again."""
    pack = house.load("Een")
    ours = house.open()
    film = max((house.home.shelf / "blobs").iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(film.read_bytes())
    content[100] ^= 1
    film.write_bytes(content)
    told = threading.Event()
    ours.verify(damaged=told.set)
    assert told.wait(30)
    assert not film.exists()
    ours.refresh()
    assert title(ours) == "Erbij"
    assert house.load("Twee").version == pack.version + 1
    assert title(house.open()) == "Twee"


def test_staff_change_what_is_shown_while_it_runs(house: House) -> None:
    """Another pack, another place, a language that this pack does not have."""
    house.load("Een")
    ours = house.open()
    house.load("Twee")
    settings.write(house.home.settings, Settings(place="venray", language="en"))
    ours.refresh()
    assert title(ours) == "Twee"
    assert ours.place == "venray"
    assert ours._language() is None  # noqa: SLF001 - `setup` needs a window
    house.home.settings.write_text("place: [")
    house.home.settings.with_name("settings.last-good.yaml").write_text("place: [")
    ours.refresh()
    assert ours.place == "venray"


def test_outside_its_hours_it_is_night(house: House) -> None:
    """By a date that can be believed; a doubtful one closes nothing."""
    house.home.folder.mkdir()
    settings.write(house.home.settings, Settings(hours="mo-fr 12:00-17:00"))
    ours = house.open(today=date(2018, 10, 3), demo=True)  # ten o'clock on a Wednesday
    night = ours.night()
    assert (night.opens.day, night.opens.hour) == (3, 12)
    ours.trusted = lambda _: False
    assert ours.night() is None


@pytest.mark.parametrize(
    ("chosen", "loudest"),
    [
        (Settings(), 1.0),
        (Settings(volume_caps="9-12:0.2"), 0.2),
        (Settings(volume_caps="12-18:0.2"), 1.0),
        (Settings(muted=True), 0.0),
    ],
    ids=str,
)
def test_the_hour_says_how_loud_it_may_be(house: House, chosen: Settings, loudest: float) -> None:
    """At ten o'clock in the morning."""
    house.home.folder.mkdir()
    settings.write(house.home.settings, chosen)
    ours = house.open(today=date(2018, 10, 3), demo=True)
    assert ours.loudest() == loudest


def test_a_demo_keeps_what_it_is_given_by_the_machine_s_own_day(house: House) -> None:
    """A day set by hand is for the glass: a sign-up of 2018 would be past its date."""
    ours = house.open(demo=True, today=date(2018, 10, 3))
    assert ours.clock.now().year == 2018
    assert abs(ours.machine_clock.now() - SystemClock().now()) < timedelta(minutes=1)
    assert paths.Home(house.home.folder) == ours.home
