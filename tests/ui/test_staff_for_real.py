"""The staff's corner with everything real behind it: shelf, loader, sign-ups, keys, and folders.

The folders stand in for sticks. Only time on the glass is wound by hand.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from darkroom import Darkroom
from packs.publisher import NOON, Publisher, terms
from staff_office import Librarian

from kiosk import paths
from kiosk.clock import Evidence
from kiosk.exhibit import model
from kiosk.publish import publishing
from kiosk.staff import pages
from kiosk.staff import unlock as unlocking
from kiosk.station import loading
from kiosk.station.station import Station, Wanted
from kiosk.station.tasks import StaffTasks
from kiosk.visit import scene as scenes
from kiosk.visit.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from glass import Kiosk

    from kiosk.exhibit.prepared import Prepared

SIZE_PX = (1280, 720)
PIN = "4711"


class Library:
    """A kiosk in a library, its publisher's office, and sticks that go between them."""

    def __init__(self, folder: Path, shipped: Prepared, make_kiosk: Callable[..., Kiosk]) -> None:
        self._folder, self._shipped = folder, shipped
        self._make = make_kiosk
        self.publisher = Publisher(folder / "office")
        self.stick = folder / "STICK"
        self.drawer = folder / "drawer"
        """Where the stick is while it is not in."""
        self.drawer.mkdir()
        self.home = paths.home(folder / "home")
        self.home.folder.mkdir()
        self.station: Station
        self.staff: Librarian
        self._packs = 0

    def start(self, clock: Any) -> Librarian:
        """Switch the kiosk on, with nobody's PIN."""
        wanted = Wanted(place="venray", sticks=(self.stick,))
        self.station = Station(self.home, paths.assets(), wanted, machine=Evidence)
        # Films go by the machine's clock; all else on the glass by the one a test winds.
        self.station.films  # noqa: B018 - made now
        tasks = StaffTasks(self.station, self.station.drives)
        self.station.clock, self.station.trusted = clock, lambda _: True
        self.staff = Librarian(
            self._make(SIZE_PX, prepared=self._prepared(), station=self.station, tasks=tasks)
        )
        return self.staff

    def _prepared(self) -> Prepared:
        return self.station.content.prepared

    @property
    def restarts(self) -> int:
        """Whether staff have asked it to start anew."""
        return int(self.staff.kiosk.app.restarting)

    def close(self) -> None:
        """Switch it off."""
        if hasattr(self, "station"):
            self.station.close(in_order=True)

    # The publisher's office

    def publish(self, title: str, days: float = 0) -> None:
        """Put a pack with this title on the stick, wherever it is."""
        where = self.stick if self.stick.is_dir() else self.drawer
        self._packs += 1
        room = Darkroom(self._shipped, self._folder / f"darkroom {self._packs}")
        room.only(2)
        room.without_films()
        made = room.prepared()
        exhibit = made.exhibit.model_copy(
            update={
                "title": model.Text({"nl": title}),
                "signups": terms(self.publisher.public),
                "workshops": (),
            }
        )
        (made.folder / "exhibit.json").write_text(exhibit.model_dump_json(), "utf-8")
        publishing.publish(
            type(made)(exhibit, made.folder),
            self.publisher.keys,
            self.publisher.daily,
            None,
            where,
            now=NOON + timedelta(days=days),
        )

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

    def shown(self, title: str) -> None:
        """Wait until visitors would see this."""
        visit = lambda: self.staff.kiosk.visit.exhibit.title.into("nl")  # noqa: E731

        def there() -> bool:
            self.staff.kiosk.let(0.3, frame_seconds=0.3)
            return bool(visit() == title)

        self.staff.kiosk.until(there, f"{title} on the glass")

    def enrol(self, title: str = "Samen") -> None:
        """Choose a PIN, and load the first pack."""
        staff = self.staff
        staff.hold()
        staff.enter(PIN)
        staff.enter(PIN)
        self.publish(title)
        self.put_in()
        staff.press("Go on")
        staff.press("Load it now")
        staff.press("Yes, this is right")
        self.wait_for(loading.Done)
        self.shown(title)


@pytest.fixture
def library(
    tmp_path: Path, shipped: Prepared, make_kiosk: Callable[..., Kiosk], clock: Any
) -> Iterator[Library]:
    """A bare kiosk, switched on."""
    made = Library(tmp_path, shipped, make_kiosk)
    made.start(clock)
    yield made
    made.close()


def test_a_bare_kiosk_is_enrolled_by_touch(library: Library) -> None:
    """A PIN is chosen, the publisher's digits are compared, and the pack is on the glass."""
    staff = library.staff
    staff.hold()
    staff.enter(PIN)
    staff.enter(PIN)
    library.publish("Samen")
    library.put_in()
    assert staff.told("Nieuwe inhoud ‘Samen’ van 3 oktober")  # noqa: RUF001 - as Dutch quotes
    staff.press("Go on")
    staff.press("Load it now")
    assert staff.page == pages.ContentRoute("first")
    digits = library.publisher.public.fingerprint
    assert digits in {text.replace("\n", " ") for text in staff.reads()}
    assert "De Alliantie" in staff.reads()
    staff.press("Yes, this is right")
    library.wait_for(loading.Done)
    assert staff.told("‘Samen’ staat nu op het scherm.")  # noqa: RUF001 - as Dutch quotes
    library.shown("Samen")
    assert staff.page == pages.ContentRoute()
    staff.press("Leave")
    staff.kiosk.wake()
    assert staff.kiosk.visit.exhibit.title.into("nl") == "Samen"


def test_a_tampered_pack_is_refused(library: Library) -> None:
    """One flipped byte in its index: a sentence before anybody is asked, and the old one stays."""
    library.enrol("Samen")
    library.take_out()
    library.publish("Verder", days=1)
    before = set((library.home.shelf / "blobs").iterdir())
    names = {file.name for file in before}
    targets = library.drawer / "KIOSK-PACK" / "targets"
    new = next(file for file in sorted(targets.iterdir()) if file.name not in names)
    content = bytearray(new.read_bytes())
    content[len(content) // 2] ^= 1
    new.write_bytes(bytes(content))
    staff = library.staff
    library.put_in()
    library.wait_for(loading.Refused)
    assert not staff.can("Load it now")
    assert staff.told("Something on this stick was changed after it had been signed.")
    assert staff.told("What was on the screen stays there.")
    assert staff.kiosk.visit.exhibit.title.into("nl") == "Samen"


def test_a_tampered_photo_is_refused_while_it_is_loaded(library: Library) -> None:
    """One flipped byte in a photo is found on the way to the disk, and what is on stays on."""
    library.publish("Samen")
    targets = library.drawer / "KIOSK-PACK" / "targets"
    photo = max(targets.iterdir(), key=lambda target: target.stat().st_size)
    content = bytearray(photo.read_bytes())
    content[len(content) // 2] ^= 1
    photo.write_bytes(bytes(content))
    staff = library.staff
    staff.hold()
    staff.enter(PIN)
    staff.enter(PIN)
    before = staff.kiosk.visit.exhibit.title
    library.put_in()
    staff.press("Go on")
    staff.press("Load it now")
    staff.press("Yes, this is right")
    library.wait_for(loading.Refused)
    assert staff.told("Something on this stick was changed after it had been signed.")
    assert staff.kiosk.visit.exhibit.title == before


def test_one_tap_turns_back(library: Library) -> None:
    """After a second pack the first is one question away, and is on the glass again."""
    library.enrol("Samen")
    library.take_out()
    library.publish("Verder", days=1)
    staff = library.staff
    library.put_in()
    staff.press("Load it now")
    library.wait_for(loading.Done)
    library.shown("Verder")
    staff.press("Back to the one before")
    assert "Samen" in staff.reads()
    staff.press("Yes, go back")
    library.shown("Samen")
    assert staff.told("‘Samen’ staat weer op het scherm.")  # noqa: RUF001 - as Dutch quotes


def test_a_stick_pulled_out_while_looking_is_harmless(library: Library) -> None:
    """What was offered goes with it, and comes again with it."""
    staff = library.staff
    staff.hold()
    staff.enter(PIN)
    staff.enter(PIN)
    library.publish("Samen")
    library.put_in()
    library.take_out()
    assert not staff.can("Go on")
    library.put_in()
    assert staff.can("Go on")


@pytest.mark.parametrize("told", ["maar in een map", "ingepakt in één bestand (een zip)"])
def test_a_pack_that_lies_too_deep_on_the_stick_is_told(library: Library, told: str) -> None:
    """Unpacked into a folder, or not at all: the corner says what to do, and offers nothing."""
    staff = library.staff
    staff.hold()
    staff.enter(PIN)
    staff.enter(PIN)
    library.publish("Samen")
    pack, away = library.drawer / "KIOSK-PACK", library.drawer / "Nieuwe map" / "limburg"
    archive = Path(shutil.make_archive(str(away), "zip", library.drawer, pack.name))
    if "zip" in told:
        archive.rename(library.drawer / archive.name)
        shutil.rmtree(pack)
    else:
        archive.unlink()
        away.mkdir()
        pack.rename(away / pack.name)
    library.put_in()
    assert staff.told(told)
    assert not staff.can("Go on")
    library.take_out()
    if "zip" in told:
        shutil.unpack_archive(library.drawer / archive.name, library.drawer)
    else:
        (away / pack.name).rename(pack)
    library.put_in()
    assert staff.can("Go on")


def test_sign_ups_go_to_the_stick_for_real(library: Library) -> None:
    """A visitor signs up; staff carry it away; it lies on the stick, and the stick may go."""
    library.enrol("Samen")
    library.take_out()
    shutil.rmtree(library.drawer)
    library.drawer.mkdir()
    staff = library.staff
    staff.press("Leave")
    kiosk = staff.kiosk
    kiosk.wake()
    kiosk.visit.open(scenes.SignUpScene())
    kiosk.rest()
    kiosk.app.form.answer(
        Draft(name="Els", email="els@example.org", purposes=frozenset({"nieuws"}))
    )
    kiosk.app.form.go("check")
    kiosk.rest()
    kiosk.press("Save it")
    kiosk.until(lambda: kiosk.scene == scenes.SignUpScene(step="saved"), "a sign-up is kept")
    staff.come_in(PIN)
    assert any("1 wacht" in text for text in staff.reads())
    staff.press("Sign-ups")
    assert "1" in staff.reads()
    library.put_in()
    staff.press("To the stick")
    assert staff.told("1 aanmelding staat veilig op de stick.")
    assert staff.told("U kunt de stick eruit halen.")
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
    staff.enter("8520")
    staff.enter("8520")
    assert staff.page == pages.MenuRoute()


def test_settings_hold_for_real(library: Library) -> None:
    """A place, a level and hours that staff chose are in the settings, and on the glass."""
    library.enrol("Samen")
    staff = library.staff
    staff.press("Back")
    staff.press("Sound")
    staff.press("Softer")
    staff.press("Back")
    staff.press("Opening hours")
    staff.press("Zondag")
    staff.press("Closed all day")
    staff.press("Keep these hours")
    staff.press("Leave")
    kiosk = staff.kiosk
    kiosk.until(
        lambda: (kiosk.let(0.3, frame_seconds=0.3), library.station.settings.hours)[1],
        "settings are read again",
    )
    assert library.station.settings.volume == pytest.approx(0.35)
    assert "su" not in library.station.settings.hours
    staff.come_in(PIN)
    staff.press("Health")
    assert "De Alliantie" in staff.reads()
