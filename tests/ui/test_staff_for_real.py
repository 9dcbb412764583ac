"""The staff's corner with everything real behind it: shelf, loader, sign-ups, keys, and folders.

The folders stand in for sticks. Only time on the glass is wound by hand.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from glass import MakeKiosk
from packs.publisher import Publisher, medium
from staff_office import Librarian
from test_sign_up import fill_in, open_form

from kiosk import paths
from kiosk.clock import Evidence
from kiosk.staff import pages
from kiosk.staff import unlock as unlocking
from kiosk.station import loading
from kiosk.station.opened_home import RunOptions
from kiosk.station.station import Station
from kiosk.station.tasks import StaffTasks
from kiosk.visit import scene as scenes

PIN = "4711"


class Library:
    """A kiosk in a library, its publisher's office, and sticks that go between them."""

    def __init__(self, folder: Path, make_kiosk: MakeKiosk, clock: Any) -> None:
        """Switch the kiosk on, with nobody's PIN."""
        self.publisher = Publisher(folder / "office")
        self.stick = folder / "STICK"
        self.drawer = folder / "drawer"
        """Where the stick is while it is not in."""
        self.drawer.mkdir()
        self.home = paths.home(folder / "home")
        self.home.folder.mkdir()
        wanted = RunOptions(place="venray", sticks=(self.stick,))
        self.station = Station(self.home, paths.assets(), wanted, machine=Evidence)
        # Films go by the machine's clock; all else on the glass by the one a test winds.
        self.station.films  # noqa: B018 - made now
        tasks = StaffTasks(self.station, self.station.drives)
        self.station.clock, self.station.trusted = clock, lambda _: True
        shipped = self.station.content.prepared
        self.staff = Librarian(make_kiosk(prepared=shipped, station=self.station, tasks=tasks))

    # The stick

    def put_in(self) -> None:
        """Put the stick in, and wait until the kiosk has seen what is on it."""
        if not self.stick.is_dir():
            shutil.move(self.drawer, self.stick)
        sticks = self.room.sticks
        self.staff.kiosk.until(
            lambda: any(drive.finding is not None for drive in sticks.here), "a stick is noticed"
        )
        if self.staff.corner.admitted and any(drive.has_pack for drive in sticks.here):
            self.wait_for(loading.Offered, loading.Refused)
        self.staff.settle()

    def take_out(self) -> None:
        """Pull it out, and wait until the kiosk has noticed."""
        shutil.move(self.stick, self.drawer)
        self.staff.kiosk.until(lambda: not self.room.sticks.here, "a stick has gone")
        self.staff.settle()

    @property
    def room(self) -> Any:
        """What joins the corner with its duties."""
        return self.staff.kiosk.app.staffroom

    def wait_for(self, *kinds: type) -> None:
        """Wait until a load is in one of these states."""
        self.staff.kiosk.until(lambda: isinstance(self.room.sticks.load, kinds), "a load goes on")
        self.staff.settle()

    def wait_until(self, so: Callable[[], object], what: str) -> None:
        """Let time pass until the kiosk has followed."""

        def look() -> object:
            self.staff.kiosk.let(0.3, frame_seconds=0.3)
            return so()

        self.staff.kiosk.until(look, what)

    @property
    def on(self) -> str:
        """The title of what visitors see."""
        return self.staff.kiosk.exhibit.title.into("nl")

    def choose_pin(self) -> None:
        """Be the first staff who come."""
        self.staff.hold()
        self.staff.enter(PIN, PIN)

    def enrol(self, title: str = "Samen") -> None:
        """Choose a PIN, and load the first pack."""
        self.choose_pin()
        self.publisher.publish(self.drawer, title)
        self.put_in()
        self.staff.press("Go on", "Load it now", "Yes, this is right")
        self.wait_for(loading.Done)
        self.wait_until(lambda: self.on == title, "the pack on the glass")


@pytest.fixture
def library(tmp_path: Path, make_kiosk: MakeKiosk, clock: Any) -> Iterator[Library]:
    """A bare kiosk, switched on."""
    made = Library(tmp_path, make_kiosk, clock)
    yield made
    made.station.close(in_order=True)


def test_a_bare_kiosk_is_enrolled_by_touch(library: Library) -> None:
    """A PIN is chosen, the publisher's digits are compared, and the pack is on the glass."""
    staff = library.staff
    library.choose_pin()
    library.publisher.publish(library.drawer, "Samen")
    library.put_in()
    assert staff.told("Nieuwe inhoud ‘Samen’ van 3 oktober")  # noqa: RUF001 - as Dutch quotes
    staff.press("Go on", "Load it now")
    assert staff.page == pages.ContentRoute("first")
    digits = library.publisher.public.fingerprint
    assert digits in {text.replace("\n", " ") for text in staff.reads()}
    assert "De Alliantie" in staff.reads()
    staff.press("Yes, this is right")
    library.wait_for(loading.Done)
    assert staff.told("‘Samen’ staat nu op het scherm.")  # noqa: RUF001 - as Dutch quotes
    library.wait_until(lambda: library.on == "Samen", "the pack on the glass")
    assert staff.page == pages.ContentRoute()
    staff.press("Leave")
    staff.kiosk.wake()
    assert library.on == "Samen"


def test_a_tampered_photo_is_refused_while_it_is_loaded(library: Library) -> None:
    """One flipped byte in a photo is found on the way to the disk, and what is on stays on."""
    library.publisher.publish(library.drawer, "Samen")
    targets = library.drawer / "KIOSK-PACK" / "targets"
    whole = medium("tuin")
    photo = next(file for file in targets.iterdir() if file.read_bytes() == whole)
    photo.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    staff = library.staff
    library.choose_pin()
    before = library.on
    library.put_in()
    staff.press("Go on", "Load it now", "Yes, this is right")
    library.wait_for(loading.Refused)
    assert staff.told("Something on this stick was changed after it had been signed.")
    assert library.on == before


def test_sign_ups_go_to_the_stick_for_real(library: Library) -> None:
    """A visitor signs up; staff carry it away; it lies on the stick, and the stick may go."""
    library.enrol("Samen")
    library.take_out()
    shutil.rmtree(library.drawer)
    library.drawer.mkdir()
    staff = library.staff
    staff.press("Leave")
    kiosk = open_form(staff.kiosk).kiosk
    fill_in(kiosk, "check", cooperatives=frozenset())
    kiosk.press("Save it")
    kiosk.until(lambda: kiosk.scene == scenes.SignUpScene(step="saved"), "a sign-up is kept")
    staff.come_in(PIN)
    assert staff.told("1 wacht")
    staff.press("Sign-ups")
    assert "1" in staff.reads()
    library.put_in()
    staff.press("To the stick")
    assert staff.told("1 aanmelding staat veilig op de stick.", "U kunt de stick eruit halen.")
    assert list(library.stick.glob("KIOSK-SIGNUPS/*/*.tar"))
    assert list(library.stick.glob("KIOSK-STATUS/*.json"))


def test_a_forgotten_pin_is_unlocked_for_real(library: Library) -> None:
    """The coordinator signs the number that staff read out, and a new PIN is chosen."""
    library.enrol("Samen")
    staff = library.staff
    library.take_out()
    staff.press("Leave")
    staff.hold()
    staff.press("Forgot the PIN?")
    number, kiosk = staff.page.number, staff.page.kiosk
    assert kiosk in staff.reads()
    unlocking.write(library.publisher.daily.pack, kiosk, number, library.drawer)
    shutil.move(library.drawer, library.stick)
    staff.kiosk.until(lambda: staff.page == pages.PinRoute("choose"), "a stick unlocks the kiosk")
    staff.kiosk.rest()
    staff.enter("8520", "8520")
    assert staff.page == pages.MenuRoute()


def test_settings_hold_for_real(library: Library) -> None:
    """A place, a level and hours that staff chose are in the settings, and on the glass."""
    library.enrol("Samen")
    staff = library.staff
    staff.press("Back", "Sound", "Softer", "Back")
    staff.press("Opening hours", "Zondag", "Closed all day", "Keep these hours")
    staff.press("Leave")
    library.wait_until(lambda: library.station.settings.hours, "settings are read again")
    assert library.station.settings.volume == pytest.approx(0.35)
    assert "su" not in library.station.settings.hours
    staff.come_in(PIN)
    staff.press("Health")
    assert "De Alliantie" in staff.reads()
